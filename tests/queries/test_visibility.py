"""What is not visible is absent from every read; blind appraisals most of all."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from claims.models import Appraisal, Proposal, Report, Search
from claims.queries import (
    appraisals,
    claims,
    desk,
    events,
    evidence,
    grading_queue,
    home,
    proposals,
    reports,
    searches,
    snapshots,
    sources,
    studies,
    topics,
    versions,
)
from claims.queries.appraisals import AppraisalFilters
from claims.queries.claim_filters import ClaimFilters
from claims.queries.events import EventFilters
from claims.queries.evidence import EvidenceFilters
from claims.queries.grading_queue import QueueFilters
from claims.queries.proposals import ProposalFilters
from claims.queries.reports import ReportFilters
from claims.queries.searches import SearchFilters
from claims.queries.sources import SourceFilters
from claims.queries.studies import StudyFilters
from claims.queries.topics import TopicFilters
from tests.queries import build

pytestmark = pytest.mark.django_db

SECRET = "SECRET-RATIONALE"


def everything(viewer: Any, claim: Any, piece: Any, rating: Any) -> dict[str, Any]:
    """All that the read layer tells `viewer`, by the name of the read."""
    reads: dict[str, Callable[[], Any]] = {
        "claims": lambda: claims.page(viewer, ClaimFilters(q="")).results,
        "claim": lambda: claims.detail(viewer, claim.pk),
        "sources": lambda: sources.page(viewer, SourceFilters()).results,
        "source": lambda: sources.detail(viewer, piece.source_id),
        "studies": lambda: studies.page(viewer, StudyFilters()).results,
        "study": lambda: studies.detail(viewer, piece.study_id),
        "topics": lambda: topics.page(viewer, TopicFilters()).results,
        "evidences": lambda: evidence.page(viewer, EvidenceFilters()).results,
        "evidence": lambda: evidence.detail(viewer, piece.pk),
        "appraisals": lambda: appraisals.page(viewer, AppraisalFilters(claim=claim.pk)).results,
        "appraisal": lambda: appraisals.detail(viewer, rating.pk),
        "draft": lambda: appraisals.own_draft(viewer, piece.pk),
        "queue": lambda: grading_queue.page(viewer, QueueFilters()).results,
        "events": lambda: events.page(viewer, EventFilters()).results,
        "history": lambda: events.history(viewer, "claim", claim.pk),
        "snapshot": lambda: snapshots.claim(claim),
        "home": home.overview,
        "desk": lambda: desk.overview(viewer),
    }
    return {name: json.dumps(read(), default=str) for name, read in reads.items()}


@pytest.mark.parametrize("who", ["nobody", "", "contributor", "reviewer", "editor", "admin"])
@pytest.mark.parametrize("state", ["submitted", "draft"])
def test_a_blind_appraisal_is_told_to_nobody_else(who: str, state: str) -> None:
    claim = build.claim()
    piece = build.evidence(claim, status="conflict")
    author = build.user("reviewer")
    rating = build.appraisal(
        piece, author, status=state, submitted_at=timezone.now() if state == "submitted" else None
    )
    viewer = None if who == "nobody" else build.user(*[who] if who else [])
    for name, told in everything(viewer, claim, piece, rating).items():
        assert SECRET not in told, name
        if who != "editor":
            # As a value: the claim's record of studies that disagree bears the word as its name.
            assert ': "conflict"' not in told, name
    told = everything(author, claim, piece, rating)
    assert SECRET in told["appraisal"]
    assert (SECRET in told["claim"]) == (state == "submitted")
    detail = evidence.detail(viewer, piece.pk)
    assert detail is not None
    assert detail["appraisals"] == []
    assert detail["appraisals_hidden"] == (1 if state == "submitted" else 0)


def test_conflict_cannot_be_filtered_for_before_ratings_are_open() -> None:
    claim = build.claim()
    closed = build.evidence(claim, status="conflict")
    waiting = build.evidence(claim, status="in_appraisal")
    open_ = build.evidence(claim, status="conflict", released_at=timezone.now())

    def of(viewer: Any, *status: str) -> set[str]:
        page = evidence.page(viewer, EvidenceFilters(status=status))
        return {one["id"] for one in page.results}

    assert of(None, "conflict") == {open_.public_id}
    assert of(None, "in_appraisal") == {closed.public_id, waiting.public_id}
    assert of(build.user("editor"), "conflict") == {closed.public_id, open_.public_id}


@pytest.mark.parametrize("opening", [{"released_at": timezone.now()}, {"consensus": "agreed"}])
def test_open_ratings_are_read_by_anyone_and_superseded_ones_say_so(opening: Any) -> None:
    claim = build.claim()
    piece = build.evidence(claim, **opening)
    reviewer = build.user("reviewer")
    old = build.appraisal(piece, reviewer, is_current=False)
    build.appraisal(piece, reviewer, supersedes=old, blind=False)
    detail = claims.detail(None, claim.pk)
    assert detail is not None
    ratings = detail["evidence"][0]["appraisals"]
    assert [(one["superseded"], one["blind"]) for one in ratings] == [(True, True), (False, False)]
    assert detail["evidence"][0]["appraisals_hidden"] == 0
    assert SECRET in json.dumps(snapshots.claim(claim))


def test_names_of_raters_follow_the_site_and_the_log_its_pseudonyms(settings: Any) -> None:
    claim = build.claim()
    piece = build.evidence(claim, released_at=timezone.now())
    reviewer = build.user("reviewer")
    build.appraisal(piece, reviewer)
    Appraisal.objects.create(
        evidence=piece,
        imported_rater="annotator 7",
        status="submitted",
        direction="mixed",
        submitted_at=timezone.now(),
    )

    def raters() -> list[str]:
        detail = evidence.detail(None, piece.pk)
        assert detail is not None
        return [one["rater"] for one in detail["appraisals"]]

    assert raters() == [reviewer.pseudonym, "annotator 7"]
    settings.SHOW_REVIEWER_NAMES = True
    assert raters() == [reviewer.display_name, "annotator 7"]
    reviewer.erased_at, reviewer.is_active = timezone.now(), False
    reviewer.save()
    assert raters() == [reviewer.pseudonym, "annotator 7"]
    assert reviewer.display_name not in json.dumps(snapshots.claim(claim))
    assert reviewer.username not in json.dumps(claims.detail(None, claim.pk), default=str)


def test_drafts_are_for_their_author_and_editors() -> None:
    author, other = build.user("contributor"), build.user("reviewer")
    editor = build.user("editor")
    draft = build.claim("Draft", status="draft", published_at=None, created_by=author)
    source = build.source(title="Draft source", status="proposed", created_by=author)
    piece = build.evidence(build.claim(), source, status="proposed", created_by=author)
    for viewer, sees in ((None, False), (other, False), (author, True), (editor, True)):
        assert (claims.detail(viewer, draft.pk) is not None) == sees
        assert (sources.detail(viewer, source.pk) is not None) == sees
        assert (evidence.detail(viewer, piece.pk) is not None) == sees
        assert bool(claims.page(viewer, ClaimFilters(status="draft")).results) == sees
        assert bool(sources.page(viewer, SourceFilters(status="proposed")).results) == sees
        assert claims.page(viewer, ClaimFilters(q="draft")).results == []
        parent = claims.detail(viewer, piece.claim_id)
        assert parent is not None
        assert parent["evidence"] == []
        assert bool(parent["proposed"]) == sees


def test_retired_and_merged_records_answer_with_the_reason() -> None:
    heir = build.claim()
    gone = build.claim(status="retired", status_reason="Said twice", superseded_by=heir)
    assert claims.detail(None, gone.pk) is None
    assert claims.tombstone(None, heir.pk) is None
    tomb = claims.tombstone(None, gone.pk)
    assert tomb is not None
    assert tomb["reason"] == "Said twice"
    assert tomb["moved_to"]["id"] == heir.public_id
    never_published = build.claim(status="retired", status_reason="No", published_at=None)
    assert claims.tombstone(None, never_published.pk) is None
    for module, make in ((sources, build.source), (topics, build.topic), (studies, build.study)):
        kept = make()
        merged = make(status="merged", status_reason="Same", merged_into=kept)
        assert module.detail(None, merged.pk) is None
        tomb = module.tombstone(None, merged.pk)
        assert tomb is not None
        assert tomb["moved_to"]["id"] == kept.public_id
        assert module.tombstone(None, kept.pk) is None


def test_excluded_evidence_stays_listed_with_its_reason() -> None:
    claim = build.claim()
    build.evidence(claim)
    build.evidence(claim, status="excluded", status_reason="Wrong population")
    for integrity in ("retracted", "withdrawn", "concern"):
        build.evidence(claim, build.source(integrity=integrity, integrity_note="Notice of 2021"))
    build.evidence(claim, build.source(identity="not_found"))
    build.evidence(claim, build.source(integrity="corrected", integrity_note="Typo"))
    detail = claims.detail(None, claim.pk)
    assert detail is not None
    assert len(detail["evidence"]) == 2
    reasons = [one["excluded_reason"] for one in detail["excluded"]]
    assert reasons[0] == "Wrong population"
    assert reasons[1] == "The source was retracted: Notice of 2021"
    assert "known by name only" in reasons[4]
    assert all(one["excluded_reason"] is None for one in detail["evidence"])


def test_events_show_the_public_only_and_hide_their_sequence() -> None:
    claim = build.claim()
    for number in range(6):
        build.event("revise", claim, public=number % 2 == 0, reason=f"r{number}")
    seen = []
    cursor = None
    while True:
        page = events.page(None, EventFilters(object=claim.public_id), cursor, limit=2)
        seen += page.results
        cursor = page.next
        if cursor is None:
            break
        assert cursor != events.page(None, EventFilters(), None, limit=2).next  # salted each time
    assert [one["reason"] for one in seen] == ["r4", "r2", "r0"]
    assert all("seq" not in one for one in seen)
    history = events.history(build.user("editor"), "claim", claim.pk)
    assert history is not None
    assert len(history.results) == 6
    assert events.history(None, "claim", build.claim(status="draft", published_at=None).pk) is None
    assert events.history(None, "user", 1) is None


def test_history_tells_each_field_that_changed() -> None:
    claim = build.claim()
    build.event(
        "revise",
        claim,
        before={"text": "Old", "topics": [1, 2]},
        after={"text": "New", "topics": [2, 3]},
    )
    history = events.history(None, "claim", claim.pk)
    assert history is not None
    assert history.results[0]["changes"] == [
        {"field": "text", "before": "Old", "after": "New"},
        {"field": "topics", "add": [3], "remove": [1]},
    ]
    assert history.results[0]["object"] == claim.public_id


def test_proposals_are_for_who_filed_and_who_decides_and_show_what_moved() -> None:
    claim = build.claim("As it is now")
    filer = build.user("contributor")
    filed = Proposal.objects.create(
        kind="change",
        noun="claim",
        object_id=claim.pk,
        base_revision=1,
        changes={
            "text": {"base": "As it was", "value": "As proposed"},
            "relation": {"base": "", "value": "causes"},
            "topics": {"add": ["T1"], "remove": []},
        },
        created_by=filer,
    )
    for viewer in (None, build.user("contributor"), build.user("reviewer")):
        assert proposals.page(viewer, ProposalFilters()).results == []
        assert proposals.detail(viewer, filed.pk) is None
    for viewer in (filer, build.user("editor")):
        detail = proposals.detail(viewer, filed.pk)
        assert detail is not None
        changes = {change["field"]: change for change in detail["changes"]}
        assert changes["text"]["moved"] is True
        assert changes["text"]["current"] == "As it is now"
        assert changes["relation"]["moved"] is False
        assert changes["topics"] == {"field": "topics", "add": ["T1"], "remove": []}
        assert detail["mine"] == (viewer == filer)
        assert detail["object"]["label"] == "As it is now"


def test_reports_are_for_editors_and_searches_follow_their_claim() -> None:
    claim, draft = build.claim(), build.claim(status="draft", published_at=None)
    Report.objects.create(noun="claim", object_id=claim.pk, text="Wrong", at=timezone.now())
    assert reports.page(None, ReportFilters()).results == []
    assert reports.page(build.user("reviewer"), ReportFilters()).results == []
    (report,) = reports.page(build.user("editor"), ReportFilters()).results
    assert reports.detail(None, report["pk"]) is None
    today = timezone.now().date()
    hidden = Search.objects.create(claim=draft, where="PubMed", query="q", searched_on=today)
    shown = Search.objects.create(claim=claim, where="PubMed", query="q", searched_on=today)
    page = searches.page(None, SearchFilters())
    assert [one["id"] for one in page.results] == [shown.public_id]
    assert searches.detail(None, hidden.pk) is None


def test_a_version_is_read_only_where_its_claim_is() -> None:
    claim = build.full_claim(1)
    version = versions.one(None, claim.pk, 1)
    assert version is not None
    assert version["id"] == f"{claim.public_id}.1"
    assert versions.one(None, claim.pk, 2) is None
    draft = build.full_claim(1)
    type(claim).objects.filter(pk=draft.pk).update(status="draft", published_at=None)
    assert versions.one(None, draft.pk, 1) is None
