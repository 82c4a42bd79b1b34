"""All of it to take away: the packages that the site offers, and how to use them."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from claims.formats.data_package import LICENCE, LICENCE_ADDRESS
from claims.queries import dumps as queries
from claims.web.downloads import sent


def data(request: HttpRequest) -> HttpResponse:
    """The packages with size, counts and checksum, the licence, and how to verify and load one. No query."""
    context = {
        "dumps": queries.offered(),
        "nightly": settings.DUMP_KEEP > 0,
        "licence": LICENCE,
        "licence_address": LICENCE_ADDRESS,
    }
    return render(request, "web/data.html", context)


def newest(request: HttpRequest) -> HttpResponse:
    """Where the newest one is, for scripts that fetch it each day."""
    for one in queries.offered():
        return redirect("web:dump", one["name"])
    raise Http404


def dump(request: HttpRequest, name: str) -> HttpResponseBase:
    """One package, or the part of it that was asked for."""
    found = queries.one(name)
    if found is None:
        raise Http404
    told, path = found
    return sent(request, path, etag=told["sha256"], media="application/zip")
