"""Notices that came with a file: a work that its export calls retracted is marked from the first day."""

from __future__ import annotations

from collections.abc import Sequence

from claims.actions import notices
from claims.domain.integrity import Announcement
from claims.formats.pubmed_notices import carried
from claims.models import ImportRecord


def learn_notices(
    fresh: Sequence[ImportRecord], known: Sequence[ImportRecord], *, trusted: bool
) -> None:
    """Inside an act: keep what the records carry about the sources that they made, or are.

    About a source that was here before only a trusted file is believed: anybody can write one.
    """
    learnt: dict[int, list[tuple[Announcement, str]]] = {}
    for row in (*(row for row in fresh if row.made), *(known if trusted else ())):
        if row.source_id and (told := carried(row.csl)):
            learnt.setdefault(row.source_id, []).extend((one, "pmid") for one in told)
    if learnt:
        notices.store(learnt=learnt, by=None)
