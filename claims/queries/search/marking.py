"""Where a text says what was asked for, for highlighting. No query anywhere here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from claims.domain.porter import stem
from claims.domain.words import STOP_STEMS, fold, words_of
from claims.queries.search.asking import read
from claims.queries.search.terms import Term

# A Greek letter is a word by itself, as the indexes have it.
_PIECE = re.compile(r"[\u0370-\u03ff]|(?:(?![\u0370-\u03ff])[^\W_])+")
LENGTH = 240
BEFORE = 60

Pieces = list[tuple[str, bool]]


def stems_asked(text: str, terms: Iterable[Term] = ()) -> frozenset[str]:
    """The stems that count as asked for: those of the question, and of the other names in its `terms`."""
    question = read(text)
    words = set(words_of(question.words)).union(*question.phrases)
    for term in terms:
        words.update(*term.alternatives)
    return frozenset(map(stem, words)) - STOP_STEMS


def marked(text: str, asked: str | frozenset[str]) -> Pieces:
    """`text` cut into (piece, whether it was asked for); the pieces together are `text`.

    `asked`: what was typed, or the stems that `stems_asked` found in it.
    """
    stems = stems_asked(asked) if isinstance(asked, str) else asked
    pieces: Pieces = []
    position = 0
    for match in _PIECE.finditer(text):
        if not stems.isdisjoint(map(stem, words_of(fold(match[0])))):
            if position < match.start():
                pieces.append((text[position : match.start()], False))
            pieces.append((match[0], True))
            position = match.end()
    if position < len(text):
        pieces.append((text[position:], False))
    return pieces


def snippet(texts: Sequence[str], asked: frozenset[str]) -> Pieces:
    """The stretch, of at most some 240 signs, that says most of what was asked for; an ellipsis where it was cut."""
    best: tuple[int, str, int] = (-1, "", 0)
    for text in texts:
        places = [
            (match.start(), found)
            for match in _PIECE.finditer(text)
            if (found := frozenset(map(stem, words_of(match[0]))).intersection(asked))
        ]
        if not places and best[0] < 0 and text:
            best = (0, text, 0)
        for start, _ in places:
            within = {
                word for place, words in places if start <= place < start + LENGTH for word in words
            }
            if len(within) > best[0]:
                best = (len(within), text, start)
    _, text, start = best
    if len(text) <= LENGTH:
        return marked(text, asked)
    begin = text.rfind(" ", 0, max(0, start - BEFORE)) + 1 if start > BEFORE else 0
    end = begin + LENGTH
    if end < len(text):
        end = max(text.rfind(" ", begin, end), begin + BEFORE)
    pieces = marked(text[begin:end], asked)
    before: Pieces = [("… ", False)] if begin else []
    after: Pieces = [(" …", False)] if end < len(text) else []
    return before + pieces + after


def as_dicts(pieces: Pieces) -> list[dict[str, Any]]:
    """A marked text for answers and pages: pieces of plain text, each saying whether it was asked for."""
    return [{"text": text, "match": match} for text, match in pieces]


def with_snippets(claims: list[dict[str, Any]], asked: str) -> list[dict[str, Any]]:
    """The briefs, each with its text in pieces as `snippet` where something was asked for."""
    if asked.strip():
        stems = stems_asked(asked)
        for one in claims:
            one["snippet"] = as_dicts(marked(one["text"], stems))
    return claims
