"""Evidence: proposed with quotes, accepted by somebody else, excluded with a reason and taken back in."""

import pytest

from claims.access import Denied, public_evidence, visible_evidence
from claims.actions import evidence
from claims.domain.problems import Invalid, NotAllowedNow
from claims.models import Event, Evidence, Proposal, PublicChange, Study
from tests.factories import (
    make_appraisal,
    make_claim,
    make_evidence,
    make_source,
    make_study,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_a_proposal_waits_in_the_queue_unseen():
    author = make_user("contributor")
    quote = {"exact": "They had it.", "start": 3, "end": 15, "locator": "p. 4"}
    link = make_evidence(
        by=author, accepted=False, quotes=[quote], design="case_series", n=9, n_unit="patients"
    )
    assert (link.status, link.stream) == ("proposed", "uncontrolled")
    assert link.quotes.get().exact == "They had it."
    assert list(link.study.sources.all()) == [link.source]
    row = Proposal.objects.get(noun="evidence", object_id=link.pk)
    assert (row.kind, row.status) == ("create", "open")
    assert not public_evidence().exists()
    assert list(visible_evidence(author)) == [link]
    assert not Event.objects.filter(noun="evidence", public=True).exists()


def test_nobody_accepts_their_own_unless_alone():
    editor = make_user("editor", "contributor")
    link = make_evidence(
        make_claim(by=editor, editor=editor),
        make_source(by=editor, editor=editor),
        by=editor,
        accepted=False,
    )
    other = make_user("editor")
    with pytest.raises(Denied, match="own work"):
        evidence.accept(evidence=link, by=editor)
    other.is_active = False
    other.save()
    evidence.accept(evidence=link, by=editor)
    told = Event.objects.get(noun="evidence", verb="accepted")
    assert "its own author" in told.payload["reason"]
    assert Proposal.objects.get(noun="evidence").self_accepted


def test_acceptance_brings_it_into_view():
    link = make_evidence()
    assert link.status == "awaiting"
    assert list(public_evidence()) == [link]
    assert PublicChange.objects.filter(kind="evidence_added", object_id=link.pk).exists()
    assert Proposal.objects.get(noun="evidence").status == "accepted"
    assert link.claim.evidence_count == 1
    with pytest.raises(NotAllowedNow):
        evidence.accept(evidence=link, by=make_user("editor"))
    with pytest.raises(Denied):
        evidence.accept(evidence=make_evidence(accepted=False), by=make_user("reviewer"))


def test_turned_down_with_a_reason():
    link = make_evidence(accepted=False)
    with pytest.raises(Invalid):
        evidence.reject(evidence=link, by=make_user("editor"), reason="")
    evidence.reject(evidence=link, by=make_user("editor"), reason="Another plant.")
    link.refresh_from_db()
    assert (link.status, link.status_reason) == ("proposed", "Another plant.")
    assert Proposal.objects.get(noun="evidence").status == "rejected"
    assert not public_evidence().exists()


def test_exclusion_is_said_and_can_be_taken_back(settings):
    settings.REVIEWERS_REQUIRED = 1
    link = make_evidence()
    make_appraisal(link, strength="strong")
    link.refresh_from_db()
    with pytest.raises(Invalid):
        evidence.exclude(evidence=link, reason=" ", by=make_user("editor"))
    evidence.exclude(evidence=link, reason="Another drug.", by=make_user("editor"))
    link.refresh_from_db()
    assert (link.status, link.claim.verdict) == ("excluded", "not_shown")
    assert link.standing_direction == "supports"
    assert list(public_evidence()) == [link]
    evidence.include(evidence=link, reason="It is the same drug.", by=make_user("editor"))
    link.refresh_from_db()
    link.claim.refresh_from_db()
    assert (link.status, link.claim.verdict) == ("settled", "supported")


def test_its_author_revises_what_waits_and_no_more():
    author = make_user("contributor")
    link = make_evidence(by=author, accepted=False)
    evidence.revise(
        evidence=link, changes={"design": "rct", "quotes": {"add": [{"exact": "x"}]}}, by=author
    )
    link.refresh_from_db()
    assert (link.design, link.stream, link.quotes.count()) == ("rct", "randomised", 1)
    with pytest.raises(Denied):
        evidence.revise(evidence=link, changes={"n": 3}, by=make_user("contributor"))
    evidence.accept(evidence=link, by=make_user("editor"))
    with pytest.raises(NotAllowedNow):
        evidence.revise(evidence=link, changes={"n": 3}, by=author)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"design": "guess"}, "design"),
        ({"n": -1}, "n"),
        ({"n": "many"}, "n"),
        ({"finding": "x" * 2001}, "finding"),
        ({"finding": "a\x00"}, "finding"),
        ({"effect": {"measure": "RR"}}, "effect"),
        ({"effect": {"measure": "RR", "estimate": float("nan")}}, "effect"),
        ({"effect": [1]}, "effect"),
        ({"quotes": [{"exact": "  "}]}, "quotes"),
        ({"quotes": [{"exact": ""}]}, "quotes"),
        ({"quotes": [{"exact": "four", "start": 0, "end": 5}]}, "quotes"),
        ({"quotes": [{"exact": "four", "start": -4, "end": 0}]}, "quotes"),
        ({"quotes": [{"exact": "four", "start": 1}]}, "quotes"),
        ({"quotes": ["four"]}, "quotes"),
    ],
)
def test_what_cannot_be_stored_is_named_and_nothing_written(fields: dict, named: str):
    claim, source = make_claim(), make_source()
    before = (Evidence.objects.count(), Study.objects.count(), Event.objects.count())
    with pytest.raises(Invalid) as refused:
        make_evidence(claim, source, **fields)
    assert set(refused.value.errors) == {named}
    assert (Evidence.objects.count(), Study.objects.count(), Event.objects.count()) == before


def test_an_unknown_field_is_named():
    asked = {"design": "rct", "status": "settled"}
    with pytest.raises(Invalid) as refused:
        evidence.propose(
            by=make_user("contributor"), claim=make_claim(), source=make_source(), fields=asked
        )
    assert set(refused.value.errors) == {"status"}


def test_a_link_stands_once_and_not_to_what_is_gone():
    link = make_evidence()
    with pytest.raises(Invalid, match="linked"):
        make_evidence(link.claim, link.source)
    with pytest.raises(Invalid, match="retired"):
        make_evidence(link.claim, make_source(status="retired"))
    retracted = make_source(integrity="retracted", integrity_note="Made up.")
    with pytest.raises(Invalid, match="say why"):
        make_evidence(link.claim, retracted)


def test_a_study_in_the_queue_is_decided_first():
    source = make_source()
    study = make_study(source, by=make_user("contributor"))
    link = make_evidence(make_claim(), source, study=study, accepted=False)
    with pytest.raises(NotAllowedNow, match=study.public_id):
        evidence.accept(evidence=link, by=make_user("editor"))


def test_quotes_are_held_against_the_stored_abstract():
    source = make_source(csl={"abstract": "Nine of them had darker skin after two years."})
    good = {"exact": "had darker skin", "locator": "abstract"}
    link = make_evidence(source=source, quotes=[good])
    for wrong, said in (
        ({"exact": "had dark skin", "locator": "abstract"}, "darker skin"),
        ({"exact": "They", "start": 3, "end": 7, "prefix": "Longer"}, "prefix"),
    ):
        with pytest.raises(Invalid, match=said):
            make_evidence(link.claim, make_source(csl=source.csl), quotes=[wrong])
    elsewhere = {"exact": "had dark skin", "locator": "p. 4"}
    assert make_evidence(quotes=[elsewhere], source=make_source(csl=source.csl)).quotes.get()
