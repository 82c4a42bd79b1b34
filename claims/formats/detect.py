"""What kind of file of references this is, told by its content alone: extensions lie."""

from __future__ import annotations

import re

from claims.formats import tabular
from claims.formats.encodings import Text, encoding
from claims.formats.records import Kind, Unreadable

_PACKED = (
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip archive: unpack it first"),
    (b"\x89PNG", "an image"),
    (b"GIF8", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.xls, .doc): save it as .xlsx or CSV"),
    (b"SQLite format 3", "a database"),
    (b"BZh", "a bzip2 archive: unpack it first"),
    (b"\xfd7zXZ", "an xz archive: unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive: unpack it first"),
    (b"Rar!", "a RAR archive: unpack it first"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
_READ = (
    "RIS, BibTeX, PubMed .nbib, PubMed XML, EndNote XML, CSL-JSON, CSV and XLSX are read:"
    " export the references as one of them."
)
_OTHERS = (
    (r"(?:FN |VR 1\.0|PT [A-Z]\b)[^\n]*\n(?:VR|PT|AU|TI) ", "Web of Science plain text"),
    (r"%[0A-Z] ", "Refer (EndNote .enw)"),
    (r"<[0-9]+>\s*\n", "Ovid text"),
    (r"RN|.*\bUnique Identifier\s*\n", "Ovid text"),
)
_XML_OTHERS = {
    "modsCollection": "MODS",
    "mods": "MODS",
    "Sources": "Word bibliography",
    "html": "a web page",
    "svg": "an image",
    "rss": "a feed",
    "eFetchResult": "an error message of PubMed",
    "article": "a JATS article",
}


def kind(source: Text) -> Kind:
    """The kind of file. Raises Unreadable, saying what it is instead where that can be told."""
    head = source.head()
    if not head.strip():
        raise Unreadable("The file is empty.")
    for mark, what in _PACKED:
        if head.startswith(mark):
            raise _not(what)
    if head.startswith(b"PK\x03\x04"):
        return _zip(source)
    if encoding(head) is None and head.count(b"\x00") > len(head) // 20:
        raise _not("a binary file")
    text = _start(source)
    if not text.strip():
        raise Unreadable("The file is empty: there is nothing in it but blanks.")
    stripped = text.lstrip("\ufeff \t\n")
    if stripped.startswith("<"):
        found = _xml(stripped)
        if found is not None:
            return found
    return _text(text, stripped, source)


def _start(source: Text) -> str:
    """About the first 200,000 characters."""
    found = ""
    for piece in source.pieces():
        found += piece
        if len(found) > 200_000:
            break
    return found[:200_000]


def _not(what: str) -> Unreadable:
    return Unreadable(f"This is {what}, not a list of references. {_READ}")


def _zip(source: Text) -> Kind:
    with source.open() as stream:
        head = stream.read(4 * 1024 * 1024)
        stream.seek(0, 2)
        stream.seek(max(0, stream.tell() - 256 * 1024))
        tail = stream.read()
    if b"xl/" in head or b"xl/" in tail:
        return Kind.XLSX
    raise _not("a packed file (.zip, .docx, .ods or the like)")


def _xml(text: str) -> Kind | None:
    if re.match(r"<[0-9]+>", text):
        return None  # Ovid numbers its records like this
    prolog = text[:20_000]
    if re.search(r"<!ENTITY", prolog):
        raise Unreadable(
            "This XML defines entities, which can be made to fill any memory: it is not read."
        )
    plain = re.sub(
        r"<!--.*?(?:-->|$)|<\?.*?(?:\?>|$)|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>",
        "",
        text,
        flags=re.DOTALL,
    )
    roots = re.findall(r"<([A-Za-z_][\w.:-]*)", plain[:20_000])
    if not roots:
        raise _not("XML without elements")
    if any(
        root in ("PubmedArticle", "PubmedBookArticle", "PubmedArticleSet", "PubmedBookArticleSet")
        for root in roots[:5]
    ):
        return Kind.PUBMED_XML
    first = roots[0].rpartition(":")[2]
    if first in ("xml", "records", "record") and ("record" in roots[:5] or "records" in roots[:5]):
        return Kind.ENDNOTE_XML
    raise _not(_XML_OTHERS.get(first, f"XML of an unknown kind (its root is {first[:40]!r})"))


def _text(text: str, stripped: str, source: Text) -> Kind:
    if stripped[:1] in "[{" and re.match(r'(?:\[\s*)?(?:\{\s*(?:"|\})|\]\s*$)|\{', stripped):
        if re.search(r'"itemType"\s*:', text):
            raise _not("Zotero's own JSON (export as CSL JSON instead)")
        if re.match(r'\[?\s*\{\s*["}]|\[\s*\]', stripped):
            return Kind.CSL_JSON
    if re.search(r"^[ \t]*(?:TY|ty|Ty)[ \t]*-[ \t]*[A-Za-z]", text, re.MULTILINE):
        return Kind.RIS
    if re.search(r"^(?:PMID|PMCR?|OWN|STAT|FAU|DCOM) {0,2}-", text, re.MULTILINE):
        return Kind.NBIB
    if re.search(r"^[ \t]*ER {0,2}-[ \t]*$", text, re.MULTILINE) and re.search(
        r"^[A-Z][A-Z0-9]  - ", text, re.MULTILINE
    ):
        return Kind.RIS  # without a TY line: every record will say what it lacks
    for pattern, what in _OTHERS:
        if re.match(pattern, stripped):
            raise _not(what)
    if re.search(r"(?:^|\s|\})@[ \t]*[A-Za-z][\w.:+-]*\s*[{(]", text):
        return Kind.BIBTEX
    try:
        tabular.layout(source)
    except Unreadable:
        if "\x00" in text:
            raise _not("a binary file") from None
        shown = " ".join(stripped.split())[:60]
        raise Unreadable(
            f"It cannot be told what kind of file this is; it begins {shown!r}. {_READ}"
        ) from None
    return Kind.CSV
