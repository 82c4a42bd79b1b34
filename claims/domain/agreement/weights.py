"""How much two different categories of a scale count as disagreement: 0 for none, 1 for all of it.

By place on the scale, so that the levels nobody used count too. "Ordinal" is Gwet's (Handbook of
Inter-Rater Reliability, 2014, ch. 3), which is not Krippendorff's ordinal metric.
"""

from __future__ import annotations

Matrix = tuple[tuple[float, ...], ...]


def disagreement(name: str, q: int) -> Matrix:
    """The q by q matrix of `name` (identity, linear, quadratic, ordinal): 1 minus the published weight."""
    return tuple(tuple(_one(name, abs(row - column), q) for column in range(q)) for row in range(q))


def _one(name: str, steps: int, q: int) -> float:
    if steps == 0:
        return 0.0
    if name == "identity":
        return 1.0
    if name == "linear":
        return steps / (q - 1)
    if name == "quadratic":
        return (steps / (q - 1)) ** 2
    if name == "ordinal":
        return (steps + 1) * steps / (q * (q - 1))
    raise ValueError(f"There are no weights named {name!r}.")
