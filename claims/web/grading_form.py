"""The grading page's parts: which instrument on what, what was filled in or kept, and what may be cited."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from claims.actions.appraisals import NO_INSTRUMENT, suggestion
from claims.actions.grading import Sheet
from claims.domain.assessing import OVERALL, unit_of
from claims.domain.instruments import Instrument, catalogue, get, suggested_for
from claims.domain.strength import Suggestion
from claims.domain.vocabulary import AssessedUnit, ClaimType
from claims.models import Assessment, Evidence
from claims.queries import appraisals, assessments
from claims.queries.links import parse_id
from claims.web.forms.other import AppraisalForm
from claims.web.instrument_form import Filled, InstrumentForm, build, read

if TYPE_CHECKING:
    from claims.actions.assessments import Unit
    from evidence.accounts.models import User

#: Of these claims the exposure was usually assigned to nobody.
OBSERVED = (ClaimType.ASSOCIATION, ClaimType.CAUSAL, ClaimType.SAFETY, ClaimType.PREVALENCE)
#: Fields of the form that are columns of an appraisal.
COLUMNS = (
    "direction",
    "directness",
    "strength",
    "departure",
    "rationale",
    "read",
    "declaration",
    "interests",
    "has_conflict",
)


@dataclass
class Verdict:
    """One judgement that a rule suggests, and what the assessor says instead."""

    id: str
    name: str
    label: str
    choices: list[tuple[str, str, bool]]
    reason: str


@dataclass
class Grading:
    """Everything that the page shows or stores. `kept` is the own draft, or one that a notice closed."""

    evidence: Evidence
    by: User
    kept: dict[str, Any] | None
    choice: str
    tool: Instrument | None
    on: Unit | None
    stored: dict[str, Any] | None
    filled: Filled
    judgement: str
    departures: dict[str, str]
    why_none: str
    form: AppraisalForm
    offered: list[dict[str, Any]]
    cited: set[str]
    options: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)

    @property
    def draft(self) -> dict[str, Any] | None:
        """The open draft of the appraisal."""
        return self.kept if self.kept and self.kept["status"] == "draft" else None

    @property
    def revisions(self) -> tuple[int, int]:
        """Of the two drafts as they are stored; 0 where there is none."""
        return (
            self.draft["revision"] if self.draft else 0,
            self.stored["revision"] if self.stored else 0,
        )

    @property
    def questions(self) -> InstrumentForm | None:
        """The instrument's form, with notes."""
        return build(self.tool, self.filled, with_notes=True) if self.tool else None

    def sheet(self, base: int | None) -> Sheet | None:
        """The answers as the actions take them; None where there is nothing to keep."""
        if self.tool is None or self.on is None:
            return None
        typed = (self.filled.answers, self.filled.domains, self.filled.notes, self.judgement)
        # Settings alone, which stand at their defaults, are nothing to keep.
        if self.stored is None and not any(typed) and not self.departures:
            return None
        fields = {
            "answers": self.filled.answers,
            "notes": self.filled.notes,
            "domain_judgements": self.filled.domains,
            "judgement": self.judgement,
            "departures": self.departures,
            "options": self.filled.options,
        }
        return Sheet(self.tool.id, self.on, fields, base)

    def columns(self, *, final: bool) -> dict[str, Any]:
        """The appraisal's fields; call it on a valid form. A draft remembers which patient was chosen, too."""
        found = {name: self.form.cleaned_data[name] for name in COLUMNS}
        found["instrument"] = self.choice.partition("@")[0] if final else self.choice
        found["answers"] = {"why": self.why_none} if self.choice == NO_INSTRUMENT else {}
        return found

    def rows_cited(self) -> list[Assessment]:
        """The records that are ticked. One query, none where nothing is."""
        keys = [int(ident[1:]) for ident in self.cited]
        return list(Assessment.objects.filter(pk__in=keys).order_by("pk")) if keys else []

    def suggested(self) -> Suggestion:
        """The strength that the answers and what is ticked suggest, as far as they go. At most one query."""
        rows = self.rows_cited()
        questions = self.questions
        if self.tool and questions and questions.evaluation and questions.evaluation.is_complete:
            rows.append(
                Assessment(
                    instrument=self.tool.id,
                    answers=self.filled.answers,
                    domain_judgements=self.filled.domains,
                    judgement=self.judgement,
                    evaluation={"options": self.filled.options},
                )
            )
        return suggestion(self.evidence, rows)

    def verdicts(self) -> list[Verdict]:
        """Each judgement that a rule gives, and the overall one, with the assessor's own beside it."""
        questions = self.questions
        if self.tool is None or questions is None or questions.evaluation is None:
            return []
        tool, found = self.tool, questions.evaluation
        rows = [
            self._verdict(
                tool, domain.id, domain.name, result.suggested, self.filled.domains.get(domain.id)
            )
            for domain in tool.judged.values()
            if not domain.by_assessor and (result := found.domains.get(domain.id))
        ]
        if tool.judgements:
            rows.append(self._verdict(tool, OVERALL, "Overall", found.overall, self.judgement))
        return rows

    def _verdict(
        self, tool: Instrument, ident: str, name: str, suggested: str | None, own: str | None
    ) -> Verdict:
        return Verdict(
            ident,
            name,
            tool.label(suggested),
            [(one.id, one.label, one.id == own) for one in tool.judgements],
            self.departures.get(ident, ""),
        )


def load(evidence: Evidence, by: User, data: QueryDict | None, asked: str = "") -> Grading:
    """What was posted, else what was kept; `asked` is an instrument that was chosen before what is posted."""
    kept = appraisals.own_draft(by, evidence.pk)
    offered = assessments.for_citing(by, evidence)
    choice = asked or (data.get("instrument", "") if data is not None else "")
    if not choice and data is None:
        choice = _first(evidence, kept, offered)
    tool, on = _chosen(choice, evidence)
    if tool is None and choice != NO_INSTRUMENT:
        choice = ""
    stored = None
    if tool is not None and on is not None:
        stored = assessments.own_draft(by, tool.id, unit_of(tool), on.pk)
    shown = data is not None and data.get("shown", "") == choice
    filled, judgement, departures = Filled(), "", {}
    if tool is not None and data is not None and shown:
        filled, judgement, departures = (
            read(tool, data),
            data.get("overall", ""),
            _reasons(tool, data),
        )
    elif stored is not None:
        filled = Filled(
            dict(stored["answers"]),
            dict(stored["domain_judgements"]),
            dict(stored["evaluation"].get("options") or {}),
            dict(stored["notes"]),
        )
        judgement, departures = stored["judgement"], dict(stored["departures"])
    return Grading(
        evidence=evidence,
        by=by,
        kept=kept,
        choice=choice,
        tool=tool,
        on=on,
        stored=stored,
        filled=filled,
        judgement=judgement,
        departures=departures,
        why_none=_why_none(data, kept),
        form=AppraisalForm(data, initial=kept),
        offered=offered,
        cited=_cited(data, kept, offered),
        options=_options(evidence),
    )


def _first(evidence: Evidence, kept: dict[str, Any] | None, offered: list[dict[str, Any]]) -> str:
    """The instrument of the draft; else, where nothing is answered yet, the usual one for the design."""
    if kept and kept["instrument"]:
        return str(kept["instrument"])
    if kept and kept["assessments"]:
        return ""
    done = {one["instrument"] for one in offered}
    for ident in _suggested(evidence):
        if ident in done:
            return ""
        if _chosen(ident, evidence)[0] is not None:
            return ident
    return ""


def _suggested(evidence: Evidence) -> tuple[str, ...]:
    return suggested_for(evidence.design, exposure=evidence.claim.claim_type in OBSERVED)


def _chosen(choice: str, evidence: Evidence) -> tuple[Instrument | None, Unit | None]:
    """The instrument and what it judges here: this result, its report, or one of its patients ("naranjo@N5")."""
    name, _, patient = choice.partition("@")
    tool = get(name) if name else None
    if tool is None:
        return None, None
    unit = unit_of(tool)
    if unit == AssessedUnit.RESULT:
        return tool, evidence
    if unit == AssessedUnit.REPORT:
        return tool, evidence.source
    named = parse_id(patient)
    if unit == AssessedUnit.PATIENT and named and named[0] == "patient":
        found = evidence.patients.filter(pk=named[1]).first()
        return (tool, found) if found else (None, None)
    return None, None


def _options(evidence: Evidence) -> list[tuple[str, list[tuple[str, str]]]]:
    """What can be chosen, grouped: the usual ones for the design first."""
    usual = _suggested(evidence)
    patients = list(evidence.patients.order_by("pk"))
    groups: dict[str, list[tuple[str, str]]] = {"Suggested for this design": [], "Others": []}
    rest = [ident for ident in catalogue() if ident not in usual]
    for title, idents in zip(groups, (usual, rest), strict=True):
        for ident in idents:
            tool = catalogue()[ident]
            unit = unit_of(tool)
            if unit == AssessedUnit.PATIENT:
                groups[title] += [
                    (f"{ident}@{one.public_id}", f"{tool.name}: {one.label}") for one in patients
                ]
            elif unit in (AssessedUnit.RESULT, AssessedUnit.REPORT):
                groups[title].append((ident, tool.name))
    return [(title, rows) for title, rows in groups.items() if rows]


def _reasons(tool: Instrument, data: QueryDict) -> dict[str, str]:
    names = [*tool.judged, OVERALL]
    given = {name: data.get(f"departure.{name}", "").strip() for name in names}
    return {name: text for name, text in given.items() if text}


def _why_none(data: QueryDict | None, kept: dict[str, Any] | None) -> str:
    if data is not None:
        return str(data.get("why_none", ""))
    answers = kept["answers"] if kept else {}
    return str(answers.get("why", "")) if isinstance(answers, dict) else ""


def _cited(
    data: QueryDict | None, kept: dict[str, Any] | None, offered: list[dict[str, Any]]
) -> set[str]:
    """What is ticked: as posted, as kept, or one's own that are there already."""
    known = {one["id"] for one in offered}
    if data is not None:
        return set(data.getlist("cite")) & known
    if kept:
        return {one["id"] for one in kept["assessments"]} & known
    return {one["id"] for one in offered if one["mine"]}
