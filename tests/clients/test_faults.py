"""What the client does when the site is busy, breaks off, refuses, or has nothing new."""

from __future__ import annotations

import time
from email.utils import formatdate

import pytest

from tests.clients.conftest import CLIENT  # puts the client on the path

assert CLIENT.is_dir()

from touchstone_client import (  # noqa: E402
    Conflict,
    Denied,
    Invalid,
    Moved,
    NotFound,
    Problem,
    TooManyRequests,
    Touchstone,
    TouchstoneError,
    Unauthorized,
    Unreachable,
)

pytestmark = pytest.mark.once
OK = (200, {}, {"id": "C1"})


@pytest.mark.parametrize(
    "fault",
    [(503, {}, b"<html>"), (502, {}, b""), (504, {}, b""), (429, {"Retry-After": "0"}, {}), None],
    ids=str,
)
def test_a_read_is_tried_again(loopback, site, fault):
    loopback.script = [fault, fault, OK]
    assert site[0].claim("C1") == {"id": "C1"}
    assert len(loopback.asked) == 3
    assert len(site[1]) == 2


@pytest.mark.parametrize("fault", [(503, {}, b""), None], ids=str)
def test_a_write_is_tried_again_with_the_same_key_and_body(loopback, site, fault):
    loopback.script = [fault, fault, (201, {}, {"id": "S1"}), (201, {}, {"id": "S2"})]
    assert site[0].create("sources", title="Tea")["id"] == "S1"
    site[0].create("sources", title="Tea")
    keys = [headers["Idempotency-Key"] for _, _, headers, _ in loopback.asked]
    assert len(set(keys[:3])) == 1
    assert keys[3] != keys[0]
    assert {body for *_, body in loopback.asked} == {b'{"title": "Tea"}'}


@pytest.mark.parametrize(
    ("headers", "least", "most"),
    [
        ({"Retry-After": "7"}, 7, 7),
        ({"Retry-After": "in 40 seconds"}, 30, 41),
        ({"RateLimit": '"reads";r=5;t=50, "reads-together";r=0;t=9'}, 9, 9),
        ({"Retry-After": "soon"}, 0.3, 0.7),
        ({}, 0.3, 0.7),
    ],
    ids=str,
)
def test_it_waits_as_the_site_says(loopback, site, headers, least, most):
    if (
        "in 40 seconds" in headers.values()
    ):  # as a date, of now and not of when tests were collected
        headers = {"Retry-After": formatdate(time.time() + 40, usegmt=True)}
    loopback.script = [(429, headers, {}), OK]
    site[0].claim("C1")
    assert least <= site[1][0] <= most


def test_it_does_not_wait_for_hours_nor_try_for_ever(loopback, site):
    loopback.script = [(429, {"Retry-After": "3600"}, {"detail": "Slow down."})]
    with pytest.raises(TooManyRequests, match="Slow down"):
        site[0].claim("C1")
    assert site[1] == []
    loopback.script = [None] * 4
    with pytest.raises(Unreachable):
        site[0].claim("C1")
    loopback.script = [(503, {}, b"down")] * 4
    with pytest.raises(Problem, match="503"):
        site[0].claim("C1")


def test_the_same_key_at_the_same_moment_is_waited_for(loopback, site):
    loopback.script = [(409, {"Retry-After": "1"}, {}), (201, {}, {"id": "S1"})]
    assert site[0].create("sources", title="Tea")["id"] == "S1"


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, Invalid), (401, Unauthorized), (403, Denied), (404, NotFound), (409, Conflict),
     (412, Moved), (428, Moved), (422, Invalid), (500, Problem)],
)  # fmt: skip
def test_a_refusal_is_an_exception_with_its_places(loopback, site, status, kind):
    errors = [{"pointer": "#/title", "detail": "May not be empty."}]
    loopback.script = [(status, {}, {"title": "No", "detail": "Because.", "errors": errors})]
    with pytest.raises(kind, match="#/title: May not be empty") as caught:
        site[0].create("sources", title="")
    assert caught.value.status == status
    assert caught.value.errors == errors
    assert len(loopback.asked) == 1


def test_what_has_not_changed_is_not_sent_again(loopback, site):
    tagged = (200, {"ETag": 'W/"1"'}, {"id": "C1", "n": 1})
    loopback.script = [tagged, (304, {}, b""), (200, {"ETag": 'W/"2"'}, {"id": "C1", "n": 2})]
    assert [site[0].claim("C1")["n"] for _ in range(3)] == [1, 1, 2]
    assert [headers.get("If-None-Match") for _, _, headers, _ in loopback.asked] == [
        None,
        'W/"1"',
        'W/"1"',
    ]
    loopback.script = [tagged, tagged]
    with Touchstone(loopback.address, cached=0) as forgetful:
        forgetful.claim("C1")
        forgetful.claim("C1")
    assert "If-None-Match" not in loopback.asked[-1][2]


def test_a_change_says_what_was_read(loopback, site):
    loopback.script = [(202, {}, {"id": "P1"}), OK, OK]
    site[0].change("C1", {"text": "x"}, reason="y", revision=4)
    site[0].change("C1", {"text": "x"}, reason="y", revision='"4-6f"')
    assert [headers["If-Match"] for _, _, headers, _ in loopback.asked] == ['"4"', '"4-6f"']
    site[0].act("C1", "retire", reason="z")
    method, path, headers, _ = loopback.asked[2]
    assert (method, path) == ("POST", "/api/v1/claims/C1/retire/")
    assert "If-Match" not in headers
    assert headers["Authorization"] == "Bearer ts_secret"


def test_pages_are_asked_for_as_they_are_needed_and_only_here(loopback, site):
    elsewhere = "https://elsewhere.example/api/v1/claims/?cursor=2"
    loopback.script = [
        (200, {}, {"results": [{"id": "C1"}, {"id": "C2"}], "next": elsewhere}),
        (200, {}, {"results": [{"id": "C3"}], "next": None}),
    ]
    rows = iter(site[0].claims(verdict=["supported", "reported"], q="a b"))
    assert [next(rows)["id"], next(rows)["id"]] == ["C1", "C2"]
    assert len(loopback.asked) == 1
    assert [one["id"] for one in rows] == ["C3"]
    assert loopback.asked[0][1] == "/api/v1/claims/?verdict=supported%2Creported&q=a+b"
    assert loopback.asked[1][1] == "/api/v1/claims/?cursor=2"


def test_the_token_does_not_leave_the_api(loopback, site):
    for path in ("https://elsewhere.example/", "/accounts/login/", "../../x"):
        with pytest.raises(TouchstoneError):
            site[0].get(path)
    loopback.script = [(302, {"Location": "https://elsewhere.example/"}, b"")]
    with pytest.raises(TouchstoneError):
        site[0].get("claims/C1/")
    assert len(loopback.asked) == 1


@pytest.mark.parametrize("address", ["touchstone.example", "ftp://x", "", "http://"])
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(ValueError, match="give the site's address"):
        Touchstone(address)


@pytest.mark.parametrize("ident", ["42", "C", "X1", "C1/../S1", ""])
def test_an_id_that_is_none_is_refused(site, ident):
    with pytest.raises(ValueError, match="no public id"):
        site[0].claim(ident)


def test_another_kind_of_site_is_told_apart(loopback, site):
    loopback.script = [(200, {}, b"<html>Welcome</html>")]
    with pytest.raises(Unreachable, match="not JSON"):
        site[0].claim("C1")
