"""Reading and writing the load format: newline-delimited JSON, plain or gzip, one record a line."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any, cast

import jsonschema_rs
import orjson

from claims.formats.knowledge_schema import ORDER, record_schema

#: A longer line is refused unread: one record never needs it, and memory stays bounded.
LONGEST_LINE = 16 * 1024 * 1024
GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class Fault:
    """What is wrong with one line, and in which field ("" for the whole line)."""

    file: str
    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}"
        return f"{where}: {self.field}: {self.reason}" if self.field else f"{where}: {self.reason}"


@dataclass(frozen=True)
class Line:
    """One good line: where it stood, its record and the bytes it came from."""

    file: str
    line: int
    record: dict[str, Any]
    raw: bytes


def open_text(path: Path) -> IO[bytes]:
    """The file's bytes, unpacked where it starts like gzip, whatever its name."""
    with path.open("rb") as handle:
        packed = handle.read(2) == GZIP
    return cast("IO[bytes]", gzip.open(path, "rb")) if packed else path.open("rb")


def read(path: Path) -> Iterator[Line | Fault]:
    """Every line of the file as a checked record or a fault; memory holds one line at a time."""
    name = path.name
    with open_text(path) as handle:
        number = 0
        while raw := handle.readline(LONGEST_LINE + 1):
            number += 1
            if len(raw) > LONGEST_LINE:
                yield Fault(name, number, "", f"longer than {LONGEST_LINE} bytes; split it")
                while raw and not raw.endswith(b"\n"):
                    raw = handle.readline(LONGEST_LINE)
                continue
            if number == 1:
                raw = raw.removeprefix(b"\xef\xbb\xbf")
            if raw.strip():
                yield parse(raw.strip(), file=name, line=number)


def parse(raw: bytes, *, file: str, line: int) -> Line | Fault:
    """One line as a checked record, or the first fault in it."""
    try:
        record = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        return Fault(file, line, "", f"not JSON: {error}")
    if not isinstance(record, dict):
        return Fault(file, line, "", "a line is one JSON object in braces")
    kind = record.get("record")
    if not isinstance(kind, str) or kind not in ORDER:
        return Fault(file, line, "record", f"must be one of {', '.join(ORDER)}")
    for found in _validator(kind).iter_errors(record):
        return Fault(file, line, ".".join(str(step) for step in found.instance_path), found.message)
    return Line(file, line, record, raw)


def write(record: dict[str, Any]) -> bytes:
    """The record as one line: keys in order, so that equal records are equal bytes."""
    return orjson.dumps(record, option=orjson.OPT_SORT_KEYS) + b"\n"


@cache
def _validator(kind: str) -> Any:
    return jsonschema_rs.validator_for(record_schema(kind))
