"""What every identifier's parser does first: the signs that nobody sees are taken off."""

from __future__ import annotations

import re

_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"))
DASHES = r"[-\s\u2010-\u2015\u2212]"
#: No identifier is longer by far; what is, is refused before any pattern looks at it.
LONGEST = 2000


def plain(value: str) -> str:
    """The text without zero-width signs and blank ends; ValueError where it is far too long for an identifier."""
    if len(value) > LONGEST:
        raise ValueError("This is far too long for an identifier.")
    return value.translate(_UNSEEN).strip()


def bare(value: str, prefix: str) -> str:
    """The text without trailing punctuation and without what the pattern `prefix` finds at its start."""
    return re.sub(rf"^(?:{prefix})", "", plain(value).rstrip(".,;/"), flags=re.IGNORECASE).strip()
