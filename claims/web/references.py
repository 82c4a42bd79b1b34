"""References to take away: files for reference managers, and lists formatted in a citation style."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.safestring import mark_safe

from claims.domain.problems import Invalid
from claims.formats import citations, references
from claims.queries import references as queries
from claims.web.forms.references import ReferencesForm

#: So many are shown on a page; the files hold all.
SHOWN = 100
FILES = {references.EXTENSIONS[kind]: kind for kind in references.WRITTEN}
FORMATTED = {"html": "html", "txt": "text", "md": "markdown"}


def reference_list(request: HttpRequest) -> HttpResponse:
    """The chosen sources formatted in a style, with the files to take."""
    form = _asked(request)
    chosen = queries.keys(request.user, form.selection())
    pairs = list(queries.warned(chosen[:SHOWN]))
    style = form.cleaned_data["style"]
    shown = citations.formatted([csl for csl, _ in pairs], style, [told for _, told in pairs])
    context = {
        "form": form,
        "styles": [(name, one.label) for name, one in citations.STYLES.items()],
        "style": style,
        "numbered": citations.STYLES[style].numbered,
        # Made of escaped text and five marks by claims.formats.citation_runs.
        "references": [(one.ident, mark_safe(one.html), one.plain) for one in shown],
        "plain": any(one.plain for one in shown),
        "total": len(chosen),
        "take": form.address(),
        "may_format": len(chosen) <= queries.MOST_FORMATTED,
        "selection": form.selection(),
    }
    return render(request, "web/references.html", context)


def file(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The chosen sources as a file, streamed: .ris, .bib, .json, .csv, or formatted as .html, .txt, .md."""
    form = _asked(request)
    selection = form.selection()
    chosen = queries.keys(request.user, selection)
    if ending in FILES:
        kind = FILES[ending]
        media = references.WRITTEN[kind]
        parts = references.write_parts(queries.records(chosen), kind)
    else:
        queries.few_enough(chosen)
        media = citations.MEDIA_TYPES[FORMATTED[ending]]
        pairs = queries.warned(chosen)
        parts = citations.written(pairs, form.cleaned_data["style"], FORMATTED[ending])
    return saved(parts, f"{media}; charset=utf-8", f"{selection.name}.{ending}")


def saved(parts: Iterator[str], media: str, name: str) -> StreamingHttpResponse:
    """A file of this name, sent piece by piece."""
    response = StreamingHttpResponse((part.encode() for part in parts), content_type=media)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _asked(request: HttpRequest) -> ReferencesForm:
    form = ReferencesForm(request.GET)
    if not form.is_valid():
        errors = {name: [str(one) for one in told] for name, told in form.errors.items()}
        raise Invalid(errors)
    return form
