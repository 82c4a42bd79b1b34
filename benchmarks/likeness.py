"""How well look-alikes are told apart, on the labelled sets: `python -m benchmarks.likeness [--wrong]`."""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import labelled
from claims.domain.likeness import compare, group


@dataclass(frozen=True)
class Result:
    """One set: what was asked, what was found, and what was found wrong."""

    name: str
    records: int
    found: str
    precision: float
    recall: float
    seconds: float
    wrong: tuple[str, ...] = ()


def asysd() -> Result:
    """Groups of ASySD's set; a group is exactly right where one of its records is labelled unique."""
    items, labels = labelled.asysd()
    start = time.perf_counter()
    groups = group(items)
    spent = time.perf_counter() - start
    right = sum(sum(labels[place] == "unique" for place in members) == 1 for members in groups)
    unique = labels.count("unique")
    wrong = tuple(
        " | ".join(_told(items[place], labels[place]) for place in members)
        for members in groups
        if sum(labels[place] == "unique" for place in members) != 1
    )
    found = f"{len(groups)} groups, {right} exactly right of {unique}"
    return Result(
        "ASySD diabetes", len(items), found, right / len(groups), right / unique, spent, wrong
    )


def endnote(name: str, path: Path) -> Result:
    """A library labelled record by record: is it one of several copies?"""
    items, labels = labelled.endnote(path)
    start = time.perf_counter()
    groups = group(items)
    spent = time.perf_counter() - start
    said = {place for members in groups if len(members) > 1 for place in members}
    gold = {place for place, label in enumerate(labels) if label}
    hit = len(said & gold)
    wrong = tuple(_told(items[place], str(labels[place])) for place in sorted(said ^ gold))
    found = f"{hit} of {len(gold)} copies, {len(said - gold)} wrong"
    return Result(name, len(items), found, hit / len(said), hit / len(gold), spent, wrong)


def pairs(name: str, cases: list[tuple[str, labelled.Item, labelled.Item, bool]]) -> Result:
    """Labelled pairs: a pair is found where there is no doubt."""
    start = time.perf_counter()
    told = [(case, compare(case[1], case[2])) for case in cases]
    spent = time.perf_counter() - start
    hit = sum(found.sure and case[3] for case, found in told)
    false = sum(found.sure and not case[3] for case, found in told)
    same = sum(case[3] for case in cases)
    wrong = tuple(
        f"{case[0]} ({'same' if case[3] else 'different'}): {found}"
        for case, found in told
        if found.sure != case[3]
    )
    found = f"{hit} of {same} found, {false} of {len(cases) - same} wrong"
    return Result(name, 2 * len(cases), found, hit / max(hit + false, 1), hit / same, spent, wrong)


def results() -> list[Result]:
    """Every set that is there."""
    cases = [
        (f"{one.get('title')} ~ {two.get('title')}", one, two, same)
        for one, two, same in labelled.dblp_acm()
    ]
    return [
        endnote("tafenoquine", labelled.HERE / "sra_dedupe" / "tafenoquine.xml"),
        asysd(),
        pairs("bib-dedupe's hard pairs", labelled.hard_pairs()),
        pairs("DBLP-ACM", cases),
    ]


def _told(item: labelled.Item, label: str) -> str:
    shown = {key: str(value)[:70] for key, value in item.items() if key not in ("abstract", "type")}
    return f"[{label}] {shown}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="List what was decided wrongly.")
    options = parser.parse_args()
    print("| set | records | found | precision | recall | seconds |\n|---|---|---|---|---|---|")
    done = results()
    for one in done:
        print(
            f"| {one.name} | {one.records} | {one.found} | {one.precision:.3f} | {one.recall:.3f} |"
            f" {one.seconds:.2f} |"
        )
    for one in done if options.wrong else ():
        print(f"\n{one.name}:", *one.wrong[:60], sep="\n  ")


if __name__ == "__main__":
    main()
