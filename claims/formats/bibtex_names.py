"""Names in BibTeX fields to CSL names and back.

The forms are BibTeX's "First von Last", "von Last, First" and "von Last, Jr, First" (btxdoc, section 4), in
which braces make one word of many, and BibLaTeX's "family=..., given=...".
"""

from __future__ import annotations

import re
from typing import Any

from claims.formats.latex import decode, encode
from claims.formats.names import Name

_AND = re.compile(r"\s+and\s+|[{}]", re.IGNORECASE)
_EXTENDED = re.compile(
    r"\s*(family|given|prefix|suffix)(?:-i)?\s*=\s*(.*)", re.IGNORECASE | re.DOTALL
)


def split(value: str) -> list[str]:
    """The names of the field: what stands between "and"s outside braces."""
    found, depth, start = [], 0, 0
    for sign in _AND.finditer(value):
        if sign.group() == "{":
            depth += 1
        elif sign.group() == "}":
            depth -= 1
        elif depth <= 0:
            found.append(value[start : sign.start()])
            start = sign.end()
    found.append(value[start:])
    return [name.strip() for name in found if name.strip(" ,;\n\t")]


def _pieces(text: str, separators: str) -> list[str]:
    """The text cut at separators outside braces."""
    if "{" not in text and "}" not in text:
        return re.split(f"[{re.escape(separators)}]", text)
    found: list[str] = []
    piece: list[str] = []
    depth = 0
    for sign in text:
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        if depth <= 0 and sign in separators:
            found.append("".join(piece))
            piece = []
        else:
            piece.append(sign)
    found.append("".join(piece))
    return found


def _words(text: str) -> list[str]:
    return [word for word in _pieces(text, " ~\t\n") if word]


def _is_particle(word: str) -> bool:
    """Whether the word begins in lower case outside braces."""
    bare = decode(word) if "\\" in word else word
    if word.startswith("{") and not word.startswith("{\\"):
        return False
    letter = next((sign for sign in bare.lstrip("{'’‘") if sign.isalpha()), "")
    return letter.islower()


def parse(raw: str) -> Name:
    """One name as CSL, {} where nothing is there."""
    raw = " ".join(raw.split()).strip(" ,;")
    if (
        raw.startswith("{")
        and raw.endswith("}")
        and len(_words(raw.replace(" ", "\x00"))) == 1
        and _whole(raw)
    ):
        return _filled(literal=decode(raw[1:-1]))
    extended = _extended(raw)
    if extended:
        return extended
    parts = [part.strip() for part in _pieces(raw, ",")]
    if len(parts) == 1:
        return _spoken(_words(parts[0]))
    particle, family = _particle(_words(parts[0]))
    if len(parts) == 2:
        given, suffix = parts[1], ""
    else:
        suffix, given = parts[1], " ".join(part for part in parts[2:] if part)
    return _filled(
        **{"non-dropping-particle": decode(particle)},
        family=decode(family),
        given=decode(given),
        suffix=decode(suffix),
    )


def _whole(raw: str) -> bool:
    """Whether the first brace closes at the very end."""
    depth = 0
    for place, sign in enumerate(raw):
        depth += (sign == "{") - (sign == "}")
        if depth == 0:
            return place == len(raw) - 1
    return False


def _filled(**parts: str) -> Name:
    return {part: value for part, value in parts.items() if value}


def _particle(words: list[str]) -> tuple[str, str]:
    at = 0
    while at < len(words) - 1 and _is_particle(words[at]):
        at += 1
    # In "von Last" all up to the last word in lower case is the particle.
    last = max((place for place in range(len(words) - 1) if _is_particle(words[place])), default=-1)
    at = last + 1 if at else 0
    return " ".join(words[:at]), " ".join(words[at:])


def _spoken(words: list[str]) -> Name:
    """First von Last."""
    if len(words) == 1:
        return _filled(family=decode(words[0]))
    lower = [place for place in range(len(words) - 1) if _is_particle(words[place])]
    if lower:
        begin, end = lower[0], lower[-1] + 1
        return _filled(
            **{"non-dropping-particle": decode(" ".join(words[begin:end]))},
            family=decode(" ".join(words[end:])),
            given=decode(" ".join(words[:begin])),
        )
    return _filled(family=decode(words[-1]), given=decode(" ".join(words[:-1])))


def _extended(raw: str) -> Name:
    found = [_EXTENDED.fullmatch(part) for part in _pieces(raw, ",")]
    given = {
        part.group(1).lower(): decode(part.group(2).strip().strip('"'))
        for part in found
        if part is not None
    }
    if "family" not in given:
        return {}
    particle = given.get("prefix", "")
    return _filled(
        **{"non-dropping-particle": particle},
        family=given["family"],
        given=given.get("given", ""),
        suffix=given.get("suffix", ""),
    )


def write(name: Any) -> str:
    """The name in `von Last, Jr, First`, a literal in braces; "" where nothing is there."""
    if not isinstance(name, dict):
        return ""
    if name.get("literal"):
        return f"{{{encode(str(name['literal']))}}}"
    family = _guarded(str(name.get("family") or ""))
    if not family:
        return ""
    particle = encode(str(name.get("non-dropping-particle") or ""))
    last = f"{particle} {family}" if particle else family
    parts = [last]
    if name.get("suffix"):
        parts.append(_guarded(str(name["suffix"])))
    given = str(name.get("given") or "")
    if given or name.get("suffix"):
        parts.append(_guarded(given))
    return ", ".join(parts) if len(parts) > 1 else f"{last},"


def _guarded(text: str) -> str:
    """The text, in braces where a comma or an "and" in it would be taken for the end of the name."""
    encoded = encode(text)
    if re.search(r",|;|=|(?:^|\s)and(?:\s|$)", encoded, re.IGNORECASE):
        return f"{{{encoded}}}"
    first = encoded[:1]
    if first.islower() and " " in encoded:
        return f"{{{encoded}}}"
    return encoded
