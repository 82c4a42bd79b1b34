"""Instruments through the API: what there is, what each asks, and published vectors posted as they stand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from claims.domain.instruments import catalogue
from claims.models import Event

OWN = json.loads((Path(__file__).parents[1] / "instrument_vectors.json").read_text("utf-8"))
CASES = [(name, case) for name, cases in OWN.items() if name != "about" for case in cases]
SHARED = {
    "rob2_domain": "rob2_assignment_2019",
    "rob2_overall": "rob2_assignment_2019",
    "robins_i_overall": "robins_i_2016",
    "naranjo": "naranjo_1981",
    "who_umc": "who_umc_causality",
    "amstar2": "amstar2_2017",
    "nos": "",
}


@pytest.fixture
def ask(api, settings):
    settings.API_READS_PER_MINUTE = 10**6
    return lambda name, body: api().post(f"instruments/{name}/evaluate/", body)


def holds(answer: Any, case: dict[str, Any]) -> None:
    """The answer says what the vector expects, where the fixed shapes say that it stands."""
    assert answer.status_code == 200, (case["id"], answer.content)
    found = answer.json()
    if isinstance(case["expected"], dict):
        assert {name: found["scores"][name] for name in case["expected"]} == case["expected"]
        return
    assert found["judgement"] == case["expected"], case["id"]
    if case.get("domain"):
        assert found["domains"][case["domain"]]["judgement"] == case["expected"]
    for key, name in (
        ("expected_score", "score"),
        ("critical_flaws", "critical_flaws"),
        ("noncritical_weaknesses", "noncritical_weaknesses"),
    ):
        if key in case:
            assert found[name] == case[key], case["id"]


@pytest.mark.parametrize(("name", "case"), CASES, ids=[case["id"] for _, case in CASES])
def test_own_vectors(ask, name, case):
    holds(ask(name, case), case)


def test_shared_vectors_may_be_posted_whole(ask, shared_dir):
    groups = json.loads((shared_dir / "reference/vectors.json").read_text("utf-8"))
    seen = 0
    for group, name in SHARED.items():
        for case in groups[group]:
            holds(ask(name or case["instrument"], case), case)
            seen += 1
    for case in groups["rob2_invalid"]:
        refused = ask("rob2_assignment_2019", case)
        assert refused.status_code == 400
        assert refused.json()["errors"][0]["pointer"].startswith("#/answers/")
        seen += 1
    assert seen > 40


def test_nothing_is_stored_and_rules_and_gaps_are_named(ask):
    before = Event.objects.count()
    found = ask("rob2", {"answers": {"1.1": "Y", "1.2": "Y", "1.3": "N", "3.1": "N"}}).json()
    assert found["judgement"] is None
    assert found["domains"]["D1"]["judgement"] == "low"
    assert found["rules"] == ["D1-6"]
    assert "1.2 is Yes or Probably yes" in found["because"][0]
    assert found["domains"]["D3"]["missing"] == ["3.2"]
    assert Event.objects.count() == before


def test_a_complete_evaluation_suggests_a_strength(ask):
    domains = dict.fromkeys(["D1", "D2", "D3", "D4", "D5"], "some_concerns")
    (found,) = ask("rob2", {"domains": domains}).json()["strength"]
    assert (found["design"], found["strength"]) == ("rct", "moderate")
    assert found["rules"] == ["rob2_assignment_2019:some_concerns"]
    (found,) = ask("rob2", {"answers": {}}).json()["strength"]
    assert found["strength"] is None


def test_na_is_the_programs_own_word(ask):
    refused = ask("rob2", {"domain": "D2", "answers": {"2.1": "Y", "2.3": "NA"}})
    (error,) = refused.json()["errors"]
    assert (refused.status_code, error["pointer"]) == (400, "#/answers/2.3")
    assert "2.1 is Yes" in error["detail"]
    dropped = ask("rob2", {"answers": {"2.1": "N", "2.2": "N", "2.3": "NA", "2.4": "Y"}}).json()
    assert dropped["not_applicable"][:3] == ["2.3", "2.4", "2.5"]
    assert dropped["ignored"] == ["2.4"]
    assert dropped["answers"]["2.4"] == "NA"


@pytest.mark.parametrize(
    ("name", "body", "pointer"),
    [
        ("rob2", {}, "#"),
        ("rob2", {"answers": {"9.9": "Y"}}, "#/answers/9.9"),
        ("rob2", {"answers": {"a/b": "Y"}}, "#/answers/a~1b"),
        ("rob2", {"answers": {"1.1": "yes"}}, "#/answers/1.1"),
        ("rob2", {"answers": {"1.1": ["Y"]}}, "#/answers/1.1"),
        ("rob2", {"answers": {"3.1": "N", "3.2": "NI"}}, "#/answers/3.2"),
        ("rob2", {"answers": [1]}, "#/answers"),
        ("rob2", {"answers": None}, "#/answers"),
        ("rob2", {"domain": "D9", "answers": {}}, "#/domain"),
        ("rob2", {"domains": {"D9": "low"}}, "#/domains/D9"),
        ("rob2", {"domains": {"D1": "good"}}, "#/domains/D1"),
        ("rob2", {"domains": {"D1": {}}}, "#/domains/D1"),
        ("rob2", {"answers": {}, "options": {"trial_design": "cluster"}}, "#/options/trial_design"),
        ("rob2", {"answers": {}, "options": {"colour": 1}}, "#/options/colour"),
        ("rob2", {"answers": {}, "colour": 1}, "#/colour"),
        ("rob2", {"answers": {}, "instrument": "amstar2"}, "#/instrument"),
        ("naranjo", {"answers": {}, "domain": "D1"}, "#/domain"),
        ("naranjo", {"answers": {}, "domains": {"D1": "low"}}, "#/domains/D1"),
        ("amstar2", {"answers": {"1": {"rct": "yes"}}}, "#/answers/1"),
        ("amstar2", {"answers": {"9": {"rct": "includes_only_rct"}}}, "#/answers/9/rct"),
        ("amstar2", {"answers": {"9": {"x/y": "yes"}}}, "#/answers/9/x~1y"),
        ("amstar2", {"answers": {}, "options": {"critical_items": ["77"]}}, "#/options/critical_items"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_400_and_pointed_at(ask, name, body, pointer):
    answer = ask(name, body)
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"{", 400), (b"[]", 400), (b"null", 400), (b"[" * 100_000, 400),
        (b'{"answers": {"1.1": ' + b"[" * 30 + b"]" * 30 + b"}}", 400),
        (b'{"answers": {"1.1": 1e400}}', 400), (b'{"answers": {"1.1": "a\\u0000"}}', 400),
        (b'{"answers": {' + b",".join(b'"x%d": 1' % n for n in range(50_000)) + b"}}", 400),
        (b'{"answers": {"1.1": "' + b"x" * 3_000_000 + b'"}}', 413),
    ],
    ids=range(9),
)  # fmt: skip
def test_bodies_that_are_no_use_never_break_it(api, raw, status):
    client = api().client
    answer = client.post("/api/v1/instruments/rob2/evaluate/", raw, content_type="application/json")
    assert answer.status_code == status
    assert len(answer.content) < 100_000


def test_the_list_has_every_instrument_in_pages(api):
    found = api().get("instruments/").json()
    assert [row["id"] for row in found["results"]] == sorted(catalogue())
    assert (len(found["results"]), found["next"]) == (18, None)
    first = api().get("instruments/?limit=10").json()
    second = api().get(first["next"]).json()
    assert [*first["results"], *second["results"]] == found["results"]
    assert api().get("instruments/?cursor=zzz").status_code == 400
    fitting = api().get("instruments/?design=case_report").json()["results"]
    assert {"jbi_case_report", "murad_2018", "naranjo_1981", "who_umc_causality"} == {
        row["id"] for row in fitting
    }


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_each_instrument_says_what_it_is(api, name):
    found = api().get(f"instruments/{name}/").json()
    assert found["citation"]
    assert found["guidance"].startswith("https://")
    assert found["licence"]["consequence"]
    for domain in found["domains"]:
        for item in domain["items"]:
            assert item["paraphrase_of"]
            assert len(item["options"]) > 1


def test_reading_asks_no_database_and_answers_304(api, django_assert_num_queries):
    with django_assert_num_queries(0):
        first = api().get("instruments/rob2/")
        again = api().get("instruments/rob2/", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (first.status_code, again.status_code) == (200, 304)
    assert again.content == b""
    assert first["Cache-Control"] == "public, no-cache"


def test_an_unknown_instrument_is_404(api):
    assert api().get("instruments/rob3/").status_code == 404
    assert api().post("instruments/rob3/evaluate/", {"answers": {}}).status_code == 404
