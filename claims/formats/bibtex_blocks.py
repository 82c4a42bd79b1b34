"""BibTeX cut into entries, and entries into fields, forgivingly: what is wrong with one spoils no other.

The grammar is BibTeX's: braces count wherever they stand, values are joined with #, months and @string
names are looked up. Beyond it: entries without a key, missing commas, fields that come twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from claims.formats.bibtex_tables import ENTRY_TYPES
from claims.formats.records import Block
from claims.formats.splitting import LONGEST, TOO_LONG, Window

_ENTRY = re.compile(r"@[ \t]*([^\W\d][\w.:+-]*)\s*([{(])")
_AGAIN = re.compile(
    rf"^[ \t]*@(?:{'|'.join(sorted(ENTRY_TYPES))})\s*[{{(]\s*[^\s,={{}}\"]*\s*,",
    re.MULTILINE | re.IGNORECASE,
)
_NO_ENTRY = frozenset({"comment", "preamble", "string"})
UNCLOSED = "The entry is not closed: a brace is missing, or the file is cut off."


def blocks(parts: Iterable[str]) -> Iterator[Block]:
    """The entries; `facts` hold the type in lower case (`string` among them) and where its body begins."""
    window, eager = Window(parts), False
    passed: list[str] = []
    passed_line = 1
    while True:
        found = _ENTRY.search(window.text)
        if found is None:
            # An entry may begin in the last few characters.
            at = window.text.rfind("@", max(0, len(window.text) - 200))
            if not passed:
                passed_line = window.line
            _note(passed, window.drop(len(window.text) if at < 0 else at))
            if window.more():
                continue
            _note(passed, window.text)
            break
        if not passed:
            passed_line = window.line
        _note(passed, window.drop(found.start()))
        kind, opener = found.group(1).lower(), found.group(2)
        body = found.end() - found.start()
        if kind == "comment" and opener == "(":
            window.drop(body)
            continue
        if stray := _stray(passed, passed_line):
            yield stray
        passed = []
        end = _end(window, body, opener, eager=eager)
        if end is None and not eager:
            eager = (
                True  # from here on, a new entry at the beginning of a line closes the one before
            )
            window.give_back()
            end = _end(window, body, opener, eager=True)
        line = window.line
        if end is None:
            again = _AGAIN.search(window.text, body)
            whole = window.text[: again.start() if again else len(window.text)].rstrip()
            if (
                opener == "{"
                and whole.endswith(")")
                and len(whole) <= LONGEST
                and kind not in _NO_ENTRY
            ):
                # Opened with a brace, closed with the other sign that BibTeX knows.
                yield Block(line, whole[body:-1], facts={"type": kind})
                window.drop(len(whole))
                continue
            over = len(window.text) > LONGEST
            yield Block(
                line, "", TOO_LONG if over and not again else UNCLOSED, int(kind not in _NO_ENTRY)
            )
            if over and not again:
                # Too long to be kept: go on at the next entry, wherever it is.
                while not again and window.more():
                    again = _AGAIN.search(window.text, body)
                    if not again:
                        window.drop(max(0, len(window.text) - 1000))
                        body = 0
            window.drop(again.start() if again else len(window.text))
            continue
        text = window.text[:end]
        if end > LONGEST:
            yield Block(line, "", TOO_LONG, int(kind not in _NO_ENTRY))
        elif kind not in ("comment", "preamble"):
            yield Block(line, text[body:-1], facts={"type": kind})
        window.drop(end)
    if stray := _stray(passed, passed_line):
        yield stray


def _note(passed: list[str], text: str) -> None:
    """Keep what stands between entries, as far as a message can show it."""
    if sum(map(len, passed)) < 2000:
        passed.append(text[:2000])


def _stray(passed: list[str], line: int) -> Block | None:
    """What stands between entries is a comment to BibTeX; it is only reported where it looks like fields."""
    text = "".join(passed)
    fields = re.search(r"^\s*\w+\s*=\s*[{\"]", text, re.MULTILINE)
    if not fields:
        return None
    line += text.count("\n", 0, fields.start())
    shown = " ".join(text[fields.start() :].split())[:80]
    return Block(
        line, "", f"Fields outside any entry (a closing brace too many above?): {shown!r}", 0
    )


def _end(window: Window, body: int, opener: str, *, eager: bool) -> int | None:
    """Where the entry ends, or None where it does not: the file ends first, or another entry begins."""
    signs = re.compile(r"[{}]" if opener == "{" else r"[{})]")
    depth, place = (1, body) if opener == "{" else (0, body)
    limit = _AGAIN.search(window.text, body) if eager else None
    while True:
        for found in signs.finditer(window.text, place):
            sign = found.group()
            if limit is not None and found.start() > limit.start():
                return None
            if sign == "{":
                depth += 1
            elif sign == "}":
                depth -= 1
                if depth <= 0 and opener == "{":
                    return found.end()
                depth = max(depth, 0)
            elif depth == 0:
                return found.end()
        place = len(window.text)
        if place > LONGEST or limit is not None or not window.more():
            return None
        if eager:
            limit = _AGAIN.search(window.text, max(body, place - 300))


def count(lines: Iterable[tuple[int, str | None]]) -> int:
    """How many entries the lines hold: openings outside braces, and at a line's beginning where braces never close."""
    sign = re.compile(r"@[ \t]*([^\W\d][\w.:+-]*)\s*[{(]|[{}]")
    depth, sure, doubtful, comment, held = 0, 0, 0, False, ""
    for _, line in lines:
        text = held + (line or "")
        held = f"{text} " if re.search(r"(?:^|\s)@[ \t]*[\w.:+-]+\s*$", text) else ""
        for found in sign.finditer("" if held else text):
            if found.group() == "}":
                depth = max(0, depth - 1)
                doubtful = doubtful if depth else 0
                continue
            kind = (found.group(1) or "").lower()
            if kind and depth == 0:
                comment = kind == "comment"
                sure += int(kind not in _NO_ENTRY)
            elif kind and not comment and _AGAIN.match(text) and not text[: found.start()].strip():
                doubtful += 1
            depth += int(found.group().endswith("{"))
    return sure + doubtful


_NAME = re.compile(r"\s*,?\s*([^=,{}\"#@%'()]+?)\s*=\s*")
_NEXT = re.compile(r",?\s*\n\s*[\w.:+-]+\s*=", re.MULTILINE)
_BARE = re.compile(r"[^\s,#{}\"=]+")


def key_of(body: str) -> tuple[str, int]:
    """The entry's key, "" where it has none, and where its fields begin."""
    head = re.match(r"\s*([^,={}\"\n]*?)\s*(?:,|$|\n)", body)
    if head is None or "=" in head.group(1):
        return "", 0
    return " ".join(head.group(1).split()), head.end()


def fields(
    body: str, start: int, macros: Mapping[str, str]
) -> tuple[list[tuple[str, str]], list[str]]:
    """(name in lower case, raw value) in order, repeats included; and what could not be read, in words."""
    found: list[tuple[str, str]] = []
    notes: list[str] = []
    place = start
    while True:
        name = _NAME.match(body, place)
        if name is None:
            rest = body[place:].strip(" \t\n,")
            if not rest:
                return found, notes
            skip = _NEXT.search(body, place + 1)
            left = body[place : skip.start() if skip else len(body)].strip(" \t\n,")
            if left:
                notes.append(f"Not a field, left out: {' '.join(left.split())[:80]!r}")
            if skip is None:
                return found, notes
            place = skip.start()
            continue
        value, place = _value(body, name.end(), macros)
        found.append((name.group(1).strip().lower(), value))


def _value(body: str, place: int, macros: Mapping[str, str]) -> tuple[str, int]:
    parts: list[str] = []
    while True:
        while place < len(body) and body[place] in " \t\n":
            place += 1
        sign = body[place : place + 1]
        if sign == "{":
            end = _closing(body, place)
            parts.append(body[place + 1 : end])
            place = end + 1
        elif sign == '"':
            end = _quote(body, place)
            parts.append(body[place + 1 : end])
            place = end + 1
        else:
            bare = _BARE.match(body, place)
            if bare is None:
                return "".join(parts), place
            word = bare.group()
            parts.append(macros.get(word.lower(), word))
            place = bare.end()
        more = re.compile(r"\s*#\s*").match(body, place)
        if more is None:
            return "".join(parts), place
        place = more.end()


def _closing(body: str, place: int) -> int:
    depth = 0
    for found in re.compile(r"[{}]").finditer(body, place):
        depth += 1 if found.group() == "{" else -1
        if depth == 0:
            return found.start()
    return len(body)


def _quote(body: str, place: int) -> int:
    depth = 0
    for found in re.compile(r'[{}"]').finditer(body, place + 1):
        sign = found.group()
        if sign == '"':
            if depth <= 0:
                return found.start()
        else:
            depth += 1 if sign == "{" else -1
    return len(body)
