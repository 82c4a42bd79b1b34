"""Agreement of the site's raters: which ratings count, what must not show, and how many queries it takes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.domain.problems import Invalid
from claims.models import Appraisal, Assessment
from claims.queries import agreement, rated_sets
from claims.queries.rated_sets import AgreementFilters
from tests.queries import build

pytestmark = pytest.mark.django_db


def released(claim=None, **fields):
    return build.evidence(claim or build.claim(), released_at=timezone.now(), **fields)


def report(**filters):
    return agreement.report(rated_sets.rated(AgreementFilters(**filters)))


def both(evidence, *ratings, **fields):
    """One appraisal of `evidence` by each of two standing raters."""
    for rater, direction in zip(("set:a", "set:b", "set:c"), ratings, strict=False):
        if direction:
            build.appraisal(evidence, None, imported_rater=rater, direction=direction, **fields)


def three_pieces():
    """Two raters on three pieces of evidence, who differ on one; the topic of all. Kappa is 0.4."""
    topic = build.topic()
    for first, second in (("supports",) * 2, ("supports", "mixed"), ("mixed",) * 2):
        both(released(build.claim(topics=(topic,))), first, second)
    return topic


def test_two_imported_raters():
    three_pieces()
    found = report()
    assert (found["n_units"], found["n_raters"], found["n_ratings"]) == (3, 2, 6)
    assert found["percent_agreement"] == pytest.approx(2 / 3)
    # po = 2/3, pe = 2/3 * 1/3 + 1/3 * 2/3 = 4/9
    assert found["kappa"] == pytest.approx((2 / 3 - 4 / 9) / (1 - 4 / 9))
    assert found["categories"] == ["supports", "contradicts", "mixed", "no_effect", "mentions"]
    assert "no order" in found["undefined"]["kappa_linear"]
    assert [row["rater"] for row in found["raters"]] == ["set:a", "set:b"]
    assert found["table"]["rows"] == "set:a"
    assert found["table"]["cells"][0] == [1, 0, 1, 0, 0]
    assert found["differ"]["n"] == 1


def test_strength_is_a_scale_and_unrated_is_missing():
    one = released()
    both(one, "supports", "supports", strength="weak")
    two = released()
    build.appraisal(two, None, imported_rater="set:a", strength="strong")
    build.appraisal(two, None, imported_rater="set:b", strength="moderate")
    three = released()
    build.appraisal(three, None, imported_rater="set:a", strength="weak")
    build.appraisal(three, None, imported_rater="set:b")
    found = report(scale="strength")
    assert (found["n_units"], found["n_units_compared"], found["n_ratings"]) == (3, 2, 5)
    assert found["kappa_linear"] is not None
    assert found["alpha_ordinal"] is not None
    assert "words" in found["undefined"]["alpha_interval"]
    assert report()["n_ratings"] == 6


def hidden_ratings():
    """Ratings that must not be counted, each for its own reason."""
    now = timezone.now()
    rater = build.user("reviewer")
    closed = build.evidence(build.claim())
    closed_conflict = build.evidence(build.claim(), status="conflict")
    draft_claim = released(build.claim(status="draft", published_at=None))
    offered = released(status="proposed")
    hidden_source = released(source_=build.source(status="proposed"))
    for evidence in (closed, closed_conflict, draft_claim, offered, hidden_source):
        both(evidence, "contradicts", "no_effect")
        build.appraisal(evidence, rater, direction="mixed")
    fresh = released()
    build.appraisal(fresh, rater, status="draft", submitted_at=None)
    build.appraisal(fresh, None, imported_rater="set:z", blind=False)
    build.appraisal(fresh, None, imported_rater="set:y", status="closed", submitted_at=now)
    return rater


def test_what_is_not_open_or_not_blind_is_not_counted():
    rater = hidden_ratings()
    found = report()
    assert (found["n_ratings"], found["raters"], found["differ"]["n"]) == (0, [], 0)
    assert found["percent_agreement"] is None
    assert report(rater=rater.pseudonym)["n_ratings"] == 0


def test_a_closed_rating_changes_no_figure():
    three_pieces()
    before = report()
    hidden_ratings()
    assert report() == before


def test_of_a_second_thought_the_first_rating_counts():
    evidence = released()
    both(evidence, "supports", "mixed")
    first = Appraisal.objects.get(imported_rater="set:b")
    Appraisal.objects.filter(pk=first.pk).update(is_current=False)
    build.appraisal(evidence, None, imported_rater="set:b", direction="supports", supersedes=first)
    assert report()["percent_agreement"] == 0


def test_adjudicated_and_excluded_evidence_keeps_its_raw_ratings():
    settled = build.evidence(
        build.claim(), consensus="adjudicated", standing_direction="supports", status="settled"
    )
    both(settled, "supports", "mixed")
    both(released(status="excluded", status_reason="Off topic."), "supports", "supports")
    assert report()["percent_agreement"] == 0.5


def test_filters():
    wide = build.topic()
    narrow = build.topic()
    narrow.broader.add(wide)
    claim = build.claim(topics=(narrow,))
    now = timezone.now()
    mine = released(claim)
    both(mine, "supports", "supports", instrument="naranjo_1981")
    other = released()
    both(other, "supports", "mixed", "mixed", submitted_at=now - timedelta(days=30))
    assert report(topic=wide.pk)["n_units"] == 1
    assert report(claim=claim.pk)["n_units"] == 1
    assert report(instrument="naranjo_1981")["n_units"] == 1
    assert report(instrument="nothing")["n_units"] == 0
    assert report(since=now - timedelta(days=1))["n_units"] == 1
    assert report(until=now - timedelta(days=1))["n_units"] == 1
    assert report(rater="set:c")["n_units"] == 1
    two = report(rater="set:a", other="set:c")
    assert (two["n_units"], two["n_units_compared"], two["n_raters"]) == (2, 1, 2)
    assert len(report()["pairs"]) == 3
    with pytest.raises(Invalid, match="direction"):
        report(scale="colour")


def test_pairs_of_many_raters_and_their_table_in_both_orders():
    both(released(), "supports", "mixed", "mixed")
    both(released(), "supports", "supports", None)
    found = report()
    assert "two raters" in found["undefined"]["kappa"]
    most = found["pairs"][0]
    assert (most["raters"], most["units"], most["percent_agreement"]) == (
        ["set:a", "set:b"],
        2,
        0.5,
    )
    cells = found["table"]["cells"]
    assert cells[0][2] == cells[2][0] == 2
    assert (cells[0][0], cells[2][2]) == (2, 2)


def test_reviewers_are_named_as_the_site_says(settings):
    rater = build.user("reviewer")
    build.appraisal(released(), rater)
    settings.SHOW_REVIEWER_NAMES = False
    assert report()["raters"][0]["name"] == rater.pseudonym
    settings.SHOW_REVIEWER_NAMES = True
    assert report()["raters"][0]["name"] == rater.display_name
    assert report()["raters"][0]["rater"] == rater.pseudonym


def test_items_of_an_instrument():
    """Answers on the appraisal itself, and of an assessment of the report that two pieces of evidence cite."""
    raters = [build.user("reviewer"), build.user("reviewer")]
    source = build.source()
    pieces = [released(source_=source), released(source_=source), released()]
    for rater, word in zip(raters, ("yes", "no"), strict=True):
        assessment = Assessment.objects.create(
            instrument="tool",
            unit="report",
            source=source,
            assessor=rater,
            status="submitted",
            submitted_at=timezone.now(),
            is_current=True,
            answers={"1": word, "2": {"part": 1}},
        )
        for piece in pieces[:2]:
            build.appraisal(piece, rater).assessments.add(assessment)
        build.appraisal(pieces[2], rater, instrument="tool", answers={"1": "yes"})
    found = {row["item"]: row for row in report(instrument="tool")["items"]}
    assert (found["1"]["n_units_compared"], found["1"]["percent_agreement"]) == (2, 0.5)
    assert (found["2"]["n_units_compared"], found["2"]["percent_agreement"]) == (1, 1)
    assert found["2"]["alpha_nominal"] is None
    assert report()["items"] == []


def test_items_of_a_known_instrument_have_its_words_and_its_whole_scale():
    pieces = [released(), released()]
    for rater, word in (("set:a", "yes"), ("set:b", "yes")):
        for piece in pieces:
            build.appraisal(
                piece, None, imported_rater=rater, instrument="naranjo_1981", answers={"2": word}
            )
    (row,) = report(instrument="naranjo")["items"]
    assert row["item"] == "2"
    assert row["text"]
    # Nobody said no or unknown, and they might have.
    assert row["gwet_ac1"] == 1
    assert row["alpha_nominal"] is None


def test_too_many_ratings_are_refused(monkeypatch):
    monkeypatch.setattr(rated_sets, "MOST", 1)
    both(released(), "supports", "supports")
    with pytest.raises(Invalid, match="narrow"):
        report()


def test_queries_do_not_grow():
    topic = build.topic()

    def counted(filters):
        with CaptureQueriesContext(connection) as captured:
            report(**filters)
        return len(captured)

    def fill(number):
        for _ in range(number):
            claim = build.claim(topics=(topic,))
            both(released(claim), "supports", "mixed", instrument="tool", answers={"1": "yes"})

    asked = [{}, {"topic": topic.pk}, {"instrument": "tool", "topic": topic.pk}]
    fill(1)
    first = [counted(filters) for filters in asked]
    fill(20)
    assert [counted(filters) for filters in asked] == first
    assert first == [2, 3, 6]
