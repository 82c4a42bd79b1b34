"""The evidence map: exposures by outcomes, with what is known in each cell, from the index of facets.

Rows and columns include narrower topics, as the filters do: a cell holds exactly the claims that its address
lists, and a claim may stand in a broad row and in a narrow one below it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from pyroaring import BitMap64

from claims.domain.problems import Invalid
from claims.domain.vocabulary import Certainty, Verdict
from claims.queries import filter_address
from claims.queries.claim_filters import ClaimFilters
from claims.queries.facets.chosen import chips, drops
from claims.queries.facets.index import ClaimIndex
from claims.queries.facets.naming import Names
from claims.queries.links import label, public_id

ROWS, COLUMNS, MOST = 12, 8, 50
# Best first; the mechanism scale after the usual one, what is not rated last.
BEST_FIRST = (
    *(Certainty.HIGH, Certainty.MODERATE, Certainty.LOW, Certainty.VERY_LOW),
    *(Certainty.STRONG, Certainty.LIMITED, Certainty.INADEQUATE, Certainty.NOT_RATED),
)
RATERS = {"nobody": 0, "one": 1, "several": 2}


def evidence_map(
    index: ClaimIndex,
    filters: ClaimFilters,
    *,
    rows: int = ROWS,
    columns: int = COLUMNS,
    rows_from: int = 0,
    columns_from: int = 0,
) -> dict[str, Any]:
    """Rows, columns and cells of the part asked for, those with most claims first, and how many there are.

    A cell's `studies` are independent studies with an open rating that settles, of sources that stand, each
    once however many of the cell's claims it bears on; never more than the claims' conclusions count together,
    never fewer than the largest of them counts; 1,000 stands for that many or more. Claims are told apart by
    certainty and by verdict, and never averaged. Two queries, and those of a text that is new to the index.
    Raises Invalid beyond the last row.
    """
    found = index.matching(filters.q)
    text = None if found is None else found.claims
    kept = index.select(filters, text)
    down = _axis(index, kept, filters, "exposure", rows, rows_from)
    across = _axis(index, kept, filters, "outcome", columns, columns_from)
    topics = {key for axis in (down, across) for key in axis["keys"]}
    people = set(filters.rater)
    chosen = {
        topic for name in ("topic", "exposure", "outcome") for topic in getattr(filters, name)
    }
    named = Names.of(topics | chosen, people)
    for axis in (down, across):
        axis["keys"] = {
            key: depth for key, depth in axis["keys"].items() if named(axis["name"], key)
        }
    placed = kept & _any(index, "exposure") & _any(index, "outcome")
    return {
        "total": len(kept),
        "placed": len(placed),
        "cut": bool(found and found.cut),
        "address": filter_address.write(filters),
        "rows": _heads(down, filters, named),
        "columns": _heads(across, filters, named),
        "rows_total": down["total"],
        "columns_total": across["total"],
        "rows_from": rows_from,
        "columns_from": columns_from,
        "cells": index.remembered(
            ("map", filters, rows, columns, rows_from, columns_from),
            lambda: _cells(index, kept, filters, down, across),
        ),
        "chosen": chips(filters, named),
        "drops": [] if len(kept) else drops(index, filters, text),
    }


def _any(index: ClaimIndex, name: str) -> BitMap64:
    sets = list(index.sets[name].values())
    return BitMap64.union(*sets) if sets else BitMap64()


def _axis(
    index: ClaimIndex, kept: BitMap64, filters: ClaimFilters, name: str, size: int, start: int
) -> dict[str, Any]:
    """The topics of one axis: {"keys": topic -> depth, "counts", "total"}."""
    if not (1 <= size <= MOST and start >= 0):
        raise Invalid({f"{name}s": [f"Ask for 1 to {MOST} at a time, from the first (0) on."]})
    chosen = getattr(filters, name)
    within = index.below(chosen) if chosen else None
    counts = {
        topic: count
        for topic, claims in index.values(name).items()
        if (within is None or topic in within) and (count := kept.intersection_cardinality(claims))
    }
    order = sorted(counts, key=lambda topic: (-counts[topic], topic))
    if start and start >= len(order):
        raise Invalid(
            {f"{name}s": [f"There are only {len(order)} here: start again from the first."]}
        )
    window = order[start : start + size]
    return {
        "name": name,
        "keys": _nested(index, window),
        "counts": counts,
        "total": len(order),
    }


def _nested(index: ClaimIndex, topics: Collection[int]) -> dict[int, int]:
    """The topics, each after the first of the others that is broader, with its depth below that."""
    here = set(topics)
    inner = {one for topic in topics for one in index.narrower.get(topic, ()) if one != topic}
    depths: dict[int, int] = {}

    def put(topic: int, depth: int) -> None:
        if topic in depths:
            return
        depths[topic] = depth
        below = set(index.narrower.get(topic, ()))
        for other in topics:
            if other in below and other in here:
                put(other, depth + 1)

    for topic in topics:
        if topic not in inner:
            put(topic, 0)
    for topic in topics:  # a circle has no beginning
        put(topic, 0)
    return depths


def _heads(axis: dict[str, Any], filters: ClaimFilters, named: Names) -> list[dict[str, Any]]:
    name = axis["name"]
    return [
        {
            "topic": public_id("topic", key),
            "label": named(name, key),
            "depth": depth,
            "claims": axis["counts"][key],
            "address": filter_address.write(filters.only(name, key)),
        }
        for key, depth in axis["keys"].items()
    ]


def _cells(
    index: ClaimIndex,
    kept: BitMap64,
    filters: ClaimFilters,
    down: dict[str, Any],
    across: dict[str, Any],
) -> list[list[dict[str, Any] | None]]:
    outcomes = {key: index.values("outcome")[key] for key in across["keys"]}
    table = []
    for exposure in down["keys"]:
        row = kept & index.values("exposure")[exposure]
        line: list[dict[str, Any] | None] = []
        for outcome, claims in outcomes.items():
            cell = row & claims
            if not cell:
                line.append(None)
                continue
            address = filters.only("exposure", exposure).only("outcome", outcome)
            line.append(_cell(index, cell) | {"address": filter_address.write(address)})
        table.append(line)
    return table


def _cell(index: ClaimIndex, claims: BitMap64) -> dict[str, Any]:
    def split(facet: str, words: Any, scale: Any) -> list[dict[str, Any]]:
        sets = index.sets[facet]
        counts = [
            (word, claims.intersection_cardinality(sets[word])) for word in words if word in sets
        ]
        return [
            {"word": str(word), "label": label(scale, word), "claims": count}
            for word, count in counts
            if count
        ]

    return {
        "claims": len(claims),
        "studies": index.behind(claims),
        "certainties": split("certainty", BEST_FIRST, Certainty),
        "verdicts": split("verdict", list(Verdict), Verdict),
        "confirmed": claims.intersection_cardinality(index.sets["confirmed"].get(True, BitMap64())),
        "stale": claims.intersection_cardinality(index.sets["stale"].get(True, BitMap64())),
        "rated_by": {
            name: claims.intersection_cardinality(index.sets["raters"].get(number, BitMap64()))
            for name, number in RATERS.items()
        },
    }
