"""Records cut out of a stream of text, one at a time: memory holds one record, whatever the file's size."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from claims.formats.records import Block

#: Characters; a record of 50,000 authors has about two million.
LONGEST = 8 * 1024 * 1024
#: Levels of lists and objects; what is nested deeper is meant to do harm.
DEEPEST = 1000
CUT_OFF = "The record has no end: the file is cut off in the middle of it."
UNCLOSED = "The record has no end: its closing tag is missing."
TOO_DEEP = f"Lists or objects are nested more than {DEEPEST} deep: reading stops here."
TOO_LONG = f"The record has more than {LONGEST:,} characters: no reference needs that. Split it."


class Window:
    """Text as far as it has been read and not yet dropped; `line` is the number of its first line."""

    def __init__(self, parts: Iterable[str]) -> None:
        self._parts = iter(parts)
        self.text = ""
        self.line = 1

    def more(self) -> bool:
        """Add the next piece; whether there was one."""
        part = next(self._parts, None)
        if part is None:
            return False
        self.text += part
        return True

    def drop(self, upto: int) -> str:
        """Forget the first `upto` characters, and return them."""
        gone, self.text = self.text[:upto], self.text[upto:]
        self.line += gone.count("\n")
        return gone

    def give_back(self, keep: int = 65_536) -> None:
        """Keep the first `keep` characters at hand and read the others again, in pieces of that size."""
        text, parts = self.text, self._parts
        self.text = text[:keep]
        again = (text[place : place + keep] for place in range(keep, len(text), keep))
        self._parts = chain(again, parts)

    def line_at(self, place: int) -> int:
        """The number of the line that `place` is on."""
        return self.line + self.text.count("\n", 0, place)


def elements(parts: Iterable[str], names: tuple[str, ...]) -> Iterator[Block]:
    """Each element of one of these names as a block of its own; comments and CDATA are passed over.

    The elements asked for never hold one another: one that begins inside another shows that the first was
    never closed.
    """
    token = re.compile(rf"<!--|<!\[CDATA\[|<(/?)(?:{'|'.join(names)})(?=[\s/>])[^<>]*>", re.DOTALL)
    window, place, start = Window(parts), 0, -1
    too_long, closer = False, ""
    while True:
        if closer:
            end = window.text.find(closer, place)
            if end >= 0:
                place, closer = end + len(closer), ""
                continue
            found = None
            place = max(place, len(window.text) - 2)
        else:
            found = token.search(window.text, place)
        if found is None:
            if not closer:
                # A tag may be cut in two by the end of what is here.
                place = max(place, _last_open(window.text))
            if start < 0 or len(window.text) - start > LONGEST:
                too_long = start >= 0
                window.drop(place)
                start, place = min(start, 0), 0
            if not window.more():
                break
        elif found.group() in _CLOSERS:
            place, closer = found.end(), _CLOSERS[found.group()]
        elif not found.group(1):
            if start >= 0:
                yield Block(window.line_at(start), "", UNCLOSED)
            window.drop(found.start())
            start, place, too_long = 0, found.end() - found.start(), False
            if found.group().endswith("/>"):
                yield Block(window.line, window.drop(place))
                start, place = -1, 0
        elif start >= 0:
            line = window.line_at(start)
            text = window.drop(found.end())[start:]
            fits = not too_long and len(text) <= LONGEST
            yield Block(line, text) if fits else Block(line, "", TOO_LONG)
            start, place, too_long = -1, 0, False
        else:
            place = found.end()
    if start >= 0:
        yield Block(window.line_at(start), "", CUT_OFF)


_CLOSERS = {"<!--": "-->", "<![CDATA[": "]]>"}


def _last_open(text: str) -> int:
    at = text.rfind("<", max(0, len(text) - 4096))
    return len(text) if at < 0 else at


def count_elements(lines: Iterable[tuple[int, str | None]], names: tuple[str, ...]) -> int:
    """How many elements of one of these names begin in the lines, outside comments and CDATA."""
    sign = re.compile(rf"<!--|-->|<!\[CDATA\[|\]\]>|<(?:{'|'.join(names)})(?=[\s/>])")
    found, closer = 0, ""
    for _, line in lines:
        for mark in sign.findall(f"{line or ''} "):
            if closer:
                closer = "" if mark == closer else closer
            else:
                closer = _CLOSERS.get(mark, "")
                found += int(not closer and mark[1:2] not in "-]>")
    return found


_STRING = re.compile(r'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_STRUCTURE = re.compile(r'["{}\[\]]')
_HOLDS = re.compile(r"\s*:\s*\[")


def objects(parts: Iterable[str], containers: frozenset[str]) -> Iterator[Block]:
    """Each JSON object that is a record: of a list, of a list under one of the `containers`, or on its own.

    Objects may also follow one another, as in JSON Lines.
    """
    window, place, depth, start, base = Window(parts), 0, 0, -1, 0
    begun_at, too_long, in_text, key_at = 1, False, False, 0
    while True:
        if in_text:
            place = _STRING.match(window.text, place).end()  # type: ignore[union-attr]
            if window.text[place : place + 1] == '"':
                in_text = False
                place += 1
                key = window.text[key_at : place - 1]
                if depth == 1 and base == 0 and key in containers:
                    while not window.text[place:].strip(" \t\n:") and window.more():
                        pass
                    if _HOLDS.match(window.text, place):
                        base, start, too_long = 2, -1, False
                continue
            found = None
        else:
            found = _STRUCTURE.search(window.text, place)
        if found is None:
            if not in_text:
                place = len(window.text)
            if start < 0 or too_long or len(window.text) - start > LONGEST:
                too_long = too_long or start >= 0
                window.drop(place)
                key_at, place = 0, 0
                start = 0 if start >= 0 else -1
            if not window.more():
                break
            continue
        place = found.end()
        sign = found.group()
        if sign == '"':
            in_text, key_at = True, place
        elif sign in "{[":
            if sign == "[" and depth == 0:
                base = 1
            if sign == "{" and start < 0 and depth == base:
                window.drop(found.start())
                start, place, begun_at, too_long = 0, 1, window.line, False
            depth += 1
            if depth > DEEPEST:
                # Where this ends nobody knows without going through it, which is what it is made for.
                yield Block(window.line_at(place), "", TOO_DEEP, int(start >= 0))
                return
        else:
            depth = max(0, depth - 1)
            if start >= 0 and depth == base:
                fits = not too_long and place - start <= LONGEST
                yield (
                    Block(begun_at, window.text[start:place], "")
                    if fits
                    else Block(begun_at, "", TOO_LONG)
                )
                window.drop(place)
                start, place = -1, 0
            if depth == 0:
                base = 0
            elif depth == 1 and base == 2:
                base = -1  # the list is over; what else the object holds is no record
    if start >= 0:
        yield Block(begun_at, "", CUT_OFF)
