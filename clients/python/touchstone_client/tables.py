"""Answers as lines of text and as tables, for the command line."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TextIO

Row = Mapping[str, Any]
#: What a spreadsheet would take for a formula, at the start of a text.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: Columns by kind of list: name and place in the answer.
COLUMNS: dict[str, tuple[tuple[str, str], ...]] = {
    "claims": (
        ("id", "id"),
        ("text", "text"),
        ("plain_sentence", "plain_sentence"),
        ("verdict", "synthesis.verdict"),
        ("certainty", "synthesis.certainty"),
        ("consistency", "synthesis.consistency"),
        ("studies", "synthesis.basis.studies"),
        ("supports", "synthesis.basis.supports"),
        ("contradicts", "synthesis.basis.contradicts"),
        ("mixed", "synthesis.basis.mixed"),
        ("raters", "synthesis.raters"),
        ("standing", "synthesis.status"),
        ("stale", "synthesis.stale"),
        ("version", "version"),
        ("updated_at", "updated_at"),
    ),
    "evidence": (
        ("id", "id"),
        ("claim", "claim.id"),
        ("source", "source.id"),
        ("study", "study.id"),
        ("direction", "consensus.direction"),
        ("directness", "consensus.directness"),
        ("strength", "consensus.strength"),
        ("consensus", "consensus.state"),
        ("raters", "consensus.raters"),
        ("status", "status"),
        ("design", "design"),
        ("n", "n"),
        ("n_unit", "n_unit"),
        ("finding", "finding"),
        ("title", "source.title"),
        ("year", "source.year"),
        ("doi", "source.doi"),
        ("left_out", "excluded_reason"),
    ),
    "sources": (
        ("id", "id"),
        ("title", "title"),
        ("authors", "authors"),
        ("year", "year"),
        ("container_title", "container_title"),
        ("doi", "doi"),
        ("pmid", "pmid"),
        ("integrity", "integrity"),
        ("identity", "identity"),
    ),
    "studies": (("id", "id"), ("label", "label"), ("design", "design")),
    "topics": (("id", "id"), ("name", "name"), ("kind", "kind")),
    "instruments": (("id", "id"), ("name", "name"), ("version", "version"), ("unit", "unit")),
    "changes": (
        ("seq", "seq"),
        ("at", "at"),
        ("kind", "kind"),
        ("object", "object"),
        ("reason", "reason"),
    ),
}


def at(record: Row, place: str) -> Any:
    """What stands at a dotted place; None where there is nothing."""
    value: Any = record
    for step in place.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def write_csv(rows: Iterable[Row], kind: str, out: TextIO) -> None:
    """A table, line by line; texts that a spreadsheet would run get an apostrophe."""
    writer = csv.writer(out)
    writer.writerow([name for name, _ in COLUMNS[kind]])
    for row in rows:
        writer.writerow([_cell(at(row, place)) for _, place in COLUMNS[kind]])
        out.flush()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def write_ndjson(rows: Iterable[Row], out: TextIO) -> None:
    """One JSON object a line, each as soon as it is there."""
    for row in rows:
        out.write(json.dumps(row, ensure_ascii=False) + "\n")
        out.flush()


def write_text(rows: Iterable[Row], kind: str, out: TextIO) -> None:
    """Lines for people."""
    told = TEXTS.get(kind, _other)
    for row in rows:
        out.write(told(row) + "\n")
        out.flush()


def conclusion(claim: Row) -> str:
    """The verdict with everything that it must not travel without, on one line."""
    s = claim["synthesis"]
    studies, raters = s["basis"]["studies"], s["raters"]
    parts = [
        s["verdict_label"],
        f"certainty {s['certainty_label'].lower()}",
        s["consistency_label"].lower(),
        f"{studies} {'study' if studies == 1 else 'studies'}",
        f"{raters} {'rater' if raters == 1 else 'raters'}",
        s["status"],
        *(["out of date"] if s["stale"] else []),
    ]
    return " · ".join(part for part in parts if part)


def _claim(claim: Row) -> str:
    return f"{claim['id']}  {claim['text']}\n    {conclusion(claim)}\n    {claim['plain_sentence']}"


def _evidence(one: Row) -> str:
    rated = one["consensus"]
    strength = rated["strength"] or "not rated"
    source = one["source"]
    said = f"{rated['direction'] or 'rating not open'}, {strength}, {one['design']}"
    year = f" ({source['year']})" if source["year"] else ""
    left_out = f"\n    left out: {one['excluded_reason']}" if one["excluded_reason"] else ""
    return f"{one['id']}  {said}\n    {one['finding']}\n    {source['id']} {source['title']}{year}{left_out}"


def _change(one: Row) -> str:
    return f"{one['seq']}  {one['at']}  {one['kind']}  {one['object']}  {one.get('reason') or ''}".rstrip()


def _other(one: Row) -> str:
    return "  ".join(str(one[name]) for name in ("id", "title", "name", "label") if one.get(name))


TEXTS: dict[str, Callable[[Row], str]] = {
    "claims": _claim,
    "evidence": _evidence,
    "changes": _change,
}
