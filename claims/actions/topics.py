"""Topics: the controlled terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.utils import timezone

from claims.access import Permission, may, require
from claims.actions import counts, feed, filing, syntheses
from claims.actions.core import act, announce, record
from claims.actions.editing import assign, insert, known_only, swap_status, value_of, write
from claims.actions.lists import LISTS, current_list
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.status import require_step
from claims.domain.vocabulary import ClaimStatus, ProposalStatus, RecordStatus
from claims.models import Claim, ClaimTopic, Search, Topic

if TYPE_CHECKING:
    from evidence.accounts.models import User


#: Where a claim names a topic, beside its list of them.
ROLES = ("exposure", "outcome", "population", "comparator")


def create(*, by: User, fields: Mapping[str, Any], reason: str = "") -> Topic:
    """A new topic: published at once when an editor makes it, waiting in the queue otherwise.

    Raises Denied, Invalid (also where a topic of the kind has the name).
    """
    require(by, Permission.PROPOSE)
    known_only("topic", fields)
    editor = may(by, Permission.EDIT)
    lists = {name: _items(fields[name]) for name in LISTS["topic"] if fields.get(name)}
    topic = Topic(created_by=by, status=RecordStatus.PUBLISHED if editor else RecordStatus.PROPOSED)
    with act(by):
        assign(topic, {name: value for name, value in fields.items() if name not in LISTS["topic"]})
        insert(topic, lists)
        after = {name: value_of(topic, name) for name in fields}
        record(
            "created" if editor else "proposed", topic, after=after, reason=reason, public=editor
        )
        if editor:
            announce("topic_changed", topic)
        else:
            filing.propose_new(record_=topic, by=by, reason=reason)
    return topic


def _items(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return list(value.get("add") or ())
    return list(value) if isinstance(value, Iterable) and not isinstance(value, str) else [value]


def accept(*, topic: Topic, by: User, reason: str = "") -> Topic:
    """Publish a proposed topic."""
    require(by, Permission.DECIDE_PROPOSAL)
    require_step("topic", topic.status, RecordStatus.PUBLISHED)
    with act(by):
        own = filing.own_work(topic.created_by_id, by=by)
        swap_status(topic, expected=topic.status, status=RecordStatus.PUBLISHED)
        filing.close_new(
            record_=topic, status=ProposalStatus.ACCEPTED, by=by, reason=reason, own=own
        )
        record("accepted", topic, reason=filing.labelled(reason, own=own), public=True)
        announce("topic_changed", topic)
        _named_elsewhere(topic)
    return topic


def revise(
    *,
    topic: Topic,
    changes: Mapping[str, Any],
    by: User,
    reason: str = "",
    base: int | None = None,
) -> Topic:
    """Change a topic that is not published yet: for its author and editors. Raises Denied, Invalid, Moved."""
    if topic.created_by_id != by.pk:
        require(by, Permission.EDIT)
    if topic.status != RecordStatus.PROPOSED:
        raise NotAllowedNow("This topic is published: file a proposal instead.")
    with act(by):
        before, after = write(topic, changes, base=base)
        if after:
            record("revised", topic, before=before, after=after, reason=reason)
    return topic


def _named_elsewhere(topic: Topic) -> None:
    """What names a topic says so in public once anyone can see it."""
    roles = Q(topics=topic)
    for role in ROLES:
        roles |= Q(**{role: topic})
    named = Claim.objects.filter(roles).order_by().values_list("pk", flat=True)
    feed.changed("claim", set(named))
    feed.changed("topic", set(topic.narrower.values_list("pk", flat=True)))
    feed.changed("search", set(Search.objects.filter(topic=topic).values_list("pk", flat=True)))


def retire(*, topic: Topic, by: User, reason: str) -> Topic:
    """Take a topic out of use; its page says why. Claims keep it."""
    require(by, Permission.RETIRE)
    reason = filing.need_reason(reason)
    require_step("topic", topic.status, RecordStatus.RETIRED)
    with act(by):
        swap_status(topic, expected=topic.status, status=RecordStatus.RETIRED, status_reason=reason)
        record("retired", topic, after={"status": topic.status}, reason=reason, public=True)
        announce("topic_changed", topic, reason=reason)
    return topic


def merge(*, topic: Topic, into: Topic, by: User, reason: str) -> Topic:
    """Join a topic into another: its claims and names move over, its id leads there. Returns `into`."""
    require(by, Permission.MERGE)
    reason = filing.need_reason(reason)
    if topic.pk == into.pk or into.status != RecordStatus.PUBLISHED:
        raise Invalid({"into": ["Choose another topic that is published."]})
    require_step("topic", topic.status, RecordStatus.MERGED)
    with act(by):
        swap_status(
            topic,
            expected=topic.status,
            status=RecordStatus.MERGED,
            status_reason=reason,
            merged_into=into,
        )
        after = {"merged_into": into.public_id}
        record("merged", topic, after=after, reason=reason, public=True)
        announce("record_merged", topic, reason=reason)
        _move_names(topic, into, reason=reason)
        moved = _move_claims(topic, into, reason=reason)
        named = list(Search.objects.filter(topic=topic).values_list("pk", flat=True))
        Search.objects.filter(pk__in=named).update(topic=into)
        counts.refresh_topics([topic.pk, into.pk])
        syntheses.refresh(sorted(moved), reason="topics were merged")
        feed.changed("topic", [into.pk], reason=reason)
        _named_elsewhere(topic)
        feed.changed("claim", moved, reason=reason)
        feed.changed("search", named, reason=reason)
    return into


def _move_names(topic: Topic, into: Topic, *, reason: str) -> None:
    known = {into.name.casefold(), *(name.casefold() for name in current_list(into, "aliases"))}
    names = [topic.name, *current_list(topic, "aliases")]
    fresh = {name.casefold(): name for name in names if name.casefold() not in known}
    before, after = write(into, {"aliases": {"add": list(fresh.values()), "remove": []}})
    if after:
        record("revised", into, before=before, after=after, reason=reason, public=True)
        announce("topic_changed", into, reason=reason)


def _move_claims(topic: Topic, into: Topic, *, reason: str) -> set[int]:
    """Claims that named one topic name the other from now on; returns their keys. Eight queries."""
    old, new = topic.public_id, into.public_id
    said: dict[int, tuple[dict[str, Any], dict[str, Any]]] = defaultdict(lambda: ({}, {}))
    for role in ROLES:
        keys = list(Claim.objects.filter(**{role: topic}).values_list("pk", flat=True))
        for pk in keys:
            said[pk][0][role], said[pk][1][role] = old, new
        if keys:
            Claim.objects.filter(**{role: topic}).update(**{role: into})
    links = ClaimTopic.objects.filter(topic=topic)
    for pk in links.values_list("claim_id", flat=True):
        said[pk][0]["topics"], said[pk][1]["topics"] = [old], [new]
    held = list(ClaimTopic.objects.filter(topic=into).values_list("claim_id", flat=True))
    links.exclude(claim__in=held).update(topic=into)
    links.delete()
    touched = Claim.objects.filter(pk__in=said)
    touched.update(revision=F("revision") + 1, changed_at=timezone.now())
    for claim in touched.only("pk", "status"):
        before, after = said[claim.pk]
        public = claim.status == ClaimStatus.PUBLISHED
        record("revised", claim, before=before, after=after, reason=reason, public=public)
        if public:
            announce("claim_changed", claim, reason=reason)
    return set(said)
