"""Search over claims, evidence and sources; the database in use decides which backend holds the index.

How an answer is found and ranked is told in docs/explanation/search.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model, Q, QuerySet

from claims.access import listed_claims
from claims.domain.vocabulary import RecordStatus
from claims.domain.words import stems_of
from claims.models import Claim, Evidence, Source
from claims.queries.search import pool, scoring
from claims.queries.search.asking import Question, read
from claims.queries.search.base import (
    COMMON,
    EVERY_INDEX,
    MOST_CHOOSING,
    MOST_READ,
    ROOM,
    WORTH_SHOWING,
    Backend,
    Found,
)
from claims.queries.search.jumping import jump
from claims.queries.search.marking import (
    as_dicts,
    marked,
    snippet,
    stems_asked,
    with_snippets,
)
from claims.queries.search.names import other_names
from claims.queries.search.pool import Counted
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
    "Counted",
    "Found",
    "as_dicts",
    "asked_for",
    "check",
    "find",
    "hits",
    "install",
    "jump",
    "marked",
    "read",
    "rebuild",
    "search_claims",
    "search_sources",
    "snippet",
    "stems_asked",
    "with_snippets",
]

MODELS: dict[str, type[Model]] = {"claim": Claim, "source": Source, "evidence": Evidence}
BACKENDS: dict[str, Backend] = {"sqlite": SQLite(), "postgresql": PostgreSQL()}

Weighed = list[tuple[float, Term]]


def backend() -> Backend:
    """The backend of the database in use. No query."""
    return BACKENDS[connection.vendor]


def asked_for(question: Question) -> list[Term]:
    """What is asked for, with the other names of the topics it names. At most two queries."""
    chunks = chunks_of(question.words)
    typing = question.words[-1:].isalnum() and len(chunks) <= MOST_WORDS_TYPED
    named = other_names(names_in(chunks)) if chunks else {}
    terms = terms_of(chunks, named, open_ended=typing and not question.phrases)
    return [*terms, *(Term((phrase,)) for phrase in question.phrases)]


def find(
    noun: str,
    text: str,
    asked: list[Term] | None = None,
    counted: Counted | None = None,
) -> Found:
    """Records of `noun` (see INDEXES) for `text`, whatever their status. At most eight queries.

    The caller filters by what its viewer may see. `asked`: what `asked_for` said, where that is known already.
    `counted`: what earlier questions of the same text have counted.
    """
    question = read(text)
    if asked is None:
        asked = asked_for(question)
    if question.empty or not asked:
        return Found(keys=[])
    engine = backend()
    total, counts = pool.frequencies(engine, noun, asked, counted)
    known = [(count, term) for count, term in zip(counts, asked, strict=True) if count]
    if not known:
        return Found(keys=[])
    weighed = [(scoring.weight(count, total, term.share), term) for count, term in known]
    bounds = pool.Bounds(
        tuple(Term((phrase,)) for phrase in question.phrases),
        tuple(Term((phrase,)) for phrase in question.without),
    )
    choosing = _choosing(known, weighed)
    if choosing:
        candidates = pool.any_of(engine, noun, choosing, bounds)
    else:
        weighed.sort(key=lambda pair: -pair[0])
        candidates = pool.some_of(engine, noun, weighed, bounds) if len(weighed) > 2 else []
        if not candidates:
            held = [term for _, term in weighed[:2]]
            return Found(condition=pool.holding(engine, noun, held, bounds))
    said = " ".join([question.words, *map(" ".join, question.phrases)])
    return Found(keys=_in_order(noun, candidates, weighed, said))


def _choosing(known: Sequence[tuple[int, Term]], weighed: Weighed) -> Weighed:
    """The terms that choose the candidates: the weightiest, as long as few enough records hold them."""
    chosen: Weighed = []
    room = ROOM
    for count, pair in sorted(
        ((count, pair) for (count, _), pair in zip(known, weighed, strict=True)),
        key=lambda both: (-both[1][0], both[0]),
    ):
        fits = count <= COMMON and (count <= room or not chosen)
        if fits and len(chosen) < MOST_CHOOSING:
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


def hits(noun: str, text: str, limit: int = 500) -> list[int]:
    """Keys of the best-matching records of `noun`, whatever their status: for the admin. At most nine queries."""
    return _kept(MODELS[noun]._default_manager.all(), noun, text, limit)


def search_claims(text: str, limit: int = 50, counted: Counted | None = None) -> list[int]:
    """Keys of the best-matching published claims. At most nine queries. `counted` as in `find`."""
    return _kept(listed_claims(), "claim", text, limit, counted)


def search_sources(text: str, limit: int = 50) -> list[int]:
    """Keys of the best-matching published sources. At most nine queries."""
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


def _kept(
    queryset: QuerySet[Any],
    noun: str,
    text: str,
    limit: int,
    counted: Counted | None = None,
) -> list[int]:
    found = find(noun, text, counted=counted)
    if found.keys is None:
        newest = queryset.filter(found.condition or Q()).order_by("-pk")
        return list(newest.values_list("pk", flat=True)[:limit])
    kept = set(queryset.filter(pk__in=found.keys).values_list("pk", flat=True))
    return [key for key in found.keys if key in kept][:limit]
