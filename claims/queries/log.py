"""Is the event log complete and unaltered? Anyone with the database can work it out again."""

from __future__ import annotations

from collections.abc import Iterator

from claims.domain.log import GENESIS, chain_digest, event_digest
from claims.models import Event, KnowledgeBase, PublicChange

CHUNK = 1000


def faults() -> Iterator[str]:
    """Every fault of the log in words, none where all is well. One query for each thousand lines, and three.

    An event whose payload was erased keeps its digest, so the chain still holds.
    """
    base = KnowledgeBase.objects.filter(pk=1).first()
    head, seq = GENESIS, 0
    for event in _events():
        seq += 1
        if event.seq != seq:
            yield f"event {seq} is missing: the next is {event.seq}"
            seq = event.seq
        if event.payload is not None and event_digest(**said(event)) != event.digest:
            yield f"event {event.seq} was altered: it does not have its digest"
        head = chain_digest(head, event.seq, event.digest)
        if head != event.chain:
            yield f"the chain breaks at event {event.seq}"
            head = event.chain
    if base is None:
        if seq:
            yield "there are events but no knowledge base row"
        return
    if (base.event_seq, base.event_head) != (seq, head):
        yield f"the log ends at event {seq}, but {base.event_seq} were written"
    count = PublicChange.objects.count()
    last = PublicChange.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    if not count == last == base.public_seq:
        yield f"the public feed has {count} lines up to {last}, but {base.public_seq} were written"


def _events() -> Iterator[Event]:
    last = 0
    while part := list(Event.objects.filter(seq__gt=last).order_by("seq")[:CHUNK]):
        last = part[-1].seq
        yield from part


def said(event: Event) -> dict[str, object]:
    """What an event's digest covers. No query."""
    return {
        "salt": event.salt,
        "at": event.at.isoformat(),
        "act": str(event.act),
        "actor": event.actor,
        "verb": event.verb,
        "noun": event.noun,
        "object": event.object_id,
        "public": event.public,
        "payload": event.payload,
    }
