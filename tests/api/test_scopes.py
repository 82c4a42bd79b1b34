"""Scopes: a token writes what it was given for, of what its owner may, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import URLPattern

from claims.api import scopes
from claims.api.urls import urlpatterns
from claims.domain.scopes import WRITING, Scope, held, tidy
from evidence.accounts import tokens

WRITES = ("post", "patch", "delete", "put")


def routes() -> list[tuple[str, Any]]:
    """Route and view of every write of the API that stores something."""
    found = []
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        view = getattr(pattern.callback, "view_class", None) or getattr(
            pattern.callback, "cls", None
        )
        methods = [one for one in WRITES if one in view.http_method_names and hasattr(view, one)]
        # The lines of a bulk request are asked one by one.
        free = getattr(view, "computes", False) or getattr(view, "by_line", False)
        if methods and not free:
            found.append((f"api/v1/{pattern.pattern}", view))
    return found


def bearer(user: Any, *wanted: str) -> dict[str, str]:
    _, raw = tokens.make(user=user, name="t", days=1, by=user, scopes=wanted)
    return {"authorization": f"Bearer {raw}"}


def test_every_write_route_has_a_scope():
    """A new one: say in claims/api/scopes.py which scope it needs."""
    assert len(routes()) > 80
    assert [route for route, _ in routes() if scopes.needed(route) is None] == []


def test_no_line_of_the_table_is_about_a_route_that_is_not_there():
    there = {
        (words[0], "/".join(words[1:]))
        for route, _ in routes()
        if (words := [w for w in route.split("/")[2:] if w and not w.startswith("<")])
    }
    told = {(name, act) for name, acts in scopes.TABLE.items() for act in acts}
    assert told - there == set()
    assert {scope for acts in scopes.TABLE.values() for scope in acts.values()} | {
        Scope.WEBHOOKS
    } == set(WRITING)


def sample(route: str, world: Any) -> str:
    noun = route.split("/")[2]
    record = {"claims": world.claim, "sources": world.source, "studies": world.study,
              "topics": world.topic, "evidence": world.evidence}.get(noun)  # fmt: skip
    ident = record.public_id if record else "1"
    return "/" + route.replace("<str:ident>", ident).replace("<int:position>", "1").replace(
        "<int:number>", "1"
    ).replace("<slug:name>", "x")


def test_no_write_is_done_without_its_scope(api, world, people, settings):
    """Every write route, with every scope but its own: 403 that names the one it lacks."""
    settings.API_WRITES_PER_MINUTE = 10**6
    asker = api()
    keys = {
        scope: bearer(people.chief, *(one.value for one in WRITING if one is not scope))
        for scope in WRITING
    }
    for route, view in routes():
        lacking = scopes.needed(route)
        for method in WRITES:
            if method not in view.http_method_names or not hasattr(view, method):
                continue
            address = sample(route, world)
            answer = asker.client.generic(
                method.upper(), address, b"{}", "application/json", headers=keys[lacking]
            )
            assert answer.status_code == 403, (method, address, answer.content)
            assert answer.json()["scope"] == lacking.value
            assert (
                f'error="insufficient_scope", scope="{lacking.value}"' in answer["WWW-Authenticate"]
            )
            assert answer["Content-Type"] == "application/problem+json"


def test_a_token_writes_within_its_scope(api, people):
    key = bearer(people.contributor, "sources:write")
    made = api().post("sources/", {"title": "A"}, headers=key)
    assert made.status_code == 201
    assert api().post("claims/", {"text": "x"}, headers=key).status_code == 403


def test_a_token_gives_no_role_that_its_owner_lacks(api, world, people):
    for wanted in ((), ("curate",)):
        refused = api().post(
            f"claims/{world.claim.public_id}/retire/",
            {"reason": "r"},
            headers=bearer(people.contributor, *wanted),
        )
        assert refused.status_code == 403
        assert "scope" not in refused.json()
        assert "insufficient_scope" not in refused.headers.get("WWW-Authenticate", "")


def test_a_token_for_reading_reads_as_its_owner_and_computes(api, world, people):
    key = bearer(people.author, "read")
    draft = f"claims/{world.draft.public_id}/"
    assert api().get(draft).status_code == 404
    assert api().get(draft, headers=key).status_code == 200
    body = {"measure": "RD", "input": {"estimate": 0.1, "low": -0.1, "high": 0.3}}
    assert api().post("calculators/effect-size/", body, headers=key).status_code == 200
    body = {"record": world.claim.public_id, "text": "Wrong."}
    assert api().post("reports/", body, headers=key).status_code == 403
    assert api().post("reports/", body).status_code == 201


def test_a_token_without_scopes_and_a_session_may_all_that_the_person_may(api, people):
    key = bearer(people.contributor)
    assert api().post("sources/", {"title": "A"}, headers=key).status_code == 201
    assert api(people.contributor).post("sources/", {"title": "B"}).status_code == 201


def test_a_method_that_is_not_there_is_405_whatever_the_scope(api, world, people):
    key = bearer(people.contributor, "read")
    answer = api().client.delete(f"/api/v1/claims/{world.claim.public_id}/", headers=key)
    assert answer.status_code == 405


def test_who_am_i(api, people, django_assert_num_queries):
    assert api().get("token/").status_code == 401
    key = bearer(people.contributor, "documents", "sources:write")
    api().get("token/", headers=key)
    with django_assert_num_queries(2):
        found = api().get("token/", headers=key).json()
    assert found["scopes"] == ["read", "sources:write", "documents"]
    assert (found["kind"], found["name"], found["everything"]) == ("token", "t", False)
    assert found["owner"]["roles"] == ["contributor"]
    assert key["authorization"].removeprefix("Bearer ").startswith(found["prefix"])
    assert {one["name"] for one in found["limits"]} == {
        "reads", "reads-together", "writes", "writes-together",
    }  # fmt: skip
    everything = api().get("token/", headers=bearer(people.admin)).json()
    assert everything["everything"]
    assert everything["scopes"] == [scope.value for scope in Scope]
    session = api(people.contributor).get("token/").json()
    assert (session["kind"], session["name"], session["expires_at"]) == ("session", "", None)


def test_the_words_of_scopes():
    assert tidy([]) == ["read"]
    assert tidy(["grade", "claims:write", "grade"]) == ["read", "claims:write", "grade"]
    with pytest.raises(ValueError, match="Known: read"):
        tidy(["everything"])
    assert held([]) == frozenset(Scope)
    assert held(["read", "grade"]) == {Scope.READ, Scope.GRADE}
