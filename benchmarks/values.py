"""Whether what stands in a file is still in the records made of it, value by value.

A value (a RIS line, a BibTeX field, an XML text, a cell, a JSON text) counts as kept when every word and
number of it is somewhere in the record: folded to ASCII lower case, months as numbers, ranges of pages
written out, three-letter languages as two; "and" and what stands before a DOI are no words of it.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from claims.formats import bibtex_blocks, dates, latex, nbib, pubmed, references, ris, xml_tree
from claims.formats.encodings import Text
from claims.formats.records import Block, Kind

_SEASONS = {name: str(number) for name, number in dates.SEASONS.items()}
#: What parts names, and what stands before every DOI.
_NO_WORDS = {"and", "http", "https", "dx", "org", "doi"}
_SKIPPED = {"TY", "ER", "ENTRYTYPE"}


def words(text: str) -> set[str]:
    """The words and numbers of the text, folded."""
    plain = unicodedata.normalize("NFKD", html.unescape(text))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign)).lower()
    found = set()
    for word in re.findall(r"[^\W_]+", plain):
        number = dates.month(word)
        same = str(number) if number else pubmed.LANGUAGES.get(word, _SEASONS.get(word, word))
        found.add(same.lstrip("0") or "0")
    return found


def leaves(value: Any) -> Iterator[str]:
    """Every text and number in a JSON value, names of fields included."""
    if isinstance(value, dict):
        for name, of in value.items():
            yield str(name)
            yield from leaves(of)
    elif isinstance(value, list):
        for of in value:
            yield from leaves(of)
    elif value is not None:
        yield str(value)


def given(block: Block, kind: Kind) -> list[str]:
    """The values that stand in the block."""
    if kind is Kind.RIS:
        return [
            value for tag, of in ris.tags(block.text).items() if tag not in _SKIPPED for value in of
        ]
    if kind is Kind.NBIB:
        rows = nbib.tags(block.text)
        full = any(tag == "FAU" for tag, _ in rows)
        return [value for tag, value in rows if not (full and tag == "AU") and tag != "ED"]
    if kind is Kind.BIBTEX:
        context = block.facts["context"]
        start = bibtex_blocks.key_of(block.text)[1]
        return [
            latex.decode(value, markup=True)
            for _, value in bibtex_blocks.fields(block.text, start, context.macros)[0]
        ]
    if kind in (Kind.PUBMED_XML, Kind.ENDNOTE_XML):
        return [text for text in xml_tree.parse(block.text).itertext() if text.strip()]
    if kind is Kind.CSL_JSON:
        return [text for of in json.loads(block.text, strict=False).values() for text in leaves(of)]
    return [cell for cell in block.facts["cells"] if cell.strip()]


def kept(text: Text, kind: Kind) -> tuple[int, int]:
    """(values kept, values given) over the records of the file."""
    found = total = 0
    for block in references._blocks(text, kind, None):
        if block.fault:
            continue
        try:
            csl, _ = references._PARSERS[kind](block)
        except ValueError:
            continue
        has = words(" ".join(leaves(csl)))
        glued = "".join(sorted(has))
        for value in given(block, kind):
            total += 1
            missing = words(value) - has - _NO_WORDS
            # "690-4" is written out as 690-694; "2014//" may leave nothing to look for.
            found += all(len(word) <= 3 and word.isdigit() and word in glued for word in missing)
    return found, total
