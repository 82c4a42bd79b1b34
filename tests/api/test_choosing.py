"""`fields=`: what is chosen, what comes along with it, and what cannot be chosen."""

from __future__ import annotations

BESIDE_A_VERDICT = {"verdict", "certainty", "basis", "raters", "status"}


def get(asker, path):
    response = asker.get(path)
    assert response.status_code == 200, response.json()
    return response.json()


def test_what_is_chosen_is_what_the_whole_record_says(api, world):
    reader = api()
    ident, link = world.claim.public_id, world.evidence.public_id
    whole = get(reader, f"claims/{ident}/?include=sources")
    part = get(reader, f"claims/{ident}/?fields=id,text,topics.name&fields=sources.title")
    assert part == {
        "id": ident,
        "text": whole["text"],
        "topics": [{"name": one["name"]} for one in whole["topics"]],
        "sources": [{"title": one["title"]} for one in whole["sources"]],
    }
    rows = get(reader, "claims/?fields=id,updated_at&limit=1")
    assert [set(row) for row in rows["results"]] == [{"id", "updated_at"}]
    assert "fields=id%2Cupdated_at" in rows["next"]
    assert [set(row) for row in get(reader, "events/?fields=verb&limit=1")["results"]] == [{"verb"}]
    one = get(reader, f"evidence/{link}/?fields=quotes.exact,study")
    assert one["quotes"] == [{"exact": "They had it."}]
    assert set(one["study"]) == {"id", "label"}


def test_what_is_named_of_a_part_brings_the_part_and_what_was_included_is_whole(api, world):
    reader = api()
    for row in get(reader, "claims/?fields=id,evidence.finding")["results"]:
        assert set(row) == {"id", "evidence"}
        assert row["evidence"]
    for row in get(reader, "claims/?fields=id,sources.id&include=evidence")["results"]:
        assert set(row) == {"id", "sources", "evidence", "excluded", "proposed"}
        assert "finding" in row["evidence"][0]
    (steps,) = {
        tuple(row["synthesis"]) for row in get(reader, "claims/?fields=synthesis.steps")["results"]
    }
    assert set(steps) == BESIDE_A_VERDICT | {"steps"}
    (row,) = get(reader, f"sources/?ids={world.source.public_id}&fields=claims.synthesis.stale")[
        "results"
    ]
    assert set(row["claims"][0]["synthesis"]) == BESIDE_A_VERDICT | {"stale"}


def test_a_verdict_never_comes_alone(api, world):
    ids = {name: getattr(world, name).public_id for name in ("claim", "evidence", "source")}
    for path, at in (
        ("claims/?limit=1&fields={}", ("results", 0, "synthesis")),
        ("claims/{claim}/?fields={}", ("synthesis",)),
        ("claims/?ids={claim}&fields={}", ("results", 0, "synthesis")),
        ("evidence/{evidence}/?fields=claim.{}", ("claim", "synthesis")),
        ("sources/{source}/?fields=evidence.claim.{}", ("evidence", 0, "claim", "synthesis")),
        ("sources/{source}/?fields=claims.{}", ("claims", 0, "synthesis")),
    ):
        for name in ("verdict", "verdict_label", "consistency", "rung.reached"):
            found = get(api(), path.format(f"synthesis.{name}", **ids))
            for step in at:
                found = found[step]
            assert set(found) == BESIDE_A_VERDICT | {name.partition(".")[0]}, (path, name)


def test_evidence_never_comes_without_its_direction(api, world):
    ids = {name: getattr(world, name).public_id for name in ("claim", "evidence", "study")}
    for path in (
        "evidence/?fields={}", "evidence/{evidence}/?fields={}", "evidence/?ids={evidence}&fields={}",
        "claims/?fields=evidence.{}", "claims/{claim}/?fields=evidence.{}", "studies/{study}/?fields=evidence.{}",
    ):  # fmt: skip
        for name in ("id", "consensus.raters", "source.title", "claim.id"):
            found = get(api(), path.format(name, **ids))
            rows = found.get("results", [found])
            rows = [one for row in rows for one in row.get("evidence", [row])]
            assert rows
            for row in rows:
                assert {"state", "direction"} <= set(row["consensus"]), (path, name)


def test_what_cannot_be_chosen_is_refused_with_what_can(api, db):
    reader = api()
    for path, said in (
        ("claims/?fields=id,colour", "There is no field 'colour'. Known: id, url, text"),
        ("claims/?fields=synthesis.colour", "in synthesis. Known: verdict, "),
        ("claims/?fields=id.x", "id is answered whole"), ("claims/?fields=", "There is no field ''"),
        ("claims/?fields=synthesis.", "There is no field '' in synthesis"),
        ("claims/C1/?fields=ID", "There is no field 'ID'"), ("events/?fields=verb.x", "whole"),
        ("claims/C1/?fields=id&as_of=2026-01-01", "answered whole"),
        ("claims/?fields=" + "synthesis." * 400, "in synthesis. Known"),
    ):  # fmt: skip
        body = reader.get(path).json()
        assert (body["status"], body["errors"][0]["parameter"]) == (400, "fields"), path
        assert said in body["detail"], path


def test_a_tombstone_is_told_whole(api, world, people):
    from claims.actions import claims

    claims.retire(claim=world.claim, reason="Said twice.", by=people.chief)
    gone = get(api(), f"claims/{world.claim.public_id}/?fields=id")
    assert (gone["status"], gone["reason"]) == ("retired", "Said twice.")
