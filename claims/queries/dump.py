"""All public knowledge as records of the load format, in an order that never changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from itertools import islice
from typing import Any

from django.db.models import Model, QuerySet

from claims.access import (
    OPEN_RECORD,
    opened,
    public_evidence,
    visible_assessments,
    visible_claims,
    visible_conflicts,
    visible_patients,
    visible_studies,
)
from claims.domain.counting import Side
from claims.domain.vocabulary import PREFIXES, AppraisalStatus, ClaimStatus, EvidenceStatus
from claims.formats.knowledge_schema import FORMAT, KEYLESS, ORDER, record_schema
from claims.models import (
    Adjudication,
    Appraisal,
    ClaimTopic,
    Distinct,
    DomainJudgement,
    ExternalId,
    KnowledgeBase,
    Merge,
    Notice,
    Patient,
    Quote,
    Search,
    Source,
    Study,
    StudySource,
    Synthesis,
    Topic,
    TopicAlias,
    Version,
)
from claims.models.assessment import UNIT_COLUMNS

CHUNK = 1000
STUDY_LINKS = ("studies", "dropped")
Record = dict[str, Any]


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
    yield {
        "record": "header",
        "format": FORMAT,
        "site": str(base.uuid),
        "licence": "CC0-1.0",
    }
    for noun in ORDER[1:]:
        yield from _RECORDS[noun]()


def _chunks(rows: QuerySet[Any], *related: str) -> Iterator[list[Any]]:
    """The rows in order of key, CHUNK at a time, with the `related` records that are named.

    What may be seen is asked once, for keys alone: asked anew for each chunk, SQLite sorts all that is left each
    time, and the whole takes the square of its size.
    """
    keys = rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK)
    chosen = rows.model._default_manager.order_by("pk")
    if related:
        chosen = chosen.select_related(*related)
    while part := list(islice(keys, CHUNK)):
        yield list(chosen.filter(pk__in=part))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return value


def _ref(noun: str, pk: int | None) -> str | None:
    return None if pk is None else f"{PREFIXES[noun]}{pk}"


@cache
def _own(noun: str, model: type[Model]) -> tuple[str, ...]:
    """Names of the format that are columns of the table itself, and no reference: those would be a query each."""
    columns = {field.name for field in model._meta.concrete_fields if not field.is_relation}
    named = record_schema(noun)["properties"]
    return tuple(name for name in named if name in columns and name not in ("id", "key"))


def _columns(noun: str, row: Model) -> Record:
    """Every column that the format names, under its own name, empty ones left out."""
    found: Record = {"record": noun}
    for name in _own(noun, type(row)):
        value = getattr(row, name)
        if value not in (None, "", {}, []):
            found[name] = _plain(value)
    if noun not in KEYLESS:
        found["key"] = found["id"] = _ref(noun, row.pk)
    return found


def _outside(noun: str, rows: Iterable[Model]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    ids = ExternalId.objects.filter(noun=noun, object_id__in=[row.pk for row in rows])
    for pk, namespace, value in ids.order_by("namespace", "value").values_list(
        "object_id", "namespace", "value"
    ):
        found[pk].append(f"{namespace}:{value}")
    return found


def _with(record: Record, **more: Any) -> Record:
    record.update({name: value for name, value in more.items() if value not in (None, "", [])})
    return record


def _grouped(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for pk, value in pairs:
        found[pk].append(value)
    return found


def _topics() -> Iterator[Record]:
    for rows in _chunks(Topic.objects.filter(OPEN_RECORD)):
        aliases = _grouped(
            TopicAlias.objects.filter(topic__in=rows)
            .order_by("name")
            .values_list("topic_id", "name")
        )
        through: Any = Topic.broader.through
        broader = _grouped(
            through.objects.filter(from_topic__in=rows)
            .order_by("to_topic_id")
            .values_list("from_topic_id", "to_topic_id")
        )
        outside = _outside("topic", rows)
        for row in rows:
            yield _with(
                _columns("topic", row),
                aliases=aliases[row.pk],
                broader=[_ref("topic", pk) for pk in broader[row.pk]],
                merged_into=_ref("topic", row.merged_into_id),
                external_ids=outside[row.pk],
            )


def _sources() -> Iterator[Record]:
    for rows in _chunks(Source.objects.filter(OPEN_RECORD)):
        outside = _outside("source", rows)
        for row in rows:
            yield _with(
                _columns("source", row),
                merged_into=_ref("source", row.merged_into_id),
                external_ids=outside[row.pk],
            )


def _studies() -> Iterator[Record]:
    for rows in _chunks(Study.objects.filter(OPEN_RECORD)):
        named = [row.primary_source_id for row in rows if row.primary_source_id]
        named += StudySource.objects.filter(study__in=rows).values_list("source_id", flat=True)
        public = _seen(Source.objects.filter(OPEN_RECORD), named)
        links = StudySource.objects.filter(study__in=rows).order_by("source_id")
        reports = _grouped(links.filter(role="reports").values_list("study_id", "source_id"))
        includes = _grouped(links.filter(role="includes").values_list("study_id", "source_id"))
        through: Any = Study.included_studies.through
        pooled = _grouped(
            through.objects.filter(from_study__in=rows)
            .order_by("to_study_id")
            .values_list("from_study_id", "to_study_id")
        )
        outside = _outside("study", rows)
        for row in rows:
            primary = row.primary_source_id if row.primary_source_id in public else None
            yield _with(
                _columns("study", row),
                primary_source=_ref("source", primary),
                reports=[_ref("source", pk) for pk in reports[row.pk] if pk in public],
                included_by=[_ref("source", pk) for pk in includes[row.pk] if pk in public],
                included_studies=[_ref("study", pk) for pk in pooled[row.pk]],
                merged_into=_ref("study", row.merged_into_id),
                external_ids=outside[row.pk],
            )


def _claims() -> Iterator[Record]:
    for rows in _chunks(visible_claims(None)):
        topics = _grouped(
            ClaimTopic.objects.filter(claim__in=rows)
            .order_by("topic_id")
            .values_list("claim_id", "topic_id")
        )
        outside = _outside("claim", rows)
        for row in rows:
            yield _with(
                _columns("claim", row),
                **{
                    role: _ref("topic", getattr(row, f"{role}_id"))
                    for role in ("exposure", "outcome", "population", "comparator")
                },
                topics=[_ref("topic", pk) for pk in topics[row.pk]],
                superseded_by=_ref("claim", row.superseded_by_id),
                external_ids=outside[row.pk],
            )


def _evidence() -> Iterator[Record]:
    for rows in _chunks(public_evidence()):
        quotes = _grouped(
            (quote.evidence_id, quote)
            for quote in Quote.objects.filter(evidence__in=rows).order_by("pk")
        )
        outside = _outside("evidence", rows)
        for row in rows:
            yield _with(
                _columns("evidence", row),
                claim=_ref("claim", row.claim_id),
                source=_ref("source", row.source_id),
                study=_ref("study", row.study_id),
                quotes=[_quote(quote) for quote in quotes[row.pk]],
                excluded=row.status_reason if row.status == EvidenceStatus.EXCLUDED else "",
                external_ids=outside[row.pk],
            )


def _patients() -> Iterator[Record]:
    through: Any = Patient.evidence.through
    for rows in _chunks(visible_patients(None)):
        described = _grouped(
            through.objects.filter(patient__in=rows, evidence__in=public_evidence())
            .order_by("evidence_id")
            .values_list("patient_id", "evidence_id")
        )
        outside = _outside("patient", rows)
        for row in rows:
            yield _with(
                _columns("patient", row),
                claim=_ref("claim", row.claim_id),
                evidence=[_ref("evidence", pk) for pk in described[row.pk]],
                merged_into=_ref("patient", row.merged_into_id),
                external_ids=outside[row.pk],
            )


def _distinct() -> Iterator[Record]:
    """Pairs of records that anyone can see, in an order that a load keeps: by when it was said."""
    seen = {"study": visible_studies(None), "patient": visible_patients(None)}
    rows = Distinct.objects.none()
    for noun, records in seen.items():
        keys = records.values("pk")
        rows |= Distinct.objects.filter(noun=noun, first__in=keys, second__in=keys)
    rows = rows.select_related("by").order_by("at", "noun", "first", "second")
    for row in rows.iterator(chunk_size=CHUNK):
        yield _with(
            _columns("distinct", row),
            first=_ref(row.noun, row.first),
            second=_ref(row.noun, row.second),
            by=_person(row.by, row.imported_by),
        )


def _notices() -> Iterator[Record]:
    public = Notice.objects.filter(source__in=Source.objects.filter(OPEN_RECORD))
    for rows in _chunks(public, "by"):
        for row in rows:
            yield _with(
                {**_columns("notice", row), "is_standing": row.is_standing},
                source=_ref("source", row.source_id),
                by=_person(row.by, row.imported_by),
            )


def _merges() -> Iterator[Record]:
    """Joins of sources that stand, with what moved as far as anyone can see it; one that is undone left no trace."""
    public = Source.objects.filter(OPEN_RECORD).values("pk")
    joins = Merge.objects.filter(source__in=public, into__in=public, undone_at=None)
    for rows in _chunks(joins, "by"):
        moved = [row.moved for row in rows]
        evidence = _seen(public_evidence(), [pk for m in moved for pk in m.get("evidence", ())])
        links = [pk for m in moved for name in STUDY_LINKS for pk, _ in m.get(name, ())]
        primary = [pk for m in moved for pk in m.get("primary", ())]
        studies = _seen(visible_studies(None), [*links, *primary])
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
            yield _with(
                {**_columns("merge", row), "moved": told},
                source=_ref("source", row.source_id),
                into=_ref("source", row.into_id),
                by=_person(row.by, row.imported_by),
            )


def _seen(rows: QuerySet[Any], keys: Iterable[int]) -> set[int]:
    return set(rows.filter(pk__in=set(keys)).order_by().values_list("pk", flat=True))


def _person(person: Any, elsewhere: str) -> str:
    """Somebody with an account by pseudonym; anybody else as the load named them; "" for nobody."""
    return f"person:{person.pseudonym}" if person else elsewhere


def _quote(quote: Quote) -> Record:
    names = ("exact", "prefix", "suffix", "start", "end", "locator", "note")
    return {n: getattr(quote, n) for n in names if getattr(quote, n) not in (None, "")}


def _rater(appraisal: Appraisal) -> str:
    """A rater without an account by the name in its data set; a person by pseudonym."""
    return _person(appraisal.reviewer, appraisal.imported_rater)


def _assessments() -> Iterator[Record]:
    public = visible_assessments(None)
    for rows in _chunks(public, "assessor"):
        outside = _outside("assessment", rows)
        # What one superseded may never have been open: then it is not named either.
        earlier = [row.supersedes_id for row in rows if row.supersedes_id]
        open_ = set(public.filter(pk__in=earlier).values_list("pk", flat=True))
        for row in rows:
            yield _with(
                {
                    **_columns("assessment", row),
                    "answers": row.answers,
                    "is_current": row.is_current,
                    "assessor": _person(row.assessor, row.imported_assessor),
                },
                **{noun: _ref(noun, getattr(row, f"{noun}_id")) for noun in UNIT_COLUMNS.values()},
                supersedes=_ref("assessment", row.supersedes_id)
                if row.supersedes_id in open_
                else None,
                external_ids=outside[row.pk],
            )


def _appraisals() -> Iterator[Record]:
    public = Appraisal.objects.filter(
        status=AppraisalStatus.SUBMITTED, evidence__in=public_evidence().filter(opened())
    )
    through: Any = Appraisal.assessments.through
    for rows in _chunks(public, "reviewer"):
        cited = _grouped(
            through.objects.filter(appraisal__in=rows)
            .order_by("assessment_id")
            .values_list("appraisal_id", "assessment_id")
        )
        outside = _outside("appraisal", rows)
        for row in rows:
            yield _with(
                {**_columns("appraisal", row), "blind": row.blind, "is_current": row.is_current},
                evidence=_ref("evidence", row.evidence_id),
                rater=_rater(row),
                assessments=[_ref("assessment", pk) for pk in cited[row.pk]],
                supersedes=_ref("appraisal", row.supersedes_id),
                external_ids=outside[row.pk],
            )


def _adjudications() -> Iterator[Record]:
    public = Adjudication.objects.filter(evidence__in=public_evidence().filter(opened()))
    for rows in _chunks(public, "by"):
        for row in rows:
            by = _person(row.by, row.imported_by)
            yield _with(
                {**_columns("adjudication", row), "is_current": row.is_current, "by": by},
                evidence=_ref("evidence", row.evidence_id),
            )


def _searches() -> Iterator[Record]:
    rows_of = Search.objects.filter(claim__in=visible_claims(None)) | Search.objects.filter(
        claim__isnull=True, topic__in=Topic.objects.filter(OPEN_RECORD)
    )
    for rows in _chunks(rows_of):
        outside = _outside("search", rows)
        for row in rows:
            yield _with(
                _columns("search", row),
                claim=_ref("claim", row.claim_id),
                topic=_ref("topic", row.topic_id),
                external_ids=outside[row.pk],
            )


def _conflicts() -> Iterator[Record]:
    for rows in _chunks(visible_conflicts(None), "decided_by"):
        outside = _outside("conflict", rows)
        for row in rows:
            yield _with(
                _columns("conflict", row),
                claim=_ref("claim", row.claim_id),
                **{side.value: row.sides.get(side.value, []) for side in Side},
                decided_by=_person(row.decided_by, row.imported_by),
                external_ids=outside[row.pk],
            )


def _judgements() -> Iterator[Record]:
    public = DomainJudgement.objects.filter(claim__in=visible_claims(None))
    for rows in _chunks(public, "by"):
        for row in rows:
            yield {
                **_columns("judgement", row),
                "change": row.change,
                "is_current": row.is_current,
                "by": _person(row.by, row.imported_by),
                "claim": _ref("claim", row.claim_id),
            }


def _syntheses() -> Iterator[Record]:
    current = Synthesis.objects.filter(
        is_current=True,
        claim__status__in=[ClaimStatus.PUBLISHED.value, ClaimStatus.RETIRED.value],
        claim__published_at__isnull=False,
    )
    for rows in _chunks(current):
        for row in rows:
            yield {**_columns("synthesis", row), "claim": _ref("claim", row.claim_id)}


def _versions() -> Iterator[Record]:
    for rows in _chunks(Version.objects.filter(claim__in=visible_claims(None))):
        for row in rows:
            yield {**_columns("version", row), "claim": _ref("claim", row.claim_id)}


_RECORDS = {
    "topic": _topics,
    "source": _sources,
    "study": _studies,
    "claim": _claims,
    "evidence": _evidence,
    "patient": _patients,
    "assessment": _assessments,
    "appraisal": _appraisals,
    "adjudication": _adjudications,
    "search": _searches,
    "distinct": _distinct,
    "conflict": _conflicts,
    "notice": _notices,
    "merge": _merges,
    "judgement": _judgements,
    "synthesis": _syntheses,
    "version": _versions,
}
