"""Conflicts between studies: opened and re-opened by the rule, explained by editors, seen by readers."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.access import Denied
from claims.actions import conflicts, evidence, syntheses
from claims.domain.conflict import adds
from claims.domain.problems import Invalid, NotAllowedNow
from claims.models import Conflict, Event, Evidence, PublicChange
from claims.queries import claims as claim_queries
from claims.queries import conflicts as queries
from claims.queries.conflicts import ConflictFilters
from tests.actions.test_judgements import rated
from tests.factories import make_appraisal, make_claim, make_evidence, make_user

pytestmark = pytest.mark.django_db
AGAINST = {"direction": "contradicts"}


@pytest.fixture(autouse=True)
def _one_reviewer(settings):
    settings.REVIEWERS_REQUIRED = 1


def divided():
    claim = make_claim()
    rated(claim)
    link = rated(claim, rating=AGAINST)
    return claim, link, Conflict.objects.get(claim=claim)


def again(conflict):
    return Conflict.objects.get(pk=conflict.pk)


def test_it_opens_by_itself_with_one_event_of_the_system():
    claim, link, conflict = divided()
    assert (conflict.state, conflict.reopened) == ("open", 0)
    assert conflict.sides["against"] == [f"Y{link.study_id}"]
    event = Event.objects.get(verb="conflict_opened")
    assert (event.noun, event.object_id, event.public) == ("conflict", conflict.pk, True)
    assert PublicChange.objects.filter(kind="conflict_changed").count() == 1
    shown = claim_queries.detail(None, claim.pk)["conflict"]
    assert shown["id"] == conflict.public_id
    assert [study["id"] for study in shown["sides"]["against"]] == [f"Y{link.study_id}"]


def test_blind_ratings_do_not_move_it(settings):
    settings.REVIEWERS_REQUIRED = 2
    claim = make_claim()
    for rating in ({}, AGAINST):
        make_appraisal(make_evidence(claim, design="rct"), strength="strong", **rating)
    assert not Conflict.objects.exists()


def test_an_editor_explains_and_new_evidence_opens_it_again():
    claim, _, conflict = divided()
    editor = make_user("editor")
    for call in (
        lambda: conflicts.explain(conflict=conflict, cause="dose", reason=" ", by=editor),
        lambda: conflicts.explain(conflict=conflict, cause="luck", reason="X", by=editor),
        lambda: conflicts.explain(conflict=conflict, cause="", reason="X", by=editor),
        lambda: conflicts.let_stand(conflict=conflict, reason="", by=editor),
    ):
        with pytest.raises(Invalid):
            call()
    with pytest.raises(Denied):
        conflicts.let_stand(conflict=conflict, reason="X", by=make_user("reviewer"))
    row = conflicts.explain(conflict=conflict, cause="dose", reason="Ten times more.", by=editor)
    assert (row.state, row.cause, row.decided_by) == ("explained", "dose", editor)
    assert row.explanation == "Ten times more."
    # More of the same study changes nothing, a new study does.
    syntheses.refresh([claim.pk], reason="looked at")
    assert again(conflict).state == "explained"
    rated(claim, rating=AGAINST)
    row = again(conflict)
    assert (row.state, row.reopened, row.decided_by) == ("open", 1, None)
    assert len(row.sides["against"]) == 2
    assert Event.objects.filter(verb="conflict_reopened").count() == 1


def test_a_study_that_leaves_reopens_nothing_and_the_last_one_resolves_it():
    claim, link, conflict = divided()
    other = rated(claim, rating=AGAINST)
    editor = make_user("editor")
    conflicts.let_stand(conflict=conflict, reason="Looked at.", by=editor)
    evidence.exclude(evidence=other, reason="Another drug.", by=editor)
    assert again(conflict).state == "standing"
    link.refresh_from_db()
    evidence.exclude(evidence=link, reason="Another drug.", by=editor)
    row = again(conflict)
    assert (row.state, row.sides, row.decided_by) == ("resolved", {}, None)
    event = Event.objects.get(verb="conflict_ended")
    assert (event.actor, "no longer disagree" in event.payload["reason"]) == (
        editor.pseudonym,
        True,
    )
    with pytest.raises(NotAllowedNow):
        conflicts.reopen(conflict=conflict, reason="X", by=editor)
    link.refresh_from_db()
    evidence.include(evidence=link, reason="The same drug.", by=editor)
    assert (again(conflict).state, again(conflict).reopened) == ("open", 1)


def test_resolved_by_an_editor_it_stays_so_until_something_new_comes():
    claim, _, conflict = divided()
    editor = make_user("editor")
    with pytest.raises(NotAllowedNow):
        conflicts.reopen(conflict=conflict, reason="X", by=editor)
    conflicts.resolve(conflict=conflict, reason="One was about rats.", by=editor)
    syntheses.refresh([claim.pk], reason="looked at")
    assert again(conflict).state == "resolved"
    row = conflicts.reopen(conflict=conflict, reason="Not only.", by=editor)
    assert (row.state, row.reopened, row.explanation) == ("open", 1, "One was about rats.")
    conflicts.resolve(conflict=conflict, reason="Yes, only.", by=editor)
    rated(claim)
    assert again(conflict).state == "open"


def test_two_who_decide_at_once_one_wins(monkeypatch):
    _, _, conflict = divided()
    editor = make_user("editor")
    real = conflicts._sides_now

    def meanwhile(row):
        Conflict.objects.filter(pk=row.pk).update(revision=row.revision + 1)
        return real(row)

    monkeypatch.setattr(conflicts, "_sides_now", meanwhile)
    with pytest.raises(NotAllowedNow, match="a moment ago"):
        conflicts.let_stand(conflict=conflict, reason="Looked at.", by=editor)
    assert again(conflict).state == "open"


def test_a_draft_claims_conflict_is_seen_by_its_people_only():
    claim = make_claim(published=False)
    rated(claim)
    rated(claim, rating=AGAINST)
    conflict = Conflict.objects.get()
    assert queries.detail(None, conflict.pk) is None
    assert queries.detail(make_user("editor"), conflict.pk)
    assert queries.page(make_user("editor"), ConflictFilters()).results == []
    assert not PublicChange.objects.filter(kind="conflict_changed").exists()


def test_lists_filter_by_state_and_claim():
    claim, _, conflict = divided()
    _, _, other = divided()
    conflicts.let_stand(conflict=other, reason="Looked at.", by=make_user("editor"))
    found = queries.page(None, ConflictFilters(state=("open",))).results
    assert [row["id"] for row in found] == [conflict.public_id]
    found = queries.page(None, ConflictFilters(claim=claim.pk)).results
    assert [row["id"] for row in found] == [conflict.public_id]


def test_what_adds():
    assert adds({}, {"for": ["Y1"], "against": ["Y2"]})
    assert not adds({"for": ["Y1"], "against": ["Y2", "Y3"]}, {"for": ["Y1"], "against": ["Y2"]})
    assert adds({"for": ["Y1"], "against": ["Y2"]}, {"for": ["Y2"], "against": ["Y1"]})


def opening(claims):
    keys = []
    for _ in range(claims):
        claim = make_claim()
        rated(claim)
        link = rated(claim)
        Evidence.objects.filter(pk=link.pk).update(standing_direction="contradicts")
        keys.append(claim.pk)
    with CaptureQueriesContext(connection) as found:
        syntheses.refresh(keys, reason="counted")
    assert Conflict.objects.filter(claim__in=keys, state="open").count() == claims
    return len(found)


def test_many_open_at_the_cost_of_one():
    assert opening(1) == opening(8)
