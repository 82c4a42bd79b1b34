"""What was brought in and came to nothing: tried again where the worker gave up, discarded where nobody stored it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from claims.actions import queue
from claims.actions.core import act, record
from claims.actions.importing import batches, files
from claims.domain.problems import Moved, NotAllowedNow
from claims.domain.vocabulary import ImportStatus
from claims.models import Import, ImportRecord
from claims.queries import imports

if TYPE_CHECKING:
    from evidence.accounts.models import User


def retry(*, batch: Import, by: User | None) -> Import:
    """Have the worker take up an import that it gave up, or that was interrupted. Raises Denied, NotAllowedNow."""
    batches.may_handle(batch, by=by)
    if not imports.trouble(batch).stuck:
        raise NotAllowedNow("Only an import that failed or was interrupted is tried again.")
    storing = batch.status == ImportStatus.STORING
    with act(by):
        batches.swap(batch, [batch.status], status=batch.status)
        queue.later("import_store" if storing else "import_read", batch=batch.pk, by=by and by.pk)
        record("tried_again", batch)
    return batch


def expire() -> int:
    """Discard the files that nobody stored in time; returns how many. The site's own act, an event each.

    Nothing of the knowledge base is touched, for nothing of them was stored. What is kept is who brought in which file
    when, its SHA-256, and what its records had come to.
    """
    found = 0
    for batch in Import.objects.filter(imports.overdue()).order_by("pk"):
        kept, held = batch.kept_as, imports.counts(batch)
        try:
            with act(None):
                batches.swap(
                    batch,
                    [batch.status],
                    status=ImportStatus.EXPIRED,
                    kept_as="",
                    ended_at=timezone.now(),
                )
                ImportRecord.objects.filter(batch=batch).delete()
                record("expired", batch, after={"records": {k: n for k, n in held.items() if n}})
        except Moved:
            # Somebody stored or discarded it this very moment.
            continue
        files.drop(kept)
        found += 1
    return found
