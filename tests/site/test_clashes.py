"""Two transactions that meet: the one that the database undid is answered 503 at every door, and can be sent again."""

from __future__ import annotations

import logging
import re
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest
from django.db import DataError, OperationalError, connection, connections
from django.test import Client

from claims.actions import clashes, following, sources, topics
from claims.models import Event, Source, Topic
from tests.factories import make_claim, make_topic, make_user

KEY = {"idempotency-key": "clash-1"}
ADDRESS = "/api/v1/sources/"
TOLD = "Two changes met and this one was not made; nothing was changed. Send it again."


def busy(code: int = sqlite3.SQLITE_BUSY) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = code
    return error


class Refused(Exception):
    """What PostgreSQL's driver raises, which is not installed everywhere."""

    def __init__(self, message: str, pgcode: str | None) -> None:
        super().__init__(message)
        self.pgcode = pgcode


CLASHES = {
    "deadlock": Refused("deadlock detected\nDETAIL: Process 1 waits", "40P01"),
    "serialization": Refused("could not serialize access", "40001"),
    "lock timeout": Refused("canceling statement", "55P03"),
    "locked": busy(),
    "snapshot": busy(sqlite3.SQLITE_BUSY_SNAPSHOT),
    "shared cache": busy(sqlite3.SQLITE_LOCKED),
}


def raised(cause: BaseException) -> OperationalError:
    """As Django hands on what the driver raised."""
    error = OperationalError(cause.args[0])
    error.__cause__ = cause
    return error


@pytest.fixture
def author(db: Any) -> Any:
    return make_user("contributor")


@pytest.fixture
def visitor(author: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(author)
    return client


def send(client: Client, body: Any = None, **headers: str) -> Any:
    given = body or {"title": "A paper"}
    return client.post(ADDRESS, given, "application/json", headers={**KEY, **headers})


def is_told(response: Any) -> None:
    assert (response.status_code, response["Retry-After"]) == (503, "1")
    assert response["Content-Type"] == "application/problem+json"
    assert response.json() == {
        "type": "about:blank",
        "title": "Service Unavailable",
        "status": 503,
        "detail": TOLD,
    }


@pytest.mark.parametrize("cause", CLASHES.values(), ids=CLASHES)
def test_a_clash_is_known_by_the_drivers_code(cause: BaseException):
    assert clashes.is_clash(raised(cause))


def test_whatever_else_breaks_is_no_clash():
    gone = Refused("server closed the connection unexpectedly", None)
    full = busy(sqlite3.SQLITE_FULL)
    assert not any(clashes.is_clash(raised(one)) for one in (gone, full, ValueError("locked")))
    assert not clashes.is_clash(OperationalError("database is locked"))
    wrong = DataError("deadlock detected")
    wrong.__cause__ = CLASHES["deadlock"]
    assert not clashes.is_clash(wrong)


@pytest.mark.parametrize("cause", [CLASHES["deadlock"], CLASHES["locked"]], ids=["pg", "lite"])
def test_the_api_answers_503_and_the_key_stays_free(visitor, monkeypatch, caplog, cause):
    before = Event.objects.count()
    propose = sources.propose

    def clashing(**given: Any) -> None:
        propose(**given)
        raise raised(cause)

    with monkeypatch.context() as patch:
        patch.setattr(sources, "propose", clashing)
        is_told(send(visitor))
    assert (Source.objects.count(), Event.objects.count()) == (0, before)
    ours = [one for one in caplog.records if one.name == "django.request"]
    assert [one.levelno for one in ours] == [logging.WARNING]
    assert ours[0].getMessage().startswith(f"Two transactions met at {ADDRESS}: {cause.args[0][:8]}")
    again = send(visitor)
    assert again.status_code == 201
    assert "Idempotency-Replayed" not in again
    assert send(visitor)["Idempotency-Replayed"] == "true"


def test_a_page_says_so_as_a_page(visitor, author, monkeypatch):
    claim = make_claim()

    def clashing(**given: Any) -> None:
        raise raised(CLASHES["deadlock"])

    with monkeypatch.context() as patch:
        patch.setattr(following, "follow", clashing)
        response = visitor.post(f"/follow/{claim.public_id}/")
    assert (response.status_code, response["Retry-After"]) == (503, "1")
    assert response["Content-Type"].startswith("text/html")
    text = response.content.decode()
    assert TOLD in text
    assert "Reload this page to send it again" in text


def test_a_clash_at_the_curation_desk_is_no_500(db, monkeypatch):
    chief = make_user("admin")
    chief.is_staff = chief.is_superuser = True
    chief.save()
    client = Client(raise_request_exception=False)
    client.force_login(chief)

    def clashing(**given: Any) -> None:
        raise raised(CLASHES["locked"])

    monkeypatch.setattr(topics, "create", clashing)
    form = client.get("/admin/claims/topic/add/").content.decode()
    rows = dict.fromkeys(re.findall(r'name="([\w-]+_FORMS)"', form), "0")
    given = {"name": "tea", "kind": "exposure", **rows}
    response = client.post("/admin/claims/topic/add/", given)
    assert (response.status_code, response["Retry-After"]) == (503, "1")
    assert TOLD in response.content.decode()


def test_what_a_broken_connection_breaks_stays_a_500(visitor, monkeypatch):
    def broken(**given: Any) -> None:
        raise raised(Refused("server closed the connection unexpectedly", None))

    monkeypatch.setattr(sources, "propose", broken)
    assert send(visitor).status_code == 500


@pytest.mark.django_db(transaction=True)
def test_where_something_was_stored_already_it_stays_a_500(visitor, monkeypatch):
    """"Nothing was changed" is said only where it is so."""
    propose = sources.propose

    def twice(**given: Any) -> None:
        propose(**given)
        raise raised(CLASHES["deadlock"])

    monkeypatch.setattr(sources, "propose", twice)
    without_key = visitor.post(ADDRESS, {"title": "A paper"}, "application/json")
    assert without_key.status_code == 500
    assert Source.objects.count() == 1
    # With the key everything is one transaction.
    is_told(send(visitor))
    assert Source.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("key", [False, True])
def test_one_line_of_many_is_told_alone_or_with_all(visitor, monkeypatch, key):
    propose = sources.propose

    def clashing(**given: Any) -> Any:
        if given["fields"]["title"] == "Unlucky":
            raise raised(CLASHES["deadlock"])
        return propose(**given)

    monkeypatch.setattr(sources, "propose", clashing)
    lines = [
        {"op": "create", "noun": "source", "body": {"title": title}}
        for title in ("First", "Unlucky", "Last")
    ]
    headers = KEY if key else {}
    body = {"operations": lines}
    response = visitor.post("/api/v1/bulk/", body, "application/json", headers=headers)
    if key:
        is_told(response)
        assert not Source.objects.exists()
        return
    assert response.status_code == 200
    results = response.json()["results"]
    assert [one["status"] for one in results] == [201, 503, 201]
    assert results[1]["problem"]["detail"] == TOLD
    assert sorted(Source.objects.values_list("title", flat=True)) == ["First", "Last"]


@pytest.mark.django_db(transaction=True)
def test_a_real_deadlock_costs_one_of_two_a_503(monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time: no two of them can wait for each other")
    writer = make_user("contributor")
    rows = [make_topic("tea").pk, make_topic("sleep").pk]
    orders = {"One": rows, "Two": rows[::-1]}
    both = threading.Barrier(2)
    propose = sources.propose

    def crossing(**given: Any) -> Any:
        first, second = orders[given["fields"]["title"]]
        Topic.objects.select_for_update().get(pk=first)
        both.wait(20)
        Topic.objects.select_for_update().get(pk=second)
        return propose(**given)

    def ask(title: str) -> Any:
        client = Client(raise_request_exception=False)
        client.force_login(writer)
        try:
            return send(client, {"title": title}, **{"idempotency-key": title})
        finally:
            connections.close_all()

    with monkeypatch.context() as patch, ThreadPoolExecutor(2) as pool:
        patch.setattr(sources, "propose", crossing)
        answers = dict(zip(orders, pool.map(ask, orders), strict=True))
    assert sorted(one.status_code for one in answers.values()) == [201, 503]
    lost = next(title for title, one in answers.items() if one.status_code == 503)
    is_told(answers[lost])
    assert Source.objects.filter(title=lost).count() == 0
    again = ask(lost)
    assert (again.status_code, again.has_header("Idempotency-Replayed")) == (201, False)
    assert sorted(Source.objects.values_list("title", flat=True)) == ["One", "Two"]


@pytest.mark.django_db(transaction=True)
def test_a_writer_who_does_not_let_go_costs_a_503(visitor):
    if connection.vendor != "sqlite":
        pytest.skip("the lock of the whole database is SQLite's")
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
        other.execute("BEGIN IMMEDIATE")
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 50")
        try:
            is_told(send(visitor))
        finally:
            other.rollback()
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA busy_timeout = 20000")
    assert send(visitor).status_code == 201
