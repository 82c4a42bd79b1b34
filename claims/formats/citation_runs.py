"""A reference's text with its few marks (italics and the like), and how it is written out.

What a processor answers is turned into runs first, and only runs are written: nothing of its own mark-up, and
nothing that a title holds, reaches a page unescaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any, NamedTuple

MARKS = {"Emph": "i", "Strong": "b", "Superscript": "sup", "Subscript": "sub", "SmallCaps": "sc"}
_OPEN = {"sc": '<span class="small-caps">'}
_CLOSE = {"sc": "</span>"}
#: What Markdown (CommonMark) may take for more than text, wherever it stands.
_SPECIAL = re.compile(r"([\\`*\[\]<>~|$^&{}!]|(?<![^\W_])_|_(?![^\W_]))")
_FIRST = re.compile(r"^(\d*)([#+\-=:]|(?<=\d)[.)])")
_DEEPEST = 60


class Run(NamedTuple):
    """A stretch of text under the same marks, which are among i, b, sup, sub and sc."""

    text: str
    marks: tuple[str, ...] = ()


Runs = tuple[Run, ...]


def joined(runs: Iterable[Run]) -> Runs:
    """The runs with blanks made single and neighbours of the same marks made one."""
    found: list[Run] = []
    for value, marks in runs:
        given = re.sub(r"[\s\u2028\u2029]+", " ", value)
        if found and found[-1].text.endswith(" "):
            given = given.removeprefix(" ")
        if given and found and found[-1].marks == marks:
            found[-1] = Run(found[-1].text + given, marks)
        elif given:
            found.append(Run(given, marks))
    if found:
        found[0] = found[0]._replace(text=found[0].text.lstrip())
        found[-1] = found[-1]._replace(text=found[-1].text.rstrip())
    return tuple(run for run in found if run.text)


def text(runs: Iterable[Run]) -> str:
    """The text alone, on one line."""
    return "".join(run.text for run in runs)


def html(runs: Iterable[Run]) -> str:
    """HTML of i, b, sup, sub and span.small-caps, everything else escaped."""
    parts = []
    for value, marks in runs:
        before = "".join(_OPEN.get(mark, f"<{mark}>") for mark in marks)
        after = "".join(_CLOSE.get(mark, f"</{mark}>") for mark in reversed(marks))
        parts.append(f"{before}{escape(value, quote=False)}{after}")
    return "".join(parts)


def markdown(runs: Iterable[Run]) -> str:
    """Markdown on one line: what it would take for mark-up in the text is escaped."""
    parts: list[str] = []
    for value, marks in runs:
        given = _SPECIAL.sub(r"\\\1", value)
        if not parts:
            given = _FIRST.sub(r"\1\\\2", given)
        # Emphasis must touch what it marks, so that blanks stay outside of it.
        core = given.strip(" ")
        if core and "b" in marks:
            core = f"**{core}**"
        if core and "i" in marks:
            core = f"*{core}*"
        for mark in ("sup", "sub"):
            if core and mark in marks:
                core = f"<{mark}>{core}</{mark}>"
        lead = " " * (len(given) - len(given.lstrip(" ")))
        trail = " " * (len(given) - len(given.rstrip(" "))) if core else ""
        parts.append(f"{lead}{core}{trail}")
    return "".join(parts)


def of_pandoc(blocks: Any) -> Runs:
    """The runs of a list of blocks or inlines of pandoc's JSON; what it may hold besides text is left out."""
    return joined(_walk(blocks, (), 0))


def _walk(nodes: Any, marks: tuple[str, ...], depth: int) -> Iterator[Run]:
    if depth > _DEEPEST or not isinstance(nodes, list):
        return
    for node in nodes:
        if not isinstance(node, Mapping):
            continue
        kind, content = node.get("t"), node.get("c")
        if kind in ("Space", "SoftBreak", "LineBreak"):
            yield Run(" ", marks)
        elif kind == "Str" and isinstance(content, str):
            yield Run(content, marks)
        elif kind in MARKS:
            yield from _walk(content, _marked(marks, MARKS[kind]), depth + 1)
        elif kind in ("Para", "Plain"):
            yield from _walk(content, marks, depth + 1)
            yield Run(" ", ())
        elif kind in ("Span", "Div") and isinstance(content, list) and len(content) == 2:
            if "csl-left-margin" not in _classes(content[0]):
                yield from _walk(content[1], marks, depth + 1)
        elif kind == "Quoted" and isinstance(content, list) and len(content) == 2:
            single = isinstance(content[0], Mapping) and content[0].get("t") == "SingleQuote"
            left, right = "‘’" if single else "“”"
            yield Run(left, marks)
            yield from _walk(content[1], marks, depth + 1)
            yield Run(right, marks)
        elif kind in ("Link", "Strikeout", "Underline") and isinstance(content, list):
            inner = content[1] if kind == "Link" and len(content) > 1 else content
            yield from _walk(inner, marks, depth + 1)
        elif kind in ("Code", "Math") and isinstance(content, list) and len(content) == 2:
            yield Run(str(content[1]), marks)


def _classes(attributes: Any) -> list[Any]:
    fits = isinstance(attributes, list) and len(attributes) > 1 and isinstance(attributes[1], list)
    return attributes[1] if fits else []


def _marked(marks: tuple[str, ...], mark: str) -> tuple[str, ...]:
    """The marks and this one; italics (and bold) within themselves stand upright, as in print."""
    if mark in marks:
        return tuple(one for one in marks if one != mark) if mark in "ib" else marks
    return (*marks, mark)
