"""How well references are formatted: equal to what the standard's own processor prints, wrong fields, times.

    .venv/bin/python benchmarks/citations.py FOLDER [--save benchmarks/results/citations.md] [--show STYLE]

FOLDER holds items.json (CSL-JSON) and expected/STYLE.json, the entry of each item as citeproc-js prints it, one
item at a time. A field is wrong where the expected entry has a number (of a page, a volume, an issue, a year, a
DOI) or an author's family name that ours has not, or ours a number that the expected one has not. 1 where a
style offered is under its floor or has a wrong field.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from claims.formats import citation_pandoc, citation_runs, citations  # noqa: E402

FLOORS = {"apa": 0.95, "nlm": 0.85}
FLOOR = 0.75
HEAD = (
    "| style | references | text equal | mark-up equal | floor | a wrong field | s, all at once |",
    "|---" * 7 + "|",
)


def entry(expected: str) -> str:
    """The HTML inside an expected entry, without its number."""
    inner = re.sub(r'<div class="csl-left-margin">.*?</div>', "", expected, flags=re.DOTALL)
    inner = inner.replace('<span style="font-variant:small-caps;">', '<span class="small-caps">')
    return html.unescape(" ".join(re.sub(r"</?div[^>]*>", "", inner).split()))


def bare(marked: str) -> str:
    """The text of an entry. Titles hold things in angle brackets that are no mark-up: those stay."""
    return " ".join(re.sub(r"</?(?:i|b|sup|sub|span)(?: [a-z]+=[^>]*)?>", "", marked).split())


def wrong(item: Mapping[str, Any], ours: str, expected: str) -> bool:
    """Whether a number or a family name is missing from our entry, or a number too many in it."""
    if Counter(re.findall(r"\d+", ours)) != Counter(re.findall(r"\d+", expected)):
        return True
    families = [str(person.get("family") or "") for person in item.get("author", [])]
    return any(name in expected and name not in ours for name in families)


def measured(folder: Path, name: str) -> tuple[int, int, int, int, float, list[tuple[str, str]]]:
    """References, equal texts, equal mark-up, wrong fields, seconds, and the pairs that differ."""
    items = json.loads((folder / "items.json").read_text(encoding="utf-8"))
    path = folder / "expected" / f"{citations.STYLES[name].file}.json"
    expected = json.loads(path.read_text(encoding="utf-8"))
    began = time.perf_counter()
    answers = citation_pandoc.formatted(items, name)
    seconds = time.perf_counter() - began
    same = marked = faults = 0
    differ = []
    for item, answer in zip(items, answers, strict=True):
        want = entry(expected[item["id"]])
        ours = html.unescape(citation_runs.html(answer or ()))
        marked += ours == want
        if bare(ours) == bare(want):
            same += 1
        else:
            differ.append((bare(want), bare(ours)))
        faults += wrong(item, bare(ours), bare(want))
    return len(items), same, marked, faults, seconds, differ


def main() -> int:
    """Measure, print, save."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--save", type=Path)
    parser.add_argument("--show", default="", help="print what differs in this style")
    options = parser.parse_args()
    lines = ["# Formatted references", "", "Made by `benchmarks/citations.py`; figures only.", ""]
    lines += HEAD
    good = True
    for name, style in citations.STYLES.items():
        total, same, marked, faults, seconds, differ = measured(options.folder, name)
        floor = round(total * FLOORS.get(name, FLOOR))
        good = good and same >= floor and not faults
        lines.append(
            f"| {style.label} (`{style.file}`) | {total} | {same} | {marked} | {floor} | {faults} | {seconds:.2f} |"
        )
        if name == options.show:
            print("\n".join(f"  expected {want}\n      ours {ours}" for want, ours in differ))
    print("\n".join(lines))
    if options.save:
        options.save.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
