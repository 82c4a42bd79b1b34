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


def test_followers_are_told_while_they_may_see_it(client, article):
    """Role by act: who may follow, who is told, and that nothing is known of an article that was closed."""
    maker, follower, idle = article.created_by, make_user("reviewer"), make_user("contributor")
    linked = make_user()
    api, page = "/api/v1/follows/", f"/follow/{article.public_id}/"
    given = {"target": article.public_id}

    def post(person, **more):
        client.force_login(person)
        answer = client.post(api, {**given, **more}, content_type="application/json")
        return answer.status_code

    # Private: for others it is not there; its maker is told anyway.
    assert (post(follower), post(make_user("editor")), post(maker)) == (400, 400, 409)
    assert client.post(page).status_code == 409
    client.force_login(follower)
    assert client.post(page).status_code == 404
    article.refresh_from_db()
    documents.share(document=article, by=maker)
    article.refresh_from_db()
    assert post(follower) == post(idle) == 201
    # Without a role it takes the link; who followed by it sees the article from then on.
    assert [post(linked), post(linked, key="wrong"), post(linked, key=article.secret)] == [
        400,
        400,
        201,
    ]
    assert client.get(f"/documents/{article.public_id}/").status_code == 200
    client.post(page, {"end": "1"})
    assert client.post(page).status_code == 404
    answer = client.post(f"{page}?key={article.secret}")
    assert answer["Location"] == f"/documents/{article.public_id}/?key={article.secret}"
    client.logout()
    assert client.post(api, given, content_type="application/json").status_code == 401
    client.force_login(follower)
    assert "Stop following" in client.get(f"/documents/{article.public_id}/").content.decode()
    listed = client.get(api).json()["results"]
    assert [(one["noun"], one["target"], one["label"]) for one in listed] == [
        ("document", article.public_id, article.title)
    ]
    client.force_login(idle)
    client.post(page, {"end": "1"})

    claim = Match.objects.get(passage__document=article).claim
    conclude(claim, "doubtful")
    article.refresh_from_db()
    documents.check(document=article, by=None)
    assert sorted(Notification.objects.values_list("user", flat=True)) == sorted(
        [maker.pk, follower.pk, linked.pk]
    )
    line = inbox.page(follower, InboxFilters()).results[0]
    assert (line["kind"], line["about"]["label"]) == ("checked", article.title)
    # The maker who asks for a check sees it, and needs no line; followers did not ask.
    conclude(claim, "supported")
    article.refresh_from_db()
    Notification.objects.all().delete()
    documents.recheck(document=article, by=maker)
    told = Notification.objects.values_list("user", flat=True)
    assert sorted(told) == sorted([follower.pk, linked.pk])

    article.refresh_from_db()
    documents.unshare(document=article, by=maker)
    assert client.get(api).json()["results"] == []
    line = inbox.page(follower, InboxFilters()).results[0]
    assert (line["about"]["label"], line["about"]["url"]) == (article.public_id, "")
    assert article.title not in str(line)
    client.force_login(linked)
    assert client.get(f"/documents/{article.public_id}/").status_code == 404
    conclude(claim, "doubtful")
    Notification.objects.all().delete()
    article.refresh_from_db()
    documents.check(document=article, by=None)
    assert list(Notification.objects.values_list("user", flat=True)) == [maker.pk]
    assert post(follower) == 400


def test_queries(article):
    since(article)
    with CaptureQueriesContext(connection) as asked:
        since(article)
    with CaptureQueriesContext(connection) as detail:
        queries.detail(article.created_by, article.pk)
    assert len(asked) - len(detail) <= 3
