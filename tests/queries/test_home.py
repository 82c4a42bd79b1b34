"""The home page, the desk, and the figures that ETags and benchmarks rest on."""

from __future__ import annotations

import pytest
from django.db.models import F

from benchmarks import measuring, synthetic
from claims.models import Claim, Evidence, KnowledgeBase
from claims.queries import claims, home, knowledge, search
from claims.queries.claim_filters import ClaimFilters
from tests.queries import build

pytestmark = pytest.mark.django_db


def test_home_counts_what_anyone_can_see_and_shows_how_claims_differ() -> None:
    topic = build.topic("Kratom", claim_count=3)
    supported = build.claim(verdict="supported", topics=(topic,))
    reported = build.claim(verdict="reported")
    build.claim(verdict="reported", status="draft", published_at=None)
    build.evidence(supported)
    build.evidence(supported, status="excluded", status_reason="No")
    build.evidence(reported, status="proposed")
    shown = home.overview()
    assert shown["counts"] == {
        "claims": {"n": 2, "more": False},
        "sources": {"n": 3, "more": False},
        "evidence": {"n": 1, "more": False},
    }
    assert [claim["id"] for claim in shown["featured"]] == [
        supported.public_id,
        reported.public_id,
    ]
    assert [claim["id"] for claim in shown["recent"]] == [reported.public_id, supported.public_id]
    assert [one["name"] for one in shown["topics"]] == ["Kratom"]


def test_a_count_stops_where_nobody_reads_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "COUNTED_TO", 2)
    for _ in range(4):
        build.claim()
    assert home.capped(Claim.objects.all(), 2) == {"n": 2, "more": True}
    assert home.capped(Claim.objects.all(), 4) == {"n": 4, "more": False}


def test_the_public_version_is_the_number_of_the_last_public_change() -> None:
    KnowledgeBase.objects.get_or_create(pk=1)
    before = knowledge.public_version()
    KnowledgeBase.objects.update(event_seq=F("event_seq") + 1)
    assert knowledge.public_version() == before
    KnowledgeBase.objects.update(public_seq=F("public_seq") + 1)
    assert knowledge.public_version() == (before[0], before[1] + 1)


def test_the_benchmark_fills_a_database_that_the_reads_can_read() -> None:
    synthetic.fill(200)
    assert Claim.objects.count() == 200
    assert Evidence.objects.count() > 200
    assert len(search.search_claims(synthetic.RARE_WORD)) == synthetic.RARE_CLAIMS
    found = claims.page(None, ClaimFilters(design=(synthetic.RARE_DESIGN.value,)))
    assert len(found.results) == synthetic.RARE_DESIGN_CLAIMS
    assert all(took > 0 for took in measuring.reads(1).values())
    synthetic.fill(200)  # a second run measures what the first has made
    assert Claim.objects.count() == 200


def test_the_benchmark_keeps_off_other_databases() -> None:
    build.claim()
    with pytest.raises(SystemExit, match="not the benchmark's"):
        synthetic.fill(10)
