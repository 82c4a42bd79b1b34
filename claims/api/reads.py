"""Which query reads which noun: one table for details, redirects and what answers to an act."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import Http404

from claims import access
from claims.queries import (
    appraisals,
    assessments,
    claims,
    conflicts,
    documents,
    evidence,
    imports,
    patients,
    proposals,
    searches,
    sources,
    studies,
    topics,
)
from claims.queries.links import parse_id

if TYPE_CHECKING:
    from claims.access import Viewer

    Read = Callable[[Viewer, int], dict[str, Any] | None]

DETAILS: dict[str, Read] = {
    "claim": claims.detail,
    "source": sources.detail,
    "study": studies.detail,
    "topic": topics.detail,
    "evidence": evidence.detail,
    "appraisal": appraisals.detail,
    "assessment": assessments.detail,
    "proposal": proposals.detail,
    "search": searches.detail,
    "conflict": conflicts.detail,
    "patient": patients.detail,
    "import": imports.detail,
    "document": documents.detail,
}
TOMBSTONES: dict[str, Read] = {
    "claim": claims.tombstone,
    "source": sources.tombstone,
    "study": studies.tombstone,
    "topic": topics.tombstone,
    "patient": patients.tombstone,
}
VISIBLE: dict[str, Callable[[Viewer], QuerySet[Any]]] = {
    "claim": access.visible_claims,
    "source": access.visible_sources,
    "study": access.visible_studies,
    "topic": access.visible_topics,
    "evidence": access.visible_evidence,
    "appraisal": access.visible_appraisals,
    "assessment": access.visible_assessments,
    "proposal": access.visible_proposals,
    "search": access.visible_searches,
    "conflict": access.visible_conflicts,
    "patient": access.visible_patients,
    "import": access.visible_imports,
    "document": access.visible_documents,
}
# The addresses of the lists, by noun.
PATHS = {
    "claim": "claims",
    "source": "sources",
    "study": "studies",
    "topic": "topics",
    "evidence": "evidence",
    "appraisal": "appraisals",
    "assessment": "assessments",
    "proposal": "proposals",
    "search": "searches",
    "conflict": "conflicts",
    "patient": "patients",
    "import": "imports",
    "document": "documents",
}


def key(noun: str, ident: str) -> int:
    """The primary key in a public id of `noun`; Http404 for anything else. No query."""
    parsed = parse_id(ident)
    if parsed is None or parsed[0] != noun:
        raise Http404
    return parsed[1]


def record(noun: str, ident: str, viewer: Viewer) -> Any:
    """The record itself, to act on; Http404 where the viewer may not see it. One query."""
    found = VISIBLE[noun](viewer).filter(pk=key(noun, ident)).first()
    if found is None:
        raise Http404
    return found


def shown(noun: str, pk: int, viewer: Viewer) -> dict[str, Any] | None:
    """The detail, or the tombstone of what is gone, or None."""
    found = DETAILS[noun](viewer, pk)
    if found is None and noun in TOMBSTONES:
        found = TOMBSTONES[noun](viewer, pk)
    return found
