"""What others build on does not go away unnoticed.

docs/reference/api-surface.txt is the surface of the last release, one line for each operation, parameter, answer
and field. What is no longer so must be told, word for word, in docs/reference/api-changelog.md. At a release:
`WRITE_SURFACE=1 pytest tests/contract/test_surface.py`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs/reference"
SURFACE, CHANGELOG = DOCS / "api-surface.txt", DOCS / "api-changelog.md"
pytestmark = pytest.mark.once


def kind(schema: dict[str, Any]) -> str:
    """The type in a few words: `string`, `[Claim]`, `string|null`, `A or B`."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    for several in ("oneOf", "anyOf", "allOf"):
        if several in schema:
            return " or ".join(sorted(kind(one) for one in schema[several]))
    found = schema.get("type", "any")
    if found == "array":
        return f"[{kind(schema.get('items', {}))}]"
    return found if isinstance(found, str) else "|".join(sorted(found))


def usual(schema: dict[str, Any]) -> dict[str, Any]:
    """The answer without those that only come where a parameter (`fields`, `group_by`, `dry_run`) asks for them."""
    kinds = schema.get("anyOf", ())
    asked = any(kind(one).startswith(("Chosen", "Tried")) for one in kinds)
    return kinds[0] if asked else schema


def words(schema: dict[str, Any]) -> list[str]:
    return sorted(str(one) for one in schema.get("enum", ()) if one not in ("", None))


def lines(document: dict[str, Any]) -> Iterator[str]:
    """The surface; a line that goes or changes may break somebody's program."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            name = f"{method.upper()} {path}"
            yield name
            for one in operation.get("parameters", ()):
                needed = " required" if one.get("required") else ""
                where = "" if one["in"] == "query" else f" in {one['in']}"
                yield f"{name} ?{one['name']}{where} {kind(one['schema'])}{needed}"
                listed = one["schema"].get("items", one["schema"])
                yield from (f"{name} ?{one['name']} = {word}" for word in words(listed))
            for media, body in operation.get("requestBody", {}).get("content", {}).items():
                yield f"{name} takes {media} {kind(body['schema'])}"
            for status, answer in operation["responses"].items():
                for media, body in answer.get("content", {}).items():
                    if status.startswith("2"):
                        yield f"{name} {status} {media} {kind(usual(body['schema']))}"
    for name, schema in document["components"]["schemas"].items():
        yield from (f"{name} = {word}" for word in words(schema))
        for member, found in schema.get("properties", {}).items():
            yield f"{name}.{member} {kind(found)}"
            yield from (f"{name}.{member} = {word}" for word in words(found))
        for member in schema.get("required", ()):
            if closed(schema):
                yield f"{name}.{member} is required"


def closed(schema: dict[str, Any]) -> bool:
    """Whether it is a body: those know no other fields."""
    return schema.get("additionalProperties") is False


def breaking(old: set[str], new: set[str]) -> list[str]:
    """What went, and what is demanded now of bodies and operations that were there before."""
    gone = {line for line in old - new if not line.endswith(" is required")}
    there = {re.split(r"[. ?=]", line)[0] for line in old}
    demanded = {
        line
        for line in new - old
        if (line.endswith(" is required") and line.split(".")[0] in there)
        or (line.endswith(" required") and line.split(" ?")[0] in old)
    }
    return sorted(gone | demanded)


def test_what_went_is_told_in_the_changelog(document):
    surface = sorted(set(lines(document)))
    if os.environ.get("WRITE_SURFACE"):
        SURFACE.write_text("\n".join(surface) + "\n", encoding="utf-8")
    old = set(SURFACE.read_text(encoding="utf-8").splitlines())
    assert len(old) > 3000
    told = set(re.findall(r"`([^`\n]+)`", CHANGELOG.read_text(encoding="utf-8")))
    silent = [line for line in breaking(old, set(surface)) if line not in told]
    assert silent == [], "Tell of it in docs/reference/api-changelog.md, or leave it as it was."


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda d: d["paths"].pop("/a/"), ["GET /a/", "GET /a/ 200 application/json A", "GET /a/ ?x string"]),
        (lambda d: d["components"]["schemas"]["A"]["properties"].pop("id"), ["A.id string"]),
        (
            lambda d: d["components"]["schemas"]["A"]["properties"]["id"].update(type="integer"),
            ["A.id string"],
        ),
        (lambda d: d["components"]["schemas"]["A"]["properties"]["kind"]["enum"].pop(), ["A.kind = two"]),
        (lambda d: d["components"]["schemas"]["B"].update(required=["t", "u"]), ["B.u is required"]),
        (lambda d: d["components"]["schemas"]["B"].update(required=[]), []),
        (
            lambda d: d["paths"]["/a/"]["get"]["parameters"][0].update(required=True),
            ["GET /a/ ?x string", "GET /a/ ?x string required"],
        ),
        (lambda d: d["components"]["schemas"]["A"]["properties"].update(new={"type": "string"}), []),
        (lambda d: d["components"]["schemas"]["A"]["properties"]["kind"]["enum"].append("three"), []),
        (lambda d: d["paths"].update({"/b/": d["paths"]["/a/"]}), []),
    ],
)  # fmt: skip
def test_a_change_that_breaks_is_seen_and_one_that_adds_is_not(change, expected):
    def made() -> dict[str, Any]:
        answer = {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}
        parameter = {"name": "x", "in": "query", "schema": {"type": "string"}}
        return {
            "paths": {"/a/": {"get": {"parameters": [parameter], "responses": {"200": {"content": answer}}}}},
            "components": {"schemas": {
                "A": {"properties": {"id": {"type": "string"}, "kind": {"type": "string", "enum": ["one", "two"]}}},
                "B": {"properties": {"t": {"type": "string"}, "u": {"type": "string"}}, "required": ["t"],
                      "additionalProperties": False},
            }},
        }  # fmt: skip

    changed = made()
    change(changed)
    assert breaking(set(lines(made())), set(lines(changed))) == expected
