"""The commands about people, which act as the operator."""

from __future__ import annotations

import io

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from claims.access import roles
from claims.domain.vocabulary import Role
from claims.models import Event
from evidence.accounts import letters, tokens
from evidence.accounts.models import User
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def told(command: str, *arguments: str) -> str:
    out = io.StringIO()
    call_command(command, *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue().strip()


def test_create_person_reads_the_password_and_gives_roles(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    call_command(
        "create_person", "gil", "gil@example.org", "--role=admin", "--role=editor",
        "--password-stdin", stdout=io.StringIO(),
    )  # fmt: skip
    gil = User.objects.get(username="gil")
    assert gil.check_password(PASSWORD)
    assert roles(gil) == {Role.ADMIN, Role.EDITOR}
    assert set(Event.objects.filter(object_id=gil.pk).values_list("verb", "actor")) == {
        ("add_person", ""),
        ("grant", ""),
    }


@pytest.mark.parametrize(
    "arguments",
    [
        ("ben", "new@example.org", "--no-password"),
        ("new", "ben@example.org", "--no-password"),
        ("new", "not an address", "--no-password"),
        ("new", "new@example.org", "--no-password", "--role=owner"),
        ("new", "new@example.org"),
    ],
)
def test_create_person_refuses(ben, monkeypatch, arguments: tuple[str, ...]):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(CommandError):
        call_command("create_person", *arguments)
    assert User.objects.count() == 1


@pytest.mark.parametrize("line", ["short\n", "\n", ""])
def test_create_person_refuses_weak_passwords(db, monkeypatch, line: str):
    monkeypatch.setattr("sys.stdin", io.StringIO(line))
    with pytest.raises(CommandError):
        call_command("create_person", "gil", "gil@example.org", "--password-stdin")
    assert not User.objects.exists()


def test_grant_and_withdraw(ben):
    call_command("grant_role", "ben", "reviewer", stdout=io.StringIO())
    assert roles(User.objects.get(pk=ben.pk)) == {Role.CONTRIBUTOR, Role.REVIEWER}
    call_command(
        "withdraw_role", "BEN@example.org", "reviewer", "--reason=Left.", stdout=io.StringIO()
    )
    assert roles(User.objects.get(pk=ben.pk)) == {Role.CONTRIBUTOR}
    with pytest.raises(CommandError):
        call_command("grant_role", "nobody", "reviewer")
    with pytest.raises(CommandError):
        call_command("withdraw_role", "ben", "reviewer")


def test_the_last_administrator_stays_here_too(admin):
    with pytest.raises(CommandError, match="last administrator"):
        call_command("withdraw_role", "ada", "admin", "--reason=x")


def test_tokens_are_made_and_revoked(ben):
    raw = told("make_token", "ben", "--for=nightly", "--days=3")
    assert tokens.token_of(raw).user == ben
    call_command("revoke_token", raw, stdout=io.StringIO())
    assert tokens.token_of(raw) is None
    assert ben.tokens.get(digest=tokens.digest_of(raw)).scopes == ["read"]
    second = told("make_token", "ben", "--days=0", "--scope=grade", "--scope=claims:write")
    token = ben.tokens.get(digest=tokens.digest_of(second))
    assert token.scopes == ["read", "claims:write", "grade"]
    every = told("make_token", "ben", "--scope=all")
    assert ben.tokens.get(digest=tokens.digest_of(every)).scopes == []
    assert "5 times" in told("limit_token", str(token.pk), "--times=5")
    with pytest.raises(CommandError):
        call_command("limit_token", every, "--times=0")
    assert token.expires_at is None
    assert "no longer works" in told("revoke_token", str(token.pk))
    for wrong in (second, "ts_x", "999999", "nonsense"):
        with pytest.raises(CommandError):
            call_command("revoke_token", wrong)


def test_invite_prints_the_link(db, django_capture_on_commit_callbacks):
    out = io.StringIO()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("invite", "ida@example.org", "--role=reviewer", stdout=out)
    link = out.getvalue().strip()
    assert link in mail.outbox[0].body
    found = letters.invitation_of(link.rstrip("/").rsplit("/", 1)[1])
    assert found is not None
    assert (found.email, found.roles) == ("ida@example.org", ["reviewer"])
    with pytest.raises(CommandError):
        call_command("invite", "not an address")
