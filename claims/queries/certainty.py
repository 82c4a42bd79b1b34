"""The certainty of a claim stream by stream: what the rule suggests, what editors decided, who and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from claims.access import visible_claims
from claims.domain.certainty import limits, signed
from claims.domain.synthesis import synthesise
from claims.domain.verdict import METHOD_VERSION
from claims.domain.vocabulary import (
    Certainty,
    CertaintyDomain,
    ClaimStatus,
    Stream,
    SynthesisStatus,
)
from claims.models import DomainJudgement, Synthesis
from claims.queries.briefs import CLAIM_COLUMNS, claim_brief
from claims.queries.links import label
from claims.queries.people import NAME_COLUMNS, name_of
from claims.queries.synthesis_inputs import inputs

if TYPE_CHECKING:
    from claims.access import Viewer

ROUTES = {
    "rct": "Randomised trials start high.",
    "nrsi": "Comparisons without randomisation start low.",
    "nrsi_with_robins": (
        "Comparisons without randomisation start high where the studies that carry them were judged with ROBINS:"
        " bias is charged in full under risk of bias."
    ),
    "case_series_or_reports": "Uncontrolled reports start very low.",
}
KEPT = ("method_version", "input_hash", "suggestion", "status", "stale_since", "stale_reason")


def detail(viewer: Viewer, pk: int) -> dict[str, Any] | None:
    """The certainty table of a claim, or None if it is retired or the viewer may not see it. Three queries.

    Seven more where the conclusion that stands was drawn from other inputs or by an older method: then the
    table shows what is computed now, and `computed_now` says so.
    """
    row = (
        visible_claims(viewer)
        .filter(pk=pk)
        .exclude(status=ClaimStatus.RETIRED)
        .values(*CLAIM_COLUMNS, "threshold")
        .first()
    )
    if row is None:
        return None
    claim = claim_brief(row)
    standing = Synthesis.objects.filter(claim=pk, is_current=True).values(*KEPT).first()
    suggestion, fresh = newest(pk, standing)
    return {
        "claim": {
            "id": claim["id"],
            "url": claim["url"],
            "text": claim["text"],
            "status": claim["status"],
            "threshold": row["threshold"],
        },
        "plain_sentence": claim["plain_sentence"],
        "synthesis": claim["synthesis"],
        "certainty": suggestion["certainty"],
        "certainty_label": label(Certainty, suggestion["certainty"]),
        "reason": _reason(suggestion),
        "streams": streams(suggestion, _decided(pk)),
        "what_would_change": suggestion["certainty_would_change"],
        "stale_since": standing["stale_since"] if standing else None,
        "stale_reason": standing["stale_reason"] if standing else "",
        "computed_now": fresh,
        "method_version": suggestion["method_version"],
        "input_hash": suggestion["input_hash"],
    }


def newest(pk: int, standing: dict[str, Any] | None) -> tuple[dict[str, Any], bool]:
    """The suggestion for the present inputs, and whether it had to be computed because none stands. No query, or seven.

    What an editor decided and what has gone stale since, or was computed by an older method, is not it.
    """
    if standing is not None and standing["method_version"] == METHOD_VERSION:
        decided = standing["status"] != SynthesisStatus.SUGGESTED
        if not decided or standing["stale_since"] is None:
            return standing["suggestion"], False
    return synthesise(inputs([pk])[pk]).to_json(), True


def _reason(suggestion: dict[str, Any]) -> str:
    return next((step["text"] for step in suggestion["steps"] if step["id"] == "certainty"), "")


def streams(
    suggestion: dict[str, Any], decided: dict[tuple[str, str], dict[str, Any]]
) -> list[dict[str, Any]]:
    """Each body with its domains, labels, limits, and who decided what when. No query."""
    found = []
    for body in suggestion["streams"]:
        ends = limits(body["route"]) if body["route"] else {}
        found.append(
            {
                **body,
                "label": label(Stream, body["stream"]),
                "certainty_label": label(Certainty, body["certainty"]),
                "route_words": ROUTES.get(body["route"], ""),
                "steps": [
                    {
                        **step,
                        "label": label(CertaintyDomain, step["domain"]),
                        "limit": ends[step["domain"]],
                        **_by(decided.get((body["stream"], step["domain"])), step),
                    }
                    for step in body["steps"]
                ],
            }
        )
    return found


def _by(row: dict[str, Any] | None, step: dict[str, Any]) -> dict[str, Any]:
    """Who decided and when; `moved` says where the suggestion is no longer the one that the editor saw."""
    if row is None or not step["decided"]:
        return {"decided_by": None, "at": None, "moved": ""}
    seen, now = row["suggested"], step["suggested"]
    moved = ""
    if seen is not None and seen != now:
        moved = f"Decided when the suggestion was {signed(seen)}; it is {signed(now)} now."
    return {"decided_by": row["by"], "at": row["at"], "moved": moved}


def _decided(claim: int) -> dict[tuple[str, str], dict[str, Any]]:
    """The standing judgements by stream and domain. One query."""
    rows = DomainJudgement.objects.filter(claim=claim, is_current=True).values(
        "stream",
        "domain",
        "suggested",
        "at",
        "imported_by",
        *(f"by__{column}" for column in NAME_COLUMNS),
    )
    return {
        (row["stream"], row["domain"]): {
            "by": name_of(row, "by__") or row["imported_by"],
            "at": row["at"],
            "suggested": row["suggested"],
        }
        for row in rows
    }
