"""The command that containers start with."""

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection


def test_it_returns_when_the_database_answers(db):
    assert call_command("wait_for_database", "--seconds=0") is None


def test_it_gives_up_with_the_reason(db, monkeypatch):
    def refuse():
        raise OperationalError("connection refused")

    # Put back before the database fixture ends, which needs the connection.
    with monkeypatch.context() as patch:
        patch.setattr(connection, "ensure_connection", refuse)
        with pytest.raises(CommandError, match="does not answer: connection refused"):
            call_command("wait_for_database", "--seconds=0")


def test_it_tries_again(db, monkeypatch, capsys):
    real, failures = connection.ensure_connection, [OperationalError("starting up")]

    def slow_start():
        if failures:
            raise failures.pop()
        real()

    monkeypatch.setattr(connection, "ensure_connection", slow_start)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    call_command("wait_for_database", "--seconds=5")
    assert "Waiting for the database" in capsys.readouterr().err
