"""How far raters agree: the page, its statistics and its ratings as CSV."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from claims.domain.agreement.report import statistics
from claims.domain.problems import Invalid
from claims.figures.confusion import confusion
from claims.formats.table import csv_text
from claims.queries import agreement as queries
from claims.queries import rated_sets as sets
from claims.queries import topics
from claims.web import answers
from claims.web.forms.agreement import RATERS, AgreementForm

STATISTICS = (
    "statistic",
    "value",
    "standard_error",
    "low",
    "high",
    "interval_method",
    "not_defined_because",
)
RATINGS = ("evidence", "rater", "name", "rating")


def agreement(request: HttpRequest) -> HttpResponse:
    """The statistics of the set that the query string asks for. At most five queries."""
    form = _form(request)
    everyone = _rated(form) if form.is_valid() else None
    context: dict[str, Any] = {"form": form, "raters_list": RATERS}
    if everyone is not None:
        found = sets.of_raters(everyone)
        report = queries.report(everyone)
        context |= {
            "report": report,
            "statistics": statistics(found.ratings()),
            "single": report["n_units"] - report["n_units_compared"],
            "offered": sorted(everyone.names.items(), key=lambda pair: pair[1].casefold()),
            "figure": _figure(report) if report["n_units_compared"] else "",
            "table": zip(report["table"]["labels"], report["table"]["cells"], strict=True),
        }
    return render(request, "web/agreement.html", context)


def as_csv(request: HttpRequest) -> HttpResponse:
    """The statistics of the same set. At most three queries."""
    ratings = sets.of_raters(_set(request)).ratings()
    rows = [
        (
            one.key,
            one.value,
            one.se,
            *(one.interval or (None, None)),
            one.method,
            one.reason or one.interval_reason,
        )
        for one in statistics(ratings)
    ]
    return _csv("agreement", csv_text(STATISTICS, rows))


def ratings_csv(request: HttpRequest) -> HttpResponse:
    """The ratings themselves, so that anyone can compute what they like. At most three queries."""
    return _csv("agreement-ratings", csv_text(RATINGS, sets.csv_rows(_set(request))))


def _form(request: HttpRequest) -> AgreementForm:
    offered = topics.choices(request.GET.get("topic", ""), limit=300)
    return AgreementForm(request.GET, topics=offered)


def _rated(form: AgreementForm) -> sets.RatedSet | None:
    rated: sets.RatedSet | None = answers.attempt(form, lambda: sets.rated(form.filters()))
    return rated


def _set(request: HttpRequest) -> sets.RatedSet:
    """The set, or Invalid, which the page's wrapper turns into a 400."""
    form = _form(request)
    if not form.is_valid():
        raise Invalid({name: list(map(str, errors)) for name, errors in form.errors.items()})
    return sets.rated(form.filters())


def _csv(name: str, text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _figure(report: dict[str, Any]) -> str:
    table = report["table"]
    cells = table["cells"]
    total = sum(map(sum, cells))
    agree = sum(cells[place][place] for place in range(len(cells)))
    drawn = confusion(
        table["labels"],
        cells,
        title=f"Ratings of {report['scale']} that met",
        about=f"Of {total} pairs of ratings {agree} are the same. The table below has every number.",
        rows=table["rows"] and f"Rows: {table['rows']}",
        columns=table["columns"] and f"Columns: {table['columns']}",
    )
    # Our own builder, which escapes every text that it is given.
    return mark_safe(drawn)
