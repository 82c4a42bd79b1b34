"""Examples for the OpenAPI document; a test holds them against the schema."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample

SYNTHESIS = {
    "verdict": "reported",
    "verdict_label": "Reported, not tested",
    "certainty": "very_low",
    "certainty_label": "Very low",
    "consistency": "consistent",
    "consistency_label": "Consistent",
    "rung": {"claimed": "associated", "reached": "reported"},
    "basis": {"studies": 4, "supports": 4, "contradicts": 0, "mixed": 0, "evidence": 5},
    "raters": 1,
    "status": "suggested",
    "stale": False,
}

BRIEF = {
    "id": "C42",
    "url": "/claims/C42/",
    "text": "Kratom use is linked to darkening of the skin.",
    "plain_sentence": "Four case reports describe this; nobody has compared users with non-users.",
    "claim_type": "association",
    "status": "published",
    "scope": "general",
    "exposure": {"topic": "T1", "text": "kratom"},
    "relation": "is linked to",
    "outcome": {"topic": "T2", "text": "hyperpigmentation"},
    "population": {"topic": None, "text": ""},
    "comparator": {"topic": None, "text": ""},
    "quantifier": "some",
    "topics": [{"id": "T1", "name": "kratom", "kind": "exposure"}],
    "synthesis": SYNTHESIS,
    "version": 2,
    "updated_at": "2026-03-01T12:00:00Z",
    "benefit_or_harm": "harm",
    "wording_note": "",
}


def answer(value: object) -> tuple[OpenApiExample, ...]:
    """An example of what comes back."""
    return (OpenApiExample("Example", value=value, response_only=True, status_codes=["200"]),)


def body(value: object) -> tuple[OpenApiExample, ...]:
    """An example of what to send."""
    return (OpenApiExample("Example", value=value, request_only=True),)


CLAIMS = answer(
    {
        "results": [BRIEF],
        "next": "https://example.org/api/v1/claims/?limit=1&cursor=WzEsImNsYWltcyIs",
    }
)
CLAIM: tuple[OpenApiExample, ...] = ()
NEW_CLAIM = body(
    {
        "text": "Kratom use is linked to darkening of the skin.",
        "claim_type": "association",
        "exposure_text": "kratom",
        "relation": "is linked to",
        "outcome_text": "hyperpigmentation",
        "rung_claimed": "associated",
    }
)
CHANGE_CLAIM = body(
    {
        "changes": {"wording_note": "The text says 'causes'.", "topics": {"add": ["T3"]}},
        "reason": "The wording claims more than the reports.",
        "revision": 4,
    }
)
NEW_SOURCE = body(
    {"title": "A case of facial hyperpigmentation", "year": 2022, "doi": "10.5555/example.1"}
)
NEW_EVIDENCE = body(
    {
        "claim": "C42",
        "source": "S17",
        "design": "case_report",
        "finding": "One man's face darkened after years of use.",
        "n": 1,
        "n_unit": "patients",
        "quotes": [{"exact": "darkening of the face", "start": 1204, "end": 1225}],
    }
)
NEW_APPRAISAL = body(
    {
        "evidence": "E108",
        "direction": "supports",
        "directness": "direct",
        "strength": "very_weak",
        "rationale": "A single report without comparison.",
        "read": "full_text",
        "declaration": "none",
    }
)
NEW_PATIENT = body(
    {
        "claim": "C42",
        "evidence": ["E108"],
        "label": "The case reported",
        "age": "30s",
        "sex": "male",
        "exposure_note": "kratom powder, daily, about five years",
        "event": "gray-blue patches on skin that the sun reaches",
    }
)
NEW_ASSESSMENT = body(
    {
        "instrument": "murad_2018",
        "on": "S17",
        "answers": {"1": "yes"},
        "notes": {"1": "Consecutive patients of one clinic (p. 2)."},
        "status": "draft",
    }
)
NEW_REPORT = body({"record": "C42", "text": "The year of the first source is wrong."})

META_ANALYSIS = body({"input": {"measure": "logRR", "yi": [0.2, 0.8], "vi": [0.04, 0.09]}})
EFFECT_SIZE = (
    *body({"measure": "logOR", "input": {"a": 12, "n1": 50, "c": 5, "n2": 48}}),
    *answer(
        {
            "measure": "logOR",
            "yi": 0.9990826933,
            "vi": 0.3329049368,
            "sei": 0.5769791,
            "ci": [-0.1317756, 2.129941],
            "notes": [],
            "informative": True,
        }
    ),
)
AGREEMENT = body(
    {
        "type": "raters_x_units",
        "data": [["low", "low", "some", None], ["low", "some", "some", "high"]],
        "categories": ["low", "some", "high"],
    }
)
EVALUATION = body({"domain": "D1", "answers": {"1.1": "NI", "1.2": "PY", "1.3": "NI"}})

TOKEN = OpenApiExample(
    "A token that may propose sources",
    value={
        "kind": "token",
        "name": "reading list",
        "prefix": "ts_Zk3x1Q",
        "scopes": ["read", "sources:write"],
        "everything": False,
        "created_at": "2026-11-02T09:30:00Z",
        "expires_at": "2027-01-31T09:30:00Z",
        "owner": {"username": "ben", "name": "Ben Okri", "roles": ["contributor"]},
        "limits": [
            {"name": "reads", "counted_by": "token", "quota": 1200, "window": 60},
            {"name": "reads-together", "counted_by": "person", "quota": 3600, "window": 60},
            {"name": "writes", "counted_by": "token", "quota": 120, "window": 60},
            {"name": "writes-together", "counted_by": "person", "quota": 360, "window": 60},
        ],
    },
    response_only=True,
)
BULK = body(
    {
        "operations": [
            {"op": "create", "noun": "source", "name": "paper", "body": {"title": "A paper"}},
            {
                "op": "create",
                "noun": "evidence",
                "body": {"claim": "C42", "source": "@paper", "design": "case_series"},
            },
            {
                "op": "change",
                "id": "@paper",
                "revision": 1,
                "body": {"changes": {"funding": "None declared."}},
            },
            {"op": "act", "id": "P7", "act": "accept", "body": {"reason": "Right."}},
        ],
        "all_or_nothing": True,
    }
)
