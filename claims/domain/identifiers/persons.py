"""ORCID iDs, which name people."""

from __future__ import annotations

import re

from claims.domain.identifiers.texts import plain


def orcid(value: str) -> str:
    """Return the ORCID iD as `0000-0000-0000-0000` (last may be X). Raises ValueError where its check fails.

    Check character: ISO 7064 MOD 11-2.
    """
    text = plain(value).rstrip(".,;/")
    text = re.sub(
        r"^(?:https?://)?(?:www\.)?(?:sandbox\.)?orcid\.org/", "", text, flags=re.IGNORECASE
    )
    text = re.sub(r"^orcid(?:\s*id)?[:\s]*", "", text, flags=re.IGNORECASE)
    digits = re.sub(r"[\s\-\u2010-\u2015]", "", text).upper()
    if not re.fullmatch(r"[0-9]{15}[0-9X]", digits):
        raise ValueError("This is not an ORCID iD: it looks like 0000-0002-1825-0097.")
    total = 0
    for digit in digits[:15]:
        total = (total + int(digit)) * 2
    expected = "0123456789X"[(12 - total % 11) % 11]
    if digits[15] != expected:
        raise ValueError("The last character of this ORCID iD does not fit: a digit is mistyped.")
    return "-".join(digits[place : place + 4] for place in (0, 4, 8, 12))
