"""Figures as pages show them: the drawing, its data as a table beneath, and its own address as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import mark_safe

from claims.domain.problems import Invalid
from claims.figures.drawing import THEMES, Drawing, document, inline


@dataclass(frozen=True)
class Figure:
    """A drawing, a caption, and the same as a table: names of columns, and rows whose first cell heads them."""

    name: str
    drawing: Drawing
    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str | int]]


def shown(figure: Figure | None, address: str) -> dict[str, Any] | None:
    """What parts/figure.html needs; `address` is where the file is. None for no figure."""
    if figure is None:
        return None
    return {
        "name": figure.name,
        "title": figure.drawing.title,
        # Our own builder, which escapes every text that it is given.
        "svg": mark_safe(inline(figure.drawing, f"figure-{figure.name}")),
        "caption": figure.caption,
        "head": figure.head[1:],
        "first": figure.head[0],
        "rows": [
            {"head": row[0], "cells": list(zip(figure.head[1:], row[1:], strict=True))}
            for row in figure.rows
        ],
        "address": address,
    }


def answer(
    request: HttpRequest, figures: Mapping[str, Figure | None], name: str, filename: str
) -> HttpResponse:
    """The figure of this name as a file, in `?theme=light` or dark; 404 where there is none to draw."""
    theme = request.GET.get("theme", "light")
    if theme not in THEMES:
        raise Invalid({"theme": [f"Say {' or '.join(THEMES)}."]})
    figure = figures.get(name)
    if figure is None:
        raise Http404
    response = HttpResponse(document(figure.drawing, theme), content_type="image/svg+xml")
    response["Content-Disposition"] = f'inline; filename="{filename}-{name}.svg"'
    return response
