"""RIS: what real exporters do, and what a reader may not lose."""

import pytest
import rispy

from claims.formats import references
from claims.formats.records import Kind
from tests.formats.reading import DATA, csl, everything, only


def test_a_full_record():
    first = csl(DATA / "exporters.ris")[0]
    assert first["type"] == "article-journal"
    assert first["title"] == "Effects of <i>Mitragyna speciosa</i> on sleep: a cohort"
    assert first["author"] == [
        {"family": "Okafor", "given": "Ngozi A."},
        {"family": "van der Berg", "given": "Jan", "suffix": "Jr."},
        {"literal": "Sleep and Memory Study Group"},
    ]
    assert first["container-title"] == "Journal of Invented Medicine"
    assert first["container-title-short"] == "J Inv Med"
    assert first["issued"] == {"date-parts": [[2019, 3, 15]]}
    assert (first["volume"], first["issue"], first["page"]) == ("12", "3", "101-109")
    assert (first["DOI"], first["PMID"], first["PMCID"]) == (
        "10.1000/inv.2019.7",
        "30000001",
        "PMC7000001",
    )
    assert first["abstract"] == "First line of the abstract and its second line."


def test_repeated_tags_and_wrapped_keywords_are_all_there():
    first = csl(DATA / "exporters.ris")[0]
    assert first["ISSN"] == "1234-5679, 2049-3630"
    assert first["keyword"] == "sleep; cohort; plants"
    assert first["URL"] == "https://example.org/a"
    assert first["custom"]["ris"] == {
        "XX": ["not a tag of anybody's", "and once more"],
        "UR": ["https://example.org/b"],
        "SN": ["2049-3630 (Electronic)"],
    }


def test_a_missing_end_swallows_nothing():
    records, rejected = everything(DATA / "exporters.ris")
    assert [record.csl["title"][:8] for record in records] == [
        "Effects ",
        "A book",
        "A report",
        "A chapte",
    ]
    assert records[2].notes == ("The record has no ER line at its end.",)
    assert [record.line for record in records] == [2, 32, 39, 41]
    assert rejected == []


def test_books_seasons_and_editors():
    book = csl(DATA / "exporters.ris")[1]
    assert book["collection-title"] == "The series"
    assert book["editor"] == [{"family": "Editor", "given": "Edda"}]
    assert book["issued"] == {"date-parts": [[1998]], "season": 1}
    assert book["ISBN"] == "978-0-306-40615-7"


def test_small_letters_and_single_blanks():
    record = only(DATA / "small-letters.ris")
    assert record["title"] == "One space, lower case"
    assert record["issued"] == {"date-parts": [[2001]]}


def test_records_without_a_type_are_rejected_aloud():
    outcomes = []
    with pytest.raises(references.Unreadable, match="could be read: 2 rejected"):  # noqa: PT012
        for outcome in references.read(DATA / "no-types.ris"):
            outcomes.append(outcome)  # noqa: PERF402 - what came before the error is looked at
    assert [(outcome.line, outcome.records) for outcome in outcomes] == [(1, 1), (4, 1)]
    assert "no TY line" in outcomes[0].reason
    assert references.count(DATA / "no-types.ris") == 2


def test_names_without_commas():
    def authors(*names):
        rows = "".join(f"AU  - {name}\n" for name in names)
        return only(f"TY  - JOUR\nTI  - T\n{rows}ER  - \n".encode())["author"]

    assert authors("C. Barata", "M. E. van Gogh") == [
        {"family": "Barata", "given": "C."},
        {"family": "van Gogh", "given": "M. E."},
    ]
    assert authors("Ada Lovelace", "Grace B. Hopper")[1] == {
        "family": "Hopper",
        "given": "Grace B.",
    }
    assert authors("Cochrane Collaboration") == [{"literal": "Cochrane Collaboration"}]
    assert authors("Okafor NA") == [{"family": "Okafor", "given": "NA"}]


def test_a_line_of_text_that_looks_like_a_tag_begins_no_record():
    text = b"TY  - JOUR\nTI  - T\nAB  - types\nTY - A and TY - B were seen\nER  - \n"
    assert only(text)["abstract"] == "types TY - A and TY - B were seen"


def test_what_is_written_reads_the_same_elsewhere():
    records = csl(DATA / "exporters.ris")
    written = references.write(records, Kind.RIS).decode()
    theirs = rispy.loads(written)
    assert [item.get("title") for item in theirs] == [record["title"] for record in records]
    assert theirs[0]["authors"][1] == "van der Berg, Jan, Jr."
    assert (theirs[0]["year"], theirs[0]["doi"]) == ("2019", "10.1000/inv.2019.7")
    assert (theirs[0]["start_page"], theirs[0]["end_page"]) == ("101", "109")


def test_no_record_comes_out_of_an_abstract():
    evil = {
        "type": "article-journal",
        "title": "T",
        "abstract": "a\nER  - \nTY  - JOUR\nTI  - evil",
    }
    written = references.write([evil], Kind.RIS)
    assert csl(written) == [evil]
    assert len(rispy.loads(written.decode())) == 1
