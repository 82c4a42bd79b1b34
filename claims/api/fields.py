"""`fields=`: only the named members of each record, and what these must not travel without."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rest_framework import serializers

from claims.api.parameters import Parameter
from claims.api.shapes.evidence import Appraisal, Consensus, Evidence
from claims.api.shapes.synthesis import SynthesisBrief

#: What comes along where anything of such an object is asked for: a verdict never without what it rests on and
#: who stands behind it, a rating never without its direction.
COMPANIONS: Mapping[type[Any], tuple[str, ...]] = {
    SynthesisBrief: ("verdict", "certainty", "basis", "raters", "status"),
    Evidence: ("consensus.state", "consensus.direction"),
    Consensus: ("state", "direction"),
    Appraisal: ("direction",),
}

#: What was chosen of an object: member -> what of it, None for all of it.
Tree = dict[str, Any]


@dataclass
class Known:
    """The members of one kind of object, and what comes along with any of them."""

    members: dict[str, Known | None] = field(default_factory=dict)
    companions: tuple[str, ...] = ()

    @property
    def pattern(self) -> str:
        """A regular expression of every dotted name, without anchors."""
        return "|".join(
            re.escape(name) + (f"(\\.({inner.pattern}))?" if inner else "")
            for name, inner in self.members.items()
        )

    def check(self, dotted: str) -> str:
        """The name itself. Raises ValueError that lists what is known where it goes astray."""
        at: Known = self
        walked: list[str] = []
        for part in dotted.split("."):
            within = f" in {'.'.join(walked)}" if walked else ""
            if part not in at.members:
                raise ValueError(
                    f"There is no field {part[:40]!r}{within}. Known: {', '.join(at.members)}."
                )
            walked.append(part)
            inner = at.members[part]
            at = inner if inner is not None else Known()
            if inner is None and len(walked) < dotted.count(".") + 1:
                raise ValueError(
                    f"{'.'.join(walked)} is answered whole: nothing can be chosen of it."
                )
        return dotted

    def tree(self, names: Iterable[str]) -> Tree:
        """What the checked `names` choose, with what must come along."""
        chosen: Tree = {}
        for dotted in names:
            self._add(chosen, dotted.split("."))
        return chosen

    def _add(self, chosen: Tree, path: list[str]) -> None:
        for companion in self.companions:
            self._put(chosen, companion.split("."))
        self._put(chosen, path)

    def _put(self, chosen: Tree, path: list[str]) -> None:
        name, rest = path[0], path[1:]
        inner = self.members[name]
        if not rest or inner is None:
            chosen[name] = None
        elif chosen.setdefault(name, {}) is not None:
            inner._add(chosen[name], rest)


def known(shape: Any) -> Known:
    """The members of a shape (a serializer, many of one, or one of several kinds of answer)."""
    shape = getattr(shape, "child", shape)
    kinds = getattr(shape, "serializers", None)
    if kinds is not None:  # one of several kinds of answer
        found = Known()
        for kind in kinds:
            found.members = known(kind).members | found.members
        return found
    cls: Any = shape if isinstance(shape, type) else type(shape)
    found = Known(
        companions=next((told for of, told in COMPANIONS.items() if issubclass(cls, of)), ())
    )
    for name, one in cls._declared_fields.items():
        inner = getattr(one, "child", one)
        found.members[name] = known(inner) if isinstance(inner, serializers.Serializer) else None
    return found


def parameter(of: Known) -> Parameter:
    """The query parameter."""
    return Parameter(
        "fields",
        "Only these members of each record, dotted for nested ones (synthesis.verdict). Anything of a synthesis brings"
        " verdict, certainty, basis, raters and status along, anything of evidence its direction. Several may be"
        f" given, repeated or separated by commas. Known: {', '.join(of.members)}.",
        of.check,
        {"type": "string", "pattern": f"^({of.pattern})$"},
        many=True,
    )


def pick(value: Any, tree: Tree | None) -> Any:
    """The chosen members of an object, or of each of a list; anything else as it is."""
    if tree is None:
        return value
    if isinstance(value, list):
        return [pick(one, tree) for one in value]
    if not isinstance(value, dict):
        return value
    return {name: pick(value[name], inner) for name, inner in tree.items() if name in value}
