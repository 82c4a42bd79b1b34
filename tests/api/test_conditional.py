"""Strangers who hold an answer are told in one query that it still stands; nobody else is answered that way."""

from __future__ import annotations

import pytest

from claims.actions import claims as actions

LIST = "claims/?include=evidence,sources"


def having(tag: str, **more: str) -> dict[str, dict[str, str]]:
    return {"headers": {"if-none-match": tag, **more}}


def test_it_stands_until_something_public_changes(api, world, people, django_assert_num_queries):
    first = api().get(LIST)
    for tag in (first["ETag"], f'"other", {first["ETag"]}', first["ETag"].removeprefix("W/")):
        with django_assert_num_queries(1):
            answer = api().get(LIST, **having(tag))
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer["ETag"] == first["ETag"]
        assert answer["Cache-Control"] == "public, no-cache"
        for name in ("Accept", "Authorization", "Cookie"):
            assert name in answer["Vary"]
    assert api().client.head(f"/api/v1/{LIST}", **having(first["ETag"])).status_code == 304

    actions.draft(
        by=people.author, fields={"text": "A draft moves nothing", "claim_type": "association"}
    )
    assert api().get(LIST, **having(first["ETag"])).status_code == 304
    draft = actions.draft(
        by=people.author, fields={"text": "What is published does", "claim_type": "association"}
    )
    actions.publish(claim=draft, by=people.editor)
    second = api().get(LIST, **having(first["ETag"]))
    assert second.status_code == 200
    assert second["ETag"] != first["ETag"]


@pytest.mark.parametrize("other", ["claims/", "claims/?include=evidence", "claims/?limit=24"])
def test_an_answer_stands_for_its_own_address(api, world, other):
    assert api().get(other, **having(api().get(LIST)["ETag"])).status_code == 200


def test_an_answer_stands_for_its_own_format(api, world):
    tag = api().get("references/?format=ris")["ETag"]
    assert api().get("references/?format=ris", **having(tag)).status_code == 304
    assert api().get("references/?format=bibtex", **having(tag)).status_code == 200
    plain = api().get("claims/", headers={"accept": "application/json"})["ETag"]
    assert api().get("claims/", **having(plain, accept="image/png")).status_code == 406


def test_whoever_is_signed_in_gets_their_own_answer(api, world, people):
    tag = api().get(LIST)["ETag"]
    answer = api(people.author).get(LIST, **having(tag))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert api().get(LIST, **having(tag, authorization="Bearer ts_wrong")).status_code == 401


def test_it_counts_against_the_limit(api, world, settings):
    settings.API_READS_PER_MINUTE = 2
    tag = api().get(LIST)["ETag"]
    assert api().get(LIST, **having(tag)).status_code == 304
    refused = api().get(LIST, **having(tag))
    assert refused.status_code == 429
    assert refused["Retry-After"]


def test_it_answers_for_the_site_s_own_names_only(api, world, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    tag = api().get(LIST)["ETag"]
    answer = api().get(LIST, **having(tag, host="elsewhere.example"))
    assert answer.status_code == 400
