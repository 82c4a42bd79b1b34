"""A version of a claim as a citation: formatted, and for reference managers."""

from __future__ import annotations

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe

from claims.formats import citations, references
from claims.formats.citation_plain import formatted as plain_form
from claims.formats.citation_runs import html as as_html
from claims.formats.records import Csl
from claims.queries import citations as queries
from claims.queries import claim_detail
from claims.web import answers
from claims.web.references import FILES, FORMATTED, saved

NO_VERSION = "No version of this claim has been published yet. Only a version can be cited: it never changes."


def newest(request: HttpRequest, pk: int) -> HttpResponse:
    """To the page of the newest version's citation."""
    number = queries.newest(request.user, pk)
    if number is not None:
        return redirect("web:cite_version", pk, number)
    if not claim_detail.exists(request.user, pk):
        raise Http404
    return answers.failure(request, HTTPStatus.NOT_FOUND, NO_VERSION)


def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One version in a plain form and in the style asked for, with its files."""
    csl, warning = _found(request, pk, number)
    style = _style(request)
    (one,) = citations.formatted([csl], style, [warning])
    context = {
        "csl": csl,
        "claim_id": f"C{pk}",
        "number": number,
        # Both made of escaped text and five marks by claims.formats.citation_runs.
        "plain": mark_safe(as_html(plain_form(csl))),
        "citation": mark_safe(one.html),
        "text": one.text,
        "fallback": one.plain,
        "retired": warning,
        "style": style,
        "styles": [(name, known.label) for name, known in citations.STYLES.items()],
    }
    return render(request, "web/cite.html", context)


def file(request: HttpRequest, pk: int, number: int, ending: str) -> HttpResponseBase:
    """The citation as a file."""
    csl, warning = _found(request, pk, number)
    if ending in FILES:
        media = references.WRITTEN[FILES[ending]]
        parts = references.write_parts([csl], FILES[ending])
    else:
        media = citations.MEDIA_TYPES[FORMATTED[ending]]
        parts = citations.written([(csl, warning)], _style(request), FORMATTED[ending])
    return saved(parts, f"{media}; charset=utf-8", f"C{pk}.{number}.{ending}")


def _found(request: HttpRequest, pk: int, number: int) -> tuple[Csl, str]:
    found = queries.of_version(request.user, pk, number)
    if found is None:
        raise Http404
    return found


def _style(request: HttpRequest) -> str:
    asked = request.GET.get("style", "")
    return asked if asked in citations.STYLES else citations.DEFAULT
