"""Files as request bodies: as they are, as a form, or as text inside JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

import orjson
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.http import parse_header_parameters
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request

from claims.api.formats import JSONParser

PIECE = 1024 * 1024


@dataclass(frozen=True)
class Upload:
    """A file in pieces, and what was said about it."""

    pieces: Iterable[bytes]
    filename: str
    kind: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)


class TooLarge(APIException):
    """A JSON body larger than the site reads at once."""

    status_code = 413


class SmallJSONParser(JSONParser):
    """JSON is held in memory whole, so it keeps to the site's ordinary limit."""

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """The parsed body. Raises TooLarge."""
        request = (parser_context or {}).get("request")
        length = str(request.META.get("CONTENT_LENGTH") or "0") if request is not None else "0"
        if length.isdecimal() and int(length) > settings.MAX_BODY:
            raise TooLarge(
                f"As JSON at most {settings.MAX_BODY / 1_048_576:.1f} MB are read: send the file itself as the body."
            )
        return super().parse(stream, media_type, parser_context)


class FormParser(MultiPartParser):
    """A form with the field `file`, and `kind` and `mapping` (JSON) where wanted."""


class FileParser(BaseParser):
    """Whatever else is sent is the file."""

    media_type = "*/*"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """The body in pieces, unread; the name as `Content-Disposition` says."""
        request = (parser_context or {})["request"]
        _, options = parse_header_parameters(request.headers.get("Content-Disposition", ""))
        return Upload(_pieces(stream), str(options.get("filename") or "upload"))


PARSERS = [SmallJSONParser, FormParser, FileParser]


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(PIECE):
        yield piece


def upload(request: Request) -> Upload:
    """The file that was sent. Raises ValidationError."""
    given: Any = request.data
    if isinstance(given, Upload):
        return given
    if isinstance(given, list):
        # A list of records is CSL-JSON itself.
        return Upload([orjson.dumps(given)], "upload.json")
    file = given.get("file")
    if isinstance(file, UploadedFile):
        _known(given, {"file", "kind", "mapping"})
        kind, mapping = _text(given, "kind"), _mapping(_json(given.get("mapping")))
        return Upload(file.chunks(), file.name or "upload", kind, mapping)
    _known(given, {"filename", "text", "kind", "mapping"})
    text = _text(given, "text")
    if not text:
        raise ValidationError({"text": ["Send the file as the body, as a form, or as text here."]})
    name = _text(given, "filename") or "upload"
    content = [text.encode("utf-8", "replace")]
    return Upload(content, name, _text(given, "kind"), _mapping(given.get("mapping")))


def _known(given: Mapping[str, Any], names: set[str]) -> None:
    unknown = sorted(set(given) - names)
    if unknown:
        listed = ", ".join(sorted(names))
        raise ValidationError(
            {name: [f"There is no field {name!r} here. Known: {listed}."] for name in unknown}
        )


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name, "")
    if not isinstance(value, str):
        raise ValidationError({name: ["Give a string."]})
    return value


def _json(value: Any) -> Any:
    if not value:
        return {}
    try:
        return orjson.loads(value)
    except (orjson.JSONDecodeError, TypeError) as error:
        raise ValidationError({"mapping": ["Give a JSON object of heading and field."]}) from error


def _mapping(value: Any) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, Mapping) or not all(isinstance(one, str) for one in value.values()):
        raise ValidationError({"mapping": ["Give an object of heading and field, both strings."]})
    return dict(value)
