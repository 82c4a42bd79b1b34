"""No list and no detail needs more queries for twenty records than for one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.access import roles
from claims.models import Proposal, Report, Search
from claims.queries import (
    appraisals,
    claims,
    events,
    evidence,
    grading_queue,
    home,
    independence,
    patients,
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
from claims.queries.patients import PatientFilters
from claims.queries.proposals import ProposalFilters
from claims.queries.reports import ReportFilters
from claims.queries.searches import SearchFilters
from claims.queries.sources import SourceFilters
from claims.queries.studies import StudyFilters
from claims.queries.topics import TopicFilters
from tests.queries import build

pytestmark = pytest.mark.django_db


def counted(read: Callable[[], Any]) -> tuple[int, Any]:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = read()
    return len(captured), answer


def viewer_of(who: str) -> Any:
    if who == "nobody":
        return None
    person = build.user(who)
    roles(person)
    return person


LISTS: dict[str, tuple[int, Callable[[Any, int], Any]]] = {
    "claims": (3, lambda viewer, topic: claims.page(viewer, ClaimFilters())),
    "claims by topic": (4, lambda viewer, topic: claims.page(viewer, ClaimFilters(topic=(topic,)))),
    "claims by year": (4, lambda viewer, topic: claims.page(viewer, ClaimFilters(year_from=1900))),
    "claims by text": (
        9,
        lambda viewer, topic: claims.page(viewer, ClaimFilters(q="claim number")),
    ),
    "sources": (2, lambda viewer, topic: sources.page(viewer, SourceFilters())),
    "sources by text": (8, lambda viewer, topic: sources.page(viewer, SourceFilters(q="source"))),
    "topics": (3, lambda viewer, topic: topics.page(viewer, TopicFilters())),
    "studies": (2, lambda viewer, topic: studies.page(viewer, StudyFilters())),
    "evidence": (6, lambda viewer, topic: evidence.page(viewer, EvidenceFilters())),
    "appraisals": (3, lambda viewer, topic: appraisals.page(viewer, AppraisalFilters())),
    "events": (1, lambda viewer, topic: events.page(viewer, EventFilters())),
    "searches": (2, lambda viewer, topic: searches.page(viewer, SearchFilters())),
    "home": (8, lambda viewer, topic: home.overview()),
}


@pytest.mark.parametrize("who", ["nobody", "editor"])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_takes_as_many_queries_for_twenty_as_for_one(name: str, who: str) -> None:
    viewer = viewer_of(who)
    promised, read = LISTS[name]
    topic = build.full_claim(1).exposure_id or 0
    first, page = counted(lambda: read(viewer, topic))
    for _ in range(4):
        build.full_claim(5)
    again, fuller = counted(lambda: read(viewer, topic))
    assert first == again
    assert again <= promised
    if name not in ("home", "claims by topic"):
        assert len(fuller.results) > len(page.results) >= 1


@pytest.mark.parametrize("who", ["nobody", "editor"])
def test_a_detail_takes_as_many_queries_for_twenty_as_for_one(who: str) -> None:
    viewer = viewer_of(who)
    small, large = build.full_claim(1), build.full_claim(20)
    figures = [counted(partial(claims.detail, viewer, one.pk)) for one in (small, large)]
    assert figures[0][0] == figures[1][0] <= 14
    assert len(figures[1][1]["evidence"]) == 20
    assert len(figures[1][1]["versions"]) == 20
    figures = [counted(partial(snapshots.claim, one)) for one in (small, large)]
    assert figures[0][0] == figures[1][0] <= 12
    assert counted(lambda: snapshots.claims([small.pk, large.pk]))[0] == figures[0][0]
    figures = [counted(partial(events.history, viewer, "claim", one.pk)) for one in (small, large)]
    assert figures[0][0] == figures[1][0] <= 3
    assert counted(lambda: claims.tombstone(viewer, large.pk))[0] == 1
    assert counted(lambda: versions.one(viewer, large.pk, 3))[0] == 1


@pytest.mark.parametrize("number", [1, 20])
def test_details_of_the_other_nouns_keep_their_promise(number: int) -> None:
    source, topic = build.source(), build.topic()
    study = build.study(source)
    for _ in range(number):
        one = build.claim(topics=(topic,))
        shared = build.evidence(one, source, study=study, released_at=timezone.now())
        build.appraisal(shared, build.user("reviewer"))
        Search.objects.create(
            topic=topic, where="PubMed", query="q", searched_on=timezone.now().date()
        )
        build.topic(kind="field").broader.add(topic)
        build.patient(shared)
    patient = build.patient(shared)
    claim = claims.detail(None, one.pk)
    for promised, read in (
        (9, lambda: sources.detail(None, source.pk)),
        (11, lambda: studies.detail(None, study.pk)),
        (6, lambda: topics.detail(None, topic.pk)),
        (7, lambda: evidence.detail(None, shared.pk)),
        (5, lambda: patients.detail(None, patient.pk)),
        (4, lambda: patients.of_claim(None, one.pk)),
        (2, lambda: independence.of_claim(None, claim)),
        (5, lambda: patients.page(None, PatientFilters())),
    ):
        queries, answer = counted(read)
        assert answer is not None
        assert queries == promised
    assert len(sources.detail(None, source.pk)["evidence"]) == number


def test_the_queues_keep_their_promise() -> None:
    editor, reviewer = viewer_of("editor"), viewer_of("reviewer")
    figures = []
    for number in (1, 19):
        for _ in range(number):
            one = build.claim()
            build.evidence(one)
            Proposal.objects.create(
                kind="change",
                noun="claim",
                object_id=one.pk,
                changes={"text": {"base": one.text, "value": "Better"}, "topics": {"add": ["T1"]}},
                created_by=reviewer,
            )
            Report.objects.create(noun="claim", object_id=one.pk, text="Wrong", at=timezone.now())
        figures.append(
            [
                counted(lambda: proposals.page(editor, ProposalFilters())),
                counted(lambda: reports.page(editor, ReportFilters())),
                counted(lambda: grading_queue.page(reviewer, QueueFilters())),
            ]
        )
    few, many = ([queries for queries, _ in row] for row in figures)
    assert few == many
    assert many[:3] == [3, 2, 2]
    assert [len(answer.results) for _, answer in figures[1][:3]] == [20, 20, 20]
