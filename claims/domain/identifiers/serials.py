"""ISBN and ISSN: books and journals, each with its check digit (ISO 2108, ISO 3297)."""

from __future__ import annotations

import re

from claims.domain.identifiers.texts import DASHES, bare, plain

ISSN = re.compile(rf"(?<![0-9A-Za-z])([0-9]{{4}}){DASHES}?([0-9]{{3}}[0-9Xx])(?![0-9A-Za-z])")
_MISTYPED = "The check digit of this {} is wrong: a digit is mistyped."


def isbn(value: str) -> str:
    """Return the ISBN as 13 digits; ISBN-10 is converted. Raises ValueError where the check digit is wrong.

    Check digits: ISO 2108 (weights 10 to 1 modulo 11; weights 1 and 3 modulo 10).
    """
    text = plain(value).rstrip(".,;")
    text = re.sub(r"^(?:urn:isbn:|isbn(?:-1[03])?[:\s]*)", "", text, flags=re.IGNORECASE)
    digits = re.sub(r"[\s\-\u2010-\u2015]", "", text).upper()
    if re.fullmatch(r"[0-9]{9}[0-9X]", digits):
        total = sum(
            weight * (10 if digit == "X" else int(digit))
            for weight, digit in zip(range(10, 0, -1), digits, strict=True)
        )
        if total % 11:
            raise ValueError("The check digit of this ISBN is wrong: a digit is mistyped.")
        body = "978" + digits[:9]
        return body + _isbn13_check(body)
    if re.fullmatch(r"97[89][0-9]{10}", digits):
        if _isbn13_check(digits[:12]) != digits[12]:
            raise ValueError("The check digit of this ISBN is wrong: a digit is mistyped.")
        return digits
    raise ValueError("This is not an ISBN: it has 10 digits, or 13 that begin with 978 or 979.")


def _isbn13_check(body: str) -> str:
    return str(-sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(body)) % 10)


def issn(value: str) -> str:
    """Return the ISSN as `1234-567X`; `(Electronic)` and its like behind it go. Raises ValueError.

    Check digit: ISO 3297, weights 8 to 2 modulo 11.
    """
    text = bare(
        value, r"https?://portal\.issn\.org/resource/issn/|urn:issn:|[ep]?-?issn(?:-l)?[:\s]*"
    )
    found = [a + b.upper() for a, b in ISSN.findall(text)]
    rest = re.sub(
        r"\((?:electronic|print|linking|online|cd-rom|e|p)\)", "", text, flags=re.IGNORECASE
    )
    if not found or re.sub(rf"{ISSN.pattern}|[\s;,/]", "", rest):
        raise ValueError("This is not an ISSN: it looks like 1234-567X.")
    if len(set(found)) > 1:
        raise ValueError("There is more than one ISSN here: give one at a time.")
    digits = found[0]
    total = sum(
        weight * int(digit) for weight, digit in zip(range(8, 1, -1), digits[:7], strict=True)
    )
    if "0123456789X"[-total % 11] != digits[7]:
        raise ValueError(_MISTYPED.format("ISSN"))
    return f"{digits[:4]}-{digits[4:]}"
