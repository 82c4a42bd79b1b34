"""What a list says of a version, read out of its snapshot: the sentence, and the verdict with all it needs.

A snapshot never changes, so this is worked out once, when the version is stored.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from claims.domain.vocabulary import (
    Certainty,
    Choice,
    Consistency,
    Rung,
    SynthesisStatus,
    Verdict,
)

PARTS = ("exposure", "outcome", "population", "comparator")
AXES: dict[str, type[Choice]] = {
    "verdict": Verdict,
    "certainty": Certainty,
    "consistency": Consistency,
}
FIELDS = (
    "text",
    "claim_type",
    "scope",
    "relation",
    "quantifier",
    "benefit_or_harm",
    "wording_note",
)


def read(text: str) -> dict[str, Any]:
    """The brief of a snapshot's text. ValueError where it is not the JSON of a claim."""
    snapshot = json.loads(text)
    if not isinstance(snapshot, dict):
        raise ValueError("is not a JSON object")
    for name, kind in (("synthesis", dict), ("evidence", list), ("topics", list)):
        if not isinstance(snapshot.get(name), kind | None):
            raise ValueError(f"has something else than it should in {name}")
    found = brief(snapshot)
    for name, scale in AXES.items():
        if found["synthesis"][name] not in {value for value, _ in scale.choices()}:
            raise ValueError(f"has no {name} that is known here")
    return found


def brief(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """The brief of `snapshot`: words, parts, topics, plain sentence, synthesis. Missing members are empty.

    The synthesis has codes, not labels: verdict, certainty, consistency, rung, basis, raters, status, stale.
    """
    synthesis = snapshot.get("synthesis") or {}
    return {
        **{name: snapshot.get(name) or "" for name in FIELDS},
        **{part: snapshot.get(part) or {"topic": None, "text": ""} for part in PARTS},
        "topics": list(snapshot.get("topics") or ()),
        "plain_sentence": synthesis.get("plain_sentence") or "",
        "synthesis": standing(synthesis, len(snapshot.get("evidence") or ())),
    }


def evidence(snapshot: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The evidence of a snapshot, each with every member that a page shows: what another site left out is empty."""
    return [
        {
            **dict.fromkeys(
                ("finding", "design", "n_unit", "n_note", "population", "locator", "id"), ""
            ),
            "n": None,
            "quotes": [],
            "appraisals": [],
            "excluded_reason": None,
            **one,
            "source": dict.fromkeys(("id", "title", "authors", "year", "integrity"), "")
            | (one.get("source") or {}),
            "study": {"id": "", "label": ""} | (one.get("study") or {}),
            "consensus": dict.fromkeys(("state", "direction", "directness", "strength"), "")
            | (one.get("consensus") or {}),
        }
        for one in snapshot.get("evidence") or ()
    ]


def standing(synthesis: Mapping[str, Any], evidence: int) -> dict[str, Any]:
    """The synthesis of a snapshot in short, resting on `evidence` pieces; of none: not assessed."""
    suggestion = synthesis.get("suggestion") or {}
    basis = suggestion.get("basis") or {}
    sides = basis.get("by_direction") or {}
    return {
        "verdict": synthesis.get("verdict") or Verdict.NOT_ASSESSED.value,
        "certainty": synthesis.get("certainty") or Certainty.NOT_RATED.value,
        "consistency": synthesis.get("consistency") or Consistency.NOTHING.value,
        "rung": {
            "claimed": synthesis.get("rung_claimed") or Rung.NONE.value,
            "reached": synthesis.get("rung_reached") or Rung.NONE.value,
        },
        "basis": {
            "studies": basis.get("studies") or 0,
            "supports": sides.get("supports", 0),
            "contradicts": sides.get("contradicts", 0) + sides.get("no_effect", 0),
            "mixed": sides.get("mixed", 0),
            "evidence": evidence,
        },
        "raters": (suggestion.get("raters") or {}).get("people") or 0,
        "status": (
            "confirmed"
            if synthesis.get("status")
            in (SynthesisStatus.CONFIRMED.value, SynthesisStatus.OVERRIDDEN.value)
            else "suggested"
        ),
        "stale": synthesis.get("stale_since") is not None,
    }
