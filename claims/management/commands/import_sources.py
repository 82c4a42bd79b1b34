"""`manage.py import_sources FILE...`: bring files of references in; see docs/how-to/import.md."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from claims.access import Denied
from claims.actions.importing import batches, reading, storing
from claims.domain.problems import Problem
from claims.domain.vocabulary import ImportOutcome, ImportStatus
from claims.formats.records import Kind, Unreadable
from claims.formats.seen import Seen
from claims.queries import imports
from claims.queries.incoming import open_file, sort_out

PIECE = 1024 * 1024


@dataclass
class Told:
    """What became of the records of all files."""

    records: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    rejected: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The report: how many records there are, and what each is."""
        words = (ImportOutcome.NEW, ImportOutcome.SAME, ImportOutcome.NEEDS_DECISION)
        counts = {word.value: self.outcomes[word.value] for word in words}
        return {"records": self.records, **counts, "rejected": self.rejected}


class Command(BaseCommand):
    help = "Bring in sources from RIS, BibTeX, nbib, PubMed XML, EndNote XML, CSL-JSON, CSV or XLSX files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="the export")
        parser.add_argument("--dry-run", action="store_true", help="sort and count; write nothing")
        parser.add_argument("--json", action="store_true", help="the report as JSON")
        parser.add_argument(
            "--kind", choices=[kind.value for kind in Kind], help="if it is not to be told apart"
        )
        parser.add_argument("--by", metavar="USER", help="whose act it is")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="FIELD=COLUMN",
            help="for tables: which column is which field, e.g. title=Titel",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        by = self._person(options["by"])
        mapping = dict(_pair(given) for given in options["map"])
        told = Told()
        made = []
        with (
            tqdm(unit=" records", disable=None if not options["json"] else True) as bar,
            Seen() as seen,
        ):
            for path in options["files"]:
                try:
                    if options["dry_run"]:
                        self._look(path, options["kind"], mapping, seen, told, bar)
                    else:
                        made.append(self._bring_in(path, options["kind"], mapping, by, told, bar))
                except (Problem, Denied, OSError) as error:
                    told.failures.append(f"{path}: {getattr(error, 'message', error)}")
        self._tell(told, made, options)
        if told.failures:
            sys.exit(1)

    def _person(self, name: str | None) -> Any:
        if not name:
            return None
        found = get_user_model().objects.filter(username=name).first()
        if found is None:
            raise CommandError(f"--by: there is no user {name!r}")
        return found

    def _look(
        self, path: Path, kind: str | None, mapping: Any, seen: Seen, told: Told, bar: Any
    ) -> None:
        sheet = open_file(path, name=str(path), kind=Kind(kind) if kind else None, mapping=mapping)
        bar.reset(sheet.counted)
        told.records += sheet.counted
        for rows, remarks in sort_out(sheet, seen):
            told.remarks += [f"{path}: {remark}" for remark in remarks]
            told.outcomes.update(row.outcome.value for row in rows)
            told.rejected += [
                {"file": str(path), "line": row.line, "reason": row.reason}
                for row in rows
                if row.outcome == ImportOutcome.REJECTED
            ]
            bar.update(len(rows))

    def _bring_in(
        self, path: Path, kind: str | None, mapping: Any, by: Any, told: Told, bar: Any
    ) -> str:
        batch = batches.create(
            pieces=_pieces(path), filename=path.name, by=by, kind=kind or "", mapping=mapping
        )
        reading.read(
            batch=batch,
            by=by,
            started=bar.reset,
            progress=lambda done: _advance(bar, done),
        )
        told.records += batch.counted or 0
        told.rejected += [
            {"file": str(path), "line": line, "reason": reason}
            for line, reason in imports.rejected(batch)
        ]
        told.outcomes.update(imports.counts(batch))
        if batch.status == ImportStatus.FAILED:
            raise Unreadable(batch.error)
        told.remarks += [f"{path}: {remark}" for remark in batch.error.splitlines()]
        bar.reset(batch.counted)
        storing.store(batch=batch, by=by, progress=lambda done: _advance(bar, done))
        return f"{batch.public_id} ({path.name})"

    def _tell(self, told: Told, made: list[str], options: dict[str, Any]) -> None:
        for line in (*told.remarks[:50], *told.failures):
            self.stderr.write(line)
        if options["json"]:
            self.stdout.write(json.dumps(told.as_dict()))
            return
        for one in told.rejected[:50]:
            self.stderr.write(f"{one['file']}:{one['line']}: {one['reason']}")
        if len(told.rejected) > 50:
            self.stderr.write(f"... and {len(told.rejected) - 50} more; --json lists all")
        found = told.as_dict()
        found["rejected"] = len(told.rejected)
        for name, number in found.items():
            self.stdout.write(f"{name.replace('_', ' '):15}{number:>8}")
        if options["dry_run"]:
            self.stdout.write("dry run: nothing was written")
        elif made:
            self.stdout.write(f"stored as {', '.join(made)}; each can be undone on its page")


def _pair(given: str) -> tuple[str, str]:
    """Heading and field of `field=column`."""
    field_, sign, column = given.partition("=")
    if not sign or not field_.strip() or not column.strip():
        raise CommandError(f"--map: {given!r} is not FIELD=COLUMN, such as title=Titel")
    return column.strip(), field_.strip()


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _advance(bar: tqdm[Any], done: int) -> None:
    bar.update(done)
