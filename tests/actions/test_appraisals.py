"""Appraisals: who may rate, what is fixed, and that nothing of a closed rating gets out."""

import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from claims.access import Denied, visible_appraisals
from claims.actions import appraisals, evidence, integrity
from claims.domain.problems import Invalid, Moved, NotAllowedNow
from claims.models import Appraisal, Event, Evidence, PublicChange, Source, Synthesis
from claims.queries.appraisals import own_draft
from tests.factories import (
    make_appraisal,
    make_claim,
    make_evidence,
    make_source,
    make_user,
)

pytestmark = pytest.mark.django_db

ORCID = "0000-0002-1825-0097"
RATING = {
    "direction": "contradicts",
    "directness": "direct",
    "strength": "strong",
    "rationale": "UNGUESSABLE-RATIONALE",
    "read": "full_text",
    "declaration": "none",
}


def test_one_blind_appraisal_shows_that_it_exists_and_nothing_else():
    link = make_evidence()
    before = (PublicChange.objects.count(), Synthesis.objects.count())
    row = make_appraisal(link, **RATING)
    link.refresh_from_db()
    assert (link.status, link.consensus, link.raters) == ("in_appraisal", "none", 0)
    assert link.standing_direction == link.standing_directness == link.standing_strength == ""
    assert link.claim.verdict == "not_assessed"
    assert (PublicChange.objects.count(), Synthesis.objects.count()) == before
    event = Event.objects.filter(noun="appraisal", object_id=row.pk).get()
    assert not event.public
    for told in Event.objects.all():
        text = json.dumps(told.payload)
        assert "contradicts" not in text
        assert "UNGUESSABLE" not in text
    for role in ("editor", "admin", "reviewer", "contributor"):
        assert not visible_appraisals(make_user(role)).exists()
    assert not visible_appraisals(None).exists()
    assert list(visible_appraisals(row.reviewer)) == [row]


def test_two_who_agree_open_the_ratings():
    link = make_evidence()
    first, second = make_appraisal(link), make_appraisal(link)
    link.refresh_from_db()
    assert (link.status, link.consensus, link.raters) == ("settled", "agreed", 2)
    assert link.standing_direction == "supports"
    assert first.blind
    assert second.blind
    assert set(visible_appraisals(None)) == {first, second}
    assert PublicChange.objects.filter(kind="ratings_opened", object_id=link.pk).count() == 1
    link.claim.refresh_from_db()
    assert link.claim.verdict == "limited_support"
    assert link.claim.raters == 2


def test_who_rates_later_is_not_blind_and_makes_no_agreement():
    link = make_evidence()
    make_appraisal(link)
    evidence.release(evidence=link, by=make_user("editor"), reason="One reader only.")
    late = make_appraisal(link)
    link.refresh_from_db()
    assert not late.blind
    assert link.consensus == "provisional"
    assert PublicChange.objects.filter(kind="evidence_rated", object_id=link.pk).count() == 1


def test_a_second_thought_supersedes_and_the_first_is_kept():
    link, reviewer = make_evidence(), make_user("reviewer")
    first = make_appraisal(link, reviewer)
    second = make_appraisal(link, reviewer, strength="weak")
    first.refresh_from_db()
    assert (first.is_current, second.is_current, second.supersedes_id) == (False, True, first.pk)
    assert first.strength == "moderate"
    with pytest.raises(NotAllowedNow, match="exactly this"):
        make_appraisal(link, reviewer, strength="weak")
    assert Appraisal.objects.count() == 2


def test_a_draft_is_private_silent_and_becomes_the_appraisal():
    link, reviewer = make_evidence(), make_user("reviewer")
    events = Event.objects.count()
    draft = appraisals.save_draft(evidence=link, by=reviewer, fields={"direction": "mixed"})
    again = appraisals.save_draft(evidence=link, by=reviewer, fields={"strength": "weak"})
    assert draft.pk == again.pk
    assert Event.objects.count() == events
    assert not visible_appraisals(make_user("editor")).exists()
    rest = {
        "directness": "direct",
        "rationale": "Both arms.",
        "read": "abstract",
        "declaration": "none",
    }
    row = appraisals.submit(evidence=link, by=reviewer, fields=rest)
    assert (row.pk, row.direction, row.strength) == (draft.pk, "mixed", "weak")


def test_a_draft_can_be_thrown_away_by_its_author_alone():
    draft = make_appraisal(draft=True)
    with pytest.raises(Denied):
        appraisals.discard(appraisal=draft, by=make_user("reviewer"))
    appraisals.discard(appraisal=draft, by=draft.reviewer)
    assert not Appraisal.objects.exists()
    row = make_appraisal()
    with pytest.raises(NotAllowedNow):
        appraisals.discard(appraisal=row, by=row.reviewer)


@pytest.mark.parametrize(
    "stored", [ORCID, f"https://orcid.org/{ORCID}", f"http://orcid.org/{ORCID}/"]
)
def test_nobody_appraises_their_own_publication(stored: str):
    source = make_source(csl={"author": [{"family": "Carberry", "ORCID": stored}]})
    link = make_evidence(source=source)
    author = make_user("reviewer", orcid=ORCID)
    for act in (appraisals.save_draft, appraisals.submit):
        with pytest.raises(Denied, match="author"):
            act(evidence=link, by=author, fields=RATING)
    assert not Appraisal.objects.exists()


@pytest.mark.parametrize("csl", [{}, {"author": "Smith"}, {"author": ["Smith", None, {}]}])
def test_odd_author_lists_hinder_nobody(csl: dict):
    link = make_evidence(source=make_source(csl=csl))
    assert make_appraisal(link, make_user("reviewer", orcid=ORCID)).pk


def test_a_declared_conflict_keeps_one_from_rating():
    with pytest.raises(Denied, match="conflict"):
        make_appraisal(has_conflict=True)
    assert not Appraisal.objects.exists()


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"direction": ""}, {"direction"}),
        ({"strength": "", "rationale": ""}, {"strength", "rationale"}),
        ({"direction": "sideways"}, {"direction"}),
        ({"rationale": "a\x00b"}, {"rationale"}),
        ({"colour": "red"}, {"colour"}),
    ],
)
def test_what_cannot_be_stored_is_named(fields: dict, named: set[str]):
    with pytest.raises(Invalid) as refused:
        make_appraisal(**fields)
    assert set(refused.value.errors) == named
    assert not Appraisal.objects.exists()


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"declaration": ""}, {"declaration"}),
        ({"declaration": "some", "interests": " "}, {"interests"}),
        ({"declaration": "none", "interests": "Shares."}, {"declaration"}),
        ({"instrument": "none"}, {"answers"}),
        ({"instrument": "none", "answers": {"why": " "}}, {"answers"}),
    ],
)
def test_whoever_decides_declares(fields: dict, named: set[str]):
    with pytest.raises(Invalid) as refused:
        make_appraisal(**fields)
    assert set(refused.value.errors) == named
    assert not Appraisal.objects.exists()


def test_what_was_declared_stays_beside_the_rating():
    row = make_appraisal(interests="Shares in a grower.")
    row.refresh_from_db()
    assert (row.declaration, row.interests) == ("some", "Shares in a grower.")


def test_a_like_named_author_has_to_be_told_apart():
    link = make_evidence(source=make_source(authors="Carberry J; Other B"))
    reviewer = make_user("reviewer", display_name="Josiah Carberry")
    with pytest.raises(Invalid, match="Carberry J"):
        make_appraisal(link, reviewer)
    assert appraisals.save_draft(evidence=link, by=reviewer, fields=RATING).status == "draft"
    row = appraisals.submit(evidence=link, by=reviewer, fields=RATING, not_author=True)
    told = Event.objects.get(noun="appraisal", object_id=row.pk).payload["after"]
    assert told["not_author"] is True
    other = make_appraisal(link, make_user("reviewer"))
    assert (
        "not_author" not in Event.objects.get(noun="appraisal", object_id=other.pk).payload["after"]
    )


def test_a_draft_says_when_another_device_kept_it():
    link, reviewer = make_evidence(), make_user("reviewer")

    def keep(base, **fields):
        return appraisals.save_draft(evidence=link, by=reviewer, fields=fields, base=base)

    first = keep(0, rationale="At home.")
    assert first.revision == 1
    assert keep(1, rationale="At home, more.").revision == 2
    for late in (0, 1):
        with pytest.raises(Moved) as refused:
            keep(late, rationale="On the train.", strength="weak")
        assert refused.value.moved["rationale"] == {
            "base": None,
            "current": "At home, more.",
            "proposed": "On the train.",
        }
    with pytest.raises(Moved):
        appraisals.submit(evidence=link, by=reviewer, fields=RATING, base=1)
    appraisals.submit(evidence=link, by=reviewer, fields=RATING, base=2)
    with pytest.raises(NotAllowedNow, match="not there any more"):
        keep(2, rationale="Late.")


@pytest.mark.parametrize("notice", ["retracted", "withdrawn", "concern"])
def test_a_notice_closes_drafts_and_its_end_lets_them_start_again(notice: str):
    link, editor = make_evidence(), make_user("editor")
    draft = make_appraisal(link, draft=True, rationale="So far.")
    spared = make_appraisal(draft=True)
    done = make_appraisal(link)
    integrity.mark(sources=[link.source], integrity=notice, note="Made up.", by=editor)
    draft.refresh_from_db()
    spared.refresh_from_db()
    done.refresh_from_db()
    assert (draft.status, spared.status, done.status) == ("closed", "draft", "submitted")
    assert draft.closed_reason.startswith(link.source.public_id)
    assert "Made up." in draft.closed_reason
    kept = own_draft(draft.reviewer, link.pk)
    assert (kept["status"], kept["closed_reason"], kept["rationale"]) == (
        "closed",
        draft.closed_reason,
        "So far.",
    )
    link.refresh_from_db()
    for act in (appraisals.save_draft, appraisals.submit):
        with pytest.raises(NotAllowedNow, match="notice"):
            act(evidence=Evidence.objects.get(pk=link.pk), by=draft.reviewer, fields=RATING)
    integrity.mark(
        sources=[Source.objects.get(pk=link.source_id)], integrity="clear", note="", by=editor
    )
    again = make_appraisal(Evidence.objects.get(pk=link.pk), draft.reviewer, draft=True)
    assert again.pk != draft.pk
    assert own_draft(draft.reviewer, link.pk)["status"] == "draft"


def test_a_correction_closes_nothing():
    draft = make_appraisal(draft=True)
    integrity.mark(
        sources=[draft.evidence.source],
        integrity="corrected",
        note="A typo.",
        by=make_user("editor"),
    )
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_mere_mention_needs_no_strength():
    row = make_appraisal(direction="mentions", strength="", directness="")
    assert row.status == "submitted"


def test_roles_and_states_that_forbid_rating():
    with pytest.raises(Denied):
        make_appraisal(reviewer=make_user("editor", "contributor"))
    with pytest.raises(NotAllowedNow, match="proposed"):
        make_appraisal(make_evidence(accepted=False))
    link = make_evidence()
    evidence.exclude(evidence=link, reason="Another drug.", by=make_user("editor"))
    with pytest.raises(NotAllowedNow, match="excluded"):
        make_appraisal(link)


@pytest.mark.parametrize("column", ["direction", "strength", "rationale", "status", "reviewer"])
def test_the_database_keeps_a_submitted_appraisal_as_it_is(column: str):
    row = make_appraisal()
    value = {"status": "closed", "reviewer": make_user().pk}.get(column, "mixed")
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Appraisal.objects.filter(pk=row.pk).update(**{column: value})
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Appraisal.objects.filter(pk=row.pk).delete()
    Appraisal.objects.filter(pk=row.pk).update(is_current=False)


def submitting(pieces: int) -> int:
    """Queries that an appraisal costs which opens the ratings of a claim with so much evidence."""
    claim = make_claim()
    links = [make_evidence(claim) for _ in range(pieces)]
    make_appraisal(links[0])
    reviewer = make_user("reviewer")
    with CaptureQueriesContext(
        connection,
    ) as found:
        make_appraisal(links[0], reviewer)
    return len(found)


def test_rating_costs_as_much_whatever_the_claim_has():
    assert submitting(20) == submitting(1) <= 60
