"""Files made to do harm: a clear message, the rest unharmed, memory and time bounded."""

import io
import time
import tracemalloc
import zipfile

import pytest

from claims.formats import references
from claims.formats.encodings import Text
from claims.formats.records import Kind, Unreadable
from tests.formats.reading import DATA, csl, everything, only

MB = 1_000_000
FILES = (
    "exporters.ris",
    "accents.bib",
    "two.nbib",
    "set.xml",
    "library.xml",
    "items.json",
    "table.csv",
)


def endnote(*records):
    return f"<xml><records>{''.join(records)}</records></xml>".encode()


def record(inside, title="A"):
    return f"<record><titles><title>{title}</title></titles>{inside}</record>"


def test_entities_are_refused_before_anything_is_read():
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    for kind in ("xml", "PubmedArticleSet"):
        data = f'<?xml version="1.0"?><!DOCTYPE {kind} [<!ENTITY l0 "ha">{bomb}]><{kind}><records/></{kind}>'
        with pytest.raises(Unreadable, match="defines entities"):
            list(references.read(data.encode()))


def test_outside_entities_are_never_fetched(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret words")
    data = (
        f'<!DOCTYPE xml [<!ENTITY x SYSTEM "file://{secret}">]>' + endnote(record("&x;")).decode()
    )
    with pytest.raises(Unreadable, match="defines entities"):
        list(references.read(data.encode()))
    # Insisting on the kind does not help: no document type is ever read.
    assert "secret words" not in str(csl(data.encode(), Kind.ENDNOTE_XML))


def test_deep_elements_spoil_their_own_record():
    data = endnote(record("<a>" * 200_000 + "</a>" * 200_000), record("", "B"))
    records, rejected = everything(data)
    assert [found.csl["title"] for found in records] == ["B"]
    assert rejected[0].reason == "Elements are nested more than 100 deep."


def test_deep_json_stops_reading_and_says_so():
    records, rejected = everything(b'[{"title": "A"}, {"x": ' + b"[" * 200_000)
    assert [found.csl["title"] for found in records] == ["A"]
    assert "nested more than 1000 deep" in rejected[0].reason


def test_fifty_thousand_authors():
    names = [f"Author{number}, A. B." for number in range(50_000)]
    rows = "".join(f"AU  - {name}\n" for name in names)
    data = f"TY  - JOUR\nTI  - T\n{rows}ER  - \n".encode()
    assert len(next(references.read(data)).csl["author"]) == 50_000
    assert (
        len(
            only(f"@article{{a, title={{T}}, author={{{' and '.join(names)}}}}}".encode())["author"]
        )
        == 50_000
    )
    people = "".join(f"<author>{name}</author>" for name in names)
    data = endnote(record(f"<contributors><authors>{people}</authors></contributors>"))
    assert len(only(data)["author"]) == 50_000


def test_right_to_left_combining_and_nul():
    data = "TY  - JOUR\nTI  - \u202bשלום\u202c e\u0301\x00\x07 end\nER  - \n".encode()
    found = next(references.read(data, Kind.RIS))
    assert found.csl["title"] == "\u202bשלום\u202c é end"
    assert found.notes == ("Characters that are no text (NUL) were left out.",)


LONG = b"word " * (9 * MB // 5)
ONE_LINE = {
    Kind.RIS: (b"TY  - JOUR\nTI  - A\nER  - \nTY  - JOUR\nAB  - ", b"\nER  - \nTY  - JOUR\nTI  - B\nER  - \n"),
    Kind.NBIB: (b"PMID- 1\nTI  - A\n\nPMID- 2\nAB  - ", b"\n\nPMID- 3\nTI  - B\n"),
    Kind.BIBTEX: (b"@misc{a, title={A}}\n@misc{x, title={", b"}}\n@misc{b, title={B}}\n"),
    Kind.CSL_JSON: (b'[{"title": "A"}, {"title": "', b'"}, {"title": "B"}]'),
    Kind.ENDNOTE_XML: (
        endnote(record(""))[:-16] + b"<record><titles><title>",
        b"</title></titles></record>" + record("", "B").encode(),
    ),
    Kind.CSV: (b"title,year\nA,2000\n", b",2001\nB,2002\n"),
}  # fmt: skip


@pytest.mark.parametrize("kind", ONE_LINE)
def test_one_endless_line(kind, tmp_path):
    before, after = ONE_LINE[kind]
    path = tmp_path / "file"
    path.write_bytes(before + LONG + after)
    tracemalloc.start()
    records, rejected = everything(path, kind)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [found.csl["title"] for found in records] == ["A", "B"]
    assert len(rejected) == 1
    assert "characters" in rejected[0].reason
    assert peak < 60 * MB


@pytest.mark.parametrize("cut", range(30, 400, 45))
@pytest.mark.parametrize("name", FILES)
def test_cut_off_anywhere(name, cut):
    data = (DATA / name).read_bytes()
    found = []
    try:
        for outcome in references.read(
            data[: len(data) * cut // 400], references.detect_kind(data)
        ):
            found.append(getattr(outcome, "records", 1))  # noqa: PERF401 - as far as it comes
    except Unreadable as error:
        found.append(len(error.message) > 10)
    assert 0 < sum(found) <= references.count(data) + 1


def test_entries_that_are_never_closed_take_time_in_proportion():
    def seconds(number):
        data = b"@article{a, title={A}}\n" + b"@article{b, title={B},\n" * number
        began = time.perf_counter()
        assert sum(1 for _ in references.read(data)) == number + 1
        return time.perf_counter() - began

    assert seconds(4000) < 20 * max(seconds(1000), 0.05)


def test_a_workbook_that_unpacks_without_end():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (30 * MB))
    with pytest.raises(Unreadable, match="too large once unpacked"):
        list(references.read(Text(out.getvalue())))


def test_memory_is_flat_however_many_records(tmp_path):
    def peak(number):
        path = tmp_path / "file.ris"
        path.write_text(
            "".join(
                f"TY  - JOUR\nTI  - Title {n}\nAB  - {'words ' * 100}\nER  - \n"
                for n in range(number)
            )
        )
        tracemalloc.start()
        assert sum(1 for _ in references.read(path)) == number
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(600) < peak(200) + MB
