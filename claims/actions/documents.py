"""Articles that are checked: taken in, checked now or by the worker, shared, published, deleted, expired."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import F
from django.utils import timezone

from claims.access import Denied, Permission, require
from claims.actions import article_lookups, queue, rechecking
from claims.actions.core import act, knowledge_base, record, rehearsing
from claims.actions.editing import check as checked
from claims.domain.articles import DocumentAccess, DocumentFormat, DocumentStatus
from claims.domain.canonical import digest
from claims.domain.passages import ranking
from claims.domain.problems import Invalid, NotAllowedNow, Throttled
from claims.domain.sentences import Sentence
from claims.formats import documents as formats
from claims.formats.records import Unreadable
from claims.models import Correction, Document, Follow, Match, Passage
from claims.queries import article_references, checking, matching
from claims.queries.checking import Looked

if TYPE_CHECKING:
    from evidence.accounts.models import User

HOUR = 3600
#: Characters up to which a text is checked at once; longer ones are the worker's.
AT_ONCE = 20_000
#: Progress is written down every so many sentences.
STEP = 20
ASIDE = 1_000_000_000
#: What a passage that stands where it stood is told anew.
RENEWED = (
    "position",
    "block",
    "heading",
    "kind",
    "rank",
    "appeals",
    "uncited",
    "marks",
    "references",
)
UNFINISHED = (DocumentStatus.WAITING, DocumentStatus.CHECKING)
_turn = threading.BoundedSemaphore(1)


class TooSlow(Exception):
    """The check took longer than the site allows."""


def create(
    *,
    by: User | None,
    text: str | None = None,
    data: bytes | None = None,
    filename: str = "",
    title: str = "",
    citation: str = "",
    address: str = "",
    retrieved_on: date | None = None,
    client: str = "",
) -> Document:
    """Take an article in: its text as it was pasted, or a file in `data`. Nothing is checked yet.

    Without `by` it is unlisted, has a secret link and expires; `client` is who is counted against the limits then.
    Raises Invalid, Throttled.
    """
    _within_limits(by, client, len(text or "") or len(data or b""), file=data is not None)
    article = _read(text, data, filename)
    field = "text" if data is None else "file"
    _short_enough(article.text, by, field)
    name = " ".join(title.split()) or article.title or _first_line(article.text)
    document = Document(
        title=name[:300],
        text=article.text,
        sha256=hashlib.sha256(article.text.encode()).hexdigest(),
        kind=article.kind,
        citation=citation,
        address=address,
        retrieved_on=retrieved_on,
        remarks=[*article.remarks, *_remarks(article.text)],
        created_by=by,
    )
    if by is None:
        document.access = DocumentAccess.UNLISTED
        document.secret = secrets.token_urlsafe(24)
        document.expires_at = timezone.now() + timedelta(days=settings.CHECK_KEEP_DAYS)
    checked(document)
    with act(by):
        document.save(force_insert=True)
        # Neither title nor text: the log is read by others than its maker.
        record("taken_in", document, after={"characters": len(article.text), "kind": article.kind})
    return document


def _read(text: str | None, data: bytes | None, filename: str) -> formats.Article:
    try:
        if data is not None:
            return formats.read(data, filename)
        return formats.Article(formats.normalised(text or ""), DocumentFormat.TEXT)
    except Unreadable as refusal:
        raise Invalid({"file" if data is not None else "text": [refusal.message]}) from None


def _short_enough(text: str, by: User | None, field: str) -> None:
    most = settings.CHECK_MAX_CHARACTERS if by else settings.CHECK_ANONYMOUS_CHARACTERS
    if len(text) > most:
        more = "" if by else " Sign in to check longer ones."
        raise Invalid(
            {
                field: [
                    f"The text has {len(text):,} characters: at most {most:,} are checked. Cut it in parts.{more}"
                ]
            }
        )


def _first_line(text: str) -> str:
    line = next(line.strip() for line in text.splitlines() if line.strip())
    line = " ".join(line.lstrip("#*- ").split()) or "Untitled"
    return line if len(line) <= 100 else f"{line[:97].rsplit(' ', 1)[0]}…"


def _remarks(text: str) -> list[str]:
    if ranking.is_english(text):
        return []
    return [
        Sentence(
            "This does not look like English: other languages are split into sentences, but hardly anything matches."
        )
    ]


def _within_limits(by: User | None, client: str, size: int, *, file: bool) -> None:
    """Raise Invalid or Throttled for too much, too often, or too many at a time."""
    if not size and file:
        raise Invalid({"file": ["The file is empty."]})
    if not size:
        raise Invalid({"text": ["Paste the text of an article, or choose a file."]})
    if size > settings.CHECK_MAX_BYTES:
        raise Invalid(
            {
                "file" if file else "text": [
                    f"At most {settings.CHECK_MAX_BYTES / 1_048_576:.1f} MB are read. Cut the article in parts."
                ]
            }
        )
    # One whose process was killed stays unfinished: it must not shut others out for long.
    unfinished = Document.objects.filter(
        status__in=UNFINISHED, created_at__gt=timezone.now() - timedelta(seconds=HOUR)
    )
    if by is not None:
        waiting = unfinished.filter(created_by=by).count()
        if waiting >= settings.CHECKS_AT_ONCE:
            raise Throttled(
                f"{waiting} of your articles are still being checked: wait for them.",
                60,
                name="articles-at-once",
                counted_by="person",
                quota=settings.CHECKS_AT_ONCE,
                window=60,
            )
        return
    waiting = unfinished.filter(created_by=None).count()
    if waiting >= settings.CHECKS_AT_ONCE:
        raise Throttled(
            "Other visitors' articles are being checked: try again in a minute.",
            60,
            name="articles-at-once",
            counted_by="site",
            quota=settings.CHECKS_AT_ONCE,
            window=60,
        )
    key, now = f"check-{digest(client)}", time.time()
    recent = [at for at in cache.get(key, ()) if at > now - HOUR]
    if len(recent) >= settings.CHECKS_PER_HOUR:
        wait = int(recent[0] + HOUR - now) + 1
        raise Throttled(
            f"At most {settings.CHECKS_PER_HOUR} articles an hour without an account: sign in, or come back later.",
            wait,
            name="articles",
            counted_by="address",
            quota=settings.CHECKS_PER_HOUR,
            window=HOUR,
        )
    if not rehearsing():
        cache.set(key, [*recent, now], HOUR)


def begin(*, document: Document, by: User | None) -> Document:
    """Check it now where it is short and nothing else is being checked, or leave it to the worker."""
    if len(document.text) <= AT_ONCE and _turn.acquire(blocking=False):
        try:
            return check(document=document, by=by)
        finally:
            _turn.release()
    queue.later("check_document", document=document.pk, by=by and by.pk)
    return document


def check(*, document: Document, by: User | None) -> Document:
    """Find passages and what they speak of, and store all of it, or nothing and why.

    What people decided on before stays: their matches are kept where the same sentence stands. One query for each 20
    sentences to say how far it is, beside those of `claims.queries.checking`.
    """
    rows = Document.objects.filter(pk=document.pk)
    seen = knowledge_base().public_seq
    end = time.monotonic() + settings.CHECK_SECONDS

    def started(sentences: int) -> None:
        rows.update(status=DocumentStatus.CHECKING, sentences=sentences, done=0, error="")

    def progress(done: int) -> None:
        if time.monotonic() > end:
            raise TooSlow
        if done % STEP == 0:
            rows.update(done=done)

    try:
        found = checking.look(document.text, document.title, started=started, progress=progress)
    except TooSlow:
        _failed(
            document,
            by,
            f"Checking took longer than {settings.CHECK_SECONDS} seconds: cut the article in parts.",
        )
        return document
    except Exception:
        # Left as it is, it would be "being checked" for ever, and count against the limits.
        wrong = Sentence("Something went wrong here while it was checked. Try again later.")
        _failed(document, by, wrong)
        raise
    with act(by):
        old = rechecking.before(document)
        _store(document, found)
        rows.update(
            bibliography=_bibliography(document),
            status=DocumentStatus.DONE,
            done=len(found),
            method=matching.method(),
            knowledge_seq=seen,
            checked_at=timezone.now(),
            revision=F("revision") + 1,
        )
        rechecking.keep(document, old, by=by)
        told = {"passages": len(found), "matches": sum(len(one.matches) for one in found)}
        record("checked", document, after=told)
    document.refresh_from_db()
    article_lookups.ask(document)
    return document


def _bibliography(document: Document) -> dict[str, Any]:
    """The article's list of references, with what services said before."""
    held = document.bibliography or {}
    return {**article_references.listed(document.text), "records": held.get("records", {})}


def _failed(document: Document, by: User | None, why: str) -> None:
    with act(by):
        Document.objects.filter(pk=document.pk).update(
            status=DocumentStatus.FAILED, error=why, checked_at=timezone.now()
        )
        record("check_failed", document, reason=why)
    document.refresh_from_db()


def _store(document: Document, found: list[Looked]) -> None:
    # Out of the way first: places are unique, and rules of another version may cut the text otherwise.
    held = Passage.objects.filter(document=document)
    held.update(position=F("position") + ASIDE)
    kept = dict(held.values_list("start", "pk"))
    ends = dict(held.values_list("pk", "end"))
    again: list[Passage] = []
    new: list[Passage] = []
    for one in found:
        one.passage.document = document
        known = kept.get(one.passage.start)
        if known is not None and ends[known] == one.passage.end:
            one.passage.pk = known
            again.append(one.passage)
        else:
            new.append(one.passage)
    held.exclude(pk__in=[row.pk for row in again]).delete()
    Passage.objects.bulk_update(again, RENEWED, batch_size=100)
    Passage.objects.bulk_create(new, batch_size=500)
    matches = Match.objects.filter(passage__document=document)
    matches.filter(decided_at__isnull=True).delete()
    decided = set(matches.values_list("passage_id", "claim_id"))
    rows = []
    for one in found:
        for match in one.matches:
            match.passage = one.passage
            if (one.passage.pk, match.claim_id) not in decided:
                rows.append(match)
    Match.objects.bulk_create(rows, batch_size=500)


def recheck(*, document: Document, by: User) -> Document:
    """Check it anew, against what the knowledge base holds now. Raises Denied, NotAllowedNow."""
    _own(document, by)
    if document.status in UNFINISHED:
        raise NotAllowedNow("It is still being checked.")
    return begin(document=document, by=by)


def _own(document: Document, by: User) -> None:
    if document.created_by_id != by.pk:
        raise Denied("Only who brought the article in may do this.")


def share(*, document: Document, by: User) -> Document:
    """Let members see it, and whoever has its link. Raises Denied, NotAllowedNow."""
    _own(document, by)
    if document.access != DocumentAccess.PRIVATE:
        raise NotAllowedNow("It is shared already.")
    return _open(document, by, DocumentAccess.SHARED, document.secret or secrets.token_urlsafe(24))


def unshare(*, document: Document, by: User) -> Document:
    """Close it to all but its maker; the old link opens nothing any more, and nobody follows it.

    Raises Denied, NotAllowedNow.
    """
    _own(document, by)
    if document.access != DocumentAccess.SHARED:
        raise NotAllowedNow("It is not shared.")
    with act(by):
        closed = _open(document, by, DocumentAccess.PRIVATE, "")
        Follow.objects.filter(document=closed).delete()
    return closed


def publish(*, document: Document, by: User) -> Document:
    """Show it to anyone, by an editor's decision. Raises Denied, NotAllowedNow."""
    require(by, Permission.PUBLISH)
    if document.status != DocumentStatus.DONE:
        raise NotAllowedNow("It has to be checked first.")
    if document.access == DocumentAccess.PUBLISHED:
        raise NotAllowedNow("It is published already.")
    if document.access == DocumentAccess.PRIVATE and document.created_by_id != by.pk:
        raise NotAllowedNow("Its maker has to share it first.")
    return _open(document, by, DocumentAccess.PUBLISHED, document.secret)


def _open(document: Document, by: User, access: DocumentAccess, secret: str) -> Document:
    with act(by):
        rows = Document.objects.filter(pk=document.pk, access=document.access)
        expires = None if access == DocumentAccess.PUBLISHED else document.expires_at
        changes = {"access": access, "secret": secret, "expires_at": expires}
        if not rows.update(**changes, revision=F("revision") + 1):
            raise NotAllowedNow("It was opened or closed meanwhile: look again.")
        before = {"access": document.access}
        record("opened", document, before=before, after={"access": access})
    document.refresh_from_db()
    return document


def delete(*, document: Document, by: User) -> None:
    """Take an article away with its passages; what was decided on its matches stays, without its sentences.

    Raises Denied, NotAllowedNow: what is published stays.
    """
    _own(document, by)
    if document.access == DocumentAccess.PUBLISHED:
        raise NotAllowedNow("It is published: ask an editor.")
    with act(by):
        _remove(document, "deleted")


def _remove(document: Document, verb: str) -> None:
    Correction.objects.filter(document=document).update(sentence="")
    record(verb, document)
    document.delete()


def expire() -> int:
    """Take away the articles whose time is over; returns how many."""
    count = 0
    for document in Document.objects.filter(expires_at__lte=timezone.now()).order_by("pk")[:1000]:
        with act(None):
            _remove(document, "expired")
        count += 1
    return count
