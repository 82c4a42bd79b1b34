"""Studies: made with their first source, merged so that evidence is counted once."""

import pytest

from claims.access import Denied, visible_studies
from claims.actions import evidence, sources, studies
from claims.domain.problems import Invalid, NotAllowedNow
from claims.models import Claim, Study
from tests.factories import (
    make_appraisal,
    make_claim,
    make_evidence,
    make_source,
    make_study,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_a_source_reports_one_study_made_when_asked_for():
    source = make_source(authors="Trakulsrichai S; Sathirakul K", year=2015)
    study = studies.for_source(source=source, by=make_user("contributor"), design="cohort")
    assert (study.label, study.design, study.primary_source) == (
        "Trakulsrichai S 2015",
        "cohort",
        source,
    )
    assert studies.for_source(source=source, by=make_user("editor"), design="rct") == study


def test_the_study_of_an_unseen_source_is_unseen_until_then():
    source = make_source(published=False)
    study = studies.for_source(source=source, by=make_user("contributor"), design="cohort")
    assert not visible_studies(None).exists()
    sources.accept(source=source, by=make_user("editor"))
    assert list(visible_studies(None)) == [study]


def test_a_proposed_study_waits_and_is_accepted_by_another():
    author = make_user("contributor")
    study = make_study(make_source(), by=author)
    assert study.status == "proposed"
    assert not visible_studies(None).exists()
    studies.revise(study=study, changes={"n": 40, "n_unit": "patients"}, by=author)
    with pytest.raises(Denied):
        studies.revise(study=study, changes={"n": 41}, by=make_user("contributor"))
    study = studies.accept(study=study, by=make_user("editor"))
    assert (study.status, study.n) == ("published", 40)
    with pytest.raises(NotAllowedNow):
        studies.revise(study=study, changes={"n": 41}, by=author)


def test_merged_studies_are_counted_once(settings):
    settings.REVIEWERS_REQUIRED = 1
    claim = make_claim()
    first, second = make_evidence(claim), make_evidence(claim)
    for link in (first, second):
        make_appraisal(link)
    assert Claim.objects.get(pk=claim.pk).study_count == 2
    review = studies.create(
        by=make_user("editor"),
        fields={
            "label": "A review",
            "design": "systematic_review",
            "included_studies": [first.study.public_id],
        },
    )
    with pytest.raises(Invalid):
        studies.merge(study=first.study, into=first.study, by=make_user("editor"), reason="Same.")
    studies.merge(study=first.study, into=second.study, by=make_user("editor"), reason="Same.")
    first.refresh_from_db()
    assert first.study == second.study
    assert Claim.objects.get(pk=claim.pk).study_count == 1
    assert set(second.study.sources.all()) == {first.source, second.source}
    assert list(review.included_studies.all()) == [second.study]


def test_a_merge_that_would_join_two_links_is_refused():
    source, claim = make_source(), make_claim()
    one, two = make_study(source), make_study(source)
    make_evidence(claim, source, study=one)
    make_evidence(claim, source, study=two)
    with pytest.raises(NotAllowedNow, match="exclude one"):
        studies.merge(study=one, into=two, by=make_user("editor"), reason="Same.")
    one.refresh_from_db()
    assert one.status == "published"


def test_a_study_is_seen_with_its_evidence_whoever_speaks_for_it():
    editor, offered = make_user("editor"), make_source(published=False)
    link = make_evidence(make_claim(), offered, accepted=False)
    assert link.study.status == "proposed"
    Study.objects.filter(pk=link.study_id).update(primary_source=make_source())
    evidence.accept(evidence=link, by=editor)
    sources.accept(source=offered, by=editor)
    link.study.refresh_from_db()
    assert link.study.status == "published"


def test_a_study_comes_into_view_where_its_source_is_joined_into_another():
    editor, offered = make_user("editor"), make_source(published=False)
    link = make_evidence(make_claim(), offered, accepted=False)
    evidence.accept(evidence=link, by=editor)
    assert link.study.status == "proposed"
    sources.merge(source=offered, into=make_source(), by=editor, reason="the same")
    link.study.refresh_from_db()
    assert link.study.status == "published"
