"""What every answer carries, and what is refused before anything reads it."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from evidence import middleware
from evidence.logs import RequestIdFilter, request_id


@pytest.fixture
def strict() -> Client:
    """A client that sees the 500 page instead of the exception."""
    return Client(raise_request_exception=False)


@pytest.mark.django_db
def test_every_answer_carries_the_safety_headers(client):
    response = client.get("/health/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert "camera=()" in response["Permissions-Policy"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("abcd-1234.Ef", True),
        ("short", False),
        ("x" * 65, False),
        ("forged\nline", False),
        ("", False),
    ],
)
def test_a_request_keeps_an_id_only_if_it_is_harmless(given: str, kept: bool):
    seen = []

    def view(request):
        seen.append(request_id.get())
        return HttpResponse()

    request = RequestFactory().get("/", headers={"X-Request-ID": given})
    response = middleware.RequestId(view)(request)
    assert response["X-Request-ID"] == seen[0]
    assert (seen[0] == given) is kept
    assert kept or re.fullmatch(r"[0-9a-f]{32}", seen[0])
    assert request_id.get() == "-"


def test_log_lines_carry_the_request_id():
    record = __import__("logging").makeLogRecord({"msg": "x"})
    assert RequestIdFilter().filter(record)
    assert record.request_id == "-"


def test_a_body_at_the_limit_passes_and_one_above_does_not(settings):
    settings.MAX_BODY = 10
    reached = []
    limit = middleware.BodyLimit(lambda request: reached.append(request) or HttpResponse())
    factory = RequestFactory()
    assert limit(factory.post("/", b"x" * 10, content_type="text/plain")).status_code == 200
    refused = limit(factory.post("/api/v1/claims/", b"x" * 11, content_type="text/plain"))
    assert refused.status_code == 413
    assert len(reached) == 1


@pytest.mark.django_db
def test_ten_megabytes_are_refused_with_a_page(client):
    response = client.post("/", b"x" * 10_000_000, content_type="text/plain")
    assert response.status_code == 413
    assert b"at most 2.5 MB" in response.content
    assert response["Content-Security-Policy"]


@pytest.mark.django_db
def test_ten_megabytes_are_refused_as_a_problem_by_the_api(client):
    response = client.post("/api/v1/claims/", b"x" * 10_000_000, content_type="application/json")
    assert response.status_code == 413
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == 413
