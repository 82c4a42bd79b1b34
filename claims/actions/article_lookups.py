"""Identifiers that an article names and no source here has: their records are asked for, where look-ups are on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from claims.actions import queue
from claims.actions.core import act, record
from claims.actions.lookups import services
from claims.actions.lookups.looking_up import LookedUp, by_identifier
from claims.actions.lookups.problems import Unavailable
from claims.domain.integrity import Standing, standing
from claims.models import Document, Passage
from claims.queries import article_references

#: Identifiers of one article that are asked for at most, and for how long an answer is good.
MOST = 60
KEPT = timedelta(days=30)


def ask(document: Document) -> bool:
    """Ask for a look-up of what the article names and nobody knows here; whether there was anything to ask.

    Only for members' articles: a visitor must not make the site ask others. The queries of `article_references.tie`.
    """
    if not settings.LOOKUP_CONTACT or document.created_by_id is None:
        return False
    if not _wanted(document):
        return False
    queue.later("look_up_references", document=document.pk)
    return True


def look_up(document: Document) -> int:
    """Ask the services and keep what they say with the article; returns how many answered. Silent ones change nothing.

    Nobody waits for a service within a transaction.
    """
    if not settings.LOOKUP_CONTACT:
        return 0
    learnt: dict[str, Any] = {}
    for kind, value in _wanted(document)[:MOST]:
        try:
            learnt[f"{kind}:{value}"] = _told(by_identifier(kind, value))
        except Unavailable:
            continue
    if not learnt:
        return 0
    with act(None):
        # It may have been checked anew or deleted meanwhile.
        row = Document.objects.select_for_update().filter(pk=document.pk).first()
        if row is None or row.bibliography is None:
            return 0
        held = {**row.bibliography, "records": {**row.bibliography["records"], **learnt}}
        Document.objects.filter(pk=row.pk).update(bibliography=held)
        record("references_looked_up", row, after={"records": len(learnt)})
    return len(learnt)


def _wanted(document: Document) -> list[tuple[str, str]]:
    passages = Passage.objects.filter(document=document).order_by("position")
    tied = article_references.tie(
        document.created_by, document.text, passages, document.bibliography
    )
    since = (timezone.now() - KEPT).date().isoformat()
    return [
        pair
        for pair in article_references.unresolved(tied)
        if tied.records.get(":".join(pair), {}).get("on", "") < since
    ]


def _told(answer: LookedUp) -> Mapping[str, Any]:
    """What is kept of an answer: title, authors, year, the notice that stands against it, who said so and when."""
    fields = answer.columns()
    return {
        "found": bool(answer.found),
        "on": timezone.localdate().isoformat(),
        "services": ", ".join(services.LABELS[one.service] for one in answer.found),
        **{name: fields.get(name) or "" for name in ("title", "authors")},
        "year": fields.get("year"),
        "notice": _notice(standing(answer.notices)),
    }


def _notice(found: Standing) -> dict[str, Any] | None:
    if found.notice is None:
        return None
    on = found.notice.on
    return {
        "label": found.integrity.label,
        "on": on and on.isoformat(),
        "url": found.notice.url or None,
    }
