"""Keys to the API: shown once, kept hashed, ended by time, by hand and with the account."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from claims.access import Denied
from claims.actions import people
from claims.actions import tokens as actions
from claims.domain.problems import Invalid, NotAllowedNow
from claims.models import Event
from evidence.accounts import tokens
from evidence.accounts.models import Token

pytestmark = pytest.mark.django_db


def made(user, days: int | None = 30):
    return tokens.make(user=user, name="script", days=days, by=user)


def test_a_token_is_kept_as_a_digest_only(ben):
    token, raw = made(ben)
    row = Token.objects.values().get(pk=token.pk)
    assert raw not in str(row)
    assert row["digest"] == tokens.digest_of(raw)
    assert raw.startswith(row["prefix"])
    assert len(raw) - len(row["prefix"]) >= 36


def test_the_api_finds_the_owner_through_the_setting(ben):
    _, raw = made(ben)
    assert import_string(settings.TOKEN_BACKEND)(raw).user == ben


def test_making_and_revoking_leave_events_without_the_secret(ben):
    token, raw = made(ben)
    actions.revoke(token=token, by=ben)
    rows = list(Event.objects.filter(noun="token", object_id=token.pk).order_by("seq"))
    assert [(row.verb, row.actor) for row in rows] == [
        ("make_token", ben.pseudonym),
        ("revoke_token", ben.pseudonym),
    ]
    told = str([row.payload for row in rows])
    assert raw not in told
    assert tokens.digest_of(raw) not in told


def test_what_is_not_a_token_has_no_owner(ben):
    _, raw = made(ben)
    for wrong in ("", "ts_", raw + "x", raw[:-1], raw.upper(), "x" * 5000, raw.removeprefix("ts_")):
        assert tokens.token_of(wrong) is None


def test_an_expired_token_has_no_owner(ben):
    token, raw = made(ben)
    Token.objects.filter(pk=token.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert tokens.token_of(raw) is None


def test_one_without_an_end_lasts(ben):
    token, raw = made(ben, days=None)
    assert token.expires_at is None
    assert tokens.token_of(raw).user == ben


def test_a_revoked_token_has_no_owner_and_is_not_revoked_twice(ben):
    token, raw = made(ben)
    actions.revoke(token=token, by=ben)
    assert tokens.token_of(raw) is None
    with pytest.raises(NotAllowedNow):
        actions.revoke(token=token, by=ben)


def test_closing_the_account_ends_its_tokens_for_good(ben, admin):
    _, raw = made(ben)
    people.deactivate(user=ben, by=admin, reason="Asked for it.")
    assert tokens.token_of(raw) is None
    people.reactivate(user=ben, by=admin, reason="Asked for it.")
    assert tokens.token_of(raw) is None


def test_use_is_noted_to_the_minute(ben, django_assert_num_queries):
    token, raw = made(ben)
    with django_assert_num_queries(2):
        tokens.token_of(raw)
    first = Token.objects.get(pk=token.pk).last_used_at
    assert first is not None
    with django_assert_num_queries(1):
        tokens.token_of(raw)
    assert Token.objects.get(pk=token.pk).last_used_at == first


def test_nobody_makes_a_token_for_somebody_else(ben, admin):
    with pytest.raises(Denied):
        tokens.make(user=ben, name="mine now", days=1, by=admin)
    assert not Token.objects.exists()


def test_one_that_has_ended_already_or_of_a_closed_account_is_not_issued(ben, admin):
    now = timezone.now()
    token = Token(user=ben, name="late", prefix="ts_x", digest="0" * 64, created_at=now)
    token.expires_at = now
    with pytest.raises(Invalid):
        actions.issue(token=token, by=ben)
    people.deactivate(user=ben, by=admin, reason="Asked for it.")
    token.expires_at = None
    with pytest.raises(NotAllowedNow):
        actions.issue(token=token, by=None)
    assert not Token.objects.exists()


@pytest.mark.parametrize(
    ("name", "days"), [("", 30), ("x" * 101, 30), ("a\0b", 30), ("a", -1), ("a", 0)]
)
def test_bad_values_are_refused(ben, name: str, days: int):
    with pytest.raises(Invalid):
        tokens.make(user=ben, name=name, days=days, by=ben)
    assert not Token.objects.exists()


def test_there_is_a_bound(ben):
    for _ in range(actions.MOST_TOKENS):
        made(ben)
    with pytest.raises(NotAllowedNow):
        made(ben)


def test_the_page_shows_a_new_token_once(ben, signed_in):
    client = signed_in(ben)
    page = client.post(reverse("accounts:tokens"), {"name": "my script", "lifetime": "30"})
    raw = re.search(r'value="(ts_[\w-]{40,})"', page.content.decode())[1]
    assert tokens.token_of(raw).user == ben
    again = client.get(reverse("accounts:tokens"))
    assert raw not in again.content.decode()
    assert "my script" in again.content.decode()
    assert "no-store" in again["Cache-Control"]


def test_the_page_revokes(ben, signed_in):
    token, raw = made(ben)
    signed_in(ben).post(reverse("accounts:token_revoke", args=[token.pk]))
    assert tokens.token_of(raw) is None


def test_another_persons_token_is_not_there(ben, admin, signed_in):
    token, raw = made(ben)
    answer = signed_in(admin).post(reverse("accounts:token_revoke", args=[token.pk]))
    assert answer.status_code == 404
    assert tokens.token_of(raw).user == ben
    page = signed_in(admin).get(reverse("accounts:tokens")).content.decode()
    assert token.prefix not in page


@pytest.mark.parametrize("data", [{}, {"name": "x", "lifetime": "99999"}, {"name": "x" * 101}])
def test_the_page_says_what_is_wrong(ben, signed_in, data: dict[str, str]):
    answer = signed_in(ben).post(reverse("accounts:tokens"), data)
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not Token.objects.exists()


def post(client, **data):
    answer = client.post(reverse("accounts:tokens"), {"name": "x", "lifetime": "30", **data})
    assert answer.status_code == 200
    return Token.objects.latest("pk")


def test_the_page_gives_what_is_ticked_and_reading_if_nothing_is(ben, signed_in):
    client = signed_in(ben)
    assert post(client).scopes == ["read"]
    ticked = post(client, scopes=["follow", "claims:write"])
    assert ticked.scopes == ["read", "claims:write", "follow"]
    assert post(client, everything="on", scopes=["follow"]).scopes == []
    page = client.get(reverse("accounts:tokens")).content.decode()
    assert "read, claims:write, follow" in page
    assert "everything you may" in page
    refused = client.post(reverse("accounts:tokens"), {"name": "x", "scopes": ["root"]})
    assert refused.status_code == 400


def test_a_word_that_is_no_scope_is_refused(ben):
    with pytest.raises(Invalid):
        tokens.make(user=ben, name="x", days=1, by=ben, scopes=["root"])
    assert not Token.objects.exists()


def test_a_token_that_ends_soon_is_pointed_out(ben, signed_in):
    client = signed_in(ben)
    made(ben, days=15)
    assert "ends on" not in client.get(reverse("accounts:profile")).content.decode()
    token, _ = made(ben, days=13)
    told = client.get(reverse("accounts:profile")).content.decode()
    assert told.count("ends on") == 1
    assert "soon:" in client.get(reverse("accounts:tokens")).content.decode()
    Token.objects.filter(pk=token.pk).update(expires_at=timezone.now())
    assert "ended " in client.get(reverse("accounts:tokens")).content.decode()
    assert "ends on" not in client.get(reverse("accounts:profile")).content.decode()


def test_a_token_is_allowed_more_by_the_operator_and_those_who_look_after_people(ben, admin):
    token, _ = made(ben)
    actions.set_limit(token=token, times=10, by=None)
    actions.set_limit(token=token, times=20, by=admin)
    assert Token.objects.get(pk=token.pk).limit_times == 20
    with pytest.raises(Denied):
        actions.set_limit(token=token, times=30, by=ben)
    for wrong in (0, -1, actions.MOST_TIMES + 1):
        with pytest.raises(Invalid):
            actions.set_limit(token=token, times=wrong, by=None)
    actions.revoke(token=token, by=ben)
    with pytest.raises(NotAllowedNow):
        actions.set_limit(token=token, times=2, by=None)
    assert Event.objects.filter(noun="token", verb="limit_token").count() == 2
