"""Identifiers within running text, with where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from claims.domain.identifiers import archives, articles, persons, serials


@dataclass(frozen=True, slots=True)
class Found:
    """One identifier: its kind, its normalised value, and the place of its text (start, end)."""

    kind: str
    value: str
    start: int
    end: int


_REGISTERS = "|".join(
    f"(?:{re.sub(r'[(](?![?])', '(?:', pattern)})"
    for name, (pattern, _, _) in archives.REGISTERS.items()
    # Their numbers are not told from others without the register's name before them.
    if name not in ("CTIS", "EudraCT", "NTR")
)
_EUROPE = (
    r"(?:EudraCT|EUCTR|EU\s?CT)(?:\s(?:number|no\.?))?[:\s]*(?:19|20)[0-9]{2}-[0-9]{6}-[0-9]{2}"
)
# What stands before the number says what it is, where the number alone would not.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("doi", re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s\"“”]{1,300}")),
    (
        "pmid",
        re.compile(
            r"(?:\bPMID[-:#\s]{0,3}|pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/)([0-9]{1,9})\b",
            re.IGNORECASE,
        ),
    ),
    ("pmcid", re.compile(r"\bPMC[0-9]{1,10}\b", re.IGNORECASE)),
    (
        "arxiv",
        re.compile(
            r"\b(?:arxiv\s?:\s?|arxiv\.org/(?:abs|pdf)/)"
            r"([0-9]{4}\.[0-9]{4,5}|[a-z]+(?:-[a-z]+)?(?:\.[a-z]{2})?/[0-9]{7})",
            re.IGNORECASE,
        ),
    ),
    ("trial", re.compile(rf"(?<![A-Za-z0-9])(?:{_REGISTERS}|{_EUROPE})(?![0-9])", re.IGNORECASE)),
    (
        "isbn",
        re.compile(
            r"\bISBN(?:-1[03])?[:\s]{0,3}((?:97[89][-\s]?)?(?:[0-9][-\s]?){9}[0-9X])\b",
            re.IGNORECASE,
        ),
    ),
    ("issn", re.compile(r"\b[ep]?-?ISSN[:\s]{0,3}([0-9]{4}-?[0-9]{3}[0-9X])\b", re.IGNORECASE)),
    ("orcid", re.compile(r"\b(?:[0-9]{4}-){3}[0-9]{3}[0-9X]\b", re.IGNORECASE)),
)
_JOINED = re.compile(
    r"[;,|](?=(?:https?:|doi:)?(?://[^\s/]{1,40}/)?10\.[0-9]{4,9}/)", re.IGNORECASE
)
_PARSERS = {
    "pmid": articles.pmid,
    "pmcid": articles.pmcid,
    "arxiv": archives.arxiv,
    "trial": archives.trial,
    "isbn": serials.isbn,
    "issn": serials.issn,
    "orcid": persons.orcid,
}


def find_all(text: str) -> list[Found]:
    """Every identifier in the text, in its order; the same one as often as it stands there. Linear in the text.

    A number whose check digit is wrong is passed over, and so is a DOI that a line break cuts off after its slash.
    """
    found = [*_dois(text)]
    for kind, pattern in _PATTERNS[1:]:
        for match in pattern.finditer(text):
            try:
                value = _PARSERS[kind](
                    re.sub(r"(?i)(number|no\.?)[:\s]+", "", match[match.lastindex or 0])
                )
            except ValueError:
                continue
            found.append(Found(kind, value, match.start(), match.end()))
    return sorted(found, key=lambda one: (one.start, one.kind))


def _dois(text: str) -> Iterator[Found]:
    for match in _PATTERNS[0][1].finditer(text):
        if match.start() and (text[match.start() - 1].isalnum() or text[match.start() - 1] == "."):
            continue
        place = match.start()
        # Two of them joined by a sign are two; a SICI's own brackets and semicolons belong to it.
        for part in _JOINED.split(match[0]):
            inner = _PATTERNS[0][1].search(part)
            if inner:
                begin = place + inner.start()
                try:
                    value = articles.doi(inner[0])
                except ValueError:
                    value = ""
                if value:
                    yield Found("doi", value, begin, begin + len(articles.trimmed(inner[0])))
            place += len(part) + 1
