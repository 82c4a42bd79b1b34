"""What a page or the API shows of the facets: values with counts, what is chosen, and what to drop."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pyroaring import BitMap64

from claims.queries import filter_address
from claims.queries.claim_filters import NEVER, ClaimFilters
from claims.queries.facets.chosen import chips, drops
from claims.queries.facets.index import TREES, ClaimIndex
from claims.queries.facets.naming import FACETS, Facet, Names

USUAL = 8


def facets(
    index: ClaimIndex,
    filters: ClaimFilters,
    *,
    limit: int = USUAL,
    only: Collection[str] = (),
    flat: bool = False,
) -> dict[str, Any]:
    """Total, facets with at most `limit` values beside the chosen ones, what is chosen, and what to drop.

    A facet's own counts leave its own choice aside; a topic's count includes narrower topics. Of trees the
    broadest topics stand first, each chosen one followed by those below it; `flat` lists them all by count.
    `only`: these facets, all of them if none is named. `cut`: the search ranks its best
    hits only, and the counts are of those. Two queries, and those of a text that is new to the index.
    """
    found = index.matching(filters.q)
    text = None if found is None else found.claims
    kept = index.select(filters, text)
    names = tuple(only) or tuple(FACETS)

    def counted() -> dict[str, _Listed]:
        lists = {}
        for name in names:
            chosen = getattr(filters, name)
            base = index.select(filters, text, without=name) if chosen else kept
            lists[name] = _values(index, FACETS[name], base, chosen, limit, flat)
        return lists

    lists = index.remembered(("facets", filters, limit, names, flat), counted)
    named = _names(filters, lists)
    return {
        "total": len(kept),
        "cut": bool(found and found.cut),
        "address": filter_address.write(filters),
        "facets": [
            {
                "name": name,
                "label": FACETS[name].label,
                "values": [
                    row | {"value": text, "label": said or text}
                    for row in listed.rows
                    for text, said in [(_text(name, row["value"]), named(name, row["value"]))]
                    if said or row["chosen"]
                ],
                "more": listed.more,
            }
            for name, listed in lists.items()
        ],
        "chosen": chips(filters, named),
        "drops": [] if len(kept) else drops(index, filters, text),
    }


@dataclass
class _Listed:
    rows: list[dict[str, Any]]
    more: int


def _values(
    index: ClaimIndex,
    facet: Facet,
    base: BitMap64,
    chosen: Collection[Any],
    limit: int,
    flat: bool,
) -> _Listed:
    counts = {
        value: count
        for value, claims in index.values(facet.name).items()
        if (count := base.intersection_cardinality(claims)) or value in chosen
    } | {value: 0 for value in chosen if value not in index.values(facet.name)}
    if facet.name in TREES and not flat:
        ordered = list(_tree(index, counts, chosen, limit))
        shown = {value for value, _ in ordered}
        return _Listed(
            [_row(value, counts[value], chosen, depth) for value, depth in ordered],
            len(counts) - len(shown),
        )
    order = _order(facet, counts)
    kept = [value for place, value in enumerate(order) if place < limit or value in chosen]
    if facet.words:  # a scale is short, and half of it says little
        kept = order
    return _Listed([_row(value, counts[value], chosen) for value in kept], len(order) - len(kept))


def _row(value: Any, count: int, chosen: Collection[Any], depth: int = 0) -> dict[str, Any]:
    return {"value": value, "count": count, "chosen": value in chosen, "depth": depth}


def _order(facet: Facet, counts: Mapping[Any, int]) -> list[Any]:
    if facet.words:
        return [value for value, _ in facet.words.choices() if value in counts]
    if facet.name == "rater" or facet.name in TREES:
        return sorted(counts, key=lambda value: (-counts[value], value))
    # Years: the latest first; "never" (a word, above all digits) last.
    return sorted(counts, key=lambda value: (value == NEVER, -int(value) if value != NEVER else 0))


def _tree(
    index: ClaimIndex, counts: Mapping[int, int], chosen: Collection[int], limit: int
) -> Iterable[tuple[int, int]]:
    """(topic, depth): the broadest by count, and below what is chosen, or leads there, the next ones."""
    children = {
        topic: [one for one in index.narrower.get(topic, ()) if one in counts] for topic in counts
    }
    below = {one for topic, some in children.items() for one in some if one != topic}
    leading = (
        {topic for topic in counts if not index.below([topic]).isdisjoint(chosen)}
        if chosen
        else set()
    )
    seen: set[int] = set()

    def listed(topics: Iterable[int], depth: int) -> Iterable[tuple[int, int]]:
        ordered = sorted(set(topics) - seen, key=lambda topic: (-counts[topic], topic))
        for place, topic in enumerate(ordered):
            if topic in seen or (place >= limit and topic not in leading):
                continue
            seen.add(topic)
            yield topic, depth
            if topic in leading:
                yield from listed(children[topic], depth + 1)

    yield from listed((topic for topic in counts if topic not in below), 0)
    # Topics that are narrower than one another in a circle have no beginning.
    yield from listed((topic for topic in chosen if topic not in seen), 0)


def _text(name: str, value: Any) -> str:
    return filter_address.KEYS[name].write(value)


def _names(filters: ClaimFilters, lists: Mapping[str, _Listed]) -> Names:
    """Names of topics and people, shown or chosen. Two queries at most."""
    topics = {topic for name in TREES for topic in getattr(filters, name)}
    people = set(filters.rater)
    for name, listed in lists.items():
        if name in TREES:
            topics |= {row["value"] for row in listed.rows}
        elif name == "rater":
            people |= {row["value"] for row in listed.rows}
    return Names.of(topics, people)
