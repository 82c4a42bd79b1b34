"""How often a denial or the opposite direction is seen: figures for docs/explanation/matching.md.

    .venv/bin/python benchmarks/wording.py SHARED/data

Each quote that an annotator took as evidence is put beside its claim as the annotator said it (increases, reduces,
makes no difference), and beside the two claims that say otherwise. The rules were written with the articles of one half
in sight; `held out` are those of the other half.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

EFFECTS = {
    "increase": "{intervention} increases {outcome} compared with {comparator}",
    "decrease": "{intervention} reduces {outcome} compared with {comparator}",
    "no difference": "{intervention} makes no significant difference to {outcome} compared with {comparator}",
}
SHORTEST, LONGEST = 40, 500


def main(folder: Path) -> None:
    """Print the share of true claims that are called opposite, and of opposite ones that are."""
    claims = {one["id"]: one for one in rows(folder / "claims.jsonl")}
    counts: dict[str, Counter[str]] = {"seen": Counter(), "held out": Counter()}
    for link in rows(folder / "links.jsonl"):
        quote = link["quote"].strip()
        plain = SHORTEST <= len(quote) <= LONGEST and "\n" not in quote and quote.count(".") <= 3
        if link["label_verified"] and plain:
            half = "held out" if zlib.crc32(link["source"].encode()) % 2 else "seen"
            measure(quote, claims[link["claim"]], counts[half])
    for half, found in counts.items():
        print(
            f"{half}: {found['false']} of {found['true']} true claims called opposite,"
            f" {found['hit']} of {found['opposite']} opposite ones seen"
        )


def measure(quote: str, claim: dict[str, Any], found: Counter[str]) -> None:
    """Put the quote beside the claim with each effect."""
    from claims.domain.articles import Wording
    from claims.domain.matching import wording

    parts = claim["pico"]
    facts = {
        "claim_type": "efficacy",
        "verdict": "supported",
        "exposure": parts["intervention"],
        "outcome": parts["outcome"],
        "comparator": parts["comparator"],
    }
    for effect, sentence in EFFECTS.items():
        said = wording.suggest(quote, sentence.format(**parts), facts).wording
        opposite = said is Wording.OPPOSITE
        found["true" if effect == claim["effect"] else "opposite"] += 1
        found["false" if effect == claim["effect"] else "hit"] += opposite


def rows(path: Path) -> list[dict[str, Any]]:
    """The lines of a file of JSON."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main(Path(sys.argv[1]) / "evidence-inference")
