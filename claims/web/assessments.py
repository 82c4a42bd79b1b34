"""One assessment to be read: every question with its answer, note and rule, every judgement and departure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.domain.assessing import OVERALL
from claims.domain.instruments import NOT_APPLICABLE, Domain, Instrument, Item, get
from claims.queries import assessments
from claims.web import answers


def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """The assessment, as it was submitted; a draft for its author."""
    record = answers.found(assessments.detail(request.user, pk))
    tool = get(record["instrument"])
    context = {
        "a": record,
        "tool": tool,
        "guidance": tool.document["guidance"] if tool else "",
        "domains": list(domains(tool, record)) if tool else [],
        "because": record["evaluation"].get("because") or (),
        "warnings": record["evaluation"].get("warnings") or (),
        "scores": record["evaluation"].get("scores") or {},
        "counts": record["evaluation"].get("counts") or {},
        "overall_departure": record["departures"].get(OVERALL, ""),
        "overall_note": record["notes"].get(OVERALL, ""),
    }
    return render(request, "web/assessment.html", context)


def domains(tool: Instrument, record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each domain with its questions and, where it is judged by itself, both judgements in words."""
    results = record["evaluation"].get("domains") or {}
    for domain in tool.domains:
        result = results.get(domain.id) or {}
        yield {
            "id": domain.id,
            "name": domain.name,
            "items": [_item(item, record) for item in domain.items],
            "judgement": tool.label(result.get("judgement")),
            "suggested": tool.label(result.get("suggested")),
            "departure": record["departures"].get(domain.id, ""),
            "note": _note(domain, record),
            "rules": result.get("rules") or (),
        }


def _note(domain: Domain, record: dict[str, Any]) -> str:
    return "" if domain.id in record["answers"] else str(record["notes"].get(domain.id, ""))


def _item(item: Item, record: dict[str, Any]) -> dict[str, Any]:
    given = record["answers"].get(item.id)
    stored = (record["evaluation"].get("answers") or {}).get(item.id)
    return {
        "id": item.id,
        "text": item.text,
        "answer": _said(item, given),
        "not_applicable": given is None and stored == NOT_APPLICABLE,
        "note": record["notes"].get(item.id, ""),
    }


def _said(item: Item, given: Any) -> str:
    """An answer in the words of its option; one in parts as "part: answer"."""
    if isinstance(given, dict):
        return "; ".join(
            f"{part.label}: {option.label}"
            for part in item.parts
            for option in part.options
            if option.id == given.get(part.id)
        )
    return next((option.label for option in item.options if option.id == given), "")
