"""An instrument as a form: what was filled in, which questions apply, what it comes to. Used wherever one is filled in.

Fields are named `answer.<item>` (or `answer.<item>.<part>`), `judgement.<domain>`, `option.<setting>`
and `note.<item>`. `parts/instrument_form.html` draws it, inside whatever `<form>` embeds it;
`claims/instrument.js` keeps it up to date while it is filled in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from claims.domain.instruments import (
    Domain,
    DomainResult,
    Evaluation,
    Instrument,
    Item,
    Option,
    evaluate,
)
from claims.domain.instruments.model import Setting
from claims.domain.instruments.words import asked_if
from claims.domain.problems import Invalid, path
from claims.domain.strength import Suggestion, suggest
from claims.domain.vocabulary import Design

LONGEST_NOTE = 1000


@dataclass
class Choice:
    """One answer to choose."""

    id: str
    label: str
    chosen: bool


@dataclass
class Question:
    """One group of choices. `applies` is None while that hangs on an open question."""

    item: Item
    name: str
    choices: list[Choice]
    legend: str = ""
    applies: bool | None = True
    asked_if: str = ""
    errors: list[str] = field(default_factory=list)
    parts: list[Question] = field(default_factory=list)
    note: str = ""

    @property
    def note_name(self) -> str:
        """Name of the field for a note on the answer."""
        return f"note.{self.item.id}"


@dataclass
class Section:
    """Questions that belong together, and their judgement where they have one."""

    domain: Domain
    questions: list[Question]
    result: DomainResult | None
    name: str = ""
    choices: list[Choice] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass
class Knob:
    """One setting of the instrument."""

    setting: Setting
    name: str
    choices: list[Choice]
    text: str = ""
    errors: list[str] = field(default_factory=list)


@dataclass
class Filled:
    """What was filled in, as `evaluate` takes it, and the notes beside it."""

    answers: dict[str, Any] = field(default_factory=dict)
    domains: dict[str, str] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.answers or self.domains or self.options or self.notes)


@dataclass
class InstrumentForm:
    """Everything that the form shows. `evaluation` is None where `errors` says why."""

    tool: Instrument
    sections: list[Section]
    knobs: list[Knob]
    evaluation: Evaluation | None
    errors: list[str]
    with_notes: bool

    @property
    def strengths(self) -> list[tuple[str, Suggestion]]:
        """What strength is suggested for a study, for each design that the tool is made for."""
        if self.evaluation is None or not self.evaluation.is_complete:
            return []
        return [
            (Design(design).label, suggest(design, self.evaluation))
            for design in self.tool.document["designs"]
        ]

    @property
    def judges(self) -> bool:
        """Whether the tool comes to a judgement or a score at all."""
        return self.tool.kind not in ("counts", "none", "per_item")


def read(tool: Instrument, data: QueryDict) -> Filled:
    """What was filled in; fields left open are left out, and names that the tool does not know are not looked at."""
    filled = Filled()
    for item in tool.items.values():
        parts = {part.id: data.get(f"answer.{item.id}.{part.id}", "") for part in item.parts}
        given = {name: value for name, value in parts.items() if value}
        if value := data.get(f"answer.{item.id}", "") or given:
            filled.answers[item.id] = value
        if note := data.get(f"note.{item.id}", "").strip()[:LONGEST_NOTE]:
            filled.notes[item.id] = note
    for name in tool.judged:
        if value := data.get(f"judgement.{name}", ""):
            filled.domains[name] = value
    for setting in tool.settings:
        values = [value for value in data.getlist(f"option.{setting.id}") if value]
        if values:
            filled.options[setting.id] = values if setting.kind == "items" else values[-1]
    return filled


def build(tool: Instrument, filled: Filled, *, with_notes: bool = False) -> InstrumentForm:
    """The form, evaluated as far as it is filled in. No query."""
    faults: Mapping[str, Sequence[str]] = {}
    evaluation = None
    try:
        evaluation = evaluate(
            tool, filled.answers, domains=filled.domains or None, options=filled.options
        )
    except Invalid as invalid:
        faults = invalid.errors
    return InstrumentForm(
        tool=tool,
        sections=[_section(tool, domain, filled, evaluation, faults) for domain in tool.domains],
        knobs=[_knob(tool, setting, filled, faults) for setting in tool.settings],
        evaluation=evaluation,
        errors=[message for messages in faults.values() for message in messages],
        with_notes=with_notes,
    )


def _choices(options: Sequence[Option], value: Any) -> list[Choice]:
    return [Choice(option.id, option.label, option.id == value) for option in options]


def _section(
    tool: Instrument,
    domain: Domain,
    filled: Filled,
    evaluation: Evaluation | None,
    faults: Mapping[str, Sequence[str]],
) -> Section:
    section = Section(
        domain=domain,
        questions=[_question(tool, item, filled, evaluation, faults) for item in domain.items],
        result=evaluation.domains.get(domain.id) if evaluation else None,
        errors=list(faults.get(path("domains", domain.id), ())),
    )
    if domain.is_judged:
        section.name = f"judgement.{domain.id}"
        section.choices = _choices(tool.judgements, filled.domains.get(domain.id))
    return section


def _question(
    tool: Instrument,
    item: Item,
    filled: Filled,
    evaluation: Evaluation | None,
    faults: Mapping[str, Sequence[str]],
) -> Question:
    given = filled.answers.get(item.id)
    where = path("answers", item.id)
    inside = given if isinstance(given, dict) else dict.fromkeys((p.id for p in item.parts), given)
    applies: bool | None = True
    if evaluation and item.id in evaluation.not_applicable:
        applies = False
    elif item.ask_if and (evaluation is None or item.id in evaluation.pending):
        applies = None
    return Question(
        item=item,
        name=f"answer.{item.id}",
        choices=[] if item.parts else _choices(item.options, given),
        applies=applies,
        asked_if=asked_if(tool, item),
        errors=[
            text
            for name, texts in faults.items()
            if name == where or name.startswith(f"{where}/")
            for text in texts
        ],
        parts=[
            Question(
                item,
                f"answer.{item.id}.{part.id}",
                _choices(part.options, inside.get(part.id)),
                part.label,
            )
            for part in item.parts
        ],
        note=filled.notes.get(item.id, ""),
    )


def _knob(
    tool: Instrument, setting: Setting, filled: Filled, faults: Mapping[str, Sequence[str]]
) -> Knob:
    given = filled.options.get(setting.id, setting.default)
    if setting.kind == "items":
        chosen = set(given or ())
        choices = [
            Choice(item.id, f"{item.id}. {item.text}", item.id in chosen)
            for item in tool.items.values()
        ]
    else:
        choices = _choices(setting.choices, given)
    return Knob(
        setting,
        f"option.{setting.id}",
        choices,
        text=given if setting.kind == "text" and isinstance(given, str) else "",
        errors=list(faults.get(path("options", setting.id), ())),
    )
