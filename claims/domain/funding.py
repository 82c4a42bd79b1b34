"""Whether a note on funding names a company: enough for a hint, never for a judgement."""

from __future__ import annotations

import re

_COMPANY = re.compile(
    r"\b(inc|ltd|llc|gmbh|plc|corp|corporation|compan(y|ies)|pharma\w*|manufacturers?|industry|"
    r"vendors?|sellers?)\b",
    re.IGNORECASE,
)
# "No industry funding", "not paid by any company": up to the end of that part of the sentence.
_DENIED = re.compile(
    r"\b(no|not|none|nor|without|neither|never|independent)\b[^.;]*", re.IGNORECASE
)


def names_company(text: str) -> bool:
    """True where the words say that a company paid; denials are left out. English words only."""
    return _COMPANY.search(_DENIED.sub("", text)) is not None
