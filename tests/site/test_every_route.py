"""Every address answers everyone with an answer and never with an accident, even on an empty site.

Who may do what is tested door by door; this only walks through the list of tests/architecture.
"""

import re
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from claims.domain.vocabulary import PREFIXES

LIST = Path(__file__).parents[1] / "architecture/routes.txt"
SAMPLES = {
    "int": "999999",
    "str": "nothing",
    "slug": "nothing",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "path": "nothing/here",
    "record": "C999999",
    "ending": "ris",
    **{noun: f"{prefix}999999" for noun, prefix in PREFIXES.items()},
}
ROUTES = [line for line in LIST.read_text(encoding="utf-8").splitlines() if "admin/**" not in line]
# Redirects of the site's own kind, refusals by method, by permission, by absence, by rate.
ORDERLY = {200, 301, 302, 303, 304, 400, 401, 403, 404, 405, 406, 409, 410, 415, 429}


def address(route: str) -> str:
    """The route with something that does not exist in place of its parameters."""
    plain = re.sub(r"\(\?P<\w+>[^)]*\)", "999999", route).replace("^", "").replace("$", "")
    plain = re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES[found[1] or "str"], plain)
    return "/" + plain.replace("\\", "").strip("/") + ("/" if plain.endswith("/") else "")


# Which of the two databases is empty makes no difference.
pytestmark = pytest.mark.once


@pytest.fixture
def member(db) -> Client:
    """Signed in, with no role."""
    client = Client()
    client.force_login(get_user_model().objects.create_user("sam", "sam@example.org"))
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "options"])
@pytest.mark.parametrize("route", ROUTES)
def test_a_stranger_gets_an_orderly_answer(route: str, method: str):
    response = getattr(Client(), method)(address(route) if route != "/" else "/")
    assert response.status_code in ORDERLY


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", ROUTES)
def test_a_member_gets_an_orderly_answer(member: Client, route: str, method: str):
    response = getattr(member, method)(address(route) if route != "/" else "/")
    assert response.status_code in ORDERLY


@pytest.mark.django_db
@pytest.mark.parametrize("route", [route for route in ROUTES if route.startswith("api/")])
def test_the_api_never_answers_an_error_with_a_page(route: str):
    response = Client().get(address(route))
    if response.status_code >= 400:
        assert response["Content-Type"] == "application/problem+json"
