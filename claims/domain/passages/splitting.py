"""An article's sentences with their places: paragraphs and bullets first, then sentences within them.

Sentences are found by nupunkt (a Punkt splitter); what it gets wrong in texts about studies is put together again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from claims.domain.passages.cues import VERB

#: Lines up to this length may be hard-wrapped text; longer ones are paragraphs of their own.
WIDEST_WRAPPED = 120
NARROWEST_WRAPPED = 45
#: A sentence longer than this is cut at its commas, semicolons or blanks.
LONGEST = 1_500
LONGEST_HEADING = 120
MOST_WORDS_IN_A_HEADING = 16

_LINE = re.compile(r"[^\n]+")
_BULLET = re.compile(r"\s*(?:[-*•·‣▪◦–—]|\(?[0-9]{1,2}[.)]|\(?[a-z][.)])\s+(?=\S)")
_MARKDOWN_HEADING = re.compile(r"\s*#{1,6}\s+")
# Full stops and question marks of scripts in which no blank need follow them.
_STOPS = "。！？｡।॥؟۔"
_ENDED = re.compile(rf"[.!?…:;{_STOPS}][\"'”’»)\]」』）]*\s*$")
_STOPPED = re.compile(rf"[{_STOPS}]+[\"'”’»)\]」』）]*")
# No sentence ends here: what follows belongs to it.
_GOES_ON = re.compile(
    r"(?:\b(?:vs|v|et\s+al|e\.g|i\.e|cf|ca|approx|resp|incl|viz|no|nos|fig|figs|eq|ref|refs|vol|pp?|ed|eds|al|dr|prof|mr|mrs|ms|st)\.|[<>=≤≥±]\s*)\s*$",
    re.IGNORECASE,
)
# These abbreviations may well end a sentence: they go on only before what cannot begin one.
_MAY_END = re.compile(r"\b(?:et\s+al|al|no|nos|approx|ed|eds|st)\.\s*$", re.IGNORECASE)
_CANNOT_BEGIN = re.compile(r"[a-z0-9(\[,;:)%<>=±]")
_CUT = re.compile(r"[;,:]\s+|\s+")


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence's place; `heading`: it stands alone without a full stop; `block`: number of its paragraph."""

    start: int
    end: int
    heading: bool = False
    block: int = 0


@dataclass(slots=True)
class _Block:
    start: int
    end: int
    bullet: bool
    heading: bool = False


def spans(text: str) -> list[Span]:
    """Every sentence of `text` in order, without the blanks around it. Linear in the text."""
    found: list[Span] = []
    blocks = list(_blocks(text))
    for number, block in enumerate(blocks):
        whole = text[block.start : block.end]
        alone = len(blocks) == 1
        heading = block.heading or (not alone and _is_heading(whole, bullet=block.bullet))
        for start, end in _sentences(whole):
            found.append(Span(block.start + start, block.start + end, heading, number))
    return found


def _blocks(text: str) -> Iterator[_Block]:
    current: _Block | None = None
    before = ""
    last_end = 0
    for match in _LINE.finditer(text):
        line = match[0]
        if not line.strip():
            continue
        marked = _MARKDOWN_HEADING.match(line)
        bullet = None if marked else _BULLET.match(line)
        if (
            current is None
            or text.count("\n", last_end, match.start()) > 1
            or marked
            or bullet
            or current.heading
            or not _wrapped(before, line, after_bullet=current.bullet)
        ):
            if current is not None:
                yield current
            skipped = (marked or bullet).end() if (marked or bullet) else 0  # type: ignore[union-attr]
            current = _Block(
                match.start() + skipped, match.end(), bullet is not None, marked is not None
            )
        else:
            current.end = match.end()
        before, last_end = line, match.end()
    if current is not None:
        yield current


def _wrapped(before: str, line: str, *, after_bullet: bool) -> bool:
    """Whether `line` goes on with the sentence that `before` left open."""
    if _ENDED.search(before):
        # A paragraph that goes on: sentences are told apart anyway.
        return _narrow(before) and _narrow(line) and not after_bullet and not _titled(line)
    first = line.lstrip()[:1]
    if first.islower():
        return True
    if after_bullet:
        return line[:1].isspace()
    return _narrow(before) and len(line) <= WIDEST_WRAPPED and not _titled(before)


def _narrow(line: str) -> bool:
    return NARROWEST_WRAPPED <= len(line) <= WIDEST_WRAPPED


def _titled(line: str) -> bool:
    """Whether most longer words begin with a capital, as in a heading."""
    words = re.findall(r"[^\W\d_]{4,}", line)
    return bool(words) and sum(word[0].isupper() for word in words) >= 0.7 * len(words)


def _is_heading(block: str, *, bullet: bool) -> bool:
    bare = block.strip()
    if len(bare) > LONGEST_HEADING or len(bare.split()) > MOST_WORDS_IN_A_HEADING:
        return False
    if bare.endswith(":"):
        return not bullet and len(bare.split()) <= 8
    if _ENDED.search(bare) or bullet:
        return False
    return _titled(bare) or bare.isupper() or not VERB.search(bare)


@cache
def _splitter() -> Any:
    from nupunkt import load

    return load("default")


def _sentences(block: str) -> Iterator[tuple[int, int]]:
    """Places of the sentences of one paragraph."""
    if not block.strip():
        return
    rough = list(_splitter().span_tokenize(block)) if len(block) > 1 else [(0, len(block))]
    rough = rough or [(0, len(block))]
    joined: list[list[int]] = []
    for start, end in rough:
        if joined and _belongs(block, joined[-1][0], start):
            joined[-1][1] = end
        else:
            joined.append([start, end])
    for start, end in joined:
        for first, last in _stopped(block, start, end):
            for low, high in _pieces(block, first, last):
                bare = block[low:high]
                if bare.strip():
                    yield (
                        low + len(bare) - len(bare.lstrip()),
                        high - len(bare) + len(bare.rstrip()),
                    )


def _stopped(block: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The same, cut at full stops that the splitter, made for English, does not know."""
    for match in _STOPPED.finditer(block, start, end):
        yield start, match.end()
        start = match.end()
    if start < end:
        yield start, end


def _belongs(block: str, start: int, here: int) -> bool:
    """Whether what begins at `here` is still the sentence that began at `start`."""
    before, after = block[max(start, here - 40) : here], block[here : here + 60].lstrip()
    if not after:
        return True
    if _GOES_ON.search(before):
        return not _MAY_END.search(before) or bool(_CANNOT_BEGIN.match(after))
    # "(p. 4)" or a lone bracket: nothing that begins so is a sentence; a lower-case letter begins none either.
    if after[0] in ")],;" or (after[0].islower() and not re.match(r"[a-z][A-Z0-9-]", after)):
        return True
    # An opened bracket is not closed yet.
    sentence = block[start:here]
    return (
        here - start < 400
        and sentence.count("(") > sentence.count(")")
        and ")" in block[here : here + 200]
    )


def _pieces(block: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        cut = 0
        for match in _CUT.finditer(block, start + LONGEST // 2, start + LONGEST):
            if match[0].strip() or not cut:
                cut = match.end()
        cut = cut or start + LONGEST
        yield start, cut
        start = cut
    yield start, end
