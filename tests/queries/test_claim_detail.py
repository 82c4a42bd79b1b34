"""The whole answer about one claim, and the snapshot that its versions keep."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils import timezone

from claims.domain.canonical import canonical, digest
from claims.domain.verdict import METHOD_VERSION
from claims.models import Adjudication, Claim, Search, Source, Synthesis
from claims.queries import claims, snapshots
from tests.queries import build

pytestmark = pytest.mark.django_db


def conclude(claim: Claim, suggestion: dict[str, Any], **fields: Any) -> Synthesis:
    return Synthesis.objects.create(
        **{
            "claim": claim,
            "method_version": METHOD_VERSION,
            "input_hash": "a" * 64,
            "inputs": {},
            "suggestion": suggestion,
            "verdict": "supported",
            "certainty": "low",
            "consistency": "consistent",
            "rung_reached": "associated",
            "rung_claimed": "caused",
            "plain_sentence": "It may be so.",
            **fields,
        }
    )


def detail_of(claim: Claim) -> dict[str, Any]:
    detail = claims.detail(None, claim.pk)
    assert detail is not None
    return detail


def test_a_synthesis_comes_with_its_steps_basis_and_who_decided() -> None:
    claim = build.claim(study_count=2, supports_count=2, confirmed=True)
    editor = build.user("editor")
    steps = [
        {"id": "verdict", "title": "Rule 5", "text": "No study against.", "result": "Supported"}
    ]
    conclude(
        claim,
        {
            "verdict": "limited_support",
            "steps": steps,
            "streams": [{"stream": "comparative"}],
            "basis": {"studies": 2, "words": "two cohort studies"},
            "raters": {"people": 1},
            "what_would_change": ["A strong trial."],
        },
        status="overridden",
        status_reason="Both trials were stopped early.",
        decided_by=editor,
        decided_at=timezone.now(),
    )
    synthesis = detail_of(claim)["synthesis"]
    assert synthesis["steps"] == steps
    assert synthesis["basis"]["words"] == "two cohort studies"
    assert synthesis["basis"]["supports"] == 2
    assert synthesis["what_would_change"] == ["A strong trial."]
    assert synthesis["suggestion"]["verdict"] == "limited_support"
    assert synthesis["status"] == "confirmed"
    assert synthesis["overridden"] is True
    assert synthesis["status_reason"] == "Both trials were stopped early."
    assert synthesis["decided_by"] == editor.pseudonym
    assert "not medical advice" in synthesis["not_medical_advice"]


def test_a_claim_that_nobody_has_concluded_on_has_no_steps() -> None:
    synthesis = detail_of(build.claim())["synthesis"]
    assert synthesis["steps"] == []
    assert synthesis["suggestion"] is None
    assert synthesis["verdict"] == "not_assessed"


def test_each_evidence_says_what_its_study_does_for_the_claim() -> None:
    claim = build.claim()
    counted, indirect, waiting, named = (build.evidence(claim) for _ in range(4))

    def line(evidence: Any, reason: str) -> dict[str, str]:
        return {"study": f"Y{evidence.study_id}", "evidence": evidence.public_id, "reason": reason}

    conclude(
        claim,
        {
            "background": [line(indirect, "Another population.")],
            "awaiting": [line(waiting, "Nobody has rated it yet.")],
            "excluded": [line(named, "Only its title was read.")],
        },
    )
    told = {
        one["id"]: (one["standing"], one["standing_reason"]) for one in detail_of(claim)["evidence"]
    }
    assert told == {
        counted.public_id: ("counted", ""),
        indirect.public_id: ("background", "Another population."),
        waiting.public_id: ("awaiting", "Nobody has rated it yet."),
        named.public_id: ("not_counted", "Only its title was read."),
    }


def test_searches_on_the_claim_and_on_its_topics_are_told() -> None:
    topic, other = build.topic(), build.topic()
    claim = build.claim(outcome=topic)
    today = timezone.now().date()
    for about in ({"claim": claim}, {"topic": topic}, {"topic": other}):
        Search.objects.create(where="PubMed", query=str(about), searched_on=today, **about)
    searches = detail_of(claim)["searches"]
    assert [bool(one["claim"]) for one in searches] == [False, True]
    assert searches[0]["topic"]["id"] == topic.public_id


def rich_claim() -> Claim:
    claim = build.full_claim(2)
    evidence = claim.evidence.order_by("pk")[0]
    evidence.effect = {"measure": "RR", "estimate": 1.2, "low": 0.9, "high": 1.6, "level": 0.95}
    evidence.save()
    Adjudication.objects.create(
        evidence=evidence,
        direction="supports",
        reason="The second reader missed the table.",
        by=build.user("editor"),
        at=timezone.now(),
    )
    return claim


def test_a_snapshot_is_canonical_json_and_stays_the_same() -> None:
    claim = rich_claim()
    first = snapshots.claim(claim)
    assert json.loads(canonical(first)) == first
    rich_claim()  # what happens elsewhere does not move it
    Claim.objects.filter(pk=claim.pk).update(revision=9, changed_at=timezone.now())
    assert digest(snapshots.claim(claim)) == digest(first)
    assert "/claims/" not in json.dumps(first)
    assert first["evidence"][0]["adjudications"][0]["reason"].startswith("The second reader")
    assert first["evidence"][0]["effect"]["estimate"] == 1.2
    assert first["synthesis"]["verdict"] == "supported"
    assert [topic["id"] for topic in first["topics"]] == sorted(
        (topic["id"] for topic in first["topics"]), key=lambda key: int(key[1:])
    )


def test_a_snapshot_moves_with_what_it_holds_and_with_nothing_private() -> None:
    claim = rich_claim()
    first = digest(snapshots.claim(claim))
    hidden = build.evidence(claim, status="proposed")
    build.evidence(claim, build.source(status="proposed"))
    assert digest(snapshots.claim(claim)) == first
    blind = build.evidence(claim)
    second = digest(snapshots.claim(claim))
    assert second != first
    build.appraisal(blind, build.user("reviewer"))
    blind.status = "conflict"
    blind.save()
    third = snapshots.claim(claim)
    assert [one["appraisals"] for one in third["evidence"]][-1] == []
    assert third["evidence"][-1]["status"] == "in_appraisal"
    Source.objects.filter(pk=blind.source_id).update(
        integrity="retracted", integrity_note="Made up"
    )
    last = snapshots.claim(claim)["evidence"][-1]
    assert last["excluded_reason"] == "The source was retracted: Made up"
    assert hidden.public_id not in json.dumps(third)
