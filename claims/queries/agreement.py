"""Agreement of the site's raters: every statistic of a set of ratings, by pair, as a table, and what differs."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import Any

from claims.domain.agreement.ratings import from_table
from claims.domain.agreement.report import flat
from claims.models import Evidence
from claims.queries.agreement_items import items
from claims.queries.links import public_id, url
from claims.queries.rated_sets import ORDERED, SCALES, RatedSet, of_raters

MOST_PAIRS = 50
MOST_LISTED = 50
PAIR_FIGURES = ("percent_agreement", "percent_agreement_ci95_wilson", "kappa", "kappa_ci95_z")


def report(everyone: RatedSet) -> dict[str, Any]:
    """Every statistic of a set, its raters, pairs of raters, table and evidence that differs. One query."""
    found = of_raters(everyone)
    counts = Counter(rater for unit in found.units.values() for rater in unit)
    differ = [key for key, unit in found.units.items() if len(set(unit.values())) > 1]
    return {
        "scale": found.filters.scale,
        **flat(found.ratings()),
        "raters": [
            {"rater": rater, "name": found.names[rater], "ratings": number}
            for rater, number in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        ],
        "pairs": pairs(found),
        "table": table(found),
        "differ": {"n": len(differ), "evidence": _named(differ)},
        "items": items(found.filters, set(found.names)) if found.filters.instrument else [],
    }


def pairs(found: RatedSet) -> list[dict[str, Any]]:
    """Each two raters who share evidence, those with most first, at most MOST_PAIRS. No query."""
    shared: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
    for unit in found.units.values():
        for first, second in combinations(sorted(unit), 2):
            shared[first, second][unit[first], unit[second]] += 1
    most = sorted(shared.items(), key=lambda pair: (-pair[1].total(), pair[0]))[:MOST_PAIRS]
    ordered = found.filters.scale in ORDERED
    scale = found.categories
    rows = []
    for (first, second), cells in most:
        counts = [[cells[row, column] for column in scale] for row in scale]
        figures = flat(from_table(counts, scale, ordered=ordered))
        rows.append(
            {
                "raters": [first, second],
                "names": [found.names[first], found.names[second]],
                "units": cells.total(),
                **{key: figures[key] for key in PAIR_FIGURES},
                "undefined": figures["undefined"].get("kappa", ""),
            }
        )
    return rows


def table(found: RatedSet) -> dict[str, Any]:
    """How often two ratings of one piece of evidence met. No query.

    Of two raters, rows are the first's ratings. Of more, each pair of ratings stands in both orders, since
    nobody is first.
    """
    cells: Counter[tuple[str, str]] = Counter()
    two = sorted(found.names) if len(found.names) == 2 else []
    for unit in found.units.values():
        if two:
            if len(unit) == 2:
                cells[unit[two[0]], unit[two[1]]] += 1
            continue
        for first, second in combinations(unit.values(), 2):
            cells[first, second] += 1
            cells[second, first] += 1
    scale = found.categories
    labels = dict(SCALES[found.filters.scale].choices())
    return {
        "rows": found.names[two[0]] if two else "",
        "columns": found.names[two[1]] if two else "",
        "categories": scale,
        "labels": [labels[value] for value in scale],
        "cells": [[cells[row, column] for column in scale] for row in scale],
    }


def _named(keys: list[int]) -> list[dict[str, Any]]:
    """The evidence that differs, newest first, at most MOST_LISTED. One query."""
    newest = sorted(keys, reverse=True)[:MOST_LISTED]
    rows = Evidence.objects.filter(pk__in=newest).order_by("-pk")
    return [
        {
            "id": public_id("evidence", pk),
            "url": url("evidence", pk),
            "claim": {"id": public_id("claim", claim), "text": text},
        }
        for pk, claim, text in rows.values_list("pk", "claim_id", "claim__text")
    ]
