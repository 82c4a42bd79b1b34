"""Assessments: who may judge what with which instrument, what is fixed, and who may read it when."""

from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, transaction

from claims.access import Denied, visible_assessments
from claims.actions import appraisals, assessments, claims, evidence, integrity
from claims.actions import departures as people
from claims.domain.problems import Invalid, Moved, NotAllowedNow
from claims.models import Assessment, Event, Evidence, Patient, PublicChange
from claims.queries import assessments as queries
from tests.factories import (
    LOW_RISK,
    make_appraisal,
    make_assessment,
    make_claim,
    make_evidence,
    make_source,
    make_user,
)

pytestmark = pytest.mark.django_db

NARANJO = dict.fromkeys([str(number) for number in range(1, 11)], "yes")


def trial(**fields):
    return make_evidence(design="rct", **fields)


def open_to(*viewers):
    return [list(visible_assessments(viewer)) for viewer in viewers]


def test_a_draft_is_judged_as_far_as_it_goes_and_is_private_and_silent():
    link, reviewer = trial(), make_user("reviewer")
    events = Event.objects.count()
    draft = assessments.save_draft(
        instrument="rob2", on=link, by=reviewer, fields={"answers": {"1.1": "Y", "1.2": "Y"}}
    )
    assert (draft.status, draft.judgement, draft.evaluation["overall"]) == ("draft", "", None)
    again = assessments.save_draft(
        instrument="rob2", on=link, by=reviewer, fields={"answers": LOW_RISK}
    )
    assert (again.pk, again.revision, again.evaluation["overall"]) == (draft.pk, 2, "low")
    assert Event.objects.count() == events
    assert open_to(None, make_user("editor"), reviewer) == [[], [], [again]]
    row = assessments.submit(instrument="rob2", on=link, by=reviewer, fields={})
    assert (row.pk, row.status, row.judgement) == (draft.pk, "submitted", "low")
    assert row.instrument == "rob2_assignment_2019"


def test_an_answer_that_does_not_apply_just_now_is_kept_in_the_draft():
    link, reviewer = trial(), make_user("reviewer")
    answers = {**LOW_RISK, "4.4": "Y"}  # not asked: 4.3 is No
    draft = assessments.save_draft(
        instrument="rob2", on=link, by=reviewer, fields={"answers": answers}
    )
    draft.refresh_from_db()
    assert draft.answers["4.4"] == "Y"
    row = assessments.submit(instrument="rob2", on=link, by=reviewer, fields={})
    assert "4.4" not in row.answers
    assert row.evaluation["ignored"] == ["4.4"]


def test_missing_answers_and_departures_are_named():
    link, reviewer = trial(), make_user("reviewer")
    with pytest.raises(Invalid) as refused:
        make_assessment(link, reviewer, answers={"1.1": "Y"})
    assert "answers/1.2" in refused.value.errors
    with pytest.raises(Invalid) as refused:
        make_assessment(link, reviewer, domain_judgements={"D3": "high"})
    assert set(refused.value.errors) == {"departures/D3"}
    row = make_assessment(
        link, reviewer, domain_judgements={"D3": "high"}, departures={"D3": "Half left."}
    )
    assert (row.judgement, row.departures) == ("high", {"D3": "Half left."})
    assert Assessment.objects.count() == 1


@pytest.mark.parametrize(
    ("instrument", "make", "said"),
    [
        ("rob2", make_source, "piece of evidence"),
        ("amstar2", make_evidence, "source"),
        ("jbi_cohort", make_claim, "source"),
        ("naranjo", make_source, "patient"),
        ("grade_certainty", make_evidence, "claim"),
        ("astrology", make_evidence, "no such instrument"),
    ],
)
def test_an_instrument_judges_its_own_unit(instrument, make, said):
    with pytest.raises(Invalid, match=said):
        assessments.save_draft(
            instrument=instrument, on=make(), by=make_user("reviewer"), fields={}
        )


def test_patients_and_bodies():
    link = make_evidence(design="case_report")
    patient = Patient.objects.create(claim=link.claim, label="Case 1")
    patient.evidence.add(link)
    reviewer = make_user("reviewer")
    row = assessments.submit(
        instrument="naranjo", on=patient, by=reviewer, fields={"answers": NARANJO}
    )
    assert (row.unit, row.patient_id, row.evaluation["score"]) == ("patient", patient.pk, 8)
    body = make_assessment(link.claim, reviewer, instrument="bradford_hill_1965")
    assert (body.unit, body.judgement) == ("body", "")


def test_a_second_thought_supersedes_and_the_first_is_kept():
    source, reviewer = make_source(), make_user("reviewer")
    first = make_assessment(source, reviewer)
    with pytest.raises(NotAllowedNow, match="exactly this"):
        make_assessment(source, reviewer)
    second = make_assessment(source, reviewer, remark="On second thoughts.")
    first.refresh_from_db()
    assert (first.is_current, second.is_current, second.supersedes_id) == (False, True, first.pk)
    verbs = Event.objects.filter(noun="assessment").order_by("seq")
    assert list(verbs.values_list("verb", flat=True)) == ["assessed", "assessed_again"]
    with pytest.raises(NotAllowedNow):
        assessments.discard(assessment=first, by=reviewer)
    for values in ({"judgement": "x"}, {"answers": {}}):
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            Assessment.objects.filter(pk=first.pk).update(**values)


def test_a_draft_can_be_thrown_away_by_its_author_alone():
    draft = make_assessment(draft=True)
    with pytest.raises(Denied):
        assessments.discard(assessment=draft, by=make_user("reviewer"))
    assessments.discard(assessment=draft, by=draft.assessor)
    assert not Assessment.objects.exists()


def test_a_draft_says_when_another_device_kept_it():
    link, reviewer = trial(), make_user("reviewer")

    def keep(base, **answers):
        return assessments.save_draft(
            instrument="rob2", on=link, by=reviewer, fields={"answers": answers}, base=base
        )

    keep(0, **{"1.1": "Y"})
    keep(1, **{"1.1": "N"})
    for late in (0, 1):
        with pytest.raises(Moved) as refused:
            keep(late, **{"1.1": "PY"})
        assert refused.value.moved["answers"]["current"] == {"1.1": "N"}
    assert keep(2, **{"1.1": "PN"}).revision == 3


def test_who_may_not():
    link = trial()
    for role in ("editor", "contributor", "admin"):
        with pytest.raises(Denied):
            make_assessment(link, make_user(role))
    author = make_user("reviewer", orcid="0000-0002-1825-0097")
    own = make_source(csl={"author": [{"ORCID": author.orcid}]})
    for on in (own, make_evidence(source=own, design="rct")):
        with pytest.raises(Denied, match="author"):
            make_assessment(on, author)
    editor = make_user("editor")
    integrity.mark(sources=[own], integrity="retracted", note="Made up.", by=editor)
    with pytest.raises(NotAllowedNow, match="notice"):
        make_assessment(own)
    with pytest.raises(NotAllowedNow):
        make_assessment(make_source(published=False))
    evidence.exclude(evidence=link, reason="Another drug.", by=editor)
    with pytest.raises(NotAllowedNow, match="excluded"):
        make_assessment(Evidence.objects.get(pk=link.pk))


def test_what_a_blind_appraisal_cites_is_as_closed_as_the_appraisal():
    link = trial()
    people = [make_user("reviewer"), make_user("reviewer")]
    rows = [make_assessment(link, one, notes={"1.1": "SECRET-NOTE"}) for one in people]
    make_appraisal(link, people[0], assessments=[rows[0]])
    others = (None, make_user("editor"), make_user("admin"), make_user("reviewer"))
    assert open_to(*others) == [[], [], [], []]
    assert open_to(*people) == [[rows[0]], [rows[1]]]
    told = Event.objects.filter(noun="assessment", object_id=rows[0].pk).get()
    assert not told.public
    assert "SECRET" not in json.dumps([event.payload for event in Event.objects.all()])
    assert not PublicChange.objects.filter(noun="assessment").exists()
    make_appraisal(link, people[1], assessments=[rows[1]])
    assert {row.pk for row in visible_assessments(None)} == {row.pk for row in rows}


def test_a_patients_result_opens_with_any_of_its_evidence():
    link = make_evidence(design="case_report")
    patient = Patient.objects.create(claim=link.claim, label="Case 1")
    patient.evidence.add(link)
    row = assessments.submit(
        instrument="naranjo", on=patient, by=make_user("reviewer"), fields={"answers": NARANJO}
    )
    assert open_to(None) == [[]]
    make_appraisal(link)
    make_appraisal(link)
    assert open_to(None) == [[row]]
    again = assessments.submit(
        instrument="naranjo", on=patient, by=row.assessor,
        fields={"answers": {**NARANJO, "10": "no"}},
    )  # fmt: skip
    # Anyone can read it, and that the earlier one was superseded: the feed moves.
    changed = PublicChange.objects.filter(kind="assessment_changed").order_by("seq")
    assert list(changed.values_list("object_id", flat=True)) == [row.pk, again.pk]


def test_a_bodys_assessment_is_open_with_its_claim():
    draft, published = make_claim(published=False), make_claim()
    hidden = make_assessment(draft, instrument="bradford_hill_1965")
    row = make_assessment(published, instrument="bradford_hill_1965")
    assert open_to(None, hidden.assessor) == [[row], [hidden, row]]


def test_what_may_be_cited():
    link, me, other = trial(), make_user("reviewer"), make_user("reviewer")
    mine = make_assessment(link, me)
    elsewhere = make_assessment(trial(), me)
    theirs = make_assessment(link, other)
    unfinished = make_assessment(link.source, me, draft=True, instrument="jbi_cohort")
    for wrong, said in (
        (elsewhere, "something else"),
        (theirs, "no assessment"),
        (unfinished, "draft"),
    ):
        with pytest.raises(Invalid, match=said) as refused:
            make_appraisal(link, me, assessments=[wrong])
        assert set(refused.value.errors) == {"assessments"}
    row = make_appraisal(link, me, assessments=[mine, mine])
    assert list(row.assessments.all()) == [mine]
    newer = make_assessment(link, me, remark="Again.")
    with pytest.raises(Invalid, match="superseded"):
        make_appraisal(link, me, strength="weak", assessments=[mine])
    assert (
        make_appraisal(
            link, me, strength="weak", assessments=[newer], departure="So."
        ).supersedes_id
        == row.pk
    )


def test_a_result_is_judged_by_everyone_for_themselves_a_review_once():
    review = make_source()
    first = make_evidence(source=review, design="systematic_review")
    one = make_assessment(review)
    make_appraisal(first, one.assessor, assessments=[one])
    second = make_evidence(source=review, design="systematic_review")
    late = make_user("reviewer")
    with pytest.raises(Invalid, match="no assessment"):
        make_appraisal(second, late, assessments=[one])
    make_appraisal(first)  # now the first is open, and with it what its appraisals cite
    assert [found["id"] for found in queries.for_citing(late, second)] == [one.public_id]
    assert make_appraisal(second, late, assessments=[one]).assessments.get() == one
    trial_ = trial()
    theirs = make_assessment(trial_)
    make_appraisal(trial_, theirs.assessor, assessments=[theirs])
    make_appraisal(trial_)
    with pytest.raises(Invalid, match="another reviewer's"):
        make_appraisal(trial_, late, assessments=[theirs])
    assert queries.for_citing(late, trial_) == []


def test_the_strength_is_suggested_by_what_is_cited_and_departing_needs_a_reason():
    link, me = trial(), make_user("reviewer")
    cited = [make_assessment(link, me)]
    with pytest.raises(Invalid, match="suggests strong") as refused:
        make_appraisal(link, me, assessments=cited, strength="weak", departure="")
    assert set(refused.value.errors) == {"departure"}
    row = make_appraisal(link, me, assessments=cited, strength="weak", departure="One site only.")
    row.refresh_from_db()
    assert (row.suggested_strength, row.suggested_by, row.departure) == (
        "strong",
        "rob2_assignment_2019:low",
        "One site only.",
    )
    again = make_appraisal(link, me, assessments=cited, strength="strong", departure="No matter.")
    assert (again.suggested_strength, again.departure) == ("strong", "")
    free = make_appraisal(link, strength="weak", departure="Nothing was cited.")
    assert (free.suggested_strength, free.suggested_by, free.departure) == ("", "", "")


def test_an_assessors_own_judgement_is_what_the_strength_follows():
    link, me = trial(), make_user("reviewer")
    worse = make_assessment(link, me, judgement="some_concerns", departures={"overall": "Funding."})
    row = make_appraisal(link, me, assessments=[worse], strength="moderate")
    assert (row.suggested_strength, row.departure) == ("moderate", "")


def test_a_second_thought_that_cites_something_else_is_not_the_same():
    link, me = trial(), make_user("reviewer")
    first = make_appraisal(link, me)
    with pytest.raises(NotAllowedNow, match="exactly this"):
        make_appraisal(link, me)
    second = make_appraisal(link, me, assessments=[make_assessment(link, me)])
    assert second.supersedes_id == first.pk
    draft = appraisals.save_draft(
        evidence=link, by=me, fields={}, assessments=list(second.assessments.all())
    )
    assert draft.assessments.count() == 1


@pytest.mark.parametrize("leave", [people.erase, people.deactivate])
def test_whoever_leaves_leaves_what_they_judged(leave, client):
    link = trial()
    gone, other = make_user("reviewer", display_name="Ada Once"), make_user("reviewer")
    row = make_assessment(link, gone, notes={"1.1": "By computer."})
    mine = make_appraisal(link, gone, assessments=[row], interests="Shares.")
    make_appraisal(link, other)
    leave(user=gone, by=gone, reason="I leave.")
    told = client.get(f"/api/v1/appraisals/{mine.public_id}/").json()
    assert (told["interests"], told["declaration"]) == ("Shares.", "some")
    assert [one["id"] for one in told["assessments"]] == [row.public_id]
    read = client.get(f"/api/v1/assessments/{row.public_id}/").json()
    assert read["notes"] == {"1.1": "By computer."}
    assert read["assessor"] == gone.pseudonym
    link.refresh_from_db()
    assert (link.consensus, link.raters) == ("agreed", 2)


def test_reviewers_required_by_a_claim_reaches_the_doors(client):
    claim = make_claim()
    claims.set_reviewers_required(claim=claim, number=3, by=make_user("editor"), reason="Three.")
    link = make_evidence(claim, design="rct")
    raters = [make_user("reviewer") for _ in range(3)]
    for number, person in enumerate(raters, 1):
        client.force_login(person)
        rating = {
            "direction": "supports", "directness": "direct", "strength": "weak", "read": "abstract",
            "rationale": "So.", "declaration": "none",
        }  # fmt: skip
        address = f"/api/v1/evidence/{link.public_id}/appraisals/"
        answer = client.post(address, rating, content_type="application/json")
        assert answer.status_code == 201
        client.logout()
        found = client.get(f"/api/v1/evidence/{link.public_id}/").json()["consensus"]
        assert found["state"] == ("agreed" if number == 3 else "none")
