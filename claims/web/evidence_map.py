"""The evidence map: as a page, as a figure and as a table, under the filters that every list of claims has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

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
from claims.web.words import said

STEPS = ("rows_from", "columns_from")


def evidence_map(request: HttpRequest) -> HttpResponse:
    """The map with its filters, key and table."""
    filters, errors = filters_of(request, *STEPS)
    context: dict[str, Any] = {"errors": errors, "q": request.GET.get("q", "")}
    if filters is not None:
        steps = _steps(request)
        with claim_index() as index:
            found = queries.evidence_map(index, filters, **steps)
            counted = facets(index, filters)
        context |= {
            "found": found,
            "filters": filters,
            "shown": groups(counted, ("topic",)),
            "figure": _inline(found),
            "key": mark_safe(figure.legend(_said())),  # our own builder, which escapes every text
            "table": _table(found),
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
    return attached(figure.document(drawn), "image/svg+xml", "evidence-map.svg")


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
        "what": gettext("Exposures") if axis == "rows" else gettext("Outcomes"),
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


def _said() -> dict[str, str]:
    """Every word of the drawing, in the language of the page."""
    scales = (("Verdict", Verdict), ("Certainty", Certainty))
    words = {str(word): said(word, name) for name, scale in scales for word in scale}
    return {name: gettext(text) for name, text in figure.SAID.items()} | words


def _drawn(found: dict[str, Any], *, linked: bool) -> figure.Map:
    base, spoken = reverse("web:claims"), _said()
    # For those who do not see the figure: all that a verdict must not travel without.
    words = gettext(
        "%(row)s, %(column)s: %(claims)s, %(studies)s. Certainty: %(certainty)s. Verdict: %(verdict)s."
        " Rated: %(rated)s; confirmed by an editor: %(confirmed)s."
    )
    cells = [
        [
            cell
            and figure.Cell(
                cell["claims"],
                cell["studies"],
                [(part["word"], part["claims"]) for part in cell["certainties"]],
                [(part["word"], part["claims"]) for part in cell["verdicts"]],
                words
                % {
                    "row": row["label"],
                    "column": column["label"],
                    "claims": _claims(cell),
                    "studies": _studies(cell),
                    "certainty": _listed(cell["certainties"], spoken),
                    "verdict": _listed(cell["verdicts"], spoken),
                    "rated": cell["claims"] - cell["rated_by"]["nobody"],
                    "confirmed": cell["confirmed"],
                },
                [*([_claims(cell)] if cell["claims"] > 1 else []), _studies(cell)],
                f"{base}?{cell['address']}" if linked else "",
            )
            for column, cell in zip(found["columns"], line, strict=True)
        ]
        for row, line in zip(found["rows"], found["cells"], strict=True)
    ]
    about = gettext(
        "%(rows)s of %(all_rows)s exposures by %(columns)s of %(all_columns)s outcomes; %(cells)s cells hold"
        " claims. Size: independent studies. Tone: certainty. Sign: verdict. Conclusions are suggested or"
        " confirmed, and no medical advice."
    ) % {
        "rows": len(found["rows"]),
        "all_rows": found["rows_total"],
        "columns": len(found["columns"]),
        "all_columns": found["columns_total"],
        "cells": sum(1 for line in cells for cell in line if cell),
    }
    return figure.Map(
        gettext("Evidence map: exposures by outcomes"),
        about,
        [figure.Topic(row["label"], row["depth"]) for row in found["rows"]],
        [figure.Topic(column["label"], column["depth"]) for column in found["columns"]],
        cells,
        spoken,
    )


def _claims(cell: dict[str, Any]) -> str:
    number = cell["claims"]
    return ngettext("%(number)s claim", "%(number)s claims", number) % {"number": number}


def _studies(cell: dict[str, Any]) -> str:
    number = cell["studies"]
    shown = f"{number}+" if number >= MOST_STUDIES else str(number)
    return ngettext("%(number)s study", "%(number)s studies", number) % {"number": shown}


def _listed(parts: list[dict[str, Any]], words: Mapping[str, str]) -> str:
    """Certainties or verdicts of a cell in words, each with its number of claims where they differ."""
    if len(parts) == 1:
        return words[parts[0]["word"]]
    return ", ".join(f"{words[part['word']]} {part['claims']}" for part in parts)


def _table(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Lines of the table beneath the figure, one a cell, with all that a verdict must not travel without."""
    words = _said()
    signs = {
        str(word): f"{figure.SIGNS.get(word, figure.OTHER)} {words[word]}" for word in Verdict
    } | {str(word): f"{figure.CERTAINTIES[word][2]} {words[word]}".strip() for word in Certainty}
    confirmed, stale = (
        gettext("%(number)s of %(claims)s confirmed"),
        gettext("%(number)s with an input changed since"),
    )
    raters = {
        "several": gettext("%(number)s rated by several people"),
        "one": gettext("%(number)s rated by one person"),
        "nobody": gettext("%(number)s rated by nobody here"),
    }
    lines = []
    for row, column, cell in map_csv.cells(found):
        standing = [confirmed % {"number": cell["confirmed"], "claims": cell["claims"]}]
        if cell["stale"]:
            standing.append(stale % {"number": cell["stale"]})
        standing += [
            said_of % {"number": cell["rated_by"][name]}
            for name, said_of in raters.items()
            if cell["rated_by"][name]
        ]
        lines.append(
            {
                "address": cell["address"],
                "name": f"{row['label']} – {column['label']}",
                "claims": cell["claims"],
                "studies": cell["studies"],
                "certainty": _listed(cell["certainties"], signs),
                "verdict": _listed(cell["verdicts"], signs),
                "standing": "; ".join(standing),
            }
        )
    return lines
