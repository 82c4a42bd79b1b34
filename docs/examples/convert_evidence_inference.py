"""Turn the Evidence Inference data set into Touchstone's load format.

    python docs/examples/convert_evidence_inference.py FOLDER OUT.ndjson
    python manage.py load OUT.ndjson

FOLDER holds claims.jsonl, sources.jsonl and links.jsonl. Each claim restates the result of one trial, so it is loaded
as such (`scope: one_study`). Several annotators of one claim and source become one piece of evidence with one appraisal
each: they judged the direction only, so strength stays empty, and where they differ they are raters who disagree, not
studies that conflict. Their quotes keep their exact offsets in the article's text.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NAMESPACE = "evidence-inference"
DIRECTION = {"supports": "supports", "refutes": "contradicts"}


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file with one JSON object a line."""
    with path.open(encoding="utf-8") as handle:
        for line in handle:
            yield json.loads(line)


def key(value: str) -> str:
    """An id of the data set as an outside id."""
    return f"{NAMESPACE}:{value}"


def line(text: str) -> str:
    """Text on one line, without stray spaces."""
    return " ".join(text.split())


def source(row: dict[str, Any]) -> dict[str, Any]:
    """A trial report."""
    names = [author.split() for author in row["authors"] if author.split()]
    authors = "; ".join(" ".join([n[0], "".join(part[0] for part in n[1:])]).strip() for n in names)
    record = {
        "record": "source",
        "key": key(row["id"]),
        "csl_type": "article-journal",
        "title": line(row["title"]),
        "authors": authors[:2000],
        "container_title": line(row["journal"]),
        "year": row["year"],
        "identity": "index",
        "identity_note": "Listed in the data set with its PubMed Central record.",
        "csl": {
            "type": "article-journal",
            "title": line(row["title"]),
            "author": [{"family": n[0], "given": " ".join(n[1:])} for n in names],
            "container-title": line(row["journal"]),
            "issued": {"date-parts": [[row["year"]]]},
        },
    }
    for name in ("doi", "pmid", "pmcid"):
        if row.get(name):
            record[name] = row[name]
    return record


def claim(row: dict[str, Any]) -> dict[str, Any]:
    """One trial's result as a claim."""
    pico = {name: line(value)[:300] for name, value in row["pico"].items()}
    return {
        "record": "claim",
        "key": key(row["id"]),
        "text": line(row["text"])[:600],
        "exposure_text": pico["intervention"],
        "outcome_text": pico["outcome"],
        "comparator_text": pico["comparator"],
        "relation": row["effect"],
        "claim_type": "comparative",
        "scope": "one_study",
        "quantifier": "more_than",
        "about": "people",
        "rung_claimed": "associated",
    }


def evidence(notes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """All annotations of one claim and source: one piece of evidence and an appraisal for each annotator."""
    first = notes[0]
    own = key(f"{first['claim']}-{first['source']}")
    yield {
        "record": "evidence",
        "key": own,
        "claim": key(first["claim"]),
        "source": key(first["source"]),
        "design": "rct",
        "comparison_made": True,
        "read": "full_text",
        "released": True,
        "quotes": [
            {
                "exact": note["quote"],
                "start": note["start"],
                "end": note["end"],
                "note": f"marked by annotator {note['annotator']}",
            }
            for note in notes
            if note["quote"].strip()
        ],
    }
    said: dict[str, set[str]] = defaultdict(set)
    for note in notes:
        said[note["annotator"]].add(DIRECTION[note["direction"]])
    for annotator, directions in sorted(said.items()):
        yield {
            "record": "appraisal",
            "key": f"{own}-{annotator}",
            "evidence": own,
            "rater": key(annotator),
            "direction": directions.pop() if len(directions) == 1 else "mixed",
            "read": "full_text",
        }


def convert(folder: Path) -> Iterator[dict[str, Any]]:
    """Every record of the load, in any order that `load` accepts."""
    yield {
        "record": "header",
        "format": "touchstone-knowledge/1",
        "title": "Evidence Inference",
        "licence": "MIT",
    }
    yield from map(source, rows(folder / "sources.jsonl"))
    yield from map(claim, rows(folder / "claims.jsonl"))
    together: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for note in rows(folder / "links.jsonl"):
        together[note["claim"], note["source"]].append(note)
    for notes in together.values():
        yield from evidence(notes)


def main() -> None:
    """Read the folder, write the file, say how many records."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    count = 0
    with options.out.open("w", encoding="utf-8") as handle:
        for record in convert(options.folder):
            handle.write(json.dumps(record, ensure_ascii=False, sort_keys=True) + "\n")
            count += 1
    print(f"{count} records")


if __name__ == "__main__":
    main()
