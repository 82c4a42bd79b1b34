"""A dump never changes without a line of the public feed that names what changed."""

from __future__ import annotations

import os

import pytest

from claims.models import PublicChange
from claims.queries import dump, feed_lines
from claims.queries.roots import ROOTS
from tests.walk import Walk

ACTS, SEED = int(os.environ.get("WALK_ACTS", "60")), int(os.environ.get("WALK_SEED", "7"))


def held() -> dict[str, set[str]]:
    """Each line of the dump, and the topics, sources, studies and claims that it comes with."""
    claims: dict[str, str] = {}
    found = {}
    for record in dump.records():
        kind = record["record"]
        if kind in ("evidence", "patient"):
            claims[record["id"]] = record["claim"]
        if kind in ROOTS:
            named = [record["id"]]
        elif kind == "merge":
            named = [record["source"], record["into"]]
        elif kind == "distinct":
            named = [record["first"], record["second"]]
        elif kind != "header":
            names = ("claim", "evidence", "patient", "source", "topic")
            named = [next(record[name] for name in names if name in record)]
        else:
            continue
        found[repr(sorted(record.items()))] = {claims.get(one, one) for one in named}
    return found


@pytest.mark.once
@pytest.mark.django_db
def test_what_changes_in_a_dump_has_its_line():
    walk = Walk(SEED)
    walk.start()
    last = PublicChange.objects.count()
    before = held()
    for number in range(ACTS):
        walk.step()
        now = held()
        rows = PublicChange.objects.filter(seq__gt=last).order_by("seq")
        lines = feed_lines.told(list(rows.values()))
        last += len(lines)
        told = {line["belongs_to"] for line in lines}
        # What is no longer to be seen goes by the same rules at a reader's: what came, or differs, needs a line.
        untold = [line for line in now.keys() - before.keys() if not now[line] & told]
        assert untold == [], (number, walk.last)
        before = now
    assert sum(walk.done.values()) > ACTS / 3
