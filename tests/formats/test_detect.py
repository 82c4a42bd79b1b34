"""What a file is, whatever it is called, and what it is instead."""

import gzip

import pytest

from claims.formats import references
from claims.formats.records import Kind, Unreadable
from tests.formats.reading import DATA, csl

KINDS = {
    "exporters.ris": Kind.RIS,
    "small-letters.ris": Kind.RIS,
    "no-types.ris": Kind.RIS,
    "windows.ris": Kind.RIS,
    "accents.bib": Kind.BIBTEX,
    "two.nbib": Kind.NBIB,
    "set.xml": Kind.PUBMED_XML,
    "library.xml": Kind.ENDNOTE_XML,
    "items.json": Kind.CSL_JSON,
    "table.csv": Kind.CSV,
}


@pytest.mark.parametrize("name", KINDS)
def test_the_content_says_what_it_is(name, tmp_path):
    assert references.detect_kind(DATA / name) is KINDS[name]
    lying = tmp_path / "file.pdf"
    lying.write_bytes((DATA / name).read_bytes())
    assert references.detect_kind(lying) is KINDS[name]


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_change_nothing(name, encoding):
    if name == "no-types.ris":
        pytest.skip("has no record")
    data = (DATA / name).read_bytes()
    text = data.decode("cp1252" if name == "windows.ris" else "utf-8-sig")
    assert csl(text.encode(encoding)) == csl(DATA / name)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "The file is empty"),
        (b" \n\t\n", "The file is empty"),
        (b"%PDF-1.7 ...", "This is a PDF"),
        (gzip.compress(b"TY  - JOUR", mtime=0), "unpack it first"),
        (b"\x89PNG\r\n\x1a\n", "This is an image"),
        (b"PK\x03\x04word/document.xml", "a packed file"),
        (bytes(range(256)) * 20, "a binary file"),
        (b"<!doctype html><html><body>No</body></html>", "a web page"),
        (b"<?xml version='1.0'?><modsCollection/>", "This is MODS"),
        (b"%0 Journal Article\n%T Title\n", "This is Refer"),
        (b"FN Clarivate\nVR 1.0\nPT J\nTI T\n", "Web of Science plain text"),
        (b'{"items": [{"itemType": "book", "title": "T"}]}', "Zotero's own JSON"),
        (b"Just some words about nothing in particular.\n", "It cannot be told"),
        (b"<a>" * 200_000, "XML of an unknown kind"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_list_of_references_is_told_so(data, message):
    with pytest.raises(Unreadable, match=message):
        list(references.read(data))


def test_a_file_of_a_kind_and_without_a_record_is_an_error():
    for kind, data in (
        (Kind.CSL_JSON, b"[]"),
        (Kind.BIBTEX, b"@comment{x}"),
        (Kind.CSV, b"title\n"),
    ):
        with pytest.raises(Unreadable, match="no record"):
            list(references.read(data, kind))


def test_streams_are_read_and_left_open(tmp_path):
    with (DATA / "exporters.ris").open("rb") as stream:
        assert csl(stream) == csl(DATA / "exporters.ris")
        assert not stream.closed


def test_a_stream_that_cannot_go_back_is_read_too():
    class Pipe:
        def __init__(self, data):
            self.parts = [data[:10], data[10:]]

        def seekable(self):
            return False

        def read(self, size=-1):
            return self.parts.pop(0) if self.parts else b""

    found = list(references.read(Pipe((DATA / "small-letters.ris").read_bytes()), name="upload"))
    assert (found[0].file, found[0].csl["title"]) == ("upload", "One space, lower case")
