"""Other formats than JSON: what they hold, who sees what in them, how they are chosen and kept."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.actions import claims, integrity
from claims.formats import references
from claims.formats.records import Kind, Record
from tests.queries import build

MEDIA = {
    "ndjson": "application/x-ndjson", "csv": "text/csv", "jsonld": "application/ld+json",
    "ris": "application/x-research-info-systems", "bibtex": "application/x-bibtex",
    "csl-json": "application/vnd.citationstyles.csl+json",
}  # fmt: skip
LISTS = {
    "claims": ("ndjson", "csv", "jsonld"), "sources": ("ndjson", "csv", "csl-json", "ris", "bibtex"),
    "evidence": ("ndjson", "csv"), "studies": ("ndjson",), "topics": ("ndjson",),
}  # fmt: skip


def whole(response):
    assert response.status_code == 200, response.content
    return b"".join(response.streaming_content).decode()


def lines(response):
    return [json.loads(line) for line in whole(response).splitlines()]


def table(response):
    return list(csv.DictReader(io.StringIO(whole(response))))


@pytest.mark.parametrize("who", [None, "other", "chief"])
def test_lines_are_the_items_of_the_list_for_everyone(api, world, people, who):
    asker = api(getattr(people, who) if who else None)
    of_claim = f"evidence/?claim={world.claim.public_id}&"
    for path in (
        "claims/?", "claims/?q=two&", "claims/?include=evidence,sources,synthesis&", "claims/?verdict=supported&",
        "claims/?include=evidence&fields=id&", "sources/?", "sources/?ordering=year&", "sources/?include=claims&",
        "evidence/?", f"{of_claim}fields=id,finding&", "studies/?", "topics/?",
    ):  # fmt: skip
        items = asker.get(f"{path}limit=200").json()["results"]
        assert lines(asker.get(f"{path}format=ndjson")) == items, path
    text = whole(asker.get("claims/?include=evidence&format=ndjson"))
    assert "SECRET" not in text or who in ("other", "third")


def test_lists_as_tables_graphs_and_references(api, world, people):
    reader = api()
    listed = {name: reader.get(f"{name}/").json()["results"] for name in LISTS}
    rows = table(reader.get("claims/?format=csv"))
    assert [row["id"] for row in rows] == [one["id"] for one in listed["claims"]]
    assert {"verdict", "certainty", "studies", "raters", "standing", "advice"} <= set(rows[0])
    rows = table(reader.get("evidence/?format=csv"))
    assert [(row["claim"], row["id"]) for row in rows] == [
        (one["claim"]["id"], one["id"]) for one in listed["evidence"]
    ]
    assert {row["standing"] for row in rows} <= {"counted", "awaiting", "not counted", "background"}
    assert "direction" in rows[0]
    graph = json.loads(whole(reader.get("claims/?format=jsonld")))["@graph"]
    assert [node["identifier"] for node in graph if node["@type"] == "Claim"] == [
        one["id"] for one in listed["claims"]
    ]
    assert table(reader.get("sources/?format=csv"))[0]["id"] == listed["sources"][0]["id"]
    for kind in (Kind.RIS, Kind.BIBTEX, Kind.CSL_JSON):
        name = {Kind.CSL_JSON: "csl-json"}.get(kind, kind.value)
        text = whole(reader.get(f"sources/?format={name}"))
        found = [one for one in references.read(text.encode(), kind) if isinstance(one, Record)]
        assert [one.csl["title"] for one in found] == [one["title"] for one in listed["sources"]]
    empty = json.loads(whole(reader.get("claims/?format=jsonld&verdict=supported")))
    assert empty["@graph"] == []


def test_a_claim_and_a_source_in_other_formats(api, world, people):
    reader, ident = api(), world.claim.public_id
    graph = json.loads(whole(reader.get(f"claims/{ident}/?format=jsonld")))["@graph"]
    assert graph[0]["identifier"] == ident
    assert len(graph[0]["citation"]) == 2
    rows = table(reader.get(f"claims/{ident}/?format=csv"))
    assert {row["id"] for row in rows} == {world.evidence.public_id, world.fresh.public_id}
    for name in ("csl-json", "ris", "bibtex"):
        text = whole(reader.get(f"claims/{ident}/", headers={"accept": MEDIA[name]}))
        assert text == whole(reader.get(f"references/?claim={ident}&format={name}"))
        own = world.source.public_id
        text = whole(reader.get(f"sources/{own}/?format={name}"))
        assert text == whole(reader.get(f"references/?ids={own}&format={name}"))
    for name in ("csv", "ris", "jsonld"):
        hidden = reader.get(f"claims/{world.draft.public_id}/?format={name}")
        assert (hidden.status_code, hidden["Content-Type"]) == (404, "application/problem+json")
        assert (
            api(people.chief).get(f"claims/{world.draft.public_id}/?format={name}").status_code
            == 200
        )
    claims.retire(claim=world.claim, reason="Said twice.", by=people.chief)
    gone = reader.get(f"claims/{ident}/?format=ris")
    assert gone.status_code == 404
    assert "retired" in gone.json()["detail"]


def test_formats_are_chosen_by_address_or_accept_and_kept_apart(api, world):
    reader, tags = api(), set()
    for path, names in {
        **{f"{name}/": kinds for name, kinds in LISTS.items()},
        f"claims/{world.claim.public_id}/": ("jsonld", "csv", "csl-json", "ris", "bibtex"),
        f"sources/{world.source.public_id}/": ("jsonld", "csl-json", "ris", "bibtex"),
    }.items():
        assert reader.get(path)["Content-Type"] == "application/json"
        for name in names:
            accept = f"image/png, {MEDIA[name]}"
            first = reader.get(path, headers={"accept": accept})
            again = reader.get(f"{path}?format={name}", headers={"accept": "application/json"})
            assert whole(first) == whole(again)
            assert first["Content-Type"].partition(";")[0] == MEDIA[name]
            assert "Accept" in first["Vary"]
            assert first["Cache-Control"] == "public, no-cache"
            headers = {"accept": accept, "if-none-match": first["ETag"]}
            with CaptureQueriesContext(connection) as queries:
                kept = reader.get(path, headers=headers)
            assert (kept.status_code, kept.content, len(queries)) == (304, b"", 1)
            tags |= {first["ETag"], again["ETag"], reader.get(path)["ETag"]}
        refused = reader.get(path, headers={"accept": "image/png"})
        assert (refused.status_code, refused["Content-Type"]) == (406, "application/problem+json")
        for name in ("json", *names):
            assert {"json": "application/json", **MEDIA}[name] in refused.json()["detail"]
    assert len(tags) == 2 * sum(map(len, LISTS.values())) + 18 + len(LISTS) + 2


def test_what_is_taken_back_is_left_out_unless_it_is_asked_for(api, world, people):
    reader, away = api(), world.spare_source.public_id
    integrity.mark(
        sources=[world.spare_source], integrity="retracted", note="Made up.", by=people.chief
    )

    def ids(path):
        return {row["id"] for row in reader.get(path).json()["results"]}

    for path in ("sources/?", "sources/?q=B&", "sources/?year_from=2000&"):
        assert away not in ids(path)
        assert away in ids(f"{path}retracted=include")
        assert ids(f"{path}retracted=only") <= {away}
        assert [row["id"] for row in lines(reader.get(f"{path}format=ndjson"))] == [
            row["id"] for row in reader.get(path).json()["results"]
        ]
    for path in ("sources/?integrity=retracted", f"sources/?ids={away}"):
        assert ids(path) == {away}
    link = world.fresh.public_id
    assert link not in ids(f"evidence/?claim={world.claim.public_id}")
    assert ids("evidence/?retracted=only") == {link}
    assert ids(f"evidence/?source={away}") == ids(f"evidence/?ids={link}") == {link}
    assert reader.get("sources/?retracted=maybe").status_code == 400
    concern = build.source(integrity="concern", integrity_note="Doubts.")
    assert concern.public_id in ids("sources/")


def test_what_a_format_does_not_go_with_is_refused_as_a_problem(api, db):
    reader = api()
    for path, parameters in (
        ("claims/?format=csv&limit=5&cursor=x", ["cursor", "limit"]), ("claims/?format=csv&fields=id", ["fields"]),
        ("claims/?format=jsonld&include=evidence", ["include"]), ("claims/?format=ndjson&limit=5", ["limit"]),
        ("claims/?format=ris", ["format"]), ("claims/?format=csv&as_of=2026-01-01", ["format"]),
        ("claims/C1/?format=csv&fields=id&include=sources", ["fields", "include"]),
        ("claims/C1/?format=ndjson", ["format"]), ("evidence/E1/?format=csv", ["format"]),
        ("claims/C1/?format=csv&as_of=2026-01-01", ["format"]),
        ("claims/?format=csv&verdict=maybe", ["verdict"]), ("sources/?format=ris&ordering=x", ["ordering"]),
    ):  # fmt: skip
        response = reader.get(path)
        assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
        assert [error["parameter"] for error in response.json()["errors"]] == parameters, path


def test_a_long_list_is_read_in_parts(api, db):
    reader, reviewer = api(), build.user("reviewer")
    for _ in range(3):
        build.full_claim(2, reviewer=reviewer)
    asked = "claims/?include=evidence,sources,synthesis&format=ndjson"
    with CaptureQueriesContext(connection) as few:
        assert len(lines(reader.get(asked))) == 3
    for _ in range(17):
        build.full_claim(1, reviewer=reviewer)
    with CaptureQueriesContext(connection) as many:
        assert len(lines(reader.get(asked))) == 20
    assert len(few) == len(many) <= 14
