"""Records of a dump that have a public id, each noun by id. They name only what is in the dump too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from claims.access import (
    OPEN_RECORD,
    public_evidence,
    visible_assessments,
    visible_patients,
    visible_studies,
    visible_topics,
)
from claims.domain.counting import Side
from claims.domain.vocabulary import EvidenceStatus
from claims.models import (
    Appraisal,
    ClaimTopic,
    Patient,
    Quote,
    Source,
    Study,
    StudySource,
    Topic,
    TopicAlias,
)
from claims.models.assessment import UNIT_COLUMNS
from claims.queries.dump.parts import (
    Record,
    chunks,
    columns,
    grouped,
    outside_ids,
    person_of,
    ref,
    seen,
    with_more,
)

ROLES = ("exposure", "outcome", "population", "comparator")


def topics(public: QuerySet[Any]) -> Iterator[Record]:
    """Topics with their names, broader ones and heirs."""
    for rows in chunks(public):
        aliases = grouped(
            # Sorted here: databases differ in how they sort names.
            sorted(TopicAlias.objects.filter(topic__in=rows).values_list("topic_id", "name"))
        )
        through: Any = Topic.broader.through
        broader = grouped(
            through.objects.filter(from_topic__in=rows)
            .order_by("to_topic_id")
            .values_list("from_topic_id", "to_topic_id")
        )
        there = seen(visible_topics(None), [pk for keys in broader.values() for pk in keys])
        outside = outside_ids("topic", rows)
        for row in rows:
            yield with_more(
                columns("topic", row),
                aliases=aliases[row.pk],
                broader=[ref("topic", pk) for pk in broader[row.pk] if pk in there],
                merged_into=ref("topic", row.merged_into_id),
                external_ids=outside[row.pk],
            )


def sources(public: QuerySet[Any]) -> Iterator[Record]:
    """Sources as they stand."""
    for rows in chunks(public):
        outside = outside_ids("source", rows)
        for row in rows:
            yield with_more(
                columns("source", row),
                merged_into=ref("source", row.merged_into_id),
                external_ids=outside[row.pk],
            )


def studies(public: QuerySet[Any]) -> Iterator[Record]:
    """Studies with the sources that report or include them, as far as anyone sees those."""
    for rows in chunks(public):
        links = StudySource.objects.filter(study__in=rows).order_by("source_id")
        sources_ = {row.primary_source_id for row in rows if row.primary_source_id}
        sources_ |= set(links.values_list("source_id", flat=True))
        open_ = seen(Source.objects.filter(OPEN_RECORD), sources_)
        reports = grouped(links.filter(role="reports").values_list("study_id", "source_id"))
        includes = grouped(links.filter(role="includes").values_list("study_id", "source_id"))
        through: Any = Study.included_studies.through
        pooled = grouped(
            through.objects.filter(from_study__in=rows)
            .order_by("to_study_id")
            .values_list("from_study_id", "to_study_id")
        )
        there = seen(visible_studies(None), [pk for keys in pooled.values() for pk in keys])
        outside = outside_ids("study", rows)
        for row in rows:
            primary = row.primary_source_id if row.primary_source_id in open_ else None
            yield with_more(
                columns("study", row),
                primary_source=ref("source", primary),
                reports=[ref("source", pk) for pk in reports[row.pk] if pk in open_],
                included_by=[ref("source", pk) for pk in includes[row.pk] if pk in open_],
                included_studies=[ref("study", pk) for pk in pooled[row.pk] if pk in there],
                merged_into=ref("study", row.merged_into_id),
                external_ids=outside[row.pk],
            )


def claims(public: QuerySet[Any]) -> Iterator[Record]:
    """Claims with their topics."""
    for rows in chunks(public):
        topics = grouped(
            ClaimTopic.objects.filter(claim__in=rows)
            .order_by("topic_id")
            .values_list("claim_id", "topic_id")
        )
        sides = {(row.pk, role): getattr(row, f"{role}_id") for row in rows for role in ROLES}
        named = {*filter(None, sides.values())} | {pk for keys in topics.values() for pk in keys}
        there = seen(visible_topics(None), named)
        outside = outside_ids("claim", rows)
        for row in rows:
            yield with_more(
                columns("claim", row),
                **{
                    role: ref("topic", sides[row.pk, role])
                    for role in ROLES
                    if sides[row.pk, role] in there
                },
                topics=[ref("topic", pk) for pk in topics[row.pk] if pk in there],
                superseded_by=ref("claim", row.superseded_by_id),
                external_ids=outside[row.pk],
            )


def evidence(public: QuerySet[Any]) -> Iterator[Record]:
    """Evidence with its quotes."""
    for rows in chunks(public):
        quotes = grouped(
            (quote.evidence_id, quote)
            for quote in Quote.objects.filter(evidence__in=rows).order_by("pk")
        )
        outside = outside_ids("evidence", rows)
        for row in rows:
            yield with_more(
                columns("evidence", row),
                claim=ref("claim", row.claim_id),
                source=ref("source", row.source_id),
                study=ref("study", row.study_id),
                quotes=[_quote(quote) for quote in quotes[row.pk]],
                excluded=row.status_reason if row.status == EvidenceStatus.EXCLUDED else "",
                external_ids=outside[row.pk],
            )


def patients(public: QuerySet[Any]) -> Iterator[Record]:
    """Patients with the public evidence that describes them."""
    through: Any = Patient.evidence.through
    for rows in chunks(public):
        described = grouped(
            through.objects.filter(patient__in=rows, evidence__in=public_evidence())
            .order_by("evidence_id")
            .values_list("patient_id", "evidence_id")
        )
        there = seen(visible_patients(None), [row.merged_into_id or 0 for row in rows])
        outside = outside_ids("patient", rows)
        for row in rows:
            yield with_more(
                columns("patient", row),
                claim=ref("claim", row.claim_id),
                evidence=[ref("evidence", pk) for pk in described[row.pk]],
                merged_into=ref("patient", row.merged_into_id)
                if row.merged_into_id in there
                else None,
                external_ids=outside[row.pk],
            )


def assessments(public: QuerySet[Any]) -> Iterator[Record]:
    """Assessments; one that was never open is not named by the one that supersedes it."""
    for rows in chunks(public, "assessor"):
        outside = outside_ids("assessment", rows)
        # What one superseded may never have been open: then it is not named either.
        earlier = [row.supersedes_id for row in rows if row.supersedes_id]
        open_ = seen(visible_assessments(None), earlier)
        for row in rows:
            yield with_more(
                {
                    **columns("assessment", row),
                    "answers": row.answers,
                    "is_current": row.is_current,
                    "assessor": person_of(row.assessor, row.imported_assessor),
                },
                **{noun: ref(noun, getattr(row, f"{noun}_id")) for noun in UNIT_COLUMNS.values()},
                supersedes=ref("assessment", row.supersedes_id)
                if row.supersedes_id in open_
                else None,
                external_ids=outside[row.pk],
            )


def appraisals(public: QuerySet[Any]) -> Iterator[Record]:
    """Appraisals with the assessments that they cite."""
    through: Any = Appraisal.assessments.through
    for rows in chunks(public, "reviewer"):
        cited = grouped(
            through.objects.filter(appraisal__in=rows)
            .order_by("assessment_id")
            .values_list("appraisal_id", "assessment_id")
        )
        outside = outside_ids("appraisal", rows)
        for row in rows:
            yield with_more(
                {**columns("appraisal", row), "blind": row.blind, "is_current": row.is_current},
                evidence=ref("evidence", row.evidence_id),
                rater=person_of(row.reviewer, row.imported_rater),
                assessments=[ref("assessment", pk) for pk in cited[row.pk]],
                supersedes=ref("appraisal", row.supersedes_id),
                external_ids=outside[row.pk],
            )


def searches(public: QuerySet[Any]) -> Iterator[Record]:
    """Records of searches."""
    for rows in chunks(public):
        there = seen(visible_topics(None), [row.topic_id or 0 for row in rows])
        outside = outside_ids("search", rows)
        for row in rows:
            yield with_more(
                columns("search", row),
                claim=ref("claim", row.claim_id),
                topic=ref("topic", row.topic_id) if row.topic_id in there else None,
                external_ids=outside[row.pk],
            )


def conflicts(public: QuerySet[Any]) -> Iterator[Record]:
    """Conflicts with the studies on either side."""
    for rows in chunks(public, "decided_by"):
        outside = outside_ids("conflict", rows)
        for row in rows:
            yield with_more(
                columns("conflict", row),
                claim=ref("claim", row.claim_id),
                **{side.value: row.sides.get(side.value, []) for side in Side},
                decided_by=person_of(row.decided_by, row.imported_by),
                external_ids=outside[row.pk],
            )


def _quote(quote: Quote) -> Record:
    names = ("exact", "prefix", "suffix", "start", "end", "locator", "note")
    return {n: getattr(quote, n) for n in names if getattr(quote, n) not in (None, "")}
