"""Imports over the API: three ways of sending a file, a report to poll, decisions, storing, undoing, refusals."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Import, Job, Source
from tests.api.test_shapes import check, document, strict  # noqa: F401 - fixtures
from tests.queries import build

RIS = "TY  - JOUR\nTI  - {}\nAU  - Gray, Ada\nPY  - 2019\nDO  - {}\nER  - \n"
FILE = RIS.format("Bark and rest", "10.5555/one") + RIS.format("Leaves", "10.5555/two")
CSL = [{"id": "a", "type": "article-journal", "title": "From CSL", "DOI": "10.5555/csl"}]


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def send(api, body=FILE, content_type="application/x-research-info-systems", **options):
    return api.client.post(
        "/api/v1/imports/",
        body.encode() if isinstance(body, str) else body,
        content_type,
        **options,
    )


def adds_up(report):
    words = ("new", "same", "needs_decision", "rejected", "left_out")
    return sum(report[word] for word in words) == report["records"] and report["adds_up"]


def test_from_the_file_to_sources_and_back(api, people, strict):  # noqa: F811
    asker = api(people.contributor)
    answer = send(asker, headers={"Content-Disposition": 'attachment; filename="mine.ris"'})
    assert answer.status_code == 202, answer.content
    report = answer.json()
    assert answer["Location"].endswith(f"/api/v1/imports/{report['id']}/")
    assert (report["filename"], report["status"], report["new"]) == ("mine.ris", "preview", 2)
    assert adds_up(report)
    at = f"imports/{report['id']}/"
    polled = asker.get(at).json()
    assert polled == report
    check(strict, "/api/v1/imports/", "post", 202, report)
    check(strict, "/api/v1/imports/{ident}/", "get", 200, polled)
    listed = asker.get("imports/?mine=true").json()
    check(strict, "/api/v1/imports/", "get", 200, listed)
    assert [one["id"] for one in listed["results"]] == [report["id"]]
    records = asker.get(f"{at}records/?limit=1").json()
    check(strict, "/api/v1/imports/{ident}/records/", "get", 200, records)
    assert records["results"][0]["title"] == "Bark and rest"
    assert asker.get(records["next"]).json()["results"][0]["title"] == "Leaves"
    decided = asker.post(f"{at}records/2/decide/", {"outcome": "left_out"})
    check(strict, "/api/v1/imports/{ident}/records/{position}/decide/", "post", 200, decided.json())
    stored = asker.post(f"{at}store/")
    assert (stored.status_code, stored.json()["status"]) == (202, "done")
    assert adds_up(stored.json())
    assert Source.objects.get().title == "Bark and rest"
    assert asker.post(f"{at}store/").status_code == 409
    undone = asker.post(f"{at}undo/")
    assert (undone.status_code, undone.json()["status"]) == (200, "undone")
    assert not Source.objects.exists()
    assert asker.post(f"{at}undo/").status_code == 409
    assert asker.get(f"{at}records/?outcome=left_out").json()["results"][0]["position"] == 2
    assert asker.get(f"{at}records/?outcome=odd").status_code == 400


def test_a_file_may_come_as_json_or_as_a_form(api, people):
    asker = api(people.contributor)
    for answer in (
        asker.post("imports/", {"filename": "a.ris", "text": FILE}),
        asker.client.post("/api/v1/imports/", {"file": SimpleUploadedFile("a.ris", FILE.encode())}),
    ):
        assert answer.status_code == 202, answer.content
        assert (answer.json()["filename"], answer.json()["records"]) == ("a.ris", 2)
    as_list = asker.post("imports/", CSL)
    assert (as_list.status_code, as_list.json()["kind"]) == (202, "csl_json")
    table = {"text": "Titel,Kennung\nEine,10.5555/x\n", "mapping": {"Titel": "title"}}
    mapped = asker.post("imports/", table).json()
    assert (mapped["kind"], mapped["new"]) == ("csv", 1)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/text"),
        ({"text": ""}, "#/text"),
        ({"text": 5}, "#/text"),
        ({"text": "x", "colour": "red"}, "#/colour"),
        ({"text": "x", "kind": "doc"}, "#/kind"),
        ({"text": "x", "mapping": ["a"]}, "#/mapping"),
        ({"text": "x", "mapping": {"Titel": "colour"}}, "#/mapping"),
        ({"text": "a\u0000b"}, "#/text"),
    ],
)
def test_what_cannot_be_used_is_told(api, people, body, pointer):
    answer = api(people.contributor).post("imports/", json.dumps(body))
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"%PDF-1.7\x00\x01", "PDF"),
        (bytes(range(256)) * 20, "binary"),
        (b" \n", "empty"),
        (b"TY  - JOUR\nER  - \n", "No record"),
        (b"<PubmedArticleSet><PubmedArticle>", "No record"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "entities"),
    ],
)
def test_a_file_that_yields_nothing_says_why(api, people, content, says):
    answer = send(api(people.contributor), content, "application/octet-stream")
    report = answer.json()
    assert (answer.status_code, report["status"]) == (202, "failed")
    assert says in report["error"]
    assert report["new"] == 0
    assert not report["may_store"]


def test_too_large_is_413_with_the_limit(api, people, settings):
    asker = api(people.contributor)
    assert send(asker, b"", "text/plain").status_code == 400
    settings.IMPORT_MAX_BYTES = 1_048_576
    answer = send(asker, b"x" * 1_100_000, "text/plain")
    assert answer.status_code == 413
    assert "1.0 MB" in answer.json()["detail"]
    settings.MAX_BODY = 1024
    assert send(asker, FILE * 20, "text/plain").status_code == 202
    # The larger limit is for this address alone, and for files alone.
    assert asker.post("claims/", {"text": "x" * 2000}).status_code == 413
    assert asker.post("imports/", {"text": FILE * 20}).status_code == 413


def test_roles(api, people):
    assert send(api()).status_code == 401
    for person in (people.nobody, people.reviewer, people.admin):
        assert send(api(person)).status_code == 403
    assert not Import.objects.exists()
    ident = send(api(people.contributor)).json()["id"]
    for asker, status in (
        (api(), 404),
        (api(people.author), 404),
        (api(people.reviewer), 404),
        (api(people.contributor), 200),
        (api(people.editor), 200),
    ):
        assert asker.get(f"imports/{ident}/").status_code == status
        assert asker.get(f"imports/{ident}/records/").status_code == status
    for act in ("store", "undo", "retry", "records/1/decide"):
        assert api().post(f"imports/{ident}/{act}/").status_code == 401
        body = {"outcome": "new"} if "decide" in act else {}
        assert api(people.author).post(f"imports/{ident}/{act}/", body).status_code == 404
    assert api(people.editor).post(f"imports/{ident}/retry/").status_code == 409
    assert api(people.editor).post(f"imports/{ident}/store/").status_code == 202


def test_what_came_to_a_halt_is_tried_again(api, people, strict):  # noqa: F811
    asker = api(people.contributor)
    ident = send(asker).json()["id"]
    Import.objects.update(status="reading")
    Job.objects.create(
        kind="import_read",
        payload={"batch": int(ident[1:])},
        status="failed",
        attempts=5,
        error="MemoryError: no room",
    )
    report = asker.get(f"imports/{ident}/").json()
    assert (report["busy"], report["may_retry"]) == (False, True)
    assert report["trouble"] == "Given up after 5 tries. MemoryError: no room"
    again = asker.post(f"imports/{ident}/retry/")
    assert again.status_code == 202
    check(strict, "/api/v1/imports/{ident}/retry/", "post", 202, again.json())
    assert (again.json()["busy"], again.json()["trouble"]) == (True, "")


def test_a_cookie_needs_the_csrf_token(people, client):
    from django.test import Client

    strict_client = Client(enforce_csrf_checks=True)
    strict_client.force_login(people.contributor)
    answer = strict_client.post("/api/v1/imports/", BytesIO(b"x").read(), "text/plain")
    assert answer.status_code == 403


def test_what_others_proposed_is_not_told(api, people):
    hidden = build.source(
        title="Bark and rest", authors="Gray A", year=2019, doi="10.5555/one", status="proposed"
    )
    asker = api(people.contributor)
    ident = send(asker).json()["id"]
    first = asker.get(f"imports/{ident}/records/").json()["results"][0]
    assert [(one["source"], one["title"]) for one in first["candidates"]] == [
        (hidden.public_id, "")
    ]
    assert first["source_title"] == ""


def test_queries_do_not_grow_with_the_records(api, people):
    asker = api(people.contributor)

    def needed(number):
        text = "".join(
            RIS.format(f"T {number} {n}", f"10.5555/{number}.{n}") for n in range(number)
        )
        ident = send(asker, text).json()["id"]
        asker.post(f"imports/{ident}/store/")
        with CaptureQueriesContext(connection) as asked:
            asker.get(f"imports/{ident}/")
            asker.get(f"imports/{ident}/records/")
        return len(asked)

    assert needed(1) == needed(20)
