"""What a person says of themselves, consent, and asking for a role."""

from __future__ import annotations

import pytest
from django.urls import reverse

from claims.access import Denied, roles
from claims.actions import people, reports, role_requests
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.vocabulary import Role
from claims.models import Event, Report
from claims.queries import reports as report_queue
from evidence.accounts.consent import CONSENT_VERSION
from evidence.accounts.models import User

pytestmark = pytest.mark.django_db
PROFILE = {
    "display_name": "Ben Ō",
    "orcid": "https://orcid.org/0000-0002-1825-0097",
    "affiliation": "Nowhere",
    "interests": "None.\nReally.",
}


def test_the_profile_is_saved_and_the_orcid_normalised(ben, signed_in):
    answer = signed_in(ben).post(reverse("accounts:profile"), PROFILE)
    assert answer.status_code == 302
    ben.refresh_from_db()
    assert ben.display_name == "Ben Ō"
    assert ben.orcid == "0000-0002-1825-0097"
    assert ben.interests == "None.\nReally."


def test_the_log_tells_what_changed_but_not_to_what(ben):
    people.update_profile(user=ben, fields={"affiliation": "Secret Lab"}, by=ben)
    event = Event.objects.filter(verb="update_profile").get()
    assert event.payload["after"] == {"changed": ["affiliation"]}
    assert "Secret" not in str(event.payload)


def test_saving_nothing_new_leaves_no_event(ben):
    people.update_profile(user=ben, fields={"affiliation": "Lab", "orcid": ""}, by=ben)
    before = Event.objects.count()
    assert people.update_profile(user=ben, fields={"affiliation": "Lab", "orcid": ""}, by=ben) == []
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("orcid", "0000-0002-1825-0098"),
        ("orcid", "12"),
        ("display_name", "x" * 151),
        ("display_name", "two\nlines"),
        ("affiliation", "x" * 301),
        ("interests", "x" * 2001),
        ("interests", "a\0b"),
    ],
)
def test_bad_values_are_refused_beside_their_field(ben, signed_in, field: str, value: str):
    answer = signed_in(ben).post(reverse("accounts:profile"), {**PROFILE, field: value})
    assert answer.status_code == 400
    assert f'id="id_{field}_error"' in answer.content.decode()
    ben.refresh_from_db()
    assert ben.affiliation == ""


def test_the_action_refuses_them_too(ben):
    for fields in ({"orcid": "12"}, {"affiliation": "x" * 301}, {"is_superuser": True}):
        with pytest.raises(Invalid) as refused:
            people.update_profile(user=ben, fields=fields, by=ben)
        assert set(refused.value.errors) == set(fields)
    assert not User.objects.get(pk=ben.pk).is_superuser


def test_an_orcid_belongs_to_one_person(ben, admin):
    people.update_profile(user=ben, fields={"orcid": PROFILE["orcid"]}, by=ben)
    with pytest.raises(Invalid):
        people.update_profile(user=admin, fields={"orcid": PROFILE["orcid"]}, by=admin)


def test_others_may_not_change_it_but_administrators_may(ben, make, admin):
    eve = make("eve", Role.EDITOR)
    with pytest.raises(Denied):
        people.update_profile(user=ben, fields={"affiliation": "x"}, by=eve)
    assert people.update_profile(user=ben, fields={"affiliation": "x"}, by=admin)


def test_consent_to_a_new_wording_is_asked_for_and_noted(ben, signed_in, events):
    User.objects.filter(pk=ben.pk).update(consent_version="1999")
    client = signed_in(ben)
    assert "have changed" in client.get(reverse("accounts:profile")).content.decode()
    client.post(reverse("accounts:consent"))
    ben.refresh_from_db()
    assert ben.consent_version == CONSENT_VERSION
    assert events(ben)[-1] == ("consent", ben.pseudonym)
    assert "have changed" not in client.get(reverse("accounts:profile")).content.decode()


def test_consent_is_logged_with_both_versions(ben):
    people.consent(by=ben, version="2030-01")
    payload = Event.objects.get(verb="consent").payload
    assert payload["before"] == {"consent_version": "2026-11"}
    assert payload["after"] == {"consent_version": "2030-01"}
    assert User.objects.get(pk=ben.pk).consent_version == "2030-01"


@pytest.mark.parametrize("name", ["terms", "privacy", "become_reviewer"])
def test_anyone_may_read(client, name: str):
    assert client.get(reverse(f"accounts:{name}")).status_code == 200


def test_the_terms_name_the_licence_and_the_version(client):
    page = client.get(reverse("accounts:terms")).content.decode()
    assert "CC0 1.0" in page
    assert CONSENT_VERSION in page


def test_a_contributor_asks_once_and_an_administrator_grants(ben, admin, signed_in, events):
    client = signed_in(ben)
    url = reverse("accounts:become_reviewer")
    assert client.post(url, {"text": "I read much."}).status_code == 302
    assert client.post(url, {"text": "Again."}).status_code == 409
    request = Report.objects.get()
    assert (request.noun, request.object_id, request.by) == ("user", ben.pk, ben)
    desk = signed_in(admin)
    assert "I read much." in desk.get(reverse("accounts:people")).content.decode()
    answer = desk.post(
        reverse("accounts:person_act", args=[ben.pk, "answer"]),
        {"answer-granted": "yes", "answer-reason": "Reads much."},
    )
    assert answer.status_code == 302
    assert roles(User.objects.get(pk=ben.pk)) == {Role.CONTRIBUTOR, Role.REVIEWER}
    request.refresh_from_db()
    assert (request.status, request.decided_by) == ("resolved", admin)
    assert events(ben)[-2:] == [("ask_for_role", ben.pseudonym), ("grant", admin.pseudonym)]
    assert "You are a reviewer" in client.get(url).content.decode()


def test_a_declined_request_gives_nothing_and_is_logged(ben, admin, events):
    request = role_requests.ask_for_role(by=ben, text="Please.")
    role_requests.answer(request=request, grant=False, by=admin, reason="Too early.")
    assert roles(User.objects.get(pk=ben.pk)) == {Role.CONTRIBUTOR}
    assert events(ben)[-1] == ("decline_role", admin.pseudonym)
    with pytest.raises(NotAllowedNow):
        role_requests.answer(request=request, grant=True, by=admin, reason="Yet.")
    assert roles(User.objects.get(pk=ben.pk)) == {Role.CONTRIBUTOR}


def test_only_contributors_ask_and_only_administrators_answer(ben, make):
    nobody, eve = make("nobody"), make("eve", Role.EDITOR)
    with pytest.raises(Denied):
        role_requests.ask_for_role(by=nobody, text="Please.")
    request = role_requests.ask_for_role(by=ben, text="Please.")
    with pytest.raises(Denied):
        role_requests.answer(request=request, grant=True, by=eve, reason="Yes.")
    with pytest.raises(Invalid):
        role_requests.ask_for_role(by=eve, text=" ")


def test_editors_neither_see_nor_dismiss_a_request(ben, make):
    eve = make("eve", Role.EDITOR)
    request = role_requests.ask_for_role(by=ben, text="Please.")
    assert report_queue.page(eve, report_queue.ReportFilters()).results == []
    assert report_queue.detail(eve, request.pk) is None
    with pytest.raises(NotAllowedNow):
        reports.decide(report=request, status="dismissed", decision="No.", by=eve)


def test_the_signed_out_are_sent_to_sign_in(client):
    answer = client.post(reverse("accounts:become_reviewer"), {"text": "Please."})
    assert answer["Location"].startswith(reverse("accounts:login"))


def test_only_administrators_are_shown_the_way_to_people(admin, ben, signed_in):
    for person, shown in [(admin, True), (ben, False)]:
        page = signed_in(person).get(reverse("accounts:profile")).content.decode()
        assert (reverse("accounts:people") in page) is shown
