"""The page of one claim: what is counted, sorted, drawn and addressed on it."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from claims.domain.problems import Invalid
from claims.web import claim_figures, evidence_rows
from tests.queries import build

pytestmark = pytest.mark.django_db


def one(key: str = "E1", **more: Any) -> dict[str, Any]:
    consensus = {"direction": "supports", "strength": "weak"}
    return {
        "id": key,
        "study": {"id": f"Y{key}", "label": f"Study {key}"},
        "source": {"year": 2020},
        "standing": "counted",
        "standing_reason": "",
        "design": "cohort",
        "n": None,
        **more,
        "consensus": consensus | more.get("consensus", {}),
    }


def ordered(evidence: list[dict[str, Any]], sort: str) -> list[str]:
    found = evidence_rows.table(evidence, {"sort": sort})
    return [row["id"] for row in found["rows"]]


def test_rows_come_by_weight_unless_asked_otherwise():
    evidence = [
        one("A", standing="background", consensus={"strength": "strong"}),
        one("B", source={"year": 1999}, n=10),
        one("C", consensus={"strength": "strong", "direction": "contradicts"}, n=500),
        one("D", source={"year": None}),
    ]
    assert ordered(evidence, "weight") == ["C", "B", "D", "A"]
    assert ordered(evidence, "-weight") == ["A", "D", "B", "C"]
    assert ordered(evidence, "year") == ["C", "A", "B", "D"]
    assert ordered(evidence, "-year") == ["D", "B", "C", "A"]
    assert ordered(evidence, "size")[:2] == ["C", "B"]
    assert ordered(evidence, "direction")[-1] == "C"
    assert ordered(evidence, "strength")[0] == "C"


def test_a_long_table_is_cut_into_pages_that_hold_everything_once():
    evidence = [one(f"E{n}") for n in range(evidence_rows.PER_PAGE * 2 + 1)]
    pages = [evidence_rows.table(evidence, {"rows": str(n)}) for n in (1, 2, 3)]
    seen = [row["id"] for page in pages for row in page["rows"]]
    assert sorted(seen) == sorted(row["id"] for row in evidence)
    assert (pages[2]["first"], pages[2]["last"], pages[2]["total"]) == (101, 101, 101)
    assert len(evidence_rows.table(evidence, {"rows": "all"})["rows"]) == len(evidence)
    short = evidence_rows.table(evidence[:3], {})
    assert (short["pages"], short["all"]) == ([], "")


@pytest.mark.parametrize(
    "query", [{"sort": "colour"}, {"sort": ""}, {"rows": "0"}, {"rows": "9"}, {"rows": "²"}]
)
def test_what_cannot_be_sorted_is_refused_by_name(query: dict[str, str]):
    with pytest.raises(Invalid) as refused:
        evidence_rows.table([one()], query)
    assert list(refused.value.errors) == list(query)


def test_a_study_stands_once_by_what_counts_then_by_what_is_strongest():
    study = {"id": "Y1", "label": "One"}
    spoken = claim_figures.by_study(
        [
            one("A", study=study, standing="background", consensus={"strength": "strong"}),
            one("B", study=study, consensus={"strength": "very_weak"}),
            one("C", study=study, consensus={"strength": "moderate"}),
            one("D", consensus={"direction": "mentions"}),
            one("E", consensus={"direction": ""}),
        ]
    )
    assert [row["id"] for row in spoken] == ["C"]


def test_figures_say_in_words_and_in_a_table_what_they_draw():
    spoken = [one("A"), one("B", consensus={"direction": "no_effect"}, standing="background")]
    figure = claim_figures.by_direction(spoken)
    assert figure is not None
    assert figure.drawing.description == (
        "For: 1 study (1 weak); Against: 0 studies, 1 more not counted; Mixed: 0 studies."
    )
    table = {row[0]: dict(zip(figure.head[1:], row[1:], strict=True)) for row in figure.rows}
    assert table["Supports"]["Weak"] == 1
    assert table["No effect shown"]["Read, not counted"] == 1
    years = claim_figures.by_year([*spoken, one("C", source={"year": None})])
    assert years is not None
    assert "1 study without a known year is not drawn." in years.caption
    assert len(years.rows) == 3
    assert claim_figures.by_direction([]) is None
    assert claim_figures.by_year([one(source={"year": None})]) is None


def test_what_is_off_the_scale_has_no_place_on_it():
    figure = claim_figures.standing(
        {"verdict": "reported", "certainty": "not_rated", "consistency": "single_study"}
    )
    assert figure.drawing.description.count("which is not on the scale") == 3
    assert [row[2] for row in figure.rows] == ["–"] * 3
    mechanism = claim_figures.standing(
        {"verdict": "supported", "certainty": "strong", "consistency": "consistent"}
    )
    assert "Certainty: Strong (mechanism), 3 of 3 points" in mechanism.drawing.description


def page(client: Any, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return str(answer.content.decode())


def test_every_line_of_the_contents_leads_somewhere_on_the_page(client):
    claim = build.full_claim(2)
    text = page(client, f"/claims/{claim.public_id}/")
    contents = text[text.index('class="contents"') :]
    anchors = re.findall(r'href="#([a-z-]+)"', contents[: contents.index("</nav>")])
    assert {"rests-on", "evidence", "steps", "searches", "versions", "cite"} <= set(anchors)
    for anchor in anchors:
        assert f'id="{anchor}"' in text, anchor


def test_every_address_in_the_api_that_the_page_names_answers(client):
    claim = build.full_claim(1)
    text = page(client, f"/claims/{claim.public_id}/")
    addresses = set(re.findall(r'href="(/api/v1/[^"]+)"', text.replace("&amp;", "&")))
    assert len(addresses) >= 12
    for address in addresses:
        assert client.get(address).status_code == 200, address


def test_the_evidence_is_sorted_by_a_link(client):
    claim = build.claim()
    for place, year in enumerate((1999, 2015, 2007)):
        build.evidence(claim, build.source(year=year), finding=f"Finding of {year}", n=place)
    text = page(client, f"/claims/{claim.public_id}/?sort=year")
    found = re.findall(r"Finding of (\d+)", text)
    assert found == ["2015", "2007", "1999"]
    assert 'aria-sort="descending"' in text
    assert 'href="?sort=-year#evidence"' in text
    assert "sorted by year of publication" in text
    assert "can be sorted by" in page(client, f"/claims/{claim.public_id}/?sort=colour", 400)


def test_each_figure_has_an_address_of_its_own_in_two_themes(client):
    claim = build.full_claim(2)
    text = page(client, f"/claims/{claim.public_id}/")
    addresses = set(re.findall(r'href="(/claims/C\d+/figures/[^"]+)"', text))
    assert len(addresses) >= 4
    for address in addresses:
        answer = client.get(address)
        assert answer["Content-Type"] == "image/svg+xml"
        root = ET.fromstring(answer.content)  # noqa: S314 - our own output
        assert root.find("{*}title") is not None
        assert root.find("{*}desc") is not None
    light = client.get(f"/claims/{claim.public_id}/figures/standing.svg").content
    dark = client.get(f"/claims/{claim.public_id}/figures/standing.svg?theme=dark").content
    assert light != dark
    page(client, f"/claims/{claim.public_id}/figures/standing.svg?theme=neon", 400)
    page(client, f"/claims/{claim.public_id}/figures/nothing.svg", 404)
    page(client, "/claims/C999/figures/standing.svg", 404)


def test_why_something_does_not_count_stands_beside_it_and_below(client):
    claim = build.full_claim(1)
    evidence = claim.evidence.get()
    synthesis = claim.syntheses.get()
    reason = "Indirect: another population."
    synthesis.suggestion |= {
        "background": [{"study": evidence.study.public_id, "reason": reason}],
        "basis": {"words": "one cohort study"},
    }
    synthesis.save()
    text = page(client, f"/claims/{claim.public_id}/")
    assert text.count(reason) == 2
    assert "0 of 1 piece of evidence counts" in text


def test_a_page_with_two_hundred_rows_stays_light(client, django_assert_max_num_queries):
    import gzip

    claim = build.claim(version_number=1)
    for place in range(200):
        build.evidence(
            claim,
            build.source(title=f"Some title of usual length, number {place}", authors="Roe J"),
            finding=f"Of {place} people who took it, some had it and some had not, in part.",
            consensus="provisional",
            standing_direction="supports",
            standing_strength="weak",
        )
    with django_assert_max_num_queries(18):
        answer = client.get(f"/claims/{claim.public_id}/")
    assert len(gzip.compress(answer.content)) < 150_000
    assert answer.content.count(b'<tr role="row" id="E') == evidence_rows.PER_PAGE
