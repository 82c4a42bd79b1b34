"""Tables of references, CSV and XLSX, read with a mapping of columns that is guessed and can be given; CSV written.

Columns that stand for nothing in CSL stay under `custom.table`, by their own heading.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from claims.formats import csl as common
from claims.formats import dates, names
from claims.formats.encodings import Text
from claims.formats.records import Block, Csl, Unreadable

#: A row longer than this many lines or characters has an unclosed quote.
LONGEST_ROW = 1_000_000
MOST_LINES = 2_000
DELIMITERS = (",", ";", "\t", "|")
csv.field_size_limit(LONGEST_ROW + 1)

#: Headings, in lower case without blanks and signs, and the field each stands for.
HEADINGS = {
    "title": "title articletitle documenttitle primarytitle ti papertitle",
    "author": "author authors au authornames authorfullnames creators",
    "editor": "editor editors bookeditors",
    "issued": "year publicationyear pubyear py date publicationdate published yearpublished issued",
    "container-title": (
        "journal journalbook journaltitle sourcetitle containertitle publicationtitle publication secondarytitle"
        " journalname booktitle so venue"
    ),
    "container-title-short": "journalabbreviation abbreviatedsourcetitle",
    "volume": "volume vol vl",
    "issue": "issue number no is issuenumber",
    "page": "pages page pagerange",
    "page-first": "startpage pagestart beginningpage firstpage bp",
    "page-last": "endpage pageend endingpage lastpage ep",
    "DOI": "doi di",
    "PMID": "pmid pubmedid pm",
    "PMCID": "pmcid pmc",
    "ISBN": "isbn",
    "ISSN": "issn sn eissn",
    "URL": "url link link1 urls",
    "language": "language languageoforiginaldocument la",
    "type": "type itemtype documenttype publicationtype referencetype csltype",
    "abstract": "abstract abstractnote ab notesabstract primaryabstract",
    "keyword": "keywords keyword authorkeywords manualtags de tags",
    "publisher": "publisher pu",
    "publisher-place": "publisherplace place city",
    "edition": "edition",
    "id": "id key recordid",
    "note": "note notes extra",
    "csl": "csl",
}
_FIELD_OF = {word: field for field, words in HEADINGS.items() for word in words.split()}
#: The columns of a table that is written, in order.
_WRITTEN = (
    "id type title author editor issued container-title volume issue page DOI PMID PMCID ISBN ISSN URL language"
    " publisher publisher-place edition abstract keyword note csl"
)
WRITTEN = _WRITTEN.split()
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_TYPES = {
    "journal article": "article-journal",
    "journalarticle": "article-journal",
    "article": "article-journal",
    "review": "article-journal",
    "book": "book",
    "book chapter": "chapter",
    "booksection": "chapter",
    "conference paper": "paper-conference",
    "conferencepaper": "paper-conference",
    "thesis": "thesis",
    "report": "report",
    "preprint": "article",
    "webpage": "webpage",
}


@dataclass(frozen=True)
class Layout:
    """How a table is laid out: its delimiter, the line of its headings, the headings, and each one's field.

    A field is a CSL variable, `page-last`, `csl`, or "" where the column is kept as it is.
    """

    delimiter: str
    line: int
    headings: tuple[str, ...]
    fields: tuple[str, ...]


def guess(headings: Iterable[str], mapping: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The field of each heading, "" where none is known; `mapping` (heading to field) counts before the guess.

    Raises Unreadable for a field in `mapping` that there is not.
    """
    given = dict(mapping or {})
    wrong = sorted({field for field in given.values() if field and field not in HEADINGS})
    if wrong:
        raise Unreadable(
            f"Unknown field {', '.join(wrong)}: a column can be one of {', '.join(HEADINGS)}."
        )
    found: list[str] = []
    for heading in headings:
        if heading in given:
            found.append(given[heading])
            continue
        field = _FIELD_OF.get(re.sub(r"[\W_]", "", heading.lower()), "")
        found.append("" if field in found else field)
    return tuple(found)


def layout(source: Text, mapping: Mapping[str, str] | None = None) -> Layout:
    """The layout of a CSV file. Raises Unreadable where no heading is known and none is mapped."""
    delimiter = ""
    for number, line in source.lines():
        if line is None:
            break
        if not line.strip():
            continue
        excel = re.fullmatch(r'"?sep=(.)"?', line.strip(" \n"))
        if excel and not delimiter:
            delimiter = excel.group(1)
            continue
        best: Layout | None = None
        for sign in (delimiter,) if delimiter else DELIMITERS:
            cells = tuple(
                cell.strip()
                for cell in next(csv.reader([line], delimiter=sign, skipinitialspace=True))
            )
            found = Layout(sign, number, cells, guess(cells, mapping))
            if best is None or _known(found) > _known(best):
                best = found
        if best is not None and _known(best)[0]:
            return best
        break
    raise Unreadable(
        "The first line of this table has no heading that is known, such as title, authors, year, doi."
        " Add a line of headings, or say which column is which."
    )


def _known(found: Layout) -> tuple[int, int]:
    return sum(map(bool, found.fields)), len(found.headings)


def blocks(source: Text, mapping: Mapping[str, str] | None = None) -> Iterator[Block]:
    """The rows below the headings; `facts` hold the cells by position and the layout."""
    found = layout(source, mapping)
    held: list[str] = []
    waiting: list[tuple[int, str | None]] = []
    lines = source.lines()
    began = size = 0
    quoted = False

    def following() -> tuple[int, str | None] | None:
        return waiting.pop(0) if waiting else next(lines, None)

    rows: list[tuple[int, str | None]] = []
    while True:
        item = following()
        if item is not None and item[0] <= found.line:
            continue
        number, line = item or (0, "")
        if item is None or line is None or size > LONGEST_ROW or len(held) > MOST_LINES:
            if held:
                # A quote that is never closed: give up its first line, and begin again with the second.
                yield Block(
                    began,
                    "",
                    "A quotation mark on this line is never closed: the row cannot be read.",
                )
                waiting = [*rows[1:], *([item] if item else []), *waiting]
                held, rows, size, quoted = [], [], 0, False
                continue
            if item is None:
                return
            if line is None or len(line) > LONGEST_ROW:
                yield Block(
                    number, "", f"The row has more than {LONGEST_ROW:,} characters: split it."
                )
                continue
        if not held:
            if not line.strip():
                continue
            if len(line) > LONGEST_ROW:
                yield Block(
                    number, "", f"The row has more than {LONGEST_ROW:,} characters: split it."
                )
                continue
            began = number
        held.append(line)
        rows.append((number, line))
        size += len(line) + 1
        quoted = _open_after(line, found.delimiter, quoted=quoted)
        if quoted:
            continue
        block = _row("\n".join(held), began, found)
        held, rows, size = [], [], 0
        if block is not None:
            yield block


def _row(text: str, line: int, found: Layout) -> Block | None:
    try:
        cells = next(
            csv.reader(StringIO(text, newline=""), delimiter=found.delimiter, skipinitialspace=True)
        )
    except csv.Error as error:
        return Block(line, "", f"The row cannot be read: {error}.")
    if not any(cell.strip() for cell in cells):
        return None
    return Block(line, text, facts={"cells": cells, "layout": found})


def _open_after(line: str, delimiter: str, *, quoted: bool) -> bool:
    """Whether a quotation is open at the end of the line, given whether one was at its beginning."""
    if '"' not in line:
        return quoted
    place = 0
    begins = re.compile(rf'(?:^|{re.escape(delimiter)}) *"')
    while True:
        if not quoted:
            found = begins.search(line, place)
            if found is None:
                return False
            quoted, place = True, found.end()
        end = line.find('"', place)
        if end < 0:
            return True
        if line[end + 1 : end + 2] == '"':
            place = end + 2
        else:
            # What follows a closing quote belongs to the cell up to the next delimiter.
            quoted, place = False, end + 1


def count(source: Text, mapping: Mapping[str, str] | None = None) -> int:
    """How many rows with anything in them follow the headings, by the standard library's own reader."""
    found = layout(source, mapping)

    def after() -> Iterator[str]:
        for number, line in source.lines():
            if number > found.line:
                yield f"{line or 'x'}\n"

    rows = csv.reader(after(), delimiter=found.delimiter, skipinitialspace=True)
    total = 0
    while True:
        try:
            cells = next(rows, None)
        except csv.Error:
            total += 1
            continue
        if cells is None:
            return total
        total += any(cell.strip() for cell in cells)


def parse(block: Block) -> tuple[Csl, list[str]]:
    """The row as CSL-JSON, and notes. Raises ValueError where it has neither a title nor an identifier."""
    found: Layout = block.facts["layout"]
    cells: Sequence[str] = block.facts["cells"]
    csl: Csl = {}
    notes: list[str] = []
    given: dict[str, str] = {}
    patch: Any = {}
    for place, raw in enumerate(cells):
        value = _unguarded(raw).strip()
        heading = found.headings[place] if place < len(found.headings) else ""
        field = found.fields[place] if place < len(found.fields) else ""
        if not value:
            continue
        if field == "csl":
            patch = _carried(value)
            if patch is None:
                patch = {}
                common.keep(csl, "table", heading, [value])
        elif field and field not in given:
            given[field] = value
        else:
            common.keep(csl, "table", heading or f"column {place + 1}", [value])
    _fill(csl, given, notes)
    csl = common.patched(common.finish(csl), patch)
    if not any(csl.get(name) for name in ("title", "DOI", "PMID", "PMCID", "ISBN", "id")):
        raise ValueError("The row has neither a title nor an identifier.")
    return csl, notes


def _carried(value: str) -> Any:
    try:
        patch = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return common.cleaned_patch(patch) if isinstance(patch, dict) else None


def _fill(csl: Csl, given: dict[str, str], notes: list[str]) -> None:
    kind = given.pop("type", "")
    csl["type"] = kind if kind in common.TYPES else _TYPES.get(kind.lower(), "")
    if not csl["type"]:
        csl["type"] = "article-journal" if "container-title" in given else "document"
        common.keep(csl, "table", "type", [kind])
    for role in ("author", "editor"):
        if role in given:
            csl[role] = people(given.pop(role))
    if "issued" in given:
        text = given.pop("issued")
        date, complete = dates.parse(re.sub(r"^([0-9]{4})\.0$", r"\1", text))
        csl["issued"] = date
        if not complete:
            common.keep(csl, "table", "issued", [text])
    last = given.pop("page-last", "")
    first = given.pop("page-first", "")
    if first and "page" not in given:
        given["page"] = f"{first}-{last}" if last and last != first else first
    elif first or last:
        common.keep(csl, "table", "page-first", [first])
        common.keep(csl, "table", "page-last", [last])
    if "page" in given:
        given["page"] = re.sub(
            r"(?<=[0-9])\s*(?:--|[–—‐‑−])\s*(?=[A-Za-z]?[0-9])", "-", given["page"]
        )
    for field in ("DOI", "PMID", "PMCID"):
        if field in given:
            value = re.sub(r"^([0-9]+)\.0$", r"\1", given.pop(field))
            common.identify(csl, field, value, "table", field, notes)
    if "ISSN" in given or "ISBN" in given:
        for name in ("ISSN", "ISBN"):
            common.serials(csl, [given.pop(name, "")], "table", name)
    if "keyword" in given and ";" not in given["keyword"]:
        csl["keyword"] = given.pop("keyword")
    csl.update(given)


def people(text: str) -> list[names.Name]:
    """The names of a cell: between semicolons, bars, "and", or commas where each part is `Family AB`."""
    parts = re.split(r"\s*(?:;|\||\n|\s+and\s+|\s+&\s+)\s*", text)
    if len(parts) == 1 and "," in text:
        commas = [part.strip() for part in text.rstrip(" .,").split(",")]
        short = [names.pubmed(part) for part in commas]
        if all("given" in name for name in short):
            return short
        if len(commas) > 3 or (len(commas) == 3 and all(" " in part for part in commas)):
            return [names.inverted(part) for part in commas if part]
    glued = re.split(r"(?<=[A-Za-z]\.)(?=[A-Z][a-z]+ )", text) if len(parts) == 1 else parts
    return names.listed(glued)


def _unguarded(cell: str) -> str:
    """The cell without the apostrophe that keeps a spreadsheet from computing it."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _guarded(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def header() -> str:
    """The line of headings of a table that is written."""
    return _line(WRITTEN)


def write(csl: Csl) -> str:
    """The record as one row. Reading it gives back the very record; no cell is a formula to a spreadsheet."""
    row = _cells(csl)
    written = Layout(",", 0, tuple(WRITTEN), tuple(WRITTEN))
    got, _ = parse(
        Block(1, "", facts={"cells": [row[name] for name in WRITTEN], "layout": written})
    )
    patch = common.difference(got, csl)
    if patch:
        row["csl"] = json.dumps(patch, ensure_ascii=True, separators=(",", ":"))
    return _line([row[name] for name in WRITTEN])


def _line(cells: Sequence[str]) -> str:
    out = StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


def _cells(csl: Csl) -> dict[str, str]:
    row = dict.fromkeys(WRITTEN, "")
    for name in WRITTEN:
        value = csl.get(name)
        if name in ("author", "editor"):
            value = (
                "; ".join(filter(None, map(names.to_inverted, value)))
                if isinstance(value, list)
                else ""
            )
        elif name == "issued":
            value = dates.edtf(value) or value.get("literal", "") if isinstance(value, dict) else ""
        elif name == "csl":
            value = ""
        if isinstance(value, str | int | float):
            row[name] = _guarded(" ".join(str(value).split()) if name != "abstract" else str(value))
    return row
