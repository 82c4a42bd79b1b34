"""The rows that notices are kept in: one for each notice about a source from each place it was learnt of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from claims.domain.integrity import MEANS, Announcement
from claims.domain.vocabulary import Integrity, NoticeNature, NoticeOrigin
from claims.models import Notice, Source

if TYPE_CHECKING:
    from evidence.accounts.models import User

_NATURES = {word: nature for nature, word in MEANS.items()}
_LEARNT = ("on", "reasons", "pmid", "url")


def by_hand(
    sources: Sequence[Source],
    *,
    integrity: str,
    note: str,
    on: date | None,
    url: str,
    by: User | None,
) -> None:
    """Keep what an editor marked, inside an act: it replaces what editors said before. At most three queries.

    "No notice" is kept as a reinstatement of today where others report notices, so that these stay lifted.
    """
    keys = [source.pk for source in sources]
    hand = Notice.objects.filter(source__in=keys, origin=NoticeOrigin.HAND)
    hand.delete()
    if integrity == Integrity.CLEAR:
        others = Notice.objects.filter(source__in=keys, is_standing=True)
        told = set(others.order_by().values_list("source_id", flat=True))
        nature, on = NoticeNature.REINSTATEMENT, on or timezone.localdate()
    else:
        told, nature = set(keys), _NATURES[Integrity(integrity)]
    Notice.objects.bulk_create(
        Notice(
            source_id=key,
            nature=nature,
            origin=NoticeOrigin.HAND,
            on=on,
            reasons=note,
            url=url,
            matched_by="hand",
            by=by,
        )
        for key in keys
        if key in told
    )


def adopt(sources: Iterable[Source], known: Mapping[int, Sequence[Notice]]) -> list[Notice]:
    """Rows for marks that came without one, with a load for instance: unsaved, as if an editor had made them."""
    return [
        Notice(
            source=source,
            nature=_NATURES[Integrity(source.integrity)],
            origin=NoticeOrigin.HAND,
            on=source.integrity_on,
            reasons=source.integrity_note,
            url=source.integrity_url,
            matched_by="hand",
        )
        for source in sources
        if source.integrity != Integrity.CLEAR and not known.get(source.pk)
    ]


def merged(
    source: Source, rows: Sequence[Notice], learnt: Sequence[tuple[Announcement, str]]
) -> tuple[list[Notice], list[Notice]]:
    """New rows (unsaved) and rows that were changed, for what was learnt about the source. No query."""
    known = {marks(row): row for row in rows}
    new: list[Notice] = []
    changed: list[Notice] = []
    now = timezone.now()
    for notice, matched_by in learnt:
        row = known.get(marks(notice))
        if row is None:
            row = known[marks(notice)] = Notice(
                source=source,
                nature=notice.nature,
                origin=notice.origin,
                doi=notice.doi,
                outside_id=notice.outside_id,
                matched_by=matched_by,
            )
            new.append(row)
        elif row.pk and row not in changed:
            changed.append(row)
        for name in _LEARNT:
            setattr(row, name, getattr(notice, name))
        row.as_of, row.is_standing = now, True
    return new, changed


def unknown(rows: Iterable[Notice], held: Iterable[Notice]) -> list[Notice]:
    """Those of `rows` that are not held already, each once. No query."""
    known = {marks(row) for row in held}
    fresh = {marks(row): row for row in rows if marks(row) not in known}
    return list(fresh.values())


def marks(notice: Notice | Announcement) -> tuple[str, str, str, str]:
    """What tells a notice about a source from its others: nature, origin, DOI, number there."""
    return notice.nature, notice.origin, notice.doi, notice.outside_id
