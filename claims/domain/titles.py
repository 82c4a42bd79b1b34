"""How alike two titles are, for telling whether a notice or an identifier's record speaks of a work."""

from __future__ import annotations

import re
import unicodedata

#: At this likeness titles count as the same work's, where the year fits too: measured on labelled retractions.
SAME = 85.0
#: Shorter titles ("Editorial", "Reply") name too many works.
TELLING = 20
#: A beginning of this length tells a work by itself.
CUT_OFF = 60
_MARKUP = re.compile(r"</?[A-Za-z][A-Za-z0-9:]*(?:\s[^<>]{0,200})?/?>")
_LABEL = re.compile(
    r"^(?:retracted(?: article| paper| chapter)?|withdrawn|retraction|removed|expression of concern"
    r"|article retracted)\s*[:\-–.]\s*",
    re.IGNORECASE,
)


def key(title: str) -> str:
    """The title's letters and digits in lower case, without accents, mark-up and a publisher's "RETRACTED:"."""
    bare = _LABEL.sub("", _MARKUP.sub("", title[:2000]).strip())
    folded = unicodedata.normalize("NFKD", bare).casefold()
    kept = "".join(
        sign if sign.isalnum() else " " for sign in folded if not unicodedata.combining(sign)
    )
    return " ".join(kept.split())


def ratio(one: str, two: str) -> float:
    """Likeness of two texts in per cent: twice their longest common subsequence by their lengths together.

    Bit-parallel (Hyyrö 2004, "Bit-parallel LCS-length computation revisited"): one step a sign of `two`.
    """
    if not one or not two:
        return 0.0
    places: dict[str, int] = {}
    for place, sign in enumerate(one):
        places[sign] = places.get(sign, 0) | (1 << place)
    whole = (1 << len(one)) - 1
    state = whole
    for sign in two:
        matched = state & places.get(sign, 0)
        state = ((state + matched) | (state - matched)) & whole
    common = len(one) - state.bit_count()
    return 200.0 * common / (len(one) + len(two))


def numbers(title_key: str) -> list[str]:
    """What counts a title among others: figures and Roman numerals. Parts 1 and 2 are two works."""
    return [
        word for word in title_key.split() if word.isdigit() or word in ("ii", "iii", "iv", "vi")
    ]


def alike(one: str, two: str) -> float:
    """Likeness of two titles in per cent; 0 where they are counted apart (part 1, part 2).

    A title that was cut off is compared with the beginning of the whole one, if enough of it is left.
    """
    a, b = sorted((key(one), key(two)), key=len)
    first, second = numbers(a), numbers(b)
    if first != second and len(first) == len(second):
        return 0.0
    whole = ratio(a, b)
    if whole < SAME and len(a) >= CUT_OFF:
        return max(whole, ratio(a, b[: len(a)]) - 5)
    return whole


def surnames(authors: str) -> set[str]:
    """Words of three letters and more in a line of authors, without accents: enough to see a shared name."""
    return {word for word in key(authors).split() if len(word) > 2 and word.isalpha()}
