"""An instrument as plain values, for whoever shows or serves it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from claims.domain.instruments.model import Domain, Instrument, Item, Option, Table
from claims.domain.instruments.reasons import reason
from claims.domain.instruments.words import asked_if

# What `algorithm` may hold beside tables, told as it is.
RULES = ("overall", "advice", "bands", "rules", "conversion", "map", "alerts")


def brief(tool: Instrument) -> dict[str, Any]:
    """What a list shows of it."""
    document = tool.document
    return {
        "id": tool.id,
        "name": tool.name,
        "short": tool.short,
        "aliases": list(tool.aliases),
        "version": tool.version,
        "edition": tool.edition,
        "sha256": tool.sha256,
        "purpose": tool.purpose,
        "unit": tool.unit,
        "unit_in_words": document["unit_in_words"],
        "designs": list(document["designs"]),
        "judgements": _words(tool.judgements),
        "algorithm": tool.kind,
        "items": len(tool.items),
        "citation": document["citation"],
        "guidance": document["guidance"],
        "licence": dict(document["licence"]),
        "verification": dict(document["verification"]),
    }


def whole(tool: Instrument) -> dict[str, Any]:
    """All of it, every question and rule included."""
    document = tool.document
    own = {id(table) for domain in tool.domains for table in domain.tables}
    return brief(tool) | {
        "not_for": [dict(row) for row in document.get("not_for", ())],
        "cautions": list(document.get("cautions", ())),
        "override": document["override"],
        "settings": [
            {
                "id": setting.id,
                "label": setting.label,
                "kind": setting.kind,
                "default": setting.default,
                "choices": _words(setting.choices),
            }
            for setting in tool.settings
        ],
        "domains": [_domain(tool, domain) for domain in tool.domains],
        "tables": [_table(tool, table) for table in tool.tables() if id(table) not in own],
        "rules": {name: tool.algorithm[name] for name in RULES if name in tool.algorithm},
    }


def _words(options: Sequence[Option]) -> list[dict[str, str]]:
    return [{"id": option.id, "label": option.label} for option in options]


def _options(options: Sequence[Option]) -> list[dict[str, Any]]:
    return [{"id": option.id, "label": option.label, "value": option.value} for option in options]


def _domain(tool: Instrument, domain: Domain) -> dict[str, Any]:
    judged_by = "assessor" if domain.by_assessor else "tables" if domain.tables else ""
    return {
        "id": domain.id,
        "name": domain.name,
        "note": domain.note,
        "judged_by": judged_by,
        "items": [_item(tool, item) for item in domain.items],
        "tables": [_table(tool, table) for table in domain.tables],
    }


def _item(tool: Instrument, item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "text": item.text,
        "paraphrase_of": item.source,
        "options": _options(item.options),
        "parts": [
            {"id": part.id, "label": part.label, "options": _options(part.options)}
            for part in item.parts
        ],
        "ask_if": [
            {name: list(values) for name, values in clause.items()} for clause in item.ask_if
        ],
        "asked_if": asked_if(tool, item),
        "critical": item.critical,
        "optional": item.optional,
        "note": item.note,
        "unverified": item.unverified,
    }


def _table(tool: Instrument, table: Table) -> dict[str, Any]:
    return {
        "id": table.id,
        "rules": [
            {
                "id": rule.id,
                "when": {name: list(values) for name, values in rule.when.items()},
                "then": rule.then,
                "text": reason(tool, rule.id),
            }
            for rule in table.rules
        ],
        "leaves_open": table.partial,
    }
