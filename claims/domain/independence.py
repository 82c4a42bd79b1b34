"""Whether two studies may be one, which report speaks for a study, and what its reports say differently.

The study is the unit of counting (Cochrane Handbook, section 4.6.2, on collating reports of one study): its hints
are register numbers, authors, sample sizes, dates and places. The points are a project decision: they only
order what an editor looks at; nothing is joined by them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from claims.domain.hints import Hint, folded, likeness, overlap, words

#: Points from which a pair is worth a look: first author, size and year agree, for example.
LOOK = 5

#: Numbers of trial registers as they stand in running text.
_REGISTERS = re.compile(
    r"\b(NCT\s?\d{8}|ISRCTN\s?\d{8}|ACTRN\s?\d{14}|DRKS\s?\d{8}|UMIN\s?\d{9}|jRCTs?\d{9,10}|IRCT\w{6,20}"
    r"|ChiCTR[-\w]{6,16}|CTRI/\d{4}/\d{2,3}/\d{6}|NTR\s?\d{3,5}|KCT\s?\d{7}|PACTR\d{12,16}|CRD\s?\d{8,14}"
    r"|20\d{2}-\d{6}-\d{2}(?:-\d{2})?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Facts:
    """What is known of one study, from itself and its reports together.

    `authors`: family name and initial, folded, in the order of the longest list; `registers`: register numbers in
    the field or in the texts; `patients`: keys of patients that its reports describe.
    """

    key: str
    label: str = ""
    registers: frozenset[str] = frozenset()
    authors: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    n: int | None = None
    n_unit: str = ""
    population: str = ""
    titles: tuple[str, ...] = ()
    is_review: bool = False
    included: frozenset[str] = frozenset()
    patients: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Pair:
    """Two studies that may be one: their keys, why, and how strongly (points)."""

    first: str
    second: str
    hints: tuple[Hint, ...] = field(default=())

    @property
    def score(self) -> int:
        """Points of all hints, those against included."""
        return likeness(self.hints)


def register_numbers(*texts: str) -> frozenset[str]:
    """Every trial register's number in the texts, upper case and without spaces."""
    found = (match for text in texts if text for match in _REGISTERS.findall(text))
    return frozenset(re.sub(r"\s", "", number).upper() for number in found)


def author_keys(authors: str) -> tuple[str, ...]:
    """Family names with first initial, folded, each once: ("patel s", "phelan n") of "Patel S; Phelan N"."""
    found = []
    for name in authors.split(";"):
        family, _, given = name.strip().partition(",")
        if not given:
            parts = family.split()
            short = len(parts) > 1 and (parts[-1].isupper() or "." in parts[-1])
            family, given = (" ".join(parts[:-1]), parts[-1]) if short else (family, "")
        key = f"{folded(family)} {folded(given).strip()[:1]}".strip()
        if key and key not in ("et al", "al"):
            found.append(key)
    return tuple(dict.fromkeys(found))


def hints(one: Facts, other: Facts) -> tuple[Hint, ...]:
    """Why the two may be one study, and what speaks against it; empty for a review and what it may pool."""
    if one.is_review != other.is_review or one.key in other.included or other.key in one.included:
        return ()
    found = [
        *_registers(one, other),
        *_authors(one, other),
        *_titles(one, other),
    ]
    if one.patients & other.patients:
        found.append(Hint("patient", "Their reports describe the same patient.", 6))
    if one.n is not None and one.n == other.n and one.n_unit == other.n_unit and one.n >= 5:
        size = f"{one.n} {one.n_unit}".strip()
        found.append(Hint("size", f"The same sample size: {size}.", 2 if one.n >= 20 else 1))
    if not any(hint.score > 0 for hint in found):
        return ()
    gap = min((abs(a - b) for a in one.years for b in other.years), default=None)
    if gap is not None and gap <= 2:
        found.append(Hint("dates", "Published no more than two years apart.", 1))
    mine, theirs = words(one.population), words(other.population)
    if overlap(mine, theirs) >= 0.5:
        both = ", ".join(sorted(mine & theirs)[:6])
        found.append(Hint("population", f"The population is told alike: {both}.", 1))
    return tuple(found)


def _registers(one: Facts, other: Facts) -> list[Hint]:
    if both := one.registers & other.registers:
        return [Hint("register", f"The same register number: {', '.join(sorted(both))}.", 6)]
    if one.registers and other.registers:
        said = f"{', '.join(sorted(one.registers))} and {', '.join(sorted(other.registers))}"
        return [Hint("register", f"Different register numbers: {said}.", -4)]
    return []


def _authors(one: Facts, other: Facts) -> list[Hint]:
    mine, theirs = set(one.authors), set(other.authors)
    both = mine & theirs
    if not both:
        return []
    names = ", ".join(name.title() for name in one.authors if name in both)
    if len(both) > 2 and len(both) >= 0.8 * len(mine | theirs):
        return [Hint("authors", f"Nearly the same authors: {names}.", 3)]
    first = one.authors[0] == other.authors[0]
    if first or len(both) > 1:
        said = "The same first author" if first else "Several authors in common"
        return [Hint("authors", f"{said}: {names}.", 2)]
    return [Hint("authors", f"One author in common: {names}.", 1)]


def _titles(one: Facts, other: Facts) -> list[Hint]:
    shared = ((words(a), words(b)) for a in one.titles for b in other.titles)
    alike = max((overlap(a, b) for a, b in shared if len(a & b) > 2), default=0.0)
    if alike >= 0.8:
        return [Hint("title", "Nearly the same title.", 3)]
    return [Hint("title", "Similar titles.", 2)] if alike >= 0.5 else []


def pairs(studies: Iterable[Facts], apart: frozenset[tuple[str, str]] = frozenset()) -> list[Pair]:
    """The pairs worth a look, most alike first; `apart` are those that somebody found to be two.

    Time grows with the square of the number of studies: for those of one claim, or of one block.
    """
    found = []
    for one, other in combinations(studies, 2):
        if (one.key, other.key) not in apart and (other.key, one.key) not in apart:
            pair = Pair(one.key, other.key, hints(one, other))
            if pair.score >= LOOK:
                found.append(pair)
    return sorted(found, key=lambda pair: (-pair.score, pair.first, pair.second))


def blocks(study: Facts) -> list[tuple[str, ...]]:
    """What a study must share with another for the two to be compared at all, in a large base."""
    found: list[tuple[str, ...]] = [("register", number) for number in sorted(study.registers)]
    found += [("patient", key) for key in sorted(study.patients)]
    if study.authors and study.n is not None and study.n >= 5:
        found.append(("author", study.authors[0], str(study.n), study.n_unit))
    for title in study.titles:
        telling = words(title)
        if len(telling) > 2:
            found.append(("title", *sorted(telling)))
    return found


@dataclass(frozen=True)
class Report:
    """One report of a study, as far as it decides who speaks; `usable`: not retracted or withdrawn."""

    source: int
    year: int | None = None
    is_preprint: bool = False
    usable: bool = True


def speaker(reports: Sequence[Report], now: int | None) -> int | None:
    """Which report is to speak for the study; `now` is the one that does.

    An article that somebody chose stays. Where a preprint, a withdrawn report or none speaks, the newest
    usable article does, and the newest usable preprint where there is no article.
    """
    by_source = {report.source: report for report in reports}
    present = by_source.get(now) if now is not None else None
    if present is not None and present.usable and not present.is_preprint:
        return now
    usable = [report for report in reports if report.usable]
    articles = [report for report in usable if not report.is_preprint]
    if not articles and present is not None and present.usable:
        return now
    best = max(articles or usable, key=lambda r: (r.year or 0, r.source), default=None)
    return best.source if best is not None else now


def why_speaker(reports: Sequence[Report], now: int | None) -> str:
    """Why that report speaks, in words."""
    by_source = {report.source: report for report in reports}
    present = by_source.get(now) if now is not None else None
    if present is None:
        return "No primary report is chosen: the first that is rated speaks."
    others = [report for report in reports if report.source != now]
    if not others:
        return "It is the only report."
    if not present.usable:
        return "It was chosen, but a notice stands against it: another report speaks for the study."
    if not present.is_preprint and all(one.is_preprint for one in others):
        return "It is the published article; the other is a preprint."
    if not present.is_preprint and any(one.is_preprint for one in others):
        return "It is an article chosen as the primary report; preprints do not speak beside it."
    if present.is_preprint:
        return "There is no usable article of this study, only preprints."
    return "It was chosen as the primary report."


def differences(primary: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """What another report of the same study says differently, in words; empty where they agree.

    Both as {"n", "n_unit", "design", "direction", "effect"}; what either does not state is not compared.
    """
    found = []
    if None not in (primary["n"], other["n"]) and primary["n"] != other["n"]:
        found.append(f"n is {primary['n']} here and {other['n']} there")
    for name, said in (("design", "the design"), ("direction", "the direction")):
        if primary[name] and other[name] and primary[name] != other[name]:
            found.append(f"{said} is {_said(primary[name])} here and {_said(other[name])} there")
    mine, theirs = primary["effect"], other["effect"]
    if mine and theirs and _effect(mine) != _effect(theirs):
        found.append(f"the effect is {_effect(mine)} here and {_effect(theirs)} there")
    return found


def _said(word: str) -> str:
    return str(word).replace("_", " ")


def _effect(effect: Mapping[str, Any]) -> str:
    low, high = effect.get("low"), effect.get("high")
    span = f" ({low} to {high})" if low is not None and high is not None else ""
    return f"{effect.get('measure', '')} {effect.get('estimate')}{span}".strip()
