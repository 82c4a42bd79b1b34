import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from claims.access import Denied
from claims.actions import claims, evidence, proposals, sources
from claims.domain.problems import Invalid, Moved, NotAllowedNow
from claims.models import Claim, Evidence, Proposal, PublicChange, Source
from claims.queries.log import faults
from tests.actions.log import mark, since, verbs
from tests.factories import (
    make_appraisal,
    make_claim,
    make_evidence,
    make_source,
    make_study,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db


def filed(record, changes, by=None, **more) -> Proposal:
    return proposals.file(
        record=record, changes=changes, by=by or make_user("contributor"), reason="Better.", **more
    )


def test_filing_writes_the_proposal_and_nothing_else():
    claim, start = make_claim(relation="is linked to"), mark()
    feed = PublicChange.objects.count()
    proposal = filed(claim, {"relation": " causes ", "text": claim.text}, base_revision=1)
    assert proposal.changes == {"relation": {"base": "is linked to", "value": "causes"}}
    assert proposal.base_revision == 1
    claim.refresh_from_db()
    assert (claim.relation, claim.revision) == ("is linked to", 1)
    assert verbs(start) == ["proposed"]
    assert since(start)[0].public is False
    assert PublicChange.objects.count() == feed


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({}, ""),
        ({"relation": "is linked to"}, ""),
        ({"relation": "x" * 201}, "relation"),
        ({"text": ""}, "text"),
        ({"claim_type": "poem"}, "claim_type"),
        ({"colour": "red"}, "colour"),
        ({"status": "retired"}, "status"),
        ({"exposure": "T4711"}, "exposure"),
        ({"topics": {"add": ["T4711"]}}, "topics"),
        ({"topics": ["T1"]}, "topics"),
        ({"topics": {"add": 7}}, "topics"),
    ],
)
def test_what_could_never_be_accepted_is_refused_at_once(changes, named):
    claim, start = make_claim(relation="is linked to"), mark()
    with pytest.raises(Invalid) as problem:
        filed(claim, changes)
    assert named in problem.value.errors
    assert (Proposal.objects.filter(noun="claim").count(), since(start)) == (0, [])


def test_readers_and_reviewers_propose_nothing():
    for person in (make_user(), make_user("reviewer")):
        with pytest.raises(Denied):
            filed(make_claim(), {"relation": "causes"}, by=person)


def test_accepting_writes_the_record_mints_a_version_and_tells_everyone():
    claim, topic = make_claim(relation="is linked to"), make_topic()
    proposal = filed(claim, {"relation": "causes", "topics": {"add": [topic.public_id]}})
    start, editor = mark(), make_user("editor")
    record = proposals.accept(proposal=proposal, by=editor)
    assert record == claim
    assert (record.relation, record.revision, record.version_number) == ("causes", 2, 2)
    assert list(record.topics.all()) == [topic]
    topic.refresh_from_db()
    assert topic.claim_count == 1
    assert (proposal.status, proposal.decided_by, proposal.self_accepted) == (
        "accepted",
        editor,
        False,
    )
    assert verbs(start, proposal) == ["accepted"]
    revised = [e for e in since(start, claim) if e.verb == "revised"]
    assert [e.payload["after"] for e in revised] == [
        {"relation": "causes", "topics": [topic.public_id]}
    ]
    assert revised[0].payload["reason"] == "Better."
    assert PublicChange.objects.filter(kind="claim_changed", object_id=claim.pk).exists()
    with pytest.raises(NotAllowedNow):
        proposals.accept(proposal=proposal, by=editor)
    assert list(faults()) == []


def test_a_moved_base_is_shown_and_nothing_written():
    claim, editor = make_claim(relation="is linked to"), make_user("editor")
    first = filed(claim, {"relation": "causes"})
    second = filed(claim, {"relation": "prevents", "magnitude": "twice"})
    proposals.accept(proposal=first, by=editor)
    start = mark()
    with pytest.raises(Moved) as moved:
        proposals.accept(proposal=second, by=editor)
    assert moved.value.moved == {
        "relation": {"base": "is linked to", "current": "causes", "proposed": "prevents"}
    }
    second.refresh_from_db()
    claim.refresh_from_db()
    assert (second.status, claim.magnitude, since(start)) == ("open", "", [])


def test_other_fields_may_move():
    claim, editor = make_claim(), make_user("editor")
    one, two = make_topic(), make_topic()
    both = [
        filed(claim, {"relation": "causes", "topics": {"add": [one]}}),
        filed(claim, {"magnitude": "twice", "topics": {"add": [two]}}),
    ]
    for proposal in both:
        proposals.accept(proposal=proposal, by=editor)
    claim.refresh_from_db()
    assert (claim.relation, claim.magnitude, claim.revision) == ("causes", "twice", 3)
    assert set(claim.topics.all()) == {one, two}


def test_filing_against_an_old_revision():
    """What the proposer saw counts, field by field: read off the history."""
    claim = make_claim(relation="is linked to")
    proposals.accept(proposal=filed(claim, {"relation": "causes"}), by=make_user("editor"))
    claim.refresh_from_db()
    with pytest.raises(Moved) as moved:
        filed(claim, {"relation": "prevents"}, base_revision=1)
    assert moved.value.moved == {
        "relation": {"base": "is linked to", "current": "causes", "proposed": "prevents"}
    }
    assert filed(claim, {"magnitude": "twice"}, base_revision=1).status == "open"
    with pytest.raises(Moved):
        filed(claim, {"magnitude": "thrice"}, base_revision=99)


def test_nobody_accepts_their_own():
    editor, other = make_user("editor"), make_user("editor")
    proposal = filed(make_claim(editor=other), {"relation": "causes"}, by=editor)
    with pytest.raises(Denied):
        proposals.accept(proposal=proposal, by=editor)
    with pytest.raises(Denied):
        proposals.accept(proposal=proposal, by=make_user("contributor"))
    proposals.accept(proposal=proposal, by=other)


def test_the_one_editor_of_a_site_may_and_it_is_said():
    editor = make_user("editor")
    claim = make_claim(editor=editor)
    proposal = filed(claim, {"relation": "causes"}, by=editor)
    start = mark()
    proposals.accept(proposal=proposal, by=editor)
    proposal.refresh_from_db()
    assert proposal.self_accepted
    said = [e.payload["reason"] for e in since(start) if e.verb in ("accepted", "revised")]
    assert len(said) == 2
    assert all("accepted by its own author" in reason for reason in said)


def test_rejecting_and_withdrawing():
    claim, editor, author = make_claim(), make_user("editor"), make_user("contributor")
    one, two = (filed(claim, {"relation": word}, by=author) for word in ("causes", "cures"))
    with pytest.raises(Invalid):
        proposals.reject(proposal=one, by=editor, reason="")
    with pytest.raises(Denied):
        proposals.reject(proposal=one, by=author, reason="Mine.")
    with pytest.raises(Denied):
        proposals.withdraw(proposal=two, by=editor)
    start = mark()
    proposals.reject(proposal=one, by=editor, reason="Not shown.")
    proposals.withdraw(proposal=two, by=author)
    assert (one.status, one.decision_reason, two.status) == ("rejected", "Not shown.", "withdrawn")
    assert verbs(start) == ["rejected", "withdrawn"]
    for proposal in (one, two):
        with pytest.raises(NotAllowedNow):
            proposals.accept(proposal=proposal, by=editor)


def test_what_is_retired_changes_no_more():
    claim, editor = make_claim(), make_user("editor")
    proposal = filed(claim, {"relation": "causes"})
    claim = claims.retire(claim=claim, by=editor, reason="Wrong.")
    with pytest.raises(NotAllowedNow):
        proposals.accept(proposal=proposal, by=editor)
    with pytest.raises(NotAllowedNow):
        filed(claim, {"relation": "causes"})


def test_one_door_writes_drafts_and_files_for_what_is_published():
    author = make_user("contributor")
    for draft, changes in (
        (make_claim(published=False, by=author), {"relation": "x"}),
        (make_source(published=False, by=author), {"year": 1999}),
        (make_evidence(accepted=False, by=author), {"n": 12}),
    ):
        done = proposals.change(record=draft, changes=changes, by=author, base=draft.revision)
        assert done == draft
        assert done.revision == 2
    for record, changes in (
        (make_claim(), {"relation": "x"}),
        (make_source(), {"year": 1999}),
        (make_evidence(), {"n": 12}),
        (make_topic(), {"description": "x"}),
        (make_study(), {"label": "x"}),
    ):
        proposal = proposals.change(
            record=record, changes=changes, by=make_user("editor"), base=record.revision
        )
        assert isinstance(proposal, Proposal)
        done = proposals.accept(proposal=proposal, by=make_user("editor"))
        assert {name: getattr(done, name) for name in changes} == changes
        assert done.revision == 2


def test_new_records_are_decided_through_their_proposal():
    author, editor = make_user("contributor"), make_user("editor")
    claim = claims.submit(claim=make_claim(published=False, by=author), by=author)
    source = make_source(published=False, by=author)
    link = make_evidence(claim, source, accepted=False, by=author)
    for record in (claim, source, link):
        proposal = Proposal.objects.get(noun=record.NOUN, object_id=record.pk, status="open")
        start = mark()
        proposals.accept(proposal=proposal, by=editor)
        assert proposal.status == "accepted"
        assert verbs(start, proposal) == ["accepted"]
    assert Claim.objects.get(pk=claim.pk).status == "published"
    assert Source.objects.get(pk=source.pk).status == "published"
    assert Evidence.objects.get(pk=link.pk).status == "awaiting"


def test_new_records_may_be_turned_down_and_proposed_again():
    author, editor = make_user("contributor"), make_user("editor")
    source = make_source(published=False, by=author)
    proposal = Proposal.objects.get(noun="source", object_id=source.pk)
    proposals.reject(proposal=proposal, by=editor, reason="Not a publication.")
    assert (proposal.status, proposal.decided_by) == ("rejected", editor)
    again = proposals.propose_new(record=source, by=author, reason="It is one.")
    assert (again.kind, again.status) == ("create", "open")
    sources.accept(source=Source.objects.get(pk=source.pk), by=editor)
    again.refresh_from_db()
    assert again.status == "accepted"


def test_a_duplicate_identifier_is_refused_with_the_record_that_has_it():
    held, other = make_source(doi="10.1000/182"), make_source()
    with pytest.raises(Invalid) as problem:
        filed(other, {"doi": "https://doi.org/10.1000/182"})
    assert held.public_id in problem.value.errors["doi"][0]


def test_a_source_that_turns_out_not_to_exist_leaves_the_conclusion():
    link = make_evidence()
    make_appraisal(link)
    evidence.release(evidence=link, by=make_user("editor"))
    claim = Claim.objects.get(pk=link.claim_id)
    assert claim.study_count == 1
    proposal = filed(link.source, {"identity": "not_found"})
    proposals.accept(proposal=proposal, by=make_user("editor"))
    claim.refresh_from_db()
    assert claim.study_count == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_at_the_same_moment_one_wins():
    claim = make_claim(relation="is linked to")
    proposal = filed(claim, {"relation": "causes"})
    editors = [make_user("editor"), make_user("editor")]
    mine = [Proposal.objects.get(pk=proposal.pk) for _ in editors]
    start = threading.Barrier(2)

    def decide(number: int) -> str:
        start.wait()
        try:
            proposals.accept(proposal=mine[number], by=editors[number])
        except (Moved, NotAllowedNow) as problem:
            return type(problem).__name__
        finally:
            connections.close_all()
        return "won"

    with ThreadPoolExecutor(2) as pool:
        results = sorted(pool.map(decide, range(2)))
    assert results[1] == "won"
    assert results[0] in ("Moved", "NotAllowedNow")
    claim.refresh_from_db()
    assert (claim.relation, claim.revision, claim.version_number) == ("causes", 2, 2)
    assert list(faults()) == []


@pytest.mark.django_db(transaction=True)
def test_of_two_proposals_accepted_at_the_same_moment_one_wins():
    """Both touch one field: whoever comes second is told that it moved."""
    claim = make_claim(relation="is linked to")
    both = [filed(claim, {"relation": word}) for word in ("causes", "prevents")]
    editors = [make_user("editor"), make_user("editor")]
    start = threading.Barrier(2)

    def decide(number: int) -> str:
        start.wait()
        try:
            proposals.accept(proposal=both[number], by=editors[number])
        except Moved:
            return "moved"
        finally:
            connections.close_all()
        return "won"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, range(2))) == ["moved", "won"]
    claim.refresh_from_db()
    assert claim.revision == 2
    assert Proposal.objects.filter(kind="change", status="open").count() == 1
    assert list(faults()) == []
