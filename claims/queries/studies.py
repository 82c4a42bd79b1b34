"""Studies: the independent units that evidence is counted by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from claims.access import visible_evidence, visible_sources, visible_studies
from claims.domain.vocabulary import (
    Design,
    EvidenceStatus,
    RecordStatus,
    StudySourceRole,
)
from claims.models import Study, StudySource
from claims.queries.briefs import SOURCE_COLUMNS, source_brief
from claims.queries.distinct import apart_from
from claims.queries.evidence import evidence_dicts
from claims.queries.external_ids import external_ids
from claims.queries.links import label, maybe_id, public_id, url
from claims.queries.lists import page_keys
from claims.queries.pages import Page, in_order
from claims.queries.tombstones import gone

if TYPE_CHECKING:
    from claims.access import Viewer

MOST_EVIDENCE = 100
MOST_INCLUDED = 500

COLUMNS = (
    "pk",
    "label",
    "design",
    "registry_id",
    "n",
    "n_unit",
    "population",
    "note",
    "primary_source_id",
    "status",
    "revision",
)


@dataclass(frozen=True)
class StudyFilters:
    """`q`: part of the label, or the registry id; `design`: words; `source`: key of a source."""

    q: str = ""
    design: tuple[str, ...] = ()
    source: int | None = None
    registry_id: str = ""
    status: str = ""


def brief(row: Mapping[str, Any]) -> dict[str, Any]:
    """The dict of a row of COLUMNS. No query."""
    return {
        "id": public_id("study", row["pk"]),
        "url": url("study", row["pk"]),
        "label": row["label"],
        "design": row["design"],
        "design_label": label(Design, row["design"]),
        "registry_id": row["registry_id"],
        "n": row["n"],
        "n_unit": row["n_unit"],
        "population": row["population"],
        "note": row["note"],
        "primary_source": maybe_id("source", row["primary_source_id"]),
        "status": row["status"],
        "revision": row["revision"],
    }


def narrowed(viewer: Viewer, filters: StudyFilters) -> QuerySet[Study]:
    """Published studies, or those of `filters.status` that the viewer may see, under every filter. No query."""
    queryset = visible_studies(viewer).filter(status=filters.status or RecordStatus.PUBLISHED)
    if asked := filters.q.strip():
        queryset = queryset.filter(Q(label__icontains=asked) | Q(registry_id=asked))
    if filters.design:
        queryset = queryset.filter(design__in=list(filters.design))
    if filters.source is not None:
        queryset = queryset.filter(
            pk__in=StudySource.objects.filter(source=filters.source).values("study_id")
        )
    if filters.registry_id:
        queryset = queryset.filter(registry_id=filters.registry_id)
    return queryset


def briefs(keys: Sequence[int]) -> list[dict[str, Any]]:
    """Briefs of `keys`, which the reader was found to see, in that order. One query, none without keys."""
    if not keys:
        return []
    rows = in_order(list(Study.objects.filter(pk__in=keys).values(*COLUMNS)), keys)
    return [brief(row) for row in rows]


def page(
    viewer: Viewer,
    filters: StudyFilters,
    cursor: str | None = None,
    limit: int = 25,
    order: str = "",
) -> Page:
    """One page of studies, newest record first, or as `order` says. Two queries."""
    keys, following = page_keys(
        narrowed(viewer, filters), "studies", cursor, limit, noun="study", order=order
    )
    return Page(briefs(keys), following)


def detail(viewer: Viewer, pk: int) -> dict[str, Any] | None:
    """The study with its reports, what it pools or is pooled in, and its evidence, or None. Ten queries.

    None for what is retired or merged too: `tombstone` speaks for those.
    """
    row = (
        visible_studies(viewer)
        .filter(pk=pk, status__in=[RecordStatus.PROPOSED.value, RecordStatus.PUBLISHED.value])
        .values(*COLUMNS, "created_at")
        .first()
    )
    if row is None:
        return None
    evidence = evidence_dicts(
        viewer,
        visible_evidence(viewer)
        .exclude(status=EvidenceStatus.PROPOSED)
        .filter(study_id=pk)
        .order_by("claim_id", "pk")[: MOST_EVIDENCE + 1],
        with_claim=True,
    )
    return brief(row) | {
        "sources": _sources(viewer, pk),
        "included_studies": _labels(visible_studies(viewer).filter(included_in=pk)),
        "included_in": _labels(visible_studies(viewer).filter(included_studies=pk)),
        "evidence": evidence[:MOST_EVIDENCE],
        "evidence_truncated": len(evidence) > MOST_EVIDENCE,
        "apart": apart_from("study", pk, visible_studies(viewer)),
        "external_ids": external_ids("study", pk),
        "created_at": row["created_at"],
        "licence": "CC0-1.0",
    }


def tombstone(viewer: Viewer, pk: int) -> dict[str, Any] | None:
    """What to say instead of a retired or merged study; None if it is neither. One query."""
    return gone(visible_studies(viewer), "study", "label", pk)


def _sources(viewer: Viewer, study: int) -> list[dict[str, Any]]:
    rows = (
        StudySource.objects.filter(study=study, source__in=visible_sources(viewer))
        .order_by("role", "source_id")
        .values("role", *(f"source__{column}" for column in SOURCE_COLUMNS))
    )
    return [
        {
            "role": row["role"],
            "role_label": label(StudySourceRole, row["role"]),
            "source": source_brief(row, "source__"),
        }
        for row in rows
    ]


def _labels(queryset: QuerySet[Study]) -> list[dict[str, Any]]:
    rows = queryset.filter(status=RecordStatus.PUBLISHED).order_by("pk")[:MOST_INCLUDED]
    return [
        {"id": public_id("study", pk), "url": url("study", pk), "label": name}
        for pk, name in rows.values_list("pk", "label")
    ]
