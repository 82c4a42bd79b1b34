"""The adjudicator's door: the only one to blind ratings; for whom, from when, and at what price."""

import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from claims.access import Denied
from claims.actions import adjudication as adjudicating
from claims.actions import appraisals, consensus, holds
from claims.domain.problems import Invalid, NotAllowedNow
from claims.models import Adjudication, Event, Evidence
from claims.queries import adjudication, desk, grading_queue
from claims.queries.grading_queue import QueueFilters
from tests.factories import make_appraisal, make_claim, make_evidence, make_source, make_user

pytestmark = pytest.mark.django_db
ORCID = "0000-0002-1825-0097"
SECRET = "zibeline-rationale"
RULING = {"direction": "mixed", "directness": "direct", "strength": "weak", "declaration": "none"}
VIEWERS = ("anonymous", "reader", "contributor", "reviewer", "editor", "admin")


def conflict(**source):
    made = make_evidence(make_claim(), make_source(**source))
    make_appraisal(made, rationale=SECRET, interests="I own zibelines.", declaration="some")
    make_appraisal(made, rationale=f"Not {SECRET}", direction="contradicts", strength="weak")
    return Evidence.objects.select_related("claim", "source").get(pk=made.pk)


def sign_in(client, viewer):
    client.logout()
    if viewer != "anonymous":
        client.force_login(make_user(*([] if viewer == "reader" else [viewer])))
    return client


@pytest.mark.parametrize("viewer", VIEWERS)
def test_the_door_is_closed_to_all_but_editors(client, viewer):
    link = conflict()
    sign_in(client, viewer)
    address = f"/api/v1/evidence/{link.public_id}/conflict/"
    api = client.get(address)
    page = client.get(f"/evidence/{link.public_id}/settle/")
    if viewer == "editor":
        assert (api.status_code, page.status_code) == (409, 200)
        assert not Event.objects.filter(verb="conflict_opened").exists(), "reading opens nothing"
        assert SECRET not in api.content.decode()
        for opened in (client.post(address), client.get(address)):
            assert opened.status_code == 200
            assert SECRET in opened.content.decode()
        return
    expected = (401, 302) if viewer == "anonymous" else (403, 403)
    assert (api.status_code, page.status_code) == expected
    assert client.post(f"/evidence/{link.public_id}/settle/", {"open": "1"}).status_code in (
        302,
        403,
    )
    assert not Event.objects.filter(verb="conflict_opened").exists()
    for answer in (api, page):
        assert SECRET not in answer.content.decode()


def test_there_is_no_conflict_before_as_many_as_needed_have_rated(client):
    link = make_appraisal(rationale=SECRET).evidence
    sign_in(client, "editor")
    for address in (
        f"/api/v1/evidence/{link.public_id}/conflict/",
        f"/evidence/{link.public_id}/settle/",
    ):
        answer = client.get(address)
        assert answer.status_code == 409
        assert SECRET not in answer.content.decode()
    make_appraisal(link, rationale=SECRET)
    assert client.get(f"/api/v1/evidence/{link.public_id}/conflict/").status_code == 409


def test_the_page_tells_what_opening_means_before_it_shows_anything(client):
    link = conflict()
    sign_in(client, "editor")
    address = f"/evidence/{link.public_id}/settle/"
    page = client.get(address).content.decode()
    assert "you cannot grade this evidence yourself" in page
    assert SECRET not in page
    assert not Event.objects.filter(verb="conflict_opened").exists()
    client.post(address, {"open": "1"})
    page = client.get(address).content.decode()
    assert SECRET in page
    event = Event.objects.get(verb="conflict_opened")
    assert (event.object_id, event.public) == (link.pk, False)
    # Every other door stays closed, to the one who opened it as well.
    for other in (link.get_absolute_url(), "/desk/", f"/history/{link.public_id}/"):
        assert SECRET not in client.get(other).content.decode()


def test_nothing_tells_who_the_readers_are(client):
    link = conflict()
    raters = [one.reviewer for one in link.appraisals.all()]
    sign_in(client, "editor")
    body = client.post(f"/api/v1/evidence/{link.public_id}/conflict/").content.decode()
    page = client.get(f"/evidence/{link.public_id}/settle/").content.decode()
    for text in (body, page):
        assert "Reader A" in text
        assert "I own zibelines." not in text
        for rater in raters:
            for name in (rater.display_name, rater.pseudonym, rater.username, rater.email):
                assert name not in text
        for one in link.appraisals.all():
            # As a word of its own: a key against forgery may hold the same two letters.
            assert not re.search(rf"\b{one.public_id}\b", text)
            assert f"{one.submitted_at:%Y-%m-%dT}" not in text


def test_letters_do_not_follow_the_order_of_submitting():
    first = []
    for _ in range(12):
        link, by = conflict(), make_user("editor")
        adjudicating.open_to_settle(evidence=link, by=by)
        found = adjudication.for_adjudication(by, link.pk)
        again = adjudication.for_adjudication(by, link.pk)
        assert found == again
        first.append(found["reasons"][0]["rationale"] == SECRET)
    assert len(set(first)) == 2


def test_whoever_opened_it_cannot_grade_it_any_more():
    link, both = conflict(), make_user("editor", "reviewer")
    with pytest.raises(NotAllowedNow, match="Open the conflict first"):
        adjudication.for_adjudication(both, link.pk)
    assert adjudicating.open_to_settle(evidence=link, by=both)
    assert not adjudicating.open_to_settle(evidence=link, by=both)
    for act in (appraisals.submit, appraisals.save_draft):
        with pytest.raises(Denied, match="in order to settle them"):
            act(evidence=link, by=both, fields={"direction": "supports"})
    with pytest.raises(Denied, match="in order to settle them"):
        holds.pick(evidence=link, by=both)
    with pytest.raises(Invalid, match="in order to settle them"):
        holds.assign(evidence=link, reviewer=both, by=make_user("editor"))
    # A rater thinks again, and one is missing: still nothing for who has read the others.
    link.claim.reviewers_required = 3
    link.claim.save()
    consensus.refresh([link.pk])
    assert grading_queue.page(both, QueueFilters()).results == []
    assert grading_queue.page(make_user("reviewer"), QueueFilters()).results


def author(link):
    return make_user("editor", orcid=ORCID)


def rater(link):
    by = link.appraisals.first().reviewer
    by.groups.add(make_user("editor").groups.get())
    return by


@pytest.mark.parametrize(("who", "why"), [(author, "author"), (rater, "third person")])
def test_neither_raters_nor_authors_settle(client, who, why):
    link = conflict(csl={"author": [{"family": "Stone", "ORCID": ORCID}]})
    by = who(link)
    for act in (
        lambda: adjudicating.open_to_settle(evidence=link, by=by),
        lambda: consensus.adjudicate(evidence=link, fields=RULING, reason="Mine.", by=by),
    ):
        with pytest.raises(Denied, match=why):
            act()
    client.force_login(by)
    assert client.get(f"/evidence/{link.public_id}/settle/").status_code == 403
    assert client.get(f"/api/v1/evidence/{link.public_id}/conflict/").status_code == 403
    listed = next(one for one in desk.overview(by) if one["name"] == "conflicts")
    assert listed["results"] == []


def test_settling_from_the_page_with_interests_that_readers_see(client):
    link = conflict()
    by = make_user("editor")
    client.force_login(by)
    address = f"/evidence/{link.public_id}/settle/"
    client.post(address, {"open": "1"})
    given = {**RULING, "reason": "The second reader took another table."}
    page = client.post(address, {**given, "declaration": ""}).content.decode()
    assert "Declare your interests" in page
    assert "The second reader took another table." in page
    page = client.post(address, {**given, "declaration": "some", "interests": ""}).content.decode()
    assert "Say which interests you have" in page
    answer = client.post(address, {**given, "declaration": "some", "interests": "I teach it."})
    assert answer["Location"] == link.get_absolute_url()
    row = Adjudication.objects.get()
    assert (row.declaration, row.interests, row.by) == ("some", "I teach it.", by)
    client.logout()
    page = client.get(link.get_absolute_url()).content.decode()
    for words in ("The second reader took another table.", "I teach it.", SECRET):
        assert words in page
    sign_in(client, "editor")
    answer = client.get(address)
    assert answer.status_code == 409
    assert "has settled this already" in answer.content.decode()


def test_the_dump_and_the_log_keep_silent(tmp_path):
    link, by = conflict(), make_user("editor")
    adjudicating.open_to_settle(evidence=link, by=by)
    call_command("dump", str(tmp_path / "d"), verbosity=0)
    assert SECRET not in (tmp_path / "d").read_text()
    for event in Event.objects.all():
        assert SECRET not in json.dumps(event.payload)


def test_a_conflict_of_many_costs_no_more_queries():
    link, by = conflict(), make_user("editor")
    adjudicating.open_to_settle(evidence=link, by=by)
    counted = []
    for more in (0, 18):
        for _ in range(more):
            make_appraisal(link, direction="mixed")
        with CaptureQueriesContext(connection) as queries:
            found = adjudication.for_adjudication(by, link.pk)
        counted.append(len(queries))
        assert len(found["readers"]) == 2 + more
    assert counted[0] == counted[1] <= 7


@pytest.mark.django_db(transaction=True)
def test_of_two_who_settle_at_the_same_moment_one_wins_and_the_other_is_told():
    link, judges = conflict(), [make_user("editor"), make_user("editor")]
    start = threading.Barrier(2)

    def settle(by):
        try:
            start.wait(10)
            return consensus.adjudicate(evidence=link, fields=RULING, reason="So.", by=by)
        except NotAllowedNow as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(settle, judges))
    (won,) = (one for one in found if isinstance(one, Adjudication))
    (lost,) = (one for one in found if isinstance(one, NotAllowedNow))
    assert "settled this already" in lost.message
    assert list(Adjudication.objects.values_list("by", "is_current")) == [(won.by_id, True)]
    assert Event.objects.filter(verb="adjudicated").count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_opens_and_grades_at_the_same_moment_does_one_of_the_two():
    link, both = conflict(), make_user("editor", "reviewer")
    start = threading.Barrier(2)
    rating = {**RULING, "rationale": "It was well done.", "read": "full_text"}

    def run(act):
        try:
            start.wait(10)
            act()
        except (Denied, NotAllowedNow):
            return False
        finally:
            connections.close_all()
        return True

    acts = (
        lambda: adjudicating.open_to_settle(evidence=link, by=both),
        lambda: appraisals.submit(evidence=link, by=both, fields=rating),
    )
    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(run, acts)) == 1
