"""Before a token ends its owner gets one letter, in time, once, and not if they want none."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime, timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from claims.access import Denied
from claims.actions import people, token_letters
from claims.actions import tokens as actions
from claims.jobs import clock as clocks
from claims.jobs.letters import send_due as send_news
from claims.jobs.token_letters import send_due
from claims.models import Event
from claims.queries.letters import NEWS, TOKENS, sealed, unsealed
from evidence.accounts import tokens
from evidence.accounts.models import Token, User

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(monkeypatch) -> Any:
    """Time stands at the first of March until it is moved: `clock.move(days=1)`."""

    class Clock:
        at = START

        def move(self, **by: float) -> None:
            self.at += timedelta(**by)

    standing = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: standing.at)
    return standing


@pytest.fixture
def owner(make, clock) -> User:
    return confirmed(make("ben"))


def confirmed(user: User) -> User:
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"primary": True, "verified": True}
    )
    return user


def token_of(
    user: User, *, days: int | None = 30, name: str = "nightly import", **more: Any
) -> Token:
    return tokens.make(user=user, name=name, days=days, by=user, **more)[0]


def test_the_letter_comes_seven_days_before_and_once(owner, clock, settings):
    settings.SITE_URL = "https://evidence.example.org"
    token = token_of(owner, scopes=["read", "claims:write"])
    clock.move(days=22, hours=23, minutes=59)
    assert send_due() == 0
    actions.note_use(token)
    clock.move(minutes=1)
    assert [send_due(), send_due()] == [1, 0]
    (letter,) = mail.outbox
    assert letter.to == ["ben@example.org"]
    assert letter.subject == "[Touchstone] Your token “nightly import” ends on 31 March 2026"
    for words in (
        f"Token: nightly import (begins with {token.prefix})",
        "Ends: 31 March 2026, 12:00 UTC",
        "Last used: 24 March 2026, 11:59 UTC",
        "May: read, claims:write",
        "https://evidence.example.org/accounts/tokens/",
    ):
        assert words in letter.body, letter.body
    assert token.digest not in letter.message().as_string()
    assert owner.pseudonym not in letter.message().as_string()
    clock.move(days=6)
    assert send_due() == 0


def test_one_that_was_never_used_and_may_everything_is_told_as_that(owner, clock):
    token_of(owner)
    clock.move(days=24)
    send_due()
    assert "Last used: never" in mail.outbox[0].body
    assert "May: everything that you may" in mail.outbox[0].body


def test_each_token_has_its_own_letter(owner, clock):
    for name in ("one", "two"):
        token_of(owner, name=name)
    clock.move(days=10)
    token_of(owner, name="three")
    clock.move(days=14)
    assert send_due() == 2
    clock.move(days=9)
    assert send_due() == 1
    assert ["one" in mail.outbox[0].subject, "three" in mail.outbox[2].subject] == [True, True]


def test_who_gets_none(owner, make, clock):
    token_of(owner, name="for ever", days=None)
    token_of(owner, name="a week", days=7)
    actions.revoke(token=token_of(owner, name="revoked"), by=owner)
    unconfirmed, closed, unwilling = make("cleo"), confirmed(make("dan")), confirmed(make("eve"))
    for person in (unconfirmed, closed, unwilling):
        EmailAddress.objects.filter(user=unconfirmed).update(verified=False)
        token_of(person)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    token_letters.choose(user=unwilling, wanted=False, by=unwilling)
    clock.move(days=2)
    assert send_due() == 0
    clock.move(days=22)
    assert send_due() == 0
    # It waited for a confirmed address; what has ended meanwhile is not told of.
    confirmed(unconfirmed)
    assert send_due() == 1
    clock.move(days=7)
    token_letters.choose(user=unwilling, wanted=True, by=unwilling)
    assert send_due() == 0
    assert [one.to for one in mail.outbox] == [["cleo@example.org"]]


def test_a_refused_letter_is_tried_again(owner, clock, monkeypatch, caplog):
    token_of(owner)
    clock.move(days=24)

    def refused(message: EmailMessage, fail_silently: bool = False) -> int:
        raise SMTPServerDisconnected("gone")

    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR):
        patch.setattr(EmailMessage, "send", refused)
        assert send_due() == 0
    assert "was not sent" in caplog.text
    assert Token.objects.get().end_told_at is None
    assert [send_due(), send_due()] == [1, 0]


def test_of_two_workers_one_sends(owner, clock):
    token = token_of(owner)
    clock.move(days=24)
    assert token_letters.due() == [token.pk]
    assert token_letters.take(key=token.pk) is not None
    assert token_letters.take(key=token.pk) is None


def test_the_link_ends_these_letters_and_no_others(owner, clock):
    token = token_of(owner)
    other = token_of(owner, name="second")
    Token.objects.filter(pk=other.pk).update(expires_at=clock.at + timedelta(days=60))
    clock.move(days=24)
    send_due()
    (letter,) = mail.outbox
    (link,) = re.findall(r"ends: http://\S+?(/letters/stop/\S+)", letter.body)
    assert letter.extra_headers["List-Unsubscribe"].endswith(f"{link}>")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stranger = Client(enforce_csrf_checks=True)
    assert "before a token of yours ends" in stranger.get(link).content.decode()
    assert User.objects.get(pk=owner.pk).token_letters
    done = stranger.post(link, {"List-Unsubscribe": "One-Click"})
    assert (done.status_code, "No more letters" in done.content.decode()) == (200, True)
    assert not User.objects.get(pk=owner.pk).token_letters
    clock.move(days=30)
    assert (send_due(), send_news()) == (0, 0)
    assert unsealed(sealed(token.pk, TOKENS), NEWS) is None
    assert unsealed(sealed(token.pk, NEWS), TOKENS) is None
    assert stranger.get(f"{link}x").status_code == 404


def test_it_is_chosen_beside_the_tokens(owner, signed_in):
    client, page = signed_in(owner), reverse("accounts:tokens")
    there = reverse("accounts:token_letters")
    assert 'name="wanted" checked' in client.get(page).content.decode()
    assert client.get(there).status_code == 405
    assert "No letter will come." in client.post(there, follow=True).content.decode()
    assert 'name="wanted" checked' not in client.get(page).content.decode()
    client.post(there, {"wanted": "on"})
    assert User.objects.get(pk=owner.pk).token_letters
    assert Client().post(there)["Location"].startswith(reverse("accounts:login"))
    assert not Event.objects.filter(noun="user", verb__contains="letter").exists()


def test_nobody_chooses_for_others(owner, make):
    with pytest.raises(Denied):
        token_letters.choose(user=owner, wanted=False, by=make("ada", "admin"))
    assert User.objects.get(pk=owner.pk).token_letters


def test_the_pages_mark_what_ends_soon_and_say_that_a_letter_went(owner, clock, signed_in):
    token_of(owner)
    clock.move(days=24)
    send_due()
    client = signed_in(owner)
    page = client.get(reverse("accounts:tokens")).content.decode()
    assert "soon: 31 Mar 2026" in page
    assert "letter of 25 Mar 2026" in page
    assert "ends on 31 Mar 2026" in client.get(reverse("accounts:profile")).content.decode()


def test_worker_and_command_send_them(owner, clock, capsys):
    token_of(owner)
    clock.move(days=24)
    call_command("send_digests")
    assert "1 letters sent" in capsys.readouterr().out
    assert send_due in [task.run for task in clocks.TASKS]


def test_nothing_of_it_stays_with_an_erased_account(owner, clock):
    token_of(owner)
    clock.move(days=24)
    people.erase(user=owner, by=owner, reason="At my own wish.")
    assert send_due() == 0
    assert mail.outbox == []
