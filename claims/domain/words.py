"""Words of a text as the search indexes hold them, and the stop words that they are asked without.

Folding follows Unicode Normalization Form KD (Unicode Standard Annex 15): accents go, ligatures, small
raised and lowered digits become plain ones. Greek letters are spelled out, so that "α" is "alpha".
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from claims.domain.porter import stem

MOST_WORD_LETTERS = 60
SHORTEST_SUGGESTED = 3
# A question may be longer than what is read of it (MOST_CHARACTERS of claims.queries.search.terms).
LONGEST_QUESTION = 10_000

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

# Every Greek letter with its name as people write it (Unicode says "lamda"); both forms of sigma share one.
GREEK = {
    sign: unicodedata.name(sign).split(" WITH ")[0].split()[-1].lower()
    for code in range(0x391, 0x3CA)
    if unicodedata.category(sign := chr(code)) in ("Lu", "Ll")
} | {"Λ": "lambda", "λ": "lambda"}

_WORD = re.compile(r"[^\W_]+")
_SPELLED = re.compile("[" + "".join(GREEK) + "]")


def fold(text: str) -> str:
    """Lower case without accents, in compatibility form (one "ﬁ" becomes two letters), Greek spelled out."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    bare = _SPELLED.sub(lambda match: f" {GREEK[match[0]]} ", bare)
    return unicodedata.normalize("NFC", bare).lower()


def clean_question(text: str) -> str:
    """A pasted text on one line, without what no text can hold (control characters, halves of surrogate pairs)."""
    if not (text.isascii() and text.isprintable()):
        text = "".join(
            " " if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") else sign for sign in text
        )
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, folded, in order."""
    words = _WORD.findall(fold(text))
    if len(text) > MOST_WORD_LETTERS:
        words = [word for word in words if len(word) <= MOST_WORD_LETTERS]
    return tuple(words)


def worth_suggesting(text: str) -> set[str]:
    """The words of a text that a reader might look for: of letters (and digits after them), no stop words."""
    return {
        word
        for word in words_of(text)
        if len(word) >= SHORTEST_SUGGESTED and word[0].isalpha() and word not in STOP_WORDS
    }


@lru_cache(maxsize=8_192)
def stems_of(text: str) -> tuple[str, ...]:
    """The stems of all words of a text, in order, stop words included. The texts of late are remembered."""
    return tuple(map(stem, words_of(text)))


STOP_STEMS = frozenset(stem(word) for word in STOP_WORDS)
