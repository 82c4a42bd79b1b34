"""People for the tests of accounts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from claims.actions import people
from claims.domain.vocabulary import Role
from claims.models import Event
from evidence.accounts.models import User

PASSWORD = "a rather long one 7"


@pytest.fixture
def make(db) -> Callable[..., User]:
    """Opens accounts by their names: make("ada", "admin")."""

    def opened(name: str, *roles: str) -> User:
        return people.add(
            username=name,
            email=f"{name}@example.org",
            password=PASSWORD,
            roles=roles,
            by=None,
            consent_version="2026-11",
        )

    return opened


@pytest.fixture
def admin(make) -> User:
    return make("ada", Role.ADMIN)


@pytest.fixture
def ben(make) -> User:
    """A contributor."""
    return make("ben", Role.CONTRIBUTOR)


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A browser in which somebody is signed in."""

    def browser(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return browser


@pytest.fixture
def events(db) -> Callable[[User], list[tuple[str, str]]]:
    """The (verb, actor) pairs of the log about a person, in order."""

    def told(user: User) -> list[tuple[str, str]]:
        rows = Event.objects.filter(noun="user", object_id=user.pk).order_by("seq")
        return list(rows.values_list("verb", "actor"))

    return told
