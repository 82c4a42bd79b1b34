"""The site's own answers: errors as pages and as problems, health, robots."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DatabaseError, connection
from django.http import Http404
from django.test import Client, override_settings
from django.urls import include, path

from evidence import urls as site_urls
from evidence import views


def broken(request):
    raise RuntimeError("the inside story")


def missing(request):
    raise Http404("claim C99 is a secret draft")


def denied(request):
    raise PermissionDenied("Only editors may retire a claim.")


def suspicious(request):
    raise SuspiciousOperation("forged")


ENDS = {"broken": broken, "missing": missing, "denied": denied, "suspicious": suspicious}
handler400, handler403 = site_urls.handler400, site_urls.handler403
handler404, handler500 = site_urls.handler404, site_urls.handler500
urlpatterns = [
    *(path(f"{prefix}{name}/", view) for prefix in ("", "api/v1/") for name, view in ENDS.items()),
    path("", include(site_urls)),
]
CASES = [("broken", 500), ("missing", 404), ("denied", 403), ("suspicious", 400)]


@pytest.fixture
def visitor(db) -> Client:
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(raise_request_exception=False)


@pytest.mark.parametrize(("name", "status"), CASES)
def test_an_error_is_a_page(visitor: Client, name: str, status: int):
    response = visitor.get(f"/{name}/")
    assert response.status_code == status
    assert response["Content-Type"].startswith("text/html")
    text = response.content.decode()
    assert "<h1" in text
    assert not {"the inside story", "secret draft", "forged"} & {
        phrase for phrase in ("the inside story", "secret draft", "forged") if phrase in text
    }


@pytest.mark.parametrize(("name", "status"), CASES)
def test_an_error_of_the_api_is_a_problem(visitor: Client, name: str, status: int):
    response = visitor.get(f"/api/v1/{name}/")
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status
    assert problem["title"]
    assert "secret" not in problem["detail"]


def test_a_denial_says_why(visitor: Client):
    assert "Only editors may retire a claim." in visitor.get("/denied/").content.decode()


def test_the_500_page_needs_no_database(visitor: Client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert visitor.get("/broken/").status_code == 500


def test_a_form_from_elsewhere_is_told_what_to_do(db):
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x"})
    assert response.status_code == 403
    assert "Allow cookies" in response.content.decode()


def test_health_is_ok(db, client):
    response = client.get("/health/")
    assert response.json() == {"status": "ok"}
    assert "no-cache" in response["Cache-Control"]


def test_health_notices_a_dead_database(rf, db, monkeypatch):
    def dead():
        raise DatabaseError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", dead)
        assert views.health(rf.get("/health/")).status_code == 503


def test_robots_keep_out_of_forms(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    assert "Disallow: /admin/" in response.content.decode()


@pytest.mark.parametrize("address", ["/health/", "/robots.txt"])
def test_the_sites_own_pages_are_only_read(client, db, address: str):
    assert client.post(address).status_code == 405
