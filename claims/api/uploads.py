"""Files as request bodies: as they are, as a form, or as text inside JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO, Any

import orjson
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.http import parse_header_parameters
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request

from claims.api.bodies import NewImport
from claims.api.formats import JSONParser
from claims.api.inputs import Strict

PIECE = 1024 * 1024


@dataclass
class Upload:
    """A file in pieces, and what was said about it."""

    pieces: Iterable[bytes]
    filename: str
    kind: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    put_by: IO[bytes] | None = None

    def digest(self) -> str:
        """SHA-256 of the pieces, which are put by in a file of their own until `close`, to be read once more."""
        found = hashlib.sha256()
        self.put_by = TemporaryFile()  # noqa: SIM115  `close` does
        for piece in self.pieces:
            found.update(piece)
            self.put_by.write(piece)
        self.put_by.seek(0)
        self.pieces = _pieces(self.put_by)
        return found.hexdigest()

    def close(self) -> None:
        """Remove what was put by."""
        if self.put_by is not None:
            self.put_by.close()


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


def upload(request: Request, body: Callable[[type[Strict]], dict[str, Any]]) -> Upload:
    """The file that was sent; `body` checks JSON. Raises ValidationError."""
    given: Any = request.data
    if isinstance(given, Upload):
        return given
    if isinstance(given, list):
        # A list of records is CSL-JSON itself.
        return Upload([orjson.dumps(given)], "upload.json")
    if isinstance(given, QueryDict):
        return _form(given)
    told = body(NewImport)
    name = told.pop("filename", "") or "upload"
    return Upload([told.pop("text").encode()], name, **told)


def _form(given: QueryDict) -> Upload:
    file: Any = given.get("file")
    _known(given, {"file", "kind", "mapping"})
    if not isinstance(file, UploadedFile):
        raise ValidationError({"file": ["Send the file in this field."]})
    kind, mapping = str(given.get("kind") or ""), _mapping(_json(given.get("mapping")))
    return Upload(file.chunks(), file.name or "upload", kind, mapping)


def _known(given: Mapping[str, Any], names: set[str]) -> None:
    unknown = sorted(set(given) - names)
    if unknown:
        listed = ", ".join(sorted(names))
        raise ValidationError(
            {name: [f"There is no field {name!r} here. Known: {listed}."] for name in unknown}
        )


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
