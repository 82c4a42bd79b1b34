"""Whether a person's name resembles an author's: enough of a reason to ask, never a proof.

Family name and first initial are compared, folded: no case, no accents, no hyphens. Where one side gives no
initial the family name alone counts, so that "Müller" is asked about a paper by "Mueller" no more than by
"Smith", but about one by "Muller H".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

#: Words in front of or after a name that are no part of it.
TITLES = frozenset(
    ("dr", "prof", "professor", "mr", "mrs", "ms", "mx", "md", "phd", "msc", "bsc", "jr", "sr")
)
INITIALS = re.compile(r"[A-Z]{1,3}")


class _Name(NamedTuple):
    family: str
    initial: str


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def _words(text: str) -> list[str]:
    words = re.split(r"[\s.]+", text)
    return [word for word in words if _folded(word) and _folded(word) not in TITLES]


def _name(family: str, given: str) -> _Name:
    words = _words(given)
    return _Name("".join(map(_folded, _words(family))), _folded(words[0])[:1] if words else "")


def _readings(text: str) -> list[_Name]:
    """The ways in which a name in one piece may be meant: "Smith, Jane", "Smith JA", "Jane A. Smith"."""
    family, comma, given = text.partition(",")
    if comma and _words(given):
        return [_name(family, given)]
    words = _words(family)
    if not words:
        return []
    if len(words) > 1 and INITIALS.fullmatch(words[-1]):
        return [_name(" ".join(words[:-1]), words[-1])]
    # A family name may have two words (van Dam, Garcia Marquez): both readings.
    found = [_name(words[-1], " ".join(words[:-1]))]
    if len(words) > 2:
        found.append(_name(" ".join(words[-2:]), words[0]))
    return found


def authors_of(authors: str, csl: Any) -> list[str]:
    """The authors' names of a source: from CSL-JSON's list and from the line "Family I; Family I"."""
    found = [name.strip() for name in authors.split(";") if name.strip()]
    listed = csl.get("author") if isinstance(csl, Mapping) else None
    for author in listed if isinstance(listed, list) else ():
        if not isinstance(author, Mapping):
            continue
        family, given = author.get("family"), author.get("given")
        if isinstance(family, str) and family.strip():
            found.append(f"{family}, {given}" if isinstance(given, str) and given else family)
        elif isinstance(literal := author.get("literal"), str):
            found.append(literal)
    return found


def resembling(names: Iterable[str], authors: Iterable[str]) -> str:
    """The first author whose name resembles one of `names`, as it is written there; "" where none does."""
    own = {reading for name in names for reading in _readings(name) if reading.family}
    for author in authors:
        for reading in _readings(author):
            for mine in own:
                initials = {mine.initial, reading.initial} - {""}
                if mine.family == reading.family and len(initials) < 2:
                    return author
    return ""
