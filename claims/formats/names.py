"""Names of people and bodies, as exporters write them, to CSL names and back.

A CSL name is {"family", "given", "non-dropping-particle", "suffix"} or, for bodies, {"literal"}.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

Name = dict[str, str]

_SUFFIX = re.compile(r"(?:jr|sr|junior|senior|2nd|3rd|4th|ii|iii|iv|esq|phd|md)\.?", re.IGNORECASE)
_INITIALS = re.compile(r"[^\W\d_a-z]{1,4}", re.UNICODE)
_PARTS = ("family", "given", "non-dropping-particle", "dropping-particle", "suffix")


def inverted(text: str) -> Name:
    """The name in `Family, Given, Suffix`; without a comma `Family AB` is a person and all else a literal."""
    text = " ".join(text.split()).strip(" ,;")
    if not text:
        return {}
    parts = [part.strip() for part in text.split(",")]
    if len(parts) == 1:
        family, _, last = text.rpartition(" ")
        if family and initials_only(last) and not initials_only(family):
            return {"family": family, "given": last}
        return {"literal": text}
    if len(parts) > 3 or not parts[0]:
        return {"literal": text}
    if len(parts) == 2 and _SUFFIX.fullmatch(parts[1]) and " " in parts[0]:
        # "John Smith, Jr." is no "Family, Given".
        given, _, family = parts[0].rpartition(" ")
        return {"family": family, "given": given, "suffix": parts[1]}
    name = {"family": parts[0], "given": parts[1]}
    if len(parts) == 3:
        if _SUFFIX.fullmatch(parts[1]) and not _SUFFIX.fullmatch(parts[2]):
            name = {"family": parts[0], "given": parts[2], "suffix": parts[1]}
        else:
            name["suffix"] = parts[2]
    return {part: value for part, value in name.items() if value}


_BODY = re.compile(
    r"(?i)\b(?:group|collaboration|committee|organi[sz]ation|institut\w*|universit\w*|association|society|network"
    r"|consortium|department|ministry|team|study|trial|investigators|council|cent(?:er|re)|agency|commission"
    r"|national|international|foundation|inc|ltd|gmbh|library|press|office|service|board|bureau|programme?"
    r"|college|academy|hospital|school|world|european|american|of|for|and|the|on)\b"
)
_PERSON = re.compile(
    r"(?:[^\W\d_a-z][\w'’-]*\.?\s+){1,3}(?:(?:van|von|de|der|den|la|di|da|dos)\s+)*[^\W\d_a-z][\w'’-]+"
)


def listed(texts: Iterable[str]) -> list[Name]:
    """The names of one field, each in `Family, Given`; a list without any comma is read as `Given Family`
    where two or more stand there and every one of them looks like a person, or begins with an initial.
    """
    given = [" ".join(text.split()).strip(" ,;") for text in texts]
    given = [text for text in given if text]
    plain = [text for text in given if "," not in text]
    people = len(plain) > 1 and len(plain) == len(given) and all(map(_looks_spoken, plain))
    found = []
    for text in given:
        if people or (
            re.match(r"(?:[^\W\d_]\.[\s-]?)+\s*[^\W\d_]{2,}", text) and _looks_spoken(text)
        ):
            found.append(_spoken(text))
        else:
            found.append(inverted(text))
    return [name for name in found if name]


def _looks_spoken(text: str) -> bool:
    return (
        "," not in text
        and bool(_PERSON.fullmatch(text))
        and not _BODY.search(text)
        and not initials_only(text.rpartition(" ")[2])
    )


def _spoken(text: str) -> Name:
    words = text.split()
    at = next(
        (place for place in range(1, len(words) - 1) if words[place].islower()), len(words) - 1
    )
    return {"family": " ".join(words[at:]), "given": " ".join(words[:at])}


def initials_only(word: str) -> bool:
    """Whether the word is made of one to four capital letters, with or without full stops."""
    bare = re.sub(r"[.\-\s]", "", word)
    return bool(_INITIALS.fullmatch(bare)) and bare == bare.upper() and bare.isalpha()


def pubmed(text: str) -> Name:
    """The name in PubMed's short form: `Smith JA`, `de la Cruz M Jr`."""
    words = text.split()
    suffix = ""
    if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) and initials_only(words[-2]):
        suffix = words.pop()
    if len(words) < 2 or not initials_only(words[-1]):
        return inverted(text)
    name = {"family": " ".join(words[:-1]), "given": words[-1], "suffix": suffix}
    return {part: value for part, value in name.items() if value}


def to_inverted(name: Any) -> str:
    """`Family, Given, Suffix` with its particle before the family name; a literal as it is."""
    if not isinstance(name, dict):
        return ""
    if name.get("literal"):
        return str(name["literal"])
    family = " ".join(
        str(name[part]) for part in ("non-dropping-particle", "family") if name.get(part)
    )
    given = " ".join(str(name[part]) for part in ("given", "dropping-particle") if name.get(part))
    text = family
    if given or name.get("suffix"):
        text += f", {given}"
    if name.get("suffix"):
        text += f", {name['suffix']}"
    return text


def initials(given: str) -> str:
    """The initials of given names without stops: `JA` for "John Adam", `JP` for "Jean-Pierre"."""
    found = []
    for word in re.split(r"[\s.\-]+", given):
        if not word:
            continue
        bare = word.strip("()'’\"")
        if 1 < len(bare) <= 4 and initials_only(bare):
            found.append(bare)
        elif bare and bare[0].isalpha():
            found.append(bare[0].upper())
    return "".join(found)


def short(name: Any) -> str:
    """The name as a reader of PubMed knows it: `van der Berg JA`; a body in full."""
    if not isinstance(name, dict):
        return ""
    if name.get("literal"):
        return str(name["literal"])
    parts = [str(name[part]) for part in ("non-dropping-particle", "family") if name.get(part)]
    parts.append(initials(str(name.get("given") or "")))
    return " ".join(part for part in parts if part)


def line(people: Iterable[Any], longest: int = 2000) -> str:
    """The names in short form with semicolons between; past `longest` characters, "et al." takes the rest's place."""
    shown: list[str] = []
    length = 0
    for name in people:
        text = short(name).replace(";", ",")
        if not text:
            continue
        length += len(text) + 2
        if length > longest - 8:
            shown.append("et al.")
            break
        shown.append(text)
    return "; ".join(shown)


def is_name(value: Any) -> bool:
    """Whether the value has the shape of a CSL name with something in it."""
    return isinstance(value, dict) and any(value.get(part) for part in (*_PARTS, "literal"))
