"""Articles as files: every format gives its text, and what is none, or is made to do harm, says so at once."""

# ruff: noqa: E501 - sentences are best read on one line

import io
import unicodedata
import zipfile

import pytest
from pypdf import PdfWriter

from claims.domain.articles import DocumentFormat
from claims.formats import documents, documents_apart
from claims.formats.records import Unreadable

PAGE = b"""<!doctype html><html><head><title>Tea &amp; health</title><style>p {color: red}</style></head>
<body><nav>Home</nav><script>alert("no")</script><article><h1>Tea</h1><p>Tea lowers <b>blood pressure</b>
in adults.</p><ul><li>First.</li><li>Second.</li></ul><p hidden>Secret.</p><p>%s</p></article><footer>Imprint</footer></body></html>"""
LONG = (
    b"It is said that tea is good for many things, and this sentence is here to make the article long enough. "
    * 3
)


def docx(body, *, extra=(), whole=None):
    ns = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(
            "word/document.xml",
            whole or f'<?xml version="1.0"?><w:document {ns}><w:body>{body}</w:body></w:document>',
        )
        for name, data in extra:
            packed.writestr(name, data)
    return made.getvalue()


def pdf(text="", *, password=""):
    """A PDF with one page and this text."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    if text:
        from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

        stream = DecodedStreamObject()
        lines = "".join(f"({line}) Tj 0 -14 Td " for line in text.split("\n"))
        stream.set_data(f"BT /F1 12 Tf 10 180 Td {lines} ET".encode("latin-1"))
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        page[NameObject("/Contents")] = writer._add_object(stream)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def test_plain_text_is_kept_as_it_is_but_for_line_ends_and_nfc():
    found = documents.read("  A\u0308 tea.\r\nTwo\u2028lines\x0c \U0001f375".encode(), "tea.txt")
    assert found.text == "  Ä tea.\nTwo\nlines\n \U0001f375"
    assert found.kind == DocumentFormat.TEXT
    assert (
        documents.normalised(found.text) == found.text == unicodedata.normalize("NFC", found.text)
    )


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("\ufeffté".encode(), "té"),
        ("té".encode("utf-16"), "té"),
        ("té’s".encode("cp1252"), "té’s"),
        ("שלום עולם".encode(), "שלום עולם"),
    ],
)
def test_encodings(data, text):
    assert documents.read(data, "a.txt").text == text


def test_a_web_page_gives_its_article_and_no_script():
    found = documents.read(PAGE % LONG, "page.html")
    assert found.kind == DocumentFormat.HTML
    assert found.title == "Tea & health"
    assert "Tea lowers blood pressure in adults." in found.text
    assert "- First.\n\n- Second." in found.text
    assert not any(
        word in found.text for word in ("alert", "color", "Secret", "Home", "Imprint", "<")
    )
    assert documents.read(PAGE % LONG, "page.txt").kind == DocumentFormat.HTML


def test_word_files_give_their_paragraphs():
    found = documents.read(
        docx(
            "<w:p><w:r><w:t>Tea is </w:t></w:r><w:r><w:t>good.</w:t></w:r><w:del><w:r><w:t>not</w:t></w:r></w:del></w:p>"
            "<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>One point</w:t></w:r></w:p>"
        ),
        "tea.docx",
    )
    assert (found.kind, found.text) == (DocumentFormat.DOCX, "Tea is good.\n\n- One point")


def test_pdf_files_give_their_text():
    found = documents.read(
        pdf("Green tea lowers blood pressure.\nIt is a relaxa-\ntion."), "tea.pdf"
    )
    assert found.kind == DocumentFormat.PDF
    assert "Green tea lowers blood pressure." in found.text
    assert "relaxation." in found.text
    assert found.remarks


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.txt", "empty"),
        (b" \n ", "a.txt", "empty"),
        (b"MZ\x90\x00\x03\x00binary\x00", "a.txt", "not text"),
        (b"\x01\x02\x03\x04 abc", "a.txt", "control characters"),
        (b"{\\rtf1 hello}", "a.txt", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "a.doc", "old Word"),
        (b"\x89PNG\r\n\x1a\n", "a.txt", "picture"),
        (b"%PDF-1.4 and nothing", "a.pdf", "damaged"),
        (b"PK\x03\x04nothing", "a.docx", "no Word"),
        (b"PK\x03\x04word/document.xml", "a.docx", "damaged"),
        (b"<html><body><script>x</script></body></html>", "a.html", "no text"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(data, name, said):
    with pytest.raises(Unreadable, match=said):
        documents.read(data, name)


def test_scanned_and_locked_pdfs_say_that_they_have_no_text():
    with pytest.raises(Unreadable, match="scanned"):
        documents.read(pdf(), "a.pdf")
    with pytest.raises(Unreadable, match="encrypted"):
        documents.read(pdf("Tea.", password="secret"), "a.pdf")


def test_bombs_and_entities_are_refused():
    bomb = docx("", extra=[("x", b"")], whole=b"<w>" + b" " * 70_000_000)
    assert len(bomb) < 200_000
    with pytest.raises(Unreadable, match="too large once unpacked"):
        documents.read(bomb, "a.docx")
    entities = b'<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w>&b;</w>'
    with pytest.raises(Unreadable, match="entities"):
        documents.read(docx("", whole=entities), "a.docx")
    with pytest.raises(Unreadable, match="nested"):
        documents.read(b"<html><body>" + b"<div>" * 20_000 + b"x", "a.html")


def test_a_reader_that_takes_for_ever_is_stopped(monkeypatch):
    monkeypatch.setattr(documents_apart, "SECONDS", 0.01)
    with pytest.raises(Unreadable, match="longer than"):
        documents.read(pdf("Tea."), "a.pdf")


def test_halves_of_characters_are_refused_in_text():
    with pytest.raises(Unreadable, match="surrogate"):
        documents.normalised("a\ud800b")
    assert documents.normalised("a\ud800b", lenient=True) == "ab"
