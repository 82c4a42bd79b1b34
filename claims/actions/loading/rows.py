"""What a row needs beyond its plain columns, and the rows that hang on it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Model

from claims.actions.keys import derive
from claims.actions.loading.layout import time
from claims.domain.counting import Side
from claims.domain.vocabulary import (
    STREAM_OF_DESIGN,
    AppraisalStatus,
    AssessmentStatus,
    Design,
    EvidenceStatus,
    RecordStatus,
)
from claims.models import (
    Appraisal,
    Assessment,
    ClaimTopic,
    Conflict,
    Evidence,
    Patient,
    Quote,
    Source,
    Study,
    StudySource,
    TopicAlias,
)

if TYPE_CHECKING:
    from evidence.accounts.models import User

PERSON = "person:"


def shape(row: Any, item: dict[str, Any], *, by: User | None, now: datetime) -> None:
    """Fill the columns that follow from others, or from who loads."""
    if isinstance(row, Source):
        row.status = item.get("status", RecordStatus.PUBLISHED)
        row.changed_at = row.changed_at or now
        derive(row)
    elif isinstance(row, Evidence):
        row.stream = STREAM_OF_DESIGN[Design(row.design)]
        row.status = EvidenceStatus.EXCLUDED if item.get("excluded") else EvidenceStatus.AWAITING
        row.status_reason = item.get("excluded", "")
        row.changed_at = row.changed_at or now
        if item.get("released") and row.released_at is None:
            row.released_at, row.released_by = now, by
    elif isinstance(row, Appraisal):
        row.status = AppraisalStatus.SUBMITTED
        row.submitted_at = time(item.get("submitted_at")) or now
        row.imported_rater = item["rater"]
    elif isinstance(row, Assessment):
        row.status = AssessmentStatus.SUBMITTED
        row.submitted_at = time(item.get("submitted_at")) or now
        row.imported_assessor = item["assessor"]
        row.is_current = item.get("is_current", True)
    elif isinstance(row, Conflict):
        row.imported_by = item.get("decided_by", "")


def children(
    noun: str,
    rows: list[Any],
    records: list[dict[str, Any]],
    found: dict[str, dict[str, int]],
) -> None:
    """Make aliases, quotes, topics of claims and sources of studies: one insert for each table."""
    pairs = list(zip(rows, records, strict=True))
    if noun == "topic":
        TopicAlias.objects.bulk_create(
            [TopicAlias(topic=row, name=name) for row, r in pairs for name in r.get("aliases", ())]
        )
    elif noun == "claim":
        ClaimTopic.objects.bulk_create(
            [
                ClaimTopic(claim_id=row.pk, topic_id=pk)
                for row, r in pairs
                for pk in dict.fromkeys(found["topic"][key] for key in r.get("topics", ()))
            ]
        )
    elif noun == "evidence":
        Quote.objects.bulk_create(
            [
                Quote(evidence_id=row.pk, **quote)
                for row, r in pairs
                for quote in r.get("quotes", ())
            ],
            batch_size=500,
        )
    elif noun == "patient":
        through: Any = Patient.evidence.through
        through.objects.bulk_create(
            [
                through(patient_id=row.pk, evidence_id=found["evidence"][key])
                for row, r in pairs
                for key in r["evidence"]
            ],
            ignore_conflicts=True,
        )
    elif noun == "appraisal":
        cites: Any = Appraisal.assessments.through
        cites.objects.bulk_create(
            [
                cites(appraisal_id=row.pk, assessment_id=found["assessment"][key])
                for row, r in pairs
                for key in r.get("assessments", ())
            ]
        )
    elif noun == "conflict":
        for row, r in pairs:
            row.sides = {
                side.value: [f"Y{found['study'][key]}" for key in r[side.value]]
                for side in Side
                if r.get(side.value)
            }
        Conflict.objects.bulk_update(rows, ["sides"])
    elif noun == "study":
        links = [
            StudySource(study_id=row.pk, source_id=found["source"][key], role=role)
            for row, r in pairs
            for name, role in (("reports", "reports"), ("included_by", "includes"))
            for key in r.get(name, ())
        ]
        StudySource.objects.bulk_create(links, ignore_conflicts=True)


def studies_for(rows: list[Evidence], now: datetime) -> list[Model]:
    """Give evidence without a study the one that its source reports, made where there is none.

    Two queries and up to two inserts, however many rows. Returns the studies that were made.
    """
    # A row without a study is not valid yet; the types do not know such a state.
    wanting_study = [row for row in rows if cast("int | None", row.study_id) is None]
    sources = {row.source_id for row in wanting_study}
    if not sources:
        return []
    known = dict(
        StudySource.objects.filter(source__in=sources, role="reports")
        .order_by("-study_id")
        .values_list("source_id", "study_id")
    )
    wanting = Source.objects.filter(pk__in=sources - set(known)).order_by("pk")
    design = {row.source_id: row.design for row in reversed(rows)}
    made = [
        Study(
            label=_label(source),
            design=design[source.pk],
            primary_source=source,
            created_at=now,
        )
        for source in wanting
    ]
    Study.objects.bulk_create(made)
    StudySource.objects.bulk_create(
        [StudySource(study=study, source=study.primary_source) for study in made]
    )
    known |= {study.primary_source_id: study.pk for study in made if study.primary_source_id}
    for row in wanting_study:
        row.study_id = known[row.source_id]
    return list(made)


def _label(source: Source) -> str:
    author = source.authors.split(";")[0].strip() or source.title or source.public_id
    return f"{author} {source.year}"[:300] if source.year else author[:300]
