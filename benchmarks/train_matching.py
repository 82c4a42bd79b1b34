"""Fit the weights of the match score on annotated trial reports, and count how telling words are.

    .venv/bin/python -m benchmarks.train_matching FOLDER --words     write claims/domain/matching/background.json
    .venv/bin/python -m benchmarks.train_matching FOLDER             print weights for claims/domain/matching/weights.json

FOLDER is that of the Evidence Inference data set (MIT licence). A sentence that an annotator marked as evidence of a claim
is an example of one that speaks of it; other claims that share its words are examples of claims it does not speak of, and
so are the article's other claims, with less weight, since the same result is told in several places. Logistic regression
by Newton's method, in plain Python. The cuts of the bands are chosen on the figures of benchmarks/article.py.
"""

# ruff: noqa: E501

from __future__ import annotations

import argparse
import json
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from claims.domain.articles import PassageKind
from claims.domain.matching import context, words
from claims.domain.matching.scoring import FEATURES, features, local
from claims.domain.matching.sides import ClaimSide, name_of
from claims.domain.passages.reading import read
from claims.domain.passages.splitting import spans

SKIPPED = (PassageKind.QUESTION, PassageKind.OTHER)
CANDIDATES, NEGATIVES, SIBLING, OTHER, RIDGE, ROUNDS = 20, 25_000, 0.1, 0.5, 1.0, 12
Row = tuple[tuple[float, ...], bool, float]


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """Objects of a file with one a line."""
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def claims_of(folder: Path) -> dict[str, ClaimSide]:
    """The data set's claims as they are compared."""
    found = {}
    for number, row in enumerate(rows_of(folder / "claims.jsonl")):
        pico = row["pico"]
        found[row["id"]] = ClaimSide(
            number,
            row["text"],
            name_of(row["text"][:600]),
            exposure=frozenset(name_of(pico["intervention"])),
            outcome=frozenset(name_of(pico["outcome"])),
            comparator=frozenset(name_of(pico["comparator"])),
        )
    return found


class Index:
    """Claims by their words, best first by inverse document frequency."""

    def __init__(self, claims: Mapping[str, ClaimSide]) -> None:
        self.claims = claims
        self.where: dict[str, list[str]] = defaultdict(list)
        for key, claim in claims.items():
            for word in set(claim.words):
                self.where[word].append(key)

    def best(self, asked: Iterable[str], most: int = CANDIDATES) -> list[str]:
        """Keys of the likeliest claims."""
        scores: Counter[str] = Counter()
        for word in set(asked):
            held = self.where.get(word, ())
            for key in held:
                scores[key] += math.log(1 + len(self.claims) / (len(held) + 0.5))
        ranked = sorted(
            scores, key=lambda key: -scores[key] / (1.3 + len(self.claims[key].text) / 78)
        )
        return ranked[:most]


def examples(folder: Path) -> tuple[list[Row], list[Row], list[Row]]:
    """Marked pairs, pairs with claims of other articles, pairs with the article's other claims."""
    claims = claims_of(folder)
    index = Index(claims)
    links = defaultdict(list)
    for row in rows_of(folder / "links.jsonl"):
        links[row["source"]].append(row)
    marked, others, siblings = [], [], []
    for path in sorted((folder / "articles").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        own = {row["claim"] for row in links[path.stem]}
        passages = [one for one in read(text) if one.kind not in SKIPPED]
        said = [text[one.start : one.end] for one in passages]
        sides = context.sides(said, [one.block for one in passages], text[:200].split("\n")[1])
        wanted = [index.best(side.words) for side in sides]
        weigh = local([claims[key] for key in {key for keys in wanted for key in keys}])
        for one, side, keys in zip(passages, sides, wanted, strict=True):
            gold = {row["claim"] for row in links[path.stem] if _marks(row, one.start, one.end)}
            for key in {*keys, *own}:
                values, _ = features(claims[key], side, weigh)
                group = marked if key in gold else siblings if key in own else others
                group.append((values, key in gold, 1.0))
    return marked, others, siblings


def _marks(row: Mapping[str, int], start: int, end: int) -> bool:
    shared = min(row["end"], end) - max(row["start"], start)
    return shared > 0.5 * min(row["end"] - row["start"], end - start)


def fitted(rows: Sequence[Row]) -> list[float]:
    """Intercept and weights by Newton's method, with a ridge on the weights."""
    size = len(FEATURES) + 1
    weights = [0.0] * size
    for _ in range(ROUNDS):
        slope = [0.0] + [RIDGE * one for one in weights[1:]]
        curve = [
            [RIDGE if i == j and i else 1e-6 * (i == j) for j in range(size)] for i in range(size)
        ]
        for values, gold, weight in rows:
            held = (1.0, *values)
            odds = sum(a * b for a, b in zip(weights, held, strict=True))
            share = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
            off, bend = weight * (share - gold), weight * share * (1 - share)
            for i in range(size):
                slope[i] += off * held[i]
                for j in range(size):
                    curve[i][j] += bend * held[i] * held[j]
        step = solved(curve, slope)
        weights = [one - move for one, move in zip(weights, step, strict=True)]
    return weights


def solved(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """The solution of a small linear system, by elimination with pivots."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for place in range(size):
        pivot = max(range(place, size), key=lambda row: abs(rows[row][place]))
        rows[place], rows[pivot] = rows[pivot], rows[place]
        for row in range(size):
            if row != place:
                times = rows[row][place] / rows[place][place]
                rows[row] = [a - times * b for a, b in zip(rows[row], rows[place], strict=True)]
    return [rows[place][size] / rows[place][place] for place in range(size)]


def count_words(folder: Path) -> None:
    """Write how many sentences hold each word: of the articles, and the annotated quotes."""
    counts: Counter[str] = Counter()
    total = 0
    for path in sorted((folder / "articles").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        for one in spans(text):
            total += 1
            counts.update(set(words.tokens(text[one.start : one.end])))
    for row in rows_of(folder / "links.jsonl"):
        total += 1
        counts.update(set(words.tokens(row["quote"])))
    kept = {
        word: n
        for word, n in sorted(counts.items())
        if n >= 3 and word.isascii() and not word.isdigit()
    }
    held = json.dumps({"sentences": total, "with": kept}, separators=(",", ":"))
    words.BACKGROUND.write_text(held + "\n", encoding="utf-8")
    print(f"{len(kept)} words of {total} sentences")


def main() -> None:
    """Count words, or fit and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--words", action="store_true", help="count words instead")
    options = parser.parse_args()
    if options.words:
        count_words(options.folder)
        return
    marked, others, siblings = examples(options.folder)
    chosen = random.Random(1).sample(others, min(NEGATIVES, len(others)))
    weight = OTHER * len(others) / len(chosen) / 10
    rows = [
        *marked,
        *((values, gold, weight) for values, gold, _ in chosen),
        *((values, gold, SIBLING) for values, gold, _ in siblings),
    ]
    found = [round(one, 2) for one in fitted(rows)]
    print(f"{len(marked)} marked pairs, {len(others)} others, {len(siblings)} siblings")
    print(
        json.dumps({"intercept": found[0], "weights": dict(zip(FEATURES, found[1:], strict=True))})
    )


if __name__ == "__main__":
    main()
