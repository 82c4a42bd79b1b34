"""The calculators of effect sizes and meta-analysis, as anybody meets them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db
OWN = json.loads(Path(__file__).with_name("meta_analysis_vectors.json").read_text(encoding="utf-8"))
GIVEN = Path(
    os.environ.get("REFERENCE_VECTORS")
    or Path(__file__).resolve().parents[3] / "shared/reference/vectors.json"
)
POOL, EFFECT = "calculators/meta-analysis/", "calculators/effect-size/"


def same(expected: Any, found: Any, where: str = "") -> None:
    """Every number of `expected` stands in `found`, to one part in a million."""
    if isinstance(expected, dict):
        for key, value in expected.items():
            if key != "note":
                assert key in found, (where, key)
                same(value, found[key], f"{where}.{key}")
    elif isinstance(expected, list):
        assert len(expected) == len(found), where
        for place, value in enumerate(expected):
            same(value, found[place], f"{where}[{place}]")
    elif isinstance(expected, float | int) and not isinstance(expected, bool):
        assert found == pytest.approx(expected, rel=1e-6, abs=1e-6), where
    else:
        assert found == expected, where


def vectors(group: str) -> list[Any]:
    given = json.loads(GIVEN.read_text(encoding="utf-8"))[group] if GIVEN.is_file() else []
    return [pytest.param(one, id=one["id"]) for one in [*OWN[group], *given]]


@pytest.mark.parametrize("vector", vectors("meta_analysis"))
def test_vectors_of_meta_analysis(api, vector):
    answer = api().post(POOL, vector)
    assert answer.status_code == 200, answer.content
    same(vector["expected"], answer.json())
    if "study_1" in vector:
        first = answer.json()["studies"][0]
        assert first["yi"] == pytest.approx(vector["study_1"]["yi"], abs=1e-6)
        assert first["vi"] == pytest.approx(vector["study_1"]["vi"], abs=1e-6)


@pytest.mark.parametrize("vector", vectors("effect_sizes"))
def test_vectors_of_effect_sizes(api, vector):
    answer = api().post(EFFECT, vector)
    assert answer.status_code == 200, answer.content
    same(vector["expected"], answer.json())


def test_nothing_is_asked_of_the_database_and_nothing_stored(api):
    asker = api()
    with CaptureQueriesContext(connection) as queries:
        asker.post(POOL, {"input": {"yi": [0.1] * 20, "vi": [0.1] * 20}})
    assert [q["sql"] for q in queries if "cache" not in q["sql"].lower()] == []


def test_precise_studies_that_conflict_are_said_to(api):
    body = {"input": {"yi": [0.5, -0.5, 0.5, -0.5], "vi": [0.01] * 4}}
    found = api().post(POOL, body).json()
    assert found["common_effect"]["b"] == pytest.approx(0, abs=1e-12)
    assert found["I2"] == pytest.approx(97.0)
    assert found["misleading"] is True
    assert found["cautions"][0] == "conflict"
    assert "conflict" in found["warnings"][0]
    assert "must not be read" in found["warnings"][0]


def test_one_study_has_no_heterogeneity_and_says_why(api):
    found = api().post(POOL, {"input": {"yi": [0.5], "vi": [0.1]}, "measure": "OR"}).json()
    assert found["REML"]["b"] == found["common_effect"]["b"] == 0.5
    for name in ("tau2", "I2", "prediction_interval", "prediction_interval_REML"):
        assert found[name] is None
    assert found["REML"]["tau2_ci_qprofile"] is found["REML_HK"]["ci_t"] is None
    assert found["OR_scale"]["REML"] == 1.6487
    assert found["reasons"]["prediction_interval"]
    assert found["warnings"]


def test_two_studies_have_no_prediction_interval(api):
    found = api().post(POOL, {"input": {"yi": [0.5, 0.1], "vi": [0.1, 0.2]}}).json()
    assert found["prediction_interval"] is None
    assert found["REML"]["tau2"] is not None
    assert "two_studies" in found["cautions"]


def test_empty_cells_are_corrected_and_double_zeros_left_out_of_ratios(api):
    rows = [[0, 20, 0, 20], [3, 17, 0, 20], [5, 15, 4, 16], [20, 0, 20, 0]]
    body = {"input": {"two_by_two_tpos_tneg_cpos_cneg": rows}, "measure": "OR"}
    found = api().post(POOL, body).json()
    assert found["k"] == 2
    assert [one["place"] for one in found["left_out"]] == [0, 3]
    assert "Study 1 is left out." in " ".join(found["warnings"])
    assert [one["place"] for one in found["notes"]] == [1]
    assert found["studies"][0]["yi"] == pytest.approx(2.104134154)
    risk = api().post(POOL, body | {"measure": "RD"}).json()
    assert risk["k"] == 4
    assert risk["left_out"] == []


def test_studies_may_come_each_in_its_own_form(api):
    rows = [
        {"a": 12, "n1": 50, "c": 5, "n2": 48},
        {"a": 12, "b": 38, "c": 5, "d": 43},
        {"estimate": 2.3039, "low": 0.8775, "high": 6.049, "level": 0.95},
        {"estimate": 2.3039, "ci": [0.8775, 6.049]},
        {"estimate": 2.3039, "se": 0.4924},
    ]
    found = api().post(POOL, {"input": {"measure": "risk ratio", "studies": rows}}).json()
    assert found["measure"] == "logRR"
    for one in found["studies"]:
        assert one["yi"] == pytest.approx(0.83464674, abs=1e-4)
        assert one["vi"] == pytest.approx(0.2425, abs=1e-4)
    se = {"input": {"yi": [0.2, 0.8], "sei": [0.2, 0.3]}}
    assert api().post(POOL, se).json()["DL"]["tau2"] == pytest.approx(0.115)


BAD = [
    ({}, "#/input"),
    ({"input": []}, "#/input"),
    ({"input": {}}, "#/input"),
    ({"input": {"yi": [1], "vi": [1]}, "colour": 1}, "#/colour"),
    ({"input": {"yi": [1], "vi": [1], "a/b": 1}}, "#/input/a~1b"),
    ({"input": {"yi": [1]}}, "#/input/vi"),
    ({"input": {"yi": [1], "vi": [1], "sei": [1]}}, "#/input/vi"),
    ({"input": {"yi": [], "vi": []}}, "#/input/yi"),
    ({"input": {"yi": [1] * 1001, "vi": [1] * 1001}}, "#/input/yi"),
    ({"input": {"yi": [1, 2], "vi": [1]}}, "#/input/vi"),
    ({"input": {"yi": "1", "vi": [1]}}, "#/input/yi"),
    ({"input": {"yi": [1, None], "vi": [1, 1]}}, "#/input/yi/1"),
    ({"input": {"yi": [1, True], "vi": [1, 1]}}, "#/input/yi/1"),
    ({"input": {"yi": [1e300], "vi": [1]}}, "#/input/yi/0"),
    ({"input": {"yi": [10**19], "vi": [1]}}, "#/input/yi/0"),
    ({"input": {"yi": [1, 1], "vi": [1, 0]}}, "#/input/vi/1"),
    ({"input": {"yi": [1, 1], "vi": [-1, 1]}}, "#/input/vi/0"),
    ({"input": {"yi": [1], "vi": [1e-300]}}, "#/input/vi/0"),
    ({"input": {"yi": [1], "vi": [1e300]}}, "#/input/vi/0"),
    ({"input": {"yi": [1], "sei": [0]}}, "#/input/sei/0"),
    ({"input": {"yi": [1], "sei": [-1]}}, "#/input/sei/0"),
    ({"input": {"yi": [1], "sei": ["x"]}}, "#/input/sei/0"),
    ({"input": {"yi": [1], "vi": [1]}, "measure": "XX"}, "#/measure"),
    ({"input": {"yi": [1], "vi": [1], "measure": 3}}, "#/input/measure"),
    ({"input": {"yi": [1], "vi": [1], "measure": "OR"}, "measure": "RR"}, "#/measure"),
    ({"input": {"two_by_two": [[1, 2, 3, 4]]}}, "#/measure"),
    ({"input": {"two_by_two": [[1, 2, 3, 4]]}, "measure": "MD"}, "#/measure"),
    ({"input": {"two_by_two": [[1, 2, 3]]}, "measure": "OR"}, "#/input/two_by_two/0"),
    ({"input": {"two_by_two": [[1, 2, 3, -1]]}, "measure": "OR"}, "#/input/two_by_two/0/3"),
    ({"input": {"two_by_two": [[1, 2.5, 3, 1]]}, "measure": "OR"}, "#/input/two_by_two/0/1"),
    ({"input": {"two_by_two": [[0, 0, 3, 1]]}, "measure": "OR"}, "#/input/two_by_two/0"),
    ({"input": {"two_by_two": [[0, 9, 0, 9]]}, "measure": "OR"}, "#/input/two_by_two"),
    ({"input": {"two_by_two": {}}, "measure": "OR"}, "#/input/two_by_two"),
    ({"input": {"studies": [3]}, "measure": "OR"}, "#/input/studies/0"),
    ({"input": {"studies": [{"a": 1}]}, "measure": "OR"}, "#/input/studies/0/n1"),
    ({"input": {"studies": [{"a": 9, "n1": 8, "c": 1, "n2": 8}]}, "measure": "OR"},
     "#/input/studies/0/a"),
    ({"input": {"yi": [1], "vi": [1], "studies": []}}, "#/input"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "pointer"), BAD, ids=range(len(BAD)))
def test_bad_studies_are_pointed_at(api, body, pointer):
    refused(api().post(POOL, body), pointer)


BAD_EFFECT = [
    ({"measure": "OR"}, "#/input"),
    ({"input": {"a": 1, "n1": 2, "c": 1, "n2": 2}}, "#/measure"),
    ({"measure": "nonsense", "input": {}}, "#/measure"),
    ({"measure": "OR", "input": {"a": 1, "n1": 2, "c": 1}}, "#/input/n2"),
    ({"measure": "OR", "input": {"a": 1, "n1": 2, "c": 1, "n2": 2, "x/y": 1}}, "#/input/x~1y"),
    ({"measure": "OR", "input": {"a": "1", "n1": 2, "c": 1, "n2": 2}}, "#/input/a"),
    ({"measure": "OR", "input": {"a": 1, "n1": 10**30, "c": 1, "n2": 2}}, "#/input/n1"),
    ({"measure": "OR", "input": {"a": 1, "n1": 1e13, "c": 1, "n2": 2}}, "#/input/n1"),
    ({"measure": "RR", "input": {"a": 0, "n1": 0, "c": 1, "n2": 2}}, "#/input"),
    ({"measure": "HR", "input": {"a": 1, "n1": 2, "c": 1, "n2": 2}}, "#/input"),
    ({"measure": "HR", "input": {"estimate": 1.2}}, "#/input/low"),
    ({"measure": "HR", "input": {"estimate": -1, "low": 0.1, "high": 2}}, "#/input/estimate"),
    ({"measure": "HR", "input": {"estimate": 1, "low": 0, "high": 2}}, "#/input/low"),
    ({"measure": "HR", "input": {"estimate": 3, "low": 1, "high": 2}}, "#/input/estimate"),
    ({"measure": "HR", "input": {"estimate": 1, "low": 1, "high": 1}}, "#/input/high"),
    ({"measure": "HR", "input": {"estimate": 1, "low": 0.5, "high": 2, "level": 95}},
     "#/input/level"),
    ({"measure": "HR", "input": {"estimate": 1, "ci": [0.5]}}, "#/input/ci"),
    ({"measure": "HR", "input": {"estimate": 1, "ci": [0.5, "x"]}}, "#/input/ci/1"),
    ({"measure": "HR", "input": {"estimate": 1, "se": 0}}, "#/input/se"),
    ({"measure": "HR", "input": {"estimate": 1, "se": 0.1, "low": 0.5}}, "#/input/low"),
    ({"measure": "MD", "input": {"m1": 1, "sd1": 0, "n1": 3, "m2": 1, "sd2": 0, "n2": 3}},
     "#/input"),
    ({"measure": "SMD", "input": {"m1": 1, "sd1": 0, "n1": 3, "m2": 1, "sd2": 0, "n2": 3}},
     "#/input/sd1"),
    ({"measure": "SMD", "input": {"m1": 1, "sd1": 1, "n1": 1, "m2": 1, "sd2": 1, "n2": 1}},
     "#/input/n1"),
    ({"measure": "MD", "input": {"m1": 1, "sd1": -1, "n1": 3, "m2": 1, "sd2": 1, "n2": 3}},
     "#/input/sd1"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "pointer"), BAD_EFFECT, ids=range(len(BAD_EFFECT)))
def test_bad_figures_are_pointed_at(api, body, pointer):
    refused(api().post(EFFECT, body), pointer)


def refused(answer: Any, pointer: str) -> None:
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    pointers = [error["pointer"] for error in answer.json()["errors"]]
    assert pointer in pointers, pointers
