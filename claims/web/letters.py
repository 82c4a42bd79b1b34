"""The page behind the link in every letter: it ends the letters of its kind, without signing in."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from claims.actions import letters, token_letters
from claims.queries.letters import NEWS, TOKENS, unsealed

ENDS = {NEWS: letters.stop, TOKENS: token_letters.stop}


# The signature is the permission: mail programs send this POST themselves (RFC 8058), without a cookie.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, signed: str) -> HttpResponse:
    """GET shows a button, so that a mail scanner that follows links ends nothing; POST ends the letters."""
    found = {kind: key for kind in ENDS if (key := unsealed(signed, kind)) is not None}
    if not found:
        raise Http404
    done = request.method == "POST"
    if done:
        for kind, key in found.items():
            ENDS[kind](key=key)
    context = {"done": done, "about_tokens": TOKENS in found}
    response = render(request, "web/stop_letters.html", context)
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response
