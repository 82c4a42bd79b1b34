"""What stands beside the data of a package: its description (Frictionless Data Package 2.0), how to cite it, README.

All of it follows from the knowledge alone: no clock is asked, so that equal knowledge gives equal bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from claims.formats.flat import tables
from claims.formats.knowledge_schema import FORMAT
from claims.formats.packing import sha256
from claims.formats.said import NOT_MEDICAL_ADVICE

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
LICENCE = "CC0-1.0"
LICENCE_ADDRESS = "https://creativecommons.org/publicdomain/zero/1.0/"
KNOWLEDGE = "data/knowledge.ndjson.gz"


@dataclass(frozen=True)
class Facts:
    """Whose knowledge it is, how far it stood, and how much of it there is."""

    site_name: str
    address: str
    knowledge_base: str
    #: When the last line was added to the log; None where it is empty.
    as_of: datetime | None
    event_seq: int
    event_head: str
    public_seq: int
    #: Of knowledge.ndjson.gz, with its header; noun -> records; table -> rows.
    lines: int
    records: Mapping[str, int]
    rows: Mapping[str, int]

    @property
    def as_of_words(self) -> str | None:
        """The same as ISO time in UTC, to the second."""
        return None if self.as_of is None else f"{self.as_of:%Y-%m-%dT%H:%M:%SZ}"

    @property
    def version(self) -> str:
        """Of the data: the number of the last line of the log."""
        return str(self.event_seq)

    @property
    def title(self) -> str:
        """Name of the data set."""
        return f"{self.site_name}: claims and the evidence that bears on them"


def csv_path(table: str) -> str:
    """Where a table stands in the package."""
    return f"data/{table}.csv"


def descriptor(facts: Facts, folder: Path) -> str:
    """datapackage.json, for the data files that stand in `folder`."""
    found: dict[str, Any] = {
        "$schema": PROFILE,
        "name": "touchstone-knowledge",
        "id": f"urn:uuid:{facts.knowledge_base}",
        "title": facts.title,
        "description": (
            "All public knowledge: claims, topics, sources, studies, evidence with the ratings that are open, "
            f"conclusions, versions. {NOT_MEDICAL_ADVICE}"
        ),
        "homepage": facts.address,
        "version": facts.version,
        "licenses": [
            {"name": LICENCE, "path": LICENCE_ADDRESS, "title": "Creative Commons Zero 1.0"}
        ],
        "contributors": [{"title": facts.site_name, "path": facts.address, "roles": ["publisher"]}],
        "keywords": ["evidence", "claims", "certainty", "systematic review"],
        "touchstone": heads(facts),
        "resources": [_knowledge(facts, folder), *_tables(facts, folder)],
    }
    if facts.as_of_words:
        found["created"] = facts.as_of_words
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def heads(facts: Facts) -> dict[str, Any]:
    """Which state of which knowledge base this is: both sequences, and the head of the chain of events."""
    return {
        "format": FORMAT,
        "knowledge_base": facts.knowledge_base,
        "as_of": facts.as_of_words,
        "public_seq": facts.public_seq,
        "event_seq": facts.event_seq,
        "event_head": facts.event_head,
        "records": dict(facts.records),
    }


def _file(folder: Path, path: str) -> dict[str, Any]:
    return {
        "bytes": (folder / path).stat().st_size,
        "hash": f"sha256:{sha256(folder / path)}",
    }


def _knowledge(facts: Facts, folder: Path) -> dict[str, Any]:
    return {
        "name": "knowledge",
        "title": "All of it, one record a line",
        "description": "What `manage.py load` reads. load.schema.json says what each record holds.",
        "path": KNOWLEDGE,
        "format": "ndjson.gz",
        "mediatype": "application/gzip",
        "encoding": "utf-8",
        "lines": facts.lines,
        **_file(folder, KNOWLEDGE),
    }


def _tables(facts: Facts, folder: Path) -> list[dict[str, Any]]:
    return [
        {
            "name": table.name,
            "type": "table",
            "description": table.about,
            "path": csv_path(table.name),
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": True},
            "rows": facts.rows[table.name],
            **_file(folder, csv_path(table.name)),
            "schema": table.schema(),
        }
        for table in tables()
    ]


def citation(facts: Facts) -> str:
    """CITATION.cff (Citation File Format 1.2.0)."""
    lines = [
        "cff-version: 1.2.0",
        "message: If you use these data, please cite them, and single claims by their version (C42.3).",
        "type: dataset",
        f"title: {_quoted(facts.title)}",
        f"version: {_quoted(facts.version)}",
        *([f"date-released: {facts.as_of:%Y-%m-%d}"] if facts.as_of else []),
        f"url: {_quoted(facts.address)}",
        f"license: {LICENCE}",
        "authors:",
        f"  - name: {_quoted(facts.site_name)}",
        f"    website: {_quoted(facts.address)}",
        "identifiers:",
        "  - type: other",
        f"    value: {_quoted(f'urn:uuid:{facts.knowledge_base}')}",
        "    description: The knowledge base whose public ids these are",
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    # A JSON string is a string of YAML too.
    return json.dumps(text, ensure_ascii=False)


def licence(facts: Facts) -> str:
    """LICENCE."""
    return (
        f"{facts.title}\n\n"
        "Our facts and words are dedicated to the public domain under CC0 1.0 Universal:\n"
        f"{LICENCE_ADDRESS}legalcode\n\n"
        "Quotations (the column `exact` of quotes.csv, `quotes` in knowledge.ndjson.gz) stay their authors'; they are "
        "given\nunder the right to quote.\n"
    )


def readme(facts: Facts) -> str:
    """README.md."""
    counts = "\n".join(f"| {noun} | {number:,} |" for noun, number in facts.records.items())
    files = "\n".join(
        f"| `{csv_path(table.name)}` | {facts.rows[table.name]:,} | {table.about} |"
        for table in tables()
    )
    return README.format(
        title=facts.title,
        address=facts.address,
        as_of=facts.as_of_words or "(nothing has happened yet)",
        knowledge_base=facts.knowledge_base,
        public_seq=facts.public_seq,
        event_seq=facts.event_seq,
        event_head=facts.event_head,
        counts=counts,
        files=files,
        advice=NOT_MEDICAL_ADVICE,
    )


README = """# {title}

All public knowledge of {address}, as it stood at {as_of}. {advice}

Drafts and ratings that are still blind are not in it. A conclusion that is `suggested` was computed by a rule and has
not been confirmed by a person. "Not shown", "none found" and "not assessed" do not mean false; "not rated" does not
mean very low. Quote a verdict only together with its certainty, basis, number of raters and standing: the plain
sentence carries all of it.

## What is here

- `data/knowledge.ndjson.gz`: everything, one JSON record a line, told apart by `record`.
- `data/*.csv`: the same as flat tables, without the long texts of versions and computations. The columns are described
  in `datapackage.json` (Frictionless Data Package 2.0), with types, keys and counts.
- `load.schema.json`: what the lines of knowledge.ndjson.gz hold, as JSON Schema.
- `CITATION.cff`: how to cite it. `LICENCE`: CC0 1.0; quotations stay their authors'.
- `SHA256SUMS`: checksums.

In the tables, a text that a spreadsheet would take for a formula (it starts with =, +, - or @) has an apostrophe
before it; knowledge.ndjson.gz has it as it is. An empty cell is "not given".

| records | |
|---|---|
{counts}

| table | rows | a row is |
|---|---|---|
{files}

## Verify it

```
sha256sum -c SHA256SUMS
frictionless validate datapackage.json
```

The same knowledge always gives the same bytes. It was taken at:

- knowledge base `{knowledge_base}`
- public change {public_seq} (`/api/v1/changes/?since={public_seq}` lists what came after)
- event {event_seq}, whose chain value is `{event_head}`: the head of the log's chain of hashes. Somebody who keeps it
  can tell later whether the log was altered.

## Load it

Into an empty Touchstone, which then has the same ids and gives the same dump:

```
python manage.py load data/knowledge.ndjson.gz
```

Into pandas:

```
import pandas
claims = pandas.read_csv("data/claims.csv")
claims[claims.verdict == "supported"][["id", "plain_sentence"]]
```
"""
