"""The evidence map: as a page, as a figure and as a table, under the filters that every list of claims has."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from claims.domain.problems import Invalid
from claims.domain.vocabulary import Certainty, Verdict
from claims.figures import evidence_map as figure
from claims.formats import map_csv
from claims.queries import evidence_map as queries
from claims.queries import filter_address
from claims.queries.claim_filters import ClaimFilters
from claims.queries.facets import claim_index, facets
from claims.queries.facets.index import MOST_STUDIES
from claims.web.browse import filters_of, groups
from claims.web.effects import attached

STEPS = ("rows_from", "columns_from")
# What narrows a map; certainty and verdict are what it shows, and narrow it too.
USEFUL = (
    "topic",
    "exposure",
    "outcome",
    "design",
    "direction",
    "claim_type",
    "certainty",
    "verdict",
)
LABELS = {word.value: word.label for scale in (Verdict, Certainty) for word in scale}


def evidence_map(request: HttpRequest) -> HttpResponse:
    """The map with its filters, key and table."""
    filters, errors = filters_of(request, *STEPS)
    context: dict[str, Any] = {"errors": errors, "q": request.GET.get("q", "")}
    if filters is not None:
        steps = _steps(request)
        with claim_index() as index:
            found = queries.evidence_map(index, filters, **steps)
            counted = facets(index, filters, only=USEFUL)
        shown = groups(counted)
        for one in shown:
            one["open"] = bool(one["chosen"]) or one["name"] == "topic"
        context |= {
            "found": found,
            "filters": filters,
            "shown": shown,
            "figure": _inline(found),
            "key": mark_safe(figure.legend(LABELS)),  # our own builder, which escapes every text
            "table": map_csv.cells(found),
            "most_studies": MOST_STUDIES,
            "gaps": sum(cell is None for line in found["cells"] for cell in line),
            "elsewhere": found["total"] - found["placed"],
            "address": _address(filters, steps),
            "pages": [
                _page(found, filters, steps, axis, size)
                for axis, size in (("rows", queries.ROWS), ("columns", queries.COLUMNS))
            ],
        }
    return render(request, "web/map.html", context)


def as_figure(request: HttpRequest) -> HttpResponse:
    """The map as one SVG file."""
    drawn = _drawn(_found(request), linked=False)
    return attached(figure.document(drawn, LABELS), "image/svg+xml", "evidence-map.svg")


def as_table(request: HttpRequest) -> HttpResponse:
    """Every cell of the map in which there is a claim, as CSV."""
    return attached(map_csv.text(_found(request)), "text/csv; charset=utf-8", "evidence-map.csv")


def _found(request: HttpRequest) -> dict[str, Any]:
    """The map under the address of the request; Invalid says what is wrong in that."""
    filters = filter_address.read(dict(request.GET.lists()), STEPS)
    steps = _steps(request)
    with claim_index() as index:
        return queries.evidence_map(index, filters, **steps)


def _steps(request: HttpRequest) -> dict[str, int]:
    found = {}
    for name in STEPS:
        said = request.GET.get(name) or "0"
        if not (said.isascii() and said.isdecimal() and len(said) < 7):
            raise Invalid({name: ["Give a number of topics to pass over, 0 or more."]})
        found[name] = int(said)
    return found


def _address(filters: ClaimFilters, steps: dict[str, int]) -> str:
    """The query string of this part of the map."""
    own = urlencode({name: number for name, number in steps.items() if number})
    return "&".join(part for part in (filter_address.write(filters), own) if part)


def _page(
    found: dict[str, Any], filters: ClaimFilters, steps: dict[str, int], axis: str, size: int
) -> dict[str, Any]:
    """What stands before and after the shown part of an axis, with the addresses to get there."""
    start, total = found[f"{axis}_from"], found[f"{axis}_total"]
    name = f"{axis}_from"
    after = max(0, total - start - size)
    return {
        "what": "exposures" if axis == "rows" else "outcomes",
        "first": start + 1,
        "last": min(start + size, total),
        "total": total,
        "after": after,
        "next": _address(filters, steps | {name: start + size}) if after else "",
        "before": start,
        "back": _address(filters, steps | {name: max(0, start - size)}),
    }


def _inline(found: dict[str, Any]) -> SafeString | str:
    if not (found["rows"] and found["columns"]):
        return ""
    # Our own builder, which escapes every text that it is given.
    return mark_safe(figure.inline(_drawn(found, linked=True), "map"))


def _drawn(found: dict[str, Any], *, linked: bool) -> figure.Map:
    base = reverse("web:claims")
    cells = [
        [
            cell
            and figure.Cell(
                cell["claims"],
                cell["studies"],
                [(part["word"], part["claims"]) for part in cell["certainties"]],
                [(part["word"], part["claims"]) for part in cell["verdicts"]],
                _words(row, column, cell),
                f"{base}?{cell['address']}" if linked else "",
                cell["studies"] >= MOST_STUDIES,
            )
            for column, cell in zip(found["columns"], line, strict=True)
        ]
        for row, line in zip(found["rows"], found["cells"], strict=True)
    ]
    several = sum(1 for line in cells for cell in line if cell)
    about = (
        f"{len(found['rows'])} of {found['rows_total']} exposures by {len(found['columns'])} of"
        f" {found['columns_total']} outcomes; {several} cells hold claims. Size: independent studies."
        " Tone: certainty. Sign: verdict. Suggested or confirmed conclusions, not medical advice."
    )
    return figure.Map(
        "Evidence map: exposures by outcomes",
        about,
        [figure.Topic(row["label"], row["depth"]) for row in found["rows"]],
        [figure.Topic(column["label"], column["depth"]) for column in found["columns"]],
        cells,
    )


def _words(row: dict[str, Any], column: dict[str, Any], cell: dict[str, Any]) -> str:
    def listed(parts: list[dict[str, Any]]) -> str:
        if len(parts) == 1:
            return str(parts[0]["label"]).lower()
        return ", ".join(f"{part['label'].lower()} {part['claims']}" for part in parts)

    claims = f"{cell['claims']} claim{'' if cell['claims'] == 1 else 's'}"
    number = cell["studies"]
    more = " or more" if number >= MOST_STUDIES else ""
    studies = (
        f"{number}{more} independent stud{'y' if number == 1 else 'ies'}" if number else "no study"
    )
    rated = cell["claims"] - cell["rated_by"]["nobody"]
    return (
        f"{row['label']}, {column['label']}: {claims}, {studies}. Certainty: {listed(cell['certainties'])}."
        f" Verdict: {listed(cell['verdicts'])}. Rated: {rated} of {cell['claims']}; confirmed by an editor:"
        f" {cell['confirmed']}."
    )
