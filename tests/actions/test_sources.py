"""Sources: identifiers in one spelling and once, merged with both ids still working."""

import pytest

from claims.access import Denied, visible_sources
from claims.actions import sources
from claims.domain.problems import Invalid, NotAllowedNow
from claims.models import Event, Proposal, Source
from tests.factories import make_appraisal, make_claim, make_evidence, make_source, make_user

pytestmark = pytest.mark.django_db


def test_identifiers_are_stored_in_one_spelling():
    source = make_source(
        doi="https://doi.org/10.5555/ABC", pmid="PMID: 0123", pmcid="pmc77", isbn="0-306-40615-2"
    )
    assert (source.doi, source.pmid, source.pmcid) == ("10.5555/abc", "123", "PMC77")
    assert source.isbn == "9780306406157"


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [("doi", "10.5555/abc", "doi:10.5555/ABC"), ("pmid", "123", "0123"), ("pmcid", "PMC77", "77x")],
)
def test_the_same_work_twice_names_the_first(kind: str, first: str, second: str):
    held = make_source(**{kind: first})
    with pytest.raises(Invalid) as refused:
        make_source(**{kind: second})
    assert set(refused.value.errors) == {kind}
    if kind != "pmcid":
        assert refused.value.errors[kind] == [f"{held.public_id} has this {kind.upper()} already."]


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"title": " "}, "title"),
        ({"year": 12}, "year"),
        ({"year": "soon"}, "year"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"doi": "12"}, "doi"),
        ({"identity": "surely"}, "identity"),
        ({"title": "x" * 1001}, "title"),
    ],
)
def test_what_cannot_be_stored_is_named(fields: dict, named: str):
    with pytest.raises(Invalid) as refused:
        make_source(**fields)
    assert set(refused.value.errors) == {named}
    assert not Source.objects.exists()


def test_proposed_revised_and_accepted_by_another():
    author = make_user("contributor")
    source = make_source(by=author, published=False)
    assert not visible_sources(None).exists()
    sources.revise(source=source, changes={"year": 1999}, by=author)
    with pytest.raises(Denied):
        sources.accept(source=source, by=author)
    source = sources.accept(source=source, by=make_user("editor"))
    assert (source.status, source.year) == ("published", 1999)
    assert Proposal.objects.get().status == "accepted"
    with pytest.raises(NotAllowedNow):
        sources.revise(source=source, changes={"year": 2000}, by=author)


def test_turned_down_with_a_reason():
    source = make_source(published=False)
    with pytest.raises(Invalid):
        sources.reject(source=source, by=make_user("editor"), reason=" ")
    sources.reject(source=source, by=make_user("editor"), reason="Not a publication.")
    assert Proposal.objects.get().status == "rejected"
    assert not visible_sources(None).exists()


def test_a_retired_source_leaves_the_syntheses(settings):
    settings.REVIEWERS_REQUIRED = 1
    link = make_evidence()
    make_appraisal(link, strength="strong")
    sources.retire(source=link.source, by=make_user("editor"), reason="Not a publication.")
    link.claim.refresh_from_db()
    assert link.claim.supports_count == 0
    assert Event.objects.get(verb="retired").payload["reason"] == "Not a publication."


def test_merged_sources_move_their_evidence():
    one, two, claim = make_source(doi="10.5555/a"), make_source(), make_claim()
    link = make_evidence(claim, one)
    editor = make_user("editor")
    with pytest.raises(Invalid):
        sources.merge(source=one, into=one, by=editor, reason="Same.")
    sources.merge(source=one, into=two, by=editor, reason="The same paper.")
    link.refresh_from_db()
    one.refresh_from_db()
    two.refresh_from_db()
    assert link.source == two
    assert (one.status, one.merged_into) == ("merged", two)
    assert (one.claim_count, two.claim_count) == (0, 1)
    assert two.doi == "10.5555/a"
    with pytest.raises(Invalid, match=f"{two.public_id} has this DOI"):
        make_source(doi="10.5555/a")
