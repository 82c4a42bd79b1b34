"""What must not be written about a patient: nothing that tells who it was."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = (
    r"(?:\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"
    rf"|\d{{1,2}}\.?\s+(?:{_MONTHS})[a-z]*\.?,?\s+\d{{4}}|(?:{_MONTHS})[a-z]*\.?\s+\d{{1,2}},?\s+\d{{4}})"
)
_ANY_DATE = re.compile(_DATE, re.IGNORECASE)
_BIRTH = re.compile(
    rf"\b(?:born|d\.?\s?o\.?\s?b\.?|date\s+of\s+birth|birth\s?da(?:y|te))\b.{{0,20}}?{_DATE}",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}", re.IGNORECASE)

WARNING = "Only what the published report says; nothing that tells who it was."


def identifying(fields: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong, by field: a date in the age, a date of birth or an e-mail address in any text.

    It finds what has a form; names and places are for people to leave out.
    """
    found = {}
    for name, value in fields.items():
        if not isinstance(value, str):
            continue
        if name == "age" and _ANY_DATE.search(value):
            found[name] = "Give the age as the report does (34, 30s), not a date."
        elif _BIRTH.search(value):
            found[name] = "Leave the date of birth out: it tells who the patient was. Give the age."
        elif _MAIL.search(value):
            found[name] = "Leave the e-mail address out: it tells who somebody is."
    return found
