"""The desk's lists: what is on them, in which order, at what cost; and that SQL and rule agree."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.domain import priority
from claims.domain.problems import Invalid
from claims.domain.vocabulary import STREAM_OF_DESIGN, Design
from claims.models import Assessment, Evidence, Hold, Proposal, Report, Synthesis
from claims.queries import desk, grading_queue, holds
from claims.queries.grading_queue import QueueFilters
from tests.queries import build

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def listed(viewer, name):
    return desk.page(viewer, name)[1].results


def stale(studies=0, days=0, **fields):
    made = build.claim(stale=True, study_count=studies, **fields)
    Synthesis.objects.create(
        claim=made, method_version="1", input_hash="0" * 64, inputs={}, suggestion={},
        verdict="supported", certainty="low", consistency="consistent", rung_reached="associated",
        rung_claimed="associated", plain_sentence="So.", stale_since=NOW - timedelta(days=days),
        stale_reason="S1 was revised",
    )  # fmt: skip
    return made


def test_stale_claims_by_consequence_then_age_with_the_reason():
    new, old, big = stale(), stale(days=12), stale(8)
    retracted = stale()
    build.evidence(retracted, build.source(integrity="retracted", integrity_note="Made up."))
    found = listed(build.user("editor"), "stale")
    assert [one["id"] for one in found] == [one.public_id for one in (retracted, big, old, new)]
    assert "a source of it was retracted" in found[0]["reason"]
    assert found[2]["reason"] == "Stale for 12 days; published; no study yet"
    assert found[2]["about"] == "S1 was revised"


def test_a_second_grader_is_wanted_first_and_never_from_who_was_the_first():
    claim = build.claim(study_count=9)
    build.evidence(claim, design="case_report")
    halfway = build.evidence(claim, design="case_report", status="in_appraisal")
    first, other = build.user("reviewer"), build.user("reviewer")
    build.appraisal(halfway, first)
    assert [one["id"] for one in listed(other, "second")] == [halfway.public_id]
    top = listed(other, "queue")[0]
    assert top["id"] == halfway.public_id
    assert top["reason"].startswith("Second grader wanted since")
    assert top["reason"].endswith("1 other person is grading it")
    assert halfway.public_id not in str(listed(first, "queue"))
    assert "SECRET" not in str(desk.overview(other))


def test_each_role_has_the_lists_that_are_its_own():
    names = {
        role: [one.name for one in desk.lists(build.user(role))]
        for role in ("contributor", "reviewer", "editor", "admin")
    }
    assert names == {
        "contributor": ["proposals"],
        "reviewer": ["held", "drafts", "answers", "second", "queue", "proposals"],
        "editor": ["conflicts", "stale", "proposals", "reports", "publish"],
        "admin": [],
    }
    assert desk.lists(None) == []
    assert desk.page(build.user("reviewer"), "conflicts") is None
    assert desk.page(build.user("reviewer"), "nonsense") is None


def test_a_conflict_waits_for_those_alone_who_may_settle_it():
    link = build.evidence(build.claim(), status="conflict")
    both = build.user("editor", "reviewer")
    build.appraisal(link, both)
    author = build.user("editor")
    author.orcid = "0000-0002-1825-0097"
    author.save()
    link.source.csl = {"author": [{"ORCID": author.orcid}]}
    link.source.save()
    assert listed(both, "conflicts") == []
    assert listed(author, "conflicts") == []
    (one,) = listed(build.user("editor"), "conflicts")
    assert one["id"] == link.public_id
    assert one["reason"].startswith("Raters differ since")


def test_my_own_things_are_mine_alone():
    link, by = build.evidence(build.claim()), build.user("reviewer")
    build.appraisal(link, by, status="draft", submitted_at=None, is_current=False)
    for unit in ({"unit": "result", "evidence": link}, {"unit": "report", "source": link.source}):
        Assessment.objects.create(instrument="some", assessor=by, **unit)
    later, sooner = (
        Hold.objects.create(
            evidence=build.evidence(build.claim()), reviewer=by, until=NOW + timedelta(days=days)
        )
        for days in (9, 2)
    )
    Hold.objects.filter(pk=later.pk).update(kind="assigned", note="You know it.", by=build.user())
    assert [one["id"] for one in listed(by, "held")] == [
        sooner.evidence.public_id, later.evidence.public_id,
    ]  # fmt: skip
    assert listed(by, "held")[1]["reason"].endswith(": You know it.")
    assert [one["id"] for one in listed(by, "drafts")] == [link.public_id]
    assert [one["url"] for one in listed(by, "answers")] == [
        f"{link.get_absolute_url()}appraise/",
        f"/assessments/{Assessment.objects.get(unit='report').public_id}/",
    ]
    other = build.user("reviewer")
    assert not listed(other, "held") + listed(other, "drafts") + listed(other, "answers")


def test_the_queue_holds_what_is_left_and_can_be_narrowed():
    by = build.user("reviewer")
    tea = build.topic("Tea")
    of_tea = build.evidence(build.claim(topics=(tea,)), design="rct")
    about_tea = build.evidence(build.claim(exposure=tea))
    full, mine, gone = (build.evidence(build.claim()) for _ in range(3))
    for _ in range(2):
        Hold.objects.create(evidence=full, reviewer=build.user(), until=NOW + timedelta(days=1))
    build.appraisal(mine, by)
    gone.source.integrity, gone.source.integrity_note = "retracted", "Made up."
    gone.source.save()
    build.evidence(build.claim(), status="settled")
    build.evidence(build.claim(status="draft", published_at=None))

    def ids(**filters):
        return [one["id"] for one in grading_queue.page(by, QueueFilters(**filters)).results]

    assert ids() == [of_tea.public_id, about_tea.public_id]
    assert ids(topic=tea.pk) == [of_tea.public_id, about_tea.public_id]
    assert ids(design=("cohort",)) == [about_tea.public_id]
    assert ids(topic=build.topic("Milk").pk) == []
    for nobody in (None, build.user("contributor"), build.user("editor")):
        assert grading_queue.page(nobody, QueueFilters()).results == []


def test_a_list_is_paged_without_gap_or_double():
    made = [stale(studies=number % 7, days=number % 3 * 10).public_id for number in range(11)]
    editor, seen, cursor = build.user("editor"), [], None
    while True:
        page = desk.page(editor, "stale", cursor, 4)[1]
        seen += [one["id"] for one in page.results]
        cursor = page.next
        if cursor is None:
            break
    assert sorted(seen) == sorted(made)
    assert seen == [one["id"] for one in desk.page(editor, "stale", None, 50)[1].results]
    with pytest.raises(Invalid, match="not a cursor"):
        desk.page(editor, "publish", "nonsense")


def test_the_databases_sort_by_the_very_rule():
    """SQL's points against the domain's, on rows of every kind."""
    dice = random.Random(7)  # noqa: S311
    first = build.user("reviewer")
    for _ in range(60):
        published = dice.random() < 0.6
        claim = build.claim(
            study_count=dice.randrange(9),
            **({} if published else {"status": "in_review", "published_at": None}),
        )
        link = build.evidence(
            claim,
            design=dice.choice(list(Design)).value,
            created_at=NOW - timedelta(days=dice.randrange(150), hours=1),
        )
        if dice.random() < 0.4:
            when = NOW - timedelta(days=dice.randrange(150), hours=1)
            build.appraisal(link, first, submitted_at=when)
    waiting = grading_queue.by_urgency(holds.with_graders(Evidence.objects.all()))
    for row in waiting.select_related("claim"):
        found = priority.rank(
            priority.Waiting(
                priority.Task.SECOND if row.appraised else priority.Task.APPRAISE,
                row.waits_since,
                published=row.claim.status == "published",
                studies=row.claim.study_count,
                stream=STREAM_OF_DESIGN[Design(row.design)],
            ),
            timezone.now(),
        )
        assert row.points == found.points, (row.design, found.reason)


def fill(number, by, editor):
    for _ in range(number):
        build.evidence(build.claim(), status="in_appraisal")
        halfway = build.evidence(build.claim(), status="in_appraisal")
        build.appraisal(halfway, editor)
        build.evidence(build.claim(), status="conflict")
        held = build.evidence(build.claim())
        Hold.objects.create(evidence=held, reviewer=by, until=NOW + timedelta(days=1))
        draft = build.evidence(build.claim())
        build.appraisal(draft, by, status="draft", submitted_at=None, is_current=False)
        Assessment.objects.create(instrument="x", unit="result", evidence=draft, assessor=by)
        claim = stale()
        build.claim(status="in_review", published_at=None)
        Proposal.objects.create(
            kind="change", noun="claim", object_id=claim.pk, changes={}, created_by=by
        )
        Report.objects.create(noun="claim", object_id=claim.pk, text="Wrong", at=NOW)


def test_a_fuller_desk_costs_no_more_queries():
    by, other = build.user("reviewer", "editor"), build.user("reviewer", "editor")
    counted = []
    desk.lists(by)  # roles are read once and remembered
    for number in (1, 19):
        fill(number, by, other)
        with CaptureQueriesContext(connection) as queries:
            found = desk.overview(by)
        counted.append(len(queries))
        assert all(one["results"] for one in found), [one["name"] for one in found]
    assert counted[0] == counted[1] <= 24
    assert all(len(one["results"]) == desk.FEW for one in found)
    assert {one["name"]: one["count"] for one in found}["queue"] >= 20
