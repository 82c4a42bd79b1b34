"""JSON in and out: orjson writes answers; bodies are refused where they are too deep or hold NUL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

import orjson
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer

from claims.domain.problems import escaped

DEEPEST = 20
MEDIA_TYPE = "application/json"
# Times in UTC with Z.
OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


class JSONRenderer(BaseRenderer):
    """Plain dicts as they come from the queries; times in UTC with Z."""

    media_type = MEDIA_TYPE
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """UTF-8 JSON; nothing for an answer without a body."""
        if data is None:
            return b""
        return orjson.dumps(data, option=OPTIONS)


class Malformed(ParseError):
    """Text that is not JSON; `position` says where it stops being so."""

    def __init__(self, error: orjson.JSONDecodeError, line: int | None = None) -> None:
        line = line or error.lineno
        super().__init__(f"This is not JSON: {error.msg}, line {line}, column {error.colno}.")
        self.position = {"line": line, "column": error.colno, "offset": error.pos}


class JSONParser(BaseParser):
    """JSON in UTF-8, at most DEEPEST levels deep, without NUL (which no database column can hold)."""

    media_type = MEDIA_TYPE

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """The parsed body. Raises Malformed, ValidationError."""
        raw = stream.read()
        try:
            data = orjson.loads(raw) if raw.strip() else {}
        except orjson.JSONDecodeError as error:
            raise Malformed(error) from error
        inspect(data)
        return data


class NDJSONParser(BaseParser):
    """One operation of a bulk request a line, as the JSON body would have them in `operations`."""

    media_type = "application/x-ndjson"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """The operations. Raises Malformed with the number of the line, ValidationError."""
        found = []
        for number, raw in enumerate(stream.read().split(b"\n"), 1):
            if not raw.strip():
                continue
            try:
                found.append(orjson.loads(raw))
            except orjson.JSONDecodeError as error:
                raise Malformed(error, line=number) from error
        data = {"operations": found}
        inspect(data)
        return data


def inspect(data: Any) -> None:
    """Raise ValidationError where a body is too deep or holds NUL. No recursion: depth is the danger."""
    waiting: list[tuple[Any, tuple[str, ...]]] = [(data, ())]
    while waiting:
        value, path = waiting.pop()
        if isinstance(value, str):
            if "\x00" in value:
                raise refuse(path, "Control character NUL is not allowed in text.")
            continue
        if not isinstance(value, dict | list):
            continue
        if len(path) >= DEEPEST:
            raise refuse(path, f"At most {DEEPEST} levels of nesting are read.")
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in items:
            if isinstance(key, str) and "\x00" in key:
                raise refuse(path, "Control character NUL is not allowed in a name.")
            waiting.append((inner, (*path, escaped(str(key)))))


def refuse(path: tuple[str, ...], message: str) -> ValidationError:
    """The error at `path`, in the nested shape that serializers use."""
    detail: Any = [message]
    for step in reversed(path):
        detail = {step.replace("~1", "/").replace("~0", "~"): detail}
    return ValidationError(detail)
