"""Every refusal as RFC 9457 problem+json, with a pointer to what was wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.exceptions import Throttled as TooMany
from rest_framework.response import Response

from claims.access import Denied
from claims.domain.problems import Invalid, Moved, NotAllowedNow, Throttled, escaped

MEDIA_TYPE = "application/problem+json"
CHALLENGE = 'Bearer realm="api"'
NOT_FOUND = "There is nothing at this address, or nothing that you may see."
SIGN_IN = "Sign in, or send a token: Authorization: Bearer <token>."


class BadParameter(Exception):
    """A query parameter that cannot be used; `errors` maps its name to what is wrong with it."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(str(dict(errors)))
        self.errors = dict(errors)


class BaseMissing(APIException):
    """A change that does not say which revision it started from (RFC 6585, 428)."""

    status_code = HTTPStatus.PRECONDITION_REQUIRED
    default_detail = (
        'Say which revision you started from: "revision" in the body, or the header If-Match.'
    )


class SignInNeeded(Exception):
    """An act that needs somebody who is signed in."""


def problem(
    status: int, detail: str, errors: Sequence[Mapping[str, str]] = (), **more: Any
) -> Response:
    """The answer for one refusal; `more` are further members of the problem object."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        **({"errors": list(errors)} if errors else {}),
        **more,
    }
    response = Response(body, status=int(status), content_type=MEDIA_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = CHALLENGE
    return response


def exception_handler(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """What REST framework asks for an exception's answer; None lets it become the site's 500."""
    if isinstance(exc, BadParameter):
        return problem(400, " ".join(exc.errors.values()), _parameters(exc.errors.items()))
    if isinstance(exc, Invalid):
        return _invalid(exc, context)
    if isinstance(exc, Moved):
        return problem(409, exc.message, moved=exc.moved)
    if isinstance(exc, NotAllowedNow):
        return problem(409, exc.message)
    if isinstance(exc, Throttled):
        return _slow_down(exc.message, exc.retry_after)
    if isinstance(exc, SignInNeeded):
        return problem(401, SIGN_IN)
    if isinstance(exc, Denied):
        request = context["request"]
        return problem(403 if request.user.is_authenticated else 401, exc.message)
    if isinstance(exc, Http404):
        return problem(404, NOT_FOUND)
    if isinstance(exc, PermissionDenied):
        return problem(403, str(exc) or "You may not do this.")
    return _framework(exc) if isinstance(exc, APIException) else None


def _invalid(exc: Invalid, context: Mapping[str, Any]) -> Response:
    if context["request"].method in ("GET", "HEAD"):
        pairs = [(name, text) for name, texts in exc.errors.items() for text in texts]
        return problem(400, exc.message, _parameters(pairs))
    where = context["view"].where
    errors = [
        {"pointer": where(name), "detail": text}
        for name, texts in exc.errors.items()
        for text in texts
    ]
    return problem(400, exc.message, errors)


def _parameters(pairs: Any) -> list[dict[str, str]]:
    return [{"parameter": name, "detail": text} for name, text in pairs]


def _slow_down(message: str, seconds: int) -> Response:
    response = problem(429, message)
    response["Retry-After"] = str(seconds)
    return response


def _framework(exc: APIException) -> Response:
    if isinstance(exc, ValidationError):
        errors = list(flat(exc.detail, "#"))
        return problem(400, "; ".join(error["detail"] for error in errors[:5]), errors)
    if isinstance(exc, TooMany):
        seconds = max(1, int(getattr(exc, "wait", None) or 1))
        return _slow_down(f"Too many requests: go on in {seconds} seconds.", seconds)
    position = getattr(exc, "position", None)
    more = {"position": position} if position else {}
    return problem(exc.status_code, str(exc.detail), **more)


def flat(detail: Any, pointer: str) -> Iterator[dict[str, str]]:
    """A serializer's nested errors, one by one, each with its JSON pointer (RFC 6901, as a fragment)."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            own = name == "non_field_errors"
            yield from flat(inner, pointer if own else f"{pointer}/{escaped(str(name))}")
    elif isinstance(detail, list | tuple):
        for place, inner in enumerate(detail):
            deeper = isinstance(inner, Mapping | list | tuple)
            yield from flat(inner, f"{pointer}/{place}" if deeper else pointer)
    else:
        yield {"pointer": pointer, "detail": str(detail)}
