"""CSL-JSON, as the schema has it and as Crossref and others have it."""

import json

import pytest

from claims.formats import csl as common
from claims.formats import references
from claims.formats.records import Kind
from tests.formats.reading import DATA, csl, everything


def test_what_is_not_quite_csl_is_put_right():
    records, rejected = everything(DATA / "items.json")
    first, third = (record.csl for record in records)
    assert (first["type"], first["title"], first["DOI"]) == (
        "article-journal",
        "A title",
        "10.1000/inv.1",
    )
    assert first["author"][1] == {"literal": "A Group"}
    assert first["issued"] == {"date-parts": [[2019, 3]]}
    assert first["ISSN"] == "1234-5679, 2049-3630"
    assert first["custom"]["csl_json"] == {
        "title": ["another"],
        "type": ["journal-article"],
        "is-referenced-by-count": 7,
    }
    assert third["title"] == 'Braces { and " quotes'
    assert third["issued"] == {"date-parts": [[1998, 11], [1998, 12]]}
    assert "accessed" not in third
    assert [(fault.position, fault.line) for fault in rejected] == [(2, 3)]


@pytest.mark.parametrize(
    "text",
    [
        '[{"title": "A"}, {"title": "B"}]',
        '{"items": [{"title": "A"}, {"title": "B"}], "other": [{"title": "no"}]}',
        '{"title": "A"}\n{"title": "B"}\n',
    ],
)
def test_lists_containers_and_lines(text):
    assert [record["title"] for record in csl(text.encode())] == ["A", "B"]


def test_a_file_cut_off_in_the_middle_gives_what_was_whole():
    records, rejected = everything(b'[{"title": "A"}, {"title": "B", "author": [{"fam')
    assert [record.csl["title"] for record in records] == ["A"]
    assert rejected[0].reason.startswith("The record has no end")


def test_columns_of_a_source():
    record = {
        "type": "article-journal",
        "title": "On <i>M. speciosa</i>",
        "author": [
            {"family": "Okafor", "given": "Ngozi A."},
            {"non-dropping-particle": "van", "family": "Berg", "given": "Jean-Pierre"},
            {"literal": "A Group"},
        ],
        "container-title": "J Inv Med",
        "issued": {"date-parts": [[2019, 3]]},
        "DOI": "10.1000/INV.1",
        "PMID": "0030000001",
        "ISBN": "0-306-40615-2 978-1-86197-876-9",
        "URL": "javascript:alert(1)",
        "language": "en",
    }
    assert common.columns(record) == {
        "csl_type": "article-journal",
        "title": "On M. speciosa",
        "authors": "Okafor NA; van Berg JP; A Group",
        "container_title": "J Inv Med",
        "year": 2019,
        "doi": "10.1000/inv.1",
        "pmid": "30000001",
        "pmcid": None,
        "isbn": "9780306406157",
        "url": "",
        "language": "en",
    }


def test_columns_keep_to_their_lengths():
    record = {
        "title": "t" * 5000,
        "author": [{"family": f"Name{n}", "given": "A"} for n in range(50_000)],
    }
    found = common.columns(record)
    assert len(found["title"]) == 1000
    assert len(found["authors"]) <= 2000
    assert found["authors"].endswith("; et al.")
    assert found["year"] is None


def test_a_merge_patch_makes_one_of_the_other():
    got, wanted = {"a": 1, "b": {"c": 2, "d": 3}}, {"b": {"c": 2, "e": [1]}, "f": "x"}
    patch = common.difference(got, wanted)
    assert patch == {"a": None, "b": {"d": None, "e": [1]}, "f": "x"}
    assert common.patched(got, patch) == wanted
    assert got == {"a": 1, "b": {"c": 2, "d": 3}}


def test_ids_and_order_stay():
    records = [{"id": f"S{number}", "type": "book", "title": f"T{number}"} for number in (3, 1, 2)]
    written = references.write(records, Kind.CSL_JSON)
    assert json.loads(written) == records
    assert json.loads(references.write([], Kind.CSL_JSON)) == []
