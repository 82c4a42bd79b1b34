"""Whatever the site's pages can be narrowed by, the API can."""

from __future__ import annotations

import dataclasses

import pytest

from claims.api.claims import Claims
from claims.api.evidence import EvidenceListing
from claims.api.sources import Sources, Studies, Topics
from claims.queries import filter_address
from claims.queries.facets import FACETS
from claims.web.forms.filters import SourceFilterForm, TopicFilterForm
from tests.queries import build


def names(view):
    return {one.name for one in view.parameters}


@pytest.mark.once
def test_the_api_takes_every_filter_of_the_pages():
    assert set(filter_address.KEYS) <= names(Claims)
    assert set(FACETS) <= names(Claims)
    assert set(SourceFilterForm.base_fields) <= names(Sources)
    assert set(TopicFilterForm.base_fields) <= names(Topics)


@pytest.mark.once
@pytest.mark.parametrize("view", [Claims, Sources, EvidenceListing, Studies, Topics])
def test_the_api_takes_every_filter_that_a_list_has(view):
    """`by` is whom `mine` stands for."""
    taken = {one.field_name for one in view.narrowing} | {"by"}
    assert {field.name for field in dataclasses.fields(view.filters)} <= taken


def test_kinds_of_documents_and_strengths_narrow_too(api, db):
    book = build.source(csl_type="book")
    build.source(csl_type="webpage")
    claim = build.claim()
    strong = build.evidence(claim, consensus="provisional", standing_strength="strong")
    build.evidence(claim, consensus="provisional", standing_strength="weak")
    for path, found in (
        ("sources/?csl_type=book,thesis", [book]), ("evidence/?strength=strong,moderate", [strong]),
        ("evidence/?strength=very_weak", []),
    ):  # fmt: skip
        rows = api().get(path).json()["results"]
        assert [row["id"] for row in rows] == [one.public_id for one in found], path
    assert api().get("sources/?csl_type=Book!").status_code == 400
