"""Letters: who gets one, when, with what, once; and how they end."""

import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from claims.actions import following, letters, news, syntheses
from claims.formats import said
from claims.jobs.letters import send_due
from claims.models import Letters, Notification
from claims.queries.letters import sealed, unsealed
from tests import factories as make

pytestmark = pytest.mark.django_db


def reader(every="daily", *, confirmed=True, **fields):
    person = make.make_user(**fields)
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=confirmed)
    following.choose_letters(every=every, by=person)
    return person


def change(*people, text="", verdict="contradicted"):
    """A claim that these people follow concludes otherwise."""
    claim = make.make_claim(text)
    news.catch_up()
    for person in people:
        following.follow(target=claim, by=person)
    syntheses.override(
        claim=claim,
        by=make.make_user("editor"),
        reason="r",
        verdict=verdict,
        certainty="low",
        plain_sentence="It does <not>.",
    )
    news.catch_up()
    return claim


def later(**pause):
    """As if the last letters had gone out that long ago."""
    for row in Letters.objects.filter(last_at__isnull=False):
        row.last_at -= timedelta(**pause)
        row.save()


def test_a_letter_has_the_whole_conclusion_in_text_and_html():
    person = reader()
    claim = change(person, text="Kratom & tea <b>wake</b>")
    assert send_due() == 1
    (letter,) = mail.outbox
    html, kind = letter.alternatives[0]
    assert (letter.to, kind) == ([person.email], "text/html")
    for words in ("Verdict: contradicted. Certainty: low.", "rated by nobody here", "Before: "):
        assert words in letter.body
        assert words in html
    assert said.NOT_MEDICAL_ADVICE in letter.body
    assert said.NOT_MEDICAL_ADVICE in html
    assert "Conclusion changed: Kratom & tea <b>wake</b>" in letter.body
    assert "Kratom &amp; tea &lt;b&gt;wake&lt;/b&gt;" in html
    assert f"{claim.get_absolute_url()}" in letter.body
    assert f"Because you follow {claim.public_id}." in letter.body
    assert "1 change for you" in letter.subject


def test_nothing_is_sent_twice_nor_before_its_time():
    person = reader("daily")
    change(person)
    assert [send_due(), send_due()] == [1, 0]
    later(hours=24)
    assert send_due() == 0
    change(person)
    assert send_due() == 1
    change(person)
    later(hours=22)
    assert send_due() == 0
    later(hours=1)
    assert send_due() == 1
    assert len(mail.outbox) == 3
    following.choose_letters(every="weekly", by=person)
    change(person)
    later(days=6)
    assert send_due() == 0
    later(days=1)
    assert send_due() == 1


def test_who_gets_none():
    never = reader("never")
    unconfirmed = reader(confirmed=False)
    read = reader()
    closed = reader()
    change(never, unconfirmed, read, closed)
    following.mark_read(by=read)
    type(closed).objects.filter(pk=closed.pk).update(is_active=False)
    assert send_due() == 0
    assert mail.outbox == []
    EmailAddress.objects.filter(user=unconfirmed).update(verified=True)
    assert send_due() == 1
    assert mail.outbox[0].to == [unconfirmed.email]


def test_what_waited_before_letters_were_chosen_is_not_sent():
    person = reader("never")
    change(person)
    following.choose_letters(every="daily", by=person)
    assert send_due() == 0
    change(person)
    assert send_due() == 1
    assert "1 change for you" in mail.outbox[0].subject


def test_a_server_that_refuses_gets_it_again(monkeypatch):
    person, other = reader(), reader()
    change(person, other)
    send = EmailMultiAlternatives.send
    refused = []

    def refuse(message):
        if not refused:
            refused.append(message.to)
            raise SMTPServerDisconnected("gone")
        return send(message)

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)
    assert send_due() == 1
    assert Notification.objects.filter(user=person, mailed_at__isnull=True).count() == 1
    assert send_due() == 1
    assert send_due() == 0
    assert [letter.to for letter in mail.outbox] == [[other.email], [person.email]]


def test_two_workers_take_a_letter_once(monkeypatch):
    person = reader()
    change(person)
    row = Letters.objects.get(user=person)
    letter = letters.take(user=person)
    assert letter is not None
    # The second read the row before the first had written it.
    Letters.objects.filter(pk=row.pk).update(last_at=letter.at)
    assert letters.take(user=person, now=letter.at + timedelta(days=2)) is None
    assert letters.take(user=person) is None


def test_a_long_letter_says_how_much_more_there_is(monkeypatch):
    monkeypatch.setattr(letters, "MOST_LINES", 2)
    person = reader()
    for _ in range(3):
        change(person)
    assert send_due() == 1
    assert "3 changes for you" in mail.outbox[0].subject
    assert "1 more: " in mail.outbox[0].body
    assert send_due() == 0


def test_one_click_ends_letters_without_signing_in():
    person, other = reader(), reader()
    change(person)
    send_due()
    (letter,) = mail.outbox
    address = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address in letter.body
    assert person.email not in address
    path = re.sub(r"https?://[^/]*", "", address)
    stranger = Client(enforce_csrf_checks=True)
    page = stranger.get(path)
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "no-referrer"
    assert Letters.objects.get(user=person).every == "daily"
    done = stranger.post(path, {"List-Unsubscribe": "One-Click"})
    assert "No more letters" in done.content.decode()
    assert Letters.objects.get(user=person).every == "never"
    assert Letters.objects.get(user=other).every == "daily"
    assert stranger.post(path).status_code == 200
    assert stranger.post(path[:-3] + "xx/").status_code == 404
    assert unsealed(sealed(7)) == 7
    assert person.pseudonym not in letter.message().as_string()


def test_ones_own_work_is_in_letters_too():
    person = reader()
    Notification.objects.create(
        user=person,
        kind="assigned",
        at=timezone.now(),
        noun="evidence",
        object_id=make.make_evidence().pk,
        origin="e1",
    )
    assert send_due() == 1
    assert "Handed to you: Claim number" in mail.outbox[0].body


def test_the_command_says_how_many(capsys):
    change(reader())
    call_command("send_digests")
    call_command("send_digests")
    assert capsys.readouterr().out == "1 letters sent\n0 letters sent\n"


def test_what_comes_while_a_letter_is_made_is_the_next_ones():
    person = reader()
    change(person, text="One")
    late = []

    def slow(execute, sql, params, many, context):
        if sql.startswith('UPDATE "claims_notification"') and not late:
            late.append(
                Notification.objects.create(
                    user=person, kind="conclusion", at=timezone.now(), noun="claim",
                    object_id=1, origin="late",
                )
            )  # fmt: skip
        return execute(sql, params, many, context)

    with connection.execute_wrapper(slow):
        taken = letters.take(user=person)
    (line,) = late
    assert line.pk not in taken.lines
    line.refresh_from_db()
    assert line.mailed_at is None
