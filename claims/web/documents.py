"""Check an article: paste or upload it, read what was found, say what is right and wrong."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

from claims.access import Permission, may, visible_claims, visible_documents
from claims.actions import documents as actions
from claims.actions import matches
from claims.domain.articles import MatchState, Wording
from claims.domain.problems import Invalid
from claims.models import Claim, Document, Match
from claims.queries import article_changes, article_report
from claims.queries import documents as queries
from claims.queries.documents import DocumentFilters
from claims.web import answers, document_page
from claims.web.forms.documents import CheckForm, DecisionForm
from claims.web.people import client, member

SAID = {
    "share": "Shared: members see it, and whoever has its link.",
    "unshare": "Closed: only you see it now, and the old link opens nothing.",
    "publish": "Published: anyone sees it.",
    "recheck": "It is checked anew.",
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
    return render(request, "web/check.html", {"form": form})


def _given(form: CheckForm) -> dict[str, Any]:
    given = dict(form.cleaned_data)
    file, text = given.pop("file"), given.pop("text")
    if file is not None and text.strip():
        raise Invalid({"file": ["Give the text or a file, not both."]})
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
    context["may_publish"] = may(request.user, Permission.PUBLISH)
    return render(request, "web/document.html", context)


def passage(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """One finding with all that may be said of it: a page of its own, or the part of one for the script that asks so.

    The queries of the report.
    """
    context = _context(request, pk, request.GET.get("key", "")[:64])
    for one in context["report"]["findings"]:
        if one["passage"]["position"] == position:
            part = request.headers.get("X-Part") == "finding"
            template = "parts/finding_anew.html" if part else "web/document_passage.html"
            answer = render(request, template, {**context, "finding": one})
            patch_vary_headers(answer, ["X-Part"])
            return answer
    raise Http404


def _context(request: HttpRequest, pk: int, secret: str) -> dict[str, Any]:
    found = answers.found(queries.detail(request.user, pk, secret))
    found["act"] = f"/documents/{found['id']}/{_by_link(secret)}"
    texts = {one["position"]: one["text"] for one in found["passages"]}
    for pair in found["contradictions"]:
        pair["shown"] = [{"position": at, "text": texts[at]} for at in pair["passages"]]
    report = document_page.dressed(
        article_report.overview(request.user, found), found["id"], secret
    )
    return {
        "since": article_changes.since(request.user, pk, found["claims"]),
        "document": found,
        "report": report,
        "paragraphs": document_page.laid_out(found, report),
        "wordings": Wording.choices(),
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
        messages.success(request, "Deleted.")
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
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise Invalid({name: [str(one) for one in found] for name, found in form.errors.items()})
    given = form.cleaned_data
    claim = _claim(given["claim"], by)
    place = given["passage"]
    said = {"wording": given["wording"], "note": given["note"], "by": by}
    if given["instead"] and given["instead"].strip() != claim.public_id:
        made = matches.replace(
            match=_offered(row, place, given["instead"], by), claim=claim, **said
        )
    else:
        made = matches.decide(
            document=row, position=place, claim=claim, state=given["state"], **said
        )
    if request.headers.get("X-Part") == "finding":
        return passage(request, row.pk, place)
    messages.success(
        request, f"{MatchState(made.state).label}: passage {place}, {claim.public_id}."
    )
    response = redirect(row)
    path = row.get_absolute_url().partition("?")[0]
    response["Location"] = f"{path}{_by_link(secret)}#p{place}"
    return response


def _by_link(secret: str) -> str:
    """The rest of an address for who came by the link."""
    return f"?{urlencode({'key': secret})}" if secret else ""


def _claim(ident: str, by: Any) -> Claim:
    found = visible_claims(by).filter(pk=int(ident.strip().lstrip("C"))).first()
    if found is None:
        raise Invalid({"claim": ["There is no such claim."]})
    return found


def _offered(row: Document, place: int, ident: str, by: Any) -> Match:
    passage = queries.one_passage(row, place)
    match = passage and queries.one_match(passage, _claim(ident, by).pk)
    if not match:
        raise Invalid({"instead": ["This claim is not offered for the passage."]})
    return match
