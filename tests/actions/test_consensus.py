"""Consensus: derived from the raw appraisals and the requirement; kept where it may be seen, and only there."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from claims.access import Denied, visible_appraisals
from claims.actions import appraisals, claims, consensus, evidence
from claims.domain.problems import Invalid, NotAllowedNow
from claims.models import Adjudication, Claim, Event, Evidence
from tests.factories import make_appraisal, make_claim, make_evidence, make_user

pytestmark = pytest.mark.django_db

VERDICT = {
    "direction": "mixed",
    "directness": "direct",
    "strength": "weak",
    "declaration": "none",
}


def state(link: Evidence) -> tuple[str, str, str, int]:
    link.refresh_from_db()
    return link.status, link.consensus, link.standing_direction, link.raters


def conflict() -> Evidence:
    link = make_evidence()
    make_appraisal(link)
    make_appraisal(link, direction="contradicts")
    return link


def test_two_who_differ_are_a_conflict_that_stays_closed():
    link = conflict()
    assert state(link) == ("conflict", "none", "", 0)
    assert not visible_appraisals(make_user("editor")).exists()
    link.claim.refresh_from_db()
    assert link.claim.supports_count == link.claim.contradicts_count == 0


def test_two_who_differ_in_strength_alone_differ():
    link = make_evidence()
    make_appraisal(link)
    make_appraisal(link, strength="strong")
    assert state(link)[:2] == ("conflict", "none")


def test_one_is_enough_where_one_is_required(settings):
    settings.REVIEWERS_REQUIRED = 1
    link = make_evidence()
    make_appraisal(link)
    assert state(link) == ("settled", "provisional", "supports", 1)


def test_a_claim_may_require_more_than_the_site():
    link = make_evidence(make_claim(reviewers_required=3))
    make_appraisal(link)
    make_appraisal(link)
    assert state(link)[:2] == ("in_appraisal", "none")
    make_appraisal(link)
    assert state(link) == ("settled", "agreed", "supports", 3)


def test_three_required_of_whom_two_differ_are_no_conflict_yet():
    link = make_evidence(make_claim(reviewers_required=3))
    make_appraisal(link)
    make_appraisal(link, direction="mixed")
    assert state(link) == ("in_appraisal", "none", "", 0)


def test_release_opens_a_single_rating_as_provisional():
    link = make_evidence()
    make_appraisal(link)
    evidence.release(evidence=link, by=make_user("editor"), reason="One reader only.")
    assert state(link) == ("in_appraisal", "provisional", "supports", 1)
    assert visible_appraisals(None).count() == 1
    link.claim.refresh_from_db()
    assert link.claim.supports_count == 1


def test_released_raters_who_differ_have_no_standing_rating():
    link = conflict()
    evidence.release(evidence=link, by=make_user("editor"), reason="Nobody to settle it.")
    assert state(link) == ("conflict", "none", "", 2)
    assert link.released_at is not None
    assert visible_appraisals(None).count() == 2


def test_what_may_be_released_when_and_by_whom():
    link = make_evidence()
    editor = make_user("editor")
    with pytest.raises(NotAllowedNow, match="Nobody has rated"):
        evidence.release(evidence=link, by=editor)
    make_appraisal(link)
    with pytest.raises(Denied):
        evidence.release(evidence=link, by=make_user("reviewer", "contributor", "admin"))
    make_appraisal(link)
    with pytest.raises(NotAllowedNow, match="open already"):
        evidence.release(evidence=link, by=editor)


def test_ratings_once_open_stay_open_when_a_later_reader_differs():
    link = make_evidence()
    make_appraisal(link)
    make_appraisal(link)
    late = make_appraisal(link, direction="mixed")
    assert not late.blind
    assert state(link) == ("conflict", "none", "", 3)
    assert visible_appraisals(None).count() == 3


def test_ratings_once_open_stay_open_when_more_are_required(settings):
    settings.REVIEWERS_REQUIRED = 1
    link = make_evidence()
    make_appraisal(link)
    claims.set_reviewers_required(claim=link.claim, number=2, by=make_user("editor"))
    assert state(link) == ("in_appraisal", "provisional", "supports", 1)
    assert visible_appraisals(None).count() == 1


def test_a_third_person_settles_with_reasons():
    link = conflict()
    with pytest.raises(Invalid) as refused:
        consensus.adjudicate(
            evidence=link,
            fields={**VERDICT, "strength": "very strong"},
            reason="x",
            by=make_user("editor"),
        )
    assert set(refused.value.errors) == {"strength"}
    with pytest.raises(Invalid):
        consensus.adjudicate(evidence=link, fields=VERDICT, reason=" ", by=make_user("editor"))
    judge = make_user("editor")
    row = consensus.adjudicate(evidence=link, fields=VERDICT, reason="Both arms moved.", by=judge)
    assert state(link) == ("settled", "adjudicated", "mixed", 2)
    assert row.considered.count() == 2
    assert visible_appraisals(None).count() == 2
    with pytest.raises(NotAllowedNow):
        consensus.adjudicate(evidence=link, fields=VERDICT, reason="Again.", by=judge)
    with pytest.raises(Denied, match="third person"):
        make_appraisal(link, judge_as_reviewer(judge))


def judge_as_reviewer(judge):
    from django.contrib.auth.models import Group

    from claims.access import forget_roles

    judge.groups.add(Group.objects.get_or_create(name="reviewer")[0])
    forget_roles(judge)
    return judge


def test_who_appraised_does_not_adjudicate():
    link = make_evidence()
    both = make_user("editor", "reviewer")
    make_appraisal(link, both)
    make_appraisal(link, direction="mixed")
    with pytest.raises(Denied, match="third person"):
        consensus.adjudicate(evidence=link, fields=VERDICT, reason="Mine.", by=both)
    with pytest.raises(Denied):
        consensus.adjudicate(evidence=link, fields=VERDICT, reason="x", by=make_user("reviewer"))
    assert not Adjudication.objects.exists()


def test_nothing_of_a_conflict_is_in_the_log():
    conflict()
    told = "\n".join(str(event.payload) for event in Event.objects.all())
    assert "contradicts" not in told
    assert "moderate" not in told


def test_deriving_again_changes_nothing():
    link = conflict()
    settled = make_evidence()
    make_appraisal(settled)
    make_appraisal(settled)
    before = list(Evidence.objects.order_by("pk").values())
    consensus.refresh([link.pk, settled.pk])
    assert list(Evidence.objects.order_by("pk").values()) == before


@pytest.mark.django_db(transaction=True)
def test_two_who_rate_at_the_same_moment_see_each_other():
    """Each alone would leave the evidence "in appraisal" with two appraisals."""
    link = make_evidence()
    people = [make_user("reviewer") for _ in range(4)]
    start = threading.Barrier(4)

    def rate(person):
        start.wait()
        try:
            make_appraisal(Evidence.objects.get(pk=link.pk), person)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(rate, people))
    assert state(link)[1:] == ("agreed", "supports", 4)
    claim = Claim.objects.get(pk=link.claim_id)
    assert claim.syntheses.filter(is_current=True).count() == 1
    assert claim.supports_count == 1


@pytest.mark.django_db(transaction=True)
def test_one_person_in_two_windows_submits_once():
    link, person = make_evidence(), make_user("reviewer")
    draft = make_appraisal(link, person, draft=True)
    start = threading.Barrier(2)

    def rate(_):
        start.wait()
        try:
            found = Evidence.objects.get(pk=link.pk)
            appraisals.submit(evidence=found, by=person, fields={"rationale": "The same words."})
        except (NotAllowedNow, Invalid):
            return "lost"
        finally:
            connection.close()
        return "won"

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(rate, range(2)))
    assert sorted(outcomes) == ["lost", "won"]
    assert link.appraisals.get().pk == draft.pk
