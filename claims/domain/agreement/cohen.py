"""Cohen's kappa and weighted kappa of two raters.

Sources: Cohen 1960 and 1968; standard errors, Fleiss, Cohen and Everitt, Psychological Bulletin 1969 (the
non-null one for the interval, the null one for testing kappa = 0).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from claims.domain.agreement.statistic import Statistic, by_normal, undefined
from claims.domain.agreement.weights import Matrix, disagreement

METHOD = (
    "Fleiss-Cohen-Everitt 1969 standard error (non-null), normal quantile, not cut off at 1; "
    "units that both raters rated"
)
CONSTANT = "Both raters used one and the same category throughout: 0 / 0."


def kappa(table: Sequence[Sequence[int]], weights: str, key: str, label: str) -> Statistic:
    """Kappa of a square table with `weights` (identity, linear, quadratic)."""
    n = sum(map(sum, table))
    if n == 0:
        return undefined(key, label, "No unit was rated by both raters.", "ci95_z", METHOD)
    q = len(table)
    unlike = disagreement(weights, q)
    rows = [sum(row) for row in table]
    columns = [sum(column) for column in zip(*table, strict=True)]
    seen = math.fsum(unlike[i][j] * table[i][j] / n for i in range(q) for j in range(q))
    chance = math.fsum(
        unlike[i][j] * (rows[i] / n) * (columns[j] / n) for i in range(q) for j in range(q)
    )
    if chance == 0:
        return undefined(key, label, CONSTANT, "ci95_z", METHOD)
    value = 1 - seen / chance
    se, se_null = _errors(table, unlike, rows, columns, n, seen, chance)
    interval, why = by_normal(value, se)
    return Statistic(
        key, label, value, se, se_null, interval, "ci95_z", METHOD, interval_reason=why
    )


def _errors(
    table: Sequence[Sequence[int]],
    unlike: Matrix,
    rows: Sequence[int],
    columns: Sequence[int],
    n: int,
    seen: float,
    chance: float,
) -> tuple[float, float]:
    """The non-null and the null standard error, in terms of agreement w = 1 - disagreement."""
    q = len(table)
    po, pe = 1 - seen, 1 - chance
    of_row = [1 - math.fsum(unlike[i][j] * columns[j] / n for j in range(q)) for i in range(q)]
    of_column = [1 - math.fsum(unlike[i][j] * rows[i] / n for i in range(q)) for j in range(q)]
    cells = [(i, j, 1 - unlike[i][j], of_row[i] + of_column[j]) for i in range(q) for j in range(q)]
    spread = math.fsum(
        table[i][j] / n * (w * chance - margin * seen) ** 2 for i, j, w, margin in cells
    )
    spread -= (po * pe - 2 * pe + po) ** 2
    at_null = math.fsum(
        (rows[i] / n) * (columns[j] / n) * (w - margin) ** 2 for i, j, w, margin in cells
    )
    at_null -= pe**2
    return _root(spread, n) / chance**2, _root(at_null, n) / chance


def _root(variance: float, n: int) -> float:
    """The root of variance / n; what rounding left of a variance of 0 is 0."""
    return math.sqrt(variance / n) if variance > 1e-15 else 0.0
