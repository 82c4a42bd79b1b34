"""Who wrote a source, as far as its citation tells."""

from __future__ import annotations

from typing import Any


def orcids(csl: Any) -> set[str]:
    """The ORCID iDs of a CSL record's authors, bare and in capitals; empty for anything else."""
    authors = csl.get("author") if isinstance(csl, dict) else None
    found = set()
    for author in authors if isinstance(authors, list) else ():
        if isinstance(author, dict):
            value = str(author.get("ORCID") or author.get("orcid") or "")
            found.add(value.rstrip("/").rsplit("/", 1)[-1].upper())
    return found - {""}
