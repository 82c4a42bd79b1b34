"""Policies on bodies of evidence, as they stand in the shared vectors (pol-3, pol-8), held against the synthesis."""

from __future__ import annotations

import pytest

from claims.actions import integrity, syntheses
from claims.models import Assessment, Claim
from claims.queries import claims as queries
from claims.queries import findings
from tests.actions.test_judgements import rated
from tests.factories import make_claim, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_reviewer(settings):
    settings.REVIEWERS_REQUIRED = 1


def test_a_retracted_source_leaves_certainty_and_pooling_and_stays_listed():
    """pol-3, Cochrane policy on problematic studies: at once, with the notice, and the claim is looked at again."""
    claim, editor = make_claim(), make_user("editor")
    effect = {"measure": "RR", "estimate": 0.5, "low": 0.4, "high": 0.6}
    for _ in range(2):
        link = rated(claim, n=600, n_unit="patients", effect=effect)
    syntheses.confirm(claim=claim, by=editor)
    assert findings.summary(None, claim.pk)["rows"][0]["effect"]["studies"] == 2
    integrity.mark(sources=[link.source], integrity="retracted", note="Made-up data.", by=editor)
    (row,) = findings.summary(None, claim.pk)["rows"]
    assert (row["studies"], row["effect"]["studies"]) == (1, 1)
    shown = queries.detail(None, claim.pk)
    assert shown["synthesis"]["stale"]
    (excluded,) = shown["excluded"]
    assert excluded["source"]["integrity_note"] == "Made-up data."
    assert "retracted" in excluded["excluded_reason"]


def test_with_every_source_retracted_certainty_is_not_rated():
    claim, editor = make_claim(), make_user("editor")
    link = rated(claim)
    integrity.mark(sources=[link.source], integrity="withdrawn", note="Withdrawn.", by=editor)
    assert Claim.objects.get(pk=claim.pk).certainty == "not_rated"


def test_case_reports_alone_are_very_low_and_very_uncertain_not_no_effect():
    """pol-8: however many agree, and whatever is found on each patient, which stands beside the level."""
    claim = make_claim()
    links = [rated(claim, design="case_report", rating={"strength": "weak"}) for _ in range(5)]
    before = Claim.objects.get(pk=claim.pk)
    assert (before.verdict, before.certainty) == ("reported", "very_low")
    (row,) = findings.summary(None, claim.pk)["rows"]
    assert row["statement"].startswith("The evidence is very uncertain")
    assert "no effect" not in before.plain_sentence + row["statement"]
    Assessment.objects.create(
        instrument="naranjo_1981",
        unit="report",
        source=links[0].source,
        imported_assessor="rater",
        status="submitted",
        submitted_at=links[0].created_at,
        is_current=True,
        judgement="definite",
    )
    syntheses.refresh([claim.pk], reason="a patient was judged")
    after = Claim.objects.get(pk=claim.pk)
    assert (after.certainty, after.plain_sentence) == ("very_low", before.plain_sentence)
