"""The certainty of a claim, a calculator for anyone's own table, and conflicts between studies, over the API."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from claims.actions import judgements
from claims.models import Conflict, Event
from tests.actions.test_judgements import rated
from tests.api.test_shapes import check, document, strict  # noqa: F401
from tests.domain.test_certainty import OWN
from tests.factories import make_claim, make_user

VECTORS = Path(
    os.environ.get("REFERENCE_VECTORS")
    or Path(__file__).resolve().parents[3] / "shared/reference/vectors.json"
)
PATH = "calculators/certainty/"

# Cases of our own, written as published vectors are: the whole case is posted.
CASES = [
    {"id": f"own-{n}", "body": {"start": start, "downgrade": down, "upgrade": up},
     "expected": expected, "derivation": "published arithmetic", "upgrade_blocked": blocked}
    for n, (start, down, up, expected, blocked) in enumerate(OWN)
] + [
    {"id": "own-bare", "body": {"start": "rct"}, "expected": "high", "upgrade_blocked": False},
    {"id": "own-none", "body": {"start": "nrsi", "n_eligible_studies": 0},
     "expected": "not_rated", "upgrade_blocked": False},
]  # fmt: skip


@pytest.fixture(autouse=True)
def _one_reviewer(settings):
    settings.REVIEWERS_REQUIRED = 1


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_whole_case_is_posted_as_it_stands(api, case, strict):  # noqa: F811
    answer = api().post(PATH, case)
    assert answer.status_code == 200, answer.json()
    found = answer.json()
    assert found["certainty"] == case["expected"]
    assert found["upgrade_blocked"] == case["upgrade_blocked"]
    assert bool(found["warnings"]) == case["upgrade_blocked"]
    assert len(found["steps"]) == 8
    assert found["why"]
    check(strict, f"/api/v1/{PATH}", "post", 200, found)
    assert not Event.objects.exists()


@pytest.mark.skipif(
    not VECTORS.is_file(),
    reason="no shared test vectors here (REFERENCE_VECTORS names another place)",
)
def test_shared_vectors(api):
    for case in json.loads(VECTORS.read_text())["grade"]:
        answer = api().post(PATH, case)
        assert answer.json()["certainty"] == case["expected"], case["id"]
        assert answer.json()["upgrade_blocked"] == case.get("upgrade_blocked", False), case["id"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#"),
        ({"body": {}}, "#/body/start"),
        ({"body": {"start": "luck"}}, "#/body/start"),
        ({"body": {"start": "rct", "downgrade": {"luck": -1}}}, "#/body/downgrade/luck"),
        ({"body": {"start": "rct", "downgrade": {"imprecision": -4}}}, "#/body/downgrade/imprecision"),
        ({"body": {"start": "rct", "downgrade": {"imprecision": "-1"}}}, "#/body/downgrade/imprecision"),
        ({"body": {"start": "nrsi", "upgrade": {"large_effect": -1}}}, "#/body/upgrade/large_effect"),
        ({"body": {"start": "rct", "colour": 1}}, "#/body/colour"),
        ({"body": {"start": "rct"}, "claim": {}}, "#/claim"),
        ({"claim": {}, "studies": []}, "#/claim/claim_type"),
        ({"claim": {"claim_type": "causal"}, "studies": [], "evidence": []}, "#/evidence"),
        ({"claim": {"claim_type": "causal"}, "evidence": [{"design": "rct", "n": "many"}]}, "#/evidence/0/n"),
        ({"claim": {"claim_type": "causal"}, "studies": [{}]}, "#/studies/0/design"),
        ({"claim": {"claim_type": "causal"}, "studies": [{"design": "rct", "colour": 1}]}, "#/studies/0/colour"),
        (
            {"claim": {"claim_type": "causal"}, "studies": [{"design": "rct", "effect": {"measure": "RR"}}]},
            "#/studies/0/effect/estimate",
        ),
        (
            {
                "claim": {"claim_type": "causal"},
                "judgements": [{"stream": "randomised", "domain": "imprecision", "change": -1}],
            },
            "#/judgements/0/reason",
        ),
    ],
)  # fmt: skip
def test_faults_point_into_the_body(api, body, pointer):
    answer = api().post(PATH, body)
    assert answer.status_code == 400, answer.json()
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


def trial(**more):
    return {
        "design": "rct",
        "direction": "supports",
        "directness": "direct",
        "strength": "strong",
        **more,
    }


def test_a_whole_table_gives_the_whole_conclusion(api, strict):  # noqa: F811
    table = {
        "claim": {"claim_type": "efficacy", "rung_claimed": "caused"},
        "studies": [
            trial(n=420, n_unit="patients"),
            trial(direction="contradicts", study="Other 2019"),
        ],
    }
    found = api().post(PATH, table).json()
    assert (found["verdict"], found["consistency"]) == ("conflicting", "divided")
    assert (found["certainty"], found["level"]) == ("low", 2)
    assert found["sides"] == {"for": ["Y1"], "against": ["Other 2019"]}
    assert found["plain_sentence"].startswith("Studies of like weight disagree")
    assert found["steps"]
    assert (
        found["what_would_change"] == []
    )  # two strong trials that disagree: one more does not settle it
    check(strict, f"/api/v1/{PATH}", "post", 200, found)
    same = {"claim": table["claim"], "evidence": table["studies"]}
    assert api().post(PATH, same).json() == found
    decision = {
        "stream": "randomised",
        "domain": "inconsistency",
        "change": 0,
        "reason": "Explained by dose.",
    }
    decided = api().post(PATH, {**table, "judgements": [decision]}).json()
    assert decided["certainty"] == "high"


def test_no_study_at_all_is_not_rated(api):
    found = api().post(PATH, {"claim": {"claim_type": "causal", "searched": True}}).json()
    assert (found["verdict"], found["certainty"], found["level"]) == (
        "none_found",
        "not_rated",
        None,
    )


def test_the_table_of_a_claim(api, strict):  # noqa: F811
    claim, editor = make_claim(), make_user("editor")
    rated(claim, n=120, n_unit="patients")
    path = f"claims/{claim.public_id}/certainty/"
    found = api().get(path)
    assert found.status_code == 200
    check(strict, "/api/v1/claims/{ident}/certainty/", "get", 200, found.json())
    body = found.json()["streams"][0]
    assert (body["arithmetic"], body["certainty"]) == ("4 - 1 = 3: moderate", "moderate")
    assert api().get(path, headers={"if-none-match": found["ETag"]}).status_code == 304
    judgements.judge_domain(
        claim=claim, stream="randomised", domain="imprecision", change=-2, reason="Wide.", by=editor
    )
    moved = api().get(path, headers={"if-none-match": found["ETag"]})
    assert moved.status_code == 200
    check(strict, "/api/v1/claims/{ident}/certainty/", "get", 200, moved.json())
    assert moved.json()["certainty"] == "low"
    assert api().get("claims/C999999/certainty/").status_code == 404


def test_an_editor_decides_over_the_api(api):
    claim, editor = make_claim(), make_user("editor")
    rated(claim)
    given = {"stream": "randomised", "domain": "imprecision", "change": -1, "reason": "Wide."}
    done = api(editor).post(f"claims/{claim.public_id}/judge/", given)
    assert (done.status_code, done.json()["synthesis"]["certainty"]) == (200, "moderate")
    given = {**given, "change": 2}
    refused = api(editor).post(f"claims/{claim.public_id}/judge/", given)
    assert [error["pointer"] for error in refused.json()["errors"]] == ["#/change"]


def test_conflicts_are_listed_and_explained(api, strict):  # noqa: F811
    claim, editor = make_claim(), make_user("editor")
    rated(claim)
    rated(claim, rating={"direction": "contradicts"})
    conflict = Conflict.objects.get()
    path = f"conflicts/{conflict.public_id}/"
    found = api().get("conflicts/?state=open").json()
    check(strict, "/api/v1/conflicts/", "get", 200, found)
    assert [one["id"] for one in found["results"]] == [conflict.public_id]
    check(strict, "/api/v1/conflicts/{ident}/", "get", 200, api().get(path).json())
    done = api(editor).post(f"{path}explain/", {"cause": "dose", "reason": "Ten times more."})
    assert (done.status_code, done.json()["state"]) == (200, "explained")
    assert api().get("conflicts/?state=open").json()["results"] == []
    assert api().get(f"claims/{claim.public_id}/").json()["conflict"]["cause"] == "dose"
    assert api().get("conflicts/K999999/").status_code == 404
