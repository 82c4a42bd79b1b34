"""Certainty: the table of a claim, and a calculator for anyone's own."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiExample
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import reads
from claims.api.endpoints import Endpoint
from claims.api.inputs import Free, Strict, Text, Whole
from claims.api.lenient import METADATA, Calculator
from claims.api.schema import COMPUTE, READ, Operation
from claims.api.shapes import certainty as shapes
from claims.domain import own_table
from claims.domain.certainty import DOWNGRADE, START, UPGRADE, grade, sum_in_words
from claims.domain.problems import Invalid
from claims.domain.synthesis import synthesise
from claims.queries import certainty as queries


class JudgedBody(Strict):
    """One body of evidence, judged."""

    start = Text(max_length=40, help_text=f"One of {', '.join(START)}.")
    downgrade = Free(required=False, help_text="Levels down by domain, as numbers of 0 or below.")
    upgrade = Free(required=False, help_text="Levels up by domain, as numbers of 0 or above.")
    reasons = Free(required=False, help_text="Why, by domain; optional here.")
    n_eligible_studies = Whole(
        required=False,
        min_value=0,
        max_value=10**6,
        help_text="0: not rated, which is not very low.",
    )
    override_reason = Text(
        required=False, allow_blank=True, max_length=2000, help_text="Opens the gate for rating up."
    )


class OwnTable(Strict):
    """Either `body`, or `claim` with its `studies` (or `evidence`: the same)."""

    body = JudgedBody(required=False)
    claim = Free(
        required=False,
        help_text="claim_type, and quantifier, about, scope, rung_claimed, searched.",
    )
    studies = serializers.ListField(
        child=Free(),
        required=False,
        max_length=own_table.MOST,
        help_text="design, direction, directness, strength, n, n_unit, effect, and so on, a study each.",
    )
    evidence = serializers.ListField(
        child=Free(),
        required=False,
        max_length=own_table.MOST,
        help_text="Another name for studies.",
    )
    judgements = serializers.ListField(
        child=Free(),
        required=False,
        max_length=200,
        help_text="Decisions on single domains: stream, domain, change, reason.",
    )


EXAMPLES = (
    OpenApiExample(
        "One body",
        {"body": {"start": "rct", "downgrade": {"risk_of_bias": -1, "imprecision": -1}}},
        request_only=True,
    ),
    OpenApiExample(
        "A table of studies",
        {
            "claim": {"claim_type": "efficacy", "rung_claimed": "caused"},
            "studies": [
                {
                    "design": "rct",
                    "direction": "supports",
                    "directness": "direct",
                    "strength": "strong",
                    "n": 420,
                    "effect": {"measure": "RR", "estimate": 0.7, "low": 0.55, "high": 0.9},
                }
            ],
        },
        request_only=True,
    ),
)


class CertaintyCalculator(Calculator):
    """The arithmetic for one body, or the whole synthesis for a table of studies."""

    ignored = METADATA | {"upgrade_blocked"}
    operations = {
        "POST": Operation(
            "Compute certainty, or a whole conclusion",
            {200: shapes.Calculated},
            about="With `body`: starting level, gate and clamp. With `claim` and `studies`: verdict, certainty,"
            " consistency, rung, the plain sentence, every step, and what would change it. Stores nothing.",
            body=OwnTable,
            problems=COMPUTE,
            examples=EXAMPLES,
            public=True,
        )
    }

    def post(self, request: Request) -> Response:
        """What was asked for. Raises Invalid with a pointer to each fault."""
        given = self.body(OwnTable)
        body = given.get("body")
        table = sorted({"claim", "studies", "evidence", "judgements"} & set(given))
        if body is not None and table:
            raise Invalid({table[0]: ["Give either `body`, or `claim` with its studies."]})
        if body is not None:
            return Response(_graded(body))
        if "claim" not in given:
            raise Invalid({"": ["Give `body` (one body of evidence), or `claim` with `studies`."]})
        if "studies" in given and "evidence" in given:
            raise Invalid({"evidence": ["The same as `studies`: give one of the two."]})
        field = "evidence" if "evidence" in given else "studies"
        inputs = own_table.read(
            given["claim"], given.get(field, []), given.get("judgements", []), field=field
        )
        found = synthesise(inputs)
        suggestion = queries.streams(found.to_json(), {})
        level = next((one["level"] for one in suggestion if one["headline"]), None)
        return Response({**found.to_json(), "streams": suggestion, "level": level})


def _graded(body: dict[str, Any]) -> dict[str, Any]:
    down, up = body.get("downgrade") or {}, body.get("upgrade") or {}
    reasons = body.get("reasons") or {}
    errors = {
        f"body/{name}": ["Give an object of numbers by domain."]
        for name, value in (("downgrade", down), ("upgrade", up))
        if not isinstance(value, dict)
    }
    if not isinstance(reasons, dict) or not all(isinstance(one, str) for one in reasons.values()):
        errors["body/reasons"] = ["Give an object of texts by domain."]
    if errors:
        raise Invalid(errors)
    try:
        result = grade(
            body["start"],
            down,
            up,
            n_eligible_studies=body.get("n_eligible_studies"),
            override_reason=body.get("override_reason", ""),
        )
    except Invalid as invalid:
        raise Invalid({f"body/{name}": said for name, said in invalid.errors.items()}) from invalid
    steps = {name: down.get(name, up.get(name, 0)) for name in (*DOWNGRADE, *UPGRADE)}
    rated = result.level is not None
    return {
        "certainty": str(result.certainty),
        "level": result.level,
        "start": START[body["start"]],
        "steps": [
            {"domain": name, "change": change, "reason": reasons.get(name, "")}
            for name, change in steps.items()
        ],
        "upgrade_blocked": result.upgrade_blocked,
        "warnings": list(result.warnings),
        "why": sum_in_words(body["start"], steps, result)
        if rated
        else "No eligible study: not rated, which is not the same as very low.",
    }


class ClaimCertainty(Endpoint):
    """The certainty table of a claim."""

    noun = "claim"
    operations = {
        "GET": Operation(
            "Read how certain a claim is, domain by domain",
            {200: shapes.ClaimCertainty},
            about="Each stream of evidence apart: start, eight domains with the rule's suggestion, an editor's"
            " decision beside it, and the sum. GRADE-informed; streams are never averaged.",
            problems=READ,
        )
    }

    def get(self, request: Request, ident: str) -> Response:
        """The table, 304, or 404. Three queries, and the ETag's."""
        pk = reads.key("claim", ident)
        return self.cached(lambda: self.answer(pk))

    def answer(self, pk: int) -> Response:
        """The table or 404."""
        found = queries.detail(self.viewer, pk)
        if found is None:
            raise Http404
        return Response(found)
