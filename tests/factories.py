"""Records as tests need them, made through the actions: the log, counts and conclusions are as in real life.

What an action does not take (a status, a derived column, `integrity`) may be given all the same: it is
written to the row afterwards, for tests that only need a row to be in some state.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from claims.actions import (
    appraisals,
    assessments,
    claims,
    evidence,
    patients,
    sources,
    studies,
    topics,
)
from claims.actions.editing import EDITABLE
from claims.domain.instruments import get
from claims.domain.vocabulary import Role
from claims.models import Appraisal, Assessment, Claim, Evidence, Patient, Source, Study, Topic

_numbers = itertools.count(1)


def make_user(*roles: str, **fields: Any) -> Any:
    """Somebody with these roles ("editor", "reviewer", ...); without any, a reader who signed in."""
    number = next(_numbers)
    password = fields.pop("password", None)
    given = {
        "username": f"person{number}",
        "email": f"person{number}@example.org",
        "display_name": f"Person {number}",
        **fields,
    }
    user = get_user_model().objects.create_user(password=password, **given)
    user.groups.set([Group.objects.get_or_create(name=Role(role).value)[0] for role in roles])
    return user


def _author(by: Any) -> Any:
    return by or make_user("contributor")


def _editor(editor: Any) -> Any:
    return editor or make_user("editor")


def _split(noun: str, fields: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the action takes, and what is left to be written to the row."""
    taken = {name: value for name, value in fields.items() if name in EDITABLE[noun]}
    return taken, {name: value for name, value in fields.items() if name not in taken}


def _written(record: Any, columns: Mapping[str, Any]) -> Any:
    if columns:
        type(record).objects.filter(pk=record.pk).update(**columns)
    return type(record).objects.get(pk=record.pk)


def make_topic(name: str = "", *, by: Any = None, kind: str = "exposure", **fields: Any) -> Topic:
    """A published topic; `aliases` and `broader` are lists."""
    lists = {name: fields.pop(name) for name in ("aliases", "broader") if name in fields}
    taken, left = _split("topic", fields)
    made = topics.create(
        by=by or make_user("editor"),
        fields={"name": name or f"Topic {next(_numbers)}", "kind": kind, **taken, **lists},
    )
    return _written(made, left)


def make_claim(
    text: str = "",
    *,
    published: bool = True,
    topics: Iterable[Topic] = (),
    by: Any = None,
    editor: Any = None,
    **fields: Any,
) -> Claim:
    """A claim: published with version 1, or a draft. `by` wrote it, `editor` published it."""
    taken, left = _split("claim", fields)
    made = claims.draft(
        by=_author(by),
        fields={
            "text": text or f"Claim number {next(_numbers)} is linked to something",
            "claim_type": "association",
            "rung_claimed": "associated",
            **taken,
        },
        topics=topics,
    )
    if published:
        made = claims.publish(claim=made, by=_editor(editor))
    return _written(made, left)


def make_source(
    *, published: bool = True, by: Any = None, editor: Any = None, **fields: Any
) -> Source:
    """A source: published, or waiting in the queue."""
    taken, left = _split("source", fields)
    number = next(_numbers)
    made = sources.propose(
        by=_author(by),
        fields={
            "title": f"Source number {number}",
            "authors": f"Author{number} A",
            "year": 2020,
            "identity": "work",
            **taken,
        },
    )
    if published:
        made = sources.accept(source=made, by=_editor(editor))
    return _written(made, left)


def make_study(*reported_by: Source, by: Any = None, **fields: Any) -> Study:
    """A published study that these sources report."""
    taken, left = _split("study", fields)
    made = studies.create(
        by=by or make_user("editor"),
        fields={"label": f"Study {next(_numbers)}", "design": "cohort", **taken},
        sources=reported_by,
    )
    return _written(made, left)


def make_evidence(
    claim: Claim | None = None,
    source: Source | None = None,
    *,
    accepted: bool = True,
    study: Study | None = None,
    quotes: Iterable[Mapping[str, Any]] = (),
    by: Any = None,
    editor: Any = None,
    **fields: Any,
) -> Evidence:
    """Evidence that awaits appraisal, or (accepted=False) that waits in the queue."""
    taken, left = _split("evidence", fields)
    made = evidence.propose(
        by=_author(by),
        claim=claim or make_claim(),
        source=source or make_source(),
        fields={"design": "cohort", "finding": "They had it more often.", **taken},
        study=study,
        quotes=quotes,
    )
    if accepted:
        made = evidence.accept(evidence=made, by=_editor(editor))
    return _written(made, left)


def make_patient(*reports: Evidence, by: Any = None, **fields: Any) -> Patient:
    """A patient whom these case reports describe."""
    described = reports or (make_evidence(design="case_report"),)
    return patients.create(
        by=by or make_user("editor"),
        claim=described[0].claim,
        fields={"label": f"Case {next(_numbers)}", **fields},
        evidence=described,
    )


#: Answers that give a low risk of bias in every domain of RoB 2.
LOW_RISK = {
    **dict.fromkeys(("1.1", "1.2", "2.6", "3.1", "5.1"), "Y"),
    **dict.fromkeys(("1.3", "2.1", "2.2", "4.1", "4.2", "4.3", "5.2", "5.3"), "N"),
}


def make_assessment(
    on: Any = None,
    assessor: Any = None,
    *,
    instrument: str = "",
    draft: bool = False,
    **fields: Any,
) -> Assessment:
    """A submitted assessment (or a draft) by a reviewer of its own: RoB 2 of evidence, AMSTAR 2 of a source."""
    on = on or make_source()
    name = instrument or ("rob2" if isinstance(on, Evidence) else "amstar2")
    tool = get(name)
    assert tool is not None
    answers = {item.id: item.options[0].id for item in tool.items.values() if not item.ask_if}
    act = assessments.save_draft if draft else assessments.submit
    return act(
        instrument=tool.id,
        on=on,
        by=assessor or make_user("reviewer"),
        fields={"answers": LOW_RISK if name == "rob2" else answers, **fields},
    )


def make_appraisal(
    evidence: Evidence | None = None, reviewer: Any = None, *, draft: bool = False, **fields: Any
) -> Appraisal:
    """A submitted appraisal (or a draft) by a reviewer of its own; `assessments` are what it cites."""
    act = appraisals.save_draft if draft else appraisals.submit
    cited = fields.pop("assessments", None)
    return act(
        assessments=cited,
        evidence=evidence or make_evidence(),
        by=reviewer or make_user("reviewer"),
        fields={
            "direction": "supports",
            "directness": "direct",
            "strength": "moderate",
            "rationale": "It measured the outcome well.",
            "read": "full_text",
            "departure": "Judged as a whole.",
            "declaration": "some" if fields.get("interests") else "none",
            **fields,
        },
    )
