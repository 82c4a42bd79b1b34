"""Articles are checked anew when what is known of their claims changed; their makers are told what is otherwise."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from claims.actions import queue
from claims.domain.article_changes import compare
from claims.domain.following import InboxKind
from claims.models import Document, Notification
from claims.queries import article_changes

#: Articles that are checked anew of themselves in a day.
A_DAY = 50


def before(document: Document) -> list[dict[str, Any]] | None:
    """The findings as people left them, with their claims as at the last check; None before the first. One query.

    What people decided meanwhile is no change that a check brought.
    """
    if document.found is None:
        return None
    kept = {one["claim"]: one["standing"] for one in document.found}
    return [
        {**one, "standing": kept.get(one["claim"], one["standing"])}
        for one in article_changes.findings(document)
    ]


def keep(document: Document, old: list[dict[str, Any]] | None, *, told: bool) -> int:
    """After a check, within its act: keep the findings, and how they differ from `old`; returns in how many.

    `told`: its maker did not ask for the check, and gets a line in the inbox. Three queries at most.
    """
    found = article_changes.findings(document)
    changes = [] if old is None else compare(old, found)
    Document.objects.filter(pk=document.pk).update(found=found, changes=changes)
    if told and changes and document.created_by_id is not None:
        Notification.objects.bulk_create(
            [
                Notification(
                    user_id=document.created_by_id,
                    kind=InboxKind.CHECKED,
                    at=timezone.now(),
                    noun="document",
                    object_id=document.pk,
                    origin=f"check-{timezone.now():%Y%m%d%H%M%S}",
                )
            ],
            ignore_conflicts=True,
        )
    return len(changes)


def ask(limit: int = A_DAY) -> int:
    """Ask to check each article whose claims were changed since; returns for how many. One query, and one for each."""
    keys = list(article_changes.outdated().values_list("pk", flat=True)[:limit])
    for pk in keys:
        queue.later("check_document", document=pk)
    return len(keys)
