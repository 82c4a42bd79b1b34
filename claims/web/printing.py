"""A claim as a report to print: everything that its conclusion rests on, with formatted references."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe

from claims.formats import citations
from claims.queries import claims as queries
from claims.queries import findings, references, searches
from claims.queries.references import MOST_FORMATTED, Selection
from claims.web import answers


def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report; the tombstone of a retired claim. The claim's queries, the summary's and five more."""
    record = queries.detail(request.user, pk)
    if record is None:
        return answers.instead(request, queries.tombstone(request.user, pk))
    asked = request.GET.get("style", "")
    style = asked if asked in citations.STYLES else "nlm"
    chosen = references.keys(request.user, Selection(claim=pk))[:MOST_FORMATTED]
    pairs = list(references.warned(chosen))
    shown = citations.formatted([csl for csl, _ in pairs], style, [told for _, told in pairs])
    context = {
        "claim": record,
        "all_evidence": record["evidence"] + record["excluded"],
        "found": findings.summary(request.user, pk),
        # Made of escaped text and five marks by claims.formats.citation_runs.
        "references": [(one.ident, mark_safe(one.html), one.plain) for one in shown],
        "plain": any(one.plain for one in shown),
        "style": style,
        "style_label": citations.STYLES[style].label,
        "styles": [(name, one.label) for name, one in citations.STYLES.items()],
        "numbered": citations.STYLES[style].numbered,
        "search_age": searches.age(record["search_currency"], today=timezone.now().date()),
        "own_searches": [one for one in record["searches"] if one["claim"]],
        "printed_at": timezone.now(),
    }
    return render(request, "web/report_print.html", context)
