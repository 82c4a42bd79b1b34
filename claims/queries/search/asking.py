"""The little language of the search box: "words in this order", -without. Everything else is words.

It reads any text. A text of many words is a passage that somebody pasted: there quotes and dashes are no signs to
the search, since their author did not know of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from claims.domain.words import STOP_WORDS, words_of
from claims.queries.search.terms import MOST_CHARACTERS, Phrase

# Words beside quotes and minus, stop words not counted; with more it is a passage.
MOST_WORDS_BESIDE = 6
# Longer words in quotes are a quotation, which hardly any record holds to the letter.
MOST_WORDS_OF_A_PHRASE = 6
MOST_PARTS = 8

_PART = re.compile(
    r'(?:(?<=\s)|(?<=^))(?P<minus>-?)["“”„](?P<phrase>[^"“”„]+)["“”]|(?<!\S)-(?P<word>[^\W\d_]\S*)'
)


@dataclass(frozen=True)
class Question:
    """What to rank by (`words`, the phrases among them), what must stand there, and what must not."""

    words: str
    phrases: tuple[Phrase, ...] = ()
    without: tuple[Phrase, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is asked for: what must not stand there finds nothing by itself."""
        return not self.words.strip() and not self.phrases

    def __str__(self) -> str:
        """The question as one may type it: read again, it is the same question."""
        parts = [self.words]
        parts += [f'"{" ".join(phrase)}"' for phrase in self.phrases]
        parts += [f'-"{" ".join(phrase)}"' for phrase in self.without]
        return " ".join(part for part in parts if part)


def read(text: str) -> Question:
    """The question that `text` asks. Never fails."""
    text = text[:MOST_CHARACTERS]
    phrases: list[Phrase] = []
    without: list[Phrase] = []

    def take(match: re.Match[str]) -> str:
        words = words_of(match["phrase"] or match["word"] or "")
        if len(words) > MOST_WORDS_OF_A_PHRASE:
            return f" {match['phrase'] or match['word']} "
        kind = phrases if match["phrase"] and not match["minus"] else without
        if words and words not in kind and len(kind) < MOST_PARTS:
            kind.append(words)
        return " "

    rest = " ".join(_PART.sub(take, text).split())
    if len([word for word in words_of(rest) if word not in STOP_WORDS]) > MOST_WORDS_BESIDE:
        return Question(" ".join(text.split()))
    return Question(rest, tuple(phrases), tuple(without))
