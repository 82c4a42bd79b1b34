from datetime import date

import pytest

from claims.access import Denied
from claims.actions import proposals, searches
from claims.domain.problems import Invalid, Moved
from claims.models import Claim, PublicChange, Search
from tests.actions.log import mark, since, verbs
from tests.factories import make_claim, make_topic, make_user

pytestmark = pytest.mark.django_db
FIELDS = {"where": "PubMed", "query": "mitragyna AND skin", "searched_on": date(2026, 1, 5)}


def test_none_found_rests_on_a_search():
    claim = make_claim()
    assert claim.verdict == "not_assessed"
    start = mark()
    search = searches.create(by=make_user("editor"), fields={**FIELDS, "claim": claim})
    assert Claim.objects.get(pk=claim.pk).verdict == "none_found"
    assert verbs(start, search) == ["created"]
    assert since(start, search)[0].payload["after"]["claim"] == claim.public_id
    assert PublicChange.objects.filter(kind="search_recorded").count() == 1


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"claim": None}, "claim"),
        ({"searched_on": "yesterday"}, "searched_on"),
        ({"searched_on": None}, "searched_on"),
        ({"results": -1}, "results"),
        ({"results": 2**40}, "results"),
        ({"results": True}, "results"),
        ({"where": ""}, "where"),
        ({"colour": "red"}, "colour"),
        ({"claim": "C4711"}, "claim"),
        ({"claim": "S1"}, "claim"),
    ],
)
def test_what_cannot_be_stored_is_named_and_nothing_written(fields, named):
    claim, by, start = make_claim(), make_user("editor"), mark()
    with pytest.raises(Invalid) as problem:
        searches.create(by=by, fields={**FIELDS, "claim": claim.public_id, **fields})
    assert named in problem.value.errors
    assert (Search.objects.count(), since(start)) == (0, [])


def test_contributors_record_searches_on_their_own_drafts_only():
    by = make_user("contributor")
    draft, start = make_claim(published=False, by=by), mark()
    search = searches.create(by=by, fields={**FIELDS, "claim": draft})
    assert since(start, search)[0].public is False
    assert PublicChange.objects.filter(kind="search_recorded").count() == 0
    for fields in ({"claim": make_claim()}, {"topic": make_topic()}):
        with pytest.raises(Denied):
            searches.create(by=by, fields={**FIELDS, **fields})
    with pytest.raises(Invalid):
        searches.create(by=make_user("contributor"), fields={**FIELDS, "claim": draft})


def test_correcting_one_keeps_what_it_said():
    editor = make_user("editor")
    search = searches.create(by=editor, fields={**FIELDS, "claim": make_claim()})
    start = mark()
    done = proposals.change(
        record=search, changes={"results": 12}, by=make_user("editor"), reason="Miscounted.", base=1
    )
    assert (done.results, done.revision) == (12, 2)
    (event,) = since(start, search)
    assert (event.payload["before"], event.payload["after"]) == ({"results": None}, {"results": 12})
    searches.revise(search=search, changes={"results": 12}, by=editor)
    assert verbs(start, search) == ["revised"]
    with pytest.raises(Denied):
        searches.revise(search=search, changes={"results": 1}, by=make_user("contributor"))
    with pytest.raises(Moved):
        searches.revise(search=search, changes={"results": 1}, by=editor, base=1)


def test_moving_one_to_another_claim_reaches_both():
    editor, one, two = make_user("editor"), make_claim(), make_claim()
    search = searches.create(by=editor, fields={**FIELDS, "claim": one})
    searches.revise(search=search, changes={"claim": two.public_id}, by=editor)
    assert Claim.objects.get(pk=one.pk).verdict == "not_assessed"
    assert Claim.objects.get(pk=two.pk).verdict == "none_found"
