"""What was found in an article as CSV: a line for each passage and claim, and one for each passage without."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from claims.formats.said import NOT_MEDICAL_ADVICE
from claims.formats.table import csv_text

COLUMNS = (
    "passage", "start", "end", "text", "kind", "finding", "uncited", "references", "claim", "claim_text",
    "claim_address", "band", "score", "state", "wording", "wording_by", "verdict", "certainty", "consistency",
    "studies", "raters", "standing", "stale", "note",
)  # fmt: skip


def text(document: Mapping[str, Any], report: Mapping[str, Any], *, site: str) -> str:
    """CSV (RFC 4180, UTF-8), safe in spreadsheets; `note` says on each line with a verdict that it is no advice."""
    kinds = {one["passage"]["position"]: one for one in report["findings"]}
    return csv_text(COLUMNS, _rows(document["passages"], kinds, site))


def _rows(
    passages: list[Mapping[str, Any]], findings: Mapping[int, Mapping[str, Any]], site: str
) -> Iterator[list[Any]]:
    for passage in passages:
        finding = findings.get(passage["position"])
        references = finding["references"] if finding else passage["references"]
        own = [
            passage["position"], passage["start"], passage["end"], passage["text"], passage["kind"],
            finding["kind"] if finding else "", passage["uncited"],
            "; ".join(map(_reference, references)),
        ]  # fmt: skip
        for match in passage["matches"]:
            yield [*own, *_match(match, site)]
        if not passage["matches"]:
            yield [*own, *[None] * (len(COLUMNS) - len(own))]


def _match(match: Mapping[str, Any], site: str) -> list[Any]:
    standing = match["synthesis"]
    return [
        match["claim"], match["text"], site + match["url"], match["band"], match["score"], match["state"],
        match["wording"], "machine" if match["state"] == "suggested" else "person", standing["verdict"],
        standing["certainty"], standing["consistency"], standing["basis"]["studies"], standing["raters"],
        standing["status"], standing["stale"], NOT_MEDICAL_ADVICE,
    ]  # fmt: skip


def _reference(one: Mapping[str, Any]) -> str:
    """A reference, the source that it is, and what is to be said against it."""
    source = f" = {one['source']}" if one["source"] else ""
    return f"{one['value']}{source} ({one['flag']})" if one["flag"] else f"{one['value']}{source}"
