"""Writes that are safe to send again and to try: `Idempotency-Key` and `dry_run`, around every write of every view."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import orjson
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.crypto import salted_hmac
from rest_framework.request import Request
from rest_framework.response import Response

from claims.actions import idempotency
from claims.actions.core import rehearsal, together
from claims.api.errors import BadHeader, BadParameter
from claims.api.formats import JSONRenderer
from claims.api.parameters import flag
from claims.api.throttling import client_address
from claims.api.trying import as_tried
from claims.api.uploads import Upload

if TYPE_CHECKING:
    from claims.api.endpoints import Endpoint
    from claims.models import IdempotencyKey

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
DRY_RUN = flag(
    "dry_run",
    "true tries it: the answer is what it would be, and nothing is stored. Ids of what would be new are null.",
)
#: What an answer's headers say for good; the rest is added to every answer anew.
KEPT = ("Location", "ETag")
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


def carry_out(view: Endpoint, handler: Callable[[], Any]) -> Any:
    """Do what `handler` does: for trial, once for its key, or just so."""
    key = _key(view.request)
    if view.trying:
        return _tried(view, handler)
    if key is None or view.computes or view.unkept:
        return handler()
    try:
        return _once(view, key, handler)
    finally:
        if isinstance(view.request.data, Upload):
            view.request.data.close()


def _key(request: Request) -> str | None:
    """The key, without the quotes that the draft standard puts around it. Raises BadHeader."""
    given = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if given is None:
        return None
    key = str(given).strip()
    if len(key) > 1 and key[0] == key[-1] == '"':
        key = key[1:-1]
    if not _KEY.fullmatch(key):
        raise BadHeader(HEADER, "Give 1 to 255 visible ASCII characters, such as a UUID.")
    return key


def _tried(view: Endpoint, handler: Callable[[], Any]) -> Any:
    if view.untriable:
        raise BadParameter({"dry_run": f"This cannot be tried: {view.untriable}"})
    if view.computes:
        return handler()
    with rehearsal() as events:
        response = handler()
        touched = {(event.noun, event.object_id) for event in events}
    if view.secrets and isinstance(response.data, dict):
        response.data = _without(response.data, view.secrets)
    return as_tried(response, touched)


def _once(view: Endpoint, key: str, handler: Callable[[], Any]) -> Any:
    """The answer, stored in the transaction of what it answers; or the stored one.

    A refusal has done nothing and is not stored: sent again, the request is judged again.
    """
    whose = owner(view.request)
    request = fingerprint(view.request)
    with together():
        idempotency.hold(owner=whose, key=key)
        row = idempotency.answered(owner=whose, key=key, request=request)
        if row is not None:
            return _again(view, row)
        response = handler()
        if response.status_code < 400:
            idempotency.keep(
                owner=whose,
                key=key,
                request=request,
                status=response.status_code,
                headers={} if view.secrets else _headers(response),
                body=_body(response, view.secrets),
            )
    return response


def _headers(response: Any) -> dict[str, str]:
    return {name: str(response[name]) for name in KEPT if name in response}


def _body(response: Any, secrets: tuple[str, ...]) -> str:
    return JSONRenderer().render(_without(response.data, secrets)).decode()


def _without(data: Any, secrets: tuple[str, ...]) -> Any:
    return {**data, **{name: None for name in secrets if name in data}} if secrets else data


def _again(view: Endpoint, row: IdempotencyKey) -> Response:
    response = Response(orjson.loads(row.body) if row.body else None, status=row.status)
    for name, value in row.headers.items():
        response[name] = value
    if view.secrets:
        view.tell_secrets_again(response)
    response[REPLAYED] = "true"
    return response


def owner(request: Request) -> str:
    """Whose keys they are: the person's, whatever token they use; else those of an address, which is not kept."""
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    address = salted_hmac("claims.idempotency", client_address(request), algorithm="sha256")
    return f"address:{address.hexdigest()}"


def fingerprint(request: Request) -> str:
    """SHA-256 of method, address and body as it was understood, as 64 hex digits. Raises what parsing raises."""
    said = hashlib.sha256(orjson.dumps([request.method, request.get_full_path()]))
    data: Any = request.data
    if isinstance(data, Upload):
        said.update(orjson.dumps([data.filename, data.digest()]))
    elif isinstance(data, QueryDict):
        said.update(orjson.dumps(sorted((name, _form(data.getlist(name))) for name in data)))
    else:
        said.update(orjson.dumps(data, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS))
    return said.hexdigest()


def _form(values: list[Any]) -> list[str]:
    return [_digest(one) if isinstance(one, UploadedFile) else str(one) for one in values]


def _digest(file: UploadedFile[Any]) -> str:
    found = hashlib.sha256(str(file.name).encode())
    for piece in file.chunks():
        found.update(piece)
    file.seek(0)
    return found.hexdigest()
