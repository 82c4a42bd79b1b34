"""BibTeX written: keys, escapes, and what makes reading it back give the very record."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from claims.formats import bibtex_names, dates
from claims.formats import csl as common
from claims.formats.bibtex import CARRIER, parse
from claims.formats.bibtex_tables import DATES, PEOPLE, PLAIN, TITLED, TYPES_BACK, VERBATIM
from claims.formats.latex import encode, encode_title
from claims.formats.records import Block, Csl


def key(csl: Csl, taken: set[str]) -> str:
    """A key for the record: its own, or first author and year; a letter more where it is taken already."""
    own = str(csl.get("citation-key") or "")
    wanted = own if re.fullmatch(r"[!$&*+\-./0-9:;<>?A-Z\[\]^_`a-z|]{1,100}", own) else _made(csl)
    found, number = wanted, 0
    while found.lower() in taken:
        number += 1
        found = wanted + _letters(number)
    taken.add(found.lower())
    return found


def _made(csl: Csl) -> str:
    people = csl.get("author") or csl.get("editor") or []
    first = people[0] if isinstance(people, list) and people and isinstance(people[0], dict) else {}
    name = str(first.get("family") or first.get("literal") or csl.get("title") or "anonymous")
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    word = re.sub(r"[^a-z0-9]", "", "".join(plain.lower().split()[:3]))[:30] or "anonymous"
    return f"{word}{dates.year(csl.get('issued')) or 'nd'}"


def _letters(number: int) -> str:
    text = ""
    while number:
        number, place = divmod(number - 1, 26)
        text = chr(ord("a") + place) + text
    return text


def write(csl: Csl, key_: str) -> str:
    """The record as one entry and an empty line. Reading it gives back the very record."""
    rows = _rows(csl)
    kind, body = _entry(csl, key_, rows)
    got, _ = parse(Block(1, body, facts={"type": kind}))
    patch = common.difference(got, csl)
    if patch:
        rows.append((CARRIER, _safe_json(patch)))
        kind, body = _entry(csl, key_, rows)
    return f"@{kind}{{{body}}}\n\n"


def _safe_json(patch: Any) -> str:
    """JSON in ASCII whose texts hold no brace: braces of its own are even, and BibTeX counts no others."""
    plain = json.dumps(patch, ensure_ascii=True, separators=(",", ":"))
    return re.sub(
        r'"(?:[^"\\]|\\.)*"',
        lambda found: (
            found.group().replace("{", "\\u007b").replace("}", "\\u007d").replace("@", "\\u0040")
        ),
        plain,
    )


def _entry(csl: Csl, key_: str, rows: Iterable[tuple[str, str]]) -> tuple[str, str]:
    own = _own(csl).get("entrytype")
    given = own[0] if isinstance(own, list) and own and isinstance(own[0], str) else ""
    fits = bool(re.fullmatch(r"[a-z][a-z_-]{1,30}", given)) and given not in (
        "comment",
        "string",
        "preamble",
    )
    kind = given if fits else TYPES_BACK.get(str(csl.get("type")), "misc")
    lines = "".join(f",\n  {name} = {{{value}}}" for name, value in rows)
    return kind, f"{key_}{lines}\n"


def _own(csl: Csl) -> dict[str, Any]:
    custom = csl.get("custom")
    own = custom.get("bibtex") if isinstance(custom, dict) else None
    return own if isinstance(own, dict) else {}


def _rows(csl: Csl) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []

    def add(name: str, value: Any, *, titled: bool = False) -> None:
        if isinstance(value, str | int | float) and str(value).strip():
            rows.append((name, encode_title(str(value)) if titled else encode(str(value))))

    for name, role in PEOPLE.items():
        people = csl.get(role)
        written = (
            [bibtex_names.write(person) for person in people] if isinstance(people, list) else []
        )
        if any(written):
            rows.append((name, " and ".join(person for person in written if person)))
    add("title", csl.get("title"), titled=True)
    kind = str(csl.get("type"))
    journal = kind in ("article-journal", "periodical")
    add("journal" if journal else "booktitle", csl.get("container-title"), titled=True)
    issued = csl.get("issued")
    if isinstance(issued, dict):
        add("year", dates.year(issued))
        text = dates.edtf(issued)
        if text and text != str(dates.year(issued)):
            add("date", text)
        elif not text:
            add("date", issued.get("literal"))
    for name, variable in DATES.items():
        if isinstance(csl.get(variable), dict):
            add(name, dates.edtf(csl[variable]))
    add("number" if journal or kind == "paper-conference" else "issue", csl.get("issue"))
    if not journal:
        add("number", csl.get("number") or csl.get("collection-number"))
    page = csl.get("page")
    if isinstance(page, str) and page.strip():
        rows.append(("pages", re.sub(r"(?<=[0-9])-(?=[A-Za-z]?[0-9])", "--", encode(page))))
    for name, variable in (("doi", "DOI"), ("pmid", "PMID"), ("pmcid", "PMCID"), ("url", "URL")):
        value = csl.get(variable)
        if isinstance(value, str) and not re.search(r"[{}\\\s]", value):
            rows.append((name, value))
    add("issn", csl.get("ISSN"))
    add("isbn", csl.get("ISBN"))
    for variable, name in {variable: name for name, variable in reversed(PLAIN.items())}.items():
        add(name, csl.get(variable), titled=name in TITLED)
    add("keywords", csl.get("keyword"))
    taken = {name for name, _ in rows} | set(PLAIN) | set(PEOPLE) | set(DATES)
    for name, values in _own(csl).items():
        if re.fullmatch(r"[a-z_][a-z0-9_.+-]*", name) and name not in taken | {
            "entrytype",
            CARRIER,
        }:
            for value in values[:1] if isinstance(values, list) else ():
                if (
                    name in VERBATIM
                    and isinstance(value, str)
                    and not re.search(r"[{}\\\n]", value)
                ):
                    rows.append((name, value))
                elif name not in VERBATIM:
                    add(name, value)
    # A name twice in one entry is an error to most readers: what is left out, the carrier has.
    return list({name: (name, value) for name, value in reversed(rows)}.values())[::-1]
