"""The terms of a typed text: its words without stop words, and the names of topics as one term each.

No database here: which names are topics' is told by the caller.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from claims.domain.words import RELATION_WORDS, STOP_WORDS, words_of

MOST_CHARACTERS = 4_000
MOST_WORDS = 60
MOST_WORDS_IN_A_NAME = 4
MOST_NAMES = 12
SHORTEST_PREFIX = 3
# A longer text was pasted or is a finished sentence; its last word is not still being typed.
MOST_WORDS_TYPED = 8
# A number that stands alone is a measurement more often than a name; "COVID-19" and "omega-3" are names.
BARE_NUMBER = 0.3

_CHUNK = re.compile(r"[^\W_]+(?:[-'’./+][^\W_]+)*")
# A half-typed "-ation" is no prefix of the stem that the index holds; without it, it is.
_HALF_ENDING = re.compile(r"^(.{5,}?)(?:at|ati|atio|ation|ations|in|ing|ings|nes|ness)$")

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Term:
    """One thing asked for: any of `alternatives` (words that follow each other, mostly one), any word that
    begins with one of `prefixes`, or a record that has one of `topics` (keys). `share` scales its weight.
    """

    alternatives: tuple[Phrase, ...]
    prefixes: tuple[str, ...] = ()
    topics: frozenset[int] = frozenset()
    share: float = 1.0


@dataclass(frozen=True)
class Name:
    """A topic's name as typed: the topics that bear it, and all their names as words."""

    topics: frozenset[int]
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True)
class Chunk:
    """A piece of the text as typed (7-hydroxymitragynine), and its words as indexed."""

    name: str
    words: Phrase


def chunks_of(text: str) -> list[Chunk]:
    """The pieces of a text, at most MOST_WORDS that are not stop words."""
    chunks: list[Chunk] = []
    kept = 0
    for match in _CHUNK.finditer(text[:MOST_CHARACTERS]):
        words = words_of(match[0])
        if len(words) > 1 and re.search(r"['’]\w$", match[0]):
            words = words[:-1]  # the "s" of "Müller's" is no word
        if not words:
            continue
        kept += any(word not in STOP_WORDS for word in words)
        if kept > MOST_WORDS:
            break
        chunks.append(Chunk(unicodedata.normalize("NFC", match[0]).lower(), words))
    return chunks


def names_in(chunks: Sequence[Chunk]) -> set[str]:
    """Every run of up to four pieces that could be the name of a topic, in each way that it may be written."""
    # A name neither begins nor ends with a word like "of"; in a long sentence that spares half of the runs.
    ends = [chunk.name not in STOP_WORDS for chunk in chunks]
    return {
        name
        for start in range(len(chunks))
        for length in range(1, MOST_WORDS_IN_A_NAME + 1)
        if start + length <= len(chunks) and ends[start] and ends[start + length - 1]
        for name in written(chunks[start : start + length])
    }


def written(run: Sequence[Chunk]) -> set[str]:
    """The ways to write a run: as typed, with blanks only, with hyphens only."""
    words = [word for chunk in run for word in chunk.words]
    return {" ".join(chunk.name for chunk in run), " ".join(words), "-".join(words)}


def terms_of(
    chunks: Sequence[Chunk], names: Mapping[str, Name], *, open_ended: bool = False
) -> list[Term]:
    """The terms asked for, each once; a run that is in `names` becomes one term.

    `open_ended`: the last word may still be being typed, so it also counts as a prefix.
    """
    terms: list[Term] = []
    start = 0
    while start < len(chunks):
        length, name = _longest_name(chunks[start : start + MOST_WORDS_IN_A_NAME], names)
        run = chunks[start : start + max(length, 1)]
        last = open_ended and start + len(run) == len(chunks)
        if name is not None:
            terms.append(_named(run, name, last=last))
        else:
            terms.extend(_plain(run[0], last=last))
        start += len(run)
    # A word typed twice counts once; the last, which may be a prefix too, stands for all.
    kept = list({term.alternatives: term for term in terms}.values())
    return [term for term in kept if not _only_relates(term)] or kept


def _longest_name(chunks: Sequence[Chunk], names: Mapping[str, Name]) -> tuple[int, Name | None]:
    for length in range(len(chunks), 0, -1):
        for name in sorted(written(chunks[:length])):
            if name in names:
                return length, names[name]
    return 0, None


def _only_relates(term: Term) -> bool:
    return len(term.alternatives) == 1 and all(
        len(phrase) == 1 and phrase[0] in RELATION_WORDS for phrase in term.alternatives
    )


def _named(run: Sequence[Chunk], name: Name, *, last: bool) -> Term:
    typed = tuple(word for chunk in run for word in chunk.words)
    return Term(
        tuple(dict.fromkeys([typed, *name.phrases]))[:MOST_NAMES],
        _prefixes(run[-1].words[-1]) if last and len(run) == 1 else (),
        name.topics,
    )


def _plain(chunk: Chunk, *, last: bool) -> list[Term]:
    kept = [word for word in chunk.words if word not in STOP_WORDS]
    bare = all(word.isdecimal() for word in chunk.words)
    return [
        Term(
            ((word,),),
            _prefixes(word) if last and number == len(kept) else (),
            share=BARE_NUMBER if bare else 1.0,
        )
        for number, word in enumerate(kept, start=1)
    ]


def _prefixes(word: str) -> tuple[str, ...]:
    if len(word) < SHORTEST_PREFIX:
        return ()
    half = _HALF_ENDING.match(word)
    return (word, half[1]) if half else (word,)


def phrases_of(names: Collection[str]) -> tuple[Phrase, ...]:
    """The names as words, each once, in order."""
    return tuple(dict.fromkeys(words for name in sorted(names) if (words := words_of(name))))
