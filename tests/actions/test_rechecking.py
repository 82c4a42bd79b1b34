"""Articles that are checked anew: what changed, who is told, which are due."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.actions import claims, documents, matches, rechecking, syntheses
from claims.domain.article_changes import compare
from claims.jobs import documents as jobs
from claims.models import Job, Match, Notification
from claims.queries import article_changes, inbox
from claims.queries import documents as queries
from claims.queries.inbox import InboxFilters
from tests.factories import make_claim, make_user

STANDING = {
    "verdict": "reported", "certainty": "low", "consistency": "consistent", "studies": 1, "raters": 1,
    "confirmed": False,
}  # fmt: skip


def kept(start, claim, wording="faithful", **standing):
    return {
        "start": start,
        "claim": claim,
        "band": "match",
        "wording": wording,
        "standing": {**STANDING, **standing},
    }


def test_what_changed_between_two_checks():
    before = [kept(0, 1), kept(0, 2), kept(50, 1), kept(80, 3), kept(90, 4)]
    after = [
        kept(0, 1), kept(50, 1, "stronger"), kept(70, 2), kept(80, 3, verdict="doubtful"), kept(90, 4, raters=2),
    ]  # fmt: skip
    found = [(one["start"], one["claim"], one["what"]) for one in compare(before, after)]
    assert found == [(0, 2, "gone"), (50, 1, "wording"), (70, 2, "new"), (80, 3, "conclusion")]
    assert compare(before, before) == compare([], []) == []


@pytest.fixture
def article(db):
    make_claim("Valerian relieves insomnia", exposure_text="valerian", outcome_text="insomnia")
    by = make_user()
    document = documents.create(text="Valerian relieves insomnia. Tea stains cups.", by=by)
    return documents.check(document=document, by=by)


def conclude(claim, verdict):
    return syntheses.override(
        claim=claim,
        by=make_user("editor"),
        reason="r",
        verdict=verdict,
        certainty="low",
        plain_sentence=f"{verdict}.",
    )


def since(document):
    found = queries.detail(document.created_by, document.pk)
    return article_changes.since(document.created_by, document.pk, found["claims"])


def test_a_changed_conclusion_is_told_before_and_after_the_next_check(article):
    first = since(article)
    assert (first["changes_since"], first["otherwise"], first["changed"]) == (0, [], [])
    claim = Match.objects.get(passage__document=article).claim
    assert list(article_changes.outdated()) == []
    conclude(claim, "doubtful")
    now = since(article)
    assert now["changes_since"] > 0
    assert [one["claim"] for one in now["otherwise"]] == [claim.public_id]
    for word in ("certainty", "rests on", "rated by", "not confirmed"):
        assert word in now["otherwise"][0]["before"]
    assert list(article_changes.outdated()) == [article]
    assert rechecking.ask() == 1
    job = Job.objects.get(kind="check_document")
    jobs.check(**job.payload)
    after = since(article)
    assert (after["changes_since"], after["otherwise"]) == (0, [])
    assert [one["what"] for one in after["changed"]] == ["conclusion"]
    assert after["changed"][0]["after"]["standing"].startswith("Doubtful; certainty low;")
    assert list(article_changes.outdated()) == []
    line = inbox.page(article.created_by, InboxFilters()).results[0]
    assert (line["kind"], line["about"]["id"], line["about"]["label"]) == (
        "checked", article.public_id, article.title,
    )  # fmt: skip


def test_decisions_are_no_change_and_who_asks_is_not_told(article):
    match = Match.objects.get(passage__document=article)
    matches.correct(match=match, wording="opposite", by=article.created_by)
    article.refresh_from_db()
    documents.recheck(document=article, by=article.created_by)
    assert since(article)["changed"] == []
    make_claim("Tea stains cups", exposure_text="tea", outcome_text="cups")
    article.refresh_from_db()
    documents.recheck(document=article, by=article.created_by)
    assert [one["what_label"] for one in since(article)["changed"]] == ["New finding"]
    assert not Notification.objects.exists()


def test_what_is_retired_is_told_and_what_may_not_be_seen_is_not(article):
    claim = Match.objects.get(passage__document=article).claim
    claims.retire(claim=claim, by=make_user("editor"), reason="r")
    article.refresh_from_db()
    documents.recheck(document=article, by=article.created_by)
    assert [one["what"] for one in since(article)["changed"]] == ["gone"]
    type(claim).objects.filter(pk=claim.pk).update(
        status="draft", published_at=None, published_by=None
    )
    assert since(article)["changed"] == []


def test_queries(article):
    since(article)
    with CaptureQueriesContext(connection) as asked:
        since(article)
    with CaptureQueriesContext(connection) as detail:
        queries.detail(article.created_by, article.pk)
    assert len(asked) - len(detail) <= 3
