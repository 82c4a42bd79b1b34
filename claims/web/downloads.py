"""Sending a file of the site so that an interrupted download can go on (RFC 9110: conditions and ranges)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
PIECE = 256 * 1024


def sent(request: HttpRequest, path: Path, *, etag: str, media: str) -> HttpResponseBase:
    """The file, the part of it that was asked for (206), 304 where the client has it, or 416.

    `etag` is a strong one, without quotes. More than one range at a time is not offered: then all of it is sent.
    """
    tag = f'"{etag}"'
    unchanged = get_conditional_response(request, etag=tag)
    if unchanged is not None:
        return _kept(unchanged, tag)
    handle = path.open("rb")
    size = path.stat().st_size
    try:
        found = _range(request, tag, size)
    except ValueError:
        handle.close()
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{size}"
        return _kept(refused, tag)
    start, end = found or (0, size)
    response: HttpResponseBase
    if request.method == "HEAD":
        handle.close()
        response = HttpResponse(content_type=media)
    elif found:
        handle.seek(start)
        response = StreamingHttpResponse(_part(handle, end - start), content_type=media, status=206)
    else:
        response = FileResponse(handle, content_type=media)
    response["Content-Length"] = str(end - start)
    if found:
        response.status_code = 206
        response["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    response["Content-Disposition"] = f'attachment; filename="{path.name}"'
    return _kept(response, tag)


def _kept(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    response["ETag"] = tag
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "public, no-cache"
    return response


def _range(request: HttpRequest, tag: str, size: int) -> tuple[int, int] | None:
    """Start and end (exclusive) of the part asked for; None for all of it. ValueError where there is no such part."""
    asked = ONE_RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if asked is None or asked[0] == "bytes=-":
        return None
    if request.headers.get("If-Range", tag) != tag:
        return None
    first, last = asked.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start = int(first)
        end = min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return None
    if start >= end:
        raise ValueError(asked[0])
    return start, end


def _part(handle: IO[bytes], left: int) -> Iterator[bytes]:
    with handle:
        while left and (piece := handle.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
