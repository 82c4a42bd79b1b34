"""Signing in and out, throttling, new passwords, another address."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.test import Client
from django.urls import reverse

from claims.access import roles
from claims.actions import people
from claims.domain.vocabulary import Role
from evidence.accounts.models import User
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(client: Client, login: str = "ben", password: str = PASSWORD, **more: str):
    data = {"login": login, "password": password, **more}
    return client.post(reverse("accounts:login"), data)


def link_in(message: mail.EmailMessage) -> str:
    return re.search(r"http://testserver(/\S+)", message.body)[1]


@pytest.fixture
def unconfirmed(db) -> User:
    return people.register(
        username="uma", email="uma@example.org", password=PASSWORD, consent_version="2026-11"
    )


def test_the_form_is_labelled_and_fillable(client: Client):
    page = client.get(reverse("accounts:login")).content.decode()
    assert 'for="id_login"' in page
    assert 'for="id_password"' in page
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "placeholder=" not in page.split("<main")[1]


@pytest.mark.parametrize("login", ["ben", "BEN", "ben@example.org", "Ben@Example.org"])
def test_by_name_or_address(client: Client, ben, login: str):
    assert sign_in(client, login).status_code == 302
    assert client.session[SESSION_KEY] == str(ben.pk)


def test_next_stays_on_this_site(client: Client, ben):
    assert sign_in(client, next="/accounts/profile/")["Location"] == "/accounts/profile/"
    away = sign_in(Client(), next="https://elsewhere.example/")
    assert "elsewhere" not in away["Location"]


def test_wrong_name_and_wrong_password_look_the_same(client: Client, ben):
    wrong_password = sign_in(client, password="not this one 1")
    wrong_name = sign_in(client, login="nobody")
    for answer in (wrong_password, wrong_name):
        assert answer.status_code == 200
        assert "do not fit together" in answer.content.decode()
    assert SESSION_KEY not in client.session


def test_too_many_failures_are_a_429_even_with_the_right_password(client: Client, ben):
    statuses = [sign_in(client, password=f"wrong {n}").status_code for n in range(6)]
    assert statuses == [200] * 5 + [429]
    answer = sign_in(Client())
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "Too many failed" in answer.content.decode()


def test_failures_are_counted_by_address_too(client: Client, make):
    names = [make(f"person{n}").username for n in range(12)]
    statuses = [sign_in(client, name, "wrong").status_code for name in names]
    assert statuses == [200] * 10 + [429] * 2


def test_signing_in_is_throttled_as_a_whole(client: Client, ben):
    statuses = [sign_in(Client()).status_code for _ in range(31)]
    assert statuses == [302] * 30 + [429]


def test_the_unconfirmed_may_sign_in_but_hold_no_role(client: Client, unconfirmed):
    assert sign_in(client, "uma").status_code == 302
    assert roles(unconfirmed) == frozenset()
    assert "not confirmed" in client.get(reverse("accounts:profile")).content.decode()


def test_the_unconfirmed_can_have_the_letter_sent_again(client: Client, unconfirmed):
    sign_in(client, "uma")
    client.post(reverse("accounts:email"), {"email": "uma@example.org", "action_send": "1"})
    client.post(link_in(mail.outbox[0]))
    assert roles(User.objects.get(pk=unconfirmed.pk)) == {Role.CONTRIBUTOR}


def test_signing_out_takes_a_click(client: Client, ben):
    client.force_login(ben)
    assert client.get(reverse("accounts:logout")).status_code == 200
    assert SESSION_KEY in client.session
    assert client.post(reverse("accounts:logout")).status_code == 302
    assert SESSION_KEY not in client.session


def test_a_closed_account_cannot_sign_in_and_its_session_ends(client: Client, ben, admin):
    client.force_login(ben)
    people.deactivate(user=ben, by=admin, reason="Asked for it.")
    assert client.get(reverse("accounts:profile")).status_code == 302
    other = Client()
    answer = sign_in(other)
    assert answer["Location"] == reverse("account_inactive")
    assert "closed" in other.get(answer["Location"]).content.decode()
    assert SESSION_KEY not in other.session


def test_a_forgotten_password_is_replaced_by_letter(client: Client, ben, events):
    asked = client.post(reverse("accounts:password_reset"), {"email": "ben@example.org"})
    assert asked.status_code == 302
    link = link_in(mail.outbox[0])
    page = client.get(link, follow=True)
    form = page.redirect_chain[-1][0]
    new = "quite another one 9"
    assert client.post(form, {"password1": new, "password2": new}).status_code == 302
    assert sign_in(Client(), password=new).status_code == 302
    assert sign_in(Client()).status_code == 200
    assert events(ben)[-1] == ("set_password", ben.pseudonym)
    assert "no longer works" in Client().get(link, follow=True).content.decode()
    assert "has changed" in mail.outbox[1].body


def test_an_unknown_address_looks_the_same_on_the_page(client: Client, ben):
    known = client.post(reverse("accounts:password_reset"), {"email": "ben@example.org"})
    unknown = Client().post(reverse("accounts:password_reset"), {"email": "no@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert "no account has this address" in mail.outbox[1].body


def test_changing_the_password_needs_the_old_one_and_ends_other_sessions(ben, events):
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there)
    new = "quite another one 9"
    data = {"oldpassword": "wrong", "password1": new, "password2": new}
    assert here.post(reverse("accounts:password_change"), data).status_code == 200
    data["oldpassword"] = PASSWORD
    assert here.post(reverse("accounts:password_change"), data).status_code == 302
    assert here.get(reverse("accounts:profile")).status_code == 200
    assert there.get(reverse("accounts:profile")).status_code == 302
    assert events(ben)[-1] == ("set_password", ben.pseudonym)


def test_another_address_counts_once_it_is_confirmed(client: Client, ben, events):
    sign_in(client)
    client.post(reverse("accounts:email"), {"email": "new@example.org", "action_add": "1"})
    ben.refresh_from_db()
    assert ben.email == "ben@example.org"
    letter = next(message for message in mail.outbox if message.to == ["new@example.org"])
    client.post(link_in(letter))
    ben.refresh_from_db()
    assert ben.email == "new@example.org"
    assert [row.email for row in EmailAddress.objects.filter(user=ben)] == ["new@example.org"]
    assert events(ben)[-1] == ("change_email", ben.pseudonym)


def test_an_address_that_another_account_took_meanwhile_is_refused(client: Client, ben):
    sign_in(client)
    client.post(reverse("accounts:email"), {"email": "uma@example.org", "action_add": "1"})
    link = link_in(mail.outbox[0])
    people.register(
        username="uma", email="uma@example.org", password=PASSWORD, consent_version="2026-11"
    )
    answer = client.post(link, follow=True)
    assert answer.status_code < 500
    ben.refresh_from_db()
    assert ben.email == "ben@example.org"


def test_the_desk_changes_passwords_on_the_sites_own_page(client: Client, admin):
    client.force_login(admin)
    new = "quite another one 9"
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    answer = client.post(reverse("admin:password_change"), data)
    assert answer["Location"] == reverse("accounts:password_change")
    admin.refresh_from_db()
    assert admin.check_password(PASSWORD)
