"""Practice: what serves for it, who sees what when, and that it counts nowhere."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from claims.access import Denied
from claims.actions import calibration, consensus, evidence, integrity
from claims.domain.problems import Invalid, NotAllowedNow
from claims.models import (
    Appraisal,
    CalibrationAnswer,
    CalibrationItem,
    Event,
    Evidence,
    PublicChange,
)
from claims.queries import calibration as queries
from tests.factories import make_appraisal, make_claim, make_evidence, make_user

pytestmark = pytest.mark.django_db
GIVEN = {"direction": "supports", "directness": "direct", "strength": "weak"}
LESSON = "Nobody was followed up."


def settled(**rating):
    link = make_evidence(make_claim())
    for _ in range(2):
        make_appraisal(link, **rating)
    return Evidence.objects.get(pk=link.pk)


def chosen(**rating):
    return calibration.add(evidence=settled(**rating), by=make_user("editor"), lesson=LESSON)


def test_only_what_is_settled_and_open_serves():
    editor = make_user("editor")
    for link in (
        make_evidence(),
        make_appraisal().evidence,
        settled_on_a_draft(),
    ):
        with pytest.raises(NotAllowedNow, match="Only settled evidence"):
            calibration.add(evidence=link, by=editor)
    item = calibration.add(evidence=settled(), by=editor, lesson=LESSON)
    assert (item.direction, item.directness, item.strength) == ("supports", "direct", "moderate")
    with pytest.raises(NotAllowedNow, match="already"):
        calibration.add(evidence=item.evidence, by=editor)
    assert Event.objects.filter(verb="practice_added", public=False).count() == 1


def settled_on_a_draft():
    link = settled()
    type(link.claim).objects.filter(pk=link.claim_id).update(status="in_review")
    return link


def test_the_key_comes_after_the_answer():
    item, by = chosen(), make_user("reviewer")
    before = queries.detail(by, item.evidence_id)
    assert before["comparison"] is None
    text = str(before)
    for secret in ("moderate", LESSON, "It measured the outcome well."):
        assert secret not in text
    calibration.answer(item=item, by=by, fields=GIVEN)
    after = queries.detail(by, item.evidence_id)["comparison"]
    assert after["same"] == {"direction": True, "directness": True, "strength": False}
    assert (after["key"]["strength"], after["lesson"]) == ("moderate", LESSON)
    assert queries.detail(make_user("reviewer"), item.evidence_id)["comparison"] is None
    assert queries.detail(None, item.evidence_id) is None


def test_it_counts_towards_nothing():
    item, by = chosen(), make_user("reviewer")
    before = (PublicChange.objects.count(), Appraisal.objects.count())
    calibration.answer(item=item, by=by, fields=GIVEN)
    consensus.refresh([item.evidence_id])
    link = Evidence.objects.get(pk=item.evidence_id)
    assert (link.consensus, link.standing_strength, link.raters) == ("agreed", "moderate", 2)
    assert (PublicChange.objects.count(), Appraisal.objects.count()) == before
    assert "weak" not in str(Event.objects.get(verb="practised").payload)


@pytest.mark.parametrize(
    "wrong", [{}, {"direction": "up"}, {**GIVEN, "strength": ""}, {**GIVEN, "x": "y"}]
)
def test_an_answer_says_what_is_wrong_with_it(wrong):
    with pytest.raises(Invalid):
        calibration.answer(item=chosen(), by=make_user("reviewer"), fields=wrong)
    assert not CalibrationAnswer.objects.exists()


def test_what_only_mentions_needs_no_more():
    calibration.answer(item=chosen(), by=make_user("reviewer"), fields={"direction": "mentions"})
    assert CalibrationAnswer.objects.get().strength == ""


def test_each_item_is_answered_once():
    item, by = chosen(), make_user("reviewer")
    calibration.answer(item=item, by=by, fields=GIVEN)
    with pytest.raises(NotAllowedNow, match="answered once"):
        calibration.answer(item=item, by=by, fields=GIVEN)


@pytest.mark.parametrize("how", ["retracted", "excluded", "otherwise", "retired"])
def test_what_goes_out_of_date_is_left_out_of_every_figure(how):
    item, by, editor = chosen(), make_user("reviewer"), make_user("editor")
    calibration.answer(item=item, by=by, fields=GIVEN)
    assert queries.standing(by)["answered"] == 1
    {
        "retracted": lambda: integrity.mark(
            sources=[item.evidence.source], integrity="retracted", note="Made up.", by=editor
        ),
        "excluded": lambda: evidence.exclude(evidence=item.evidence, reason="Twice.", by=editor),
        "otherwise": lambda: make_appraisal(item.evidence, direction="contradicts"),
        "retired": lambda: calibration.retire(item=item, by=editor, reason="Too easy."),
    }[how]()
    assert queries.standing(by) == {
        "answered": 0, "same_in_all": 0, "percent": None, "left": 0, "kappa": None,
        "by_axis": {"direction": None, "directness": None, "strength": None},
        "kappa_reason": "No unit was rated by both raters.",
    }  # fmt: skip
    assert queries.page(by).results == []
    assert queries.page(editor).results[0]["state"] in ("out_of_date", "retired")
    with pytest.raises(NotAllowedNow, match="out of date"):
        calibration.answer(item=item, by=make_user("reviewer"), fields=GIVEN)


def test_a_retired_item_comes_back_with_its_key_or_not_at_all():
    item, editor = chosen(), make_user("editor")
    calibration.answer(item=item, by=make_user("reviewer"), fields=GIVEN)
    calibration.retire(item=item, by=editor, reason="Too easy.")
    with pytest.raises(NotAllowedNow, match="already"):
        calibration.retire(item=item, by=editor, reason="Too easy.")
    assert calibration.add(evidence=item.evidence, by=editor).pk == item.pk
    calibration.retire(item=item, by=editor, reason="Too easy.")
    CalibrationItem.objects.update(strength="strong")
    with pytest.raises(NotAllowedNow, match="another rating"):
        calibration.add(evidence=item.evidence, by=editor)


def test_more_items_cost_no_more_queries():
    by = make_user("reviewer")
    queries.page(by)
    counted = []
    for number in (1, 9):
        for _ in range(number):
            calibration.answer(item=chosen(), by=by, fields=GIVEN)
        with CaptureQueriesContext(connection) as seen:
            assert len(queries.page(by).results) == queries.standing(by)["answered"]
        counted.append(len(seen))
    assert counted[0] == counted[1] == 4


@pytest.mark.django_db(transaction=True)
def test_two_windows_at_once_leave_one_answer():
    item, by = chosen(), make_user("reviewer")
    start = threading.Barrier(2)

    def answer(_):
        try:
            start.wait(10)
            calibration.answer(item=item, by=by, fields=GIVEN)
        except (NotAllowedNow, Denied):
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(answer, range(2))) == 1
    assert CalibrationAnswer.objects.count() == 1
