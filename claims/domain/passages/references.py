"""References within running text: identifiers, addresses, author and year, numbers in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from claims.domain.identifiers import find_all

#: Identifiers that name a publication or a study; serial numbers and people do not.
KINDS = frozenset({"doi", "pmid", "pmcid", "arxiv", "trial", "isbn"})

ADDRESS = re.compile(r"https?://[^\s<>\"“”]{4,2000}|www\.[^\s<>\"“”]{4,2000}", re.IGNORECASE)
_NAME = r"(?:(?:van|von|de|der|den|la|le|di|da|al|el|bin)\s){0,2}[A-Z][^\W\d_]{1,40}(?:[-'’][A-Z]?[^\W\d_]{1,40})?"
_YEAR = r"(?:1[89]|20)[0-9]{2}[a-z]?"
_AUTHOR_YEAR = re.compile(
    rf"(?<![^\W_]){_NAME}(?:\s(?:and|&)\s{_NAME}|\s+et\s+al\.?|(?:,\s{_NAME}){{1,4}},?\s(?:and|&)\s{_NAME})?(?:['’]s)?,?\s*\(?{_YEAR}\b\)?"
)
_MORE_YEARS = re.compile(rf"\s*,\s*({_YEAR})\b(?=[\s,;)])")
# A bracket or a semicolon within one, and what it holds so far.
_OPEN = re.compile(r"[(\[;][^()\[\]]*$")
# Words that stand before a year and are nobody's name.
_NO_NAMES = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "in",
        "since",
        "until",
        "by",
        "from",
        "during",
        "before",
        "after",
        "spring",
        "summer",
        "autumn",
        "fall",
        "winter",
        "year",
        "early",
        "late",
        "copyright",
        "table",
        "figure",
        "the",
        "and",
        "covid",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "between",
        "version",
        "about",
        "around",
        "until",
        "circa",
    ]
)
_NUMBERED = re.compile(r"\[\s*\^?[0-9]{1,3}(?:\s*[-–,;]\s*[0-9]{1,3}){0,30}\s*\](?!:)")
_SUPERSCRIPT = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:[⁻,⸴–-]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)*")
_UNIT_BEFORE = re.compile(r"(?:\b[mkcµ]?m|\bx|\bR|χ|10|\bkg/m)$")


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference: kind (doi, pmid, pmcid, arxiv, trial, isbn, url, author_year, number), value, and its place.

    `entry`: place from 1 in the article's own list of references that it leads to, 0 for none. `problem`: what is
    amiss between the two, see `claims.domain.passages.citing`.
    """

    kind: str
    value: str
    start: int
    end: int
    entry: int = 0
    problem: str = ""


def references_in(text: str) -> list[Reference]:
    """Every reference in the text, in order. Linear in the text."""
    found = [
        Reference(one.kind, one.value, one.start, one.end)
        for one in find_all(text)
        if one.kind in KINDS
    ]
    taken = [(one.start, one.end) for one in found]
    for match in ADDRESS.finditer(text):
        address = bare_address(match[0])
        start, end = match.start(), match.start() + len(address)
        if not any(low < end and start < high for low, high in _near(taken, start)):
            found.append(Reference("url", address, start, end))
    for match in _AUTHOR_YEAR.finditer(text):
        if not _plain_words(match[0], text[max(0, match.start() - 200) : match.start()]):
            found += _with_years(text, match)
    found += [
        Reference("number", match[0], match.start(), match.end())
        for match in _NUMBERED.finditer(text)
    ]
    found += [
        Reference("number", match[0], match.start(), match.end())
        for match in _SUPERSCRIPT.finditer(text)
        if not _UNIT_BEFORE.search(text[max(0, match.start() - 5) : match.start()])
    ]
    return sorted(found, key=lambda one: (one.start, one.kind))


def _with_years(text: str, match: re.Match[str]) -> Iterator[Reference]:
    """A reference for each year: "(Smith 2019, 2020)" is two of one author."""
    said = " ".join(match[0].split())[:200]
    # "(Smith 2019)": the closing bracket is the sentence's own.
    end = match.end() - (said.endswith(")") and "(" not in said)
    said = said[: len(said) - (match.end() - end)]
    yield Reference("author_year", said, match.start(), end)
    name = re.sub(rf"[\s,(]*{_YEAR}\)?$", "", said)
    place = end
    while more := _MORE_YEARS.match(text, place):
        yield Reference("author_year", f"{name} {more[1]}", more.start(1), more.end(1))
        place = more.end(1)


def bare_address(address: str) -> str:
    """An address of the text without the signs of the sentence that stand right behind it."""
    return address.rstrip(".,;:!?)]}'’\"")


def _near(taken: list[tuple[int, int]], start: int) -> list[tuple[int, int]]:
    return [pair for pair in taken if start - 2100 < pair[0] < start + 2100]


def _plain_words(said: str, before: str) -> bool:
    """Whether what stands before the year is no author: a month, a season, a word that begins a sentence."""
    first = re.split(r"[\s,(]", said.strip(), maxsplit=1)[0].lower()
    listed = bool(_OPEN.search(before))
    alone = not listed and not any(sign in said for sign in ("et al", "(", ",", "&", " and "))
    return first in _NO_NAMES or alone
