"""Topics: the controlled terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from claims.access import Permission, may, require
from claims.actions import counts, filing
from claims.actions.core import act, announce, record
from claims.actions.editing import assign, insert, known_only, swap_status, value_of, write
from claims.actions.lists import LISTS
from claims.domain.problems import Invalid
from claims.domain.status import require_step
from claims.domain.vocabulary import ProposalStatus, RecordStatus
from claims.models import ClaimTopic, Topic

if TYPE_CHECKING:
    from evidence.accounts.models import User


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
    with act(by):
        before, after = write(topic, changes, base=base)
        if after:
            record("revised", topic, before=before, after=after, reason=reason)
    return topic


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
        held = ClaimTopic.objects.filter(topic=into).values("claim")
        ClaimTopic.objects.filter(topic=topic).exclude(claim__in=held).update(topic=into)
        ClaimTopic.objects.filter(topic=topic).delete()
        for role in ("exposure", "outcome", "population", "comparator"):
            getattr(topic, f"claims_as_{role}").update(**{role: into})
        names = [topic.name, *topic.aliases.values_list("name", flat=True)]
        write(into, {"aliases": {"add": names, "remove": []}})
        counts.refresh_topics([topic.pk, into.pk])
        after = {"merged_into": into.public_id}
        record("merged", topic, after=after, reason=reason, public=True)
        announce("record_merged", topic, reason=reason)
    return into
