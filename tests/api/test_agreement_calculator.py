"""The agreement calculator through HTTP: published vectors, every shape of input, and what is refused where."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

VECTORS = Path(
    os.environ.get("REFERENCE_VECTORS")
    or Path(__file__).resolve().parents[3] / "shared/reference/vectors.json"
)
ADDRESS = "calculators/agreement/"

# Published figures: Cohen 1960 as taught with the grants example; the SAS PROC FREQ print of a 3 x 3 table;
# Agresti's 4 x 4 table as R's vcd prints it; Krippendorff 2011; Fleiss 1971 in the Wikipedia's example.
GRANTS = {"table": [[20, 5], [10, 15]]}
SAS = {"type": "two_raters_table", "table": [[0, 4, 1], [0, 8, 0], [0, 1, 5]]}
AGRESTI = {"table": [[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]]}
PARADOX = {"table": [[118, 5], [2, 0]]}
GAPS = {
    "data": [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
        [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
    ]
}
FLEISS = {
    "type": "subjects_x_categories",
    "table": [
        [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
    ],
}  # fmt: skip
PUBLISHED: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (GRANTS, {"kappa": 0.4, "percent_agreement": 0.7}),
    (
        SAS,
        {
            "kappa": 0.484163,
            "kappa_ci95_z": [0.213661, 0.754665],
            "kappa_se_null": 0.148398,
            "kappa_linear": 0.47012,
            "kappa_linear_se": 0.145746,
        },
    ),
    (AGRESTI, {"kappa": 0.12933, "kappa_linear": 0.237381, "kappa_quadratic": 0.332046}),
    (PARADOX, {"percent_agreement": 0.944, "kappa": -0.023392, "gwet_ac1": 0.940776}),
    (
        GAPS,
        {
            "alpha_nominal": 0.743421,
            "alpha_ordinal": 0.815388,
            "alpha_interval": 0.849107,
            "alpha_ratio": 0.797403,
            "gwet_ac1": 0.775444,
            "gwet_ac1_se": 0.14295,
            "gwet_ac1_ci95_t": [0.460813, 1.0],
            "gwet_pa": 0.818182,
            "gwet_pe": 0.190321,
            "gwet_ac2_ordinal": 0.89894,
            "fleiss_generalised": 0.761169,
            "alpha_nominal_se_gwet_R": 0.145479,
        },
    ),
    (FLEISS, {"fleiss_kappa": 0.209931, "fleiss_generalised": 0.209931}),
]


def near(found: Any, wanted: Any, tolerance: float = 2e-6) -> bool:
    if wanted is None or found is None:
        return found is wanted
    if isinstance(wanted, list):
        return all(near(*pair, tolerance) for pair in zip(found, wanted, strict=True))
    return bool(abs(found - wanted) <= tolerance)


@pytest.mark.parametrize(("body", "expected"), PUBLISHED)
def test_published_figures(api, body, expected):
    answer = api().post(ADDRESS, body)
    assert answer.status_code == 200, answer.json()
    found = answer.json()
    assert {key for key, value in expected.items() if not near(found[key], value)} == set()


@pytest.mark.skipif(
    not VECTORS.is_file(),
    reason="no shared test vectors here (REFERENCE_VECTORS names another place)",
)
def test_shared_vectors_as_they_stand(api):
    cases = json.loads(VECTORS.read_text())["agreement"]
    assert cases
    for case in cases:
        answer = api().post(ADDRESS, case)
        assert answer.status_code == 200, (case["id"], answer.json())
        for key, value in case["expected"].items():
            assert near(answer.json()[key], value), (case["id"], key, answer.json()[key])


def test_every_figure_has_an_interval_that_says_how_it_was_made(api):
    found = api().post(ADDRESS, SAS).json()
    assert "Wilson" in found["methods"]["percent_agreement_ci95_wilson"]
    assert "Fleiss-Cohen-Everitt" in found["methods"]["kappa_ci95_z"]
    assert "t(n - 1)" in found["methods"]["gwet_ac1_ci95_t"]
    assert "linearised" in found["methods"]["alpha_nominal_ci95_t"]
    assert found["undefined"] == {}
    assert (found["read_as"], found["n_raters"], found["n_units"]) == ("two_raters_table", 2, 19)


def test_undefined_is_null_with_a_reason(api):
    found = api().post(ADDRESS, {"table": [[3, 0], [0, 0]]}).json()
    assert found["percent_agreement"] == 1
    for key in ("kappa", "kappa_ci95_z", "alpha_nominal", "fleiss_kappa"):
        assert found[key] is None
        assert "0 / 0" in found["undefined"][key]
    # Two categories are offered, so by chance AC1 expects less than all: it is defined, its interval is not.
    assert found["gwet_ac1"] == 1
    assert found["gwet_ac1_ci95_t"] is None
    assert "interval" in found["undefined"]["gwet_ac1_ci95_t"]


def test_the_whole_scale_matters(api):
    data = [[1, 1, 2, 2, 4, 4], [1, 2, 2, 2, 4, 1]]
    used = api().post(ADDRESS, {"data": data}).json()
    whole = api().post(ADDRESS, {"data": data, "categories": [1, 2, 3, 4, 5]}).json()
    assert used["categories"] == [1, 2, 4]
    assert whole["categories"] == [1, 2, 3, 4, 5]
    for key in ("kappa_quadratic", "gwet_ac1"):
        assert used[key] != pytest.approx(whole[key])
    for key in ("kappa", "alpha_nominal", "alpha_ordinal"):
        assert used[key] == pytest.approx(whole[key])
    assert any("whole scale" in note for note in used["notes"])
    assert whole["notes"] == []


def test_words_have_no_order_unless_it_is_given(api):
    data = [["low", "some", "high", None], ["low", "high", "high", "low"]]
    found = api().post(ADDRESS, {"data": data}).json()
    assert found["kappa"] is not None
    for key in ("kappa_linear", "gwet_ac2_ordinal", "alpha_ordinal"):
        assert "order" in found["undefined"][key]
    assert "numbers" in found["undefined"]["alpha_interval"]
    ordered = api().post(ADDRESS, {"data": data, "categories": ["low", "some", "high"]}).json()
    assert ordered["kappa_linear"] is not None
    assert ordered["alpha_ordinal"] is not None
    assert ordered["alpha_interval"] is None


def test_the_same_ratings_in_each_shape(api):
    matrix = [[1, 1, 2, 2, 3], [1, 2, 2, 2, 3]]
    scale = {"categories": [1, 2, 3]}
    bodies = [
        {"data": matrix, "type": "raters_x_units", "raters": ["a", "b"]},
        {"ratings": [list(unit) for unit in zip(*matrix, strict=True)], "type": "units_x_raters"},
        {"table": [[1, 1, 0], [0, 2, 0], [0, 0, 1]], "n_raters": 2, "units": 5},
        {"counts": [[2, 0, 0], [1, 1, 0], [0, 2, 0], [0, 2, 0], [0, 0, 2]], "raters": 2},
        {"type": "fleiss", "data": [[2, 0, 0], [1, 1, 0], [0, 2, 0], [0, 2, 0], [0, 0, 2]]},
    ]
    answers = [api().post(ADDRESS, body | scale).json() for body in bodies]
    shared = ("percent_agreement", "fleiss_kappa", "gwet_ac1", "gwet_ac2_linear", "alpha_ordinal")
    for answer in answers:
        assert [answer[key] for key in shared] == [answers[0][key] for key in shared]
    assert [answer["kappa"] for answer in answers[:3]] == [answers[0]["kappa"]] * 3
    assert "told apart" in answers[3]["undefined"]["kappa"]


REFUSED: list[tuple[Any, str]] = [
    ({}, "#"),
    ({"table": [[1]], "data": [[1]]}, "#/data"),
    ({"table": []}, "#/table"),
    ({"table": 5}, "#/table"),
    ({"table": [[1, 2], [3]]}, "#/table/1"),
    ({"table": [[1, 2], "x"]}, "#/table/1"),
    ({"table": [[1, -1], [0, 0]]}, "#/table/0/1"),
    ({"table": [[1, 0.5], [0, 0]]}, "#/table/0/1"),
    ({"table": [[1, True], [0, 0]]}, "#/table/0/1"),
    ({"table": [[1, None], [0, 0]]}, "#/table/0/1"),
    ({"table": [[1, 10**15], [0, 0]]}, "#/table/0/1"),
    ({"table": [[0, 0], [0, 0]]}, "#/table"),
    ({"table": [[1, 2, 3]], "type": "two_raters_table"}, "#/table"),
    ({"data": [[None, None]]}, "#/data"),
    ({"data": [[1, {}]]}, "#/data/0/1"),
    ({"data": [[1, ""]]}, "#/data/0/1"),
    ({"data": [[1, "x" * 101]]}, "#/data/0/1"),
    ({"data": [[1, "x"]]}, "#/data"),
    ({"data": [[1, 1e13]]}, "#/data/0/1"),
    ({"data": [[1, 2]], "categories": [1]}, "#/data/0/1"),
    ({"data": [[1, 2]], "categories": [1, 1]}, "#/categories"),
    ({"data": [[1, 2]], "categories": []}, "#/categories"),
    ({"data": [[1, 2]], "levels": [1, "x"]}, "#/levels"),
    ({"data": [[1, 2]], "levels": list(range(101))}, "#/levels"),
    ({"data": [list(range(101))]}, "#/data"),
    ({"data": [[1]] * 101}, "#/data"),
    ({"data": [[1] * 5001]}, "#/data"),
    ({"data": [[1] * 4000] * 3}, "#/data"),
    ({"counts": [[1] * 101]}, "#/counts"),
    ({"counts": [[1]] * 5001}, "#/counts"),
    ({"table": [[1, 0], [0, 1]], "categories": ["a"]}, "#/categories"),
    ({"table": [[1, 0], [0, 1]], "raters": 3}, "#/raters"),
    ({"table": [[1, 0], [0, 1]], "units": ["a"]}, "#/units"),
    ({"table": [[1, 0], [0, 1]], "units": "two"}, "#/units"),
    ({"table": [[1, 0], [0, 1]], "type": 5}, "#/type"),
    ({"table": [[1, 0], [0, 1]], "colour": "red"}, "#/colour"),
]


@pytest.mark.parametrize(("body", "pointer"), REFUSED)
def test_refusals_point_at_the_fault(api, body, pointer):
    answer = api().post(ADDRESS, body)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False)
    | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)
NAMES = st.sampled_from(["table", "data", "counts", "categories", "type", "raters", "units"])
TABLES = st.lists(st.lists(st.integers(0, 3) | st.none(), min_size=2, max_size=3), max_size=4)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=st.dictionaries(NAMES, JSON | TABLES, max_size=3))
def test_no_json_breaks_it(api, body):
    from claims.api.throttling import reads

    reads.clear()
    assert api().post(ADDRESS, json.dumps(body)).status_code in (200, 400)


def test_it_asks_the_database_nothing(api, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert api().post(ADDRESS, GAPS).status_code == 200


def test_the_largest_input_is_quick(api):
    """A hundred raters and as many categories: the worst that the limits let in."""
    data = [[(i * (j + 1)) % (100 - j % 9) for j in range(100)] for i in range(100)]
    assert api().post(ADDRESS, {"data": data}).status_code == 200
