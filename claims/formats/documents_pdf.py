"""The text of a PDF file, page by page, as pypdf finds it; words cut at a line's end are put together."""

from __future__ import annotations

import io
import logging
import re

from pypdf import PdfReader

from claims.domain.sentences import Sentence
from claims.formats.records import Unreadable

MOST_PAGES = 500
#: Letters on a page, on average, below which a PDF holds pictures of text rather than text.
FEWEST_LETTERS = 25
_CUT = re.compile(r"(?<=[a-z])[-\u00ad]\n(?=[a-z])")
_NO_TEXT = (
    "This PDF has no text, only pictures of pages: it was scanned."
    " Run text recognition (OCR) over it, or paste its text."
)


def read(data: bytes) -> tuple[str, str, list[str]]:
    """Text, title and remarks. Raises Unreadable for what is encrypted, scanned or damaged."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable(
                "This PDF is encrypted: save it without a password, or paste its text."
            )
        count = len(reader.pages)
        if count > MOST_PAGES:
            raise Unreadable(f"This PDF has {count} pages: at most {MOST_PAGES} are read.")
        pages = [page.extract_text() or "" for page in reader.pages]
        title = str(reader.metadata.title or "") if reader.metadata else ""
    except Unreadable:
        raise
    except Exception as error:  # noqa: BLE001 - whatever pypdf says of a damaged file, it cannot be read
        locked = type(error).__name__ in (
            "DependencyError",
            "FileNotDecryptedError",
            "WrongPasswordError",
        )
        raise Unreadable(
            "This PDF is encrypted: save it without a password, or paste its text."
            if locked
            else "This PDF is damaged: save it anew, or paste its text."
        ) from None
    if not count or sum(sign.isalpha() for page in pages for sign in page) < FEWEST_LETTERS * count:
        raise Unreadable(_NO_TEXT)
    text = _CUT.sub("", "\n\n".join(page.strip() for page in pages if page.strip()))
    return (
        text,
        title,
        [Sentence("Read from a PDF: columns and tables may have come out in another order.")],
    )
