"""A stored source as CSL-JSON: the record as it was read, brought up to what the columns say today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from claims.domain.vocabulary import Identity, Integrity
from claims.formats import csl as common
from claims.formats import dates, names
from claims.formats.records import Csl

#: What `record` and `warning` need of a source's row.
COLUMNS = (
    "pk", "csl", "csl_type", "title", "authors", "container_title", "year", "doi", "pmid", "pmcid", "isbn", "url",
    "language", "identity", "integrity", "integrity_on", "integrity_note", "integrity_url",
)  # fmt: skip
_VARIABLES = {
    "title": "title",
    "container_title": "container-title",
    "doi": "DOI",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "isbn": "ISBN",
    "url": "URL",
    "language": "language",
}
_LABELS = dict(Integrity.choices())


def record(row: Mapping[str, Any], ident: str) -> Csl:
    """The CSL-JSON of a row of COLUMNS, called `ident` (S17), with a citation key that is this source's alone.

    A column that differs from what the stored record would give for it was changed here since, and wins. The
    record's own id and key go to `custom.touchstone`. A note says what `warning` says.
    """
    csl: Csl = dict(row["csl"]) if isinstance(row["csl"], Mapping) else {}
    own = {
        name: csl.pop(name) for name in ("id", "citation-key") if csl.get(name) not in (None, "")
    }
    told = common.columns(csl)
    if row["csl_type"] != told["csl_type"] or "type" not in csl:
        csl["type"] = row["csl_type"]
    for column, variable in _VARIABLES.items():
        if row[column] and row[column] != told[column]:
            csl[variable] = row[column]
    if row["authors"] and row["authors"] != told["authors"]:
        people = [one for one in row["authors"].split("; ") if one != "et al."]
        csl["author"] = [name for name in map(names.pubmed, people) if name]
    if row["year"] and row["year"] != told["year"]:
        csl["issued"] = {"date-parts": [[row["year"]]]}
    found: Csl = {"id": ident, **csl, "citation-key": _key(csl, ident)}
    if own:
        found["custom"] = common.patched(found.get("custom") or {}, {"touchstone": own})
    if said := note(row):
        found["note"] = f"{said} {csl.get('note') or ''}".strip()
    return common.finish(found)


def _key(csl: Csl, ident: str) -> str:
    """First author, year and id: readable, and the same in every file."""
    people = csl.get("author") or csl.get("editor") or []
    first = people[0] if isinstance(people, list) and people and isinstance(people[0], dict) else {}
    name = str(first.get("family") or first.get("literal") or "")
    word = "".join(letter for letter in name if letter.isascii() and letter.isalpha())[:30].lower()
    return f"{word or 'source'}{dates.year(csl.get('issued')) or ''}-{ident}"


def warning(row: Mapping[str, Any]) -> str:
    """What must be read beside a formatted reference: a notice against the work, or that nobody found it. "" else."""
    if row["integrity"] != Integrity.CLEAR:
        day = row["integrity_on"]
        return _LABELS[row["integrity"]] + (f", {_day(day)}" if day else "")
    return "Not found: known by name only" if row["identity"] == Identity.NOT_FOUND else ""


def note(row: Mapping[str, Any]) -> str:
    """The warning as a sentence with its reasons and the notice's address; "" where there is none."""
    said = warning(row)
    if not said:
        return ""
    if row["integrity"] == Integrity.CLEAR:
        return f"{said}."
    reasons = " ".join(str(row["integrity_note"] or "").split())
    address = f" Notice: {row['integrity_url']}" if row["integrity_url"] else ""
    stop = "" if reasons.endswith((".", "!", "?")) or not reasons else "."
    return f"{said}.{' ' + reasons + stop if reasons else ''}{address}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
