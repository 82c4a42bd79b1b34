"""Large files of sources are read and stored by the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model

from claims.actions.importing import reading, storing
from claims.domain.vocabulary import ImportStatus
from claims.models import Import

if TYPE_CHECKING:
    from evidence.accounts.models import User


def _asker(pk: int | None) -> User | None:
    people: Any = get_user_model().objects
    found: User | None = people.get(pk=pk) if pk is not None else None
    return found


#: An import that was taken back while its job waited: nothing is left to do.
OVER = (ImportStatus.UNDONE, ImportStatus.EXPIRED)


def read(batch: int, by: int | None = None) -> None:
    """Read the file of an import, as the person who asked for it (None: the operator)."""
    row = Import.objects.get(pk=batch)
    if row.status not in OVER:
        reading.read(batch=row, by=_asker(by))


def store(batch: int, by: int | None = None) -> None:
    """Store what was read of it, as the person who asked for it."""
    row = Import.objects.get(pk=batch)
    if row.status not in OVER:
        storing.store(batch=row, by=_asker(by))
