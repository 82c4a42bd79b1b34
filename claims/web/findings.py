"""A claim's summary of findings and its risk-of-bias traffic lights, as pages, figure and tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from claims.figures import traffic_lights
from claims.figures.traffic_lights import Light, Panel
from claims.formats import findings_csv
from claims.queries import findings as queries
from claims.web import answers
from claims.web.effects import attached


def summary(request: HttpRequest, pk: int) -> HttpResponse:
    """The summary-of-findings table of one claim."""
    found = answers.found(queries.summary(request.user, pk))
    return render(request, "web/summary_of_findings.html", {"found": found})


def summary_table(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as CSV."""
    found = answers.found(queries.summary(request.user, pk))
    text = findings_csv.summary(found)
    return attached(text, "text/csv; charset=utf-8", f"C{pk}-summary-of-findings.csv")


def risk_of_bias(request: HttpRequest, pk: int) -> HttpResponse:
    """Traffic lights by instrument, each with its table beneath."""
    found = answers.found(queries.risk_of_bias(request.user, pk))
    groups = [
        # Our own builder, which escapes every text that it is given.
        group | {"figure": mark_safe(traffic_lights.inline(_panel(group), f"lights-{place}"))}
        for place, group in enumerate(found["groups"], start=1)
    ]
    return render(request, "web/risk_of_bias.html", {"found": found | {"groups": groups}})


def risk_of_bias_figure(request: HttpRequest, pk: int) -> HttpResponse:
    """The traffic lights as one SVG file; 404 where there is nothing to draw."""
    found = answers.found(queries.risk_of_bias(request.user, pk))
    if not found["groups"]:
        raise Http404
    title = f"Risk of bias of the studies on: {found['claim']['text']}"
    drawn = traffic_lights.document([_panel(group) for group in found["groups"]], title)
    return attached(drawn, "image/svg+xml", f"C{pk}-risk-of-bias.svg")


def risk_of_bias_table(request: HttpRequest, pk: int) -> HttpResponse:
    """The judgements as CSV."""
    found = answers.found(queries.risk_of_bias(request.user, pk))
    text = findings_csv.risk_of_bias(found)
    return attached(text, "text/csv; charset=utf-8", f"C{pk}-risk-of-bias.csv")


def _panel(group: Mapping[str, Any]) -> Panel:
    overall = any(row["overall"] for row in group["rows"])
    columns = [(column["id"], column["name"]) for column in group["columns"]]
    if overall:
        columns.append(("All", "Overall"))
    rows = []
    for row in group["rows"]:
        lights = [_light(cell) for cell in row["cells"]]
        if overall:
            lights.append(
                _light(row["overall"]) if row["overall"] else Light("none", "", "Not judged")
            )
        rows.append((row["study"]["label"], lights))
    return Panel(f"Risk of bias by {group['name']}", columns, rows)


def _light(cell: Mapping[str, str]) -> Light:
    return Light(cell["tone"], cell["symbol"], cell["label"])
