"""Following claims, topics, sources, searches and articles; what one is told is read, and letters are chosen.

What a person follows is no knowledge and nobody else's business: these acts leave no events, and a follow that is ended
is gone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from claims.access import Denied, visible_documents
from claims.actions.core import knowledge_base
from claims.domain.articles import DocumentAccess
from claims.domain.canonical import clean_text
from claims.domain.following import Frequency
from claims.domain.members import pack
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.vocabulary import ClaimStatus, RecordStatus
from claims.models import Claim, Document, Follow, Letters, Notification, SavedSearch, Source, Topic
from claims.queries import filter_address, saved

if TYPE_CHECKING:
    from evidence.accounts.models import User

Target = Claim | Topic | Source | SavedSearch | Document

MOST_FOLLOWS = 1_000
MOST_SEARCHES = 100
LONGEST_QUERY = 4_000
PUBLISHED = {ClaimStatus.PUBLISHED.value, RecordStatus.PUBLISHED.value}


def follow(*, target: Target, by: User, secret: str = "") -> Follow:
    """Be told when this changes for readers, from now on; once followed it stays as it is.

    For anybody who signed in. Of an article it is told where a check finds otherwise; `secret` is that of the link
    by which they came. Raises Denied, NotAllowedNow for what is not published (of articles: not shared), Invalid
    beyond 1,000.
    """
    _member(by)
    column = _column(target)
    if isinstance(target, SavedSearch):
        if target.user_id != by.pk:
            raise Denied("This is somebody else's saved search.")
    elif isinstance(target, Document):
        _followable(target, by, secret)
    elif target.status not in PUBLISHED:
        raise NotAllowedNow("Only what is published can be followed.")
    with transaction.atomic():
        base = knowledge_base()
        made, new = Follow.objects.get_or_create(
            user=by, **{column: target}, defaults={"since": base.public_seq}
        )
        if new:
            if Follow.objects.filter(user=by).count() > MOST_FOLLOWS:
                raise Invalid({"": [f"You follow {MOST_FOLLOWS} things already: end one first."]})
            if isinstance(target, SavedSearch):
                _remember(target)
    return made


def unfollow(*, target: Target, by: User) -> None:
    """Be told no more; what was told stays in the inbox. Raises Denied."""
    _member(by)
    Follow.objects.filter(user=by, **{_column(target): target}).delete()


def save_search(
    *, name: str, query: Mapping[str, Sequence[str]], by: User, followed: bool = True
) -> SavedSearch:
    """Keep the filters of a list of claims under a name, and follow them unless told not to.

    The same filters are kept once: saving them again renames them. Raises Denied, and Invalid that names each
    filter that is not known.
    """
    _member(by)
    name = _named(name)
    canonical = filter_address.write(filter_address.read(query, beside=("cursor",)))
    if len(canonical) > LONGEST_QUERY:
        raise Invalid({"query": ["These filters are too long to keep: shorten the words."]})
    with transaction.atomic():
        row, new = SavedSearch.objects.update_or_create(
            user=by, query=canonical, defaults={"name": name}
        )
        if new and SavedSearch.objects.filter(user=by).count() > MOST_SEARCHES:
            raise Invalid({"": [f"You have saved {MOST_SEARCHES} searches: delete one first."]})
        if followed:
            follow(target=row, by=by)
    return row


def rename_search(*, search: SavedSearch, name: str, by: User) -> SavedSearch:
    """Give a saved search another name. Raises Denied, Invalid."""
    _own(search, by)
    search.name = _named(name)
    search.save(update_fields=["name"])
    return search


def delete_search(*, search: SavedSearch, by: User) -> None:
    """Forget a saved search, and follow it no more. Raises Denied."""
    _own(search, by)
    search.delete()


def mark_read(*, by: User, keys: Sequence[int] | None = None, read: bool = True) -> int:
    """Mark lines of one's inbox as read, or as unread again; all of them without `keys`. Returns how many changed."""
    _member(by)
    rows = Notification.objects.filter(user=by, read_at__isnull=read)
    if keys is not None:
        rows = rows.filter(pk__in=list(keys))
    return rows.update(read_at=timezone.now() if read else None)


def choose_letters(*, every: str, by: User) -> Letters:
    """Choose how often letters tell of what is new; what waited before is not sent. Raises Denied, Invalid."""
    _member(by)
    if every not in [value for value, _ in Frequency.choices()]:
        raise Invalid({"every": ["Choose one of the words of this scale."]})
    with transaction.atomic():
        row, _ = Letters.objects.get_or_create(user=by)
        if row.every == Frequency.NEVER and every != Frequency.NEVER:
            waiting = Notification.objects.filter(user=by, mailed_at__isnull=True)
            waiting.update(mailed_at=timezone.now())
        row.every = every
        row.save(update_fields=["every"])
    return row


def forget(*, user: User) -> None:
    """Everything that a person follows, saved and was told, taken away: part of erasing an account."""
    for rows in (
        Notification.objects.filter(user=user),
        Follow.objects.filter(user=user),
        SavedSearch.objects.filter(user=user),
        Letters.objects.filter(user=user),
    ):
        rows.delete()


def _followable(document: Document, by: User, secret: str) -> None:
    if not visible_documents(by, secret).filter(pk=document.pk).exists():
        raise Denied("This article is not shared with you.")
    if document.created_by_id == by.pk:
        raise NotAllowedNow("It is your own: you are told of changes anyway.")
    if document.access not in (DocumentAccess.SHARED, DocumentAccess.PUBLISHED):
        raise NotAllowedNow("Only articles that are shared or published can be followed.")


def _remember(search: SavedSearch) -> None:
    """What it holds now, so that the next change can be told from it."""
    search.members = pack(saved.matching(saved.filters_of(search.query)))
    search.save(update_fields=["members"])


def _named(name: str) -> str:
    try:
        text = clean_text(name, multiline=False)
    except ValueError as error:
        raise Invalid({"name": [str(error)]}) from error
    if not text or len(text) > 200:
        raise Invalid({"name": ["Give it a name of at most 200 characters."]})
    return text


def _column(target: Any) -> str:
    return "search" if isinstance(target, SavedSearch) else str(target.NOUN)


def _own(search: SavedSearch, by: User) -> None:
    _member(by)
    if search.user_id != by.pk:
        raise Denied("This is somebody else's saved search.")


def _member(by: User) -> None:
    if not by.is_active:
        raise Denied("Sign in first.")
