"""The agreement page, its figure, and both tables as CSV."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.queries import build
from tests.queries.test_agreement import both, hidden_ratings, released, three_pieces

pytestmark = pytest.mark.django_db

PAGE = "/agreement/"


def text(client, address=PAGE):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def table(client, address):
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "text/csv; charset=utf-8")
    return list(csv.DictReader(io.StringIO(response.content.decode())))


@pytest.fixture
def ratings(db):
    return three_pieces()


def test_every_statistic_with_interval_and_method(client, ratings):
    page = text(client)
    assert "6 ratings by 2 raters of 3 pieces of evidence" in page
    for words in ("Cohen&#x27;s kappa", "Gwet&#x27;s AC1", "alpha, ordinal", "Wilson", "0.400"):
        assert words in page
    assert "not defined" in page
    assert "no order" in page
    assert '<svg role="img"' in page
    assert "<desc>" in page
    assert "not medical advice" in page
    assert " style=" not in page


def test_an_empty_site_says_so(client, db):
    assert "no statistic is defined" in text(client)


def test_filters_stand_in_the_address(client, ratings):
    assert "3 pieces of evidence" in text(client, f"{PAGE}?topic={ratings.public_id}")
    assert "No ratings fit" in text(client, f"{PAGE}?until=2001-01-01")
    assert "Name the first rater" in text(client, f"{PAGE}?other=set:a")
    assert "before the beginning" in text(client, f"{PAGE}?since=2020-02-02&until=2020-01-01")
    assert "Mend what is marked" in text(client, f"{PAGE}?since=9999-12-31&until=9999-12-31")
    assert "Mend what is marked" in text(client, f"{PAGE}?scale=colour")


def test_evidence_that_differs_is_listed(client, ratings):
    both(differs := released(), "supports", "no_effect")
    page = text(client)
    assert f'<a href="{differs.get_absolute_url()}">{differs.public_id}</a>' in page


def test_pairs_link_to_themselves(client, ratings):
    both(released(), "supports", "supports", "supports")
    page = text(client)
    assert "By pair of raters" in page
    assert "rater=set%3Aa&amp;other=set%3Ab" in page


def test_csv(client, ratings):
    rows = {row["statistic"]: row for row in table(client, "/agreement.csv")}
    assert float(rows["kappa"]["value"]) == pytest.approx(0.4)
    assert rows["kappa_linear"]["value"] == ""
    assert "no order" in rows["kappa_linear"]["not_defined_because"]
    raw = table(client, f"/agreement-ratings.csv?topic={ratings.public_id}")
    assert len(raw) == 6
    assert {row["rater"] for row in raw} == {"set:a", "set:b"}
    assert client.get("/agreement.csv?scale=colour").status_code == 400


def test_a_name_that_looks_like_a_formula_is_none(client, db):
    build.appraisal(released(), None, imported_rater="=1+1")
    assert table(client, "/agreement-ratings.csv")[0]["rater"] == "'=1+1"


@pytest.mark.parametrize(
    "role", ["anonymous", "reader", "contributor", "reviewer", "editor", "admin"]
)
def test_nothing_blind_shows_to_anyone(as_role, ratings, role):
    client = as_role("anonymous")
    addresses = [PAGE, "/agreement.csv", "/agreement-ratings.csv"]
    before = [client.get(address).content for address in addresses[1:]]
    hidden_ratings()
    client = as_role(role)
    assert [client.get(address).content for address in addresses[1:]] == before
    page = text(client)
    assert "6 ratings by 2 raters of 3 pieces" in page
    assert "set:z" not in page


def test_the_own_blind_rating_does_not_show_in_figures_either(as_role, people):
    build.appraisal(build.evidence(build.claim()), people["reviewer"])
    assert "No ratings fit" in text(as_role("reviewer"))


def test_queries_do_not_grow(client, ratings):
    def counted():
        with CaptureQueriesContext(connection) as captured:
            text(client, f"{PAGE}?topic={ratings.public_id}")
        return len(captured)

    first = counted()
    for _ in range(20):
        both(released(build.claim(topics=(ratings,))), "supports", "contradicts")
    assert counted() == first
    assert first <= 5


def test_thousands_of_ratings(client, db):
    """4,000 ratings in one set; how long that takes is measured in benchmarks, not here."""
    from claims.models import Appraisal, Evidence

    claim, source = build.claim(), build.source()
    studies = [build.Study(label=f"S{n}") for n in range(200)]
    build.Study.objects.bulk_create(studies)
    now = timezone.now()
    evidence = Evidence.objects.bulk_create(
        Evidence(
            claim=claim, source=source, study=study, design="rct", stream="randomised",
            status="awaiting", released_at=now,
        )
        for study in studies
    )  # fmt: skip
    words = ("supports", "contradicts", "mixed")
    Appraisal.objects.bulk_create(
        Appraisal(
            evidence=one, imported_rater=f"r{rater}", status="submitted", submitted_at=now,
            direction=words[(place * (1 + rater % 3) + rater // 7) % 3],
        )
        for place, one in enumerate(evidence)
        for rater in range(20)
    )  # fmt: skip
    assert "4000 ratings by 20 raters of 200 pieces" in text(client)
