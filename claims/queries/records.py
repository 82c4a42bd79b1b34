"""The public lines of some records, as a dump has them, all as of one change of the feed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.conf import settings

from claims.formats.knowledge_schema import ORDER
from claims.models import KnowledgeBase, PublicChange
from claims.queries import roots
from claims.queries.dump import header, public, written
from claims.queries.dump.parts import Record, plain
from claims.queries.roots import Named
from claims.queries.snapshot import one_moment

MOST_IDS = 200
#: Lines of the feed that are read at a time.
FEED_CHUNK = 2_000


def named_by(named: Sequence[Named]) -> Iterator[Record]:
    """A header that says as of which change, the lines that hang on these records, and how many they were.

    A record that anyone sees stands for the one that holds its lines (E5 for its claim); one that nobody sees, or that
    never was, gives a line of its own that says `gone`. At most a hundred queries, however many records.
    """
    with one_moment():
        base = _base()
        there = _seen(named)
        gone = [{"record": "gone", "id": roots.ident(one)} for one in sorted({*named} - there)]
        held = sorted(set(roots.of(there).values()))
        yield from _framed(_header(base), iter(gone), _of(held))


def since(number: int) -> Iterator[Record]:
    """Everything that changed after this line of the feed: the feed's lines, then the records as they are now.

    All as of one moment, so that who held the public knowledge as of `number` has it as of the header's `seq`
    afterwards. `after` in the header repeats line `number`, so that a reader sees whether it is the same feed still.
    Memory holds ids alone; at most a hundred queries for each 200 records that hold others.
    """
    with one_moment():
        base = _base()
        after = PublicChange.objects.filter(seq=number).first()
        touched: set[Named] = set()
        if number == 0:
            # What earlier releases stored has no lines of its own in the feed: from the beginning means everything.
            for noun in roots.ROOTS:
                touched |= {
                    (noun, pk) for pk in public(noun).order_by().values_list("pk", flat=True)
                }
        first = {**_header(base), "since": number, "after": after and _change(after)}
        yield from _framed(first, _feed(number, touched), _touched(touched))


def _framed(first: Record, *parts: Iterator[Record]) -> Iterator[Record]:
    """Header and parts, and an end by which a reader knows that nothing was cut off."""
    yield first
    number = 0
    for part in parts:
        for record in part:
            number += 1
            yield record
    yield {"record": "end", "lines": number}


def _base() -> KnowledgeBase:
    return KnowledgeBase.objects.filter(pk=1).first() or KnowledgeBase()


def _header(base: KnowledgeBase) -> Record:
    return {
        **header(base),
        "seq": base.public_seq,
        "reviewers_required": settings.REVIEWERS_REQUIRED,
    }


def _feed(number: int, touched: set[Named]) -> Iterator[Record]:
    """The feed after `number`; `touched` learns which records hold what it names."""
    rows = PublicChange.objects.filter(seq__gt=number).order_by("seq").iterator(FEED_CHUNK)
    while part := list(islice(rows, FEED_CHUNK)):
        touched.update(roots.of({(row.noun, row.object_id) for row in part}).values())
        yield from map(_change, part)


def _change(row: PublicChange) -> Record:
    return {
        "record": "change",
        "seq": row.seq,
        "at": plain(row.at),
        "kind": row.kind,
        "object": roots.ident((row.noun, row.object_id)),
        "reason": row.reason,
    }


def _touched(touched: set[Named]) -> Iterator[Record]:
    """Read when the feed has been: only then it is known what was touched."""
    there = sorted(one for one in touched if one[0] in roots.ROOTS)
    for start in range(0, len(there), MOST_IDS):
        part = there[start : start + MOST_IDS]
        seen = _seen(part)
        yield from ({"record": "gone", "id": roots.ident(one)} for one in part if one not in seen)
        yield from _of(seen)


def _seen(named: Iterable[Named]) -> set[Named]:
    """Those that anyone sees. One query for each noun."""
    found: set[Named] = set()
    for noun, keys in roots.by_noun(named).items():
        if noun in ORDER:
            rows: Any = public(noun).filter(pk__in=keys).order_by()
            found |= {(noun, pk) for pk in rows.values_list("pk", flat=True)}
    return found


def _of(held: Iterable[Named]) -> Iterator[Record]:
    holders = roots.by_noun(held)
    for record in ORDER[1:]:
        yield from written(record, public(record).filter(roots.held_by(record, holders)))
