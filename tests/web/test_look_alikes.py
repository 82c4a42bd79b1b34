"""The page of look-alikes, with and without its keys, and the way back from a join."""

import pytest

from claims.models import Source, SourcePair
from claims.queries import source_pairs
from tests.factories import make_claim, make_evidence, make_source, make_user

pytestmark = pytest.mark.django_db

ADDRESS = "/sources/look-alikes/"


def pairs(number=1):
    made = []
    for place in range(number):
        one = make_source(
            title=f"Tea {place}", doi=f"10.5555/t{place}", csl={"volume": "3", "page": "1-9"}
        )
        two = make_source(title=f"TEA {place}", year=2023, csl={"volume": "4", "page": "1-9"})
        made.append(
            SourcePair.objects.create(
                first=one,
                second=two,
                score=0.9 - place / 100,
                reasons=["the same title", "different volumes"],
                relation="reprint",
            )
        )
    return made


def test_who_sees_the_page(as_role):
    for role, status in {
        "anonymous": 302,
        "reader": 403,
        "contributor": 403,
        "reviewer": 403,
        "editor": 200,
        "admin": 403,
    }.items():
        assert as_role(role).get(ADDRESS).status_code == status, role
    assert "Nothing waits" in as_role("editor").get(ADDRESS).content.decode()


def test_a_pair_side_by_side_says_what_differs_in_words(as_role):
    first, second = pairs(2)
    page = as_role("editor").get(ADDRESS).content.decode()
    assert "2 pairs to decide" in page
    assert first.first.public_id in page
    assert "Likeness 0.90 of 1" in page
    assert "The same title; different volumes." in page
    assert '<span class="tag bad">different</span>' in page
    assert '<span class="tag good">same</span>' in page
    assert 'data-key="s"' in page
    assert '<option value="reprint" selected>' in page
    skipped = as_role("editor").get(f"{ADDRESS}?skip=1").content.decode()
    assert second.first.public_id in skipped
    assert as_role("editor").get(f"{ADDRESS}?skip=nine").status_code == 200


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        ("same", "are one source now"),
        ("related", "are reports of one study now"),
        ("distinct", "stay two sources"),
    ],
)
def test_a_button_decides(as_role, decision, said):
    (pair,) = pairs()
    editor = as_role("editor")
    answer = editor.post(ADDRESS, {"pair": pair.pk, "decision": decision}, follow=True)
    page = answer.content.decode()
    assert said in page
    assert "Nothing waits" in page
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by is not None) == (decision, True)


def test_what_cannot_be_decided_is_said(as_role):
    (pair,) = pairs()
    editor = as_role("editor")
    assert editor.post(ADDRESS, {"pair": 999, "decision": "same"}).status_code == 404
    page = editor.post(ADDRESS, {"pair": pair.pk, "decision": "maybe"}).content.decode()
    assert 'role="alert"' in page
    claim = make_claim()
    for source in (pair.first, pair.second):
        make_evidence(claim, source)
    told = {"pair": pair.pk, "decision": "same", "keep": pair.second.public_id}
    answer = editor.post(ADDRESS, told)
    assert answer.status_code == 409
    assert "as two studies" in answer.content.decode()


def test_a_join_is_undone_from_the_history_of_either(as_role):
    (pair,) = pairs()
    as_role("editor").post(ADDRESS, {"pair": pair.pk, "decision": "same"})
    undo = f"/do/{pair.second.public_id}/unmerge/"
    for source in (pair.first, pair.second):
        address = f"/history/{source.public_id}/"
        assert undo in as_role("editor").get(address).content.decode()
        assert undo not in as_role("contributor").get(address).content.decode()
    editor = as_role("editor")
    assert editor.post(undo, {"reason": "Two after all."}).status_code == 302
    assert Source.objects.get(pk=pair.second_id).status == "published"
    assert undo not in editor.get(f"/history/{pair.first.public_id}/").content.decode()


@pytest.mark.parametrize("number", [1, 20])
def test_lists_of_pairs_take_two_queries(number, django_assert_max_num_queries, as_role):
    pairs(number)
    editor = make_user("editor")
    with django_assert_max_num_queries(3):
        found = source_pairs.page(editor, source_pairs.PairFilters())
    assert len(found.results) == number


def test_the_list_of_sources_tells_editors_how_many_wait(as_role):
    pairs(2)
    assert "look alike: 2 to decide" in as_role("editor").get("/sources/").content.decode()
    assert "look alike" not in as_role("reader").get("/sources/").content.decode()
