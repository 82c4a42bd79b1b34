"""Train the weights by which sentences are ranked for checking, and say how well they do on articles left out.

    .venv/bin/python -m benchmarks.train_ranker FOLDER            write claims/domain/passages/ranker.json
    .venv/bin/python -m benchmarks.train_ranker FOLDER --check    only measure

FOLDER is that of the Evidence Inference data set (MIT licence): links.jsonl with annotated quotes and their places, and
articles/ with full texts. Logistic regression by stochastic gradient steps (AdaGrad), in plain Python. Quotes of articles
without a full text serve as further examples of what is worth checking. Measured over five folds, each article in one.
"""

# ruff: noqa: E501

from __future__ import annotations

import argparse
import json
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from claims.domain.passages import ranking
from claims.domain.passages.reading import read

FOLDS, PASSES, STEP, SHRINK = 5, 6, 0.3, 2e-6
FEWEST, KEPT = 4, 14_000
#: How much a quote of an article without full text counts beside an annotated sentence.
QUOTE = 0.5
BEST = 10


@dataclass
class Example:
    """One sentence: its terms, how long it is, whether it is evidence, and how much it counts."""

    terms: list[str]
    length: int
    evidence: bool
    weight: float = 1.0


@dataclass
class Model:
    """Weights by term."""

    intercept: float = -3.0
    weights: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    seen: dict[str, float] = field(default_factory=lambda: defaultdict(lambda: 1e-8))

    def score(self, one: Example) -> float:
        """Log odds that the sentence is evidence."""
        held = (self.weights[term] for term in one.terms if term in self.weights)
        return self.intercept + sum(held) / math.sqrt(1 + one.length)

    def learn(self, examples: Sequence[Example], seed: int = 1) -> Model:
        """PASSES over the examples in random order."""
        order = list(examples)
        rng = random.Random(seed)
        for _ in range(PASSES):
            rng.shuffle(order)
            for one in order:
                odds = max(-30.0, min(30.0, self.score(one)))
                off = one.weight * (one.evidence - 1 / (1 + math.exp(-odds)))
                self.intercept += 0.01 * off
                part = off / math.sqrt(1 + one.length)
                for term in one.terms:
                    slope = part - SHRINK * self.weights[term]
                    self.seen[term] += slope * slope
                    self.weights[term] += STEP * slope / math.sqrt(self.seen[term])
        return self


def examples_of(folder: Path) -> tuple[dict[str, list[Example]], list[Example]]:
    """Sentences by article, and the quotes of articles without a full text."""
    links = defaultdict(list)
    for line in (folder / "links.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        links[row["source"]].append(row)
    articles = {}
    for path in sorted((folder / "articles").glob("*.txt")):
        rows = links.pop(path.stem, [])
        if rows:
            articles[path.stem] = list(sentences(path.read_text(encoding="utf-8"), rows))
    quotes = [
        Example(
            list(ranking.terms(row["quote"], place=0.5)), len(row["quote"].split()), True, QUOTE
        )
        for rows in links.values()
        for row in rows
        if len(row["quote"].split()) < 80
    ]
    for one in quotes:
        one.terms = [term for term in one.terms if not term.startswith("@")]
    return articles, quotes


def sentences(text: str, rows: Sequence[dict[str, int]]) -> Iterable[Example]:
    """Every sentence that may be ranked, with whether an annotator marked most of it, or marked it as a part."""
    passages = read(text)
    heading = ""
    for number, one in enumerate(passages):
        said = text[one.start : one.end]
        if one.heading:
            heading = said
        if one.kind in ranking.NEVER:
            continue
        shared = max(min(one.end, row["end"]) - max(one.start, row["start"]) for row in rows)
        least = 0.5 * min(one.end - one.start, *(row["end"] - row["start"] for row in rows))
        terms = list(ranking.terms(said, place=number / len(passages), heading=heading))
        yield Example(terms, len(said.split()), shared > least)


def measured(articles: dict[str, list[Example]], quotes: list[Example]) -> dict[str, float]:
    """Over five folds: how often an evidence sentence is among the ten best, and the share kept to find nine in ten."""
    names = sorted(articles)
    random.Random(7).shuffle(names)
    hits, asked, ranked = 0, 0, []
    for fold in range(FOLDS):
        left = names[fold::FOLDS]
        train = [one for name in names if name not in left for one in articles[name]]
        model = Model().learn([*train, *quotes])
        for name in left:
            scored = sorted(
                ((model.score(one), one.evidence) for one in articles[name]),
                key=lambda pair: -pair[0],
            )
            if any(evidence for _, evidence in scored):
                asked += 1
                hits += any(evidence for _, evidence in scored[:BEST])
                ranked += [
                    place / len(scored) for place, (_, evidence) in enumerate(scored) if evidence
                ]
    ranked.sort()
    return {
        "articles": asked,
        "hits": hits,
        "share": round(hits / asked, 3),
        "kept for nine in ten": round(ranked[int(0.9 * len(ranked))], 3),
    }


def main() -> None:
    """Measure, and unless --check is given train on everything and write the weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args()
    articles, quotes = examples_of(options.folder)
    print(measured(articles, quotes))
    if options.check:
        return
    everything = [*(one for many in articles.values() for one in many), *quotes]
    counts = Counter(term for one in everything for term in one.terms)
    model = Model().learn(everything)
    kept = sorted(
        (term for term in model.weights if counts[term] >= FEWEST),
        key=lambda term: -abs(model.weights[term]),
    )[:KEPT]
    held = {
        "source": "Evidence Inference 2.0 (MIT); benchmarks/train_ranker.py",
        "intercept": round(model.intercept, 3),
        "weights": {term: round(model.weights[term], 2) for term in sorted(kept)},
    }
    ranking.WEIGHTS.write_text(
        json.dumps(held, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8"
    )
    print(f"{ranking.WEIGHTS.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
