"""Who takes evidence in hand, for how long, and what ends it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from claims.access import Denied
from claims.actions import claims, evidence, holds, integrity, people
from claims.domain.problems import Invalid, NotAllowedNow
from claims.models import Event, Evidence, Hold
from claims.queries import grading_queue
from claims.queries.grading_queue import QueueFilters
from tests.factories import (
    make_appraisal,
    make_claim,
    make_evidence,
    make_source,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db
ORCID = "0000-0002-1825-0097"


def open_holds(link):
    return Hold.objects.filter(evidence=link, ended_at__isnull=True).count()


def run_out(hold):
    Hold.objects.filter(pk=hold.pk).update(until=timezone.now() - timedelta(seconds=1))


def verbs(link):
    rows = Event.objects.filter(noun="evidence", object_id=link.pk).order_by("seq")
    return [
        verb for verb in rows.values_list("verb", flat=True) if verb not in ("proposed", "accepted")
    ]


def test_a_pick_keeps_a_place_for_as_long_as_the_site_says(settings):
    settings.HOLD_DAYS = 3
    link, by = make_evidence(), make_user("reviewer")
    hold = holds.pick(evidence=link, by=by)
    assert hold.until - timezone.now() == pytest.approx(timedelta(days=3), abs=timedelta(minutes=1))
    with pytest.raises(NotAllowedNow, match="hold this already"):
        holds.pick(evidence=link, by=by)
    assert verbs(link) == ["picked"]
    assert not Event.objects.get(verb="picked").public


def test_no_more_hold_and_have_graded_than_are_needed():
    link = make_evidence()
    holds.pick(evidence=link, by=make_user("reviewer"))
    make_appraisal(link)
    with pytest.raises(NotAllowedNow, match="As many people as are needed"):
        holds.pick(evidence=link, by=make_user("reviewer"))
    assert grading_queue.page(make_user("reviewer"), QueueFilters()).results == []


def test_an_editor_may_go_beyond_on_purpose():
    link, editor = make_evidence(), make_user("editor")
    for _ in range(3):
        holds.assign(evidence=link, reviewer=make_user("reviewer"), by=editor, note="You know it.")
    assert open_holds(link) == 3
    assert verbs(link) == ["assigned"] * 3


def test_a_lease_that_ran_out_is_free_before_anybody_marks_it():
    link, slow = make_evidence(), make_user("reviewer")
    run_out(holds.pick(evidence=link, by=slow))
    holds.pick(evidence=link, by=make_user("reviewer"))
    holds.pick(evidence=link, by=make_user("reviewer"))
    assert Hold.objects.get(reviewer=slow).end == "expired"
    assert "hold_expired" in verbs(link)
    with pytest.raises(NotAllowedNow, match="Pick it from the queue again"):
        holds.renew(evidence=link, by=slow)


def test_who_held_it_may_pick_it_again_and_the_command_marks_the_rest():
    link, other, by = make_evidence(), make_evidence(), make_user("reviewer")
    run_out(holds.pick(evidence=link, by=by))
    run_out(holds.pick(evidence=other, by=by))
    holds.pick(evidence=link, by=by)
    assert holds.expire() == 1
    call_command("expire_holds")
    assert list(Hold.objects.order_by("pk").values_list("end", flat=True)) == [
        "expired",
        "expired",
        "",
    ]


def test_giving_back_and_keeping_longer():
    link, by = make_evidence(), make_user("reviewer")
    hold = holds.pick(evidence=link, by=by)
    Hold.objects.filter(pk=hold.pk).update(until=timezone.now() + timedelta(hours=1))
    assert holds.renew(evidence=link, by=by).until > timezone.now() + timedelta(days=13)
    with pytest.raises(Denied):
        holds.give_back(evidence=link, by=make_user("reviewer"), reviewer=by)
    holds.give_back(evidence=link, by=by)
    with pytest.raises(NotAllowedNow, match="no open hold"):
        holds.give_back(evidence=link, by=by)
    again = holds.pick(evidence=link, by=by)
    assert again.pk != hold.pk
    holds.give_back(evidence=link, by=make_user("editor"), reviewer=by)
    assert verbs(link) == ["picked", "renewed", "gave_back", "picked", "gave_back"]


def test_submitting_ends_the_hold_and_settling_ends_the_others():
    link, by, third = make_evidence(), make_user("reviewer"), make_user("reviewer")
    holds.pick(evidence=link, by=by)
    holds.assign(evidence=link, reviewer=third, by=make_user("editor"))
    make_appraisal(link, by)
    assert Hold.objects.get(reviewer=by).end == "submitted"
    make_appraisal(link)
    assert Hold.objects.get(reviewer=third).end == "closed"


@pytest.mark.parametrize("how", ["excluded", "retracted", "retired", "role", "left"])
def test_what_is_not_to_be_graded_any_more_is_held_no_more(how):
    link, by, editor = make_evidence(), make_user("reviewer"), make_user("editor")
    holds.pick(evidence=link, by=by)
    admin = make_user("admin")
    {
        "excluded": lambda: evidence.exclude(evidence=link, reason="Twice.", by=editor),
        "retracted": lambda: integrity.mark(
            sources=[link.source], integrity="retracted", note="Made up.", by=editor
        ),
        "retired": lambda: claims.retire(claim=link.claim, reason="Twice.", by=editor),
        "role": lambda: people.withdraw_role(user=by, role="reviewer", by=admin, reason="Asked."),
        "left": lambda: people.deactivate(user=by, by=admin, reason="Asked."),
    }[how]()
    assert Hold.objects.get().end == "closed"


def author():
    by = make_user("reviewer", orcid=ORCID)
    csl = {"author": [{"family": "Stone", "ORCID": ORCID}]}
    return make_evidence(source=make_source(csl=csl)), by


def graded():
    appraisal = make_appraisal()
    return appraisal.evidence, appraisal.reviewer


def conflicted():
    link, by = make_evidence(), make_user("reviewer")
    make_appraisal(link, by, draft=True, has_conflict=True)
    return link, by


@pytest.mark.parametrize(
    ("who", "why"),
    [(author, "an author of the source"), (graded, "grades once"), (conflicted, "conflict")],
)
def test_who_cannot_grade_it_is_neither_offered_nor_given_it(who, why):
    link, by = who()
    assert grading_queue.page(by, QueueFilters()).results == []
    with pytest.raises(Denied, match=why):
        holds.pick(evidence=link, by=by)
    with pytest.raises(Invalid, match=why):
        holds.assign(evidence=link, reviewer=by, by=make_user("editor"))
    with pytest.raises(NotAllowedNow, match="Nothing waits"):
        holds.take_next(by=by)
    assert not Hold.objects.exists()


def test_an_editor_is_told_why_an_assignment_cannot_be():
    editor, link = make_user("editor"), make_evidence()
    with pytest.raises(Invalid, match="only reviewers"):
        holds.assign(evidence=link, reviewer=make_user("contributor"), by=editor)
    for day in (
        timezone.now().date() - timedelta(days=1),
        timezone.now().date() + timedelta(days=400),
    ):
        with pytest.raises(Invalid, match="365 days"):
            holds.assign(evidence=link, reviewer=make_user("reviewer"), by=editor, until=day)
    with pytest.raises(Invalid, match="300"):
        holds.assign(evidence=link, reviewer=make_user("reviewer"), by=editor, note="x" * 301)
    evidence.exclude(evidence=link, reason="Twice.", by=editor)
    with pytest.raises(NotAllowedNow, match="excluded"):
        holds.assign(evidence=link, reviewer=make_user("reviewer"), by=editor)


def test_assigning_what_somebody_holds_sets_the_day_anew():
    link, by, editor = make_evidence(), make_user("reviewer"), make_user("editor")
    holds.pick(evidence=link, by=by)
    day = timezone.now().date() + timedelta(days=40)
    hold = holds.assign(evidence=link, reviewer=by, by=editor, until=day, note="Take your time.")
    assert (Hold.objects.count(), hold.kind, hold.until.date()) == (1, "assigned", day)


def test_the_next_is_the_most_urgent_that_fits():
    tea = make_topic("Tea")
    plain = make_evidence(make_claim(published=False), status="awaiting")
    trial = make_evidence(make_claim(), design="rct")
    of_tea = make_evidence(make_claim(topics=[tea]))
    claims.submit(claim=plain.claim, by=make_user("editor"))
    by = make_user("reviewer")
    assert holds.take_next(by=by, filters=QueueFilters(topic=tea.pk)).evidence == of_tea
    assert holds.take_next(by=by).evidence == trial
    assert holds.take_next(by=by).evidence == plain
    with pytest.raises(NotAllowedNow, match="Nothing waits"):
        holds.take_next(by=by)


def test_nobody_hoards_the_queue(monkeypatch):
    monkeypatch.setattr(holds, "MOST_HELD", 1)
    by, link = make_user("reviewer"), make_evidence()
    make_evidence()
    holds.take_next(by=by)
    for take in (lambda: holds.take_next(by=by), lambda: holds.pick(evidence=link, by=by)):
        with pytest.raises(NotAllowedNow, match=r"give back some first|hold this already"):
            take()


def at_once(number, do):
    """Run `do(0)`, `do(1)` ... each on a connection of its own, as nearly together as can be."""
    start = threading.Barrier(number)

    def run(place):
        try:
            start.wait(10)
            return do(place)
        except (Denied, NotAllowedNow) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))


@pytest.mark.django_db(transaction=True)
def test_two_who_press_next_at_the_same_moment_get_a_place_each():
    first, second = (
        make_evidence(make_claim(reviewers_required=1)),
        make_evidence(make_claim(reviewers_required=1)),
    )
    several = [make_user("reviewer") for _ in range(4)]
    found = at_once(4, lambda place: holds.take_next(by=several[place]))
    taken = [one.evidence_id for one in found if isinstance(one, Hold)]
    assert sorted(taken) == [first.pk, second.pk]
    assert [open_holds(link) for link in (first, second)] == [1, 1]
    assert all("Nothing waits" in str(one) for one in found if not isinstance(one, Hold))


@pytest.mark.django_db(transaction=True)
def test_the_same_person_in_two_windows_holds_it_once():
    link, by = make_evidence(), make_user("reviewer")
    at_once(2, lambda place: holds.pick(evidence=Evidence.objects.get(pk=link.pk), by=by))
    assert open_holds(link) == 1
