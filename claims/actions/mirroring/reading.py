"""What /records/?since= of the origin answered, checked and put apart by kind of record before anything is written."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import IO, Any

import orjson

from claims.domain.problems import Invalid
from claims.formats.knowledge import Fault, parse
from claims.formats.knowledge_schema import FORMAT, KEYLESS
from claims.queries.links import parse_id

CHUNK = 400
FRAME = ("header", "change", "gone", "end")


class AskAgain(Invalid):
    """An answer that was cut off or overtaken: asking again helps."""


@dataclass
class Answer:
    """One answer of the origin. Records lie in files that have no name; memory holds the keys of what they say.

    `keys`: those of each noun with a public id, `gone`: those that nobody sees there any more.
    """

    header: dict[str, Any] = field(default_factory=dict)
    lines: int = 0
    keys: dict[str, set[int]] = field(default_factory=dict)
    gone: dict[str, set[int]] = field(default_factory=dict)
    changes: int = 0
    _files: dict[str, IO[bytes]] = field(default_factory=dict)
    _stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Answer:
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def keep(self, kind: str, raw: bytes) -> None:
        """Put a line away."""
        if kind not in self._files:
            self._files[kind] = self._stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115  the stack closes it
        self._files[kind].write(raw.strip() + b"\n")

    def records(self, kind: str) -> Iterator[list[dict[str, Any]]]:
        """The records of one kind, each once, some hundreds at a time."""
        handle = self._files.get(kind)
        if handle is None:
            return
        handle.seek(0)
        part: list[dict[str, Any]] = []
        # A join or an assessment may have come with each of two records that hold it.
        told: set[bytes] = set()
        for raw in handle:
            mark = hashlib.blake2b(raw, digest_size=16).digest()
            if mark in told and kind not in FRAME:
                continue
            told.add(mark)
            part.append(orjson.loads(raw))
            if len(part) == CHUNK:
                yield part
                part = []
        if part:
            yield part


def key(ident: str) -> int:
    """The number in a public id."""
    return int(ident[1:])


def read(lines: Iterable[bytes], answer: Answer) -> None:
    """Read a whole answer. Raises Invalid for one that was cut off or is not of this format."""
    ended = False
    for number, raw in enumerate(lines, 1):
        if ended:
            raise _unusable(number, "something follows the end")
        kind = _kind(raw, number)
        if number == 1:
            answer.header = _header(raw, kind)
        elif kind == "end":
            ended = orjson.loads(raw).get("lines") == answer.lines
        else:
            answer.lines += 1
            _take(raw, kind, number, answer)
    if not ended:
        raise AskAgain(
            {
                "": [
                    "The answer was cut off: it does not end as it should. Nothing was changed; ask again."
                ]
            }
        )


def _kind(raw: bytes, number: int) -> str:
    try:
        return str(orjson.loads(raw)["record"])
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise _unusable(number, "it is not a record") from error


def _header(raw: bytes, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(raw)
    numbers = [found.get(name) for name in ("seq", "since")]
    if (
        kind != "header"
        or found.get("format") != FORMAT
        or not all(isinstance(n, int) for n in numbers)
    ):
        raise _unusable(1, "it is not the header of an answer of /api/v1/records/?since=")
    return found


def _take(raw: bytes, kind: str, number: int, answer: Answer) -> None:
    if kind == "change":
        answer.changes += 1
        if orjson.loads(raw).get("seq") != answer.header["since"] + answer.changes:
            raise _unusable(number, "lines of the feed are missing")
    elif kind == "gone":
        noun, pk = parse_id(str(orjson.loads(raw).get("id"))) or ("", 0)
        answer.gone.setdefault(noun, set()).add(pk)
    else:
        line = parse(raw.strip(), file="answer", line=number)
        if isinstance(line, Fault):
            raise _unusable(number, f"{line.field}: {line.reason}")
        if kind not in KEYLESS:
            answer.keys.setdefault(kind, set()).add(key(line.record["id"]))
    answer.keep(kind, raw)


def _unusable(number: int, why: str) -> Invalid:
    return Invalid(
        {"": [f"Line {number} of the answer cannot be used: {why}. Nothing was changed."]}
    )
