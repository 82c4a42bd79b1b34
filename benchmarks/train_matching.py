"""Fit the weights of the match score on annotated trial reports, and count how telling words are.

    .venv/bin/python -m benchmarks.train_matching FOLDER --words   write claims/domain/matching/background.json
    .venv/bin/python -m benchmarks.train_matching FOLDER           print the weights for weights.json beside it
    .venv/bin/python -m benchmarks.train_matching FOLDER --folds   and how well they do on articles not seen before

FOLDER is that of the Evidence Inference data set (MIT licence). A sentence that an annotator marked as evidence of a
claim is an example of one that speaks of it; other claims that share its words are examples of claims it does not
speak of, and so are the article's other claims, with less weight, since the same result is told in several places.
Each report is given whole and in pieces of PIECE sentences, so that short texts have their say. Logistic regression by
Newton's method. The cuts of the bands are chosen on the figures of benchmarks/article.py.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from claims.domain.articles import Band, PassageKind
from claims.domain.matching import around, context, words
from claims.domain.matching.scoring import FEATURES, Scored, features, local, settled
from claims.domain.matching.sides import ClaimSide, name_of
from claims.domain.passages.reading import read
from claims.domain.passages.splitting import spans

SKIPPED = (PassageKind.QUESTION, PassageKind.OTHER)
CANDIDATES, PIECE, FOLDS = 40, 30, 5
#: What an example weighs: a claim of the same article; one of another article, of which one in TAKEN is taken.
SIBLING, OTHER, TAKEN, RIDGE, ROUNDS = 0.1, 0.05, 10, 1.0, 14
CUTS = (0.2, 0.3, 0.4, 0.45, 0.5)


@dataclass
class Report:
    """An article: its own claims, and for each sentence the claims that it was annotated with and all candidates."""

    own: set[int]
    gold: list[set[int]] = field(default_factory=list)
    found: list[list[Scored]] = field(default_factory=list)
    advice: list[bool] = field(default_factory=list)


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

    def best(self, asked: Iterable[str], most: int) -> list[str]:
        """Keys of the likeliest claims."""
        scores: dict[str, float] = defaultdict(float)
        for word in set(asked):
            held = self.where.get(word, ())
            for key in held:
                scores[key] += math.log(1 + len(self.claims) / (len(held) + 0.5))
        ranked = sorted(
            scores, key=lambda key: -scores[key] / (1.3 + len(self.claims[key].text) / 78)
        )
        return ranked[:most]


def reports(folder: Path) -> list[tuple[Report, list[Report]]]:
    """Each article whole, and the same in pieces."""
    claims = claims_of(folder)
    index = Index(claims)
    links = defaultdict(list)
    for row in rows_of(folder / "links.jsonl"):
        links[row["source"]].append(row)
    found = []
    for path in sorted((folder / "articles").glob("*.txt")):
        if not links[path.stem]:
            continue
        text = path.read_text(encoding="utf-8")
        passages = read(text)
        every = [text[one.start : one.end] for one in passages]
        kept = [place for place, one in enumerate(passages) if one.kind not in SKIPPED]
        sides = context.sides(every, [one.block for one in passages], "")
        own = {row["claim"] for row in links[path.stem]}
        wanted = {place: index.best(sides[place].words, CANDIDATES + len(own)) for place in kept}
        weigh = local([claims[key] for key in {key for keys in wanted.values() for key in keys}])

        def made(
            places: Sequence[int],
            said: Sequence[str],
            own: set[str] = own,
            wanted: Mapping[int, list[str]] = wanted,
            rows: Sequence[Mapping[str, Any]] = links[path.stem],
            passages: Any = passages,
            sides: Any = sides,
            weigh: Any = weigh,
        ) -> Report:
            whole = around.article(said)
            report = Report({claims[key].key for key in own})
            for place in places:
                one = passages[place]
                gold = {r["claim"] for r in rows if _marks(r, one.start, one.end)}
                report.gold.append({claims[key].key for key in gold})
                report.advice.append(one.kind is PassageKind.ADVICE)
                report.found.append(
                    [
                        Scored(
                            claims[key].key, 0.0, *features(claims[key], sides[place], weigh, whole)
                        )
                        for key in dict.fromkeys([*wanted[place], *gold])
                    ]
                )
            return report

        pieces = [
            made([p for p in kept if start <= p < start + PIECE], every[start : start + PIECE])
            for start in range(0, len(every), PIECE)
        ]
        found.append((made(kept, every), pieces))
    return found


def _marks(row: Mapping[str, int], start: int, end: int) -> bool:
    shared = min(row["end"], end) - max(row["start"], start)
    return shared > 0.5 * min(row["end"] - row["start"], end - start)


def fitted(many: Iterable[Report]) -> Any:
    """Intercept and weights by Newton's method, with a ridge on the weights."""
    chance = random.Random(1)
    values, gold, weight = [], [], []
    for report in many:
        for marked, found in zip(report.gold, report.found, strict=True):
            for one in found:
                speaks, sibling = one.key in marked, one.key in report.own
                if not speaks and not sibling and chance.randrange(TAKEN):
                    continue
                values.append((1.0, *one.features))
                gold.append(speaks)
                weight.append(1.0 if speaks else SIBLING if sibling else OTHER * TAKEN)
    x, y, w = np.array(values), np.array(gold, float), np.array(weight)
    ridge = np.diag([1e-6, *[RIDGE] * len(FEATURES)])
    weights = np.zeros(x.shape[1])
    for _ in range(ROUNDS):
        share = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (w * (share - y)) + ridge @ weights
        curve = (x * (w * share * (1 - share))[:, None]).T @ x + ridge
        weights -= np.linalg.solve(curve, slope)
    return weights


def measured(report: Report, weights: Any, cut: float, asked: set[int]) -> tuple[int, int]:
    """Those of the claims `asked` for that are matched, and matches where the article's own are taken out."""

    def matches(leave_out: set[int]) -> list[int]:
        scored = [
            [
                Scored(one.key, _logistic(weights, one.features), one.features, one.held)
                for one in [o for o in found if o.key not in leave_out][:CANDIDATES]
            ]
            for found in report.found
        ]
        offered = settled(scored, report.advice, cuts=(cut, 1.0))
        return [one.key for many in offered for one, band in many if band is Band.MATCH]

    return len(asked & set(matches(set()))), len(matches(report.own))


def _logistic(weights: Any, values: Sequence[float]) -> float:
    total = weights[0] + float(np.dot(weights[1:], values))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def folds(found: Sequence[tuple[Report, list[Report]]]) -> None:
    """Print recall and false findings on articles that the weights were not fitted on: whole, and in pieces."""
    order = list(range(len(found)))
    random.Random(3).shuffle(order)
    sums: dict[tuple[str, float], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for number in range(FOLDS):
        held = order[number::FOLDS]
        weights = fitted(one for place in order if place not in held for one in _all(found[place]))
        for place in held:
            whole, pieces = found[place]
            for name, some in (("whole", [whole]), ("pieces", pieces)):
                # A piece is asked for the claims that its own sentences were annotated with.
                wanted = [set().union(*one.gold) if name == "pieces" else one.own for one in some]
                for cut in CUTS:
                    total = sums[name, cut]
                    for one, asked in zip(some, wanted, strict=True):
                        hit, false = measured(one, weights, cut, asked)
                        total[0] += hit
                        total[1] += len(asked)
                        total[2] += false
                        total[3] += len(one.gold)
    for (name, cut), (hits, own, wrong, sentences) in sorted(sums.items()):
        print(
            f"{name} from {cut}: {hits / own:.3f} of own claims,"
            f" {wrong / len(found):.2f} false for an article, {1000 * wrong / sentences:.1f} for 1,000 sentences"
        )


def _all(one: tuple[Report, list[Report]]) -> list[Report]:
    return [one[0], *one[1]]


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
    parser.add_argument("--folds", action="store_true", help="measure on held-out articles instead")
    options = parser.parse_args()
    if options.words:
        count_words(options.folder)
        return
    found = reports(options.folder)
    weights = [round(float(one), 2) for one in fitted(r for one in found for r in _all(one))]
    print(
        json.dumps(
            {"intercept": weights[0], "weights": dict(zip(FEATURES, weights[1:], strict=True))}
        )
    )
    if options.folds:
        folds(found)


if __name__ == "__main__":
    main()
