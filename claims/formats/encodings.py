"""Bytes of unknown encoding to text, a bounded piece at a time.

UTF-8 with and without its mark, UTF-16 and UTF-32 with theirs, UTF-16 without (told by its zero bytes);
what is not UTF-8 is taken line by line for what the file declares, or else for Windows-1252. Going by
lines, one bad byte in a large file spoils no other line.
"""

from __future__ import annotations

import codecs
import io
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

PIECE = 64 * 1024
#: A line that goes on for longer is decoded in parts, so that memory stays bounded.
UNBROKEN = 1024 * 1024
#: Characters; no reference needs a longer line, and what is longer is refused unread.
LONGEST_LINE = 8 * 1024 * 1024

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"""^\s*(?:<\?xml[^>]*?encoding\s*=\s*["']|%+\s*encoding:\s*)([A-Za-z0-9._-]{2,30})""",
    re.IGNORECASE,
)

Source = Path | bytes | IO[bytes]


class Text:
    """A file of references as often as it is asked for: `pieces` begins at the beginning every time.

    Takes a path, bytes or a binary stream; a stream that cannot seek is copied to a scratch file.
    """

    def __init__(self, source: Source, name: str = "") -> None:
        self.path = source if isinstance(source, Path) else None
        self.name = name
        self._stream: IO[bytes] | None = None
        self._scratch: IO[bytes] | None = None
        if self.path is not None:
            self.name = name or self.path.name
        elif isinstance(source, bytes):
            self._stream = io.BytesIO(source)
        elif not isinstance(source, Path):
            self.name = name or Path(str(getattr(source, "name", ""))).name
            if not source.seekable():
                self._scratch = source = _spooled(source)
            self._stream = source

    def __del__(self) -> None:
        if scratch := getattr(self, "_scratch", None):
            scratch.close()

    def head(self, size: int = 64 * 1024) -> bytes:
        """The first `size` bytes."""
        with self.open() as stream:
            return stream.read(size)

    def open(self) -> IO[bytes]:
        """The bytes from the beginning; closing what comes back leaves a given stream open."""
        if self.path is not None:
            return self.path.open("rb")
        assert self._stream is not None  # noqa: S101 - set whenever there is no path
        self._stream.seek(0)
        return _Unclosed(self._stream)

    def pieces(self) -> Iterator[str]:
        """The text with `\\n` at line ends and no byte-order mark."""
        with self.open() as stream:
            yield from pieces(stream)

    def lines(self, longest: int = LONGEST_LINE) -> Iterator[tuple[int, str | None]]:
        """The numbered lines without their ends; None stands for one of more than `longest` characters."""
        return lines(self.pieces(), longest)

    def chopped(self) -> Iterator[tuple[int, str]]:
        """The numbered lines, those of more than UNBROKEN characters in parts: for counting."""
        return chopped(self.pieces())


class _Unclosed(io.BufferedReader):
    """A stream that somebody else owns, and closes."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__(_Raw(stream), PIECE)


class _Raw(io.RawIOBase):
    def __init__(self, stream: IO[bytes]) -> None:
        self._of = stream

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._of.seek(offset, whence)

    def tell(self) -> int:
        return self._of.tell()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._of.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _spooled(stream: IO[bytes]) -> IO[bytes]:
    scratch = tempfile.TemporaryFile(prefix="touchstone-references-")  # noqa: SIM115
    shutil.copyfileobj(stream, scratch, PIECE)
    return scratch


def encoding(head: bytes) -> str | None:
    """The wide encoding that the first bytes show, or None where characters are single bytes or UTF-8."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    sample = head[:4096]
    sample = sample[: len(sample) // 2 * 2]
    if len(sample) < 4:
        return None
    even, odd, half = sample[::2].count(0), sample[1::2].count(0), len(sample) // 2
    if odd > 0.3 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.3 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def declared(head: bytes) -> str:
    """What the file says its encoding is, where that is one for single bytes; else Windows-1252."""
    found = _DECLARED.match(head.removeprefix(codecs.BOM_UTF8))
    if found:
        name = found.group(1).decode("ascii").lower()
        if not name.startswith(("utf", "ucs", "us-ascii", "iso-8859-1", "iso8859_1")):
            try:
                b"\xe9\xe9".decode(name, "replace")
            except LookupError:
                return "cp1252"  # an encoding nobody knows: the usual one
            return name
    return "cp1252"


def pieces(stream: IO[bytes]) -> Iterator[str]:
    """The stream's text from where it stands."""
    head = stream.read(PIECE)
    wide = encoding(head)
    return _newlines(
        _wide(stream, head, wide) if wide else _narrow(stream, head, declared(head[:400]))
    )


def _wide(stream: IO[bytes], head: bytes, name: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(name)(errors="replace")
    while head:
        yield decoder.decode(head)
        head = stream.read(PIECE)
    yield decoder.decode(b"", final=True)


def _narrow(stream: IO[bytes], head: bytes, other: str) -> Iterator[str]:
    data = head.removeprefix(codecs.BOM_UTF8)
    while True:
        more = stream.read(PIECE)
        if not more:
            break
        cut = max(data.rfind(b"\n"), data.rfind(b"\r")) + 1
        if not cut and len(data) > UNBROKEN:
            cut = len(data) - _begun(data)
        if cut:
            yield _decoded(data[:cut], other)
        data = data[cut:] + more
    yield _decoded(data, other)


def _begun(data: bytes) -> int:
    """How many bytes at the end begin a UTF-8 character without finishing it."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte >= 0xC0:
            length = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return back if back < length else 0
        if byte < 0x80:
            return 0
    return 0


def _decoded(data: bytes, other: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(_line(line, other) for line in data.splitlines(keepends=True))


def _line(data: bytes, other: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(other, "replace")


def _newlines(parts: Iterable[str]) -> Iterator[str]:
    held = ""
    for part in parts:
        text = held + part
        held = ""
        if text.endswith("\r"):
            held, text = "\r", text[:-1]
        if text:
            yield text.replace("\r\n", "\n").replace("\r", "\n")
    if held:
        yield "\n"


def lines(parts: Iterable[str], longest: int = LONGEST_LINE) -> Iterator[tuple[int, str | None]]:
    """The numbered lines of the pieces; None stands for one of more than `longest` characters."""
    number, rest, over = 1, "", False
    for part in parts:
        first, *others = part.split("\n")
        rest += first
        for other in others:
            yield number, None if over or len(rest) > longest else rest
            number, rest, over = number + 1, other, False
        if len(rest) > longest:
            rest, over = "", True
    if rest or over:
        yield number, None if over else rest


def chopped(parts: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The numbered lines; one of more than UNBROKEN characters comes in parts, cut behind a blank, comma or bracket."""
    number, rest = 1, ""
    for part in parts:
        first, *others = part.split("\n")
        rest += first
        for other in others:
            yield number, rest
            number, rest = number + 1, other
        if len(rest) > UNBROKEN:
            tail = max(rest.rfind(sign, len(rest) - 4096) for sign in " ,>}") + 1
            cut = tail or len(rest)
            yield number, rest[:cut]
            rest = rest[cut:]
    if rest:
        yield number, rest
