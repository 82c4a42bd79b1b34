"""How well files of references are read: counts, values kept, agreement with what other tools expect, times.

    .venv/bin/python benchmarks/formats.py FOLDER [--save benchmarks/results/formats.md] [--large 100]

FOLDER holds real exports in any layout; no data of theirs is printed, only figures. Where it holds the test
files of JabRef, Better BibTeX and citation-js, their expected items are compared field by field.
--large also makes files of that many megabytes and reads them, each in a process of its own.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> int:
    """Measure, print, save; 1 where counts differ or agreement is under 97 %."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--save", type=Path)
    parser.add_argument("--large", type=int, default=0, help="megabytes")
    parser.add_argument("--one", nargs=2, metavar=("CASE", "MB"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    from benchmarks import agreement, large_files, reading

    if options.one:
        print(large_files.measure(options.one[0], int(options.one[1])))
        return 0
    lines = ["# Files of references", "", "Made by `benchmarks/formats.py`; figures only.", ""]
    found, fits = reading.table(options.folder)
    lines += ["## Every file", "", *found, "", "## Agreement with what other tools expect", ""]
    compared, agree = agreement.report(options.folder)
    lines += compared
    if options.large:
        lines += ["", f"## Files of {options.large} MB", "", *large_files.HEAD]
        for case in large_files.CASES:
            command = [
                sys.executable,
                __file__,
                str(options.folder),
                "--one",
                case,
                str(options.large),
            ]
            run = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
            lines.append(run.stdout.strip())
    print("\n".join(lines))
    if options.save:
        options.save.parent.mkdir(exist_ok=True)
        options.save.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0 if fits and agree else 1


if __name__ == "__main__":
    sys.exit(main())
