"""References in the text tied to the entries of the article's own list: by number, author and year, identifier."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from claims.domain.likeness.text import family, folded
from claims.domain.passages.bibliography import Bibliography, Entry
from claims.domain.passages.references import Reference

#: What may be amiss between a reference and the list.
NO_ENTRY, SEVERAL, OTHER_YEAR, OTHER_AUTHOR = "no_entry", "several", "other_year", "other_author"
#: "[2-400]" is no range of references.
LONGEST_RANGE = 40

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⸴", "0123456789-,")
_PART = re.compile(r"([0-9]{1,3})(?:\s*[-–]\s*([0-9]{1,3}))?")
_YEAR = re.compile(r"(?<![0-9])((?:1[89]|20)[0-9]{2})([a-z]?)\)?$")
_STRONG = re.compile(r"et\s+al|&|\sand\s|,|\(")
# "(3)" or "(2, 5-7)" behind a word: followed by what ends a clause, or behind a name.
_ROUND = re.compile(
    r"(?<=[^\W_][\s.,])\(\s*([0-9]{1,3}(?:\s*[-–,;]\s*[0-9]{1,3}){0,15})\s*\)(?=\s*[.,;:)]|\s*$|\s+(?:and|but|while|or)\s)",
    re.MULTILINE,
)
_NO_REFERENCE = re.compile(
    r"(?:table|figure|fig\.?|day|week|grade|stage|phase|step|item|equation|n\s*=)\s*$",
    re.IGNORECASE,
)


def tied(text: str, references: Sequence[Reference], listed: Bibliography) -> list[Reference]:
    """The references that stand outside the list, each with the entry that it leads to; one for each number it names.

    Without a list they are as they were. Linear in the references.
    """
    outside = [one for one in references if not listed.holds(one.start)]
    if not listed.entries:
        return outside
    numbers = {one.number: place for place, one in reversed(list(enumerate(listed.entries, 1)))}
    if listed.entries[0].numbered and not any(one.kind == "number" for one in outside):
        outside += _in_round_brackets(text, listed, numbers)
        outside.sort(key=lambda one: (one.start, one.kind))
    works = {
        (kind, value): place
        for place, one in reversed(list(enumerate(listed.entries, 1)))
        for kind, value in (*one.identifiers, ("url", one.address))
        if value
    }
    authors = _by_author(listed.entries)
    found: list[Reference] = []
    for one in outside:
        if one.kind == "number":
            found += _numbered(one, numbers)
        elif one.kind == "author_year":
            found += _author_year(one, listed.entries, authors)
        else:
            found.append(replace(one, entry=works.get((one.kind, one.value), 0)))
    return found


def _numbered(one: Reference, numbers: Mapping[int, int]) -> Iterator[Reference]:
    for number in numbers_of(one.value):
        place = numbers.get(number, 0)
        yield replace(one, value=f"[{number}]", entry=place, problem="" if place else NO_ENTRY)


def numbers_of(value: str) -> list[int]:
    """The numbers that "[2, 5–7]" or a superscript names, in order, each once."""
    found: dict[int, None] = {}
    for first, last in _PART.findall(value.translate(_SUPERSCRIPTS)):
        low, high = int(first), int(last or first)
        if low <= high <= low + LONGEST_RANGE:
            found.update(dict.fromkeys(range(low, high + 1)))
        else:
            found.update(dict.fromkeys((low, high)))
    return list(found)


def _in_round_brackets(
    text: str, listed: Bibliography, numbers: Mapping[int, int]
) -> list[Reference]:
    """Numbers in round brackets, in an article that cites by numbers and uses no other brackets for them."""
    return [
        Reference("number", match[0], match.start(), match.end())
        for match in _ROUND.finditer(text, 0, listed.start)
        if all(number in numbers for number in numbers_of(match[1]))
        and not _NO_REFERENCE.search(text, max(0, match.start() - 12), match.start())
    ]


def _by_author(entries: Iterable[Entry]) -> dict[str, list[int]]:
    """Places of entries by the names that their first author may be cited by."""
    found: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(entries, 1):
        first = one.authors.split(";", maxsplit=1)[0]
        for name in _names(first):
            found[name].append(place)
    return found


def _names(author: str) -> set[str]:
    """How an author is cited: the family name, its last word, the initials of an office."""
    whole = family(author)
    words = folded(author).split()
    if not whole:
        return set()
    office = (
        {"".join(word[0] for word in words)} if min(map(len, words)) > 1 < len(words) else set()
    )
    return {whole, whole.split()[-1]} | office


def _author_year(
    one: Reference, entries: Sequence[Entry], authors: Mapping[str, Sequence[int]]
) -> Iterator[Reference]:
    match = _YEAR.search(one.value)
    if match is None:
        return
    year, letter = int(match[1]), match[2]
    said = one.value[: match.start()].rstrip(" ,(")
    cited = [
        folded(name) for name in re.split(r",\s*|\s+and\s+|\s*&\s*", _bare(said)) if folded(name)
    ]
    first = cited[0] if cited else ""
    met = authors.get(first) or authors.get(first.split(" ")[-1] if first else "") or ()
    same = [place for place in met if _year_fits(entries[place - 1], year, letter)]
    full = [place for place in same if _others_fit(entries[place - 1], cited[1:])]
    if len(full) == 1:
        yield replace(one, entry=full[0])
    elif full:
        yield replace(one, problem=SEVERAL)
    elif len(same) == 1:
        yield replace(one, entry=same[0], problem=OTHER_AUTHOR)
    elif len(met) == 1 and _others_fit(entries[met[0] - 1], cited[1:]):
        yield replace(one, entry=met[0], problem=OTHER_YEAR)
    elif _STRONG.search(one.value):
        yield replace(one, problem=NO_ENTRY)
    # "Olympics 2012" in brackets: no author of the list, and nothing else says that it is one.


def _bare(said: str) -> str:
    return re.sub(r"\s*\bet\s+al\.?|['’]s$|['’]$", "", said).strip()


def _year_fits(entry: Entry, year: int, letter: str) -> bool:
    return entry.year == year and (not letter or not entry.letter or entry.letter == letter)


def _others_fit(entry: Entry, others: Sequence[str]) -> bool:
    rest = {name for author in entry.authors.split(";")[1:] for name in _names(author)}
    return all(name in rest or name.split(" ")[-1] in rest for name in others)
