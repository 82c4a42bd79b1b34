"""What lists leave out unless it is asked for: what its publisher took back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from claims.api import parameters

CHOICES = {"exclude": False, "include": None, "only": True}
_WORD = parameters.word("retracted", "", list(CHOICES))
RETRACTED = parameters.Parameter(
    "retracted",
    "Whether retracted and withdrawn sources, and evidence from them, are listed: left out (exclude) if not given,"
    " unless a source is asked for by name or notice.",
    lambda text: CHOICES[_WORD.read(text)],
    _WORD.schema,
)


def decide(query: dict[str, Any], *, named: Collection[str]) -> None:
    """Leave them out where neither the parameter nor one of `named` asks for them."""
    if "retracted" not in query:
        query["retracted"] = None if any(name in query for name in named) else False
