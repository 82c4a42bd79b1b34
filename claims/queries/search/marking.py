"""Where a text says what was asked for, for highlighting. No query anywhere here."""

from __future__ import annotations

import re

from claims.domain.porter import stem
from claims.domain.words import STOP_WORDS, stems_of, words_of

_PIECE = re.compile(r"[^\W_]+")
MOST_ASKED = 4_000


def marked(text: str, asked: str) -> list[tuple[str, bool]]:
    """`text` cut into (piece, whether it matches a word of `asked`); the pieces together are `text`."""
    stems = {stem(word) for word in words_of(asked[:MOST_ASKED]) if word not in STOP_WORDS}
    pieces: list[tuple[str, bool]] = []
    position = 0
    for match in _PIECE.finditer(text):
        if stems.intersection(stems_of(match[0])):
            if position < match.start():
                pieces.append((text[position : match.start()], False))
            pieces.append((match[0], True))
            position = match.end()
    if position < len(text):
        pieces.append((text[position:], False))
    return pieces
