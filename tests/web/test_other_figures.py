"""Figures of topics and sources, and what their pages say beside them."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from claims.models import Claim, KnowledgeBase
from claims.queries import sources, tallies
from claims.templatetags import touchstone
from tests.queries import build

pytestmark = pytest.mark.django_db
RATED = {"consensus": "provisional", "released_at": timezone.now(), "standing_strength": "weak"}


def page(client: Any, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return str(answer.content.decode())


def test_a_topic_counts_its_claims_and_their_studies():
    broad, narrow = build.topic(), build.topic()
    narrow.broader.add(broad)
    one = build.claim(topics=(broad,), verdict="supported", certainty="low")
    two = build.claim(topics=(narrow,), verdict="supported", certainty="low")
    build.claim(topics=(broad,), status="draft", published_at=None, version_number=0)
    shared = build.source(year=2010)
    study = build.study(shared)
    build.evidence(one, shared, study=study)
    build.evidence(two, shared, study=study)  # the same study: counted once
    build.evidence(two, build.source(year=2015))
    build.evidence(two, build.source(year=2016), status="excluded", status_reason="No.")
    build.evidence(two, build.source(year=2017), status="proposed")
    build.evidence(two, build.source(year=None))
    standing, years = tallies.of_topic(broad.pk)
    assert standing == {("supported", "low"): 2}
    assert years == {2010: 1, 2015: 1}
    with CaptureQueriesContext(connection) as queries:
        assert tallies.of_topic(narrow.pk)[0] == {("supported", "low"): 1}
    assert len(queries) == 4


def test_a_large_topic_is_counted_once_until_something_public_changes(monkeypatch):
    monkeypatch.setattr(tallies, "LARGE", 1)
    topic = build.topic()
    claim = build.claim(topics=(topic,), verdict="supported", certainty="low")
    first = tallies.of_topic(topic.pk)
    with CaptureQueriesContext(connection) as queries:
        assert tallies.of_topic(topic.pk) == first
    assert len(queries) == 1
    Claim.objects.filter(pk=claim.pk).update(verdict="doubtful")
    KnowledgeBase.objects.update_or_create(pk=1, defaults={"public_seq": 999_999})
    assert tallies.of_topic(topic.pk)[0] == {("doubtful", "low"): 1}


def test_a_topic_draws_them_with_a_table_and_a_file(client):
    topic = build.topic()
    claim = build.claim(topics=(topic,), verdict="conflicting", certainty="very_low")
    build.evidence(claim, build.source(year=2011))
    text = page(client, f"/topics/{topic.public_id}/")
    assert "Claims by verdict and certainty" in text
    assert '<th scope="row">Conflicting</th>' in text
    assert "Studies by year of publication: 2011: 1." in text
    for name in ("claims", "studies"):
        drawn = page(client, f"/topics/{topic.public_id}/figures/{name}.svg?theme=dark")
        assert ET.fromstring(drawn).tag.endswith("svg")  # noqa: S314 - our own output
    page(client, f"/topics/{topic.public_id}/figures/nothing.svg", 404)
    empty = build.topic()
    assert "Where its claims stand" not in page(client, f"/topics/{empty.public_id}/")
    page(client, f"/topics/{empty.public_id}/figures/claims.svg", 404)


def test_a_source_draws_the_claims_that_it_bears_on(client):
    source = build.source()
    for direction in ("supports", "supports", "contradicts"):
        build.evidence(build.claim("It <does> so"), source, standing_direction=direction, **RATED)
    build.evidence(build.claim(), source)
    text = page(client, f"/sources/{source.public_id}/")
    assert "Supports: 2 claims (2 weak); Contradicts: 1 claim (1 weak)." in text
    assert "1 claim without an open rating is not drawn." in text
    assert "It &lt;does&gt; so" in text
    drawn = page(client, f"/sources/{source.public_id}/figures/claims.svg")
    assert ET.fromstring(drawn).tag.endswith("svg")  # noqa: S314 - our own output
    bare = build.source()
    page(client, f"/sources/{bare.public_id}/figures/claims.svg", 404)


def test_a_source_that_bears_on_many_claims_shows_all_of_them_page_by_page(client, monkeypatch):
    monkeypatch.setattr(sources, "MOST_EVIDENCE", 2)
    source = build.source()
    made = [build.evidence(build.claim(), source) for _ in range(5)]
    seen, address = [], f"/sources/{source.public_id}/"
    while address:
        text = page(client, address)
        seen += [one.public_id for one in made if f'href="/evidence/{one.public_id}/"' in text]
        start = text.find('rel="next" href="')
        address = ""
        if start >= 0:
            query = text[start:].split('"')[3]
            address = f"/sources/{source.public_id}/{query}"
    assert seen == [one.public_id for one in made]
    page(client, f"/sources/{source.public_id}/?cursor=x", 400)


def test_a_figure_of_a_hidden_record_is_not_there(client):
    page(client, f"/sources/{build.source(status='proposed').public_id}/figures/claims.svg", 404)
    page(client, f"/topics/{build.topic(status='proposed').public_id}/figures/claims.svg", 404)
    draft = build.claim(status="draft", published_at=None, version_number=0)
    page(client, f"/claims/{draft.public_id}/figures/standing.svg", 404)


def test_dates_and_numbers_follow_the_language():
    at = timezone.datetime(2026, 3, 4, tzinfo=timezone.get_current_timezone())
    said = {"n": 12345, "n_unit": "patients"}
    assert touchstone.day(at).endswith(">4 March 2026</time>")
    assert touchstone.day(None) == ""
    assert touchstone.size(said) == "12,345 patients"
    with translation.override("de"):
        assert touchstone.day(at).endswith(">4. März 2026</time>")
        assert touchstone.size(said).startswith("12.345 ")


def test_a_page_says_which_language_it_is_in(client):
    answer = client.get("/about/", headers={"Accept-Language": "de"})
    # No German catalogue is shipped, so English it stays.
    assert '<html lang="en">' in answer.content.decode()
    with translation.override("ar"):
        text = render_to_string("404.html", {"status": 404, "title": "T", "detail": "D"})
    assert '<html lang="ar" dir="rtl">' in text
