"""The packages on offer: made once a day by the worker, listed on a page and by the API, sent whole or in parts."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from io import StringIO

import pytest
from django.core.management import call_command

from claims.actions import claims
from claims.jobs import schedule, worker
from claims.models import Job, KnowledgeBase
from tests.factories import make_claim, make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    """Nothing is on offer yet."""
    settings.DATA_DIR = tmp_path
    settings.DUMP_KEEP = 2
    return tmp_path / "dumps"


@pytest.fixture
def offered(client):
    """One package, as the API tells of it."""
    make_claim("Kratom darkens the skin")
    offer()
    return client.get("/api/v1/dumps/").json()["results"][0]


def offer() -> str:
    out = StringIO()
    call_command("dump", offer=True, stdout=out)
    return out.getvalue()


def path(one):
    return one["address"].removeprefix("http://127.0.0.1:8000")


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_page_api_and_file_tell_the_same(client, offered):
    answer = client.get(path(offered))
    raw = body(answer)
    assert answer["Content-Type"] == "application/zip"
    assert hashlib.sha256(raw).hexdigest() == offered["sha256"]
    assert len(raw) == offered["bytes"] == int(answer["Content-Length"])
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        told = json.loads(archive.read("datapackage.json"))["touchstone"]
    base = KnowledgeBase.objects.get()
    assert {name: offered[name] for name in told} == told
    assert told["event_head"] == base.event_head
    page = client.get("/data/").content.decode()
    for fact in (offered["name"], offered["sha256"], offered["event_head"], str(offered["bytes"])):
        assert fact in page
    assert "1 claim, 0 sources, 0 pieces of evidence" in page
    assert "CC0" in page
    assert "not medical advice" in page


def test_where_it_is_found(client, offered):
    assert path(offered) == client.get("/data/newest.zip").headers["Location"]
    assert 'href="/data/"' in client.get("/about/").content.decode()
    assert "/data/" in client.get("/llms.txt").content.decode()
    assert "/data/" in client.get("/sitemaps/pages-0.xml").content.decode()
    root = client.get("/api/v1/").json()
    assert client.get(root["lists"]["dumps"]).status_code == 200


def test_the_list_is_not_sent_twice(client, offered):
    first = client.get("/api/v1/dumps/")
    again = client.get("/api/v1/dumps/", HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 304
    make_topic("more")
    offer()
    assert client.get("/api/v1/dumps/", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-0", 0, 1), ("bytes=10-19", 10, 20), ("bytes=100-", 100, None), ("bytes=-7", -7, None),
     ("bytes=5-99999999", 5, None)],
)  # fmt: skip
def test_a_part_is_sent(client, offered, asked, start, end):
    whole = body(client.get(path(offered)))
    part = client.get(path(offered), HTTP_RANGE=asked)
    expected = whole[start:end]
    assert part.status_code == 206
    assert body(part) == expected
    assert int(part["Content-Length"]) == len(expected)
    begin = start % len(whole)
    assert part["Content-Range"] == f"bytes {begin}-{begin + len(expected) - 1}/{len(whole)}"


@pytest.mark.parametrize(
    "asked", ["bytes=5-3", "bytes=-", "bytes=0-1,4-5", "lines=1-2", "bytes=x-"]
)
def test_what_is_no_range_gives_all(client, offered, asked):
    answer = client.get(path(offered), HTTP_RANGE=asked)
    assert answer.status_code == 200
    assert len(body(answer)) == offered["bytes"]


def test_conditions_on_a_part(client, offered):
    beyond = client.get(path(offered), HTTP_RANGE=f"bytes={offered['bytes']}-")
    assert beyond.status_code == 416
    assert beyond["Content-Range"] == f"bytes */{offered['bytes']}"
    assert client.get(path(offered), HTTP_RANGE="bytes=-0").status_code == 416
    tag = f'"{offered["sha256"]}"'
    part = client.get(path(offered), HTTP_RANGE="bytes=0-9", HTTP_IF_RANGE=tag)
    assert (part.status_code, len(body(part))) == (206, 10)
    other = client.get(path(offered), HTTP_RANGE="bytes=0-9", HTTP_IF_RANGE='"another"')
    assert (other.status_code, len(body(other))) == (200, offered["bytes"])
    assert client.get(path(offered), HTTP_IF_NONE_MATCH=tag).status_code == 304
    head = client.head(path(offered))
    assert (head.status_code, head.content) == (200, b"")
    assert int(head["Content-Length"]) == offered["bytes"]
    assert head["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    "name",
    ["touchstone-2026-01-01-1.zip", "..%2F..%2Fetc%2Fpasswd", "touchstone-2026-01-01-1.zip.json", "x", "newest.zip"],
)  # fmt: skip
def test_nothing_else_is_sent(client, place, name):
    place.mkdir()
    (place / "touchstone-2026-01-01-1.zip").write_bytes(b"no note beside it")
    (place / "x").write_bytes(b"secret")
    assert client.get(f"/data/{name}").status_code == 404
    assert client.get("/api/v1/dumps/").json()["results"] == []


def test_only_the_newest_are_kept_and_none_is_made_for_nothing(client, place):
    editor = make_user("editor")
    names = []
    for number in range(4):
        make_topic(f"topic {number}", by=editor)
        assert "made" in offer()
        assert "nothing has changed" in offer()
        names.append(client.get("/api/v1/dumps/").json()["results"][0]["name"])
    left = [one["name"] for one in client.get("/api/v1/dumps/").json()["results"]]
    assert left == [names[3], names[2]]
    assert sorted(p.name for p in place.iterdir()) == sorted(
        name for kept in left for name in (kept, f"{kept}.json")
    )


def test_a_draft_moves_the_log_and_is_in_no_package(client, offered):
    claims.draft(by=make_user("contributor"), fields={"text": "NOBODY YET", "claim_type": "causal"})
    offer()
    newest, before = client.get("/api/v1/dumps/").json()["results"]
    assert newest["event_seq"] > before["event_seq"]
    assert newest["public_seq"] == before["public_seq"]
    assert newest["records"] == before["records"]


def test_the_worker_makes_one_a_day_where_any_are_kept(settings, client):
    make_topic("kratom")
    assert "make_dump" in schedule.daily()
    schedule.ask()
    Job.objects.exclude(kind="make_dump").delete()
    assert worker.run_one()
    assert len(client.get("/api/v1/dumps/").json()["results"]) == 1
    settings.DUMP_KEEP = 0
    assert "make_dump" not in schedule.daily()
    assert client.get("/data/").status_code == 200


def test_a_site_without_any_says_so(settings, client):
    assert "not made yet" in client.get("/data/").content.decode()
    settings.DUMP_KEEP = 0
    assert "offers no package" in client.get("/data/").content.decode()
