"""LaTeX in BibTeX values to Unicode, and the ten characters that must be escaped on the way back.

Accents and escapes, which are nearly all there is, are read here; anything else goes to pylatexenc.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from pylatexenc.latex2text import LatexNodes2Text, get_default_latex_context_db
from pylatexenc.latexwalker import LatexWalkerError

_MARKS = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    '"': "\u0308",
    "=": "\u0304",
    ".": "\u0307",
    "u": "\u0306",
    "v": "\u030c",
    "H": "\u030b",
    "c": "\u0327",
    "k": "\u0328",
    "r": "\u030a",
    "d": "\u0323",
    "b": "\u0331",
}
_LETTERS = {
    "ss": "ß",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "aa": "å",
    "AA": "Å",
    "i": "ı",
    "j": "ȷ",
    "dh": "ð",
    "DH": "Ð",
    "th": "þ",
    "TH": "Þ",
    "dj": "đ",
    "DJ": "Đ",
    "ng": "ŋ",
    "NG": "Ŋ",
}
# Characters that stand for literal ones until all braces and dashes have been dealt with.
_LITERAL = {
    "{": "\ue000",
    "}": "\ue001",
    "$": "\ue002",
    "\\": "\ue003",
    "~": "\ue004",
    "^": "\ue005",
}
_BACK = {ord(stand_in): sign for sign, stand_in in _LITERAL.items()}
_WORDS = {
    "textbraceleft": "{",
    "textbraceright": "}",
    "{": "{",
    "}": "}",
    "$": "$",
    "textdollar": "$",
    "textbackslash": "\\",
    "textasciitilde": "~",
    "textasciicircum": "^",
}
_ACCENT = re.compile(
    r"\\(?:([`'^~\"=.])\s*|([uvHckrdb])(?:\s+|(?=\{)))"
    r"(?:\{\s*(\\?[^\W\d_])\s*\}|(\\[ij](?![A-Za-z])|(?!\\)[^\W\d_]))"
)
_LETTER = re.compile(
    rf"\\({'|'.join(sorted(_LETTERS, key=len, reverse=True))})(?![A-Za-z])(?:\{{\}}|\s+)?"
)
_ESCAPED = re.compile(
    r"\\(textbraceleft|textbraceright|textbackslash|textasciitilde|textasciicircum|textdollar)"
    r"(?![A-Za-z])(?:\{\}|\s+)?|\\([{}$])"
)
_SIMPLE = re.compile(r"\\([&%#_])")
_SWITCH = re.compile(r"\{\\(em|it|itshape|sl|bf|bfseries|sc|scshape)(?![A-Za-z])\s*([^{}]*)\}")
_SWITCHED = {"em": "textit", "it": "textit", "itshape": "textit", "sl": "textit"} | {
    "bf": "textbf",
    "bfseries": "textbf",
    "sc": "textsc",
    "scshape": "textsc",
}
_SCRIPT = re.compile(r"\$\s*([_^])\s*(?:\{([^{}$]*)\}|([^{}\\$\s]))\s*\$")
_MARKUP = re.compile(
    r"\\(textit|emph|textsl|textbf|textsuperscript|textsubscript|textsc)(?![A-Za-z])\s*\{"
)
_TAGS = {
    "textit": ("<i>", "</i>"),
    "emph": ("<i>", "</i>"),
    "textsl": ("<i>", "</i>"),
    "textbf": ("<b>", "</b>"),
    "textsuperscript": ("<sup>", "</sup>"),
    "textsubscript": ("<sub>", "</sub>"),
    "textsc": ('<span style="font-variant:small-caps;">', "</span>"),
}
# Tags, too, stand as single characters until the LaTeX around them has been dealt with.
_OPEN = {name: chr(0xE010 + place) for place, name in enumerate(_TAGS)}
_CLOSE = {name: chr(0xE020 + place) for place, name in enumerate(_TAGS)}
_AS_TAGS = {ord(_OPEN[name]): before for name, (before, _) in _TAGS.items()} | {
    ord(_CLOSE[name]): after for name, (_, after) in _TAGS.items()
}
_NO_TAGS = dict.fromkeys(_AS_TAGS, "")
_OWN_SIGNS = re.compile("[\ue000-\ue02f]")
_NEEDS = re.compile(r"[\\{}$~]|--|``|''")
#: Braces nested deeper than this are taken out and nothing else: no writer means them.
DEEPEST = 50


def decode(value: str, *, markup: bool = False) -> str:
    """The value as Unicode on one line, without protecting braces; with `markup`, italics and the like as CSL tags."""
    if not _NEEDS.search(value):
        return " ".join(value.split())
    return _decode(value, markup)


@lru_cache(maxsize=4096)
def _decode(value: str, markup: bool) -> str:
    text = _ACCENT.sub(_accented, _OWN_SIGNS.sub("", value))
    text = _LETTER.sub(lambda found: _LETTERS[found.group(1)], text)
    text = _ESCAPED.sub(lambda found: _LITERAL[_WORDS[found.group(1) or found.group(2)]], text)
    text = _SCRIPT.sub(
        lambda found: (
            rf"\text{'sub' if found.group(1) == '_' else 'super'}script"
            rf"{{{found.group(2) or found.group(3) or ''}}}"
        ),
        text,
    )
    text = _SWITCH.sub(lambda found: rf"\{_SWITCHED[found.group(1)]}{{{found.group(2)}}}", text)
    if text.count("$") % 2:
        text = text.replace("$", _LITERAL["$"])
    text = _marked(text)
    text = _SIMPLE.sub(r"\1", text)
    if ("\\" in text or "$" in text) and _depth(text) <= DEEPEST and len(text) < 200_000:
        text = _rest(text)
    text = text.replace("---", "—").replace("--", "–")
    text = text.replace("``", "“").replace("''", "”")
    text = re.sub(r"\\[,;:! /-]", _space, text).replace("\\\\", " ").replace("~", " ")
    text = text.replace("{", "").replace("}", "")
    return unicodedata.normalize(
        "NFC", " ".join(text.split()).translate(_BACK).translate(_AS_TAGS if markup else _NO_TAGS)
    )


def _space(found: re.Match[str]) -> str:
    return "" if found.group()[1] in "!/-" else " "


def _accented(found: re.Match[str]) -> str:
    mark = _MARKS[found.group(1) or found.group(2)]
    letter = (found.group(3) or found.group(4)).lstrip("\\")
    return unicodedata.normalize("NFC", letter + mark)


def _marked(text: str) -> str:
    """The text with a sign where italics and the like begin, and one where they end."""
    for _ in range(100):
        found = _MARKUP.search(text)
        if found is None:
            break
        depth, end = 1, len(text)
        for sign in re.compile(r"[{}]").finditer(text, found.end()):
            depth += 1 if sign.group() == "{" else -1
            if depth == 0:
                end = sign.start()
                break
        name = found.group(1)
        text = f"{text[: found.start()]}{_OPEN[name]}{text[found.end() : end]}{_CLOSE[name]}{text[end + 1 :]}"
    return text


def _depth(text: str) -> int:
    deepest = depth = 0
    for sign in re.findall(r"[{}]", text):
        depth += 1 if sign == "{" else -1
        deepest = max(deepest, depth)
    return deepest


def _rest(text: str) -> str:
    """What is left to a LaTeX reader: macros by name, and mathematics."""
    text = re.sub(r"\\(?:url|path|nolinkurl)\s*\{([^{}]*)\}", r"\1", text)
    text = re.sub(r"\\href\s*\{[^{}]*\}\s*(?=\{)", "", text)
    text = re.sub(r"\\(?:[vh]?phantom|noopsort)\s*\{[^{}]*\}", "", text)
    text = _NAMED.sub(_named, text)
    safe = re.sub(r"(?<!\\)([%&#])", r"\\\1", text)
    try:
        return str(_converter().latex_to_text(safe))
    except (LatexWalkerError, RecursionError, ValueError, LookupError, TypeError, AttributeError):
        # Not LaTeX after all: the words without the commands.
        return re.sub(r"\\[A-Za-z]+\*?", "", text)


_NAMED = re.compile(r"\\([A-Za-z]+)(\*?)(\s*(?=\{))?")
_LOGOS = {"LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX", "LaTeXe": "LaTeX2e"} | {
    "slash": "/",
    "allowbreak": "",
    "protect": "",
    "relax": "",
}


def _named(found: re.Match[str]) -> str:
    """Commands that the reader knows are left to it; of others the name stays, or, before braces, what these hold."""
    name = found.group(1)
    if name in _LOGOS:
        return _LOGOS[name]
    if _known().get_macro_spec(name) is not None:
        return found.group()
    return "" if found.group(3) is not None else _LITERAL["\\"] + name


@cache
def _known() -> Any:
    return get_default_latex_context_db()


@cache
def _converter() -> Any:
    return LatexNodes2Text(math_mode="text", keep_comments=True)


def depth(text: str) -> int:
    """How deep the braces of the text nest."""
    return _depth(text)


_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
}
_TO_ESCAPE = re.compile(r"[\\{}~^$&%#_]|--|``|''")


def encode(text: str) -> str:
    """The text so that LaTeX and `decode` give it back; braces become macros, so that none can end a value."""
    return _TO_ESCAPE.sub(_escape, " ".join(text.split()))


def _escape(found: re.Match[str]) -> str:
    sign = found.group()
    return _ESCAPES.get(sign) or f"{sign[0]}{{}}{sign[1]}"


_TITLE_TAG = re.compile(r"<(i|b|sup|sub)>([^<>]*)</\1>")
_MACROS = {"i": "textit", "b": "textbf", "sup": "textsuperscript", "sub": "textsubscript"}


def encode_title(text: str) -> str:
    """Like `encode`, with CSL's italics, bold, superscripts and subscripts as LaTeX."""
    parts, last = [], 0
    for found in _TITLE_TAG.finditer(text):
        parts.append(_kept(text[last : found.start()]))
        parts.append(rf"\{_MACROS[found.group(1)]}{{{_kept(found.group(2))}}}")
        last = found.end()
    parts.append(_kept(text[last:]))
    return " ".join("".join(parts).split())


def _kept(text: str) -> str:
    return _TO_ESCAPE.sub(_escape, text)
