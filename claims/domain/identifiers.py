"""Outside identifiers, from what people paste to the one form that is stored.

Each parser returns the normalised text or raises ValueError with a message for the person who typed
it. Sources: DOI Handbook 2.2 and 2.4 (a DOI is `10.` registrant `/` suffix and ignores ASCII case),
ISO 2108 (ISBN check digits), ISO 7064 MOD 11-2 (ORCID), the NLM's PMID and PMCID help pages.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+")
_DOI_PREFIX = re.compile(
    r"^(?:https?://)?(?:(?:dx\.|www\.)?doi\.org/)?(?:doi[:\s]\s*)?(?:info:doi/)?", re.IGNORECASE
)
_CLOSERS = {")": "(", "]": "[", ">": "<", "}": "{"}
_ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def _plain(value: str) -> str:
    return value.translate(_ZERO_WIDTH).strip()


def _trim(doi: str) -> str:
    """Drop what a sentence leaves behind a DOI; a closing bracket stays where its opening is part of the DOI."""
    while doi:
        last = doi[-1]
        if last in ".,;:'\"”’…" or (
            last in _CLOSERS and doi.count(last) > doi.count(_CLOSERS[last])
        ):
            doi = doi[:-1]
        else:
            break
    return doi


def doi(value: str) -> str:
    """Return the DOI in lower case without any prefix: `10.1000/xyz`. Old SICI suffixes survive.

    Case is dropped because DOIs ignore it (DOI Handbook 2.4). In an address, the query, the fragment and a
    publisher's "/full" or "/pdf" are no part of it. Raises ValueError if there is no DOI.
    """
    text = _plain(value)
    if re.match(r"https?://", text, re.IGNORECASE):
        text = re.split(r"[?#]", text, maxsplit=1)[0]
        if not re.match(r"https?://(?:dx\.|www\.)?doi\.org/", text, re.IGNORECASE):
            text = re.sub(r"/(?:full|abstract|e?pdf|meta|html)/?$", "", text)
    bare = _DOI_PREFIX.sub("", text, count=1)
    if re.match(r"10\.[0-9.]+%2f", bare, re.IGNORECASE) or (text != bare and "%" in bare):
        bare = unquote(bare)
    found = _DOI.search(bare)
    if found is None:
        raise ValueError("This is not a DOI: a DOI looks like 10.1000/xyz123.")
    before = bare[: found.start()]
    if before and not re.search(r"(?:[\s:(\[</=\"']|doi)$", before, re.IGNORECASE):
        raise ValueError("This is not a DOI: a DOI looks like 10.1000/xyz123.")
    cleaned = _trim(found.group())
    if not _DOI.fullmatch(cleaned) or cleaned.endswith("/"):
        raise ValueError("This DOI has nothing after its last slash.")
    if not cleaned.isprintable():
        raise ValueError("This DOI holds a character that cannot be seen.")
    return cleaned.translate(_LOWER)


_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def pmid(value: str) -> str:
    """Return the PubMed id as digits without leading zeros. Raises ValueError if it is none."""
    text = _plain(value).rstrip(".,;")
    found = re.fullmatch(
        r"(?:https?://)?(?:(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/)?"
        r"(?:pmid[:\s]*|info:pmid/)?0*([1-9][0-9]{0,8})(?:/)?(?:[?#].*)?",
        text,
        re.IGNORECASE | re.ASCII,
    )
    if found is None:
        raise ValueError("This is not a PubMed id: it has one to nine digits.")
    return found.group(1)


def pmcid(value: str) -> str:
    """Return the PubMed Central id as `PMC` and digits, without a version. Raises ValueError if it is none."""
    text = _plain(value).rstrip(".,;")
    found = re.fullmatch(
        r"(?:https?://)?(?:(?:www\.)?(?:ncbi\.nlm\.nih\.gov/pmc/articles|pmc\.ncbi\.nlm\.nih\.gov/articles"
        r"|europepmc\.org/articles?/pmc)/)?(?:pmcid[:\s]*)?(?:PMC)\s*0*([1-9][0-9]{0,9})(?:\.[0-9]+)?"
        r"(?:/.*)?(?:[?#].*)?",
        text,
        re.IGNORECASE | re.ASCII,
    )
    if found is None:
        raise ValueError("This is not a PubMed Central id: it looks like PMC1234567.")
    return f"PMC{found.group(1)}"


def isbn(value: str) -> str:
    """Return the ISBN as 13 digits; ISBN-10 is converted. Raises ValueError where the check digit is wrong.

    Check digits: ISO 2108 (weights 10 to 1 modulo 11; weights 1 and 3 modulo 10).
    """
    text = _plain(value).rstrip(".,;")
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


def orcid(value: str) -> str:
    """Return the ORCID iD as `0000-0000-0000-0000` (last may be X). Raises ValueError where its check fails.

    Check character: ISO 7064 MOD 11-2.
    """
    text = _plain(value).rstrip(".,;/")
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


PARSERS = {"doi": doi, "pmid": pmid, "pmcid": pmcid, "isbn": isbn, "orcid": orcid}


def parse(kind: str, value: str) -> str:
    """Return `value` normalised as an identifier of `kind` (a key of PARSERS). Raises ValueError."""
    if kind not in PARSERS:
        raise ValueError(f"Unknown kind of identifier: {kind}.")
    return PARSERS[kind](value)


def link(kind: str, value: str) -> str:
    """Return the address at which a normalised identifier can be looked up. Raises ValueError for another kind."""
    if kind == "doi":
        return "https://doi.org/" + quote(value, safe="/:;()._-~")
    if kind == "pmid":
        return f"https://pubmed.ncbi.nlm.nih.gov/{value}/"
    if kind == "pmcid":
        return f"https://pmc.ncbi.nlm.nih.gov/articles/{value}/"
    if kind == "isbn":
        return f"https://openlibrary.org/isbn/{value}"
    if kind == "orcid":
        return f"https://orcid.org/{value}"
    raise ValueError(f"Unknown kind of identifier: {kind}.")
