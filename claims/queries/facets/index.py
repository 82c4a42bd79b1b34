"""All published claims as bitmaps, one for each value of each facet: counts are intersections."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable
from typing import Any

from django.db.models import QuerySet
from pyroaring import BitMap64

from claims.models import Claim
from claims.queries import search
from claims.queries.claim_filters import ClaimFilters
from claims.queries.facets import rows
from claims.queries.search.keys import every_key

TREES = ("topic", "exposure", "outcome")
WORDS = (
    "verdict",
    "certainty",
    "consistency",
    "claim_type",
    "direction",
    "design",
    "decade",
    "reviewed",
    "rater",
)
ONES = ("scope", "stale", "confirmed")
# What is left out together when a count asks "and without this?".
NARROWING = (*TREES, *WORDS, *ONES, "years")
MOST_TEXTS = 32
MOST_ANSWERS = 64
MOST_STUDIES = 1_000
CHUNK = 256


class ClaimIndex:
    """Sets of keys of published claims. Holds nothing that not everyone may read, but where it is made for one (`of`).

    Not safe for a reader while `refresh` runs: the shelf holds its lock for both.
    """

    def __init__(self) -> None:
        self.every = BitMap64()
        self.sets: dict[str, dict[Any, BitMap64]] = defaultdict(dict)
        # Claim -> how many studies its conclusion counts, and the keys of those with a rating that settles.
        self.studies: dict[int, tuple[int, tuple[int, ...]]] = {}
        self.narrower: dict[int, list[int]] = {}
        self._closed: dict[str, dict[int, BitMap64]] = {}
        self._texts: OrderedDict[str, Found] = OrderedDict()
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()

    @classmethod
    def build(cls) -> ClaimIndex:
        """The index of what stands now. Six queries; five where the site does not show who rated."""
        index = cls()
        index._add(rows.read())
        index.narrower = rows.narrower()
        return index

    @classmethod
    def of(cls, claims: QuerySet[Claim]) -> ClaimIndex:
        """An index of `claims` alone, whatever their status: for one viewer who may see them, and not to be kept.

        As many queries.
        """
        index = cls()
        index._add(rows.read(among=claims))
        index.narrower = rows.narrower()
        return index

    def refresh(self, claims: Collection[int], *, topics: bool) -> None:
        """Read `claims` anew, and the tree of topics where that moved. At most six queries."""
        if claims:
            gone = BitMap64(claims)
            self.every -= gone
            for values in self.sets.values():
                for value in list(values):
                    if values[value].intersect(gone):
                        values[value] -= gone
                        if not values[value]:
                            del values[value]
            for claim in claims:
                self.studies.pop(claim, None)
            self._add(rows.read(claims))
        if topics:
            self.narrower = rows.narrower()
        self._closed.clear()
        self.forget_texts()

    def forget_texts(self) -> None:
        """Drop what searches found: a claim's words, or a topic's other names, may have changed."""
        self._texts.clear()
        self._answers.clear()

    def remembered(self, asked: Hashable, answer: Callable[[], Any]) -> Any:
        """What `answer` gives, kept until the index moves: of what many readers ask alike."""
        if asked not in self._answers:
            self._answers[asked] = answer()
            if len(self._answers) > MOST_ANSWERS:
                self._answers.popitem(last=False)
        return self._answers[asked]

    def behind(self, claims: BitMap64) -> int:
        """Independent studies behind some claims, each once. No query.

        Studies with an open rating that settles, of sources that stand; never more than the claims' own
        conclusions count together, and never fewer than the one that counts most. Counting stops at
        MOST_STUDIES, which stands for that many or more.
        """
        keys = claims.to_array()
        total, largest = 0, 0
        rated: set[int] = set()
        for start in range(0, len(keys), CHUNK):
            some = map(self.studies.__getitem__, keys[start : start + CHUNK])
            counted, studies = zip(*some, strict=True)
            total, largest = total + sum(counted), max(largest, *counted)
            rated.update(*studies)
            if min(total, max(largest, len(rated))) >= MOST_STUDIES:
                return MOST_STUDIES
        return largest if len(keys) == 1 else min(total, max(largest, len(rated)))

    def _add(self, found: rows.Rows) -> None:
        self.every |= BitMap64(found.claims)
        for facet, values in found.sets.items():
            known = self.sets[facet]
            for value, claims in values.items():
                if claims:
                    known[value] = known.get(value, BitMap64()) | BitMap64(claims)
        # One object for each study, however many claims it bears on.
        same: dict[int, int] = {}
        for claim in found.claims:
            rated = tuple({same.setdefault(one, one) for one in found.studies.pop(claim, ())})
            self.studies[claim] = (found.counted.get(claim, 0), rated)

    def below(self, topics: Iterable[int]) -> set[int]:
        """The topics and all narrower ones; a cycle is walked once."""
        seen: set[int] = set()
        left = list(topics)
        while left:
            topic = left.pop()
            if topic not in seen:
                seen.add(topic)
                left += self.narrower.get(topic, ())
        return seen

    def values(self, facet: str) -> dict[Any, BitMap64]:
        """Value -> claims; for a tree of topics each topic's claims with those of narrower topics."""
        if facet not in TREES:
            return self.sets[facet]
        closed = self._closed.get(facet)
        if closed is None:
            direct = self.sets[facet]
            closed = dict(direct)
            for topic in self.narrower:
                parts = [direct[one] for one in self.below([topic]) if one in direct]
                if parts:
                    closed[topic] = BitMap64.union(*parts)
            self._closed[facet] = closed
        return closed

    def select(
        self, filters: ClaimFilters, text: BitMap64 | None = None, without: str = ""
    ) -> BitMap64:
        """The claims under all filters but the one named `without` ("years" for the range of years).

        `text`: what `matching` found for `filters.q`. `status` and `by` are not asked. No query.
        """
        kept = self.every if text is None or without == "q" else self.every & text
        for facet in (*TREES, *WORDS):
            chosen = getattr(filters, facet)
            if chosen and facet != without:
                kept = kept & self._any(facet, chosen)
        for facet in ONES:
            value = getattr(filters, facet)
            if value not in (None, "") and facet != without:
                kept = kept & self.sets[facet].get(value, BitMap64())
        ends = filters.year_from, filters.year_to
        if ends != (None, None) and without != "years":
            first, last = ends[0] or 0, 9999 if ends[1] is None else ends[1]
            years = self.sets["year"]
            kept = kept & _joined(years[year] for year in years if first <= year <= last)
        return kept

    def _any(self, facet: str, chosen: Iterable[Any]) -> BitMap64:
        values = self.values(facet)
        return _joined(values[value] for value in chosen if value in values)

    def matching(self, text: str) -> Found | None:
        """What the search finds for `text`; None for no text. At most five queries; the last texts are kept."""
        if not text.strip():
            return None
        known = self._texts.get(text)
        if known is None:
            known = self._texts[text] = Found.of(text)
            if len(self._texts) > MOST_TEXTS:
                self._texts.popitem(last=False)
        self._texts.move_to_end(text)
        return known


class Found:
    """Claims for a text: `claims` as a set, and `ranked`, their keys best first, where the search ranks them."""

    __slots__ = ("claims", "ranked")

    def __init__(self, claims: BitMap64, ranked: list[int] | None) -> None:
        self.claims, self.ranked = claims, ranked

    @classmethod
    def of(cls, text: str) -> Found:
        """Ask the search. At most five queries."""
        found = search.find("claim", text)
        if found.condition is None:
            keys = found.keys or []
            return cls(BitMap64(sorted(keys)), keys)
        # Whatever their status: the index holds the published ones, and a look at each would cost more.
        return cls(BitMap64(every_key(Claim.objects, found.condition)), None)

    @property
    def cut(self) -> bool:
        """Whether the search stopped at its most hits."""
        return self.ranked is not None and len(self.ranked) >= search.base.MOST_HITS


def _joined(sets: Iterable[BitMap64]) -> BitMap64:
    found = list(sets)
    return BitMap64.union(*found) if found else BitMap64()
