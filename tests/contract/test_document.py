"""The document tells what every field is, in which unit and range."""

from __future__ import annotations

import pytest

from claims.api.describing import UNBOUNDED

pytestmark = pytest.mark.once


def fields(document):
    for name, schema in document["components"]["schemas"].items():
        for member, found in schema.get("properties", {}).items():
            yield name, member, found


def test_every_field_of_every_schema_is_described(document):
    """A new one: `help_text`, or a line in claims/api/describing.py."""
    silent = [
        f"{name}.{member}"
        for name, member, found in fields(document)
        if len(found.get("description", "").strip()) < 4
    ]
    assert silent == []
    assert sum(1 for _ in fields(document)) > 2000


def test_every_number_has_bounds_or_is_known_to_have_none(document):
    """A new one: `min_value`, `max_value`, or a line in claims/api/describing.py."""
    for name, member, found in fields(document):
        kinds = found.get("type")
        kinds = {kinds} if isinstance(kinds, str) else set(kinds or ())
        if kinds & {"integer", "number"} and member not in UNBOUNDED:
            assert {"minimum", "maximum"} & found.keys(), f"{name}.{member}"


def test_every_body_is_closed_and_every_write_names_its_scope(document):
    schemas = document["components"]["schemas"]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            for media in operation.get("requestBody", {}).get("content", {}).values():
                name = media["schema"].get("$ref", "").rpartition("/")[2]
                if name:
                    assert schemas[name]["additionalProperties"] is False, (path, name)
            # The lines of a bulk request need a scope each.
            if path == "/api/v1/bulk/":
                continue
            if method != "get" and "403" in operation["responses"]:
                assert any(one.get("token") for one in operation["security"]), path
