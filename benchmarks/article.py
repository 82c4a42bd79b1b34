"""How well articles are matched, and how fast: figures for benchmarks/results/article.md.

    .venv/bin/python benchmarks/article.py SHARED/data                     both corpora, in databases of its own
    .venv/bin/python benchmarks/article.py SHARED/data --articles 10       fewer trial reports
    EMBEDDINGS=True .venv/bin/python benchmarks/article.py SHARED/data     with likeness of meaning (`make embeddings`)

SHARED/data holds kratom/ (article.txt, claims.json) and evidence-inference/. The uncited article is checked against the
demo knowledge base; each trial report against the data set's 1,922 claims, once with and once without its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def uncited(folder: Path) -> None:
    """The uncited article: gold claims found with their sentence, wrong matches, appeals, contradictions."""
    from claims.models import ExternalId
    from claims.queries import checking, documents

    gold = json.loads((folder / "claims.json").read_text(encoding="utf-8"))
    text = (folder / "article.txt").read_text(encoding="utf-8")
    outside = dict(ExternalId.objects.filter(noun="claim").values_list("object_id", "value"))
    names = {(one["start"], one["end"]): one["id"] for one in gold["sentences"]}
    wanted = defaultdict(set)
    for claim in gold["claims"]:
        for sentence in (claim["sentence"], *claim["repeats"]):
            wanted[sentence].add(claim["id"])
    started = time.perf_counter()
    found = checking.look(text)
    took = time.perf_counter() - started
    bands: Counter[tuple[str, bool]] = Counter()
    got = defaultdict(set)
    for one in found:
        name = names.get((one.passage.start, one.passage.end), "")
        for match in one.matches:
            claim = outside.get(match.claim_id, "")
            got[name].add(claim)
            bands[match.band, claim in wanted[name]] += 1
            if match.cosine is not None:
                bands["meaning", claim in wanted[name]] += 1
    hits = sum(claim["id"] in got[claim["sentence"]] for claim in gold["claims"])
    report = documents.report(None, text, found)
    print(
        f"uncited article: {hits} of {len(gold['claims'])} claims found with their sentence;",
        end=" ",
    )
    print(f"match: {bands['match', True]} right, {bands['match', False]} wrong;", end=" ")
    print(
        f"possible: {bands['possible', True]} right, {bands['possible', False]} not in the gold list;",
        end=" ",
    )
    print(
        f"by meaning alone: {bands['meaning', True]} right, {bands['meaning', False]} not;", end=" "
    )
    print(
        f"{report['counts']['uncited']} appeals without a source, {len(report['contradictions'])} contradictions;",
        end=" ",
    )
    print(f"{took:.1f} s")


def rephrased() -> None:
    """Sentences of ours that say claims of the demo knowledge base in other words (rephrased.json)."""
    from claims.models import ExternalId
    from claims.queries import checking

    outside = dict(ExternalId.objects.filter(noun="claim").values_list("object_id", "value"))
    pairs = json.loads((ROOT / "benchmarks/rephrased.json").read_text(encoding="utf-8"))
    hits = others = 0
    for wanted, sentence in pairs.items():
        found = [
            outside.get(match.claim_id) for one in checking.look(sentence) for match in one.matches
        ]
        hits += wanted in found
        others += len(found) - (wanted in found)
    print(f"other words: {hits} of {len(pairs)} claims found, {others} others offered")


def trial_reports(folder: Path, most: int) -> None:
    """Trial reports: own claims found, and what is found when they are taken out."""
    from claims.models import ExternalId
    from claims.queries import checking

    keys = dict(ExternalId.objects.filter(noun="claim").values_list("value", "object_id"))
    own = defaultdict(set)
    for line in (folder / "links.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        own[row["source"]].add(keys[row["claim"]])
    asked = hit = offered = false = possible = sentences = 0
    took = 0.0
    paths = [path for path in sorted((folder / "articles").glob("*.txt")) if own[path.stem]]
    paths = paths[:: max(1, len(paths) // most)][:most]
    for path in paths:
        text, mine = path.read_text(encoding="utf-8"), own[path.stem]
        started = time.perf_counter()
        found = [match for one in checking.look(text) for match in one.matches]
        took += time.perf_counter() - started
        asked += len(mine)
        hit += len(mine & {match.claim_id for match in found if match.band == "match"})
        offered += len(mine & {match.claim_id for match in found})
        without = checking.look(text, leave_out=mine)
        sentences += len(without)
        false += sum(match.band == "match" for one in without for match in one.matches)
        possible += sum(match.band == "possible" for one in without for match in one.matches)
    count = len(paths)
    print(
        f"{count} trial reports, {sentences / count:.0f} sentences each: {asked} own claims,",
        end=" ",
    )
    print(f"{hit / asked:.3f} matched, {offered / asked:.3f} matched or possible;", end=" ")
    print(
        f"own claims taken out: {false / count:.2f} matches and {possible / count:.1f} possible each;",
        end=" ",
    )
    print(f"{took / count:.1f} s each")


def main() -> None:
    """Make two databases, fill them, measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--articles", type=int, default=88, help="how many trial reports")
    parser.add_argument("--part", choices=["uncited", "trials"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        import django

        django.setup()
        measure(options)
        return
    with tempfile.TemporaryDirectory() as scratch:
        for part in ("uncited", "trials"):
            environment: dict[str, Any] = os.environ | {
                "DATABASE_URL": f"sqlite:///{scratch}/{part}.sqlite3",
                "DATA_DIR": scratch,
                "DEBUG": "True",
                "DJANGO_SETTINGS_MODULE": "evidence.settings",
            }
            manage = [sys.executable, str(ROOT / "manage.py")]
            loads = [["migrate", "-v0"]]
            if part == "uncited":
                loads.append(["demo"])
            else:
                script = ROOT / "docs/examples/convert_evidence_inference.py"
                made = f"{scratch}/trials.ndjson"
                folder = options.data / "evidence-inference"
                subprocess.run(  # noqa: S603
                    [sys.executable, str(script), str(folder), made],
                    check=True,
                    stdout=subprocess.DEVNULL,
                )
                loads.append(["load", made])
            if os.environ.get("EMBEDDINGS") == "True":
                loads.append(["embed_claims"])
            for load in loads:
                subprocess.run(  # noqa: S603
                    [*manage, *load], env=environment, check=True, stdout=subprocess.DEVNULL
                )
            again = [sys.executable, __file__, str(options.data), "--part", part]
            subprocess.run(  # noqa: S603
                [*again, "--articles", str(options.articles)], env=environment, check=True
            )


def measure(options: argparse.Namespace) -> None:
    """One of the two."""
    if options.part == "uncited":
        uncited(options.data / "kratom")
        rephrased()
    else:
        trial_reports(options.data / "evidence-inference", options.articles)


if __name__ == "__main__":
    main()
