"""One person's inbox, and what they follow. Nothing here is ever shown to anybody else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from claims import access
from claims.access import visible_claims
from claims.domain.following import WORK, Frequency, InboxKind
from claims.models import Claim, Follow, Letters, Notification, Source
from claims.queries.briefs import claim_briefs, source_briefs
from claims.queries.events import record_name
from claims.queries.links import label, public_id, url
from claims.queries.pages import Page, by_id

if TYPE_CHECKING:
    from evidence.accounts.models import User

#: An unread count stops here: nobody reads the difference.
COUNTED_TO = 99
#: How records other than claims and sources are found and called.
NAMED = {
    "evidence": (access.visible_evidence, "claim__text"),
    "study": (access.visible_studies, "label"),
    "topic": (access.visible_topics, "name"),
    "document": (access.visible_documents, "title"),
    "proposal": (access.visible_proposals, "reason"),
    "webhook": (access.own_webhooks, "address"),
}
JOINED = ("topic", "search")
PARTS = {"followed": False, "work": True}


@dataclass(frozen=True)
class InboxFilters:
    """`part`: "followed" or "work", both if empty. `kind` is a word of InboxKind."""

    part: str = ""
    kind: tuple[str, ...] = ()
    unread: bool | None = None


def unread(person: User) -> int:
    """How many lines are unread, at most 99. One query."""
    return Notification.objects.filter(user=person, read_at__isnull=True)[:COUNTED_TO].count()


def page(person: User, filters: InboxFilters, cursor: str | None = None, limit: int = 25) -> Page:
    """One page of the inbox, newest first. At most eight queries."""
    rows = Notification.objects.filter(user=person)
    if filters.part:
        work = [kind.value for kind in WORK]
        rows = rows.filter(kind__in=work) if PARTS[filters.part] else rows.exclude(kind__in=work)
    if filters.kind:
        rows = rows.filter(kind__in=list(filters.kind))
    if filters.unread is not None:
        rows = rows.filter(read_at__isnull=filters.unread)
    keys, following = by_id(rows, "inbox", cursor, limit)
    return Page(lines(person, keys), following)


def lines(person: User, keys: Sequence[int]) -> list[dict[str, Any]]:
    """These lines of the inbox, newest first, with what they are about as it stands now. At most seven queries.

    What the person may not see any more is named by its id alone.
    """
    rows = list(Notification.objects.filter(pk__in=keys).select_related("news").order_by("-pk"))
    about = _about(person, rows)
    return [_line(row, about) for row in rows]


def _about(person: User, rows: Sequence[Notification]) -> dict[tuple[str, int], dict[str, Any]]:
    wanted: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        wanted[row.noun].append(row.object_id)
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for brief in claim_briefs(visible_claims(person), wanted["claim"]):
        found["claim", int(brief["id"][1:])] = {"label": brief["text"], "claim": brief}
    for brief in source_briefs(access.visible_sources(person), wanted["source"]):
        found["source", int(brief["id"][1:])] = {"label": brief["title"], "source": brief}
    for noun, (visible, name) in NAMED.items():
        if wanted[noun]:
            named = visible(person).filter(pk__in=wanted[noun]).order_by()
            for pk, text in named.values_list("pk", name):
                found[noun, pk] = {"label": text}
    return found


def _line(row: Notification, about: Mapping[tuple[str, int], Mapping[str, Any]]) -> dict[str, Any]:
    record = about.get((row.noun, row.object_id), {})
    ident = record_name(row.noun, row.object_id)
    news = row.news
    return {
        "id": row.pk,
        "kind": row.kind,
        "kind_label": label(InboxKind, row.kind),
        "part": "work" if row.kind in [kind.value for kind in WORK] else "followed",
        "at": row.at,
        "read": row.read_at is not None,
        "about": {
            "noun": row.noun,
            "id": ident,
            "url": _page(row.noun, row.object_id) if record else "",
            "label": record.get("label") or ident,
        },
        "claim": record.get("claim"),
        "changed": news.changed if news else [],
        "before": news.before if news else None,
        "after": news.after if news else None,
        "via": row.via,
    }


def _page(noun: str, pk: int) -> str:
    """The path of the page about it; what is nobody else's has no public id in it."""
    return reverse(f"web:{noun}", args=[pk]) if noun == "webhook" else url(noun, pk)


def follows(person: User, cursor: str | None = None, limit: int = 100) -> Page:
    """What somebody follows, newest first. Five queries at most."""
    keys, following = by_id(Follow.objects.filter(user=person), "follows", cursor, limit)
    rows = list(Follow.objects.filter(pk__in=keys).select_related(*JOINED).order_by("-pk"))
    return Page(_follows(person, rows), following)


def _follows(person: User, rows: Sequence[Follow]) -> list[dict[str, Any]]:
    claims = dict(
        Claim.objects.filter(pk__in=[row.claim_id for row in rows if row.claim_id]).values_list(
            "pk", "text"
        )
    )
    sources = dict(
        Source.objects.filter(pk__in=[row.source_id for row in rows if row.source_id]).values_list(
            "pk", "title"
        )
    )
    documents = dict(
        access.visible_documents(person)
        .filter(pk__in=[row.document_id for row in rows if row.document_id])
        .values_list("pk", "title")
    )
    return [_follow(row, claims, sources, documents) for row in rows]


def _follow(
    row: Follow,
    claims: Mapping[int, str],
    sources: Mapping[int, str],
    documents: Mapping[int, str],
) -> dict[str, Any]:
    if row.search is not None:
        query = row.search.query
        noun, ident, name = "search", str(row.search.pk), row.search.name
        address = f"/claims/?{query}" if query else "/claims/"
    else:
        noun, pk, name = next(
            (noun, pk, name)
            for noun, pk, name in (
                ("claim", row.claim_id, claims.get(row.claim_id or 0, "")),
                ("topic", row.topic_id, row.topic.name if row.topic else ""),
                ("source", row.source_id, sources.get(row.source_id or 0, "")),
                ("document", row.document_id, documents.get(row.document_id or 0, "")),
            )
            if pk is not None
        )
        ident, address = public_id(noun, pk), url(noun, pk)
    return {
        "id": row.pk,
        "noun": noun,
        "target": ident,
        "label": name or ident,
        "url": address,
        "since": row.created_at,
    }


def follow_of(person: User, pk: int) -> dict[str, Any] | None:
    """One follow of one's own; None for anybody else's. Five queries at most."""
    rows = list(Follow.objects.filter(user=person, pk=pk).select_related(*JOINED))
    found = _follows(person, rows)
    return found[0] if found else None


def is_following(person: User, noun: str, pk: int) -> bool:
    """Whether somebody follows this. One query."""
    return Follow.objects.filter(user=person, **{f"{noun}_id": pk}).exists()


def letters_of(person: User) -> dict[str, Any]:
    """How often letters go to somebody, and when the last did. One query."""
    row = Letters.objects.filter(user=person).values("every", "last_at").first()
    return dict(row) if row else {"every": Frequency.NEVER.value, "last_at": None}
