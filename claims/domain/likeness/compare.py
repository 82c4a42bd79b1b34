"""Are two records one publication? A score, the reasons in words, and whether there is any doubt.

The rules are ours. What they guard against is known from the literature on de-duplication for reviews: one
identifier for a whole supplement, yearly pieces of one title, parts of a series, conference versions
(Borissov et al. 2022, Syst Rev 11:172; Hair et al. 2023, BMC Biol 21:189).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from claims.domain.likeness import fields, kinds
from claims.domain.likeness.record import Record, record_of
from claims.domain.vocabulary import Relation

#: From here on a pair is worth a person's look.
DOUBTFUL = 0.60

#: What agreement in each field adds to the title's and the authors' share, and contradiction takes away.
WEIGHTS = {
    "doi": (0.25, 0.10),
    "pmid": (0.30, 0.15),
    "pages": (0.08, 0.10),
    "volume": (0.04, 0.06),
    "container": (0.06, 0.06),
    "year": (0.06, 0.10),
    "abstract": (0.10, 0.08),
    "issue": (0.02, 0.02),
}
TITLE_SHARE, AUTHOR_SHARE = 0.62, 0.16

_SAME = {
    "doi": "the same DOI",
    "pmid": "the same PubMed id",
    "pages": "the same first page",
    "volume": "the same volume",
    "issue": "the same issue",
    "container": "the same journal or book",
    "year": "the same year",
    "abstract": "the abstracts begin alike",
}
_OTHER = {
    "doi": "different DOIs",
    "pmid": "different PubMed ids",
    "pages": "different pages",
    "volume": "different volumes",
    "issue": "different issues",
    "container": "different journals or books",
    "year": "years more than one apart",
    "abstract": "the abstracts begin differently",
}
_PARTLY = {"doi": "two versions of one DOI", "year": "neighbouring years"}


@dataclass(frozen=True)
class Likeness:
    """How alike two records are.

    `score`: 0 to 1; `reasons`: in words, for and against; `sure`: one publication without a doubt; `related`:
    not the same, but reports of one study (None: not that either).
    """

    score: float
    reasons: tuple[str, ...] = ()
    sure: bool = False
    related: Relation | None = None

    @property
    def doubtful(self) -> bool:
        """Whether a person should look at the pair."""
        return not self.sure and (self.related is not None or self.score >= DOUBTFUL)


class Facts(NamedTuple):
    """Field by field, as `likeness.fields` measures them."""

    title: float
    authors: float
    doi: float
    pmid: float
    pages: float
    volume: float
    container: float
    year: float
    abstract: float
    issue: float


_MEASURES: dict[str, Callable[[Record, Record], float]] = {
    name: getattr(fields, name) for name in Facts._fields
}


def compare(one: Record | Mapping[str, Any], two: Record | Mapping[str, Any]) -> Likeness:
    """Compare two records (or CSL-JSON items). Symmetric; reads nothing but the two."""
    a, b = (item if isinstance(item, Record) else record_of(item) for item in (one, two))
    if b.order < a.order:
        a, b = b, a
    found = Facts(**{name: measure(a, b) for name, measure in _MEASURES.items()})
    apart = fields.counted_apart(a, b)
    reasons = _reasons(found, a, b, apart=apart)
    score = _score(found, apart=apart)
    related = _related(found, a, b, apart=apart)
    if related in (None, Relation.REPRINT) and _sure(found, a, b, apart=apart):
        return Likeness(max(score, 0.95), reasons, sure=True)
    if related is not None:
        return Likeness(min(score, 0.90), (*reasons, related.label.lower()), related=related)
    return Likeness(min(score, 0.94), reasons)


def _score(found: Facts, *, apart: bool) -> float:
    total = TITLE_SHARE * found.title + AUTHOR_SHARE * max(found.authors, 0.0)
    if found.authors < 0:
        total -= 0.25
    if apart:
        total -= 0.15
    for name, (plus, minus) in WEIGHTS.items():
        value: float = getattr(found, name)
        total += plus * value if value > 0 else minus * value
    return round(min(max(total, 0.0), 1.0), 4)


def _sure(found: Facts, a: Record, b: Record, *, apart: bool) -> bool:
    """No doubt: like titles, shared authors, nothing against it, and something beside the title for it."""
    if apart or kinds.corrects(a) != kinds.corrects(b):
        return False
    if found.authors < 0:
        # Given names taken for family names: only where an identifier, the title and the pages agree.
        return found.doi == 1 and found.title >= 0.97 and found.pages > 0 and found.year > 0
    same_id = found.doi == 1 or found.pmid == 1
    place = sum(value > 0 for value in (found.pages, found.volume, found.container))
    against = [name for name in Facts._fields if getattr(found, name) < 0]
    if place == 3 and found.year == 1 and found.authors >= 0.5 and not against:
        # The same page of the same volume by the same people: the title may be cut or have a heading before it.
        inside = a.words in b.words or b.words in a.words
        return found.title >= 0.75 or (inside and bool(a.words and b.words))
    if same_id:
        return _sure_by_id(found, a, b, place, against)
    if found.title < fields.SAME_TITLE or found.year < 0 or found.pmid < 0 or found.abstract < 0:
        return False
    exact = found.title >= 0.97 and found.year == 1
    if not found.authors:
        # Nobody is named: the place has to be the same, and all that is known of it.
        return exact and found.container > 0 and place >= 2 and not {*against} - {"issue"}
    if not (fields.telling(a) and fields.telling(b)):
        # An "Editorial" is known by where it stands.
        return exact and place == 3 and found.doi >= 0
    exact = exact and found.authors >= 0.8
    if found.doi < 0:
        # A wrong DOI in one export: only where volume, pages, journal and year all speak for it.
        return exact and place == 3
    if found.container < 0:
        if found.pages > 0 and found.volume > 0:
            return found.authors >= 0.5
        # Meetings go by too many names to contradict each other.
        both = kinds.is_meeting(a) and kinds.is_meeting(b)
        return both and exact and against == ["container"]
    if found.pages < 0 or found.volume < 0:
        # One of them mistyped, everything else the same.
        rest = exact and found.container > 0
        return rest and (found.pages > 0 or (found.volume > 0 and found.issue > 0))
    if found.authors < 0.5:
        return False
    if found.pages > 0 or found.abstract > 0 or found.volume > 0:
        return True
    if found.year == 0.5:
        # Online in one year and in print in the next: then one has no volume yet. Columns and meetings come every year.
        waiting = (
            bool(a.volume) != bool(b.volume) and not kinds.is_meeting(a) and not kinds.is_meeting(b)
        )
        return waiting and found.container > 0 and found.title >= 0.97
    if found.container > 0:
        return found.year > 0
    # Title, authors and year alone: enough where several names are shared.
    return exact and len(a.names & b.names) >= 2


def _sure_by_id(found: Facts, a: Record, b: Record, place: int, against: list[str]) -> bool:
    """One identifier is not enough: a supplement of abstracts has one DOI, and identifiers get mistyped."""
    if found.doi < 0 or found.pmid < 0:
        return False
    cut = fields.beginning(a, b) and fields.authors(a, b) >= 0.5
    if found.pages < 0:
        return found.title == 1 and found.authors >= 0.8 and found.year > 0
    if found.title >= fields.SAME_TITLE or cut:
        return True
    if not a.words or not b.words:
        return found.pages > 0 or (found.authors >= 0.5 and found.year > 0)
    if found.title >= 0.7:
        return found.authors >= 0.5 and found.year >= 0
    # A translated or garbled title: place and authors must do.
    return found.pages > 0 and found.volume > 0 and found.authors >= 0.5 and found.year > 0


def _related(found: Facts, a: Record, b: Record, *, apart: bool) -> Relation | None:
    """Not the same, but reports of one study; None where that cannot be read off the records."""
    if kinds.corrects(a) != kinds.corrects(b):
        inner = Record(title=kinds.without_mark(a)), Record(title=kinds.without_mark(b))
        near = fields.title(*inner)
        return Relation.ERRATUM if near >= 0.85 and found.authors >= 0 else None
    if apart or found.title < 0.85 or found.authors < 0.5:
        return None
    how = kinds.relation(a, b)
    span = abs((a.year or 0) - (b.year or 0)) if a.year and b.year else 0
    if how == Relation.PREPRINT and found.pmid <= 0 and found.doi < 1:
        return how if span <= 4 else None
    if how == Relation.ABSTRACT and found.doi < 1 and found.pmid < 1 and not found.pages > 0:
        return how if span <= 4 and found.container < 0 else None
    if found.title < fields.SAME_TITLE or not (fields.telling(a) and fields.telling(b)):
        return None
    if found.container < 0 and found.doi < 1 and found.pmid < 1 and found.pages <= 0:
        return Relation.REPRINT if found.authors >= 0.8 else None
    return None


def _reasons(found: Facts, a: Record, b: Record, *, apart: bool) -> tuple[str, ...]:
    reasons = []
    if found.title == 1:
        reasons.append("the same title")
    elif found.title >= fields.NEAR_TITLE:
        reasons.append(f"like titles ({found.title:.0%})")
    elif fields.beginning(a, b):
        reasons.append("one title is the beginning of the other")
    elif a.words and b.words:
        reasons.append("different titles")
    if apart:
        reasons.append("the titles differ in a number")
    if found.authors >= 0.99:
        reasons.append("the same authors" if a.names == b.names else "authors that fit")
    elif found.authors > 0:
        reasons.append(f"some authors in common ({found.authors:.0%})")
    elif found.authors < 0:
        reasons.append("different authors")
    for name in WEIGHTS:
        value = getattr(found, name)
        if value == 1:
            reasons.append(_SAME[name])
        elif value > 0:
            reasons.append(_PARTLY.get(name, _SAME[name]))
        elif value < 0:
            reasons.append(_OTHER[name])
    return tuple(reasons)
