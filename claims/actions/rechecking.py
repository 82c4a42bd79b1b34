"""Articles are checked anew when what is known of their claims changed; makers and followers are told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from claims.actions import queue
from claims.domain.article_changes import compare
from claims.domain.following import InboxKind
from claims.models import Document, Follow, Notification
from claims.queries import article_changes

if TYPE_CHECKING:
    from evidence.accounts.models import User

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


def keep(document: Document, old: list[dict[str, Any]] | None, *, by: User | None) -> int:
    """After a check, within its act: keep the findings, and how they differ from `old`; returns in how many.

    Its maker and those who follow it get a line in the inbox, but for who asked for the check (`by`; None: the site).
    Four queries at most.
    """
    found = article_changes.findings(document)
    changes = [] if old is None else compare(old, found)
    Document.objects.filter(pk=document.pk).update(found=found, changes=changes)
    if changes:
        _tell(document, by)
    return len(changes)


def _tell(document: Document, by: User | None) -> None:
    # Whoever follows it sees it: closing an article ends all follows.
    followers = Follow.objects.filter(document=document, user__is_active=True)
    people = {*followers.values_list("user_id", flat=True), *filter(None, [document.created_by_id])}
    people.discard(by.pk if by else 0)
    now = timezone.now()
    via = {"noun": "document", "id": document.public_id, "name": ""}
    Notification.objects.bulk_create(
        [
            Notification(
                user_id=person,
                kind=InboxKind.CHECKED,
                at=now,
                noun="document",
                object_id=document.pk,
                origin=f"check-{now:%Y%m%d%H%M%S}",
                via=[via] if person != document.created_by_id else [],
            )
            for person in sorted(people)
        ],
        ignore_conflicts=True,
    )


def ask(limit: int = A_DAY) -> int:
    """Ask to check each article whose claims were changed since; returns for how many. One query, and one for each."""
    keys = list(article_changes.outdated().values_list("pk", flat=True)[:limit])
    for pk in keys:
        queue.later("check_document", document=pk)
    return len(keys)
