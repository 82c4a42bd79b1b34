"""What an address answers when it is asked for less, for counts, or for a trial: beside its usual answer in OpenAPI.

A trial answers with the shape of the real write, except that ids of what would be new are null. It has a schema of its
own (`Tried`, which only an answer with `dry_run: true` fits) and the ids of the real answer stay what they are: were
they nullable in place, every program made from the document would have to ask after each write whether it has an id.
"""

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
#: Set on operations that can be tried, and taken away again once it is seen to.
TRIABLE = "x-triable"
TRIED = {
    "type": "object",
    "additionalProperties": True,
    "description": (
        "With dry_run=true: the members of the usual answer, as they would be. null stands for ids of what would be"
        " new, for addresses that hold one, and for secrets. Nothing was stored."
    ),
    "properties": {
        "dry_run": {
            "type": "boolean",
            "enum": [True],
            "description": "Only what was tried has this member.",
        },
        "id": {
            "type": ["string", "integer", "null"],
            "minimum": 0,
            "description": "The record's id; null where it would be new.",
        },
    },
    "required": ["dry_run"],
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
    found = SCHEMAS if used else {}
    if _add_tried(result):
        found = {**found, "Tried": TRIED}
    schemas = result["components"].setdefault("schemas", {})
    result["components"]["schemas"] = dict(sorted((schemas | found).items()))


def _add_tried(result: dict[str, Any]) -> bool:
    """Name the answer to a trial beside that to the write; whether there is one."""
    used = False
    for methods in result.get("paths", {}).values():
        for operation in methods.values():
            if not operation.pop(TRIABLE, False):
                continue
            for status, answer in operation["responses"].items():
                media = answer.get("content", {}).get("application/json")
                if status.startswith("2") and media:
                    used = True
                    tried = {"$ref": "#/components/schemas/Tried"}
                    media["schema"] = {"anyOf": [media["schema"], tried]}
    return used
