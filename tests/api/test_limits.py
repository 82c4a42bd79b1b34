"""Limits: stated in every answer, and by a refusal that says which, when it ends and what to do."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from evidence.accounts import tokens
from evidence.accounts.models import Token

ITEM = re.compile(r'"([a-z-]+)";([a-z]+)=(\d+);([a-z]+)=(\d+)')


def items(header: str) -> dict[str, dict[str, int]]:
    """The members of a structured list of named items; nothing but such items may be in it."""
    found = {}
    for part in header.split(", "):
        name, one, first, other, second = ITEM.fullmatch(part).groups()
        found[name] = {one: int(first), other: int(second)}
    return found


def key_of(user, *scopes):
    token, raw = tokens.make(user=user, name="t", days=1, by=user, scopes=scopes)
    return token, {"authorization": f"Bearer {raw}"}


def test_every_kind_of_answer_says_the_limits(api, world, people):
    _, key = key_of(people.chief)
    answers = [
        api().get("claims/"),
        api().get("claims/C999999/"),
        api().get("claims/?colour=red"),
        api().get("claims/", headers={"accept": "image/png"}),
        api().get("claims/", headers={"authorization": "Bearer ts_wrong"}),
        api().get("schema/"),
        api().get("references/?format=ris"),
        api().client.put("/api/v1/claims/"),
        api().post("sources/", {}),
        api().post("sources/", {"title": "A"}, headers=key),
        api().post("calculators/effect-size/", {}),
        api(people.chief).delete("follows/999/"),
    ]
    answers.append(api().get("claims/", headers={"if-none-match": answers[0]["ETag"]}))
    statuses = {200, 201, 304, 400, 401, 404, 405, 406}
    assert {one.status_code for one in answers} == statuses
    for answer in answers:
        policy, state = items(answer["RateLimit-Policy"]), items(answer["RateLimit"])
        assert policy.keys() == state.keys()
        for name, found in policy.items():
            assert found["w"] == 60
            assert 0 <= state[name]["r"] < found["q"]
            assert 0 < state[name]["t"] <= 60


def test_not_modified_is_still_one_query(api, world, django_assert_num_queries):
    tag = api().get("claims/")["ETag"]
    with django_assert_num_queries(1):
        answer = api().get("claims/", headers={"if-none-match": tag})
    assert answer.status_code == 304


def test_what_is_left_goes_down_and_the_refusal_says_all_that_one_needs(api, world, settings):
    settings.API_READS_PER_MINUTE = 2
    left = [items(api().get("claims/")["RateLimit"])["reads"]["r"] for _ in range(2)]
    refused = api().get("claims/")
    assert refused.status_code == 429, "the minute may have turned"
    assert left == [1, 0]
    body = refused.json()
    assert refused["Content-Type"] == "application/problem+json"
    assert body["type"].endswith("#quota-exceeded")
    assert body["violated-policies"] == ["reads"]
    limit = body["limit"]
    assert (limit["name"], limit["counted_by"]) == ("reads", "address")
    assert (limit["quota"], limit["window"]) == (2, 60)
    assert str(limit["resets_in"]) == refused["Retry-After"]
    assert "slow down" in body["detail"]
    assert "token" in body["detail"]
    assert items(refused["RateLimit"])["reads"]["r"] == 0
    # Another address is not concerned.
    assert api().get("claims/", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_each_token_has_a_count_of_its_own_and_all_together_have_one(api, world, people, settings):
    settings.API_READS_PER_MINUTE = 2
    keys = [key_of(people.chief)[1] for _ in range(4)]
    codes = [[api().get("claims/", headers=key).status_code for _ in range(3)] for key in keys[:2]]
    assert codes == [[200, 200, 429]] * 2
    # Refused requests count as well: 6 of 6 are used up by now.
    refused = api().get("claims/", headers=keys[3])
    assert refused.status_code == 429
    assert refused.json()["limit"]["name"] == "reads-together"
    assert refused.json()["limit"]["counted_by"] == "person"
    assert refused.json()["limit"]["quota"] == 6
    # A stranger at the same address has the address's own count.
    assert api().get("claims/").status_code == 200


def test_writes_are_counted_apart_from_reads(api, people, settings):
    settings.API_WRITES_PER_MINUTE = 1
    _, key = key_of(people.contributor)
    assert api().post("sources/", {"title": "A"}, headers=key).status_code == 201
    refused = api().post("sources/", {"title": "B"}, headers=key)
    assert refused.json()["limit"]["name"] == "writes"
    assert api().get("claims/", headers=key).status_code == 200


def test_a_token_may_be_allowed_more(api, people, settings):
    settings.API_WRITES_PER_MINUTE = 1
    token, key = key_of(people.contributor)
    Token.objects.filter(pk=token.pk).update(limit_times=5)
    codes = [api().post("sources/", {"title": f"A{n}"}, headers=key).status_code for n in range(6)]
    assert codes == [201] * 5 + [429]
    limits = {
        one["name"]: one["quota"] for one in api().get("token/", headers=key).json()["limits"]
    }
    assert (limits["writes"], limits["writes-together"]) == (5, 5)


def test_tokens_that_do_not_hold_are_counted_by_address(api, db, settings):
    settings.API_READS_PER_MINUTE = 3
    wrong = {"authorization": "Bearer ts_guess"}
    codes = [api().get("claims/", headers=wrong).status_code for _ in range(5)]
    assert codes == [401, 401, 401, 429, 429]


def test_the_limit_of_reports_is_named(api, world):
    body = {"record": world.claim.public_id, "text": "Wrong."}
    refused = [api().post("reports/", body) for _ in range(6)][-1]
    assert refused.status_code == 429
    limit = refused.json()["limit"]
    assert (limit["name"], limit["quota"], limit["window"]) == ("reports", 5, 3600)
    assert limit["resets_in"] == int(refused["Retry-After"]) > 3000


@pytest.mark.parametrize("which", ["revoked", "expired"])
def test_an_ended_token_is_401_at_once(api, people, which):
    token, key = key_of(people.chief)
    assert api().get("desk/", headers=key).status_code == 200
    now = timezone.now()
    change = {"revoked_at": now} if which == "revoked" else {"expires_at": now - timedelta(1)}
    Token.objects.filter(pk=token.pk).update(**change)
    assert api().get("desk/", headers=key).status_code == 401
