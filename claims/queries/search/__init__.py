"""Search over claims, evidence and sources; the database in use decides which backend holds the index.

How an answer is found and ranked is told in docs/explanation/search.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import RawSQL

from claims.access import listed_claims
from claims.domain.vocabulary import RecordStatus
from claims.domain.words import stems_of
from claims.models import Claim, Evidence, Source
from claims.queries.search import pool, scoring
from claims.queries.search.base import (
    COMMON,
    EVERY_INDEX,
    INDEXES,
    MOST_CHOOSING,
    MOST_READ,
    WORTH_SHOWING,
    Backend,
    Found,
)
from claims.queries.search.jumping import jump
from claims.queries.search.marking import marked
from claims.queries.search.names import other_names
from claims.queries.search.postgresql import PostgreSQL
from claims.queries.search.reading import texts_of
from claims.queries.search.sqlite import SQLite
from claims.queries.search.terms import (
    MOST_CHARACTERS,
    MOST_WORDS_TYPED,
    Term,
    chunks_of,
    names_in,
    terms_of,
)

__all__ = [
    "Found",
    "asked_for",
    "check",
    "find",
    "hits",
    "install",
    "jump",
    "marked",
    "rebuild",
    "search_claims",
    "search_sources",
]

MODELS: dict[str, type[Model]] = {"claim": Claim, "source": Source, "evidence": Evidence}
BACKENDS: dict[str, Backend] = {"sqlite": SQLite(), "postgresql": PostgreSQL()}

Weighed = list[tuple[float, Term]]


def backend() -> Backend:
    """The backend of the database in use. No query."""
    return BACKENDS[connection.vendor]


def asked_for(text: str) -> list[Term]:
    """What `text` asks for, with the other names of the topics it names. At most two queries."""
    chunks = chunks_of(text)
    if not chunks:
        return []
    typing = text[-1:].isalnum() and len(chunks) <= MOST_WORDS_TYPED
    return terms_of(chunks, other_names(names_in(chunks)), open_ended=typing)


def find(noun: str, text: str) -> Found:
    """Records of `noun` (see INDEXES) for `text`, whatever their status. At most seven queries.

    The caller filters by what its viewer may see.
    """
    asked = asked_for(text)
    if not asked:
        return Found(keys=[])
    engine = backend()
    total, counts = pool.frequencies(engine, noun, asked)
    known = [(count, term) for count, term in zip(counts, asked, strict=True) if count]
    if not known:
        return Found(keys=[])
    weighed = [(scoring.weight(count, total, term.share), term) for count, term in known]
    choosing = _choosing(known, weighed)
    if choosing:
        candidates = pool.any_of(engine, noun, choosing)
    else:
        weighed.sort(key=lambda pair: -pair[0])
        candidates = pool.some_of(engine, noun, weighed) if len(weighed) > 2 else []
        if not candidates:
            return Found(condition=_holding(engine, noun, [term for _, term in weighed[:2]]))
    return Found(keys=_in_order(noun, candidates, weighed, text))


def _choosing(known: Sequence[tuple[int, Term]], weighed: Weighed) -> Weighed:
    """The terms that choose the candidates: the weightiest, as long as few enough records hold them."""
    chosen: Weighed = []
    room = COMMON
    for count, pair in sorted(
        ((count, pair) for (count, _), pair in zip(known, weighed, strict=True)),
        key=lambda both: (-both[1][0], both[0]),
    ):
        if count <= room and len(chosen) < MOST_CHOOSING:
            chosen.append(pair)
            room -= count
    return chosen


def _in_order(
    noun: str, candidates: list[tuple[int, float]], weighed: Weighed, text: str
) -> list[int]:
    """Keys best first: those read word by word, then the rest of the candidates; none that says next to nothing."""
    front = [key for key, _ in candidates[:MOST_READ]]
    scored = scoring.ranked(texts_of(noun, front), weighed, stems_of(text[:MOST_CHARACTERS]))
    least = scored[0][1] * WORTH_SHOWING if scored else 0.0
    kept = [key for key, score in scored if score and score >= least]
    least = candidates[0][1] * WORTH_SHOWING if candidates else 0.0
    return kept + [key for key, score in candidates[MOST_READ:] if score >= least]


def _holding(engine: Backend, noun: str, terms: Sequence[Term]) -> Q:
    """What to filter by for records that hold every term."""
    parts = [engine.hits(index, terms) for index in INDEXES[noun]]
    sql = " UNION ".join(f"SELECT id FROM ({part}) AS one" for part, _ in parts)  # noqa: S608
    values = [value for _, given in parts for value in given]
    return Q(pk__in=RawSQL(sql, values))  # noqa: S611 - names from INDEXES, the text is a parameter


def hits(noun: str, text: str, limit: int = 500) -> list[int]:
    """Keys of the best-matching records of `noun`, whatever their status: for the admin. At most eight queries."""
    return _kept(MODELS[noun]._default_manager.all(), noun, text, limit)


def search_claims(text: str, limit: int = 50) -> list[int]:
    """Keys of the best-matching published claims. At most eight queries."""
    return _kept(listed_claims(), "claim", text, limit)


def search_sources(text: str, limit: int = 50) -> list[int]:
    """Keys of the best-matching published sources. At most eight queries."""
    return _kept(Source.objects.filter(status=RecordStatus.PUBLISHED), "source", text, limit)


def install() -> None:
    """Create what is missing of every index."""
    for index in EVERY_INDEX:
        backend().install(index)


def rebuild() -> None:
    """Build every index anew from the stored records."""
    for index in EVERY_INDEX:
        backend().rebuild(index)


def check() -> list[str]:
    """What differs between the indexes and the records; empty when nothing does."""
    return [fault for index in EVERY_INDEX for fault in backend().faults(index)]


def _kept(queryset: QuerySet[Any], noun: str, text: str, limit: int) -> list[int]:
    found = find(noun, text)
    if found.keys is None:
        newest = queryset.filter(found.condition or Q()).order_by("-pk")
        return list(newest.values_list("pk", flat=True)[:limit])
    kept = set(queryset.filter(pk__in=found.keys).values_list("pk", flat=True))
    return [key for key in found.keys if key in kept][:limit]
