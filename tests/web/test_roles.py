"""Role by page, for every page that is not for everybody, and for every act."""

import pytest
from django.utils import timezone

from claims.models import Conflict, Event, Proposal
from claims.web.acting import DO
from claims.web.decisions import BY_NAME, TABLE
from tests.queries import build

pytestmark = pytest.mark.django_db
ROLES = ("anonymous", "reader", "contributor", "reviewer", "editor", "admin")

# Who gets the page (200); the others are sent to sign in (302) or refused (403).
PAGES = {
    "/claims/new/": {"contributor", "editor"},
    "/sources/new/": {"contributor", "editor"},
    "/sources/look-up/": {"contributor", "editor"},
    "/claims/{claim}/evidence/new/": {"contributor", "editor"},
    "/claims/{claim}/edit/": {"contributor", "editor"},
    "/sources/{source}/edit/": {"contributor", "editor"},
    "/edit/{evidence}/": {"contributor", "editor"},
    "/edit/{study}/": {"contributor", "editor"},
    "/edit/{topic}/": {"contributor", "editor"},
    "/evidence/{evidence}/appraise/": {"reviewer"},
    "/claims/{claim}/searches/new/": {"editor"},
    "/topics/{topic}/searches/new/": {"editor"},
    "/searches/{search}/edit/": {"contributor", "editor"},
    "/claims/{claim}/patients/new/": {"reviewer", "editor"},
    "/edit/{patient}/": {"reviewer", "editor"},
    "/patients/{patient}/assess/naranjo/": {"reviewer"},
    "/studies/look-alikes/": {"editor"},
    "/proposals/": {"reader", "contributor", "reviewer", "editor", "admin"},
    "/desk/": {"contributor", "reviewer", "editor"},
    "/sources/look-alikes/": {"editor"},
}


@pytest.fixture
def records():
    one = build.evidence(build.claim())
    topic = build.topic()
    proposal = Proposal.objects.create(
        kind="change", noun="topic", object_id=topic.pk, changes={}, created_by=build.user("editor")
    )
    conflict = Conflict.objects.create(claim=one.claim)
    patient = build.patient(one)
    look = build.Search.objects.create(
        claim=one.claim, where="PubMed", query="q", searched_on=timezone.now().date()
    )
    found = (one, one.claim, one.source, one.study, topic, proposal, conflict, patient, look)
    return {record.NOUN: record.public_id for record in found}


def expected(role, allowed):
    if role in allowed:
        return 200
    return 302 if role == "anonymous" else 403


@pytest.mark.parametrize("address", PAGES)
def test_who_gets_a_page(as_role, records, address):
    for role in ROLES:
        answer = as_role(role).get(address.format(**records))
        assert answer.status_code == expected(role, PAGES[address]), (role, address)
        if role == "anonymous":
            assert answer["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize(
    "address", [page for page in PAGES if page not in ("/proposals/", "/desk/")]
)
def test_nobody_else_can_post_to_it(as_role, records, address):
    for role in ROLES:
        if role in PAGES[address]:
            continue
        answer = as_role(role).post(address.format(**records), {"text": "x"})
        assert answer.status_code == expected(role, ()), (role, address)
    assert not Event.objects.exists()


@pytest.mark.parametrize("act", TABLE, ids=lambda act: f"{act.noun}-{act.verb}")
def test_who_may_do_an_act(as_role, records, act):
    address = f"/do/{records[act.noun]}/{act.verb}/"
    for role in ROLES:
        own = (act.noun, act.verb) == ("proposal", "withdraw")
        allowed = {"editor", "contributor"} if own else {"editor"}
        wanted = expected(role, allowed)
        if act.noun == "proposal" and role not in ("anonymous", "editor"):
            wanted = 404  # somebody else's proposal does not exist for them
        for method in ("get", "post"):
            answer = getattr(as_role(role), method)(address)
            got = answer.status_code
            if role in allowed and method == "post" and wanted == 200:
                assert got in (200, 302, 403, 409), (role, act.verb)
            else:
                assert got == wanted, (role, method, act.verb)
        if role not in allowed:
            assert not Event.objects.exists(), (role, act.verb)
        if role == "editor":
            break


def test_every_act_that_is_offered_is_carried_out_somewhere():
    assert set(DO) == set(BY_NAME)


def test_acts_are_offered_to_editors_only(as_role, records):
    for role in ROLES:
        for noun in ("claim", "source", "evidence", "topic", "study", "patient"):
            plural = {"evidence": "evidence", "study": "studies"}.get(noun, f"{noun}s")
            page = as_role(role).get(f"/{plural}/{records[noun]}/").content.decode()
            assert (f"/do/{records[noun]}/" in page) == (role == "editor"), (role, noun)


def test_a_post_without_the_token_of_our_form_is_refused(people):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(people["editor"])
    claim = build.claim()
    answer = client.post(f"/do/C{claim.pk}/retire/", {"reason": "x"})
    assert answer.status_code == 403
    assert "could not be tied to your visit" in answer.content.decode()
