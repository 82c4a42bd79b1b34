"""Which action does which kind of job."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from claims.actions import (
    claim_vectors,
    counts,
    holds,
    idempotency,
    integrity_check,
    likeness,
    syntheses,
    vocabulary,
)
from claims.actions.importing import ending
from claims.jobs import documents, dumps, imports, webhooks


def refresh_syntheses(claims: list[int], reason: str) -> None:
    """Compute the conclusions of these claims anew."""
    syntheses.refresh(claims, reason=reason)


def embed_claims() -> None:
    """Make the vectors of claims whose text is new or was changed."""
    claim_vectors.renew()


def rebuild_counts() -> None:
    """Count again how many claims each topic and source bears on."""
    counts.rebuild()


def check_integrity(limit: int = 200) -> None:
    """Ask the services for notices about the sources that were not looked at for longest."""
    integrity_check.check_services(by=None, limit=limit)


def expire_idempotency_keys() -> None:
    """Remove the stored answers to requests with a key whose time is over."""
    idempotency.expire()


def expire_imports() -> None:
    """Discard files of sources that nobody stored in time."""
    ending.expire()


def expire_holds() -> None:
    """Mark the holds on evidence that ran out."""
    holds.expire()


def rebuild_vocabulary() -> None:
    """Gather the words of what is published, for suggestions."""
    vocabulary.rebuild()


def find_duplicates(join_sure: bool = False) -> None:
    """Look for sources that are one publication; join the sure ones if asked to."""
    likeness.find(by=None, join_sure=join_sure)


HANDLERS: dict[str, Callable[..., Any]] = {
    "refresh_syntheses": refresh_syntheses,
    "rebuild_counts": rebuild_counts,
    "check_integrity": check_integrity,
    "embed_claims": embed_claims,
    "expire_deliveries": webhooks.expire,
    "expire_documents": documents.expire,
    "expire_holds": expire_holds,
    "expire_idempotency_keys": expire_idempotency_keys,
    "expire_imports": expire_imports,
    "find_duplicates": find_duplicates,
    "rebuild_vocabulary": rebuild_vocabulary,
    "check_document": documents.check,
    "look_up_references": documents.look_up_references,
    "recheck_documents": documents.recheck,
    "make_dump": dumps.nightly,
    "import_read": imports.read,
    "import_store": imports.store,
}
