"""Whether two case descriptions may be of one patient.

The characteristics compared are those that EMA GVP Module VI Addendum I (duplicate management of suspected adverse
reaction reports) names: age, sex, country, the suspected product, the event and its dates. The points are a
project decision: they only order what a person looks at, and nothing is joined by them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from claims.domain.hints import Hint, folded, likeness, overlap, words

#: Points from which a pair is worth a look: age and sex agree and so does the event, for example.
LOOK = 6

_AGE = re.compile(
    r"(?:aged?\s*)?(\d{1,3}(?:\.\d)?)[\s-]*(years?|yrs?|y/?o?|months?|weeks?|days?)?\b"
)
_DECADE = re.compile(r"(?:early|mid|late)?[\s-]*(\d{1,2}0)s")
_PER_YEAR = {"month": 12, "week": 52, "day": 365}
_SEXES = {
    "m": "male",
    "man": "male",
    "boy": "male",
    "f": "female",
    "w": "female",
    "woman": "female",
}


@dataclass(frozen=True)
class Case:
    """What a report lets a reader see of one patient, in its words; "" where it does not say."""

    key: str
    age: str = ""
    sex: str = ""
    country: str = ""
    exposure: str = ""
    event: str = ""
    onset: str = ""


@dataclass(frozen=True)
class Pair:
    """Two cases that may be one: their keys in the order given, why, and how strongly (points)."""

    first: str
    second: str
    hints: tuple[Hint, ...]

    @property
    def score(self) -> int:
        """Points of all hints."""
        return likeness(self.hints)


def years(age: str) -> tuple[float, float] | None:
    """The span of years that a reported age means, (30, 39) for "30s"; None where it is no number."""
    text = folded(age).strip()
    if match := _DECADE.fullmatch(text):
        start = float(match[1])
        return start, start + 9
    if match := _AGE.match(text):
        unit = (match[2] or "year").rstrip("s")
        number = float(match[1]) / _PER_YEAR.get(unit, 1)
        return number, number
    return None


def sex(text: str) -> str:
    """The word male or female for the usual spellings, otherwise the word itself, folded."""
    found = folded(text).strip()
    return _SEXES.get(found, found)


def hints(one: Case, other: Case) -> tuple[Hint, ...]:
    """Why the two may be one patient; empty where sex or age rules it out or where nothing agrees.

    Ages a year apart still agree: a birthday may lie between two reports.
    """
    sexes = sex(one.sex), sex(other.sex)
    if all(sexes) and sexes[0] != sexes[1]:
        return ()
    by_age = _ages(one.age, other.age)
    if by_age is None:
        return ()
    found = list(by_age)
    if sexes[0] and sexes[0] == sexes[1]:
        found.append(Hint("sex", f"Both are {sexes[0]}.", 1))
    countries = folded(one.country).strip(), folded(other.country).strip()
    if all(countries):
        same = countries[0] == countries[1]
        found.append(
            Hint("country", f"Both are from {one.country}.", 1)
            if same
            else Hint("country", f"One is from {one.country}, one from {other.country}.", -2)
        )
    for kind, said, a, b in (
        ("exposure", "exposure", one.exposure, other.exposure),
        ("event", "event", one.event, other.event),
        ("onset", "onset", one.onset, other.onset),
    ):
        found += _texts(kind, said, a, b)
    return tuple(found)


def _ages(one: str, other: str) -> list[Hint] | None:
    """The hint that the ages give, if any; None where they rule out that it is one patient."""
    if not one.strip() or not other.strip():
        return []
    mine, theirs = years(one), years(other)
    if mine is None or theirs is None:
        same = folded(one).strip() == folded(other).strip()
        return [Hint("age", f"The same age: {one}.", 2)] if same else []
    (low, high), (least, most) = mine, theirs
    apart = max(low - most, least - high, 0.0)
    if apart > 1:
        return None
    if low != high or least != most:
        return [Hint("age", f"The ages fit each other: {one} and {other}.", 1)]
    if apart == 0:
        return [Hint("age", f"The same age: {one}.", 3)]
    return [Hint("age", f"The ages are no more than a year apart: {one} and {other}.", 2)]


def _texts(kind: str, said: str, one: str, other: str) -> list[Hint]:
    mine, theirs = words(one), words(other)
    share, both = overlap(mine, theirs), ", ".join(sorted(mine & theirs)[:6])
    if share >= 0.5:
        return [Hint(kind, f"The {said} is told alike: {both}.", 2)]
    if both and kind != "onset":
        return [Hint(kind, f"The {said} shares words: {both}.", 1)]
    return []


def pairs(cases: Iterable[Case], apart: frozenset[tuple[str, str]] = frozenset()) -> list[Pair]:
    """The pairs worth a look, most alike first; `apart` are those that somebody found to be two.

    Something that tells one person from another must agree, age or onset: the reports on one claim have
    exposure and event in common anyway. Time grows with the square of the number of cases.
    """
    found = []
    for one, other in combinations(cases, 2):
        if (one.key, other.key) in apart or (other.key, one.key) in apart:
            continue
        why = hints(one, other)
        telling = {"age", "onset"} & {hint.kind for hint in why if hint.score > 1}
        if telling and likeness(why) >= LOOK:
            found.append(Pair(one.key, other.key, why))
    return sorted(found, key=lambda pair: (-pair.score, pair.first, pair.second))
