"""All public knowledge as records of the load format, in an order that never changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet

from claims.access import (
    OPEN_RECORD,
    opened,
    public_evidence,
    visible_assessments,
    visible_claims,
    visible_conflicts,
    visible_patients,
    visible_searches,
    visible_sources,
    visible_studies,
    visible_topics,
)
from claims.domain.vocabulary import AppraisalStatus, ClaimStatus
from claims.formats.knowledge_schema import FORMAT, ORDER
from claims.models import (
    Adjudication,
    Appraisal,
    Distinct,
    DomainJudgement,
    KnowledgeBase,
    Merge,
    Notice,
    Source,
    Synthesis,
    Version,
)
from claims.queries.dump import keyed, keyless
from claims.queries.dump.parts import Record

LICENCE = "CC0-1.0"


def log_head() -> tuple[int, str]:
    """Number and chain value of the last event. One query."""
    row = KnowledgeBase.objects.filter(pk=1).values_list("event_seq", "event_head").first()
    return row or (0, "0" * 64)


def records() -> Iterator[Record]:
    """The header and every public record, each noun by id.

    Memory holds one chunk; about three queries for each thousand records. What anyone cannot
    read on the site is not in it.
    """
    base = KnowledgeBase.objects.filter(pk=1).first()
    if base is None:
        return
    yield header(base)
    for noun in ORDER[1:]:
        yield from written(noun, public(noun))


def header(base: KnowledgeBase) -> Record:
    """The first line: whose public ids the keys are."""
    return {"record": "header", "format": FORMAT, "site": str(base.uuid), "licence": LICENCE}


def written(record: str, rows: QuerySet[Any]) -> Iterator[Record]:
    """These rows, some of `public(record)`, as lines of a dump."""
    return _WRITERS[record](rows)


def public(record: str) -> QuerySet[Any]:
    """The rows of one kind of record that a dump holds: what anyone can see. No query yet."""
    return _PUBLIC[record]()


def _open_sources() -> QuerySet[Any]:
    return Source.objects.filter(OPEN_RECORD)


def _rated() -> QuerySet[Any]:
    return public_evidence().filter(opened())


def _distinct() -> QuerySet[Any]:
    rows = Distinct.objects.none()
    visible: dict[str, QuerySet[Any]] = {
        "study": visible_studies(None),
        "patient": visible_patients(None),
    }
    for noun, seen in visible.items():
        keys: Any = seen.values("pk")
        rows |= Distinct.objects.filter(noun=noun, first__in=keys, second__in=keys)
    return rows


def _merges() -> QuerySet[Any]:
    """Joins that stand; one that is undone left no trace."""
    keys = _open_sources().values("pk")
    return Merge.objects.filter(source__in=keys, into__in=keys, undone_at=None)


def _syntheses() -> QuerySet[Any]:
    return Synthesis.objects.filter(
        is_current=True,
        claim__status__in=[ClaimStatus.PUBLISHED.value, ClaimStatus.RETIRED.value],
        claim__published_at__isnull=False,
    )


_PUBLIC: dict[str, Callable[[], QuerySet[Any]]] = {
    "topic": lambda: visible_topics(None),
    "source": lambda: visible_sources(None),
    "study": lambda: visible_studies(None),
    "claim": lambda: visible_claims(None),
    "evidence": public_evidence,
    "patient": lambda: visible_patients(None),
    "assessment": lambda: visible_assessments(None),
    "appraisal": lambda: Appraisal.objects.filter(
        status=AppraisalStatus.SUBMITTED, evidence__in=_rated()
    ),
    "adjudication": lambda: Adjudication.objects.filter(evidence__in=_rated()),
    "search": lambda: visible_searches(None),
    "distinct": _distinct,
    "conflict": lambda: visible_conflicts(None),
    "notice": lambda: Notice.objects.filter(source__in=_open_sources()),
    "merge": _merges,
    "judgement": lambda: DomainJudgement.objects.filter(claim__in=visible_claims(None)),
    "synthesis": _syntheses,
    "version": lambda: Version.objects.filter(claim__in=visible_claims(None)),
}

_WRITERS: dict[str, Callable[[QuerySet[Any]], Iterator[Record]]] = {
    "topic": keyed.topics,
    "source": keyed.sources,
    "study": keyed.studies,
    "claim": keyed.claims,
    "evidence": keyed.evidence,
    "patient": keyed.patients,
    "assessment": keyed.assessments,
    "appraisal": keyed.appraisals,
    "adjudication": keyless.adjudications,
    "search": keyed.searches,
    "distinct": keyless.distinct,
    "conflict": keyed.conflicts,
    "notice": keyless.notices,
    "merge": keyless.merges,
    "judgement": keyless.judgements,
    "synthesis": keyless.syntheses,
    "version": keyless.versions,
}
