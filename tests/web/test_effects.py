"""The effects of a claim: section, page, figure, table, API; and their fields on the evidence pages."""

from __future__ import annotations

import csv
import io
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Evidence, Proposal
from tests.queries import build

pytestmark = pytest.mark.django_db
SVG = "{http://www.w3.org/2000/svg}"


def effect(estimate: float, low: float, high: float, **more: Any) -> dict[str, Any]:
    return {"measure": "RR", "estimate": estimate, "low": low, "high": high, "level": 0.95, **more}


AGREEING = [effect(0.8, 0.5, 1.28), effect(0.7, 0.5, 0.98), effect(0.9, 0.7, 1.157)]
OPPOSED = [effect(0.5, 0.4, 0.625), effect(2.0, 1.6, 2.5), effect(0.5, 0.4, 0.625)]


def claim_with(effects: list[dict[str, Any]], **fields: Any) -> Any:
    made = build.claim()
    for place, one in enumerate(effects):
        study = build.study(build.source(), label=f"Trial {place} <b>")
        source = study.sources.get()
        build.evidence(made, source, study=study, design="rct", effect=one, **fields)
    return made


def test_a_claim_without_effects_has_no_section(client):
    made = build.full_claim(1)
    assert 'id="effects"' not in client.get(f"/claims/{made.public_id}/").content.decode()
    page = client.get(f"/claims/{made.public_id}/effects/")
    assert page.status_code == 200
    assert "carries an effect estimate" in page.content.decode()
    assert client.get(f"/claims/{made.public_id}/effects.svg").status_code == 404
    table = client.get(f"/claims/{made.public_id}/effects.csv")
    assert table.content.decode().count("\r\n") == 1
    answer = client.get(f"/api/v1/claims/{made.public_id}/effects/").json()
    assert answer["groups"] == answer["left_out"] == []


def test_effects_that_agree_are_pooled_with_their_methods_named(client):
    made = claim_with(AGREEING)
    page = client.get(f"/claims/{made.public_id}/").content.decode()
    section = page[page.index('id="effects"') :]
    for words in ("Risk ratio, randomised (3 studies)", "Random effects", "Hartung-Knapp", "Common effect",
                  "Prediction interval", "from τ²", "Trial 0 &lt;b&gt;", "<svg", "few studies"):  # fmt: skip
        assert words in section, words
    whole = client.get(f"/claims/{made.public_id}/effects/").content.decode()
    for words in ("Paule-Mandel", "DerSimonian-Laird", "Riley", "not medical advice", "I² from Q"):
        assert words in whole, words


def test_the_warning_stands_before_any_pooled_number_and_no_diamond_is_drawn(client):
    made = claim_with(OPPOSED)
    page = client.get(f"/claims/{made.public_id}/").content.decode()
    section = page[page.index('id="effects"') : page.index('id="searches"')]
    assert section.index("Not to be pooled") < section.index("<svg")
    assert "No pooled value is shown here" in section
    assert "Random effects" not in section
    drawing = section[section.index("<svg") : section.index("</svg>")]
    assert "polygon" not in drawing
    whole = client.get(f"/claims/{made.public_id}/effects/").content.decode()
    assert whole.index("Not to be pooled") < whole.index("for the record: these studies conflict")
    (group,) = client.get(f"/api/v1/claims/{made.public_id}/effects/").json()["groups"]
    assert group["misleading"] is True
    assert "conflict" in group["warnings"][0]
    assert group["pooled"]["REML"]["b"] is not None


def test_the_figure_is_well_formed_and_says_what_it_shows(client):
    made = claim_with([*AGREEING, effect(30, 0.001, 900_000), {"measure": "MD", **effect(1, 0, 2)}])
    made.evidence.filter(effect__measure="MD").update(design="cohort", stream="comparative")
    answer = client.get(f"/claims/{made.public_id}/effects.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    root = ET.fromstring(answer.content)  # noqa: S314 - our own output
    assert root.tag == f"{SVG}svg"
    named = root.attrib["aria-labelledby"].split()
    by_id = {one.attrib.get("id"): one for one in root.iter() if "id" in one.attrib}
    assert all(by_id[name].text for name in named)
    assert "0.70 (0.50 to 0.98)" in "".join(root.itertext())
    assert "script" not in answer.content.decode()
    for one in root.iter():
        for name in ("x", "y", "x1", "x2", "y1", "y2", "width", "height"):
            if name in one.attrib and not one.attrib[name].endswith("%"):
                assert float(one.attrib[name]) >= 0


def test_the_table_has_every_study_every_result_and_what_was_left_out(client):
    made = claim_with([*AGREEING, {"measure": "=SUM(A1)", "estimate": 1.0}])
    made.evidence.first().study.__class__.objects.filter(label__startswith="Trial 1").update(
        label="=HYPERLINK(1)"
    )
    answer = client.get(f"/claims/{made.public_id}/effects.csv")
    assert "attachment" in answer["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    kinds = [row["kind"] for row in rows]
    assert kinds.count("study") == 3
    assert kinds.count("left out") == 1
    assert kinds.count("pooled") == 10
    assert kinds.count("prediction") == 9
    assert "'=HYPERLINK(1)" in [row["name"] for row in rows]
    assert rows[-1]["measure"] == "'=SUM(A1)"
    reml = next(row for row in rows if row["name"] == "REML")
    assert float(reml["estimate"]) < 0


def test_what_is_not_counted_is_listed_with_the_reason(client):
    made = claim_with(AGREEING)
    one, two, three = made.evidence.order_by("pk")
    one.source.__class__.objects.filter(pk=one.source_id).update(
        integrity="retracted", integrity_note="Made up."
    )
    Evidence.objects.filter(pk=two.pk).update(status="excluded", status_reason="Wrong outcome.")
    companion = build.source()
    build.evidence(made, companion, study=three.study, design="rct", effect=AGREEING[0])
    three.study.__class__.objects.filter(pk=three.study_id).update(primary_source=companion)
    build.evidence(made, build.source(), design="systematic_review", effect=AGREEING[0])
    found = client.get(f"/api/v1/claims/{made.public_id}/effects/").json()
    (group,) = found["groups"]
    assert [row["source"]["id"] for row in group["rows"]] == [companion.public_id]
    reasons = " ".join(row["reason"] for row in found["left_out"])
    for words in ("Made up.", "Wrong outcome.", "Another report", "A review"):
        assert words in reasons
    page = client.get(f"/claims/{made.public_id}/").content.decode()
    assert "Effects left out (4)" in page


def test_proposed_effects_are_seen_by_editors_only_and_never_pooled(client, as_role):
    made = claim_with([*AGREEING[:1]])
    build.evidence(made, build.source(), design="rct", effect=AGREEING[1], status="proposed")
    address = f"/api/v1/claims/{made.public_id}/effects/"
    assert client.get(address).json()["left_out"] == []
    found = as_role("editor").get(address).json()
    assert [row["reason"] for row in found["left_out"]] == ["Proposed, not accepted yet."]
    assert found["groups"][0]["pooled"]["k"] == 1


def test_a_claim_that_may_not_be_seen_has_no_effects(client, as_role):
    made = claim_with(AGREEING)
    made.__class__.objects.filter(pk=made.pk).update(status="draft", published_at=None)
    ident = made.public_id
    addresses = [f"/claims/{ident}/effects/", f"/claims/{ident}/effects.svg",
                 f"/claims/{ident}/effects.csv", f"/api/v1/claims/{ident}/effects/"]  # fmt: skip
    assert [client.get(address).status_code for address in addresses] == [404] * 4
    editor = as_role("editor")
    assert [editor.get(address).status_code for address in addresses] == [200] * 4
    assert client.get("/api/v1/claims/S1/effects/").status_code == 404


def test_a_retired_claim_shows_its_tombstone(client):
    made = claim_with(AGREEING)
    made.__class__.objects.filter(pk=made.pk).update(status="retired", status_reason="Said twice.")
    assert "Said twice." in client.get(f"/claims/{made.public_id}/effects/").content.decode()
    assert client.get(f"/api/v1/claims/{made.public_id}/effects/").status_code == 404


def test_the_number_of_queries_does_not_grow(client):
    budget = {
        "/claims/{}/": 16,
        "/claims/{}/effects/": 14,
        "/claims/{}/effects.svg": 2,
        "/claims/{}/effects.csv": 2,
        "/api/v1/claims/{}/effects/": 3,
    }
    counts = []
    for number in (1, 20):
        made = claim_with((AGREEING * 7)[:number])
        found = {}
        for address in budget:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address.format(made.public_id)).status_code == 200
            found[address] = len(queries)
        counts.append(found)
    assert counts[0] == counts[1]
    assert {a: n for a, n in counts[1].items() if n > budget[a]} == {}


TYPED = {
    "effect_measure": "RR",
    "effect_estimate": "1.2",
    "effect_low": "0.9",
    "effect_high": "1.6",
    "effect_level": "95",
}
STORED = {"measure": "RR", "estimate": 1.2, "low": 0.9, "high": 1.6, "level": 0.95}


def test_an_effect_is_proposed_with_its_evidence(as_role):
    made, source = build.claim(), build.source()
    fields = {"source": source.public_id, "finding": "Less.", "design": "rct", **TYPED}
    client = as_role("contributor")
    assert client.post(f"/claims/{made.public_id}/evidence/new/", fields).status_code == 302
    one = Evidence.objects.get(claim=made)
    assert one.effect == STORED
    assert "RR 1.2 (0.9 to 1.6; 95%)" in client.get(f"/evidence/{one.public_id}/").content.decode()


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"effect_measure": ""}, "effect_measure", "Say which measure"),
        ({"effect_estimate": ""}, "effect_estimate", "Give the estimate"),
        ({"effect_estimate": "x"}, "effect_estimate", "number"),
        ({"effect_estimate": "nan"}, "effect_estimate", "number"),
        ({"effect_low": ""}, "effect_low", "both limits"),
        ({"effect_low": "-0.1"}, "effect_low", "above 0"),
        ({"effect_low": "1.3"}, "effect_estimate", "inside its own interval"),
        ({"effect_high": "0.8"}, "effect_high", "upper limit"),
        ({"effect_level": "120"}, "effect_level", "percent"),
    ],
)
def test_an_effect_that_cannot_be_is_refused_at_its_field(as_role, typed, field, words):
    made, source = build.claim(), build.source()
    fields = {"source": source.public_id, "finding": "Less.", "design": "rct", **TYPED, **typed}
    answer = as_role("contributor").post(f"/claims/{made.public_id}/evidence/new/", fields)
    assert answer.status_code == 200
    assert any(words in said for said in answer.context["form"].errors[field])
    assert not Evidence.objects.filter(claim=made).exists()


def test_an_effect_is_changed_by_proposal_and_shown_as_it_stands(as_role):
    one = build.evidence(build.claim(), design="rct", finding="Less.", effect=STORED)
    client = as_role("contributor")
    page = client.get(f"/edit/{one.public_id}/")
    form = page.context["form"]
    assert {name: str(form.initial[name]) for name in TYPED} == {**TYPED, "effect_level": "95.0"}
    same = {"finding": "Less.", "design": "rct", "read": "", "comparison_made": "unknown",
            "base": one.revision, "benefit_or_harm": one.benefit_or_harm, **TYPED}  # fmt: skip
    unchanged = client.post(f"/edit/{one.public_id}/", same)
    assert unchanged.context["form"].non_field_errors() == [
        "Nothing differs from what is there."
    ], unchanged.context["form"].errors
    changed = client.post(f"/edit/{one.public_id}/", {**same, "effect_high": "1.65"})
    assert changed.status_code == 302
    filed = Proposal.objects.get(object_id=one.pk, noun="evidence")
    assert filed.changes["effect"]["value"] == {**STORED, "high": 1.65}
    emptied = client.post(f"/edit/{one.public_id}/", {**same, **dict.fromkeys(TYPED, "")})
    assert emptied.status_code == 302
    filed = Proposal.objects.filter(object_id=one.pk).latest("pk")
    assert filed.changes["effect"]["value"] is None
