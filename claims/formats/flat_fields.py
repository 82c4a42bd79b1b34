"""Fields of flat tables, in the words of Table Schema, from those of the load format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from claims.domain import vocabulary as words
from claims.formats.knowledge_schema import ORDER
from claims.formats.schema_parts import COUNT, DATE, FLAG, TIME, ref, told, word

Schema = Mapping[str, Any]
TYPES = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "object": "object",
    "array": "array",
}
_REFERENCES = {str(ref(noun)): noun for noun in ORDER}


def refers_to(schema: Schema) -> str | None:
    """The noun whose key a value of this schema is, or None."""
    return _REFERENCES.get(str(dict(schema)))


def field(name: str, schema: Schema, *, required: bool = False) -> dict[str, Any]:
    """The field as Table Schema has it: name, type, description, and what its values keep to.

    Lengths are not told: a text that a spreadsheet would take for a formula is one apostrophe longer.
    """
    inner: Schema = schema["anyOf"][0] if "anyOf" in schema else schema
    limits: dict[str, Any] = {}
    kind = TYPES[inner.get("type", "string")]
    pattern = inner.get("pattern")
    if pattern == TIME["pattern"]:
        kind = "datetime"
    elif pattern == DATE["pattern"]:
        kind = "date"
    values = [value for value in inner.get("enum", ()) if value]
    if values:
        limits["enum"] = values
    for bound in ("minimum", "maximum"):
        if bound in inner:
            limits[bound] = inner[bound]
    never_empty = kind != "string" or "" not in inner.get("enum", ("",)) or inner.get("minLength")
    if (required and never_empty) or name == "id":
        limits["required"] = True
    found = {"name": name, "type": kind, "description": inner.get("description", "")}
    if name == "id":
        found["description"] = "Public id; never used again for anything else."
    return {**found, **({"constraints": limits} if limits else {})}


def _count(about: str) -> Schema:
    return told(COUNT, about)


#: Columns of the tables that other lines of knowledge.ndjson.gz hold: what stands, beside what it stands on.
ADDED: dict[str, tuple[dict[str, Any], ...]] = {
    "claim": (
        field("verdict", word(words.Verdict, "Where the counted evidence points.")),
        field("certainty", word(words.Certainty, "How likely more evidence is to change that.")),
        field("consistency", word(words.Consistency, "Of the studies with each other.")),
        field("rung_reached", word(words.Rung, "What the evidence reaches.")),
        field("studies", _count("Studies that were counted.")),
        field("supports", _count("Of these, studies for the claim.")),
        field("contradicts", _count("Of these, studies against it.")),
        field("mixed", _count("Of these, studies with mixed results.")),
        field("raters", _count("People who rated its evidence.")),
        field(
            "synthesis_status",
            {
                "type": "string",
                "enum": ["suggested", "confirmed"],
                "description": "Suggested by the rule, or confirmed by a person.",
            },
        ),
        field("stale", told(FLAG, "Something it rests on has changed; it waits for an editor.")),
        field("plain_sentence", {"type": "string", "description": "All of this as a sentence."}),
        field("version", _count("Number of its newest version.")),
    ),
    "evidence": (
        field("status", word(words.EvidenceStatus, "How far its rating is.")),
        field("consensus", word(words.ConsensusState, "On what the rating stands; none: closed.")),
        field("direction", word(words.Direction, "What the rating says; empty while closed.")),
        field("directness", word(words.Directness, "Empty while closed, or not rated.")),
        field("strength", word(words.Strength, "Empty while closed, or not rated.")),
        field("raters", _count("People whose ratings it stands on; empty while closed.")),
    ),
    "synthesis": (
        field("studies", _count("Studies that were counted.")),
        field("basis", {"type": "string", "description": "What was counted, in words."}),
        field("raters", _count("People who rated.")),
        field("rated_by", {"type": "string", "description": "Who rated, in words."}),
    ),
}


def of_synthesis(record: Mapping[str, Any]) -> dict[str, Any]:
    """The added columns of a conclusion, from its own line."""
    suggestion = record["suggestion"]
    basis, raters = suggestion.get("basis", {}), suggestion.get("raters", {})
    return {
        "studies": basis.get("studies"),
        "basis": basis.get("words", ""),
        "raters": raters.get("people"),
        "rated_by": raters.get("words", ""),
    }
