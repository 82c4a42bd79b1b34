"""The records of the load format as flat tables: one per noun, and one for each list that a record holds.

Columns, types and descriptions are read off the format's own schema, so that the two cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import orjson

from claims.formats.flat_fields import ADDED, field, refers_to
from claims.formats.knowledge_schema import KEYLESS, ORDER, record_schema

Record = Mapping[str, Any]
Field = dict[str, Any]

#: Noun -> name of its table, and what one row is.
NAMES: dict[str, tuple[str, str]] = {
    "topic": ("topics", "A controlled term: exposure, outcome, population or field."),
    "source": ("sources", "A publication or document, with identity and integrity."),
    "study": ("studies", "The unit that is counted; several sources may report one study."),
    "claim": (
        "claims",
        "A checkable sentence, with the conclusion that stands. Not medical advice.",
    ),
    "evidence": ("evidence", "What one source found on one claim, with the rating that is open."),
    "patient": ("patients", "A patient whom case reports describe, each once."),
    "assessment": ("assessments", "Answers to an appraisal instrument."),
    "appraisal": ("appraisals", "One person's rating of one piece of evidence, once it is open."),
    "adjudication": ("adjudications", "What a third person decided where raters differed."),
    "search": ("searches", "A recorded search for evidence."),
    "distinct": ("distinct", "Two records that look alike and are not the same."),
    "conflict": ("conflicts", "A disagreement between the studies of a claim."),
    "notice": ("notices", "A retraction, correction or other notice about a source."),
    "merge": ("merges", "Two records of one source that were joined."),
    "judgement": ("judgements", "A person's decision on one domain of a claim's certainty."),
    "synthesis": ("syntheses", "A claim's conclusion; its steps are in knowledge.ndjson.gz."),
    "version": ("versions", "A citable version of a claim; its text is in knowledge.ndjson.gz."),
}
#: Too long for a table, or of use to a load only.
LEFT_OUT = {
    "record",
    "key",
    "released",
    "history",
    "external_ids",
    "inputs",
    "suggestion",
    "snapshot",
}
KEYS = {
    "synthesis": ("claim",),
    "version": ("claim", "number"),
    "merge": ("source",),
    "distinct": ("noun", "first", "second"),
}
#: What the second column of a list of a record's own noun is called.
OTHER = {"broader": "broader", "included_studies": "included_study"}
SINGULAR = {"aliases": "alias"}


@dataclass(frozen=True)
class Table:
    """One CSV file: its Table Schema, and how a record of `noun` becomes its rows."""

    name: str
    noun: str
    about: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    #: Column -> the noun whose id it holds.
    refers: Mapping[str, str]
    rows: Callable[[Record], Iterator[list[Any]]]

    def schema(self) -> dict[str, Any]:
        """The Table Schema (Data Package 2.0)."""
        found: dict[str, Any] = {"fields": list(self.fields), "missingValues": [""]}
        if self.key:
            found["primaryKey"] = list(self.key)
        if self.refers:
            found["foreignKeys"] = [
                {
                    "fields": [column],
                    "reference": {
                        **(
                            {} if noun == self.noun and self.is_main else {"resource": _table(noun)}
                        ),
                        "fields": ["id"],
                    },
                }
                for column, noun in self.refers.items()
            ]
        return found

    @property
    def is_main(self) -> bool:
        """Whether this is the noun's own table, and not that of a list."""
        return self.name == _table(self.noun)


@cache
def tables() -> tuple[Table, ...]:
    """Every table, those of lists after their noun's."""
    return (*(table for noun in ORDER[1:] for table in _of(noun)), _external())


@cache
def by_noun() -> Mapping[str, tuple[Table, ...]]:
    """The tables that a record of each noun has rows in."""
    everywhere = _external()
    return {
        noun: (
            *(table for table in tables() if table.noun == noun),
            *(() if noun in KEYLESS else (everywhere,)),
        )
        for noun in ORDER[1:]
    }


def _table(noun: str) -> str:
    return NAMES[noun][0]


def _of(noun: str) -> Iterator[Table]:
    schema = record_schema(noun)
    fields: list[Field] = []
    refers: dict[str, str] = {}
    lists: list[Table] = []
    columns: list[tuple[str, str | None]] = []
    for name, told in schema["properties"].items():
        if name in LEFT_OUT:
            continue
        inner = told["anyOf"][0] if "anyOf" in told else told
        target = refers_to(inner)
        if inner.get("type") == "array" and name != "identity_differences":
            lists.append(_list(noun, name, inner))
        elif inner.get("type") == "object" and "properties" in inner and name == "effect":
            for part, of in inner["properties"].items():
                fields.append(field(f"{name}_{part}", of))
                columns.append((name, part))
        else:
            if target in NAMES:
                refers[name] = target
                inner = {"type": "string", "description": f"Id of a row of {_table(target)}.csv."}
            fields.append(field(name, inner, required=name in schema["required"]))
            columns.append((name, None))
    for added in ADDED.get(noun, ()):
        fields.append(added)
        columns.append((added["name"], None))
    name, about = NAMES[noun]
    key = KEYS.get(noun, () if noun in KEYLESS else ("id",))
    yield Table(name, noun, about, tuple(fields), key, refers, partial(_row, tuple(columns)))
    yield from lists


def _row(columns: tuple[tuple[str, str | None], ...], record: Record) -> Iterator[list[Any]]:
    yield [
        _cell(record.get(name) if part is None else (record.get(name) or {}).get(part))
        for name, part in columns
    ]


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    return value


def _list(noun: str, name: str, told: Mapping[str, Any]) -> Table:
    """The table of a list: one row for each thing in it."""
    own = field(noun, {"type": "string", "description": f"Id of a row of {_table(noun)}.csv."})
    items = told["items"]
    about = str(told.get("description", ""))
    target = refers_to(items)
    if items.get("type") == "object":
        parts = tuple(items["properties"])
        number = {"type": "integer", "minimum": 1, "description": "Its place, from 1."}
        fields = (
            own,
            field("number", number),
            *(field(part, items["properties"][part]) for part in parts),
        )
        # Quotes are a noun of their own to readers; other lists are named for what they are of.
        title = name if name == "quotes" else f"{noun}_{name}"
        rows = partial(_parts, name, parts)
        return Table(title, noun, about, fields, (noun, "number"), {noun: noun}, rows)
    if target is None:
        other, refers = SINGULAR.get(name, name), {noun: noun}
        second = field(other, items)
    else:
        other = OTHER.get(name, target)
        refers = {noun: noun, other: target}
        about_id = f"Id of a row of {_table(target)}.csv."
        second = field(other, {"type": "string", "description": about_id})
    rows = partial(_pairs, name)
    return Table(f"{noun}_{name}", noun, about, (own, second), (noun, other), refers, rows)


def _pairs(name: str, record: Record) -> Iterator[list[Any]]:
    for one in record.get(name) or ():
        yield [_ident(record), one]


def _parts(name: str, parts: tuple[str, ...], record: Record) -> Iterator[list[Any]]:
    for number, one in enumerate(record.get(name) or (), start=1):
        yield [_ident(record), number, *(_cell(one.get(part)) for part in parts)]


def _ident(record: Record) -> str:
    return str(record["id"])


@cache
def _external() -> Table:
    words = [noun for noun in ORDER[1:] if noun not in KEYLESS]
    fields = (
        field("noun", {"type": "string", "enum": words, "description": "What the record is."}),
        field("id", {"type": "string", "description": "Id of the record."}),
        field("external_id", {"type": "string", "description": "Outside id, as namespace:value."}),
    )

    def rows(record: Record) -> Iterator[list[Any]]:
        for one in record.get("external_ids") or ():
            yield [record["record"], _ident(record), one]

    about = "Ids that records have elsewhere."
    return Table("external_ids", "", about, fields, ("id", "external_id"), {}, rows)
