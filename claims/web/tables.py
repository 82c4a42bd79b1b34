"""Tables as CSV: a claim's evidence and certainty, and the lists of claims and sources as they are filtered."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from claims.domain.problems import Invalid
from claims.formats import tables_csv
from claims.formats.said import NOT_MEDICAL_ADVICE
from claims.queries import certainty as certainty_queries
from claims.queries import claims as claim_queries
from claims.queries import exports, filter_address
from claims.web import answers
from claims.web.effects import attached
from claims.web.forms.filters import SourceFilterForm
from claims.web.references import saved

CSV = "text/csv; charset=utf-8"


def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """The claim's evidence, counted and left out."""
    found = answers.found(claim_queries.detail(request.user, pk))
    text = tables_csv.evidence([*found["evidence"], *found["excluded"]])
    return attached(text, CSV, f"C{pk}-evidence.csv")


def certainty(request: HttpRequest, pk: int) -> HttpResponse:
    """The claim's certainty, domain by domain."""
    found = answers.found(certainty_queries.detail(request.user, pk))
    return attached(tables_csv.certainty(found), CSV, f"C{pk}-certainty.csv")


def claims(request: HttpRequest) -> HttpResponseBase:
    """Every published claim under the filters of the query string."""
    query = {name: given for name, given in request.GET.lists() if name != "cursor"}
    briefs = exports.claims(filter_address.read(query))
    parts = tables_csv.claims(briefs, site=settings.SITE_URL, advice=NOT_MEDICAL_ADVICE)
    return saved(parts, CSV, "claims.csv")


def sources(request: HttpRequest) -> HttpResponseBase:
    """Every published source under the filters of the query string."""
    form = SourceFilterForm(request.GET)
    if not form.is_valid():
        raise Invalid({name: [str(one) for one in told] for name, told in form.errors.items()})
    briefs = exports.sources(request.user, form.filters())
    return saved(tables_csv.sources(briefs, site=settings.SITE_URL), CSV, "sources.csv")
