"""Filters, orders and cursors of the lists."""

from __future__ import annotations

import base64

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.problems import Invalid
from claims.domain.vocabulary import Design
from claims.models import Claim, Topic
from claims.queries import claims, sources, topics
from claims.queries.claim_filters import ClaimFilters, design_mask
from claims.queries.pages import decode, encode, seal, unseal
from claims.queries.sources import SourceFilters
from claims.queries.topics import TopicFilters
from tests.queries import build


def ids(**filters: object) -> list[str]:
    page = claims.page(None, ClaimFilters(**filters))  # type: ignore[arg-type]
    return [claim["id"] for claim in page.results]


@pytest.mark.django_db
def test_pages_hold_every_claim_once_newest_first() -> None:
    made = [build.claim().public_id for _ in range(7)]
    seen: list[str] = []
    cursor = None
    for size in (3, 3, 1):
        page = claims.page(None, ClaimFilters(), cursor, limit=3)
        assert len(page.results) == size
        seen += [claim["id"] for claim in page.results]
        build.claim()  # what is added meanwhile does not shift the pages
        cursor = page.next
    assert cursor is None
    assert seen == made[::-1]


@pytest.mark.django_db
def test_each_filter_keeps_what_it_says() -> None:
    broad, narrow, other = build.topic(), build.topic(), build.topic()
    narrow.broader.add(broad)
    broad.broader.add(narrow)  # a cycle must not hang
    one = build.claim(topics=(narrow,), verdict="supported", certainty="low", stale=True)
    two = build.claim(topics=(other,), verdict="doubtful", exposure=narrow, consistency="divided")
    three = build.claim(claim_type="causal", scope="one_study", confirmed=True, outcome=other)
    every = {one.public_id, two.public_id, three.public_id}
    for filters, kept in (
        ({"topic": (broad.pk,)}, {one}),
        ({"topic": (narrow.pk,)}, {one}),
        ({"topic": (10**12,)}, set()),
        ({"topic": (narrow.pk, other.pk)}, {one, two}),
        ({"exposure": (broad.pk,)}, {two}),
        ({"outcome": (other.pk,)}, {three}),
        ({"verdict": ("supported", "doubtful")}, {one, two}),
        ({"certainty": ("low",)}, {one}),
        ({"consistency": ("divided",)}, {two}),
        ({"claim_type": ("causal",)}, {three}),
        ({"scope": "one_study"}, {three}),
        ({"stale": True}, {one}),
        ({"stale": False}, {two, three}),
        ({"confirmed": True}, {three}),
        ({"topic": (broad.pk,), "verdict": ("doubtful",)}, set()),
        ({}, {one, two, three}),
    ):
        assert set(ids(**filters)) & every == {claim.public_id for claim in kept}, filters


@pytest.mark.django_db
@pytest.mark.parametrize("few", [2_000, 0])  # both ways of asking for years
def test_designs_and_years_are_those_of_the_evidence(
    few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.queries.claim_filters.FEW_SOURCES", few)
    old = build.claim(design_mask=design_mask(("rct", "animal")))
    build.evidence(old, build.source(year=1990))
    new = build.claim(design_mask=design_mask(("cohort",)))
    build.evidence(new, build.source(year=2020))
    unused = build.claim()
    build.evidence(unused, build.source(year=1990), status="excluded", status_reason="No")
    build.evidence(unused, build.source(year=None))
    assert ids(design=("rct",)) == [old.public_id]
    assert ids(design=("rct", "cohort")) == [new.public_id, old.public_id]
    assert ids(design=("opinion",)) == []
    assert ids(year_from=1990, year_to=1990) == [old.public_id]
    assert ids(year_from=1991) == [new.public_id]
    assert ids(year_to=2025) == [new.public_id, old.public_id]
    assert ids(year_from=2021) == []


def test_masks_have_one_bit_for_each_design() -> None:
    masks = [design_mask((design.value,)) for design in Design]
    assert sum(masks) == 2 ** len(masks) - 1
    assert masks[0] == 1
    assert design_mask(("no such design",)) == 0


@pytest.mark.django_db
def test_topics_stand_by_name_and_are_found_by_alias() -> None:
    for name in ("beta", "Alpha", "alpha 2", "Gamma"):
        build.topic(name)
    build.topic("Zeta", "an Alpha of sorts")
    seen: list[str] = []
    cursor = None
    while True:
        page = topics.page(None, TopicFilters(), cursor, limit=2)
        seen += [topic["name"] for topic in page.results]
        cursor = page.next
        if cursor is None:
            break
    assert seen == ["Alpha", "alpha 2", "beta", "Gamma", "Zeta"]
    found = topics.page(None, TopicFilters(q="ALPHA")).results
    assert [topic["name"] for topic in found] == ["Alpha", "alpha 2", "Zeta"]
    assert Topic.objects.count() == 5


@pytest.mark.django_db
def test_the_choice_of_topics_holds_the_most_used_and_the_chosen_one() -> None:
    rare, common, other = build.topic("Zeta"), build.topic("beta", claim_count=9), build.topic("A")
    assert topics.choices() == [
        (other.public_id, "A"),
        (common.public_id, "beta"),
        (rare.public_id, "Zeta"),
    ]
    assert topics.choices(limit=1) == [(common.public_id, "beta")]
    chosen = topics.choices(rare.public_id, limit=1)
    assert chosen == [(common.public_id, "beta"), (rare.public_id, "Zeta")]
    assert topics.choices("C1", limit=1) == topics.choices("T99999999", limit=1)
    assert topics.choices(kind="outcome") == []


@pytest.mark.django_db
def test_sources_are_filtered_by_what_is_known_of_them() -> None:
    one = build.source(year=1990, identity="work", doi="10.1/a")
    two = build.source(year=2000, integrity="retracted", integrity_note="Faked")
    for filters, kept in (
        (SourceFilters(year_to=1995), one),
        (SourceFilters(year_from=1995), two),
        (SourceFilters(identity=("work",)), one),
        (SourceFilters(integrity=("retracted",)), two),
        (SourceFilters(doi="10.1/a"), one),
    ):
        page = sources.page(None, filters)
        assert [source["id"] for source in page.results] == [kept.public_id], filters


def _token(*parts: object) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("=")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        "====",
        "A" * 5_000,
        _token(1, "claims"),
        _token(2, "claims", 3),
        _token(1, "sources", 3),
        _token(1, "claims", "3"),
        _token(1, "claims", -1),
        _token(1, "claims", 2**64 - 1),
        _token(1, "claims", 1.5),
        _token(1, "claims", True),
        _token(1, "claims", None),
        base64.urlsafe_b64encode(b'{"a":1}').decode(),
    ],
)
def test_a_cursor_of_another_making_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid) as refused:
        claims.page(None, ClaimFilters(), cursor)
    assert list(refused.value.errors) == ["cursor"]


@pytest.mark.django_db
@pytest.mark.parametrize("limit", [0, -1, 201])
def test_a_limit_out_of_bounds_is_refused(limit: int) -> None:
    with pytest.raises(Invalid) as refused:
        claims.page(None, ClaimFilters(), limit=limit)
    assert list(refused.value.errors) == ["limit"]


@given(st.integers(0, 2**63 - 1), st.text(max_size=40))
def test_cursors_bring_back_their_key(number: int, name: str) -> None:
    if "\x00" not in name:
        cursor = encode("list", name, number)
        assert decode("list", cursor, str, number.__class__) == [name, number]
        assert cursor.isascii()
    assert unseal(seal(number)) == number


@given(st.text(max_size=60))
def test_nothing_but_what_was_sealed_opens(text: str) -> None:
    with pytest.raises(Invalid):
        unseal(text)


@pytest.mark.django_db
def test_a_brief_says_what_a_verdict_must_not_travel_without() -> None:
    topic = build.topic("Kratom")
    build.claim(exposure=topic, outcome_text="Skin colour", verdict="reported", raters=1)
    (brief,) = claims.page(None, ClaimFilters()).results
    assert brief["exposure"] == {"topic": topic.public_id, "text": "Kratom"}
    assert brief["outcome"] == {"topic": None, "text": "Skin colour"}
    assert brief["comparator"] == {"topic": None, "text": ""}
    assert brief["synthesis"] == {
        "verdict": "reported",
        "verdict_label": "Reported, not tested",
        "certainty": "not_rated",
        "certainty_label": "Not rated",
        "consistency": "nothing_counted",
        "consistency_label": "Nothing counted",
        "rung": {"claimed": "none", "reached": "none"},
        "basis": {"studies": 0, "supports": 0, "contradicts": 0, "mixed": 0, "evidence": 0},
        "raters": 1,
        "status": "suggested",
        "stale": False,
    }
    assert Claim.objects.count() == 1
