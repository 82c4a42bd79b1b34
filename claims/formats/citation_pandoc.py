"""pandoc as citation processor: one short process for a whole list, walled in, and never trusted to answer.

It runs with `--sandbox` (no file but the style, no network), a bounded heap, a bounded time, an empty
environment and a folder of its own. Whatever goes wrong, the answer is that there is none.
"""

from __future__ import annotations

import json
import logging
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from claims.formats import citation_runs as runs
from claims.formats import citation_styles as styles
from claims.formats.citation_items import prepared, restored
from claims.formats.citation_runs import Run, Runs
from claims.formats.records import Csl

log = logging.getLogger(__name__)

SECONDS = 15.0
HEAP = "600m"
#: References, and bytes of them, that one process is given.
MOST = 200
MOST_BYTES = 2_000_000
#: Processes of one server process at a time, and how long one waits for its turn.
AT_ONCE = 2
PATIENCE = 8.0
_turns = threading.BoundedSemaphore(AT_ONCE)


@cache
def program() -> Path | None:
    """Where pandoc is, or None where the package that carries it is not installed."""
    spec = find_spec("pypandoc")
    for place in (spec and spec.submodule_search_locations) or ():
        for name in ("pandoc", "pandoc.exe"):
            found = Path(place) / "files" / name
            if found.is_file():
                return found
    return None


def formatted(items: Sequence[Csl], style: str) -> list[Runs | None]:
    """Each item's reference in its place; None for what the processor did not answer.

    One process for each MOST of them. A list that it cannot take is halved to find the one that upsets it.
    """
    found: list[Runs | None] = [None] * len(items)
    dash = styles.dash(style)
    ready = [(place, prepared(item, f"r{place}", dash)) for place, item in enumerate(items)]
    known = [(place, item) for place, item in ready if item is not None]
    for part in _parts(known):
        for place, answer in _answered(part, style, len(part)).items():
            found[place] = answer
    return found


Placed = tuple[int, Csl]


def _parts(known: Sequence[Placed]) -> Iterator[list[Placed]]:
    part: list[Placed] = []
    size = 0
    for place, item in known:
        length = len(json.dumps(item))
        if part and (len(part) == MOST or size + length > MOST_BYTES):
            yield part
            part, size = [], 0
        part.append((place, item))
        size += length
    if part:
        yield part


def _answered(part: list[Placed], style: str, whole: int) -> dict[int, Runs]:
    answer = _run([item for _, item in part], style)
    if answer is not None:
        return answer
    if program() is None or len(part) <= max(1, whole // 8):
        return {}
    middle = len(part) // 2
    return _answered(part[:middle], style, whole) | _answered(part[middle:], style, whole)


def _run(items: Sequence[Csl], style: str) -> dict[int, Runs] | None:
    """References by place in the list first asked for; None where the process failed."""
    pandoc, csl = program(), styles.source(style)
    if pandoc is None or csl is None:
        return None
    if not _turns.acquire(timeout=PATIENCE):
        log.warning("The citation processor is busy: %s references stay plain.", len(items))
        return None
    try:
        with tempfile.TemporaryDirectory(prefix="citations-") as folder:
            path = Path(folder) / "style.csl"
            path.write_text(csl, encoding="utf-8")
            answer = subprocess.run(  # noqa: S603
                [
                    *(str(pandoc), "+RTS", f"-M{HEAP}", "-RTS", "--sandbox", "--citeproc"),
                    *("--from", "csljson", "--to", "json", "--csl", str(path)),
                ],
                input=json.dumps(items).encode(),
                capture_output=True,
                check=True,
                timeout=SECONDS,
                cwd=folder,
                env={"LANG": "C.UTF-8"},
            )
        return _read(answer.stdout)
    except subprocess.CalledProcessError as error:
        said = error.stderr[-300:].decode(errors="replace")
        log.warning("The citation processor failed with %s: %s", error.returncode, said)
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        log.warning("The citation processor gave no answer: %s", type(error).__name__)
    finally:
        _turns.release()
    return None


def _read(output: bytes) -> dict[int, Runs]:
    found: dict[int, Runs] = {}
    for block in json.loads(output)["blocks"]:
        for entry in block["c"][1] if block.get("t") == "Div" else ():
            name = entry["c"][0][0] if entry.get("t") == "Div" else ""
            if name.startswith("ref-r") and name[5:].isdecimal():
                answer = runs.of_pandoc(entry["c"][1])
                found[int(name[5:])] = tuple(Run(restored(text), marks) for text, marks in answer)
    return found
