"""What the one who settles reads: the differing answers of the instruments that were cited, and no names."""

import pytest

from claims.actions import adjudication as actions
from claims.queries import adjudication
from tests.factories import (
    LOW_RISK,
    make_appraisal,
    make_assessment,
    make_evidence,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_the_answers_and_judgements_that_differ_are_side_by_side():
    evidence = make_evidence(design="rct")
    for answers, strength in ((LOW_RISK, "strong"), (LOW_RISK | {"5.1": "NI"}, "moderate")):
        reader = make_user("reviewer")
        cited = make_assessment(evidence, reader, answers=answers)
        make_appraisal(
            evidence, reader, assessments=[cited], strength=strength, departure="",
            instrument=cited.instrument,
        )  # fmt: skip
    editor = make_user("editor")
    evidence.refresh_from_db()
    actions.open_to_settle(evidence=evidence, by=editor)
    found = adjudication.for_adjudication(editor, evidence.pk)
    differ = {line["name"]: set(line["values"]) for line in found["differ"]}
    assert differ == {
        "strength": {"strong", "moderate"},
        "overall": {"low", "some_concerns"},
        "D5": {"low", "some_concerns"},
        "5.1": {"Y", "NI"},
    }
    assert {"direction", "directness", "1.1", "D1"} <= {line["name"] for line in found["agree"]}
    (asked,) = (line["label"] for line in found["differ"] if line["name"] == "5.1")
    assert asked.startswith("5.1 ")
