"""Stems of English words, so that "injuries" finds "injury".

The rules are those of M. F. Porter, "An algorithm for suffix stripping", Program 14 (1980) 130-137, with the
two later changes of its author that SQLite's full-text index follows too (-bli and -logi in step 2). The
search indexes of both databases hold the same stems: tests compare all three.
"""

from __future__ import annotations

import re
from functools import lru_cache

_CONSONANTS, _VOWELS = "[^aeiou][^aeiouy]*", "[aeiouy][aeiou]*"
_HAS_VOWEL = re.compile(f"(?:{_CONSONANTS})?[aeiouy]")
# Porter's measure m: how often a vowel group is followed by a consonant group.
_OVER_0 = re.compile(f"(?:{_CONSONANTS})?{_VOWELS}{_CONSONANTS}")
_IS_1 = re.compile(f"(?:{_CONSONANTS})?{_VOWELS}{_CONSONANTS}(?:{_VOWELS})?")
_OVER_1 = re.compile(f"(?:{_CONSONANTS})?(?:{_VOWELS}{_CONSONANTS}){{2}}")
_SHORT = re.compile(f"{_CONSONANTS}[aeiouy][^aeiouwxy]")
_DOUBLE = re.compile(r"([^aeiouylsz])\1$")

_STEP_2 = {
    "ational": "ate", "tional": "tion", "enci": "ence", "anci": "ance", "izer": "ize", "bli": "ble",
    "alli": "al", "entli": "ent", "eli": "e", "ousli": "ous", "ization": "ize", "ation": "ate",
    "ator": "ate", "alism": "al", "iveness": "ive", "fulness": "ful", "ousness": "ous", "aliti": "al",
    "iviti": "ive", "biliti": "ble", "logi": "log",
}  # fmt: skip
_STEP_3 = {
    "icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ful": "", "ness": "",
}  # fmt: skip
_STEP_4 = dict.fromkeys(
    (
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou",
        "ism", "ate", "iti", "ous", "ive", "ize",
    ),
    "",
)  # fmt: skip


def _longest(endings: dict[str, str]) -> re.Pattern[str]:
    return re.compile("(" + "|".join(sorted(endings, key=len, reverse=True)) + ")$")


_ENDS_2, _ENDS_3, _ENDS_4 = _longest(_STEP_2), _longest(_STEP_3), _longest(_STEP_4)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a lower-case word. Words of one or two signs, or over 64 bytes, are their own stems."""
    if len(word) < 3 or len(word.encode()) > 64:
        return word
    # At the beginning, y is a consonant; a capital hides it from the patterns.
    bare = "Y" + word[1:] if word[0] == "y" else word
    bare = _past(_plural(bare))
    if bare.endswith("y") and _HAS_VOWEL.match(bare[:-1]):
        bare = bare[:-1] + "i"
    bare = _replaced(bare, _ENDS_2, _STEP_2, _OVER_0)
    bare = _replaced(bare, _ENDS_3, _STEP_3, _OVER_0)
    bare = _without_ending(bare)
    return ("y" + bare[1:]) if bare[0] == "Y" else bare


def _plural(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _OVER_0.match(word[:-3]) else word
    for ending in ("ed", "ing"):
        bare = word.removesuffix(ending)
        if bare != word:
            return _mended(bare) if _HAS_VOWEL.match(bare) else word
    return word


def _mended(bare: str) -> str:
    if bare.endswith(("at", "bl", "iz")):
        return bare + "e"
    if _DOUBLE.search(bare):
        return bare[:-1]
    return bare + "e" if _SHORT.fullmatch(bare) else bare


def _replaced(
    word: str, ends: re.Pattern[str], endings: dict[str, str], measure: re.Pattern[str]
) -> str:
    found = ends.search(word)
    if found is None or not measure.match(word[: found.start()]):
        return word
    return word[: found.start()] + endings[found[1]]


def _without_ending(word: str) -> str:
    """Steps 4 and 5."""
    found = _ENDS_4.search(word)
    if found is not None:
        bare = word[: found.start()]
        if _OVER_1.match(bare) and (found[1] != "ion" or bare.endswith(("s", "t"))):
            word = bare
    if word.endswith("e"):
        bare = word[:-1]
        if _OVER_1.match(bare) or (_IS_1.fullmatch(bare) and not _SHORT.fullmatch(bare)):
            word = bare
    if word.endswith("ll") and _OVER_1.match(word[:-1]):
        word = word[:-1]
    return word
