"""All public knowledge as a data package: one file to load, tables to look at, and what describes them."""

from __future__ import annotations

import csv
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from django.conf import settings

from claims.domain.problems import Invalid
from claims.formats import data_package, flat, packing
from claims.formats.data_package import KNOWLEDGE, Facts, csv_path
from claims.formats.flat_fields import of_synthesis
from claims.formats.knowledge import write
from claims.formats.knowledge_schema import schema
from claims.formats.table import FORMULA
from claims.models import Event, KnowledgeBase
from claims.queries import standing
from claims.queries.dump import records
from claims.queries.steady import steady

Record = dict[str, Any]
BATCH = 1000
DESCRIPTION = "datapackage.json"
SCHEMA = "load.schema.json"
SUMS = "SHA256SUMS"


def write_package(into: Path) -> Facts:
    """Write the package to `into`: a zip file where the name ends in .zip, else a folder; returns what is in it.

    Written beside and moved into place, so that what stands there is always whole. Memory holds one thousand
    records; about four queries for each thousand, all of one state. Invalid where `into` is something else already.
    The knowledge base's own row must be there: `claims.actions.core.knowledge_base` makes it.
    """
    as_zip = into.suffix == ".zip"
    _may_be_replaced(into, as_zip=as_zip)
    with tempfile.TemporaryDirectory(dir=into.parent, prefix=f".{into.name}.") as scratch:
        folder = Path(scratch, "package")
        (folder / "data").mkdir(parents=True)
        facts = _fill(folder)
        if as_zip:
            packed = Path(scratch, "package.zip")
            packing.zipped(folder, contents(), packed)
            packed.replace(into)
        else:
            if into.exists():
                into.rename(Path(scratch, "before"))
            folder.rename(into)
    return facts


def contents() -> list[str]:
    """Every file of a package, in the order in which a zip file holds them."""
    data = [KNOWLEDGE, *(csv_path(table.name) for table in flat.tables())]
    return ["README.md", DESCRIPTION, "CITATION.cff", "LICENCE", SCHEMA, *data, SUMS]


def _may_be_replaced(into: Path, *, as_zip: bool) -> None:
    """Only what an earlier dump left is written over."""
    if not into.parent.is_dir():
        raise Invalid({"package": [f"{into.parent}: there is no such folder."]})
    if not into.exists():
        return
    if as_zip and not into.is_file():
        raise Invalid({"package": [f"{into}: is a folder; a name that ends in .zip is a file's."]})
    if not as_zip and not (into.is_dir() and (not any(into.iterdir()) or _is_package(into))):
        raise Invalid({"package": [f"{into}: holds something else; name a new folder."]})


def _is_package(folder: Path) -> bool:
    return (folder / DESCRIPTION).is_file() and (folder / KNOWLEDGE).is_file()


def _fill(folder: Path) -> Facts:
    with steady():
        lines, rows = _write_data(folder)
        facts = _facts(lines, rows)
    texts: dict[str, str] = {
        "README.md": data_package.readme(facts),
        DESCRIPTION: data_package.descriptor(facts, folder),
        "CITATION.cff": data_package.citation(facts),
        "LICENCE": data_package.licence(facts),
        SCHEMA: json.dumps(schema(), indent=1, ensure_ascii=False) + "\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    sums = packing.sums(folder, [name for name in contents() if name != SUMS])
    (folder / SUMS).write_text(sums, encoding="utf-8", newline="\n")
    return facts


def _facts(lines: Mapping[str, int], rows: Mapping[str, int]) -> Facts:
    base = KnowledgeBase.objects.get(pk=1)
    last: datetime | None = Event.objects.order_by("-seq").values_list("at", flat=True).first()
    return Facts(
        site_name=settings.SITE_NAME,
        address=settings.SITE_URL,
        knowledge_base=str(base.uuid),
        as_of=last,
        event_seq=base.event_seq,
        event_head=base.event_head,
        public_seq=base.public_seq,
        lines=sum(lines.values()),
        records={noun: number for noun, number in lines.items() if noun != "header"},
        rows=rows,
    )


def _write_data(folder: Path) -> tuple[dict[str, int], dict[str, int]]:
    """knowledge.ndjson.gz and every table, in one pass; returns records by noun and rows by table."""
    lines: Counter[str] = Counter()
    rows = {table.name: 0 for table in flat.tables()}
    with ExitStack() as stack:
        raw = stack.enter_context((folder / KNOWLEDGE).open("wb"))
        out = stack.enter_context(packing.gzipped(raw))
        writers = {}
        for table in flat.tables():
            handle = (folder / csv_path(table.name)).open("w", encoding="utf-8", newline="")
            writers[table.name] = csv.writer(stack.enter_context(handle))
            writers[table.name].writerow([field["name"] for field in table.fields])
        for noun, batch in _batches(records()):
            lines[noun] += len(batch)
            for record in batch:
                out.write(write(record))
            flattened = _with_standing(noun, batch)
            for table in flat.by_noun().get(noun, ()):
                for record in flattened:
                    for row in table.rows(record):
                        writers[table.name].writerow([_safe(value) for value in row])
                        rows[table.name] += 1
    return dict(lines), rows


def _batches(found: Iterable[Record]) -> Iterator[tuple[str, list[Record]]]:
    for noun, group in groupby(found, key=lambda record: record["record"]):
        while batch := list(islice(group, BATCH)):
            yield noun, batch


STANDING: dict[str, Callable[[list[int]], dict[int, dict[str, Any]]]] = {
    "claim": standing.of_claims,
    "evidence": standing.of_evidence,
}


def _with_standing(noun: str, batch: list[Record]) -> list[Record]:
    """The records with the added columns of their table; the lines themselves stay as they are."""
    if noun == "synthesis":
        return [record | of_synthesis(record) for record in batch]
    if noun not in STANDING:
        return batch
    keys = [int(record["id"][1:]) for record in batch]
    found = STANDING[noun](keys)
    return [record | found[key] for key, record in zip(keys, batch, strict=True)]


def _safe(value: Any) -> Any:
    """As in every table of the site: what a spreadsheet would take for a formula gets an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
