"""What is searched of each noun, and what a database must offer for it: see docs/explanation/search.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Q

from claims.queries.search.terms import Term

# Beyond so many records a term is not counted on, and chooses no candidates.
COMMON = 5_000
# So many terms choose the candidates, as long as so many records hold them together; one may always choose.
MOST_CHOOSING = 10
ROOM = 3_000
COUNTED_TO = 10_000
MOST_HITS = 1_000
# So many of the candidates are read and weighed word by word; the rest follow in the order of their terms.
MOST_READ = 100
# A term held by more than COMMON records was not counted to the end; its weight is taken down by this.
UNCOUNTED = 0.3
# Hits that score less than this share of the best one match only in words that say next to nothing.
WORTH_SHOWING = 0.12


@dataclass(frozen=True)
class Index:
    """One full-text index: its table and columns, and the column with the key of the record that is found."""

    noun: str
    table: str
    columns: tuple[str, ...]
    owner: str = "id"

    @property
    def name(self) -> str:
        """The name of the index table (SQLite) or the index (PostgreSQL)."""
        return f"{self.table}_search"

    @property
    def total(self) -> str:
        """SQL for how many rows there are: exact while that is cheap, then by the highest key."""
        return (
            f"(SELECT CASE WHEN count(*) > {COUNTED_TO} THEN (SELECT max(id) FROM {self.table})"  # noqa: S608
            f" ELSE count(*) END FROM (SELECT 1 FROM {self.table} LIMIT {COUNTED_TO + 1}) AS part)"
        )


# The first index of a noun is that of its own table.
INDEXES: dict[str, tuple[Index, ...]] = {
    "claim": (
        Index(
            "claim",
            "claims_claim",
            ("text", "exposure_text", "outcome_text", "population_text", "comparator_text"),
        ),
    ),
    "source": (Index("source", "claims_source", ("title", "authors", "container_title")),),
    "evidence": (
        Index("evidence", "claims_evidence", ("finding", "population")),
        Index("quote", "claims_quote", ("exact",), owner="evidence_id"),
    ),
}
EVERY_INDEX = tuple(index for indexes in INDEXES.values() for index in indexes)


@dataclass(frozen=True)
class Found:
    """An answer: `keys` best first (complete up to MOST_HITS), or else a `condition` to list by.

    Both empty: nothing in the text can be searched for, so nothing is found.
    """

    keys: list[int] | None = None
    condition: Q | None = None


class Backend(Protocol):
    """What one database must offer; table and column names come from INDEXES only."""

    def install(self, index: Index) -> None:
        """Create what is missing of the index and its upkeep; fill it when it is new."""

    def rebuild(self, index: Index) -> None:
        """Build the index anew from the stored records."""

    def faults(self, index: Index) -> list[str]:
        """What differs between index and records, in words; empty when nothing does."""

    def hits(self, index: Index, terms: Sequence[Term]) -> tuple[str, list[Any]]:
        """SQL with parameters that selects `id`: the records with a row of `index` that holds every term."""

    def holds(self, index: Index, term: Term) -> tuple[str, list[Any]]:
        """SQL with parameters for whether the record `hits.id` has a row of `index` that holds the term."""

    def usual(self, index: Index, stems: Sequence[str]) -> dict[str, int]:
        """How many rows hold a stem, about, for the most frequent ones, where the database knows without counting."""
