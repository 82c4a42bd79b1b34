"""What a typed text asks for: words without stop words, phrases that are topics' names, the last as prefix.

No database here. Words are folded (lower case, no accents) to what both indexes hold.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

MOST_CHARACTERS = 4_000
MOST_WORDS = 24
MOST_WORD_LETTERS = 60
MOST_WORDS_IN_A_NAME = 4
MOST_NAMES = 8
SHORTEST_PREFIX = 3

STOP_WORDS = frozenset(
    """
    a about above after again against all am an and any are as at be because been before being below
    between both but by can could did do does doing down during each few for from further had has
    have having he her here hers him his how i if in into is it its itself just may me might more
    most my no nor not now of off on once only or other our ours out over own same she should so some
    such than that the their theirs them themselves then there these they this those through to too
    under until up very was we were what when where which while who whom why will with would you your
    yours
    """.split()  # noqa: SIM905
)

# Words that say how two things hang together. Beside words for the things they tell nothing: whoever asks
# for "kratom causes hyperpigmentation" is not after other things that kratom causes.
RELATION_WORDS = frozenset(
    """
    associate associated associates association associations cause caused causes causing get gets lead
    leading leads led link linked linking links make makes related relation relationship result results
    show shown shows take takes true
    """.split()  # noqa: SIM905
)

_CHUNK = re.compile(r"[^\W_]+(?:[-'’./+][^\W_]+)*")
_WORD = re.compile(r"[^\W_]+")
# A half-typed "-ation" is no prefix of the stem that the index holds; without it, it is.
_HALF_ENDING = re.compile(r"^(.{5,}?)(?:at|ati|atio|ation|ations|in|ing|ings|nes|ness)$")


@dataclass(frozen=True)
class Term:
    """One thing asked for: any of `alternatives` (a word, or words that follow each other)."""

    alternatives: tuple[str, ...]
    prefixes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chunk:
    """A piece of the text as typed (7-hydroxymitragynine), and its words as indexed."""

    name: str
    words: tuple[str, ...]


def fold(text: str) -> str:
    """Lower case without accents, in compatibility form (one "ﬁ" becomes two letters)."""
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", bare).lower()


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, folded, in order."""
    return tuple(word for word in _WORD.findall(fold(text)) if len(word) <= MOST_WORD_LETTERS)


def chunks_of(text: str) -> list[Chunk]:
    """The pieces of a text, at most MOST_WORDS that are not stop words."""
    chunks: list[Chunk] = []
    kept = 0
    for match in _CHUNK.finditer(text[:MOST_CHARACTERS]):
        words = words_of(match[0])
        if not words:
            continue
        kept += any(word not in STOP_WORDS for word in words)
        if kept > MOST_WORDS:
            break
        chunks.append(Chunk(unicodedata.normalize("NFC", match[0]).lower(), words))
    return chunks


def names_in(chunks: Sequence[Chunk]) -> set[str]:
    """Every run of up to four pieces that could be the name of a topic."""
    return {
        " ".join(chunk.name for chunk in chunks[start : start + length])
        for start in range(len(chunks))
        for length in range(1, MOST_WORDS_IN_A_NAME + 1)
        if start + length <= len(chunks) and not (length == 1 and chunks[start].name in STOP_WORDS)
    }


def terms_of(
    chunks: Sequence[Chunk], names: Mapping[str, Collection[str]], *, open_ended: bool
) -> list[Term]:
    """The terms asked for; a run that is in `names` becomes one term with all names of that topic.

    `open_ended`: the last word may still be being typed, so it also counts as a prefix.
    """
    terms: list[Term] = []
    start = 0
    while start < len(chunks):
        length = next(
            (
                length
                for length in range(MOST_WORDS_IN_A_NAME, 0, -1)
                if start + length <= len(chunks)
                and " ".join(chunk.name for chunk in chunks[start : start + length]) in names
            ),
            0,
        )
        run = chunks[start : start + max(length, 1)]
        last = open_ended and start + len(run) == len(chunks)
        if length:
            terms.append(_named(run, names, last=last))
        else:
            terms.extend(_plain(run[0], last=last))
        start += len(run)
    # A word typed twice counts once; the last, which may be a prefix too, stands for all.
    kept = list({term.alternatives: term for term in terms}.values())
    return [term for term in kept if not _only_relates(term)] or kept


def _only_relates(term: Term) -> bool:
    return len(term.alternatives) == 1 and term.alternatives[0] in RELATION_WORDS


def _named(run: Sequence[Chunk], names: Mapping[str, Collection[str]], *, last: bool) -> Term:
    typed = " ".join(word for chunk in run for word in chunk.words)
    others = sorted(
        phrase
        for name in names[" ".join(chunk.name for chunk in run)]
        if (phrase := " ".join(words_of(name)))
    )
    return Term(
        tuple(dict.fromkeys([typed, *others]))[:MOST_NAMES],
        _prefixes(run[-1].words[-1]) if last and len(run) == 1 else (),
    )


def _plain(chunk: Chunk, *, last: bool) -> list[Term]:
    kept = [word for word in chunk.words if word not in STOP_WORDS]
    return [
        Term((word,), _prefixes(word) if last and number == len(kept) else ())
        for number, word in enumerate(kept, start=1)
    ]


def _prefixes(word: str) -> tuple[str, ...]:
    if len(word) < SHORTEST_PREFIX:
        return ()
    half = _HALF_ENDING.match(word)
    return (word, half[1]) if half else (word,)


def marked(text: str, asked: str) -> list[tuple[str, bool]]:
    """`text` cut into (piece, whether it matches a word of `asked`), for highlighting. No query.

    A word matches when it shares all but a short ending with an asked one, much as the stemmed
    indexes have it.
    """
    stems = {_stem(word) for word in words_of(asked[:MOST_CHARACTERS]) if word not in STOP_WORDS}
    pieces: list[tuple[str, bool]] = []
    position = 0
    for match in _WORD.finditer(text):
        if _stem(fold(match[0])) in stems:
            if position < match.start():
                pieces.append((text[position : match.start()], False))
            pieces.append((match[0], True))
            position = match.end()
    if position < len(text):
        pieces.append((text[position:], False))
    return pieces


_ENDING = re.compile(r"(?:ations?|ated?|ates|ings?|ed|es|s|e|y|ies|ly|al|ally|ness|ment|ments)$")


def _stem(word: str) -> str:
    bare = _ENDING.sub("", word)
    return bare if len(bare) >= 4 else word
