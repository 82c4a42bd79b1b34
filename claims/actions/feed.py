"""What an act changes beside its own record: each such record gets its line in the public feed, once.

A dump never changes without a line that names what changed: mirrors rest on it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from claims.actions.core import announce_key, announced
from claims.models import Evidence, Merge
from claims.queries import roots
from claims.queries.dump import public


def visible(noun: str, keys: Iterable[int]) -> set[int]:
    """Those of the keys that anyone can see at this moment of the act. One query."""
    wanted = set(keys)
    if not wanted:
        return set()
    return set(public(noun).filter(pk__in=wanted).order_by().values_list("pk", flat=True))


def changed(
    noun: str, keys: Collection[int], *, reason: str = "", before: Iterable[int] = ()
) -> None:
    """Inside an act: tell of those that anyone sees, or saw `before` it, and that have no line yet. One query."""
    wanted = {*keys, *before}
    if not wanted:
        return
    wanted -= announced(noun)
    for pk in sorted(visible(noun, wanted) | (set(before) & wanted)):
        announce_key(f"{noun}_changed", noun, pk, reason=reason)


def held(named: Iterable[roots.Named], *, reason: str = "") -> None:
    """Inside an act: tell of the topics, sources, studies and claims that hold the lines of these records.

    One query for each noun, and one for each of the four.
    """
    for noun, keys in roots.by_noun(roots.of(named).values()).items():
        changed(noun, keys, reason=reason)


def revealed(sources: Iterable[int], *, reason: str = "") -> None:
    """Inside an act: evidence or a study of these sources came into view.

    Joins of sources say what moved as far as anyone sees it, so they say more now. One query, one more for each link
    of a chain of joins.
    """
    into = set(sources)
    while into:
        joined = Merge.objects.filter(into__in=into, undone_at=None).order_by()
        into = set(joined.values_list("source_id", flat=True))
        changed("source", into, reason=reason)


def revealed_with(claims: Iterable[int], *, reason: str = "") -> None:
    """Inside an act: these claims, and with them their evidence, came into view. Two queries or more."""
    rows = Evidence.objects.filter(claim__in=list(claims)).order_by()
    revealed(rows.values_list("source_id", flat=True), reason=reason)
