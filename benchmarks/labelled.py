"""The labelled sets of look-alikes, read from the shared data with plain parsing, as CSL-JSON items."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

from defusedxml import ElementTree

HERE = Path(__file__).resolve().parents[2] / "shared" / "data" / "bibliography"
Item = dict[str, Any]

VARIABLES = {
    "title": "title",
    "container": "container-title",
    "volume": "volume",
    "issue": "issue",
    "pages": "page",
    "doi": "DOI",
    "abstract": "abstract",
    "authors": "author",
}


def item(**given: str | None) -> Item:
    """A CSL-JSON item of plain texts; authors stay one line, as exporters give it."""
    found: Item = {"type": given.get("kind") or "article-journal"}
    found |= {
        VARIABLES[name]: value for name, value in given.items() if name in VARIABLES and value
    }
    if given.get("year"):
        found["issued"] = {"raw": given["year"]}
    return found


def asysd(path: Path | None = None) -> tuple[list[Item], list[str]]:
    """ASySD's diabetes review: 1,845 records; one of each group is labelled "unique", the others "duplicate"."""
    raw = (path or HERE / "asysd" / "labelled_test_set.csv").read_bytes()
    rows = list(csv.DictReader(io.StringIO(raw.decode("cp1252", "replace"))))
    items = [
        item(
            **{name: row[name] for name in ("title", "year", "volume", "pages", "doi", "abstract")},
            authors=row["author"],
            container=row["journal"],
            issue=row["number"],
        )
        for row in rows
    ]
    return items, [row["source"] for row in rows]


def endnote(path: Path) -> tuple[list[Item], list[bool]]:
    """A library of dedupe-sweep: its records, and whether each is labelled as one of several copies."""
    items, labelled = [], []
    for record in ElementTree.parse(path).iter("record"):

        def text(place: str, record: Any = record) -> str:
            found = record.find(place)
            return "" if found is None else "".join(found.itertext()).strip()

        authors = ["".join(one.itertext()) for one in record.iterfind(".//authors/author")]
        kind = record.find("ref-type")
        meeting = kind is not None and "Conf" in kind.get("name", "")
        items.append(
            item(
                title=text("titles/title"),
                authors="; ".join(authors),
                year=text("dates/year"),
                container=text("periodical/full-title") or text("titles/secondary-title"),
                volume=text("volume"),
                issue=text("number"),
                pages=text("pages"),
                doi=text("electronic-resource-num"),
                abstract=text("abstract"),
                kind="paper-conference" if meeting else "",
            )
        )
        labelled.append("duplicate" in text("caption").lower())
    return items, labelled


def hard_pairs(path: Path | None = None) -> list[tuple[str, Item, Item, bool]]:
    """bib-dedupe's hard pairs: name, two items, whether they are copies of one publication."""
    cases = json.loads((path or HERE / "dedupe_cases" / "test_cases.json").read_text("utf-8"))
    return [
        (case["id"], _bib(case["record_a"]), _bib(case["record_b"]), case["expected_duplicate"])
        for case in cases["cases"]
    ]


def dblp_acm(path: Path | None = None) -> list[tuple[Item, Item, bool]]:
    """DBLP-ACM's labelled pairs of computer-science papers: title, authors, venue and year alone."""
    lines = (path or HERE / "dedupe_cases" / "dblp_acm_valid.txt").read_text("utf-8").splitlines()
    found = []
    for line in lines:
        one, two, label = line.split("\t")
        found.append((_ditto(one), _ditto(two), label.strip() == "1"))
    return found


def _bib(entry: dict[str, Any]) -> Item:
    meeting = bool(entry.get("booktitle")) and not entry.get("journal")
    same = ("title", "year", "volume", "pages", "doi", "abstract")
    return item(
        **{name: entry.get(name) for name in same},
        authors=entry.get("author"),
        container=entry.get("journal") or entry.get("booktitle"),
        issue=entry.get("number") or entry.get("issue"),
        kind="paper-conference" if meeting else "",
    )


def _ditto(text: str) -> Item:
    parts = dict(re.findall(r"COL (\w+) VAL (.*?)(?= COL |$)", text))
    return item(
        title=parts.get("title"),
        authors=parts.get("authors", "").replace(" , ", "; "),
        container=parts.get("venue"),
        year=parts.get("year"),
    )
