"""Parts that the records of the load format are described with: texts, words, references, quotes, effects."""

from __future__ import annotations

from typing import Any

from claims.domain import vocabulary as words

Schema = dict[str, Any]


def text(length: int, about: str, *, required: bool = False) -> Schema:
    """A string of at most `length` characters; not empty where `required`."""
    schema: Schema = {"type": "string", "maxLength": length, "description": about}
    if required:
        schema["minLength"] = 1
    return schema


def word(scale: type[words.Choice], about: str, *, empty: bool = False) -> Schema:
    """A word of a scale; or "" where `empty`."""
    values = [value for value, _ in scale.choices()]
    if empty and "" not in values:
        values.append("")
    return {"type": "string", "enum": values, "description": about}


def listed(items: Schema, about: str) -> Schema:
    """A list without doubles."""
    return {"type": "array", "items": items, "uniqueItems": True, "description": about}


def ref(noun: str) -> Schema:
    """The key of another record."""
    return {
        "type": "string",
        "minLength": 1,
        "maxLength": 401,
        "description": f"The key of a {noun} in this load, or of one already stored.",
    }


def told(schema: Schema, about: str) -> Schema:
    """The same, saying what it is."""
    return {**schema, "description": about}


def nullable(schema: Schema) -> Schema:
    """The same, or null."""
    return {"anyOf": [schema, {"type": "null"}], "description": schema.get("description", "")}


COUNT: Schema = {"type": "integer", "minimum": 0, "maximum": 2_000_000_000}
FLAG: Schema = {"type": "boolean"}
STEPS: Schema = {"type": "integer", "minimum": -3, "maximum": 2}
SHA256: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
YEAR: Schema = {
    "type": "integer",
    "minimum": 1000,
    "maximum": 2200,
    "description": "Year of publication.",
}
DATE: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$", "description": "ISO date."}
TIME: Schema = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|\+00:00)$",
    "description": "ISO time in UTC.",
}
EXTERNAL: Schema = listed(
    {"type": "string", "pattern": "^[^:]+:.+$", "maxLength": 401},
    "Further outside ids, each as namespace:value.",
)
QUOTE: Schema = {
    "type": "object",
    "additionalProperties": False,
    "required": ["exact"],
    "properties": {
        "exact": text(20_000, "The passage, letter by letter.", required=True),
        "prefix": text(1_000, "Text before it."),
        "suffix": text(1_000, "Text after it."),
        "start": nullable({**COUNT, "description": "Offset in Unicode code points, from 0."}),
        "end": nullable({**COUNT, "description": "Offset after the last code point."}),
        "locator": text(300, "Page, section or table."),
        "note": text(300, "Who marked it, or why."),
    },
}
EFFECT: Schema = {
    "type": "object",
    "description": "Effect estimate with its interval.",
    "additionalProperties": False,
    "required": ["measure", "estimate"],
    "properties": {
        "measure": text(40, "RR, OR, HR, MD, SMD, RD, ...", required=True),
        "estimate": {"type": "number", "description": "In the measure's own unit."},
        "low": {"type": "number", "description": "Lower end of the interval."},
        "high": {"type": "number", "description": "Upper end of the interval."},
        "level": {
            "type": "number",
            "minimum": 0.5,
            "maximum": 0.999,
            "description": "Of the interval: 0.95 for 95%.",
        },
    },
}
EXCLUSIONS: Schema = {
    "type": "array",
    "description": "What was left out, by reason; the numbers have to fit.",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["reason", "n"],
        "properties": {
            "reason": text(200, "Why.", required=True),
            "n": {**COUNT, "minimum": 1, "description": "How many records."},
        },
    },
}
DIFFERENCES: Schema = {
    "type": "array",
    "description": "Where the identifier's record says otherwise, field by field.",
    "items": {"type": "object", "additionalProperties": {"type": "string"}},
}
_LINKS: Schema = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["study", "role"],
        "properties": {"study": ref("study"), "role": word(words.StudySourceRole, "As what.")},
    },
}
MOVED: Schema = {
    "type": "object",
    "additionalProperties": False,
    "description": "What went over to the source that goes on, and comes back if the join is undone.",
    "required": ["status"],
    "properties": {
        "status": word(words.RecordStatus, "The joined source's before."),
        "status_reason": text(2_000, "And its reason."),
        "changed_at": nullable(TIME),
        "into_changed_at": nullable(TIME),
        "evidence": listed(ref("evidence"), "Evidence that moved."),
        "studies": _LINKS,
        "dropped": _LINKS,
        "primary": listed(ref("study"), "Studies for which it spoke."),
        "notices": {
            "type": "array",
            "description": "Notices that moved: nature, origin, DOI, number there.",
            "items": {
                "type": "array",
                "minItems": 4,
                "maxItems": 4,
                "items": {"type": "string", "maxLength": 300},
            },
        },
        "filled": {"type": "object", "description": "Fields that were filled, with their values."},
    },
}
