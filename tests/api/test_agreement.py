"""Agreement of the site's own raters through the API."""

from __future__ import annotations

import pytest

from tests.queries.test_agreement import hidden_ratings, three_pieces

ADDRESS = "agreement/"
ASKERS = ("anonymous", "nobody", "contributor", "reviewer", "editor", "admin")


@pytest.fixture
def ratings(db):
    return three_pieces()


def test_figures_and_what_they_rest_on(api, ratings):
    found = api().get(f"{ADDRESS}?scale=direction&topic={ratings.public_id}").json()
    assert found["kappa"] == pytest.approx(0.4)
    assert (found["n_units"], found["n_raters"], found["n_ratings"]) == (3, 2, 6)
    assert "Fleiss-Cohen-Everitt" in found["methods"]["kappa_ci95_z"]
    assert found["pairs"][0]["raters"] == ["set:a", "set:b"]
    assert found["differ"]["n"] == 1
    assert api().get(f"{ADDRESS}?scale=strength").json()["n_ratings"] == 0
    assert api().get(f"{ADDRESS}?since=2001-01-01T00:00:00Z&rater=set:a").json()["n_units"] == 3


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("scale=colour", "scale"),
        ("colour=red", "colour"),
        ("topic=C1", "topic"),
        ("other=set:a", "other"),
        ("since=yesterday", "since"),
    ],
)
def test_refusals_name_the_parameter(api, query, name):
    answer = api().get(f"{ADDRESS}?{query}")
    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.json()["errors"]] == [name]


def test_what_is_known_already_is_not_sent_again(api, ratings, django_assert_num_queries):
    tag = api().get(ADDRESS)["ETag"]
    with django_assert_num_queries(1):
        assert api().get(ADDRESS, HTTP_IF_NONE_MATCH=tag).status_code == 304


@pytest.mark.parametrize("who", ASKERS)
def test_what_is_blind_shows_to_nobody(api, people, ratings, who):
    before = api().get(ADDRESS).json()
    rater = hidden_ratings()
    asker = api(None if who == "anonymous" else getattr(people, who))
    assert asker.get(ADDRESS).json() == before
    assert asker.get(f"{ADDRESS}?rater={rater.pseudonym}").json()["n_ratings"] == 0


def test_a_released_rating_counts(api, world, people):
    assert api().get(ADDRESS).json()["n_ratings"] == 0
    released = api(people.chief).post(f"evidence/{world.conflict.public_id}/release/")
    assert released.status_code == 200
    found = api().get(ADDRESS).json()
    assert (found["n_ratings"], found["percent_agreement"], found["differ"]["n"]) == (2, 0, 1)
