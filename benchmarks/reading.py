"""Every file of a folder read: counts, values kept, seconds."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from pathlib import Path

from benchmarks import values
from claims.formats import references
from claims.formats.encodings import Text
from claims.formats.records import Record, Unreadable


def table(folder: Path) -> tuple[list[str], bool]:
    """One line for each sub-folder and kind of file; and whether all counts agree."""
    rows: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    refused: Counter[str] = Counter()
    fits = True
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.name == "SOURCE.txt":
            continue
        text = Text(path)
        try:
            kind = references.detect_kind(text)
        except Unreadable as error:
            refused[" ".join(error.message.split(",")[0].split(";")[0].split()[:9])] += 1
            continue
        row = rows[path.relative_to(folder).parts[0], kind.value]
        row["files"] += 1
        row["bytes"] += path.stat().st_size
        began = time.perf_counter()
        try:
            for outcome in references.read(text, kind):
                if isinstance(outcome, Record):
                    row["records"] += 1
                    row["noted"] += bool(outcome.notes)
                else:
                    row["rejected"] += outcome.records
        except Unreadable:
            row["empty"] += 1
        row["ms"] += round((time.perf_counter() - began) * 1000)
        row["counted"] += references.count(text, kind)
        kept, given = values.kept(text, kind)
        row["kept"] += kept
        row["values"] += given
    lines = [
        "| folder | kind | files | MB | counted | records | rejected | values kept | seconds |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for (name, kind), row in sorted(rows.items()):
        agrees = row["counted"] == row["records"] + row["rejected"]
        fits = fits and agrees
        lines.append(
            f"| {name} | {kind} | {row['files']} | {row['bytes'] / 1e6:.2f} | {row['counted']:,}"
            f"{'' if agrees else ' **differs**'} | {row['records']:,} | {row['rejected']:,}"
            f" | {row['kept']:,} of {row['values']:,} ({100 * row['kept'] / max(row['values'], 1):.2f} %)"
            f" | {row['ms'] / 1000:.2f} |"
        )
    lines += ["", "Refused, with what they are said to be:", ""]
    lines += [f"- {count} x {reason} ..." for reason, count in refused.most_common()]
    return lines, fits
