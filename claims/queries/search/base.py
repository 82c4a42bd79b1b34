"""Full-text search over claims and sources: one way of asking, two databases behind it.

How it ranks. Terms that few records hold (at most COMMON) choose the candidates; all terms weigh in, a
rare one more than a frequent one, so that a whole sentence may be pasted and need not match in every
word. When every term is frequent, ranking would have to read a large part of the table to tell apart
what hardly differs: then the newest records that hold all terms come first, as in any list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Q

from claims.queries.search.terms import Term

COMMON = 5_000
COUNTED_TO = 10_000
MOST_HITS = 1_000
# A term held by more than COMMON records was not counted to the end; its weight is taken down by this.
UNCOUNTED = 0.3
# Hits that score less than this share of the best one match only in words that say next to nothing.
WORTH_SHOWING = 0.12


@dataclass(frozen=True)
class Index:
    """What is searched of one noun: its table and columns; the first column is the one that readers see."""

    noun: str
    table: str
    columns: tuple[str, ...]
    usual_length: int

    @property
    def name(self) -> str:
        """The name of the index table (SQLite) or the index (PostgreSQL)."""
        return f"{self.table}_search"

    @property
    def total(self) -> str:
        """SQL for how many records there are: exact while that is cheap, then by the highest key."""
        return (
            f"(SELECT CASE WHEN count(*) > {COUNTED_TO} THEN (SELECT max(id) FROM {self.table})"  # noqa: S608
            f" ELSE count(*) END FROM (SELECT 1 FROM {self.table} LIMIT {COUNTED_TO + 1}) AS part)"
        )

    @property
    def tempered(self) -> str:
        """SQL that tempers a score by length, as BM25 does for a term that occurs once (k1 1.2, b 0.75).

        `record` is the row; a text of the usual length is neither raised nor lowered.
        """
        return f"(2.2 / (1.3 + 0.9 * length(record.{self.columns[0]}) / {self.usual_length}.0))"


INDEXES: dict[str, Index] = {
    "claim": Index(
        "claim",
        "claims_claim",
        ("text", "exposure_text", "outcome_text", "population_text"),
        70,
    ),
    "source": Index(
        "source",
        "claims_source",
        ("title", "authors", "container_title"),
        90,
    ),
}


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

    def frequencies(self, index: Index, terms: Sequence[Term]) -> tuple[int, list[int]]:
        """How many records there are, about, and how many hold each term, counted to COMMON + 1. One query."""

    def ranked(
        self,
        index: Index,
        rare: Sequence[Term],
        frequent: Sequence[Term],
        weights: Sequence[float],
        limit: int,
    ) -> list[tuple[int, float]]:
        """(key, score) of records that hold a rare term, best first. One query.

        `weights` are those of the rare terms, then the frequent ones.
        """

    def condition(self, index: Index, terms: Sequence[Term]) -> Any:
        """What to filter by for records that hold every term."""
