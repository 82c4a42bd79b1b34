"""Every refusal as RFC 9457 problem+json, with a pointer to what was wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response

from claims.access import Denied
from claims.actions.idempotency import Busy, Reused
from claims.api.scopes import ScopeMissing
from claims.api.throttling import OverLimit
from claims.domain.problems import Invalid, Moved, NotAllowedNow, Throttled, escaped

MEDIA_TYPE = "application/problem+json"
CHALLENGE = 'Bearer realm="api"'
QUOTA_EXCEEDED = "https://iana.org/assignments/http-problem-types#quota-exceeded"
NOT_FOUND = "There is nothing at this address, or nothing that you may see."
SIGN_IN = "Sign in, or send a token: Authorization: Bearer <token>."


class BadParameter(Exception):
    """A query parameter that cannot be used; `errors` maps its name to what is wrong with it."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(str(dict(errors)))
        self.errors = dict(errors)


class BadHeader(Exception):
    """A request header that cannot be used."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.name, self.message = name, message


class BaseMissing(APIException):
    """A write that does not say which state of the record it started from (RFC 6585, 428)."""

    status_code = HTTPStatus.PRECONDITION_REQUIRED
    default_detail = (
        "Say which state you started from: the header If-Match with the ETag that you read, or with the revision"
        ' (If-Match: "3"). A PATCH may have "revision" in its body instead.'
    )


class Stale(Exception):
    """A write whose If-Match names another state than the present one (RFC 9110, 13.1.1).

    `moved` maps fields that changed since to base and current value, and the proposed one where there is one.
    """

    def __init__(self, message: str, revision: int | None, moved: Mapping[str, Any]) -> None:
        super().__init__(message)
        self.message, self.revision, self.moved = message, revision, dict(moved)


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
    if isinstance(exc, BadHeader):
        return problem(400, str(exc), [{"header": exc.name, "detail": exc.message}])
    if isinstance(exc, Invalid):
        return _invalid(exc, context)
    if isinstance(exc, Stale):
        return problem(412, exc.message, revision=exc.revision, moved=exc.moved)
    if isinstance(exc, Reused):
        return problem(422, exc.message)
    if isinstance(exc, Busy):
        response = problem(409, exc.message)
        response["Retry-After"] = "1"
        return response
    if isinstance(exc, Moved):
        return problem(409, exc.message, moved=exc.moved)
    if isinstance(exc, NotAllowedNow):
        return problem(409, exc.message)
    if isinstance(exc, OverLimit):
        return _over_limit(exc)
    if isinstance(exc, Throttled):
        return slow_down(exc.message, exc.retry_after, **exc.limit)
    if isinstance(exc, ScopeMissing):
        return _insufficient_scope(exc)
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


def _insufficient_scope(exc: ScopeMissing) -> Response:
    """RFC 6750, 3.1: the token holds, but was not given what this needs."""
    if exc.scope is None:
        detail = "No scope covers this: it needs a token that may do everything its owner may."
        return problem(403, detail)
    detail = f"This token lacks the scope {exc.scope.value!r}: make one that has it on your profile page."
    response = problem(403, detail, scope=exc.scope.value)
    response["WWW-Authenticate"] = (
        f'{CHALLENGE}, error="insufficient_scope", scope="{exc.scope.value}"'
    )
    return response


def _over_limit(exc: OverLimit) -> Response:
    limit, wait = exc.count.limit, exc.count.resets_in
    kind = "lines of bulk requests" if limit.name == "bulk-lines" else limit.name.partition("-")[0]
    detail = (
        f"At most {limit.quota} {kind} in {limit.window} seconds {BY[limit.counted_by]}: slow down, and "
        f"go on in {wait} seconds.{REMEDY[limit.counted_by]}"
    )
    return slow_down(
        detail,
        wait,
        name=limit.name,
        counted_by=limit.counted_by,
        quota=limit.quota,
        window=limit.window,
    )


BY = {
    "address": "from one address",
    "token": "with one token",
    "session": "in one person's sessions",
    "person": "with all tokens and sessions of one person together",
}
REMEDY = {
    "address": " A token, made on the profile page, is counted by itself and not with its address.",
    "token": " Whoever runs this site can allow a token more. Bulk reading is what dumps are for.",
    "session": "",
    "person": "",
}


def slow_down(message: str, seconds: int, **limit: Any) -> Response:
    """429 with Retry-After; `limit` says which limit it was (name, counted_by, quota, window)."""
    more: dict[str, Any] = {"type": QUOTA_EXCEEDED, "violated-policies": [limit["name"]]}
    response = problem(429, message, limit={**limit, "resets_in": seconds}, **more)
    response["Retry-After"] = str(seconds)
    return response


def _framework(exc: APIException) -> Response:
    if isinstance(exc, ValidationError):
        errors = list(flat(exc.detail, "#"))
        return problem(400, "; ".join(error["detail"] for error in errors[:5]), errors)
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
