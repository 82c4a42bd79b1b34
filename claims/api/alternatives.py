"""What an address answers when it is asked for less, or for counts: beside its usual answer in OpenAPI."""

from __future__ import annotations

from typing import Any

CHOSEN = {
    "type": "object",
    "additionalProperties": True,
    "description": "With fields: the chosen members alone, each as it always is.",
}
SCHEMAS: dict[str, Any] = {
    "Chosen": CHOSEN,
    "ChosenList": {
        "type": "object",
        "description": "With fields: records of the chosen members alone, each as it always is.",
        "properties": {
            "results": {"type": "array", "items": {"$ref": "#/components/schemas/Chosen"}},
            "next": {
                "type": ["string", "null"],
                "format": "uri",
                "description": "Address of the next page; null on the last.",
            },
        },
        "required": ["next", "results"],
    },
    "Group": {
        "type": "object",
        "description": "Records that have something in common.",
        "properties": {
            "key": {
                "type": "string",
                "description": "What the filter of the same name takes; empty where nothing is said.",
            },
            "label": {"type": "string", "description": "The same in words."},
            "count": {"type": "integer", "minimum": 1, "description": "How many records."},
        },
        "required": ["count", "key", "label"],
    },
    "Groups": {
        "type": "object",
        "description": "With group_by: how many records there are of each kind, most first.",
        "properties": {
            "group_by": {"type": "string", "description": "What they are counted by."},
            "groups": {"type": "array", "items": {"$ref": "#/components/schemas/Group"}},
            "more": {
                "type": "integer",
                "minimum": 0,
                "description": "How many groups `limit` left out.",
            },
        },
        "required": ["group_by", "groups", "more"],
    },
}


def add(result: dict[str, Any]) -> None:
    """Name the other answers wherever a parameter asks for them."""
    used = False
    for methods in result.get("paths", {}).values():
        operation = methods.get("get", {})
        asked = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"}
        if "fields" not in asked:
            continue
        used = True
        media = operation["responses"]["200"]["content"]["application/json"]
        names = [
            "ChosenList" if "limit" in asked else "Chosen",
            *(["Groups"] if "group_by" in asked else []),
        ]
        media["schema"] = {
            "anyOf": [
                media["schema"],
                *({"$ref": f"#/components/schemas/{name}"} for name in names),
            ]
        }
    if used:
        schemas = result["components"].setdefault("schemas", {})
        result["components"]["schemas"] = dict(sorted((schemas | SCHEMAS).items()))
