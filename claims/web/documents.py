"""Check an article: paste or upload it, read what was found, say what is right and wrong."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.formats import number_format
from django.utils.translation import gettext, gettext_lazy

from claims.access import Permission, may, visible_claims, visible_documents
from claims.actions import documents as actions
from claims.actions import matches
from claims.domain.articles import Wording
from claims.domain.problems import Invalid
from claims.models import Claim, Document, Match
from claims.queries import article_changes, article_report
from claims.queries import documents as queries
from claims.queries.documents import DocumentFilters
from claims.web import answers, document_page
from claims.web.forms.documents import CheckForm, DecisionForm, pressed
from claims.web.people import client, member
from claims.web.words import said

SAID = {
    "share": gettext_lazy("Shared: members see it, and whoever has its link."),
    "unshare": gettext_lazy("Closed: only you see it now, and the old link opens nothing."),
    "publish": gettext_lazy("Published: anyone sees it."),
    "recheck": gettext_lazy("It is checked anew."),
}


def new(request: HttpRequest) -> HttpResponse:
    """The form, and the article. For anyone; without an account the result is unlisted and expires."""
    form = CheckForm()
    if request.method == "POST":
        form = CheckForm(request.POST, request.FILES)
        by = member(request) if request.user.is_authenticated else None
        if form.is_valid():
            made = answers.attempt(
                form, lambda: actions.create(by=by, client=client(request), **_given(form))
            )
            if made is not None:
                return redirect(actions.begin(document=made, by=by))
    by_whom = "CHECK_MAX" if request.user.is_authenticated else "CHECK_ANONYMOUS"
    context = {
        "form": form,
        "most": number_format(getattr(settings, f"{by_whom}_CHARACTERS"), force_grouping=True),
        "days": settings.CHECK_KEEP_DAYS,
    }
    return render(request, "web/check.html", context)


def _given(form: CheckForm) -> dict[str, Any]:
    given = dict(form.cleaned_data)
    file, text = given.pop("file"), given.pop("text")
    if file is not None and text.strip():
        raise Invalid({"file": [gettext("Give the text or a file, not both.")]})
    if file is not None:
        return {**given, "data": file.read(), "filename": file.name or ""}
    return {**given, "text": text}


def document_list(request: HttpRequest) -> HttpResponse:
    """One's own articles, and those that are shared or published. Two queries."""
    mine = request.user.pk if request.GET.get("mine") and request.user.is_authenticated else None
    page = queries.page(request.user, DocumentFilters(by=mine), request.GET.get("cursor"))
    return render(request, "web/documents.html", {"page": page, "mine": mine is not None})


def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The report on an article; POST decides on a match, shares, publishes, checks anew or deletes.

    The queries of `documents.detail`, and at most eight for the report.
    """
    secret = request.GET.get("key", "")[:64]
    if request.method == "POST":
        return _do(request, pk, secret)
    context = _context(request, pk, secret)
    found, report = context["document"], context["report"]
    texts = {one["position"]: one["text"] for one in found["passages"]}
    for pair in found["contradictions"]:
        pair["shown"] = [{"position": at, "text": texts[at]} for at in pair["passages"]]
    context |= {
        "since": article_changes.since(request.user, pk, found["claims"]),
        "paragraphs": document_page.laid_out(found, report),
        "may_publish": may(request.user, Permission.PUBLISH),
    }
    return render(request, "web/document.html", context)


def passage(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """One finding with all that may be said of it: a page of its own, or the part of one for the script that asks so.

    A sentence in which nothing was found has a page too: what was found once may be linked, and a claim may be added.
    The queries of the report.
    """
    context = _context(request, pk, request.GET.get("key", "")[:64])
    seen = document_page.sentence(context["document"], context["report"], position)
    if seen is None:
        raise Http404
    part = request.headers.get("X-Part") == "finding"
    if part and seen["finding"] is None:
        raise Http404
    template = "parts/finding_anew.html" if part else "web/document_passage.html"
    answer = render(request, template, {**context, **seen})
    patch_vary_headers(answer, ["X-Part"])
    return answer


def _context(request: HttpRequest, pk: int, secret: str) -> dict[str, Any]:
    found = answers.found(queries.detail(request.user, pk, secret))
    found["act"] = f"/documents/{found['id']}/{_by_link(secret)}"
    report = document_page.dressed(
        article_report.overview(request.user, found), found["id"], secret
    )
    return {
        "document": found,
        "report": report,
        "wordings": list(Wording),
        "key": secret,
        # Who is not signed in is asked to, and may have the role.
        "may_draft": not request.user.is_authenticated or may(request.user, Permission.PROPOSE),
        "link": f"{settings.SITE_URL}{found['url']}",
    }


def _do(request: HttpRequest, pk: int, secret: str) -> HttpResponse:
    by = member(request)
    row: Document | None = visible_documents(by, secret).filter(pk=pk).first()
    if row is None:
        raise Http404
    deed = request.POST.get("do", "")
    if deed == "delete":
        actions.delete(document=row, by=by)
        messages.success(request, gettext("Deleted."))
        return redirect("web:documents")
    if deed == "decide":
        return _decide(request, row, secret, by)
    acts = {
        "share": actions.share,
        "unshare": actions.unshare,
        "publish": actions.publish,
        "recheck": actions.recheck,
    }
    if deed not in acts:
        return HttpResponseNotAllowed(["GET"])
    row = acts[deed](document=row, by=by)
    messages.success(request, SAID[deed])
    return redirect(row)


def _decide(request: HttpRequest, row: Document, secret: str, by: Any) -> HttpResponse:
    form = DecisionForm(pressed(request.POST))
    if not form.is_valid():
        raise Invalid({name: [str(one) for one in found] for name, found in form.errors.items()})
    given = form.cleaned_data
    claim = _claim(given["claim"], by)
    place = given["passage"]
    words = {"wording": given["wording"], "note": given["note"], "by": by}
    if given["instead"] and given["instead"].strip() != claim.public_id:
        made = matches.replace(
            match=_offered(row, place, given["instead"], by), claim=claim, **words
        )
    else:
        made = matches.decide(
            document=row, position=place, claim=claim, state=given["state"], **words
        )
    if request.headers.get("X-Part") == "finding":
        return passage(request, row.pk, place)
    told = gettext("%(state)s: sentence %(place)s, %(claim)s.")
    messages.success(
        request,
        told % {"state": said(made.state, "MatchState"), "place": place, "claim": claim.public_id},
    )
    path = row.get_absolute_url().partition("?")[0]
    if request.POST.get("back") == "finding":
        return HttpResponseRedirect(f"{path}passages/{place}/{_by_link(secret)}")
    return HttpResponseRedirect(f"{path}{_by_link(secret)}#p{place}")


def _by_link(secret: str) -> str:
    """The rest of an address for who came by the link."""
    return f"?{urlencode({'key': secret})}" if secret else ""


def _claim(ident: str, by: Any) -> Claim:
    found = visible_claims(by).filter(pk=int(ident.strip().lstrip("C"))).first()
    if found is None:
        raise Invalid({"claim": [gettext("There is no such claim.")]})
    return found


def _offered(row: Document, place: int, ident: str, by: Any) -> Match:
    passage = queries.one_passage(row, place)
    match = passage and queries.one_match(passage, _claim(ident, by).pk)
    if not match:
        raise Invalid({"instead": [gettext("This claim is not offered for the sentence.")]})
    return match
