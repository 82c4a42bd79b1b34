"""What differs between two versions of a claim."""

from __future__ import annotations

from typing import Any

from claims.api.shapes.claims import VersionBrief
from claims.api.shapes.common import Address, Anything, Shape, Whatever, string, truth


class Axis(Shape):
    """One axis of the conclusion on both sides."""

    # Members are called as in the address, and `from` is a word of Python's.
    def get_fields(self) -> dict[str, Any]:
        """from, to, changed."""
        return {
            "from": string("Code in the earlier version."),
            "to": string("Code in the later version."),
            "changed": truth("Whether they differ."),
        }


class Axes(Shape):
    """The axes of the conclusion."""

    verdict = Axis()
    certainty = Axis()
    consistency = Axis()
    status = Axis()


class EvidenceCompared(Shape):
    """Evidence that only one side has, and what was rated or said otherwise."""

    added = Whatever(help_text="List: in the later version alone.")
    removed = Whatever(help_text="List: in the earlier version alone.")
    changed = Whatever(
        help_text="List: on both sides; `rated` and `other` hold the fields that differ."
    )


class Searches(Shape):
    """Searches that only one side has."""

    added = Whatever(help_text="In the later version alone.")
    removed = Whatever(help_text="In the earlier version alone.")


class Comparison(Shape):
    """Two versions side by side; what stands alike on both is left out."""

    def get_fields(self) -> dict[str, Any]:
        """The two versions and what differs."""
        return {
            "claim": Address(),
            "from": VersionBrief(),
            "to": VersionBrief(),
            "same": truth("Whether nothing differs."),
            "line": string("What changed, in one line."),
            "axes": Axes(),
            "stale": Anything(help_text="from and to: whether it was marked as out of date."),
            "words": Anything(
                help_text="By text that differs: its pieces, each same, gone or new."
            ),
            "fields": Whatever(help_text="Fields of the claim that differ, before and after."),
            "evidence": EvidenceCompared(),
            "certainty": Whatever(
                help_text="By stream and domain: levels and reason before and after; domain empty: the start."
            ),
            "steps": Whatever(help_text="Steps of the conclusion whose result differs."),
            "searches": Searches(),
        }
