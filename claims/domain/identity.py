"""Is an identifier's record this work? Title, first author and year compared, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from claims.domain import titles
from claims.domain.vocabulary import IdentityResult

#: Below this likeness two titles are two works', whatever author and year say.
ANOTHER = 60.0


@dataclass(frozen=True, slots=True)
class Compared:
    """The result, and each field in which the two differ: {"field", "ours", "theirs"}."""

    result: IdentityResult
    differences: tuple[dict[str, str], ...] = ()


def compare(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Compared:
    """Compare what is entered here with the identifier's record; both with title, authors, year.

    Confirmed: the titles are alike (85 of 100, or one is the other's beginning) and of first author and year at
    most one differs, a neighbouring year counting as the same. Mismatch: the titles are not alike, or both author
    and year differ. Unknown: a title is missing. `authors` are families and initials with semicolons.
    """
    differences = []
    one, two = str(ours.get("title") or ""), str(theirs.get("title") or "")
    if not titles.key(one) or not titles.key(two):
        return Compared(IdentityResult.UNKNOWN)
    likeness = _titles(one, two)
    if likeness < titles.SAME:
        differences.append(_difference("title", one, two))
    against = 0
    first, second = str(ours.get("authors") or ""), str(theirs.get("authors") or "")
    if first and second and not _first_author(first, second):
        against += 1
        differences.append(_difference("first author", _first(first), _first(second)))
    here, there = ours.get("year"), theirs.get("year")
    if here and there and here != there:
        against += abs(int(here) - int(there)) > 1
        differences.append(_difference("year", str(here), str(there)))
    agreed = likeness >= titles.SAME or (
        likeness >= ANOTHER and against == 0 and first and second and here and there
    )
    fits = agreed and against < 2
    return Compared(
        IdentityResult.CONFIRMED if fits else IdentityResult.MISMATCH, tuple(differences)
    )


def _titles(one: str, two: str) -> float:
    """Likeness; a title without its subtitle counts as alike."""
    a, b = sorted((titles.key(one), titles.key(two)), key=len)
    if len(a) >= titles.TELLING and b.startswith(a + " "):
        return 100.0
    return titles.alike(one, two)


def _first(authors: str) -> str:
    return authors.split(";", maxsplit=1)[0].strip()


def _first_author(one: str, two: str) -> bool:
    """Whether the first authors share a name, or each one's first stands in the other's list."""
    a, b = titles.surnames(_first(one)), titles.surnames(_first(two))
    if not a or not b:
        return titles.key(_first(one)).split()[:1] == titles.key(_first(two)).split()[:1]
    return bool(a & b) or bool(a & titles.surnames(two) and b & titles.surnames(one))


def _difference(field: str, ours: str, theirs: str) -> dict[str, str]:
    return {"field": field, "ours": ours[:300], "theirs": theirs[:300]}
