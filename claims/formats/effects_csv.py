"""A claim's effects as CSV: one line for each study, each effect left out, and each pooled result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from claims.formats.table import csv_text

COLUMNS = (
    "kind", "measure", "stream", "study", "name", "evidence", "source", "year", "estimate", "low", "high",
    "level", "yi", "vi", "weight_common_effect", "weight_reml", "se", "p", "tau2", "i2", "note",
)  # fmt: skip
RESULTS = ("common_effect", "DL", "PM", "REML")


def text(found: Mapping[str, Any]) -> str:
    """CSV (RFC 4180, UTF-8) of what `claims.queries.effects` answers.

    `estimate`, `low`, `high` are as reported, of pooled results on the pooled scale (`yi`): a logarithm for
    ratios. The note of a pooled result is its warning where it must not be read as the answer.
    """
    lines: list[dict[str, Any]] = []
    for group in found["groups"]:
        shared = {"measure": group["measure_label"], "stream": group["stream"]}
        for row in group["rows"]:
            note = "Level not stated; taken as 95%." if row["level_assumed"] else ""
            lines.append(_named(row) | shared | _weighed(row) | {"note": note})
        lines += [shared | line for line in _results(group)]
    lines += [
        _named(row) | {"kind": "left out", "measure": row["measure"], "note": row["reason"]}
        for row in found["left_out"]
    ]
    return csv_text(COLUMNS, ([line.get(name) for name in COLUMNS] for line in lines))


def _named(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "kind": "study",
        "study": row["study"]["id"],
        "name": row["study"]["label"],
        "evidence": row["evidence"]["id"],
        "source": row["source"]["id"],
        "year": row["source"]["year"],
        **{name: row[name] for name in ("estimate", "low", "high", "level")},
    }


def _weighed(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "yi": row["yi"],
        "vi": row["vi"],
        "weight_common_effect": row["weight"]["common_effect"],
        "weight_reml": row["weight"]["REML"],
    }


def _results(group: Mapping[str, Any]) -> list[dict[str, Any]]:
    pooled = group["pooled"]
    if pooled["k"] < 2:
        return []
    note = group["warnings"][0] if group["misleading"] else ""
    lines = []
    for name in RESULTS:
        one = pooled[name]
        spread = {"tau2": one.get("tau2"), "i2": one.get("I2_tau", one.get("I2_Q"))}
        lines.append(_line(name, one, one["ci"], note) | spread)
        for variant in () if name == "common_effect" else ("HK", "HK_adhoc"):
            wide = pooled[f"{name}_{variant}"]
            lines.append(_line(f"{name}_{variant}", wide, wide["ci_t"], note) | spread)
        for convention, ends in (pooled.get(f"prediction_interval_{name}") or {}).items():
            label = f"prediction_interval_{name} {convention}"
            lines.append(
                {"kind": "prediction", "name": label, "low": ends[0], "high": ends[1], "note": note}
            )
    return lines


def _line(name: str, one: Mapping[str, Any], ends: list[float], note: str) -> dict[str, Any]:
    return {
        "kind": "pooled",
        "name": name,
        "estimate": one["b"],
        "low": ends[0],
        "high": ends[1],
        "level": 0.95,
        "se": one["se"],
        "p": one["p"],
        "note": note,
    }
