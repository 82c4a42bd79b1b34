"""What can go wrong, as exceptions: the site's refusals (problem+json, RFC 9457), and a site that cannot be reached."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


class TouchstoneError(Exception):
    """Base of all."""


class Unreachable(TouchstoneError):
    """No answer, after all attempts; or one that is none of Touchstone's."""


class Problem(TouchstoneError):
    """A refusal. `errors` says where each fault is: `pointer` into the body or `parameter`, and `detail`."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        self.status = status
        self.title = str(body.get("title", ""))
        self.detail = str(body.get("detail", ""))
        self.errors: list[dict[str, str]] = list(body.get("errors", ()))
        #: Everything that the answer said.
        self.body = dict(body)
        super().__init__(self._said())

    def _said(self) -> str:
        places = [
            f"{one.get('pointer') or one.get('parameter') or '#'}: {one.get('detail', '')}"
            for one in self.errors
        ]
        return "; ".join([f"{self.status} {self.title}: {self.detail}", *places])


class Invalid(Problem):
    """400, 413, 415 or 422: the request cannot be used as it is."""


class Unauthorized(Problem):
    """401: a token is needed, or this one does not hold."""


class Denied(Problem):
    """403: the owner's roles or the token's scopes do not allow it; `body["scope"]` names a scope that lacks."""


class NotFound(Problem):
    """404 or 410: no such record, or none that you may see."""


class Conflict(Problem):
    """409: the record's state forbids it."""


class Moved(Problem):
    """412 or 428: the record has changed since you read it, or you did not say what you had read."""


class TooManyRequests(Problem):
    """429, after all attempts; `body["limit"]` says which limit it was."""


_KINDS: dict[int, type[Problem]] = {
    400: Invalid,
    401: Unauthorized,
    403: Denied,
    404: NotFound,
    409: Conflict,
    410: NotFound,
    412: Moved,
    413: Invalid,
    415: Invalid,
    422: Invalid,
    428: Moved,
    429: TooManyRequests,
}


def problem(status: int, data: bytes) -> Problem:
    """The exception for a refused request, whatever its body is."""
    try:
        body = json.loads(data)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        body = {"detail": data[:200].decode("utf-8", "replace")}
    return _KINDS.get(status, Problem)(status, body)
