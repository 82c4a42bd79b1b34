"""HTML, PDF and Word files, read in a process of its own with bounded time and memory: they may be made to do harm.

`main` is what that process does: the file on standard input, JSON on standard output.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from claims.formats.records import Unreadable

SECONDS = 30
MEMORY = 1_500_000_000
#: Characters of text that come out of one file at most.
MOST_CHARACTERS = 5_000_000
#: Processes of one server process at a time, and how long one waits for its turn.
AT_ONCE, PATIENCE = 2, 20.0
ROOT = Path(__file__).resolve().parents[2]
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]);"
    " from claims.formats.documents_apart import main; main(sys.argv[2])"
)
_turns = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class Extracted:
    """The text of a file, and its title and remarks where there are any."""

    text: str
    title: str = ""
    remarks: list[str] = field(default_factory=list)


def extract(data: bytes, kind: str) -> Extracted:
    """The text of an "html", "pdf" or "docx" file. Raises Unreadable with the reason in words."""
    if not _turns.acquire(timeout=PATIENCE):
        raise Unreadable("Other files are being read just now: try again in a minute.")
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-IB", "-c", _PROGRAM, str(ROOT), kind],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={"LANG": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(
            f"Reading this file takes longer than {SECONDS} seconds. Paste its text instead."
        ) from None
    finally:
        _turns.release()
    if done.returncode != 0:
        raise Unreadable(
            "This file is damaged or made to do harm: it cannot be read. Paste its text instead."
        )
    answer = json.loads(done.stdout)
    if answer.get("refused"):
        raise Unreadable(answer["refused"])
    return Extracted(answer["text"], answer["title"], answer["remarks"])


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main(kind: str) -> None:
    """Read the file on standard input and write what it holds as JSON."""
    from claims.formats import documents_docx, documents_html, documents_pdf

    readers = {
        "html": documents_html.read,
        "pdf": documents_pdf.read,
        "docx": documents_docx.read,
    }
    _limit()
    data = sys.stdin.buffer.read()
    answer: dict[str, Any]
    try:
        text, title, remarks = readers[kind](data)
    except Unreadable as refusal:
        answer = {"refused": refusal.message}
    else:
        answer = {"text": text[:MOST_CHARACTERS], "title": title, "remarks": remarks}
        if len(text) > MOST_CHARACTERS:
            answer = {"refused": "There is far too much text in this file. Cut it in parts."}
    sys.stdout.write(json.dumps(answer))
