"""Files of references in and out: the one door to all the formats.

`read` turns a file into records and rejections that add up to what `count` finds in it, by other means;
`write` turns records into a file that `read` gives back unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from claims.formats import (
    bibtex,
    bibtex_writing,
    csl_json,
    detect,
    endnote_xml,
    nbib,
    pubmed_xml,
    ris,
    tabular,
    workbook,
)
from claims.formats.encodings import Source, Text
from claims.formats.records import Block, Csl, Kind, Record, Rejected, Unreadable

__all__ = [
    "WRITTEN",
    "Kind",
    "Record",
    "Rejected",
    "Unreadable",
    "columns",
    "count",
    "detect_kind",
    "read",
    "write",
    "write_parts",
]

#: What is written, with the media type of each.
WRITTEN = {
    Kind.RIS: "application/x-research-info-systems",
    Kind.BIBTEX: "application/x-bibtex",
    Kind.CSL_JSON: "application/vnd.citationstyles.csl+json",
    Kind.CSV: "text/csv",
}
EXTENSIONS = {Kind.RIS: "ris", Kind.BIBTEX: "bib", Kind.CSL_JSON: "json", Kind.CSV: "csv"}
NOTHING = "The record holds nothing but its type, or nothing that is known."
_PARSERS = {
    Kind.RIS: ris.parse,
    Kind.BIBTEX: bibtex.parse,
    Kind.NBIB: nbib.parse,
    Kind.PUBMED_XML: pubmed_xml.parse,
    Kind.ENDNOTE_XML: endnote_xml.parse,
    Kind.CSL_JSON: csl_json.parse,
    Kind.CSV: tabular.parse,
    Kind.XLSX: tabular.parse,
}


def _text(source: Source | Text, name: str) -> Text:
    return source if isinstance(source, Text) else Text(source, name)


def detect_kind(source: Source | Text, name: str = "") -> Kind:
    """The kind of file, told by its content. Raises Unreadable."""
    return detect.kind(_text(source, name))


@dataclass(frozen=True)
class Columns:
    """The headings of a table and the field each would be read as ("" for: kept as it is)."""

    fields: dict[str, str]
    choices: tuple[str, ...] = tuple(tabular.HEADINGS)


def columns(source: Source | Text, mapping: Mapping[str, str] | None = None) -> Columns:
    """How the columns of a CSV or XLSX file would be read. Raises Unreadable where it is no such table."""
    text = _text(source, "")
    laid = workbook.layout(text, mapping) if _is_zip(text) else tabular.layout(text, mapping)
    return Columns(dict(zip(laid.headings, laid.fields, strict=True)))


def _is_zip(text: Text) -> bool:
    return text.head(4) == b"PK\x03\x04"


def _blocks(text: Text, kind: Kind, mapping: Mapping[str, str] | None) -> Iterator[Block]:
    if kind is Kind.RIS:
        return ris.blocks(text.lines())
    if kind is Kind.NBIB:
        return nbib.blocks(text.lines())
    if kind is Kind.BIBTEX:
        return bibtex.blocks(text)
    if kind is Kind.PUBMED_XML:
        return pubmed_xml.blocks(text.pieces())
    if kind is Kind.ENDNOTE_XML:
        return endnote_xml.blocks(text.pieces())
    if kind is Kind.CSL_JSON:
        return csl_json.blocks(text.pieces())
    if kind is Kind.XLSX:
        return workbook.blocks(text, mapping)
    return tabular.blocks(text, mapping)


def count(
    source: Source | Text,
    kind: Kind | None = None,
    *,
    name: str = "",
    mapping: Mapping[str, str] | None = None,
) -> int:
    """How many records the file holds, counted by other means than reading it. Raises Unreadable."""
    text = _text(source, name)
    kind = kind or detect.kind(text)
    if kind is Kind.CSV:
        return tabular.count(text, mapping)
    if kind is Kind.XLSX:
        return workbook.count(text, mapping)
    counters = {
        Kind.RIS: ris.count,
        Kind.NBIB: nbib.count,
        Kind.BIBTEX: bibtex.count,
        Kind.PUBMED_XML: pubmed_xml.count,
        Kind.ENDNOTE_XML: endnote_xml.count,
        Kind.CSL_JSON: csl_json.count,
    }
    by_lines = kind in (Kind.RIS, Kind.NBIB)
    return counters[kind](text.lines() if by_lines else text.chopped())


def read(
    source: Source | Text,
    kind: Kind | None = None,
    *,
    name: str = "",
    mapping: Mapping[str, str] | None = None,
) -> Iterator[Record | Rejected]:
    """Every record of the file, and what could not be read; memory holds one record at a time.

    `source` is a path, bytes or a binary stream, `name` what messages call it, `kind` one to insist on,
    `mapping` heading to field for tables. Records and the `records` of rejections add up to `count`: where
    reading and counting differ, a last rejection says so. Raises Unreadable, at once for a file of no known
    kind, and at the end, after its rejections, for one that yields nothing.
    """
    text = _text(source, name)
    kind = kind or detect.kind(text)
    good = bad = 0
    for block in _blocks(text, kind, mapping):
        position = good + bad + 1
        outcome = _outcome(block, kind, text.name, position)
        if isinstance(outcome, Record):
            good += 1
        else:
            bad += outcome.records
        yield outcome
    held = count(text, kind, mapping=mapping)
    if held > good + bad:
        missing = held - good - bad
        yield Rejected(
            text.name,
            1,
            f"The file seems to hold {held} records, of which {missing} could not be told from their surroundings.",
            missing,
        )
    if not good:
        raise Unreadable(
            f"No record of this file could be read: {bad} rejected."
            if bad
            else "There is no record in this file."
        )


def _outcome(block: Block, kind: Kind, name: str, position: int) -> Record | Rejected:
    if block.fault:
        return Rejected(
            name, block.line, block.fault, block.records, position if block.records else None
        )
    try:
        csl, notes = _PARSERS[kind](block)
    except ValueError as error:
        return Rejected(name, block.line, str(error), 1, position)
    if not set(csl) - {"type", "id", "citation-key"} or (
        # Any JSON at all has fields that CSL does not know.
        kind is Kind.CSL_JSON and not set(csl) - {"type", "id", "custom"}
    ):
        return Rejected(
            name,
            block.line,
            NOTHING,
            1,
            position,
        )
    if "\x00" in block.text or (kind is Kind.CSL_JSON and "\\u0000" in block.text):
        notes.append("Characters that are no text (NUL) were left out.")
    return Record(name, kind, position, block.line, csl, tuple(notes))


def write_parts(records: Iterable[Csl], kind: Kind) -> Iterator[str]:
    """The file piece by piece, in the order given. Raises ValueError for a kind that is not written."""
    if kind not in WRITTEN:
        raise ValueError(f"{kind} is not written; one of {', '.join(WRITTEN)} is.")
    if kind is Kind.RIS:
        yield from map(ris.write, records)
    elif kind is Kind.BIBTEX:
        taken: set[str] = set()
        for csl in records:
            yield bibtex_writing.write(csl, bibtex_writing.key(csl, taken))
    elif kind is Kind.CSV:
        yield tabular.header()
        yield from map(tabular.write, records)
    else:
        before = "[\n"
        for csl in records:
            yield before + csl_json.write(csl)
            before = ",\n"
        yield "\n]\n" if before == ",\n" else "[]\n"


def write(records: Iterable[Csl], kind: Kind) -> bytes:
    """The file as UTF-8. Reading it gives back the very records, ids and order included."""
    return "".join(write_parts(records, kind)).encode("utf-8")
