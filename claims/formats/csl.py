"""The common record, CSL-JSON (schema 1.0.2): what every format is read into, and what a Source takes from it.

What CSL has no variable for stays under `custom`, by format and by that format's own field name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from claims.domain import identifiers
from claims.formats import dates, names
from claims.formats.records import Csl

_TYPES = (
    "article article-journal article-magazine article-newspaper bill book broadcast chapter classic"
    " collection dataset document entry entry-dictionary entry-encyclopedia event figure graphic hearing"
    " interview legal_case legislation manuscript map motion_picture musical_score pamphlet"
    " paper-conference patent performance periodical personal_communication post post-weblog regulation"
    " report review review-book software song speech standard thesis treaty webpage"
)
TYPES = frozenset(_TYPES.split())
_NAMES = (
    "author chair collection-editor compiler composer container-author contributor curator director editor"
    " editorial-director executive-producer guest host illustrator interviewer narrator organizer"
    " original-author performer producer recipient reviewed-author script-writer series-creator translator"
)
NAMES = _NAMES.split()
DATES = ("accessed", "available-date", "event-date", "issued", "original-date", "submitted")

#: The mark-up that CSL allows in titles; anything else in angle brackets is text.
MARKUP = re.compile(
    r"</?(?:i|b|sup|sub|sc|span)>|<span (?:class=\"nocase\"|style=\"font-variant: ?small-caps;?\")>"
)
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LINE_END = re.compile("\r\n?|[\u2028\u2029\x85]")
_ISSN = re.compile(r"(?<![0-9A-Za-z])([0-9]{4})[-\u2010-\u2015\s]?([0-9]{3}[0-9Xx])(?![0-9A-Za-z])")
_SERIAL = re.compile(r"(?<![0-9A-Za-z\-])[0-9]{4}-[0-9]{3}[0-9Xx](?![0-9A-Za-z\-])")
_BOOK = re.compile(
    r"(?<![0-9\-])(?:97[89][-\s]?)?(?:[0-9][-\s\u2010-\u2015]?){9}[0-9Xx](?![0-9\-])"
)
DEEPEST = 40


def text(value: str) -> str:
    """The text in Unicode's composed form, without control characters and blank ends."""
    if value.isascii() and value.isprintable():
        return value.strip()
    lines = _LINE_END.sub("\n", value)
    return unicodedata.normalize("NFC", _UNSEEN.sub("", lines)).strip()


def clean(value: Any, depth: int = 0) -> Any:
    """The JSON value with every text put through `text`, without what is empty; None where nothing is left."""
    if isinstance(value, str):
        return text(value) or None
    if depth > DEEPEST:
        return None
    if isinstance(value, dict):
        found = {}
        for key, inner in value.items():
            kept = clean(inner, depth + 1)
            if kept is not None and (name := text(str(key))):
                found[name] = kept
        return found or None
    if isinstance(value, list | tuple):
        parts = [clean(inner, depth + 1) for inner in value]
        return [part for part in parts if part is not None] or None
    if isinstance(value, float) and value != value:  # NaN is no JSON
        return None
    return value


def finish(csl: Csl) -> Csl:
    """The record cleaned."""
    return clean(csl) or {}


def keep(csl: Csl, kind: str, name: str, values: Iterable[Any]) -> None:
    """Add `values` of a field that CSL has no place for to `custom`, under its format and own name."""
    given = [value for value in values if value not in ("", None)]
    if given:
        csl.setdefault("custom", {}).setdefault(kind, {}).setdefault(name, []).extend(given)


def plain(value: Any) -> str:
    """The title without CSL's mark-up, on one line."""
    return " ".join(MARKUP.sub("", str(value or "")).split())


def issns(values: Iterable[str]) -> list[str]:
    """Every ISSN in the values, once each, as `1234-567X`."""
    found = [f"{a}-{b.upper()}" for value in values for a, b in _ISSN.findall(value)]
    return list(dict.fromkeys(found))


def isbns(values: Iterable[str]) -> list[str]:
    """Every ISBN with a right check digit in the values, as written, without repeats."""
    found: dict[str, str] = {}
    for value in values:
        for part in re.findall(_BOOK, _SERIAL.sub(";", value)):
            try:
                found.setdefault(identifiers.isbn(part), part.strip())
            except ValueError:
                continue
    return list(found.values())


def serials(csl: Csl, values: Iterable[str], kind: str, name: str) -> None:
    """Put the ISSNs and ISBNs of a shared field where they belong; what holds more than numbers is kept too."""
    given = [value for value in values if value.strip()]
    books = isbns(given)
    serial = issns([value for value in given if not isbns([value])])
    if books:
        csl.setdefault("ISBN", " ".join(books))
    if serial:
        csl.setdefault("ISSN", ", ".join(serial))
    left = [
        value
        for value in given
        if not re.fullmatch(r"[0-9Xx\-\u2010-\u2015\s;,]+", value)
        or not (isbns([value]) or issns([value]))
    ]
    keep(csl, kind, name, left)


def identify(csl: Csl, field: str, value: str, kind: str, name: str, notes: list[str]) -> bool:
    """Set the identifier where `value` is one and the field is free; else keep it, and say so. Whether it was set."""
    try:
        found = identifiers.parse(field.lower(), value)
    except ValueError:
        if value.strip():
            keep(csl, kind, name, [value])
            notes.append(f"{value[:80]!r} is no {field}: kept as it is.")
        return False
    if csl.setdefault(field, found) != found:
        keep(csl, kind, name, [value])
        return False
    return True


def columns(csl: Csl) -> dict[str, Any]:
    """What the columns of a Source hold of this record, within their lengths.

    Keys: csl_type, title, authors, container_title, year, doi, pmid, pmcid, isbn, url, language;
    identifiers and year are None where there is none or it is none.
    """
    kind = str(csl.get("type") or "document")
    people: Any = next(
        (csl[role] for role in ("author", "editor", "translator") if csl.get(role)), []
    )
    issued = next(
        (csl[name] for name in ("issued", "available-date", "submitted") if csl.get(name)), None
    )
    year = dates.year(issued)
    found: dict[str, Any] = {
        "csl_type": kind[:40],
        "title": plain(csl.get("title"))[:1000],
        "authors": names.line(people if isinstance(people, list) else [])[:2000],
        "container_title": plain(csl.get("container-title"))[:500],
        "year": year if year is not None and 1000 <= year <= 2200 else None,
    }
    for column, longest in (("doi", 300), ("pmid", 20), ("pmcid", 20), ("isbn", 20)):
        found[column] = _identifier(column, csl.get(column.upper()), longest)
    address = str(csl.get("URL") or "").split(" ")[0]
    found["url"] = (
        address if re.match(r"https?://[^\s]+$", address) and len(address) <= 1000 else ""
    )
    found["language"] = str(csl.get("language") or "")[:20]
    return found


def _identifier(kind: str, value: Any, longest: int) -> str | None:
    given = str(value or "")
    if not given:
        return None
    for candidate in dict.fromkeys((given, given.partition(" ")[0])):
        try:
            found = identifiers.parse(kind, candidate)
        except ValueError:
            continue
        return found if len(found) <= longest else None
    return None


def difference(got: Any, wanted: Any) -> Any:
    """The JSON merge patch (RFC 7386) that makes `wanted` of `got`; None stands for "take it out"."""
    if not isinstance(got, dict) or not isinstance(wanted, dict):
        return wanted
    patch: dict[str, Any] = {name: None for name in got if name not in wanted}
    for name, value in wanted.items():
        if name not in got:
            patch[name] = value
        elif got[name] != value:
            patch[name] = difference(got[name], value)
    return patch


def patched(got: Any, patch: Any) -> Any:
    """`got` with a JSON merge patch (RFC 7386) applied; neither is changed."""
    if not isinstance(patch, dict):
        return patch
    result = dict(got) if isinstance(got, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = patched(result.get(name), value)
    return result


def cleaned_patch(patch: Any, depth: int = 0) -> Any:
    """A merge patch from outside: its texts cleaned like any others, its None kept, for that means something."""
    if isinstance(patch, dict) and depth < DEEPEST:
        return {text(name): cleaned_patch(value, depth + 1) for name, value in patch.items()}
    return None if patch is None else clean(patch)
