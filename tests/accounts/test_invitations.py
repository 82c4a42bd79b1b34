"""Letters that let people in: signed, for a while, once, with roles."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail, signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims.access import Denied, roles
from claims.actions import invitations
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.vocabulary import Role
from claims.models import Event
from evidence.accounts import letters
from evidence.accounts.models import Invitation, User
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
FORM = {"username": "ida", "password": PASSWORD, "consent": "on"}


@pytest.fixture
def invitation(admin) -> Invitation:
    return letters.invite(
        email="Ida@example.org", roles=["reviewer"], by=admin, reason="Knows the field."
    )


def path_of(invitation: Invitation) -> str:
    return letters.link_of(invitation).removeprefix("http://127.0.0.1:8000")


def test_by_page_from_letter_to_account(admin, signed_in, events):
    data = {"email": "ida@example.org", "roles": ["reviewer", "editor"], "reason": "Knows it."}
    assert signed_in(admin).post(reverse("accounts:invite"), data).status_code == 302
    (letter,) = mail.outbox
    assert letter.to == ["ida@example.org"]
    assert "reviewer, editor" in letter.body
    path = re.search(r"http://127\.0\.0\.1:8000(/\S+)", letter.body)[1]
    client = Client()
    assert "ida@example.org" in client.get(path).content.decode()
    assert client.post(path, FORM).status_code == 302
    ida = User.objects.get(username="ida")
    assert roles(ida) == {Role.CONTRIBUTOR, Role.REVIEWER, Role.EDITOR}
    assert ida.consented_at is not None
    assert client.session[SESSION_KEY] == str(ida.pk)
    assert events(ida) == [
        ("register", ida.pseudonym),
        ("confirm_email", ida.pseudonym),
        ("grant", ""),
        ("grant", admin.pseudonym),
        ("grant", admin.pseudonym),
    ]
    told = Event.objects.filter(noun="invitation").order_by("seq")
    assert [event.verb for event in told] == ["invite", "accept_invitation"]
    assert "ida@" not in str([event.payload for event in told])
    # No letter to confirm an address that a letter has just reached.
    assert len(mail.outbox) == 1


def test_it_works_once(invitation):
    path = path_of(invitation)
    assert Client().post(path, FORM).status_code == 302
    again = Client().post(path, {**FORM, "username": "ida2"})
    assert again.status_code == 404
    assert "no longer holds" in again.content.decode()
    assert not User.objects.filter(username="ida2").exists()


def test_the_action_itself_lets_in_once(invitation):
    stale = Invitation.objects.get(pk=invitation.pk)
    said = {"password": PASSWORD, "consent_version": "2026-11"}
    first = invitations.accept(invitation=invitation, username="ida", **said)
    User.objects.filter(pk=first.pk).update(email="moved@example.org")
    with pytest.raises(NotAllowedNow):
        invitations.accept(invitation=stale, username="ida2", **said)
    assert not User.objects.filter(username="ida2").exists()


def test_withdrawn_expired_or_forged_it_does_not_work(invitation, admin, signed_in):
    path = path_of(invitation)
    forged = reverse(
        "accounts:accept_invite", args=[signing.Signer(salt="x").sign(invitation.nonce)]
    )
    assert Client().post(forged, FORM).status_code == 404
    Invitation.objects.filter(pk=invitation.pk).update(
        expires_at=timezone.now() - timedelta(seconds=1)
    )
    assert Client().post(path, FORM).status_code == 404
    invitation.refresh_from_db()
    with pytest.raises(NotAllowedNow):
        invitations.accept(
            invitation=invitation, username="ida", password=PASSWORD, consent_version="1"
        )
    Invitation.objects.filter(pk=invitation.pk).update(
        expires_at=invitation.created_at + letters.VALID
    )
    withdraw = reverse("accounts:invite_withdraw", args=[invitation.pk])
    assert signed_in(admin).post(withdraw).status_code == 302
    assert Client().post(path, FORM).status_code == 404
    assert not User.objects.filter(username="ida").exists()


@pytest.mark.parametrize(
    "change",
    [
        {"consent": ""},
        {"password": "short"},
        {"password": "ida@example.org"},
        {"username": "ada"},
        {"username": "a@b"},
        {"display_name": "x\x07"},
    ],
)
def test_bad_answers_are_refused_and_the_letter_stays_good(invitation, change):
    data = {key: value for key, value in {**FORM, **change}.items() if value}
    path = path_of(invitation)
    assert Client().post(path, data).status_code == 400
    assert not User.objects.filter(email="ida@example.org").exists()
    assert Client().post(path, FORM).status_code == 302


def test_the_signed_in_are_told_and_keep_their_roles(invitation, ben, signed_in):
    answer = signed_in(ben).post(path_of(invitation), FORM)
    assert answer.status_code == 409
    assert roles(User.objects.get(pk=ben.pk)) == {Role.CONTRIBUTOR}


def test_only_administrators_and_the_operator_invite(ben, make):
    eve = make("eve", Role.EDITOR)
    for by in (ben, eve):
        with pytest.raises(Denied):
            letters.invite(email="x@example.org", roles=[], by=by)
    assert letters.invite(email="x@example.org", roles=[], by=None).pk
    assert len(mail.outbox) == 1


def test_bad_invitations_are_refused_and_not_sent(admin, ben, signed_in):
    for email, given in [("nobody", []), ("x@example.org", ["owner"])]:
        with pytest.raises(Invalid):
            letters.invite(email=email, roles=given, by=admin)
    with pytest.raises(NotAllowedNow):
        letters.invite(email="BEN@example.org", roles=[], by=admin)
    answer = signed_in(admin).post(reverse("accounts:invite"), {"email": "ben@example.org"})
    assert answer.status_code == 409
    assert not Invitation.objects.exists()
    assert mail.outbox == []


def test_withdrawing_is_for_administrators_and_once(invitation, admin, ben):
    with pytest.raises(Denied):
        invitations.withdraw(invitation=invitation, by=ben)
    invitations.withdraw(invitation=invitation, by=admin)
    with pytest.raises(NotAllowedNow):
        invitations.withdraw(invitation=invitation, by=admin)
    event = Event.objects.get(verb="withdraw_invitation")
    assert (event.noun, event.object_id, event.actor) == (
        "invitation",
        invitation.pk,
        admin.pseudonym,
    )
