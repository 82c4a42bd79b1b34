"""`include=`: what hangs on a record, embedded in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from claims.api import parameters
from claims.api.shapes.synthesis import SynthesisBrief, SynthesisDetail
from claims.queries import nesting

if TYPE_CHECKING:
    from claims.access import Viewer


@dataclass(frozen=True)
class Includes:
    """`parts` maps what may be embedded to what that brings; `embed` adds it to dicts of one noun.

    `members` maps a part to the members it adds where these are not its own name; a dotted one adds to what is there.
    """

    parts: Mapping[str, str]
    embed: Callable[[Viewer, Sequence[dict[str, Any]], Collection[str]], None]
    members: Mapping[str, Sequence[str]] = field(default_factory=dict)

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

    def needed(self, names: Iterable[str]) -> set[str]:
        """The parts that must be embedded for these dotted names to be there."""
        found = set()
        for name in names:
            for part in self.parts:
                for member in self.members.get(part, (part,)):
                    if name == member or name.startswith(f"{member}."):
                        found.add(part)
        return found

    def brought(self, parts: Iterable[str]) -> list[str]:
        """The members of a record that these parts bring or fill."""
        return [
            member.partition(".")[0] for part in parts for member in self.members.get(part, (part,))
        ]


_IN_FULL = [
    f"synthesis.{name}"
    for name in SynthesisDetail._declared_fields
    if name not in SynthesisBrief._declared_fields
]
OF_CLAIMS = Includes(
    {
        "evidence": "`evidence`, `excluded` and `proposed` as the claim's own detail has them",
        "sources": "`sources` of all that evidence, each once, as the list of sources has them",
        "synthesis": "`synthesis` with its steps, as the claim's own detail has it",
    },
    nesting.into_claims,
    {"evidence": ("evidence", "excluded", "proposed"), "synthesis": _IN_FULL},
)
OF_SOURCES = Includes(
    {"claims": "`claims` that it bears on, each once, as the list of claims has them"},
    nesting.into_sources,
)
