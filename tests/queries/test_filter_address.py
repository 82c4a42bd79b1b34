"""The filters of the list of claims as an address, and back."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from claims.api.claim_narrowing import NARROWING
from claims.domain.problems import Invalid
from claims.domain.vocabulary import Certainty, Design, Verdict
from claims.queries import filter_address
from claims.queries.claim_filters import ClaimFilters


def read(query: str, *beside: str) -> ClaimFilters:
    return filter_address.read(dict(QueryDict(query).lists()), beside)


def some(values: Any) -> Any:
    return st.lists(values, max_size=3, unique=True).map(lambda found: tuple(sorted(found)))


FILTERS = st.builds(
    ClaimFilters,
    q=st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=20).map(
        lambda text: unicodedata.normalize("NFC", text)
    ),
    topic=some(st.integers(1, 10**12)),
    exposure=some(st.integers(1, 99)),
    verdict=some(st.sampled_from([word.value for word in Verdict])),
    certainty=some(st.sampled_from([word.value for word in Certainty])),
    design=some(st.sampled_from([word.value for word in Design])),
    decade=some(st.integers(100, 219).map(lambda number: number * 10)),
    reviewed=some(st.sampled_from(["never", "2024", "2025"])),
    scope=st.sampled_from(["", "general", "one_study"]),
    year_from=st.none() | st.integers(1000, 2200),
    stale=st.none() | st.booleans(),
    confirmed=st.none() | st.booleans(),
)


@given(FILTERS)
def test_an_address_brings_back_its_filters(filters: ClaimFilters) -> None:
    written = filter_address.write(filters)
    assert read(written) == filters
    assert filter_address.write(read(written)) == written


def test_an_address_is_canonical() -> None:
    given_ = "verdict=doubtful&topic=t3,T12&verdict=supported,doubtful&q=+tea+&year_from=&cursor=x"
    filters = read(given_, "cursor")
    assert filters == ClaimFilters(q="tea", topic=(3, 12), verdict=("doubtful", "supported"))
    assert filter_address.write(filters) == "q=tea&topic=T3,T12&verdict=doubtful,supported"
    assert filter_address.write(ClaimFilters()) == ""


@pytest.mark.parametrize(
    ("query", "key", "said"),
    [
        ("colour=red", "colour", "There is no filter 'colour'"),
        ("cursor=x", "cursor", "There is no filter"),
        ("status=draft", "status", "There is no filter"),
        ("verdict=nonsense", "verdict", "is none of"),
        ("topic=C1", "topic", "such as T12"),
        ("decade=2015", "decade", "first year of a decade"),
        ("year_from=1", "year_from", "1000 to 2200"),
        ("year_to=2000&year_to=2001", "year_to", "once"),
        ("reviewed=sometimes", "reviewed", "1000 to 2200"),
        ("rater=p1", "rater", "does not show who rated"),
        ("stale=1", "stale", "true or false"),
        ("scope=all", "scope", "general"),
        ("q=" + "a" * 10_001, "q", "10000"),
        ("topic=" + ",".join(f"T{n}" for n in range(1, 102)), "topic", "at most 100"),
    ],
)
def test_what_is_no_filter_is_named_with_a_remedy(query: str, key: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(query)
    assert list(refused.value.errors) == [key]
    assert said in " ".join(refused.value.errors[key])


def test_pages_and_api_take_the_same_filters() -> None:
    assert {one.name: one.many for one in NARROWING} == {
        name: key.many for name, key in filter_address.KEYS.items()
    }
