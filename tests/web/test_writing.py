"""The pages that write: what they ask, what they store, and how they refuse."""

import pytest
from django.core.cache import cache

from claims.models import Appraisal, Claim, Event, Evidence, Proposal, Report, Source
from tests.queries import build

pytestmark = pytest.mark.django_db

CLAIM = {
    "text": "Kratom causes green hair",
    "claim_type": "causal",
    "quantifier": "some",
    "scope": "general",
    "about": "people",
    "rung_claimed": "caused",
}
SOURCE = {"title": "A paper", "identity": "unchecked", "doi": "https://doi.org/10.1000/ABC"}
RATING = {
    "direction": "supports",
    "directness": "direct",
    "strength": "weak",
    "read": "abstract",
    "declaration": "none",
    "rationale": "Small, no comparison.",
}


def test_a_contributor_drafts_and_submits_and_an_editor_publishes(as_role, people):
    topic = build.topic("Hair", kind="outcome")
    client = as_role("contributor")
    answer = client.post(
        "/claims/new/", {**CLAIM, "outcome": "hair", "topics": f"Hair (T{topic.pk})"}
    )
    claim = Claim.objects.get(text=CLAIM["text"])
    assert answer["Location"] == f"/claims/C{claim.pk}/"
    assert claim.outcome == topic
    assert list(claim.topics.all()) == [topic]
    assert claim.created_by == people["contributor"]
    assert "Submit for review" in client.get(answer["Location"]).content.decode()
    client.post(f"/do/C{claim.pk}/submit/", {"reason": ""})
    as_role("editor").post(f"/do/C{claim.pk}/publish/", {"reason": "Fine."})
    claim.refresh_from_db()
    assert claim.status == "published"
    assert claim.version_number == 1
    assert client.get(f"/claims/C{claim.pk}.1/").status_code == 200


def test_a_form_says_at_the_field_what_is_wrong_and_keeps_what_was_typed(as_role):
    answer = as_role("contributor").post(
        "/claims/new/", {**CLAIM, "text": "", "relation": "turns", "exposure": "nowhere"}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "This field is required." in page
    assert "There is no topic" in page
    assert 'value="turns"' in page
    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    "bad",
    [
        {"text": "x" * 601},
        {"text": "a\x00b"},
        {"text": "a\x07b"},
        {"claim_type": "nonsense"},
        {"topics": "T999999"},
        {"exposure": "T99999999999999999999"},
    ],
)
def test_what_cannot_be_stored_is_refused_with_nothing_written(as_role, bad):
    answer = as_role("contributor").post("/claims/new/", {**CLAIM, **bad})
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode() or "errors" in answer.content.decode()
    assert not Claim.objects.exists()
    assert not Event.objects.exists()


def test_a_duplicate_doi_names_the_source_that_has_it(as_role):
    there = build.source(doi="10.1000/abc")
    answer = as_role("contributor").post("/sources/new/", SOURCE)
    assert f"S{there.pk}" in answer.content.decode()
    assert Source.objects.count() == 1


def test_evidence_is_proposed_accepted_and_rated(as_role):
    claim, source = build.claim(), build.source()
    fields = {
        "source": f"http://testserver/sources/S{source.pk}/",
        "finding": "Two people had it.",
        "design": "case_series",
        "n": "2",
        "n_unit": "patients",
        "comparison_made": "unknown",
        "quote": "Two patients",
    }
    answer = as_role("contributor").post(f"/claims/C{claim.pk}/evidence/new/", fields)
    one = Evidence.objects.get()
    assert answer["Location"] == f"/evidence/E{one.pk}/"
    assert one.quotes.get().exact == "Two patients"
    client = as_role("editor")
    client.post(f"/do/E{one.pk}/accept/", {"reason": ""})
    page = as_role("reviewer").get(f"/evidence/E{one.pk}/").content.decode()
    assert "Appraise this evidence" in page
    client = as_role("reviewer")
    client.post(f"/evidence/E{one.pk}/appraise/", {**RATING, "strength": "", "save": "1"})
    draft = Appraisal.objects.get()
    assert draft.status == "draft"
    answer = client.post(
        f"/evidence/E{one.pk}/appraise/", {**RATING, "rationale": "", "submit": "1"}
    )
    assert "Say why" in answer.content.decode()
    client.post(f"/evidence/E{one.pk}/appraise/", {**RATING, "submit": "1"})
    draft.refresh_from_db()
    assert draft.status == "submitted"
    assert "Small, no comparison." in client.get(f"/evidence/E{one.pk}/").content.decode()
    for role in ("anonymous", "contributor", "editor", "admin"):
        page = as_role(role).get(f"/evidence/E{one.pk}/").content.decode()
        assert "Small, no comparison." not in page, role


def test_a_draft_can_be_thrown_away(as_role):
    one = build.evidence(build.claim())
    client = as_role("reviewer")
    client.post(f"/evidence/E{one.pk}/appraise/", {"rationale": "Hm.", "save": "1"})
    assert "Hm." in client.get(f"/evidence/E{one.pk}/appraise/").content.decode()
    client.post(f"/evidence/E{one.pk}/appraise/", {"discard": "1"})
    assert not Appraisal.objects.exists()


def edit_form(client, address):
    """What the browser would send back from the edit form, unchanged."""
    page = client.get(address)
    form = page.context["form"]
    data = {name: form.initial.get(name) for name in form.fields}
    return {name: value for name, value in data.items() if value is not None} | {
        "base": page.context["revision"]
    }


def test_a_change_of_what_is_published_is_proposed_and_accepted(as_role):
    topic = build.topic("Sleep", kind="outcome")
    claim = build.claim("It helps sleep")
    data = edit_form(as_role("contributor"), f"/claims/C{claim.pk}/edit/")
    answer = as_role("contributor").post(
        f"/claims/C{claim.pk}/edit/",
        {**data, "text": "It lengthens sleep", "topics": "Sleep", "reason": "More exact."},
    )
    proposal = Proposal.objects.get()
    assert answer["Location"] == f"/proposals/P{proposal.pk}/"
    assert proposal.changes["topics"] == {"add": [f"T{topic.pk}"]}
    claim.refresh_from_db()
    assert claim.text == "It helps sleep"
    client = as_role("editor")
    page = client.get(f"/proposals/P{proposal.pk}/").content.decode()
    assert "It lengthens sleep" in page
    assert "It helps sleep" in page
    assert proposal.public_id in client.get("/proposals/").content.decode()
    client.post(f"/do/P{proposal.pk}/accept/", {"reason": ""})
    claim.refresh_from_db()
    assert claim.text == "It lengthens sleep"
    history = as_role("anonymous").get(f"/history/C{claim.pk}/").content.decode()
    assert "More exact." in history
    assert "It helps sleep" in history


def test_a_form_opened_before_somebody_elses_change_is_409(as_role):
    claim = build.claim("It helps sleep")
    data = edit_form(as_role("contributor"), f"/claims/C{claim.pk}/edit/")
    Claim.objects.filter(pk=claim.pk).update(text="It hinders sleep", revision=2)
    answer = as_role("contributor").post(
        f"/claims/C{claim.pk}/edit/", {**data, "text": "It lengthens sleep"}
    )
    assert answer.status_code == 409
    assert "It hinders sleep" in answer.content.decode()
    assert not Proposal.objects.exists()


def test_a_proposal_whose_base_moved_shows_what_moved(as_role):
    claim = build.claim("It helps sleep")
    data = edit_form(as_role("contributor"), f"/claims/C{claim.pk}/edit/")
    as_role("contributor").post(f"/claims/C{claim.pk}/edit/", {**data, "text": "Proposed words"})
    Claim.objects.filter(pk=claim.pk).update(text="Meanwhile words", revision=2)
    proposal = Proposal.objects.get()
    answer = as_role("editor").post(f"/do/P{proposal.pk}/accept/", {"reason": ""})
    assert answer.status_code == 409
    for words in ("It helps sleep", "Meanwhile words", "Proposed words"):
        assert words in answer.content.decode()


def test_a_rejection_needs_a_reason_that_the_proposer_reads(as_role):
    claim = build.claim("It helps sleep")
    data = edit_form(as_role("contributor"), f"/claims/C{claim.pk}/edit/")
    as_role("contributor").post(f"/claims/C{claim.pk}/edit/", {**data, "text": "Other words"})
    proposal = Proposal.objects.get()
    answer = as_role("editor").post(f"/do/P{proposal.pk}/reject/", {"reason": ""})
    assert "This field is required." in answer.content.decode()
    as_role("editor").post(f"/do/P{proposal.pk}/reject/", {"reason": "Not what it says."})
    page = as_role("contributor").get(f"/proposals/P{proposal.pk}/").content.decode()
    assert "Not what it says." in page


def test_nothing_differing_files_nothing(as_role):
    claim = build.claim("It helps sleep")
    data = edit_form(as_role("contributor"), f"/claims/C{claim.pk}/edit/")
    answer = as_role("contributor").post(f"/claims/C{claim.pk}/edit/", data)
    assert "Nothing differs" in answer.content.decode()
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("noun", ["source", "study", "topic", "evidence"])
def test_every_kind_of_record_can_be_edited_by_form(as_role, noun):
    record = {
        "source": build.source,
        "study": build.study,
        "topic": build.topic,
        "evidence": lambda: build.evidence(build.claim(), comparison_made=None),
    }[noun]()
    column = {"source": "title", "study": "label", "topic": "name", "evidence": "finding"}[noun]
    data = edit_form(as_role("contributor"), f"/edit/{record.public_id}/")
    as_role("contributor").post(f"/edit/{record.public_id}/", {**data, column: "New words"})
    assert Proposal.objects.get().changes[column]["value"] == "New words"
    assert list(Proposal.objects.get().changes) == [column]


def test_an_act_that_the_state_forbids_is_409(as_role):
    claim = build.claim()
    answer = as_role("editor").post(f"/do/C{claim.pk}/publish/", {"reason": ""})
    assert answer.status_code == 409
    assert "cannot be done now" in answer.content.decode()


def test_a_retraction_is_marked_from_the_source_page(as_role):
    claim = build.claim()
    source = build.source()
    build.evidence(claim, source)
    client = as_role("editor")
    assert "Mark a notice" in client.get(f"/sources/S{source.pk}/").content.decode()
    client.post(f"/do/S{source.pk}/integrity/", {"integrity": "retracted", "note": "Made-up data."})
    page = client.get(f"/claims/C{claim.pk}/").content.decode()
    assert "Retracted" in page
    assert "Looked at and left out (1)" in page


def test_merging_and_retiring_ask_for_the_other_record(as_role):
    one, other = build.source(), build.source()
    client = as_role("editor")
    answer = client.post(f"/do/S{one.pk}/merge/", {"into": "S999", "reason": "Same."})
    assert "There is no such source." in answer.content.decode()
    client.post(f"/do/S{one.pk}/merge/", {"into": f"S{other.pk}", "reason": "Same."})
    assert client.get(f"/sources/S{one.pk}/").status_code == 301


def test_a_reader_reports_an_error_and_an_editor_closes_it(as_role):
    claim = build.claim()
    client = as_role("anonymous")
    client.post(f"/report/C{claim.pk}/", {"text": "The year is wrong.", "email": ""})
    report = Report.objects.get()
    client = as_role("editor")
    assert "The year is wrong." in client.get("/desk/").content.decode()
    client.post(f"/desk/reports/{report.pk}/", {"status": "resolved", "decision": "Mended."})
    report.refresh_from_db()
    assert report.status == "resolved"


def test_the_sixth_report_within_an_hour_is_429(client):
    cache.clear()
    claim = build.claim()
    for _ in range(5):
        assert client.post(f"/report/C{claim.pk}/", {"text": "Wrong."}).status_code == 302
    answer = client.post(f"/report/C{claim.pk}/", {"text": "Wrong."})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert Report.objects.count() == 5
