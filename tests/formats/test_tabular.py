"""Tables: delimiters, quotes, guessed and given columns, formulas, workbooks."""

import csv
import io

import openpyxl
import pytest

from claims.formats import references
from claims.formats.records import Kind, Unreadable
from tests.formats.reading import DATA, csl, everything, only


def test_a_table_with_semicolons():
    records, rejected = everything(DATA / "table.csv")
    first, second, last = (record.csl for record in records)
    assert first["title"] == "A; semicolon"
    assert first["author"] == [{"family": "Okafor", "given": "NA"}, {"family": "Doe", "given": "J"}]
    assert (first["issued"], first["DOI"]) == ({"date-parts": [[2019]]}, "10.1000/inv.1")
    assert first["custom"] == {"table": {"Mood": ["hopeful"]}}
    assert second["title"] == "Two\nlines"
    assert second["author"] == [{"family": "Doe", "given": "Jane"}, {"literal": "A Group"}]
    assert (last["title"], last["issued"]) == ("=1+1", {"literal": "in press"})
    assert [fault.reason for fault in rejected] == [
        "The row has neither a title nor an identifier."
    ]


def test_columns_are_guessed_and_can_be_given():
    table = b"Label,Who,When\nA title,Doe J,1999\n"
    with pytest.raises(Unreadable, match="cannot be told"):
        references.detect_kind(table)
    mapping = {"Label": "title", "Who": "author", "When": "issued"}
    record = only(table, Kind.CSV, mapping=mapping)
    assert (record["title"], record["author"]) == ("A title", [{"family": "Doe", "given": "J"}])
    found = references.columns(b"Title,Publication Year,Colour\nA,1999,red\n")
    assert found.fields == {"Title": "title", "Publication Year": "issued", "Colour": ""}
    with pytest.raises(Unreadable, match="Unknown field colour"):
        references.columns(table, {"Label": "colour"})


def test_an_unclosed_quotation_loses_one_line():
    table = b'title,year\nA,2000\n"B,2001\nC,2002\nD,2003\n'
    outcomes = list(references.read(table, Kind.CSV))
    assert [getattr(outcome, "csl", {}).get("title") for outcome in outcomes][:4] == [
        "A",
        None,
        "C",
        "D",
    ]
    assert outcomes[1].reason.startswith("A quotation mark on this line is never closed")
    assert outcomes[1].line == 3


def test_nothing_that_is_written_is_a_formula():
    records = [
        {"type": "book", "title": title, "id": "x"}
        for title in ("=1+1", "+a", "-b", "@c", "'=d", "''e")
    ]
    written = references.write(records, Kind.CSV)
    cells = [cell for row in csv.reader(io.StringIO(written.decode())) for cell in row]
    assert [cell for cell in cells if cell[:1] in "=+-@" and cell] == []
    assert csl(written) == records


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook():
    data = workbook(
        ["Exported by somebody"],
        ["Title", "Authors", "Year", "PMID"],
        ["A title", "Doe J", 2019, 30000001.0],
        [None, None, None, None],
        ["Another", "Okafor NA", "2020", None],
    )
    assert references.detect_kind(data) is Kind.XLSX
    first, second = csl(data)
    assert (first["title"], first["PMID"], first["issued"]) == (
        "A title",
        "30000001",
        {"date-parts": [[2019]]},
    )
    assert second["author"] == [{"family": "Okafor", "given": "NA"}]


def test_a_damaged_workbook_is_said_to_be_one():
    data = workbook(["Title"], ["A"])
    with pytest.raises(Unreadable, match="damaged"):
        list(references.read(data[: len(data) // 2], Kind.XLSX))
    with pytest.raises(Unreadable, match="No sheet"):
        list(references.read(workbook(["x", "y"], ["A", "B"]), Kind.XLSX))
