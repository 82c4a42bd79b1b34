"""What an instrument is made of: immutable, read from its JSON file, the same for every caller."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

#: Stored by the program alone, where a question does not apply.
NOT_APPLICABLE = "NA"

# Item id -> the answers that fit; all have to.
Condition = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Option:
    """One answer. `value` is its points, stars, steps or level, where the tool gives it any."""

    id: str
    label: str
    value: int | None = None
    flag: str = ""
    refuse: str = ""


@dataclass(frozen=True)
class Part:
    """One of the parts in which an item may be answered (AMSTAR 2, items 9 and 11)."""

    id: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Item:
    """One question. It is asked where any condition of `ask_if` holds, or always where there is none."""

    id: str
    text: str
    source: str
    options: tuple[Option, ...]
    ask_if: tuple[Condition, ...] = ()
    parts: tuple[Part, ...] = ()
    critical: bool = False
    optional: bool = False
    counted: bool = True
    note: str = ""
    unverified: str = ""

    def option(self, ident: str) -> Option:
        """The option with this id. Raises KeyError."""
        return next(found for found in self.options if found.id == ident)


@dataclass(frozen=True)
class Rule:
    """One row of a table: where `when` holds, the judgement is `then`."""

    id: str
    when: Condition
    then: str


@dataclass(frozen=True)
class Table:
    """Rows in order; the first that fits counts. `partial` says why some answers fit none."""

    id: str
    rules: tuple[Rule, ...]
    partial: str = ""


@dataclass(frozen=True)
class Domain:
    """Questions that belong together; judged by tables (the worst of them counts), by the assessor, or not at all."""

    id: str
    name: str
    items: tuple[Item, ...]
    tables: tuple[Table, ...] = ()
    by_assessor: bool = False
    stage: str = ""
    note: str = ""

    @property
    def is_judged(self) -> bool:
        """Whether the domain has a judgement of its own."""
        return bool(self.tables) or self.by_assessor


@dataclass(frozen=True)
class Setting:
    """A choice about how the instrument is used, apart from the answers."""

    id: str
    label: str
    kind: str
    default: Any = None
    choices: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Instrument:
    """A versioned appraisal tool. `document` is the file itself, as the API serves it."""

    id: str
    edition: int
    sha256: str
    name: str
    short: str
    version: str
    purpose: str
    unit: str
    domains: tuple[Domain, ...]
    judgements: tuple[Option, ...]
    algorithm: Mapping[str, Any]
    settings: tuple[Setting, ...]
    document: Mapping[str, Any] = field(repr=False)

    @cached_property
    def items(self) -> dict[str, Item]:
        """All items by id, in the order in which they are asked."""
        return {item.id: item for domain in self.domains for item in domain.items}

    @cached_property
    def judged(self) -> dict[str, Domain]:
        """The domains that have a judgement of their own, by id."""
        return {domain.id: domain for domain in self.domains if domain.is_judged}

    @property
    def kind(self) -> str:
        """How it comes to a judgement: domains, table, sum, stars, flaws, per_item, counts, grade, level, none."""
        return str(self.algorithm["kind"])

    @property
    def aliases(self) -> tuple[str, ...]:
        """Short names under which it is found too."""
        return tuple(self.document["aliases"])

    def tables(self) -> Iterator[Table]:
        """Every decision table of it."""
        for domain in self.domains:
            yield from domain.tables
        if "table" in self.algorithm:
            yield table(self.algorithm["table"])

    def label(self, judgement: str | None) -> str:
        """A judgement in words; "" for none."""
        return next((found.label for found in self.judgements if found.id == judgement), "")


def read(document: Mapping[str, Any], sha256: str) -> Instrument:
    """The instrument in a file that fits `schema.json`."""
    sets = document["answer_sets"]
    return Instrument(
        id=document["id"],
        edition=document["edition"],
        sha256=sha256,
        name=document["name"],
        short=document["short"],
        version=document["version"],
        purpose=document["purpose"],
        unit=document["unit"],
        domains=tuple(_domain(part, sets) for part in document["domains"]),
        judgements=options(document.get("judgements", ())),
        algorithm=document["algorithm"],
        settings=tuple(
            Setting(
                part["id"], part["label"], part["kind"], part.get("default"),
                options(part.get("choices", ())),
            )
            for part in document.get("settings", ())
        ),
        document=document,
    )  # fmt: skip


def _domain(part: Mapping[str, Any], sets: Mapping[str, Any]) -> Domain:
    by = part.get("judged_by", {})
    tables = [by["table"]] if "table" in by else by.get("worst_of", ())
    return Domain(
        id=part["id"],
        name=part["name"],
        items=tuple(_item(row, sets) for row in part["items"]),
        tables=tuple(table(row) for row in tables),
        by_assessor="assessor" in by,
        stage=part.get("stage", ""),
        note=part.get("note", ""),
    )


def _item(row: Mapping[str, Any], sets: Mapping[str, Any]) -> Item:
    given = row["options"]
    return Item(
        id=row["id"],
        text=row["text"],
        source=row["from"],
        options=options(sets[given] if isinstance(given, str) else given),
        ask_if=tuple(condition(clause) for clause in row.get("ask_if", ())),
        parts=tuple(
            Part(part["id"], part["label"], options(part["options"]))
            for part in row.get("parts", ())
        ),
        critical=row.get("critical", False),
        optional=row.get("optional", False),
        counted=row.get("counted", True),
        note=row.get("note", ""),
        unverified=row.get("unverified", ""),
    )


def options(rows: Sequence[Mapping[str, Any]]) -> tuple[Option, ...]:
    """Options as the files write them."""
    return tuple(Option(**row) for row in rows)


def condition(clause: Mapping[str, Sequence[str]]) -> Condition:
    """A condition as the files write it."""
    return {name: tuple(values) for name, values in clause.items()}


def table(row: Mapping[str, Any]) -> Table:
    """A decision table as the files write it."""
    rules = tuple(Rule(rule["id"], condition(rule["when"]), rule["then"]) for rule in row["rules"])
    return Table(row["id"], rules, row.get("partial", ""))
