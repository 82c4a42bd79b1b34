"""Articles that are to be checked, as text: plain text and Markdown as they are, the text of HTML, PDF, Word.

The text is normalised here, once (line ends, NFC), and never again: every offset that is stored counts the Unicode
code points of what comes out of here. Files with a structure are read in a process of their own (documents_apart).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from claims.domain.articles import DocumentFormat
from claims.formats import documents_apart
from claims.formats.records import Unreadable

#: Control characters in place of text: more than this share of a file is no text.
MOST_CONTROLS = 0.02
_PAGES = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_HTML = re.compile(
    rb"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body|article|p|div|h1)\b",
    re.IGNORECASE | re.DOTALL,
)
_ENDINGS = {
    "md": DocumentFormat.MARKDOWN,
    "markdown": DocumentFormat.MARKDOWN,
    "html": DocumentFormat.HTML,
    "htm": DocumentFormat.HTML,
    "xhtml": DocumentFormat.HTML,
}
_OTHERS = (
    (b"{\\rtf", "This is an RTF file. Save it as .docx or as plain text."),
    (b"\xd0\xcf\x11\xe0", "This is an old Word or Office file. Save it as .docx or as plain text."),
    (b"\x89PNG", "This is a picture and has no text. Paste the text itself."),
    (b"\xff\xd8\xff", "This is a picture and has no text. Paste the text itself."),
    (b"GIF8", "This is a picture and has no text. Paste the text itself."),
    (b"\x1f\x8b", "This file is packed. Unpack it first."),
    (b"Rar!", "This file is packed. Unpack it first."),
    (b"7z\xbc\xaf", "This file is packed. Unpack it first."),
)


@dataclass(frozen=True)
class Article:
    """What was read: the text as it is kept, its format, and title and remarks where there are any."""

    text: str
    kind: DocumentFormat
    title: str = ""
    remarks: list[str] = field(default_factory=list)


def read(data: bytes, filename: str = "") -> Article:
    """The article in a file, its format told by the content before the name.

    Raises Unreadable with the remedy: an empty file, a binary one, a scanned or encrypted PDF, a bomb.
    """
    if not data.strip():
        raise Unreadable("The file is empty.")
    kind = _kind(data, filename)
    if kind in (DocumentFormat.TEXT, DocumentFormat.MARKDOWN):
        return Article(normalised(_decoded(data)), kind, remarks=[])
    found = documents_apart.extract(
        data if kind is not DocumentFormat.HTML else _decoded(data, html=True).encode(), kind.value
    )
    text = normalised(found.text, lenient=True)
    if not text.strip():
        raise Unreadable("There is no text in this file.")
    return Article(text, kind, " ".join(found.title.split())[:300], found.remarks)


def _kind(data: bytes, filename: str) -> DocumentFormat:
    for start, why in _OTHERS:
        if data.startswith(start):
            raise Unreadable(why)
    if b"%PDF-" in data[:1024]:
        return DocumentFormat.PDF
    if data.startswith(b"PK\x03\x04"):
        if b"word/" not in data:
            raise Unreadable(
                "This is a packed file and no Word document. Give .docx, PDF, HTML or plain text."
            )
        return DocumentFormat.DOCX
    ending = filename.rpartition(".")[2].lower() if "." in filename else ""
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    return DocumentFormat.HTML if _HTML.match(data[:4096]) else DocumentFormat.TEXT


def _decoded(data: bytes, *, html: bool = False) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise Unreadable("This file is damaged: it begins as UTF-16 and is not.") from None
    if b"\x00" in data:
        raise Unreadable("This file is not text, whatever its name says.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    named = (
        re.search(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,30})", data[:4096]) if html else None
    )
    for encoding in ([named[1].decode()] if named else []) + ["cp1252", "latin-1"]:
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise Unreadable("This file is not text in a known encoding. Save it as UTF-8.")


def normalised(text: str, *, lenient: bool = False) -> str:
    """`text` as it is kept: line ends as one newline, page breaks as line ends, NFC; nothing else is touched.

    Raises Unreadable for NUL, lone surrogates, and text that is mostly control characters. `lenient` drops single
    control characters and halves of surrogate pairs instead: files with a structure may hold some.
    """
    text = _PAGES.sub("\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    if text[:1] == "\ufeff":
        text = text[1:]
    bad = sum(text.count(chr(code)) for code in (*range(9), *range(14, 28), 31, 127))
    halves = any("\ud800" <= sign <= "\udfff" for sign in text)
    if (bad or halves) and not lenient:
        if "\x00" in text or bad > MOST_CONTROLS * len(text):
            raise Unreadable("This is not text: it holds control characters.")
        if halves:
            raise Unreadable("The text holds half of a surrogate pair, which is no character.")
    if bad or halves:
        text = "".join(
            sign
            for sign in text
            if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs")
        )
    text = unicodedata.normalize("NFC", text)
    if not text.strip():
        raise Unreadable("There is no text.")
    return text
