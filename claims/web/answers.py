"""How a page answers a refusal: each problem of the domain has its own status and its own friendly page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render

from claims.access import Denied
from claims.domain.problems import Invalid, Moved, NotAllowedNow, Throttled

View = Callable[..., HttpResponseBase]


class SignInFirst(Exception):
    """Somebody who is not signed in asked for what only members may do."""


def page(view: View) -> View:
    """`view`, with every refusal turned into its page.

    Denied is 403 (or the sign-in page for those who are not signed in), Moved and NotAllowedNow 409,
    Throttled 429, Invalid that no form caught 400.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except SignInFirst:
            return _sign_in(request)
        except Denied as denied:
            if not request.user.is_authenticated:
                return _sign_in(request)
            raise PermissionDenied(denied.message) from denied
        except Moved as moved:
            context = {"message": moved.message, "moved": moved.moved}
            return render(request, "web/moved.html", context, status=HTTPStatus.CONFLICT)
        except NotAllowedNow as refusal:
            context = {"message": refusal.message, "moved": {}}
            return render(request, "web/moved.html", context, status=HTTPStatus.CONFLICT)
        except Throttled as throttled:
            response = failure(request, HTTPStatus.TOO_MANY_REQUESTS, throttled.message)
            response["Retry-After"] = str(throttled.retry_after)
            return response
        except Invalid as invalid:
            return failure(request, HTTPStatus.BAD_REQUEST, invalid.message)

    return answered


def failure(request: HttpRequest, status: HTTPStatus, detail: str) -> HttpResponse:
    """The standing error page of `status` with this explanation."""
    context = {"status": status.value, "title": status.phrase, "detail": detail}
    return render(request, f"{status.value}.html", context, status=status)


def sign_in_first(request: HttpRequest) -> None:
    """Raise SignInFirst for those who are not signed in; `page` sends them to the sign-in page."""
    if not request.user.is_authenticated:
        raise SignInFirst


def found(record: dict[str, Any] | None) -> dict[str, Any]:
    """`record` itself; 404 where it does not exist or may not be seen: the two look alike."""
    if record is None:
        raise Http404
    return record


def instead(request: HttpRequest, stone: dict[str, Any] | None) -> HttpResponse:
    """What stands where a record was: a permanent redirect if merged, its tombstone if retired, else 404."""
    stone = found(stone)
    if stone["status"] == "merged" and stone["moved_to"]:
        return HttpResponsePermanentRedirect(stone["moved_to"]["url"])
    return render(request, "web/tombstone.html", {"stone": stone})


def attempt(form: BaseForm, write: Callable[[], Any]) -> Any | None:
    """What `write` returns; None when it found the values wrong, which `form` then says at its fields."""
    try:
        return write()
    except Invalid as invalid:
        for field, messages in invalid.errors.items():
            known = field if field in form.fields else None
            for message in messages:
                said = message if known or not field else f"{field.replace('_', ' ')}: {message}"
                form.add_error(known, said)
        return None


def _sign_in(request: HttpRequest) -> HttpResponse:
    # After a refused POST the visitor comes back to the form's own page, not to the POST.
    return redirect_to_login(request.get_full_path())
