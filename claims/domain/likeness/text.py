"""How titles, names and journals are folded, so that two spellings of one text become one."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

TITLE_KEY = 80
AUTHOR_KEY = 40

_MARKUP = re.compile(r"</?[A-Za-z][^<>]{0,80}>")
_SPECIAL = str.maketrans({"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i"})
_GREEK = {
    "α": " alpha ", "β": " beta ", "γ": " gamma ", "δ": " delta ", "ε": " epsilon ",
    "κ": " kappa ", "λ": " lambda ", "μ": " mu ", "µ": " mu ", "ω": " omega ",
}  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
#: What exporters add to a title and the publication does not have.
_NOTE = re.compile(
    r"\s*[\[(](?:abstract|meeting abstract|conference abstract|review|article|internet|"
    r"in [a-z]+|arabic|chinese|czech|danish|dutch|english|finnish|french|german|hebrew|hungarian|italian|"
    r"japanese|korean|norwegian|persian|polish|portuguese|romanian|russian|serbian|spanish|swedish|turkish|"
    r"electronic version|retracted(?: article)?|published erratum.*|see comments?)[\])]\s*\.?\s*$",
    re.IGNORECASE,
)
_STANDING = re.compile(r"^\s*(?:retracted|withdrawn)(?:\s+article)?\s*[:.-]\s*", re.IGNORECASE)
UNKNOWN = frozenset(
    ("", "unknown", "untitled", "no title", "anonymous", "anon", "na", "n a", "none")
)


@lru_cache(maxsize=10_000)
def folded(text: str) -> str:
    """Words of letters and digits in lower case without accents or mark-up, one space between."""
    plain = html.unescape(_MARKUP.sub("", text)).casefold().translate(_SPECIAL)
    if not plain.isascii():
        for letter, name in _GREEK.items():
            plain = plain.replace(letter, name)
        plain = unicodedata.normalize("NFKD", plain)
        plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(_WORD.findall(plain.replace("'", "").replace("’", "")))


def title(text: str) -> str:
    """A title folded, without what stands for its state ("RETRACTED:") or for its kind ("[Abstract]")."""
    found = folded(_STANDING.sub("", _NOTE.sub("", text)))
    return "" if found in UNKNOWN else found


def title_key(text: str) -> str:
    """The title's letters and digits run together, at most 80: what look-alikes are first sought by."""
    return re.sub(r"^(?:the|an?) (?=\S)", "", title(text)).replace(" ", "")[:TITLE_KEY]


def family(name: str) -> str:
    """The family name of one author, folded: "Smith, Jane", "Smith JA", "J. A. Smith" and "Smith" all give "smith"."""
    before, comma, _ = name.partition(",")
    if comma:
        return folded(before)
    words = [word for word in re.split(r"[\s.]+", name) if folded(word)]
    long = [word for word in words if not (len(word) <= 3 and word.isupper()) and len(word) > 1]
    if not long:
        return folded(name)
    # "Smith JA" and "van Dam J" end in initials; "J. A. Smith" and "Jane Smith" end in the family name.
    return folded(long[-1] if words[-1] == long[-1] else " ".join(long))


def author_key(authors: str) -> str:
    """The first author's family name folded and run together, at most 40 signs; "" where there is none."""
    first = re.split(r";|\s+and\s+", authors.strip(), maxsplit=1)[0]
    found = family(first)
    return "" if found in UNKNOWN else found.replace(" ", "")[:AUTHOR_KEY]


@lru_cache(maxsize=10_000)
def names(authors: str) -> frozenset[str]:
    """The words of two letters or more in an author line, folded: family names, and given names where written out."""
    spaced = re.sub(r"\band\b", ";", authors.replace(".", " "))
    spaced = re.sub(r"\bet al\b", " ", spaced)
    words = (
        folded(word)
        for word in re.split(r"[\s;,]+", spaced)
        if not (len(word) <= 3 and word.isupper())
    )
    return frozenset(part for word in words for part in word.split() if len(part) > 1) - UNKNOWN
