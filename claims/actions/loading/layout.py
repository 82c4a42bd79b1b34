"""How each record of the load format lies in the tables: its plain columns and what it refers to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from claims.models import (
    Appraisal,
    Assessment,
    Claim,
    Conflict,
    Evidence,
    Patient,
    Search,
    Source,
    Study,
    Topic,
)


@dataclass(frozen=True)
class Layout:
    """One noun: its table, columns taken as they are, columns that are times or dates, and references.

    `refs` are set when the row is made, `lists` fill other tables, `later` point at rows of the same noun.
    """

    model: type[Model]
    columns: tuple[str, ...]
    times: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    refs: dict[str, str] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    later: dict[str, str] = field(default_factory=dict)


LAYOUTS: dict[str, Layout] = {
    "topic": Layout(
        Topic,
        ("name", "kind", "description", "status", "status_reason", "revision"),
        times=("created_at",),
        later={"broader": "topic", "merged_into": "topic"},
    ),
    "source": Layout(
        Source,
        (
            "csl_type",
            "title",
            "authors",
            "container_title",
            "year",
            "csl",
            "doi",
            "pmid",
            "pmcid",
            "isbn",
            "url",
            "language",
            "identity",
            "identity_note",
            "identity_result",
            "identity_differences",
            "provenance",
            "integrity",
            "integrity_note",
            "integrity_url",
            "funding",
            "interests",
            "is_preprint",
            "copy_read",
            "copy_note",
            "missing",
            "summary",
            "status",
            "status_reason",
            "revision",
        ),
        times=("created_at", "changed_at", "integrity_checked_at"),
        dates=("identity_checked_on", "integrity_on"),
        later={"merged_into": "source"},
    ),
    "study": Layout(
        Study,
        (
            "label",
            "design",
            "registry_id",
            "n",
            "n_unit",
            "population",
            "note",
            "status",
            "status_reason",
            "revision",
        ),
        times=("created_at",),
        refs={"primary_source": "source"},
        lists={"reports": "source", "included_by": "source"},
        later={"included_studies": "study", "merged_into": "study"},
    ),
    "claim": Layout(
        Claim,
        (
            "text",
            "exposure_text",
            "relation",
            "outcome_text",
            "population_text",
            "comparator_text",
            "claim_type",
            "quantifier",
            "scope",
            "about",
            "rung_claimed",
            "benefit_or_harm",
            "magnitude",
            "threshold",
            "wording_note",
            "reviewers_required",
            "revision",
        ),
        times=("created_at", "changed_at"),
        refs={
            "exposure": "topic",
            "outcome": "topic",
            "population": "topic",
            "comparator": "topic",
        },
        lists={"topics": "topic"},
        later={"superseded_by": "claim"},
    ),
    "evidence": Layout(
        Evidence,
        (
            "finding",
            "design",
            "population",
            "comparison_made",
            "n",
            "n_unit",
            "n_note",
            "read",
            "locator",
            "effect",
            "benefit_or_harm",
            "magnitude",
            "threshold",
            "revision",
        ),
        times=("created_at", "changed_at", "released_at"),
        refs={"claim": "claim", "source": "source", "study": "study"},
    ),
    "patient": Layout(
        Patient,
        (
            "label",
            "age",
            "sex",
            "country",
            "exposure_note",
            "event",
            "onset",
            "outcome",
            "note",
            "status",
            "status_reason",
            "revision",
        ),
        times=("created_at",),
        refs={"claim": "claim"},
        lists={"evidence": "evidence"},
        later={"merged_into": "patient"},
    ),
    "assessment": Layout(
        Assessment,
        (
            "instrument",
            "instrument_version",
            "unit",
            "answers",
            "notes",
            "evaluation",
            "domain_judgements",
            "judgement",
            "departures",
            "remark",
            "is_current",
            "revision",
        ),
        times=("created_at", "submitted_at"),
        refs={
            "evidence": "evidence",
            "source": "source",
            "patient": "patient",
            "claim": "claim",
            "supersedes": "assessment",
        },
    ),
    "appraisal": Layout(
        Appraisal,
        (
            "direction",
            "directness",
            "strength",
            "suggested_strength",
            "suggested_by",
            "departure",
            "rationale",
            "read",
            "declaration",
            "interests",
            "instrument",
            "answers",
            "blind",
            "is_current",
            "revision",
        ),
        times=("created_at", "submitted_at"),
        refs={"evidence": "evidence", "supersedes": "appraisal"},
        lists={"assessments": "assessment"},
    ),
    "conflict": Layout(
        Conflict,
        ("state", "cause", "explanation", "reopened", "revision"),
        times=("created_at", "opened_at", "decided_at"),
        refs={"claim": "claim"},
        lists={"for": "study", "against": "study", "mixed": "study"},
    ),
    "search": Layout(
        Search,
        (
            "where",
            "query",
            "eligible_designs",
            "results",
            "screened",
            "included",
            "excluded_note",
            "exclusions",
            "searched_by",
            "revision",
        ),
        times=("created_at",),
        dates=("searched_on", "covers_from", "covers_to"),
        refs={"claim": "claim", "topic": "topic"},
    ),
}

#: Records that hang on one other record and have no key.
KEYLESS_REFS = {
    "adjudication": "evidence",
    "notice": "source",
    "judgement": "claim",
    "synthesis": "claim",
    "version": "claim",
}


def references(record: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Everything the record refers to, as (field, noun, key)."""
    kind = record["record"]
    if kind == "distinct":
        return [(name, record["noun"], record[name]) for name in ("first", "second")]
    if kind == "merge":
        return [
            ("source", "source", record["source"]),
            ("into", "source", record["into"]),
            *moved_references(record["moved"]),
        ]
    if kind in KEYLESS_REFS:
        noun = KEYLESS_REFS[kind]
        return [(noun, noun, record[noun])]
    layout = LAYOUTS[kind]
    found = []
    for name, noun in {**layout.refs, **layout.lists, **layout.later}.items():
        value = record.get(name)
        found += [(name, noun, key) for key in ([value] if isinstance(value, str) else value or [])]
    return found


def moved_references(moved: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What a join moved, as (field, noun, key)."""
    return [
        *(("moved.evidence", "evidence", key) for key in moved.get("evidence", ())),
        *(("moved.primary", "study", key) for key in moved.get("primary", ())),
        *(
            (f"moved.{name}", "study", link["study"])
            for name in ("studies", "dropped")
            for link in moved.get(name, ())
        ),
    ]


def time(value: str | None) -> datetime | None:
    """An ISO time as a datetime in UTC."""
    return datetime.fromisoformat(value) if value else None


def values(record: dict[str, Any]) -> dict[str, Any]:
    """The record's plain columns, ready for its model."""
    layout = LAYOUTS[record["record"]]
    found = {name: record[name] for name in layout.columns if name in record}
    found |= {name: time(record[name]) for name in layout.times if record.get(name)}
    found |= {name: date.fromisoformat(record[name]) for name in layout.dates if record.get(name)}
    return found
