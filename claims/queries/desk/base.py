"""The shape of a list on somebody's desk, and of what lies on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from claims.access import Permission

if TYPE_CHECKING:
    from claims.access import Viewer


@dataclass(frozen=True)
class DeskList:
    """One list: who has it, what waits (with "waits_since" and "points"), how a page of it is told."""

    name: str
    title: str
    about: str
    empty: str
    permission: Permission
    waiting: Callable[[Viewer], QuerySet[Any]]
    rows: Callable[[Viewer, list[int]], list[dict[str, Any]]]


def item(
    ident: str, address: str, label: str, about: str, reason: str, since: datetime
) -> dict[str, Any]:
    """One thing that waits: what and where it is, why it stands where it stands, since when."""
    return {
        "id": ident,
        "url": address,
        "label": label,
        "about": about,
        "reason": reason,
        "since": since,
        "until": None,
        "act": "",
    }
