"""Summary of findings and risk-of-bias traffic lights: page, figure, tables and API, from what is public only."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ElementTree
from io import StringIO

import pytest

from claims.domain.findings import effect_in_words, statement, symbols
from claims.figures import traffic_lights
from claims.figures.traffic_lights import Light, Panel
from claims.models import Evidence
from tests.actions.test_judgements import rated
from tests.api.test_shapes import check, document, strict  # noqa: F401
from tests.factories import make_appraisal, make_assessment, make_claim, make_evidence, make_user

pytestmark = pytest.mark.django_db
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def _one_reviewer(settings):
    settings.REVIEWERS_REQUIRED = 1


@pytest.fixture
def claim():
    made = make_claim("Kratom is linked to <itching>")
    effect = {"measure": "RR", "estimate": 0.7, "low": 0.55, "high": 0.9}
    rated(made, n=120, n_unit="patients", effect=effect)
    rated(made, design="case_report", rating={"strength": "weak"})
    return made


def assessed(claim, **fields):
    link, rater = make_evidence(claim, design="rct"), make_user("reviewer")
    made = make_assessment(link, rater, **fields)
    make_appraisal(link, rater, assessments=[made], strength="strong")
    return link


def text(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_row_for_each_stream_with_words_beside_its_symbols(client, claim, strict):  # noqa: F811
    page = text(client.get(f"/claims/{claim.public_id}/summary-of-findings/"))
    for words in (
        "RR 0.7 (0.55 to 0.9), one study", "⊕⊕⊕◯</span> Moderate",
        "It is probably so: Kratom is linked to &lt;itching&gt;", "Very low",
        "The evidence is very uncertain", "a: Imprecision -1: Only 120 participants.",
        "not medical advice", "Rests on 2 counted studies",
    ):  # fmt: skip
        assert words in page, words
    found = client.get(f"/api/v1/claims/{claim.public_id}/summary-of-findings/").json()
    check(strict, "/api/v1/claims/{ident}/summary-of-findings/", "get", 200, found)
    table = client.get(f"/claims/{claim.public_id}/summary-of-findings.csv")
    rows = list(csv.DictReader(StringIO(table.content.decode())))
    assert [row["certainty"] for row in rows] == ["Moderate", "Very low"]
    assert rows[0]["headline"] == "yes"


def test_traffic_lights_as_page_figure_table_and_api(client, claim, strict):  # noqa: F811
    empty = f"/claims/{claim.public_id}/risk-of-bias"
    assert "No open appraisal" in text(client.get(f"{empty}/"))
    assert client.get(f"{empty}.svg").status_code == 404
    link = assessed(claim, domain_judgements={"D1": "high"}, departures={"D1": "Not concealed."})
    page = text(client.get(f"{empty}/"))
    assert link.study.label in page
    assert '<span aria-hidden="true">×</span> High' in page
    figure = client.get(f"{empty}.svg")
    assert figure["Content-Type"] == "image/svg+xml"
    root = ElementTree.fromstring(figure.content)  # noqa: S314
    titles = [one.text for one in root.iter(f"{SVG}title")]
    assert any("High" in title for title in titles if title)
    rows = list(csv.DictReader(StringIO(client.get(f"{empty}.csv").content.decode())))
    assert "High" in next(row["judgement"] for row in rows if row["domain"] == "D1")
    assert len({row["domain"] for row in rows}) == 6
    found = client.get(f"/api/v1/claims/{claim.public_id}/risk-of-bias/").json()
    check(strict, "/api/v1/claims/{ident}/risk-of-bias/", "get", 200, found)
    cells = found["groups"][0]["rows"][0]["cells"]
    assert [cell["judgement"] for cell in cells] == ["high", "low", "low", "low", "low"]


@pytest.mark.parametrize("who", ["anonymous", "reviewer", "editor"])
def test_closed_assessments_do_not_show(client, settings, who):
    settings.REVIEWERS_REQUIRED = 2
    claim = make_claim()
    link = assessed(claim)
    assert Evidence.objects.get(pk=link.pk).consensus == "none"
    if who != "anonymous":
        client.force_login(make_user(who))
    assert "No open appraisal" in text(client.get(f"/claims/{claim.public_id}/risk-of-bias/"))
    assert client.get(f"/api/v1/claims/{claim.public_id}/risk-of-bias/").json()["groups"] == []


def test_claims_that_are_not_seen_are_absent(client):
    draft = make_claim(published=False)
    for name in ("summary-of-findings/", "summary-of-findings.csv", "risk-of-bias/",
                 "risk-of-bias.svg", "risk-of-bias.csv"):  # fmt: skip
        assert client.get(f"/claims/{draft.public_id}/{name}").status_code == 404
        assert client.get(f"/claims/C999999/{name}").status_code == 404


def test_words_of_a_row():
    assert statement("It helps.", "very_low", "for").startswith("The evidence is very uncertain")
    assert statement("It helps.", "high", "against") == "It is not so: It helps."
    assert "both ways" in statement("It helps.", "low", "mixed")
    assert "not the same as very low" in statement("It helps.", "not_rated", "for")
    assert (symbols(1), symbols(None)) == ("⊕◯◯◯", "")
    conflict = {"misleading": True, "measure": "RR", "estimate": 1.0, "low": 0.9, "high": 1.1}
    assert "mislead" in effect_in_words({**conflict, "studies": 2})


def test_figures_escape_what_they_are_given():
    light = Light("bad<", "<", "High & mighty")
    drawn = traffic_lights.document(
        [Panel("A <b>", [("D<", "Domain <i>")], [("Study <s> & co", [light])])], "T<"
    )
    ElementTree.fromstring(drawn)  # noqa: S314
    assert "<b>" not in drawn
