"""The index of this process, kept current with the log of events: one cheap query tells whether it moved."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q

from claims.models import Appraisal, Event, Evidence, KnowledgeBase, PublicChange, Source, Study
from claims.queries.facets.index import ClaimIndex

# With so few claims an index made for one question is quick, and nothing has to be kept.
SMALL = 1_000
# After so many lines of the log, or claims touched, it is quicker to build anew.
MOST_LINES = 5_000
MOST_TOUCHED = 3_000
# Their changes reach no facet by themselves: where a conclusion follows, the claim has its own line.
BESIDE = frozenset(
    {
        "assessment",
        "conflict",
        "document",
        "import",
        "invitation",
        "patient",
        "proposal",
        "search",
        "token",
    }
)


class Shelf:
    """Holds one index and what it is current with."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._index: ClaimIndex | None = None
        self._key: tuple[Any, ...] = ()
        self._seen = (0, 0)
        self.builds = 0

    @contextmanager
    def current(self, small: int = SMALL) -> Iterator[ClaimIndex]:
        """The index as of now; it does not change while the block runs. One query where nothing has changed.

        Otherwise what the log names is read again, in at most fourteen queries. A knowledge base of at most
        `small` claims gets an index for this block alone: eight queries at most.
        """
        row = KnowledgeBase.objects.filter(pk=1).values_list("uuid", "event_seq", "public_seq")
        found = row.first()
        key = (
            connection.settings_dict["NAME"],
            found and found[0],
            settings.SHOW_REVIEWER_NAMES,
        )
        seen = (found[1], found[2]) if found else (0, 0)
        with self._lock:
            index = self._index if key == self._key else None
            if index is not None and seen != self._seen and not self._follow(index, seen):
                index = None
            if index is None:
                index = ClaimIndex.build()
                self.builds += 1
                if found is None or len(index.every) <= small:
                    yield index
                    return
            self._index, self._key, self._seen = index, key, seen
            yield index

    def _follow(self, index: ClaimIndex, seen: tuple[int, int]) -> bool:
        """Take in what happened since; False where that is unsure or too much."""
        lines = [now - before for now, before in zip(seen, self._seen, strict=True)]
        if min(lines) < 0 or sum(lines) > MOST_LINES:
            return False
        touched: dict[str, set[int]] = defaultdict(set)
        events = Event.objects.filter(seq__gt=self._seen[0]).order_by()
        changes = PublicChange.objects.filter(seq__gt=self._seen[1]).order_by()
        named = events.values_list("noun", "object_id").union(
            changes.values_list("noun", "object_id")
        )
        for noun, pk in named:
            touched[noun].add(pk)
        claims = _claims(touched)
        if claims is None or len(claims) > MOST_TOUCHED:
            return False
        if claims or "topic" in touched:
            index.refresh(claims, topics="topic" in touched)
        return True


def _claims(touched: dict[str, set[int]]) -> set[int] | None:
    """The claims on which the named records bear; None where a noun is unknown. At most five queries."""
    if (
        set(touched)
        - BESIDE
        - {
            "claim",
            "evidence",
            "appraisal",
            "source",
            "study",
            "topic",
            "user",
        }
    ):
        return None
    claims = set(touched["claim"])
    of_evidence = Q(pk__in=touched["evidence"]) if touched["evidence"] else None
    for noun, model in (("source", Source), ("study", Study)):
        if touched[noun]:
            joined = model._default_manager.filter(pk__in=touched[noun], merged_into__isnull=False)
            keys = touched[noun] | set(joined.values_list("merged_into_id", flat=True))
            part = Q(**{f"{noun}_id__in": keys})
            of_evidence = part if of_evidence is None else of_evidence | part
    if of_evidence is not None:
        claims |= set(
            Evidence.objects.filter(of_evidence).order_by().values_list("claim_id", flat=True)
        )
    if touched["appraisal"] or touched["user"]:
        rated = Appraisal.objects.filter(
            Q(pk__in=touched["appraisal"]) | Q(reviewer_id__in=touched["user"])
        )
        claims |= set(rated.order_by().values_list("evidence__claim_id", flat=True))
    return claims


_shelf = Shelf()


@contextmanager
def claim_index() -> Iterator[ClaimIndex]:
    """The index of this process. Inside a transaction, whose writes may yet be undone, one of its own."""
    if connection.in_atomic_block:
        with Shelf().current() as index:
            yield index
        return
    with _shelf.current() as index:
        yield index
