"""Both drafts in one sitting, and what happens when two act at the same moment."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from claims.actions import appraisals, assessments, grading
from claims.actions.grading import Sheet
from claims.domain.problems import Invalid, Moved, NotAllowedNow
from claims.models import Appraisal, Assessment, Claim, Event, Evidence
from tests.factories import LOW_RISK, make_appraisal, make_assessment, make_evidence, make_user

RATING = {
    "direction": "supports",
    "directness": "direct",
    "strength": "strong",
    "rationale": "Well done.",
    "read": "full_text",
    "declaration": "none",
}


def sheet(link, **answers):
    return Sheet("rob2", link, {"answers": answers or LOW_RISK})


@pytest.mark.django_db
def test_both_or_neither():
    link, me = make_evidence(design="rct"), make_user("reviewer")
    draft, answered = grading.keep(
        evidence=link, by=me, fields={"rationale": "So far."}, sheet=sheet(link, **{"1.1": "Y"})
    )
    assert (draft.status, answered.status) == ("draft", "draft")
    with pytest.raises(Invalid) as refused:
        grading.submit(evidence=link, by=me, fields={**RATING, "strength": ""}, sheet=sheet(link))
    assert set(refused.value.errors) == {"strength"}
    assert not Assessment.objects.filter(status="submitted").exists()
    row = grading.submit(evidence=link, by=me, fields=RATING, sheet=sheet(link))
    assert list(row.assessments.all()) == [answered]
    acts = Event.objects.filter(noun__in=["appraisal", "assessment"]).values_list("act", "verb")
    assert len({act for act, _ in acts}) == 1
    assert {verb for _, verb in acts} == {"assessed", "appraised"}
    again = grading.submit(
        evidence=link,
        by=me,
        fields={**RATING, "rationale": "Once more."},
        cited=[answered],
        sheet=Sheet("rob2", link, {"answers": LOW_RISK, "remark": "Again."}),
    )
    assert [one.supersedes_id for one in again.assessments.all()] == [answered.pk]


@pytest.mark.django_db
def test_what_moved_in_both_drafts_is_told_together():
    link, me = make_evidence(design="rct"), make_user("reviewer")

    def keep(words, answer, base):
        given = Sheet("rob2", link, {"answers": {"1.1": answer}}, base)
        return grading.keep(
            evidence=link, by=me, fields={"rationale": words}, sheet=given, base=base
        )

    keep("Here.", "Y", 0)
    with pytest.raises(Moved) as refused:
        keep("There.", "N", 0)
    assert set(refused.value.moved) == {"rationale", "answers"}
    with pytest.raises(Moved) as refused:
        keep("Here.", "N", 0)
    assert set(refused.value.moved) == {"answers"}
    assert Appraisal.objects.get().revision == 1
    # Saying the same from a page that is behind is no conflict.
    draft, answered = keep("Here.", "Y", 0)
    assert (draft.revision, answered.revision) == (2, 2)


@pytest.mark.django_db
def test_discarding_and_keeping_answers_alone():
    link, me = make_evidence(design="rct"), make_user("reviewer")
    kept = grading.keep_answers(sheet=sheet(link), by=me)
    assert assessments.drafts_of("rob2", link, me) == [kept]
    grading.keep(evidence=link, by=me, fields={})
    assert grading.discard(evidence=link, by=me, sheet=sheet(link)) == 2
    assert not Appraisal.objects.exists()
    assert not Assessment.objects.exists()


def at_once(*acts):
    """What each act came to, all begun at the same moment on connections of their own."""
    start = threading.Barrier(len(acts))

    def run(act):
        start.wait()
        try:
            act()
        except (NotAllowedNow, Moved, Invalid) as refusal:
            return refusal.message
        finally:
            connection.close()
        return "won"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
def test_one_person_in_two_windows_submits_answers_and_judgement_once():
    link, me = make_evidence(design="rct"), make_user("reviewer")
    make_assessment(link, me, draft=True)

    def submit():
        found = Evidence.objects.get(pk=link.pk)
        grading.submit(evidence=found, by=me, fields=RATING, sheet=sheet(found))

    outcomes = at_once(submit, submit)
    assert sorted(outcomes)[1:] == ["won"] or outcomes.count("won") == 1
    (told,) = (one for one in outcomes if one != "won")
    assert "another window" in told or "exactly this" in told
    assert Appraisal.objects.filter(status="submitted").count() == 1
    assert Assessment.objects.filter(status="submitted", is_current=True).count() == 1
    assert Appraisal.objects.get().assessments.count() == 1
    assert Event.objects.filter(verb="appraised").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_windows_that_keep_the_same_draft_do_not_overwrite_each_other():
    link, me = make_evidence(), make_user("reviewer")
    base = make_appraisal(link, me, draft=True).revision

    def keep(words):
        return lambda: appraisals.save_draft(
            evidence=Evidence.objects.get(pk=link.pk), by=me, fields={"rationale": words}, base=base
        )

    outcomes = at_once(keep("One."), keep("Two."))
    assert outcomes.count("won") == 1
    draft = Appraisal.objects.get()
    assert draft.rationale == ("One." if outcomes[0] == "won" else "Two.")
    assert draft.revision == base + 1


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_submit_at_the_same_moment_and_both_count_once():
    link = make_evidence(design="rct")
    people = [make_user("reviewer") for _ in range(2)]

    def submit(person):
        def act():
            found = Evidence.objects.get(pk=link.pk)
            grading.submit(evidence=found, by=person, fields=RATING, sheet=sheet(found))

        return act

    assert at_once(*map(submit, people)) == ["won", "won"]
    link.refresh_from_db()
    assert (link.consensus, link.raters) == ("agreed", 2)
    assert Appraisal.objects.filter(blind=True, is_current=True).count() == 2
    claim = Claim.objects.get(pk=link.claim_id)
    assert claim.syntheses.filter(is_current=True).count() == 1
    assert Event.objects.filter(verb="ratings_opened").count() == 1
