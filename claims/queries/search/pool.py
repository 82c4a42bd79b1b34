"""Which records could answer, and how many hold each term: SQL that is the same for both databases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from claims.domain.porter import stem
from claims.queries.search.base import COMMON, INDEXES, MOST_HITS, Backend
from claims.queries.search.terms import Term

# Weights are whole numbers in SQL, so that sums are exact and ties are ties in both databases.
FINENESS = 1_000
PAIRED = 3

Asked = tuple[str, list[Any]]


@dataclass(frozen=True)
class Bounds:
    """What every hit must hold, and what none may."""

    must: tuple[Term, ...] = ()
    never: tuple[Term, ...] = ()

    def condition(self, engine: Backend, noun: str) -> Asked:
        """SQL that `hits.id` must satisfy; "" without bounds."""
        parts, values = [], []
        for term in self.must:
            sql, given = hits(engine, noun, term)
            parts.append(f"hits.id IN (SELECT id FROM ({sql}) AS bound)")  # noqa: S608
            values += given
        # Record by record: a word to be left out may stand in most of all records.
        for term in self.never:
            held = [engine.holds(index, term) for index in INDEXES[noun]]
            parts.append(f"NOT ({' OR '.join(sql for sql, _ in held)})")
            values += [value for _, given in held for value in given]
        return " AND ".join(parts), values


# Where a claim says what it is about by a topic and not in words.
_TOPIC_COLUMNS = ("exposure_id", "outcome_id", "population_id", "comparator_id")


def hits(engine: Backend, noun: str, term: Term) -> Asked:
    """SQL that selects `id`: the records of `noun` that hold the term, once each."""
    parts = [engine.hits(index, [term]) for index in INDEXES[noun]]
    if noun == "claim" and term.topics:
        parts += _by_topic(term.topics)
    sql = " UNION ".join(f"SELECT id FROM ({part}) AS one" for part, _ in parts)  # noqa: S608
    return sql, [value for _, values in parts for value in values]


def _by_topic(topics: frozenset[int]) -> list[Asked]:
    keys = sorted(topics)
    marks = ", ".join(["%s"] * len(keys))
    found: list[Asked] = [
        (f"SELECT claim_id AS id FROM claims_claimtopic WHERE topic_id IN ({marks})", keys)  # noqa: S608
    ]
    found += [
        (f"SELECT id FROM claims_claim WHERE {column} IN ({marks})", keys)  # noqa: S608
        for column in _TOPIC_COLUMNS
    ]
    return found


@dataclass
class Counted:
    """What was counted for one question and holds for the next ones of the same text, such as an article."""

    total: int = 0
    held: dict[Term, int] = field(default_factory=dict)


def frequencies(
    engine: Backend, noun: str, terms: Sequence[Term], counted: Counted | None = None
) -> tuple[int, list[int]]:
    """How many records there are, about, and how many hold each term, counted to COMMON + 1. Two queries at most.

    What `counted` knows is not asked again; it is told the rest.
    """
    known = counted or Counted()
    new = [term for term in dict.fromkeys(terms) if term not in known.held]
    if new or not known.total:
        known.total, numbers = _count(engine, noun, new)
        known.held.update(zip(new, numbers, strict=True))
    return known.total, [known.held[term] for term in terms]


def _count(engine: Backend, noun: str, terms: Sequence[Term]) -> tuple[int, list[int]]:
    first = INDEXES[noun][0]
    plain = [_plain(term) if len(INDEXES[noun]) == 1 else "" for term in terms]
    usual = engine.usual(first, [one for one in plain if one])
    parts: list[str] = []
    values: list[Any] = []
    for term, one in zip(terms, plain, strict=True):
        if one not in usual:
            sql, given = hits(engine, noun, term)
            parts.append(
                f"(SELECT count(*) FROM (SELECT 1 FROM ({sql}) AS hit LIMIT {COMMON + 1}) AS part)"  # noqa: S608
            )
            values += given
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([first.total, *parts])}", values)
        total, *found = cursor.fetchone()
    rest = iter(found)
    return total or 0, [usual[one] if one in usual else int(next(rest)) for one in plain]


def _plain(term: Term) -> str:
    """The stem of a term that is one word and nothing else, or ""."""
    ((first, *others), *more) = term.alternatives
    return "" if others or more or term.prefixes or term.topics else stem(first)


def any_of(
    engine: Backend, noun: str, weighed: Sequence[tuple[float, Term]], bounds: Bounds
) -> list[tuple[int, float]]:
    """(key, sum of the weights of the terms it holds), the greatest first, at most MOST_HITS. One query.

    Whatever holds the phrases of `bounds` is among them.
    """
    parts = [(weight, hits(engine, noun, term)) for weight, term in weighed]
    parts += [(0.0, hits(engine, noun, term)) for term in bounds.must[:1]]
    return _summed(parts, bounds.condition(engine, noun))


def some_of(
    engine: Backend, noun: str, weighed: Sequence[tuple[float, Term]], bounds: Bounds
) -> list[tuple[int, float]]:
    """The same for terms that are all frequent: the newest records that hold two of the rarest. One query."""
    parts = []
    for one, other in combinations(weighed[:PAIRED], 2):
        for index in INDEXES[noun]:
            sql, values = engine.hits(index, [one[1], other[1]])
            newest = f"SELECT id FROM ({sql}) AS both_held ORDER BY id DESC LIMIT {MOST_HITS}"  # noqa: S608
            parts.append((one[0] + other[0], (newest, values)))
    return _summed(parts, bounds.condition(engine, noun))


def _summed(parts: Sequence[tuple[float, Asked]], bounds: Asked) -> list[tuple[int, float]]:
    united = " UNION ALL ".join(
        f"SELECT id, {round(weight * FINENESS)} AS weight FROM ({sql}) AS hit"  # noqa: S608
        for weight, (sql, _) in parts
    )
    where = f" WHERE {bounds[0]}" if bounds[0] else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, sum(weight) AS score FROM ({united}) AS hits{where} GROUP BY id"  # noqa: S608
            f" ORDER BY score DESC, id DESC LIMIT {MOST_HITS}",
            [*(value for _, (_, values) in parts for value in values), *bounds[1]],
        )
        return [(int(key), int(score) / FINENESS) for key, score in cursor.fetchall()]


def holding(engine: Backend, noun: str, terms: Sequence[Term], bounds: Bounds) -> Q:
    """What to filter by for records that hold every term within the bounds. No query."""
    parts = [engine.hits(index, terms) for index in INDEXES[noun]]
    sql = " UNION ".join(f"SELECT id FROM ({part}) AS one" for part, _ in parts)  # noqa: S608
    values = [value for _, given in parts for value in given]
    condition, more = bounds.condition(engine, noun)
    if condition:
        sql = f"SELECT id FROM ({sql}) AS hits WHERE {condition}"  # noqa: S608 - names from INDEXES
    return Q(pk__in=RawSQL(sql, [*values, *more]))  # noqa: S611 - the text is a parameter
