"""`include=`: what hangs on a record, embedded in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from claims.api import parameters
from claims.queries import nesting

if TYPE_CHECKING:
    from claims.access import Viewer


@dataclass(frozen=True)
class Includes:
    """`parts` maps what may be embedded to what that brings; `embed` adds it to dicts of one noun."""

    parts: Mapping[str, str]
    embed: Callable[[Viewer, Sequence[dict[str, Any]], Collection[str]], None]

    @property
    def parameter(self) -> parameters.Parameter:
        """The query parameter."""
        one = parameters.word("include", "", list(self.parts))
        told = "; ".join(f"{name}: {about}" for name, about in self.parts.items())
        return parameters.Parameter(
            "include",
            f"What to embed in each. {told}. Several may be given, repeated or separated by commas.",
            one.read,
            one.schema,
            many=True,
        )


OF_CLAIMS = Includes(
    {
        "evidence": "`evidence`, `excluded` and `proposed` as the claim's own detail has them",
        "sources": "`sources` of all that evidence, each once, as the list of sources has them",
        "synthesis": "`synthesis` with its steps, as the claim's own detail has it",
    },
    nesting.into_claims,
)
