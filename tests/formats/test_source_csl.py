"""A stored source as CSL-JSON: what was read, what was changed here since, and what must be read beside it."""

import datetime

from claims.formats import source_csl
from claims.formats.source_csl import COLUMNS

EMPTY = dict.fromkeys(COLUMNS, "") | {
    "pk": 7,
    "csl": {},
    "csl_type": "article-journal",
    "year": None,
    "identity": "work",
    "integrity": "clear",
    "integrity_on": None,
}
READ = {
    "type": "article-journal",
    "id": "doe_2020",
    "title": "On <i>Mitragyna</i>",
    "author": [{"family": "Doe", "given": "Jane Kim"}],
    "issued": {"date-parts": [[2020, 5, 1]]},
    "volume": "3",
    "custom": {"ris": {"AN": ["1"]}},
    "note": "Read by us.",
}
COLUMNS_OF_READ = {"title": "On Mitragyna", "authors": "Doe JK", "year": 2020, "csl": READ}


def made(**changes):
    return source_csl.record(EMPTY | COLUMNS_OF_READ | changes, "S7")


def test_what_was_read_stays_richer_than_the_columns():
    found = made()
    assert found["title"] == "On <i>Mitragyna</i>"
    assert found["author"] == READ["author"]
    assert found["issued"] == READ["issued"]
    assert (found["id"], found["citation-key"]) == ("S7", "doe2020-S7")
    assert found["custom"] == {"ris": {"AN": ["1"]}, "touchstone": {"id": "doe_2020"}}
    assert found["note"] == "Read by us."
    assert READ["id"] == "doe_2020"


def test_what_was_changed_here_wins():
    found = made(title="On kratom", authors="Roe A; Society of Skin", year=2021, doi="10.1000/x")
    assert found["title"] == "On kratom"
    assert found["author"] == [{"family": "Roe", "given": "A"}, {"literal": "Society of Skin"}]
    assert found["issued"] == {"date-parts": [[2021]]}
    assert found["DOI"] == "10.1000/x"
    assert found["volume"] == "3"


def test_columns_alone_are_enough():
    found = source_csl.record(
        EMPTY | {"title": "T", "authors": "Doe J; et al.", "year": 1999, "container_title": "J"},
        "S7",
    )
    assert found == {
        "id": "S7",
        "type": "article-journal",
        "title": "T",
        "author": [{"family": "Doe", "given": "J"}],
        "issued": {"date-parts": [[1999]]},
        "container-title": "J",
        "citation-key": "doe1999-S7",
    }


def test_a_notice_is_told():
    row = (
        EMPTY
        | COLUMNS_OF_READ
        | {
            "integrity": "retracted",
            "integrity_on": datetime.date(2022, 2, 6),
            "integrity_note": "Data\ncould not be found",
            "integrity_url": "https://doi.org/10.1000/notice",
        }
    )
    assert source_csl.warning(row) == "Retracted, 6 February 2022"
    assert source_csl.record(row, "S7")["note"] == (
        "Retracted, 6 February 2022. Data could not be found. Notice: https://doi.org/10.1000/notice Read by us."
    )


def test_a_work_that_nobody_found_says_so():
    row = EMPTY | COLUMNS_OF_READ | {"identity": "not_found"}
    assert source_csl.warning(row) == "Not found: known by name only"
    assert source_csl.record(row, "S7")["note"].startswith("Not found: known by name only. ")
