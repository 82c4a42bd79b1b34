"""The text of a Word file: paragraphs, bullets marked as such, table cells each on a line; no foot notes."""

from __future__ import annotations

import io
import zipfile
import zlib
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from claims.formats.records import Unreadable

#: Bytes of the main part once unpacked; a longer one is no article but a bomb.
LARGEST = 60_000_000
_MAIN = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DAMAGED = "This Word file is damaged. Save it anew, or paste its text."


def read(data: bytes) -> tuple[str, str, list[str]]:
    """Text, title and remarks. Raises Unreadable for what is damaged, locked, or too large once unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = set(packed.namelist())
            if "EncryptedPackage" in names:
                raise Unreadable("This Word file is locked by a password. Save it without.")
            if _MAIN not in names:
                raise Unreadable("This is a packed file and no Word document.")
            text = _text(_part(packed, _MAIN))
            title = (
                _title(_part(packed, "docProps/core.xml")) if "docProps/core.xml" in names else ""
            )
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        RuntimeError,
        ParseError,
    ):
        raise Unreadable(_DAMAGED) from None
    except DefusedXmlException:
        raise Unreadable("This Word file defines entities, which is not allowed.") from None
    return text, title, []


def _part(packed: zipfile.ZipFile, name: str) -> bytes:
    with packed.open(name) as part:
        found = part.read(LARGEST + 1)
    if len(found) > LARGEST:
        raise Unreadable("This Word file is too large once unpacked. Paste its text instead.")
    return found


def _text(xml: bytes) -> str:
    paragraphs: list[str] = []
    words: list[str] = []
    bullet = False
    skipped = 0
    for event, element in iterparse(io.BytesIO(xml), events=("start", "end"), forbid_dtd=True):
        tag = element.tag
        if tag in (f"{_W}del", f"{_W}instrText"):
            skipped += 1 if event == "start" else -1
        if event == "start":
            continue
        if tag == f"{_W}t" and not skipped:
            words.append(element.text or "")
        elif tag in (f"{_W}tab", f"{_W}noBreakHyphen"):
            words.append(" " if tag.endswith("tab") else "-")
        elif tag in (f"{_W}br", f"{_W}cr"):
            words.append("\n")
        elif tag == f"{_W}numPr":
            bullet = True
        elif tag == f"{_W}p":
            said = "".join(words).strip()
            if said:
                paragraphs.append(f"- {said}" if bullet else said)
            words, bullet = [], False
            element.clear()
        elif tag in (f"{_W}tbl", f"{_W}tr"):
            element.clear()
    return "\n\n".join(paragraphs)


def _title(xml: bytes) -> str:
    for _, element in iterparse(io.BytesIO(xml), forbid_dtd=True):
        if element.tag.endswith("}title"):
            return " ".join((element.text or "").split())
    return ""
