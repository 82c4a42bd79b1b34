"""The first half of a load: every line is checked before anything is written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from claims.actions.loading.fitting import misplaced
from claims.actions.loading.layout import LAYOUTS, references, values
from claims.actions.loading.report import LoadReport
from claims.domain import identifiers, version_brief
from claims.domain.privacy import identifying
from claims.domain.searching import FIGURES, faults
from claims.domain.vocabulary import AssessedUnit, ConflictState
from claims.formats.knowledge import Fault, Line, read
from claims.formats.staging import Staging
from claims.models.assessment import UNIT_COLUMNS

NORMALISED: dict[str, Callable[[str], str]] = {
    "doi": identifiers.doi,
    "pmid": identifiers.pmid,
    "pmcid": identifiers.pmcid,
    "isbn": identifiers.isbn,
}


def fill(staging: Staging, paths: Iterable[Path], report: LoadReport) -> str | None:
    """Put every good line of the files into `staging`, faults into `report`; the header's site, if any."""
    site: str | None = None
    for path in paths:
        for item in read(path):
            report.lines += 1
            if isinstance(item, Fault):
                report.faults.append(item)
                continue
            if item.record["record"] == "header":
                named = item.record.get("site")
                if site and named and named != site:
                    report.faults.append(
                        Fault(item.file, item.line, "site", "one load, one site: load it apart")
                    )
                site = site or named
                continue
            fault = _stage(staging, item)
            if fault is not None:
                report.faults.append(fault)
    return site


def _stage(staging: Staging, line: Line) -> Fault | None:
    record = line.record
    try:
        fault = _content(line)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        fault = Fault(line.file, line.line, name, " ".join(messages))
    if fault is not None:
        return fault
    order = staging.add(line, references(record))
    if order is None:
        return Fault(
            line.file, line.line, "key", f"{record['key']!r} stands on an earlier line too"
        )
    for kind, value, name in _unique(record):
        earlier = staging.claim_mark(kind, value, order)
        if earlier is not None:
            staging.spoil(order)
            return Fault(line.file, line.line, name, f"line {earlier} has the same: {value}")
    return None


def _content(line: Line) -> Fault | None:
    """What the schema cannot say: clean text, valid identifiers, offsets in order, hashes that hold."""
    record = line.record
    kind = record["record"]
    for name in _unsaid(record):
        return Fault(line.file, line.line, name, "must say why")
    if record.get("merged_into") and record.get("status") != "merged":
        return Fault(line.file, line.line, "merged_into", "is only for records with status merged")
    if kind == "version":
        if hashlib.sha256(record["snapshot"].encode()).hexdigest() != record["sha256"]:
            return Fault(line.file, line.line, "sha256", "is not the snapshot's SHA-256")
        try:
            version_brief.read(record["snapshot"])
        except ValueError as error:
            return Fault(line.file, line.line, "snapshot", str(error))
        return None
    if kind not in LAYOUTS:
        return None
    for name, normalise in NORMALISED.items():
        if kind == "source" and record.get(name):
            try:
                normalise(record[name])
            except ValueError as error:
                return Fault(line.file, line.line, name, str(error))
    if kind == "search" and not (record.get("claim") or record.get("topic")):
        return Fault(line.file, line.line, "claim", "a search names a claim or a topic")
    if kind == "patient":
        for name, message in identifying(record).items():
            return Fault(line.file, line.line, name, message)
    if kind == "assessment":
        named = [name for name in UNIT_COLUMNS.values() if record.get(name)]
        if named != [UNIT_COLUMNS[AssessedUnit(record["unit"])]]:
            unit = UNIT_COLUMNS[AssessedUnit(record["unit"])]
            return Fault(line.file, line.line, "unit", f"names its {unit}, and nothing else")
    for number, quote in enumerate(record.get("quotes", ())):
        start, end = quote.get("start"), quote.get("end")
        if (start is None) != (end is None) or (start is not None and start >= end):
            return Fault(line.file, line.line, f"quotes.{number}", "start must be before end")
    layout = LAYOUTS[kind]
    found = values(record)
    if kind == "search":
        stated = {name: found.get(name) for name in FIGURES}
        for name, messages in faults(stated, today=timezone.now().date()).items():
            return Fault(line.file, line.line, name, " ".join(messages))
    layout.model(**found).clean_fields(
        exclude={f.name for f in layout.model._meta.fields} - set(found)
    )
    return None


def _unsaid(record: dict[str, Any]) -> list[str]:
    """Reasons that the tables insist on and the line does not give, by field."""
    kind = record["record"]
    needed = [
        ("integrity_note", kind == "source" and record.get("integrity", "clear") != "clear"),
        ("status_reason", kind == "claim" and record.get("status") == "retired"),
        ("status_reason", kind == "patient" and record.get("status") in ("retired", "merged")),
        ("status_reason", kind == "synthesis" and record.get("status") == "overridden"),
        ("stale_reason", kind == "synthesis" and bool(record.get("stale_since"))),
        ("reason", kind == "judgement"),
        (
            "explanation",
            kind == "conflict"
            and record["state"] in (ConflictState.EXPLAINED, ConflictState.STANDING),
        ),
        ("cause", kind == "conflict" and record["state"] == ConflictState.EXPLAINED),
    ]
    return [name for name, needs in needed if needs and not str(record.get(name, "")).strip()]


def _unique(record: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What no two lines of one load may share, as (kind, value, field)."""
    kind = record["record"]
    if kind == "source" and record.get("status") != "merged":
        return [
            (name, normalise(record[name]), name)
            for name, normalise in NORMALISED.items()
            if record.get(name)
        ]
    if kind == "topic" and record.get("status") != "merged":
        return [("topic", f"{record['kind']}: {record['name'].lower()}", "name")]
    if kind == "study" and record.get("registry_id") and record.get("status") != "merged":
        return [("registry_id", record["registry_id"], "registry_id")]
    if kind == "evidence":
        unit = f"{record['claim']} {record['source']} {record.get('study') or ''}"
        return [("evidence", unit, "source")]
    if kind == "appraisal" and record.get("is_current", True):
        return [("rater", f"{record['evidence']} {record['rater']}", "rater")]
    if kind == "assessment" and record.get("is_current", True):
        unit = record[UNIT_COLUMNS[AssessedUnit(record["unit"])]]
        mark = f"{unit} {record['instrument']} {record['assessor']}"
        return [("assessor", mark, "assessor")]
    if kind == "merge":
        return [("merge", record["source"], "source")]
    if kind == "conflict":
        return [("conflict", record["claim"], "claim")]
    if kind == "judgement" and record.get("is_current", True):
        place = f"{record['claim']} {record['stream']} {record['domain']}"
        return [("judgement", place, "domain")]
    if kind == "version":
        return [("version", f"{record['claim']}.{record['number']}", "number")]
    return []


def resolve(staging: Staging, report: LoadReport) -> None:
    """Leave out lines that name what does not exist or does not fit, and then those that name the lines left out."""
    while found := [*staging.dangling()] or [*misplaced(staging)]:
        for order, fault in found:
            staging.spoil(order)
            report.faults.append(fault)
