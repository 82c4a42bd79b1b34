"""What comes out of a file of references: records, and what could not be read, with where and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from claims.domain.problems import Problem

Csl = dict[str, Any]


class Kind(StrEnum):
    """The formats that are read."""

    RIS = "ris"
    BIBTEX = "bibtex"
    NBIB = "nbib"
    PUBMED_XML = "pubmed_xml"
    ENDNOTE_XML = "endnote_xml"
    CSL_JSON = "csl_json"
    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Record:
    """One reference: which of the file's records it is (from 1), the line it begins on, and its CSL-JSON.

    `notes` say in words what was mended on the way in, such as an identifier that is none.
    """

    file: str
    kind: Kind
    position: int
    line: int
    csl: Csl
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """What could not be read, and why, in words.

    `records` says how many of the file's records it stands for: 0 for text between records, which is
    reported so that nothing is passed over in silence.
    """

    file: str
    line: int
    reason: str
    records: int = 1
    position: int | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Block:
    """The text of one record as cut out of its file, or the fault for which it cannot be read."""

    line: int
    text: str
    fault: str = ""
    records: int = 1
    facts: dict[str, Any] = field(default_factory=dict)


class Unreadable(Problem):
    """A file that yields nothing: of no known kind, empty, packed, or without one good record."""
