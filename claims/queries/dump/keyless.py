"""Records of a dump that have no public id, by what they hang on: in the same order wherever the knowledge stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from claims.access import public_evidence, visible_studies
from claims.queries.dump.parts import (
    CHUNK,
    Record,
    by_parent,
    columns,
    person_of,
    ref,
    seen,
    with_more,
)

STUDY_LINKS = ("studies", "dropped")


def distinct(public: QuerySet[Any]) -> Iterator[Record]:
    """Pairs of look-alikes told apart, by when it was said."""
    rows = public.select_related("by").order_by("at", "noun", "first", "second")
    for row in rows.iterator(chunk_size=CHUNK):
        yield with_more(
            columns("distinct", row),
            first=ref(row.noun, row.first),
            second=ref(row.noun, row.second),
            by=person_of(row.by, row.imported_by),
        )


def notices(public: QuerySet[Any]) -> Iterator[Record]:
    """Notices about sources."""
    for rows in by_parent(
        public.select_related("by"),
        "source_id",
        lambda row: (row.nature, row.origin, row.doi, row.outside_id),
    ):
        for row in rows:
            yield with_more(
                {**columns("notice", row), "is_standing": row.is_standing},
                source=ref("source", row.source_id),
                by=person_of(row.by, row.imported_by),
            )


def merges(public: QuerySet[Any]) -> Iterator[Record]:
    """Joins of sources, with what moved as far as anyone can see it."""
    for rows in by_parent(public.select_related("by"), "source_id", lambda row: row.at):
        moved = [row.moved for row in rows]
        evidence = seen(public_evidence(), [pk for m in moved for pk in m.get("evidence", ())])
        links = [pk for m in moved for name in STUDY_LINKS for pk, _ in m.get(name, ())]
        primary = [pk for m in moved for pk in m.get("primary", ())]
        studies = seen(visible_studies(None), [*links, *primary])
        for row in rows:
            told = dict(row.moved)
            told["evidence"] = [f"E{pk}" for pk in told.get("evidence", ()) if pk in evidence]
            told["primary"] = [f"Y{pk}" for pk in told.get("primary", ()) if pk in studies]
            for name in STUDY_LINKS:
                told[name] = [
                    {"study": f"Y{pk}", "role": role}
                    for pk, role in told.get(name, ())
                    if pk in studies
                ]
            yield with_more(
                {**columns("merge", row), "moved": told},
                source=ref("source", row.source_id),
                into=ref("source", row.into_id),
                by=person_of(row.by, row.imported_by),
            )


def adjudications(public: QuerySet[Any]) -> Iterator[Record]:
    """Decisions of a third person where raters differed."""
    for rows in by_parent(public.select_related("by"), "evidence_id", lambda row: row.at):
        for row in rows:
            by = person_of(row.by, row.imported_by)
            yield with_more(
                {**columns("adjudication", row), "is_current": row.is_current, "by": by},
                evidence=ref("evidence", row.evidence_id),
            )


def judgements(public: QuerySet[Any]) -> Iterator[Record]:
    """Editors' decisions on single domains of certainty."""
    for rows in by_parent(
        public.select_related("by"), "claim_id", lambda row: (row.at, row.stream, row.domain)
    ):
        for row in rows:
            yield {
                **columns("judgement", row),
                "change": row.change,
                "is_current": row.is_current,
                "by": person_of(row.by, row.imported_by),
                "claim": ref("claim", row.claim_id),
            }


def syntheses(public: QuerySet[Any]) -> Iterator[Record]:
    """The conclusions that stand."""
    for rows in by_parent(public, "claim_id", lambda row: row.created_at):
        for row in rows:
            yield {**columns("synthesis", row), "claim": ref("claim", row.claim_id)}


def versions(public: QuerySet[Any]) -> Iterator[Record]:
    """Every version of each claim."""
    for rows in by_parent(public, "claim_id", lambda row: row.number):
        for row in rows:
            yield {**columns("version", row), "claim": ref("claim", row.claim_id)}
