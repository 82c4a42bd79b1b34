"""A record by its public id, for those who may see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import Http404

from claims import access
from claims.queries.links import parse_id

if TYPE_CHECKING:
    from claims.access import Viewer

VISIBLE: dict[str, Callable[[Viewer], QuerySet[Any]]] = {
    "claim": access.visible_claims,
    "source": access.visible_sources,
    "study": access.visible_studies,
    "topic": access.visible_topics,
    "evidence": access.visible_evidence,
    "proposal": access.visible_proposals,
    "conflict": access.visible_conflicts,
    "search": access.visible_searches,
    "patient": access.visible_patients,
}


def visible(viewer: Viewer, ident: str) -> Any:
    """The record called `ident`; 404 where there is none or the viewer may not see it. One query."""
    named = parse_id(ident)
    if named is None or named[0] not in VISIBLE:
        raise Http404
    record = VISIBLE[named[0]](viewer).filter(pk=named[1]).first()
    if record is None:
        raise Http404
    return record


def name_of(record: Any) -> str:
    """What a record is called in a heading: its text, title, label or name, else its id."""
    for column in ("text", "title", "label", "name", "finding", "where"):
        if value := getattr(record, column, ""):
            return str(value)
    return str(record.public_id)
