"""From the notices about a publication to where it stands.

The worst notice that stands counts: retraction, withdrawal, expression of concern, correction, in this order. A
later reinstatement lifts the first three; a correction stays one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from claims.domain.vocabulary import Integrity, NoticeNature, NoticeOrigin


@dataclass(frozen=True, slots=True)
class Announcement:
    """One notice as somebody reports it; `doi` and `pmid` are the notice's own, `on` is its day where known."""

    nature: NoticeNature
    origin: NoticeOrigin
    on: date | None = None
    reasons: str = ""
    doi: str = ""
    pmid: str = ""
    url: str = ""
    outside_id: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a publication stands, and the notice that says so (None: no notice counts)."""

    integrity: Integrity
    notice: Announcement | None = None


MEANS = {
    NoticeNature.CORRECTION: Integrity.CORRECTED,
    NoticeNature.CONCERN: Integrity.CONCERN,
    NoticeNature.WITHDRAWAL: Integrity.WITHDRAWN,
    NoticeNature.RETRACTION: Integrity.RETRACTED,
}
_GRAVITY = {nature: place for place, nature in enumerate(MEANS)}


def lifted(notice: Announcement, others: Iterable[Announcement]) -> bool:
    """Whether a later reinstatement takes a notice back.

    A notice without a day is taken for earlier than any dated reinstatement; a reinstatement without a day lifts
    nothing, for it cannot be said to be later: an editor has to look.
    """
    if notice.nature == NoticeNature.CORRECTION:
        return False
    return any(
        other.nature == NoticeNature.REINSTATEMENT
        and other.on is not None
        and (notice.on is None or notice.on < other.on)
        for other in others
    )


def standing(notices: Iterable[Announcement]) -> Standing:
    """Where the publication stands after all these notices. Of equally grave ones the earliest dated is named."""
    known = list(notices)
    counting = [
        notice for notice in known if notice.nature in _GRAVITY and not lifted(notice, known)
    ]
    if not counting:
        return Standing(Integrity.CLEAR)
    worst = min(
        counting,
        key=lambda notice: (-_GRAVITY[notice.nature], notice.on or date.max, notice.outside_id),
    )
    return Standing(MEANS[worst.nature], worst)


def said(notice: Announcement) -> str:
    """The notice in a sentence: what, when, by whom it was learnt of, why."""
    day = f" of {notice.on.day} {notice.on:%B %Y}" if notice.on else ""
    why = f": {notice.reasons}" if notice.reasons else ""
    return f"{notice.nature.label}{day}, by {notice.origin.label}{why}"[:2000]
