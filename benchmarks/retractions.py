"""How well notices find their works by title alone, on the labelled rows beside the repository.

`python -m benchmarks.retractions [SHARED]` prints a table; titles only, as if no identifier were known.
"""

from __future__ import annotations

import csv
import sys
import time
from collections import Counter
from pathlib import Path

from claims.domain import titles


def measure(path: Path) -> list[tuple[str, int, int]]:
    """For each label: how many rows there are, and how many are like a retracted title of a neighbouring year."""
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    known = [row for row in rows if row["label"] == "retracted"]
    total: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for row in rows:
        total[row["label"]] += 1
        found[row["label"]] += any(
            abs(int(row["year"]) - int(other["year"])) <= 1
            and titles.alike(row["title"], other["title"]) >= titles.SAME
            for other in known
        )
    return [(label, total[label], found[label]) for label in sorted(total)]


def main() -> None:
    """Print the table."""
    shared = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared")
    start = time.perf_counter()
    table = measure(shared / "data/bibliography/retractions/calibration_dev.csv")
    print("| rows | number | flagged |\n|---|---|---|")
    for label, number, found in table:
        print(f"| {label} | {number} | {found} |")
    print(f"\n{time.perf_counter() - start:.2f} s")


if __name__ == "__main__":
    main()
