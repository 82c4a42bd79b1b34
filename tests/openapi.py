"""The stored OpenAPI document, and whether an answer is as it says. A test holds it to be the generated one."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

STORED = Path(__file__).resolve().parents[1] / "docs/reference/openapi.yaml"
ADDRESS = "urn:touchstone:openapi"
#: By the document's own number, with the document, so that no other gets that number meanwhile.
_known: dict[int, tuple[Mapping[str, Any], Registry[Any]]] = {}


def read(path: Path) -> dict[str, Any]:
    """A YAML document, by the loader that is written in C: the other takes five times as long."""
    return dict(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


def stored() -> dict[str, Any]:
    """A copy of the stored document, which is read once a process: what one test changes is not another's."""
    return copy.deepcopy(_read_once())


@cache
def _read_once() -> dict[str, Any]:
    return read(STORED)


def faults(
    document: Mapping[str, Any], schema: Mapping[str, Any], value: Any, *, formats: bool = False
) -> Iterator[jsonschema.ValidationError]:
    """What of `value` is not as the schema says, which is part of the document and may refer to the rest of it."""
    if id(document) not in _known:
        resource = Resource(contents=document, specification=DRAFT202012)
        _known[id(document)] = (document, Registry().with_resource(ADDRESS, resource))
    checker = jsonschema.FormatChecker() if formats else None
    registry = _known[id(document)][1]
    validator = jsonschema.Draft202012Validator(
        _absolute(schema), registry=registry, format_checker=checker
    )
    yield from validator.iter_errors(value)


def fits(document: Mapping[str, Any], schema: Mapping[str, Any], value: Any, **how: bool) -> None:
    """Raises the ValidationError that says most, where there is one."""
    found = jsonschema.exceptions.best_match(faults(document, schema, value, **how))
    if found is not None:
        raise found


def _absolute(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {
            name: ADDRESS + one
            if name == "$ref" and isinstance(one, str) and one.startswith("#/")
            else _absolute(one)
            for name, one in schema.items()
        }
    return [_absolute(one) for one in schema] if isinstance(schema, list) else schema
