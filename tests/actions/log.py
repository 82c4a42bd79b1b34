"""What the log has to say, for tests of single actions."""

from __future__ import annotations

from typing import Any

from claims.models import Event


def mark() -> int:
    """Where the log ends now."""
    last = Event.objects.order_by("-seq").values_list("seq", flat=True).first()
    return last or 0


def since(start: int, record: Any = None) -> list[Event]:
    """Events after `start`, of one record where given."""
    events = Event.objects.filter(seq__gt=start).order_by("seq")
    if record is not None:
        events = events.filter(noun=record.NOUN, object_id=record.pk)
    return list(events)


def verbs(start: int, record: Any = None) -> list[str]:
    """Their verbs, in order."""
    return [event.verb for event in since(start, record)]
