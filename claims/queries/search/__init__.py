"""Search over claims and sources; the database in use decides which backend answers."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from typing import Any

from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Lower

from claims.access import listed_claims
from claims.domain.identifiers import parse
from claims.domain.vocabulary import RecordStatus
from claims.models import Claim, Source, Topic, TopicAlias
from claims.queries.links import parse_id
from claims.queries.search.base import (
    COMMON,
    INDEXES,
    MOST_HITS,
    UNCOUNTED,
    WORTH_SHOWING,
    Backend,
    Found,
)
from claims.queries.search.postgresql import PostgreSQL
from claims.queries.search.sqlite import SQLite
from claims.queries.search.terms import Term, chunks_of, marked, names_in, terms_of

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

MODELS: dict[str, type[Model]] = {"claim": Claim, "source": Source}
BACKENDS: dict[str, Backend] = {"sqlite": SQLite(), "postgresql": PostgreSQL()}

_ONE_DOI = re.compile(r"(?:doi:?\s*)?\S*10\.\d{4,9}\S*/\S+", re.IGNORECASE)
_VERSION = re.compile(r"([A-Za-z]\d+)(?:\.\d+)?")


def backend() -> Backend:
    """The backend of the database in use. No query."""
    return BACKENDS[connection.vendor]


def asked_for(text: str) -> list[Term]:
    """What `text` asks for, with the other names of the topics it names. At most two queries."""
    chunks = chunks_of(text)
    if not chunks:
        return []
    return terms_of(chunks, _other_names(names_in(chunks)), open_ended=text[-1:].isalnum())


def find(noun: str, text: str) -> Found:
    """Records of `noun` ("claim" or "source") for `text`, whatever their status. At most four queries.

    The caller filters by what its viewer may see.
    """
    asked = asked_for(text)
    if not asked:
        return Found(keys=[])
    index, engine = INDEXES[noun], backend()
    total, counts = engine.frequencies(index, asked)
    known = sorted(
        ((count, term) for count, term in zip(counts, asked, strict=True) if count),
        key=lambda pair: pair[0],
    )
    if not known:
        return Found(keys=[])
    rare: list[tuple[int, Term]] = []
    room = COMMON
    for count, term in known:
        if count > room:
            break
        rare.append((count, term))
        room -= count
    frequent = known[len(rare) :]
    if not rare:
        return Found(condition=engine.condition(index, [term for _, term in frequent]))
    hits = engine.ranked(
        index,
        [term for _, term in rare],
        [term for _, term in frequent],
        [_weight(count, total) for count, _ in known],
        MOST_HITS,
    )
    least = hits[0][1] * WORTH_SHOWING if hits else 0.0
    return Found(keys=[key for key, score in hits if score >= least])


def hits(noun: str, text: str, limit: int = 500) -> list[int]:
    """Keys of the best-matching records of `noun`, whatever their status: for the admin. At most five queries."""
    return _kept(MODELS[noun]._default_manager.all(), noun, text, limit)


def search_claims(text: str, limit: int = 50) -> list[int]:
    """Keys of the best-matching published claims. At most five queries."""
    return _kept(listed_claims(), "claim", text, limit)


def search_sources(text: str, limit: int = 50) -> list[int]:
    """Keys of the best-matching published sources. At most five queries."""
    return _kept(Source.objects.filter(status=RecordStatus.PUBLISHED), "source", text, limit)


def jump(text: str) -> tuple[str, int] | None:
    """The one record that `text` names outright: a public id, a DOI, "PMID 123". At most one query.

    An id is taken at its word; whether the record exists and may be seen is the page's to say.
    """
    asked = text.strip()
    if len(asked) > 400:
        return None
    if (match := _VERSION.fullmatch(asked)) and (named := parse_id(match[1].upper())):
        return named
    identifier = _identifier(asked)
    if identifier is None:
        return None
    found = Source.objects.filter(**identifier, status=RecordStatus.PUBLISHED).order_by("pk")
    pk = found.values_list("pk", flat=True).first()
    return None if pk is None else ("source", pk)


def _identifier(asked: str) -> dict[str, str] | None:
    """The column and value of the one identifier that `asked` is. Digits alone are no PubMed id: say PMID."""
    kinds = [] if asked.isdigit() else ["pmid", "pmcid"]
    if _ONE_DOI.fullmatch(asked):
        kinds.append("doi")
    for kind in kinds:
        try:
            return {kind: parse(kind, asked)}
        except ValueError:
            continue
    return None


def install() -> None:
    """Create what is missing of every index."""
    for index in INDEXES.values():
        backend().install(index)


def rebuild() -> None:
    """Build every index anew from the stored records."""
    for index in INDEXES.values():
        backend().rebuild(index)


def check() -> list[str]:
    """What differs between the indexes and the records; empty when nothing does."""
    return [fault for index in INDEXES.values() for fault in backend().faults(index)]


def _kept(queryset: QuerySet[Any], noun: str, text: str, limit: int) -> list[int]:
    found = find(noun, text)
    if found.keys is None:
        newest = queryset.filter(found.condition or Q()).order_by("-pk")
        return list(newest.values_list("pk", flat=True)[:limit])
    kept = set(queryset.filter(pk__in=found.keys).values_list("pk", flat=True))
    return [key for key in found.keys if key in kept][:limit]


def _weight(count: int, total: int) -> float:
    """Inverse document frequency as in BM25, never zero."""
    everything = max(total, count)
    weight = math.log(1 + (everything - count + 0.5) / (count + 0.5))
    return weight * UNCOUNTED if count > COMMON else weight


def _other_names(typed: set[str]) -> dict[str, set[str]]:
    """For each typed name of a published topic: all names of that topic. Two queries, one if none is."""
    here = Topic.objects.filter(status=RecordStatus.PUBLISHED).order_by()
    aliases = TopicAlias.objects.filter(topic__status=RecordStatus.PUBLISHED).order_by()
    named = (
        here.annotate(typed=Lower("name")).filter(typed__in=typed).values_list("typed", "pk")
    ).union(
        aliases.annotate(typed=Lower("name"))
        .filter(typed__in=typed)
        .values_list("typed", "topic_id"),
        all=True,
    )
    topics: dict[int, set[str]] = defaultdict(set)
    for name, topic in named:
        topics[topic].add(name)
    if not topics:
        return {}
    names: dict[str, set[str]] = defaultdict(set)
    every = (
        here.filter(pk__in=topics)
        .values_list("pk", "name")
        .union(
            aliases.filter(topic_id__in=topics).values_list("topic_id", "name"),
            all=True,
        )
    )
    for topic, name in every:
        for typed_name in topics[topic]:
            names[typed_name].add(name)
    return names
