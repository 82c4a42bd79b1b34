"""XLSX workbooks of references: the first sheet that has headings, read row by row by the rules for tables."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from io import TextIOWrapper
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from claims.formats.encodings import Text
from claims.formats.records import Block, Unreadable
from claims.formats.splitting import elements
from claims.formats.tabular import Layout, guess

#: Unpacked bytes, and how many times smaller packed they may be: more is no workbook but a bomb.
LARGEST = 400 * 1024 * 1024
LARGEST_TEXTS = 100 * 1024 * 1024
DENSEST = 400
_HEADINGS_WITHIN = 20


def _checked(source: Text) -> None:
    try:
        with source.open() as stream, zipfile.ZipFile(stream) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise Unreadable(
            "This workbook is damaged: it cannot be unpacked. Save it anew, or as CSV."
        ) from None
    size = sum(part.file_size for part in parts)
    texts = sum(part.file_size for part in parts if part.filename.endswith("sharedStrings.xml"))
    dense = any(
        part.file_size > 10_000_000 and part.file_size > DENSEST * max(part.compress_size, 1)
        for part in parts
    )
    if size > LARGEST or texts > LARGEST_TEXTS or dense:
        raise Unreadable("This workbook is too large once unpacked. Save it as CSV and read that.")


def blocks(source: Text, mapping: Mapping[str, str] | None = None) -> Iterator[Block]:
    """The rows below the headings. Raises Unreadable for a damaged, too large or unlabelled workbook."""
    _checked(source)
    with source.open() as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and print settings, which nobody reads here
        try:
            book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        except (
            InvalidFileException,
            zipfile.BadZipFile,
            KeyError,
            ValueError,
            OSError,
            SyntaxError,
        ) as error:
            raise Unreadable(
                f"This workbook cannot be read ({error}). Save it anew, or as CSV."
            ) from None
        for sheet in book.worksheets:
            found = _layout(sheet, mapping)
            if found is None:
                continue
            for number, cells in _rows(sheet):
                if number > found.line and any(cell.strip() for cell in cells):
                    yield Block(number, "", facts={"cells": cells, "layout": found})
            return
    raise Unreadable(
        "No sheet of this workbook has headings that are known, such as title, authors, year, doi."
        " Add a line of headings, or say which column is which."
    )


def _layout(sheet: Any, mapping: Mapping[str, str] | None) -> Layout | None:
    for number, cells in _rows(sheet):
        fields = guess(cells, mapping)
        if sum(map(bool, fields)) >= 2 or (any(fields) and sum(map(bool, cells)) == 1):
            return Layout("", number, tuple(cells), fields)
        if number >= _HEADINGS_WITHIN:
            return None
    return None


def layout(source: Text, mapping: Mapping[str, str] | None = None) -> Layout:
    """The layout of the sheet that is read. Raises Unreadable where there is none."""
    first = next(blocks(source, mapping), None)
    if first is None:
        raise Unreadable("This workbook has headings and no rows.")
    found: Layout = first.facts["layout"]
    return found


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()  # some writers state them wrongly
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        yield number, [_text(value) for value in row]


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def count(source: Text, mapping: Mapping[str, str] | None = None) -> int:
    """How many rows with anything in them the sheet's own XML has below its headings."""
    _checked(source)
    first = next(blocks(source, mapping), None)
    if first is None:
        return 0
    headings: Layout = first.facts["layout"]
    with source.open() as stream, zipfile.ZipFile(stream) as packed:
        sheets = sorted(
            name
            for name in packed.namelist()
            if re.fullmatch(r"xl/worksheets/sheet[0-9]+\.xml", name)
        )
        for name in sheets:
            with packed.open(name) as raw:
                text = TextIOWrapper(raw, "utf-8", errors="replace")
                found = 0
                place = 0
                for row in elements(iter(lambda text=text: text.read(65536), ""), ("row",)):  # type: ignore[misc]
                    place += 1
                    number = re.match(r'<row[^>]*?\br="([0-9]+)"', row.text)
                    place = int(number.group(1)) if number else place
                    filled = re.search(r"<v>[^<]|<t[^>]*>\s*[^<\s]", row.text)
                    found += int(place > headings.line and filled is not None)
                if found:
                    return found
    return 0
