"""Publications and documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from claims.access import visible_evidence, visible_sources, visible_studies
from claims.domain.vocabulary import EvidenceStatus, RecordStatus, StudySourceRole
from claims.models import Source, StudySource
from claims.queries import notices
from claims.queries.briefs import SOURCE_COLUMNS, source_brief, source_briefs
from claims.queries.evidence import RETRACTED, evidence_dicts
from claims.queries.external_ids import external_ids
from claims.queries.links import label, public_id, url
from claims.queries.lists import page_keys
from claims.queries.pages import Page, cut, decode, encode
from claims.queries.tombstones import gone

if TYPE_CHECKING:
    from claims.access import Viewer

# A handbook may bear on thousands of claims; the rest is reached through the evidence list.
MOST_EVIDENCE = 100

DETAIL_COLUMNS = (
    *SOURCE_COLUMNS,
    "csl",
    "isbn",
    "language",
    "identity_checked_on",
    "identity_note",
    "identity_differences",
    "provenance",
    "integrity_on",
    "integrity_url",
    "integrity_checked_at",
    "funding",
    "interests",
    "copy_read",
    "copy_note",
    "summary",
    "status_reason",
    "claim_count",
    "revision",
    "created_at",
    "changed_at",
    "created_by_id",
)

AS_STORED = (
    "csl",
    "isbn",
    "language",
    "identity_checked_on",
    "identity_note",
    "identity_differences",
    "provenance",
    "integrity_on",
    "integrity_url",
    "integrity_checked_at",
    "funding",
    "interests",
    "copy_read",
    "copy_note",
    "summary",
    "status",
    "status_reason",
    "claim_count",
    "revision",
    "created_at",
)


@dataclass(frozen=True)
class SourceFilters:
    """`q` is full text; years are inclusive; the rest are coded words or exact identifiers.

    `retracted`: without what was retracted or withdrawn (False), nothing else (True), or both (None).
    """

    q: str = ""
    year_from: int | None = None
    year_to: int | None = None
    identity: tuple[str, ...] = ()
    integrity: tuple[str, ...] = ()
    csl_type: tuple[str, ...] = ()
    doi: str = ""
    pmid: str = ""
    is_preprint: bool | None = None
    retracted: bool | None = None
    status: str = ""
    by: int | None = None


def narrow(sources: QuerySet[Source], filters: SourceFilters) -> QuerySet[Source]:
    """`sources` under every filter but `q` and `status`. No query."""
    queryset = sources
    for lookup, value in (
        ("year__gte", filters.year_from),
        ("year__lte", filters.year_to),
        ("is_preprint", filters.is_preprint),
        ("created_by", filters.by),
        ("doi", filters.doi or None),
        ("pmid", filters.pmid or None),
    ):
        if value is not None:
            queryset = queryset.filter(**{lookup: value})
    if filters.retracted is not None:
        away = Q(integrity__in=RETRACTED)
        queryset = queryset.filter(away if filters.retracted else ~away)
    for column in ("identity", "integrity", "csl_type"):
        words = getattr(filters, column)
        if words:
            queryset = queryset.filter(**{f"{column}__in": list(words)})
    return queryset


def narrowed(viewer: Viewer, filters: SourceFilters) -> QuerySet[Source]:
    """Published sources, or those of `filters.status` that the viewer may see, under every filter but `q`. No query."""
    status = filters.status or RecordStatus.PUBLISHED
    return narrow(visible_sources(viewer).filter(status=status), filters)


def page(
    viewer: Viewer,
    filters: SourceFilters,
    cursor: str | None = None,
    limit: int = 25,
    order: str = "",
) -> Page:
    """One page of source briefs: newest record first, best match first where `q` is set, or as `order` says.

    Two queries, at most ten with `q`.
    """
    keys, following = page_keys(
        narrowed(viewer, filters),
        "sources",
        cursor,
        limit,
        text=filters.q,
        noun="source",
        order=order,
    )
    return Page(source_briefs(None, keys), following)


def detail(viewer: Viewer, pk: int) -> dict[str, Any] | None:
    """The source with its studies and every claim it bears on, or None. Eight queries at most.

    None for what is retired or merged too: `tombstone` speaks for those.
    """
    row = (
        visible_sources(viewer)
        .filter(pk=pk, status__in=[RecordStatus.PROPOSED.value, RecordStatus.PUBLISHED.value])
        .values(*DETAIL_COLUMNS)
        .first()
    )
    if row is None:
        return None
    evidence, following = borne_on(viewer, pk)
    return source_brief(row) | {
        **{column: row[column] for column in AS_STORED},
        "updated_at": row["changed_at"] or row["created_at"],
        "studies": studies_of(viewer, pk),
        "notices": notices.of_source(pk),
        "evidence": evidence,
        "evidence_truncated": following is not None,
        "external_ids": external_ids("source", pk),
        "licence": "CC0-1.0",
        "mine": viewer is not None and viewer.pk is not None and viewer.pk == row["created_by_id"],
    }


def borne_on(
    viewer: Viewer, source: int, cursor: str | None = None
) -> tuple[list[dict[str, Any]], str | None]:
    """At most 100 pieces of the source's evidence with their claims, by claim, and the next cursor. Four queries."""
    evidence = (
        visible_evidence(viewer).exclude(status=EvidenceStatus.PROPOSED).filter(source_id=source)
    )
    if cursor:
        claim, last = decode("borne-on", cursor, int, int)
        evidence = evidence.filter(Q(claim_id__gt=claim) | Q(claim_id=claim, pk__gt=last))
    found = evidence_dicts(
        viewer, evidence.order_by("claim_id", "pk")[: MOST_EVIDENCE + 1], with_claim=True
    )
    return cut(found, MOST_EVIDENCE, lambda one: after([one]))


def after(evidence: Sequence[dict[str, Any]]) -> str:
    """The cursor of what comes after this page of `borne_on`. No query."""
    last = evidence[-1]
    return encode("borne-on", int(last["claim"]["id"][1:]), int(last["id"][1:]))


def studies_of(viewer: Viewer, source: int) -> list[dict[str, Any]]:
    """Studies that the source reports or includes. One query."""
    rows = (
        StudySource.objects.filter(source=source, study__in=visible_studies(viewer))
        .order_by("role", "study_id")
        .values_list("study_id", "study__label", "role")
    )
    return [
        {
            "id": public_id("study", study),
            "url": url("study", study),
            "label": name,
            "role": role,
            "role_label": label(StudySourceRole, role),
        }
        for study, name, role in rows
    ]


def tombstone(viewer: Viewer, pk: int) -> dict[str, Any] | None:
    """What to say instead of a retired or merged source; None if it is neither. One query."""
    return gone(visible_sources(viewer), "source", "title", pk)
