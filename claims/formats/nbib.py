"""PubMed's .nbib (MEDLINE display format), read. What CSL has no variable for stays under `custom.nbib`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from claims.formats import csl as common
from claims.formats import dates, names, pubmed, pubmed_notices
from claims.formats.pubmed_xml import orcid
from claims.formats.records import Block, Csl
from claims.formats.splitting import LONGEST, TOO_LONG

Lines = Iterable[tuple[int, str | None]]

_TAG = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}- ?(.*)", re.DOTALL)
_START = re.compile(r"PMID ?-")


def blocks(lines: Lines) -> Iterator[Block]:
    """The records: from a PMID line, or from a tag after an empty line, on."""
    held: list[str] = []
    began, size, gap, over, tagged = 0, 0, False, 0, False

    def closed() -> Iterator[Block]:
        if over:
            yield Block(began, "", f"Line {over} is too long: {TOO_LONG}")
        elif size > LONGEST:
            yield Block(began, "", TOO_LONG)
        elif tagged:
            yield Block(began, "\n".join(held))
        elif held:
            yield Block(began, "", f"Text between records: {' '.join(held)[:80]!r}", 0)

    for number, line in lines:
        if line is not None and not line.strip():
            gap = True
            continue
        tag = _TAG.match(line) if line is not None else None
        if tag is not None and (gap or not tagged or _START.match(line or "")) and (held or over):
            # An empty line inside a record is not followed by a tag that it had before its PMID.
            yield from closed()
            held, size, over, tagged = [], 0, 0, False
        if not held and not over:
            began = number
        gap = False
        if line is None:
            over = number
            continue
        tagged = tagged or tag is not None
        size += len(line) + 1
        if size <= LONGEST:
            held.append(line)
    yield from closed()


def count(lines: Lines) -> int:
    """How many records the lines hold: runs of tagged lines between empty ones, and PMID lines inside a run."""
    found, inside = 0, False
    for _, line in lines:
        if line is None or not line.strip():
            inside = inside and line is None
            continue
        if not re.match(r"[A-Z]{2,4}[0-9]? {0,2}-", line):
            continue
        pmid = line.startswith("PMID")
        found += int(pmid or not inside)
        inside = True
    return found


def tags(text: str) -> list[tuple[str, str]]:
    """(tag, value) in order; wrapped lines are joined."""
    found: list[tuple[str, str]] = []
    for row in text.split("\n"):
        tag = _TAG.match(row)
        if tag:
            found.append((tag.group(1), tag.group(2).strip()))
        elif found:
            last, value = found[-1]
            found[-1] = (last, f"{value} {row.strip()}".strip())
    return [(tag, value) for tag, value in found if value]


def parse(block: Block) -> tuple[Csl, list[str]]:
    """The block's record as CSL-JSON, and notes on what was mended."""
    rows = tags(block.text)
    left: dict[str, list[str]] = {}
    for tag, value in rows:
        left.setdefault(tag, []).append(value)
    notes: list[str] = []
    csl: Csl = {}
    csl["type"] = pubmed.csl_type(left.get("PT", []), part="BTI" in left and "TI" in left)
    _people(csl, rows, left, notes)
    titles = left.pop("TI", None) or left.pop("BTI", None) or left.pop("TT", [])
    csl["title"] = pubmed.title(" ".join(titles))
    for field, found in (
        ("container-title", ("BTI", "JT")),
        ("container-title-short", ("TA",)),
        ("original-title", ("TT",)),
        ("volume", ("VI",)),
        ("issue", ("IP",)),
        ("publisher", ("PB",)),
        ("publisher-place", ("PL",)),
        ("edition", ("EN",)),
        ("collection-title", ("CTI",)),
    ):
        for tag in found:
            if tag in left and field not in csl:
                csl[field] = left[tag].pop(0)
    if "original-title" in csl:
        csl["original-title"] = pubmed.title(csl["original-title"])
    csl["page"] = pubmed.pages((left.get("PG") or [""])[0])
    if csl["page"]:
        left["PG"].pop(0)
    csl["abstract"] = "\n".join(left.pop("AB", []))
    csl["keyword"] = "; ".join(left.pop("OT", []))
    csl["language"] = pubmed.language((left.get("LA") or [""])[0])
    if csl["language"]:
        left["LA"].pop(0)
    for field, tag in (("issued", "DP"), ("available-date", "DEP")):
        for value in left.pop(tag, [])[:1]:
            iso = re.sub(r"^([0-9]{4})([0-9]{2})([0-9]{2})$", r"\1-\2-\3", value)
            date, complete = dates.parse(iso)
            csl[field] = date
            if not complete:
                left[tag] = [value]
    for value in left.pop("PMID", [])[:1]:
        common.identify(csl, "PMID", value, "nbib", "PMID", notes)
    for value in left.pop("PMC", [])[:1]:
        common.identify(csl, "PMCID", value, "nbib", "PMC", notes)
    for tag in ("AID", "LID"):
        for value in list(left.get(tag, [])):
            doi = re.fullmatch(r"(\S+) \[doi\]|doi:\s*(\S+)", value, re.IGNORECASE)
            if doi and common.identify(
                csl, "DOI", doi.group(1) or doi.group(2), "nbib", tag, notes
            ):
                left[tag].remove(value)
    common.serials(csl, left.pop("IS", []) + left.pop("ISBN", []), "nbib", "IS")
    for tag, values in left.items():
        common.keep(csl, "nbib", tag, values)
    pubmed_notices.carry(csl, pubmed_notices.of_tags(left), notes)
    return common.finish(csl), notes


def _people(
    csl: Csl, rows: list[tuple[str, str]], left: dict[str, list[str]], notes: list[str]
) -> None:
    """Full names where they are given; what follows a name (address, ORCID) belongs to it."""
    full = "FAU" in left
    person: dict[str, Any] = {}
    for tag, value in rows:
        if tag == ("FAU" if full else "AU"):
            person = dict(names.inverted(value) if full else names.pubmed(value))
            csl.setdefault("author", []).append(person)
        elif tag in ("FED", "ED"):
            if tag == "FED" or "FED" not in left:
                person = dict(names.inverted(value) if tag == "FED" else names.pubmed(value))
                csl.setdefault("editor", []).append(person)
        elif tag == "CN":
            person = {"literal": value}
            csl.setdefault("author", []).append(person)
        elif tag == "AD" and person:
            person.setdefault("affiliation", []).append({"name": value})
            left["AD"].remove(value)
        elif tag == "AUID" and person and (found := re.fullmatch(r"ORCID:\s*(\S+)", value)):
            person.setdefault("ORCID", orcid(found.group(1), notes))
            left["AUID"].remove(value)
    for tag in ("FAU", "AU", "FED", "ED", "CN"):
        left.pop(tag, None)
