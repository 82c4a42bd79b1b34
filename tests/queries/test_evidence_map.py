"""The evidence map: each cell is what its address lists, studies are counted once, nothing is averaged."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from claims.domain.problems import Invalid
from claims.models import Claim, Topic
from claims.queries import claims, filter_address
from claims.queries.claim_filters import ClaimFilters
from claims.queries.evidence_map import evidence_map
from claims.queries.facets import claim_index
from tests.queries import build

pytestmark = pytest.mark.django_db


def drawn(filters: ClaimFilters | None = None, **part: int) -> dict[str, Any]:
    with claim_index() as index:
        return evidence_map(index, filters or ClaimFilters(), **part)


def outcome(name: str) -> Topic:
    return build.topic(name, kind="outcome")


def rated(claim: Claim, *studies: Any, **fields: Any) -> None:
    for study in studies:
        build.evidence(
            claim, study=study, **{"standing_direction": "supports", "status": "settled", **fields}
        )


def test_a_cell_holds_what_its_address_lists() -> None:
    tea, green, sleep, pain = build.topic("Tea"), build.topic("Green"), outcome("S"), outcome("P")
    green.broader.add(tea)
    for exposure, effect in (
        (tea, sleep),
        (green, sleep),
        (green, pain),
        (None, pain),
        (tea, None),
    ):
        build.claim(exposure=exposure, outcome=effect)
    found = drawn()
    assert (found["total"], found["placed"]) == (5, 3)
    assert [(row["label"], row["depth"], row["claims"]) for row in found["rows"]] == [
        ("Tea", 0, 4),
        ("Green", 1, 2),
    ]
    assert [(one["label"], one["claims"]) for one in found["columns"]] == [("S", 2), ("P", 2)]
    counts = [[cell and cell["claims"] for cell in line] for line in found["cells"]]
    assert counts == [[2, 1], [1, 1]]
    for line in found["cells"]:
        for cell in line:
            filters = filter_address.read(dict(QueryDict(cell["address"]).lists()))
            assert len(claims.page(None, filters).results) == cell["claims"]
    assert drawn(ClaimFilters(exposure=(tea.pk,), outcome=(pain.pk,)))["cells"][0][0]["claims"] == 1


def test_a_pair_without_a_claim_is_a_gap() -> None:
    build.claim(exposure=build.topic("A"), outcome=outcome("X"))
    build.claim(exposure=build.topic("B"), outcome=outcome("Y"))
    cells = drawn()["cells"]
    assert [[cell is None for cell in line] for line in cells] == [[False, True], [True, False]]


def test_studies_are_counted_once_and_held_between_what_conclusions_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    where = {"exposure": build.topic(), "outcome": outcome("X")}
    one, two, three = build.study(), build.study(), build.study()
    first = build.claim(**where, study_count=2)
    rated(first, one, two)
    assert drawn()["cells"][0][0]["studies"] == 2
    second = build.claim(**where, study_count=2)
    rated(second, two, three)
    assert drawn()["cells"][0][0]["studies"] == 3  # the second study bears on both
    rated(second, build.study(), standing_direction="mentions")
    rated(second, build.study(), standing_direction="")
    rated(second, build.study(), status="excluded", status_reason="Out.")
    faked = build.source(integrity="retracted", integrity_note="Faked.")
    build.evidence(second, faked, standing_direction="supports")
    assert drawn()["cells"][0][0]["studies"] == 3
    rated(second, build.study(), build.study())
    assert drawn()["cells"][0][0]["studies"] == 4  # no more than the conclusions count
    monkeypatch.setattr("claims.queries.facets.index.MOST_STUDIES", 3)
    assert drawn()["cells"][0][0]["studies"] == 3  # three or more
    Claim.objects.update(study_count=0)
    assert drawn()["cells"][0][0]["studies"] == 0


def test_claims_that_differ_are_told_apart() -> None:
    where = {"exposure": build.topic(), "outcome": outcome("X")}
    build.claim(**where, certainty="low", verdict="supported", confirmed=True, raters=3)
    build.claim(**where, certainty="high", verdict="contradicted", stale=True, raters=1)
    build.claim(**where, certainty="low", verdict="supported")
    cell = drawn()["cells"][0][0]
    assert [(one["word"], one["claims"]) for one in cell["certainties"]] == [
        ("high", 1),
        ("low", 2),
    ]
    assert [(one["word"], one["claims"]) for one in cell["verdicts"]] == [
        ("supported", 2),
        ("contradicted", 1),
    ]
    assert (cell["confirmed"], cell["stale"]) == (1, 1)
    assert cell["rated_by"] == {"nobody": 1, "one": 1, "several": 1}


def test_a_large_map_is_shown_in_parts() -> None:
    effect = outcome("X")
    topics = [build.topic(f"Topic {number}") for number in range(5)]
    for number, topic in enumerate(topics):
        for _ in range(5 - number):
            build.claim(exposure=topic, outcome=effect)
    first = drawn(rows=2)
    assert [row["claims"] for row in first["rows"]] == [5, 4]
    assert (first["rows_total"], first["rows_from"]) == (5, 0)
    assert [row["claims"] for row in drawn(rows=2, rows_from=4)["rows"]] == [1]
    for wrong in ({"rows_from": 5}, {"columns_from": 1}, {"rows": 0}, {"columns": 51}):
        with pytest.raises(Invalid):
            drawn(**wrong)
    empty = drawn(ClaimFilters(verdict=("doubtful",)))
    assert (empty["cells"], empty["rows"], empty["drops"][0]["count"]) == ([], [], 15)
