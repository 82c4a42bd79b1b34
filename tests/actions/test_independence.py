"""One study counts once: companion reports, preprint and article, reviews and what they pool, look-alikes."""

import pytest
from django.core.cache import cache

from claims.actions import independence, integrity, proposals, studies
from claims.domain.problems import Invalid, NotAllowedNow
from claims.models import Claim, Study
from claims.queries import claims as claim_queries
from claims.queries import independence as queries
from tests.factories import (
    make_appraisal,
    make_claim,
    make_evidence,
    make_patient,
    make_source,
    make_study,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_reviewer(settings):
    settings.REVIEWERS_REQUIRED = 1


def of(claim, viewer=None):
    return queries.of_claim(viewer, claim_queries.detail(viewer, claim.pk))


def preprint_and_article(claim):
    """The same trial twice: first as a preprint with fewer people, then as an article."""
    words = "Lavender oil for sleep in students: a trial"
    early = make_source(title=words, authors="Lee K; Roe J", year=2020, is_preprint=True)
    late = make_source(title=words, authors="Lee K; Roe J", year=2021)
    links = [
        make_evidence(claim, source, design="rct", n=n, n_unit="patients")
        for source, n in ((early, 100), (late, 120))
    ]
    make_appraisal(links[0], direction="supports")
    make_appraisal(links[1], direction="no_effect")
    return links


def test_a_preprint_and_its_article_are_one_study_and_the_article_speaks():
    """Policy pol-5: linked as one study, the newest peer-reviewed one rated, results compared."""
    claim, editor = make_claim(), make_user("editor")
    early, late = preprint_and_article(claim)
    assert Claim.objects.get(pk=claim.pk).study_count == 2
    (pair,) = of(claim, editor)["look_alikes"]
    assert {hint["kind"] for hint in pair["hints"]} >= {"title", "authors"}
    assert of(claim)["look_alikes"] == []
    studies.merge(study=late.study, into=early.study, by=editor, reason="The article of it.")
    assert Claim.objects.get(pk=claim.pk).study_count == 1
    assert Study.objects.get(pk=early.study_id).primary_source_id == late.source_id
    (one,) = of(claim)["studies"]
    assert one["primary"] == late.source.public_id
    assert one["why_primary"] == "It is the published article; the other is a preprint."
    assert one["joined"][0]["reason"] == "The article of it."
    assert one["differences"] == [
        {
            "source": early.source.public_id,
            "differences": [
                "n is 120 here and 100 there",
                "the direction is no effect here and supports there",
            ],
        }
    ]


def test_an_article_added_to_a_study_takes_over_from_its_preprint():
    early = make_source(is_preprint=True)
    study = make_study(early, primary_source=early)
    late = make_source()
    proposal = proposals.file(
        record=study, changes={"sources": {"add": [late]}}, by=make_user("contributor")
    )
    proposals.accept(proposal=proposal, by=make_user("editor"))
    study.refresh_from_db()
    assert study.primary_source == late


def test_blind_ratings_do_not_show_in_the_comparison(settings):
    settings.REVIEWERS_REQUIRED = 2
    claim, editor = make_claim(), make_user("editor")
    early, late = preprint_and_article(claim)
    studies.merge(study=late.study, into=early.study, by=editor, reason="r")
    for viewer in (None, editor):
        (one,) = of(claim, viewer)["studies"]
        assert one["differences"][0]["differences"] == ["n is 120 here and 100 there"]


def test_a_retracted_article_gives_the_word_back_to_the_other_report():
    claim, editor = make_claim(), make_user("editor")
    early, late = preprint_and_article(claim)
    studies.merge(study=late.study, into=early.study, by=editor, reason="r")
    integrity.mark(sources=[late.source], integrity="retracted", note="Made up.", by=editor)
    assert Claim.objects.get(pk=claim.pk).study_count == 1
    (one,) = of(claim)["studies"]
    assert "notice stands against it" in one["why_primary"]


def test_companion_reports_count_once():
    claim = make_claim()
    study = make_study(make_source(), make_source(), registry_id="NCT01234567")
    for link in study.source_links.all():
        make_appraisal(make_evidence(claim, link.source, study=study))
    assert Claim.objects.get(pk=claim.pk).study_count == 1
    (one,) = of(claim)["studies"]
    assert len(one["reports"]) == 2


def test_a_review_is_not_counted_beside_the_studies_it_pools():
    claim = make_claim()
    trial = make_evidence(claim, design="rct")
    review = make_evidence(claim, design="systematic_review")
    for link in (trial, review):
        make_appraisal(link)
    assert Claim.objects.get(pk=claim.pk).study_count == 2
    proposal = proposals.file(
        record=review.study,
        changes={"included_studies": {"add": [trial.study.public_id]}},
        by=make_user("contributor"),
    )
    proposals.accept(proposal=proposal, by=make_user("editor"))
    assert Claim.objects.get(pk=claim.pk).study_count == 1
    (aside,) = of(claim)["reviews"]
    assert aside["study"]["id"] == review.study.public_id
    assert aside["reason"] == "The studies it pools are counted themselves."


def test_a_register_number_in_the_text_brings_two_studies_together_in_the_whole_base():
    one = make_study(make_source(summary="Registered as NCT01234567.", authors="Lee K"))
    other = make_study(make_source(title="Results of NCT01234567", authors="Roe J"))
    make_study(make_source(authors="Lee K"))
    (pair,) = queries.everywhere()
    assert {pair.first, pair.second} == {one.public_id, other.public_id}
    editor = make_user("editor")
    independence.distinct(one=one, other=other, by=editor, reason="Two arms, two samples.")
    assert queries.everywhere() == []
    independence.reconsider(one=one, other=other, by=editor, reason="Looked again.")
    studies.merge(study=other, into=one, by=editor, reason="One trial.")
    assert queries.everywhere() == []
    with pytest.raises(NotAllowedNow):
        independence.distinct(one=one, other=Study.objects.get(pk=other.pk), by=editor, reason="r")


def test_a_common_patient_brings_two_case_reports_together():
    claim = make_claim()
    first, second = (make_evidence(claim, design="case_report") for _ in range(2))
    make_patient(first, second)
    (pair,) = queries.everywhere()
    assert "patient" in [hint.kind for hint in pair.hints]


def test_a_large_base_keeps_its_look_and_drops_what_was_decided_meanwhile(monkeypatch):
    monkeypatch.setattr(queries, "KEEP_FROM", 1)
    one, other = (make_study(make_source(summary="NCT01234567")) for _ in range(2))
    assert len(queries.everywhere()) == 1
    make_study(make_source(summary="NCT01234567"))
    assert len(queries.everywhere()) == 1
    independence.distinct(one=one, other=other, by=make_user("editor"), reason="r")
    assert queries.everywhere() == []
    cache.clear()
    assert len(queries.everywhere()) == 2


def test_a_study_is_not_told_apart_from_a_patient():
    with pytest.raises(Invalid):
        independence.distinct(
            one=make_study(), other=make_patient(), by=make_user("editor"), reason="r"
        )
