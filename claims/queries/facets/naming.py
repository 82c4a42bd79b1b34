"""The facets, and what readers call their values."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from claims.domain.vocabulary import (
    Certainty,
    Choice,
    ClaimType,
    Consistency,
    Design,
    Direction,
    RecordStatus,
    Verdict,
)
from claims.models import Topic
from claims.queries.claim_filters import NEVER
from claims.queries.facets.index import TREES
from claims.queries.links import label
from claims.queries.people import NAME_COLUMNS, name_of


@dataclass(frozen=True)
class Facet:
    """One facet: its key in an address, what readers call it, and the scale of its words, if any."""

    name: str
    label: str
    words: type[Choice] | None = None


FACETS: dict[str, Facet] = {
    one.name: one
    for one in (
        Facet("exposure", "Exposure"),
        Facet("outcome", "Outcome"),
        Facet("topic", "Topic"),
        Facet("verdict", "Verdict", Verdict),
        Facet("certainty", "Certainty", Certainty),
        Facet("consistency", "Consistency of the studies", Consistency),
        Facet("direction", "Has evidence that", Direction),
        Facet("design", "Rests on at least one", Design),
        Facet("decade", "Years of the sources"),
        Facet("reviewed", "Conclusion confirmed"),
        Facet("claim_type", "Kind of claim", ClaimType),
        Facet("rater", "Rated by"),
    )
}


class Names:
    """What readers call a value; "" for what they may not see."""

    def __init__(self, topics: dict[int, str], people: dict[str, str]) -> None:
        self.topics, self.people = topics, people

    def __call__(self, name: str, value: Any) -> str:
        if name in TREES:
            return self.topics.get(value, "")
        if name == "rater":
            return self.people.get(value, "")
        if name == "decade":
            return f"{value} to {value + 9}"
        if name == "reviewed":
            return "Not confirmed" if value == NEVER else f"In {value}"
        words = FACETS[name].words if name in FACETS else None
        return label(words, value) if words else str(value)

    @classmethod
    def of(
        cls,
        topics: Collection[int],
        people: Collection[str],
        seen: QuerySet[Topic] | None = None,
    ) -> Names:
        """Read the names, of topics those among `seen`, or that anyone may see. Two queries at most."""
        return cls(topic_names(topics, seen), _people(people))


def topic_names(topics: Collection[int], seen: QuerySet[Topic] | None = None) -> dict[int, str]:
    """Names of topics among `seen`, or that anyone may see. One query, none for none."""
    if not topics:
        return {}
    if seen is None:
        seen = Topic.objects.exclude(status=RecordStatus.PROPOSED)
    return dict(seen.filter(pk__in=topics).order_by().values_list("pk", "name"))


def _people(pseudonyms: Collection[str]) -> dict[str, str]:
    if not pseudonyms:
        return {}
    people = get_user_model().objects.filter(pseudonym__in=pseudonyms, erased_at__isnull=True)
    rows = people.exclude(display_name="").values(*NAME_COLUMNS)
    return {row["pseudonym"]: name_of(row, "") for row in rows}
