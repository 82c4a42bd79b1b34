"""Who is told of what is new: each follow is held against the news, and each person is told once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from claims.domain.following import InboxKind, NewsKind
from claims.domain.members import pack, unpack
from claims.domain.problems import Invalid
from claims.domain.vocabulary import PREFIXES, ClaimStatus
from claims.models import Follow, News, Notification, PublicChange, SavedSearch
from claims.queries import news as queries
from claims.queries import saved

#: What happened to a claim -> what its own followers are told.
OF_CLAIM = {
    NewsKind.CONCLUSION: InboxKind.CONCLUSION,
    NewsKind.RETIRED: InboxKind.RETIRED,
    NewsKind.PUBLISHED: InboxKind.PUBLISHED,
}
COLUMNS = ("user_id", "since", "claim_id", "topic_id", "topic__name", "source_id", "source__title")


@dataclass
class _Told:
    """One line for one person, gathered from all that they follow."""

    at: datetime
    news: News | None = None
    via: list[dict[str, Any]] = field(default_factory=list)


# (person, kind, noun, key of the record, number of the change)
_Key = tuple[int, InboxKind, str, int, int]


class _Lines:
    """What is to be told, each thing once a person."""

    def __init__(self) -> None:
        self.found: dict[_Key, _Told] = {}

    def add(
        self,
        follow: Mapping[str, Any],
        kind: InboxKind,
        record: tuple[str, int],
        change: News | PublicChange,
        via: dict[str, Any],
    ) -> None:
        """A line for whoever follows, unless the change is older than the follow."""
        if change.seq <= follow["since"]:
            return
        key = (follow["user_id"], kind, *record, change.seq)
        line = self.found.setdefault(key, _Told(change.at))
        if isinstance(change, News):
            line.news = change
        if via not in line.via:
            line.via.append(via)

    def rows(self) -> list[Notification]:
        """The lines as rows of the inbox."""
        return [
            Notification(
                user_id=person,
                kind=kind,
                at=line.at,
                noun=noun,
                object_id=pk,
                origin=f"p{seq}",
                news=line.news,
                via=line.via,
            )
            for (person, kind, noun, pk, seq), line in self.found.items()
        ]


def tell(news: Sequence[News], touched: Mapping[int, PublicChange]) -> None:
    """Write the inbox lines for these news, and for saved searches that claims entered or left."""
    lines = _Lines()
    of_claims = [one for one in news if one.claim_id is not None]
    notices = [one for one in news if one.kind == NewsKind.INTEGRITY]
    _followed_claims(of_claims, lines)
    _notices(notices, lines)
    _topics(of_claims, lines)
    _searches({one.claim_id: one for one in of_claims if one.claim_id}, touched, lines)
    Notification.objects.bulk_create(lines.rows(), batch_size=500, ignore_conflicts=True)


def _follows(condition: Q) -> Iterable[dict[str, Any]]:
    found: Iterable[dict[str, Any]] = (
        Follow.objects.filter(condition, user__is_active=True).order_by("pk").values(*COLUMNS)
    )
    return found


def _followed_claims(news: Sequence[News], lines: _Lines) -> None:
    """To those who follow the claim; its conclusion also to those who follow a source that it rests on."""
    of = {one.claim_id: one for one in news if one.kind in OF_CLAIM and one.claim_id}
    for follow in _follows(Q(claim__in=list(of))):
        claim = follow["claim_id"]
        kind = OF_CLAIM[NewsKind(of[claim].kind)]
        lines.add(follow, kind, ("claim", claim), of[claim], _via("claim", claim))
    concluded = [claim for claim, one in of.items() if one.kind == NewsKind.CONCLUSION]
    if not concluded:
        return
    by_source: dict[int, list[int]] = defaultdict(list)
    for claim, sources in queries.sources_under(concluded).items():
        for source in sources:
            by_source[source].append(claim)
    for follow in _follows(Q(source__in=list(by_source))):
        via = _via("source", follow["source_id"])
        for claim in by_source[follow["source_id"]]:
            lines.add(follow, InboxKind.CONCLUSION, ("claim", claim), of[claim], via)


def _notices(news: Sequence[News], lines: _Lines) -> None:
    """To those who follow the source, what was merged into it, or a claim that rests on it."""
    of = {one.source_id: one for one in news if one.source_id}
    if not of:
        return
    for follow in _follows(Q(source__in=list(of)) | Q(source__merged_into__in=list(of))):
        source = follow["source_id"]
        one = of.get(source)
        if one is not None:
            record = ("source", source)
            lines.add(follow, InboxKind.INTEGRITY, record, one, _via("source", source))
    resting = queries.claims_resting_on(of)
    by_claim: dict[int, list[int]] = defaultdict(list)
    for source, claims in resting.items():
        for claim in claims:
            by_claim[claim].append(source)
    for follow in _follows(Q(claim__in=list(by_claim))):
        for source in by_claim[follow["claim_id"]]:
            via = _via("claim", follow["claim_id"])
            lines.add(follow, InboxKind.INTEGRITY, ("source", source), of[source], via)


def _topics(news: Sequence[News], lines: _Lines) -> None:
    """To those who follow a topic or a broader one: claims that enter it, leave it, or conclude otherwise."""
    named = {topic for one in news for topic in (*one.after["topics"], *_before(one))}
    if not named:
        return
    above = queries.broader(named)
    moves: dict[int, list[tuple[InboxKind, News]]] = defaultdict(list)
    for one in news:
        was, now = above.of(_before(one)), above.of(_now(one))
        for topics, kind in (
            (now - was, InboxKind.ENTERED),
            (was - now, InboxKind.LEFT),
            (was & now if one.kind == NewsKind.CONCLUSION else (), InboxKind.CONCLUSION),
        ):
            for topic in topics:
                moves[topic].append((kind, one))
    for follow in _follows(Q(topic__in=list(moves))):
        topic = follow["topic_id"]
        via = _via("topic", topic, follow["topic__name"])
        for kind, one in moves[topic]:
            lines.add(follow, kind, ("claim", one.claim_id or 0), one, via)


def _before(news: News) -> list[int]:
    """The topics under which it was listed before."""
    before = news.before
    return before["topics"] if before and before["status"] == ClaimStatus.PUBLISHED else []


def _now(news: News) -> list[int]:
    return news.after["topics"] if news.after["status"] == ClaimStatus.PUBLISHED else []


def _searches(news: Mapping[int, News], touched: Mapping[int, PublicChange], lines: _Lines) -> None:
    """To those who follow a saved search: what its list gained, lost, or shows with another conclusion."""
    if not touched:
        return
    follows = Follow.objects.filter(search__isnull=False, user__is_active=True)
    for follow in follows.select_related("search").order_by("pk"):
        search = follow.search
        now = _matching(search, touched) if search else None
        if search is None or now is None:
            continue
        members = unpack(bytes(search.members)) if search.members is not None else set()
        was = members & set(touched)
        told = {"user_id": follow.user_id, "since": follow.since}
        via = {"noun": "search", "id": search.pk, "name": search.name}
        for claim in sorted(now - was):
            lines.add(told, InboxKind.ENTERED, ("claim", claim), touched[claim], via)
        for claim in sorted(was - now):
            lines.add(told, InboxKind.LEFT, ("claim", claim), touched[claim], via)
        for claim in sorted(was & now):
            one = news.get(claim)
            if one is not None and one.kind == NewsKind.CONCLUSION:
                lines.add(told, InboxKind.CONCLUSION, ("claim", claim), one, via)
        if now != was:
            SavedSearch.objects.filter(pk=search.pk).update(members=pack(members - was | now))


def _matching(search: SavedSearch, touched: Mapping[int, PublicChange]) -> set[int] | None:
    """Which of the touched claims it holds now; None where a filter of it is known no more."""
    try:
        filters = saved.filters_of(search.query)
    except Invalid:
        return None
    return saved.matching(filters, among=touched)


def _via(noun: str, pk: int, name: str = "") -> dict[str, Any]:
    return {"noun": noun, "id": f"{PREFIXES[noun]}{pk}", "name": name}
