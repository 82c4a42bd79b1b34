"""People and records that the page tests share."""

import pytest

from tests.queries import build

ROLES = ("contributor", "reviewer", "editor", "admin")


@pytest.fixture
def people(db):
    """One person for each role, and one with none."""
    return {role: build.user(role) for role in ROLES} | {"reader": build.user()}


@pytest.fixture
def as_role(client, people):
    """Signs the client in as somebody with the role; "anonymous" signs nobody in."""

    def sign_in(role):
        client.logout()
        if role != "anonymous":
            client.force_login(people[role])
        return client

    return sign_in
