"""From the sign-up form to a confirmed address and the first role."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.test import Client
from django.urls import reverse

from claims.access import roles
from claims.domain.vocabulary import Role
from claims.models import Event
from evidence.accounts.consent import CONSENT_VERSION
from evidence.accounts.models import User
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

FORM = {
    "username": "cleo",
    "email": "Cleo@Example.org",
    "display_name": "Cleo P.",
    "password1": PASSWORD,
    "password2": PASSWORD,
    "consent": "on",
}


def sign_up(client: Client, **changes: str):
    data = {**FORM, **changes}
    return client.post(reverse("accounts:signup"), {k: v for k, v in data.items() if v != ""})


def link_in(message: mail.EmailMessage) -> str:
    found = re.search(r"http://testserver(/\S+)", message.body)
    assert found, message.body
    return found[1]


def test_the_form_is_labelled_and_fillable_by_password_managers(client: Client):
    page = client.get(reverse("accounts:signup")).content.decode()
    for name in ("username", "email", "password1", "password2", "consent"):
        assert f'for="id_{name}"' in page
    assert 'autocomplete="new-password"' in page
    assert 'autocomplete="username"' in page
    assert 'autocomplete="email"' in page
    assert reverse("accounts:terms") in page
    assert reverse("accounts:privacy") in page


def test_signing_up_asks_for_confirmation_and_gives_no_role_yet(client: Client):
    answer = sign_up(client)
    assert answer.status_code == 302
    assert "Look into your mail" in client.get(answer["Location"]).content.decode()
    user = User.objects.get(username="cleo")
    assert user.email == "cleo@example.org"
    assert user.consent_version == CONSENT_VERSION
    assert user.consented_at is not None
    assert user.check_password(PASSWORD)
    assert roles(user) == frozenset()
    assert [message.to for message in mail.outbox] == [["cleo@example.org"]]
    assert "<" not in mail.outbox[0].body
    event = Event.objects.get(noun="user", object_id=user.pk)
    assert (event.verb, event.actor) == ("register", user.pseudonym)
    assert "cleo" not in str(event.payload).lower()


def test_confirming_makes_a_contributor_and_only_on_a_click(client: Client, events):
    sign_up(client)
    link = link_in(mail.outbox[0])
    user = User.objects.get(username="cleo")
    # Mail scanners follow links; that alone must not confirm anything.
    assert client.get(link).status_code == 200
    assert roles(User.objects.get(pk=user.pk)) == frozenset()
    assert client.post(link).status_code == 302
    assert roles(User.objects.get(pk=user.pk)) == {Role.CONTRIBUTOR}
    assert events(user) == [
        ("register", user.pseudonym),
        ("confirm_email", user.pseudonym),
        ("grant", ""),
    ]
    # In the browser that signed up this also signs in.
    assert client.session[SESSION_KEY] == str(user.pk)


def test_a_made_up_confirmation_link_confirms_nothing(client: Client):
    sign_up(client)
    answer = client.get(reverse("account_confirm_email", args=["MTpjbGVv:1abc:xyz"]))
    assert "run out" in answer.content.decode()
    assert client.post(reverse("account_confirm_email", args=["x:y:z"])).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("consent", "", "An account needs your consent."),
        ("email", "nobody", "Enter a valid email address."),
        ("email", "", "This field is required."),
        ("password2", "another long one 8", "You must type the same password each time."),
        ("username", "a b", "valid username"),
        ("username", "x" * 151, "at most 150 characters"),
        ("username", "cleo@example.org", "Leave out the @"),
        ("username", "erased-p1", "reserved"),
        ("username", "a\0b", "ull characters are not allowed"),
        ("display_name", "x" * 151, "at most 150 characters"),
        ("display_name", "bell\x07", "ontrol character"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_written(client: Client, field, value, told):
    answer = sign_up(client, **{field: value})
    assert told in answer.content.decode()
    assert not User.objects.exists()
    assert not Event.objects.exists()
    assert mail.outbox == []


@pytest.mark.parametrize("password", ["short", "password1234", "86420864208642"])
def test_weak_passwords_are_refused(client: Client, password: str):
    sign_up(client, password1=password, password2=password)
    assert not User.objects.exists()


def test_a_taken_name_is_refused_in_any_case(client: Client, ben):
    answer = sign_up(client, username="BEN")
    assert "already exists" in answer.content.decode()
    assert User.objects.count() == 1


def test_a_taken_address_is_not_betrayed(client: Client, ben):
    """The page is the same as for a new address; only the owner of the address learns more."""
    taken = sign_up(client, email="BEN@example.org")
    fresh = sign_up(Client(), username="dan", email="dan@example.org")
    assert (taken.status_code, taken["Location"]) == (fresh.status_code, fresh["Location"])
    assert not User.objects.filter(username="cleo").exists()
    first = mail.outbox[0]
    assert first.to == ["ben@example.org"]
    assert "There is one already" in first.body


def test_script_in_a_name_is_text(client: Client):
    sign_up(client, display_name="<script>alert(1)</script>")
    client.post(link_in(mail.outbox[0]))
    page = client.get(reverse("accounts:profile")).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
