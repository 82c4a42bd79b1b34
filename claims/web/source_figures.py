"""The figure of a source: the claims that it bears on, by what it was rated to show for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.figures import studies
from claims.web.figures import Figure
from claims.web.words import said

SIDES = {
    "supports": ("good", "up"),
    "contradicts": ("bad", "down"),
    "no_effect": ("bad", "down"),
    "mixed": ("mixed", "diamond"),
    "mentions": ("none", "dot"),
}


def figures(evidence: Sequence[Mapping[str, Any]]) -> dict[str, Figure | None]:
    """The figure of a source's evidence by name; None where nothing of it is rated."""
    return {"claims": by_direction(evidence)}


def by_direction(evidence: Sequence[Mapping[str, Any]]) -> Figure | None:
    """Claims by direction and strength; excluded evidence is outlined."""
    rated = [one for one in evidence if one["consensus"]["direction"] in SIDES]
    if not rated:
        return None
    rows = [
        studies.Row(
            said(direction, "Direction"),
            tone,
            shape,
            [
                studies.Study(one["consensus"]["strength"] or "", not one["excluded_reason"])
                for one in rated
                if one["consensus"]["direction"] == direction
            ],
        )
        for direction, (tone, shape) in SIDES.items()
        if any(one["consensus"]["direction"] == direction for one in rated)
    ]
    caption = _(
        "One column per claim; the taller, the stronger this source's own finding on it. Outlined: left out, or"
        " its strength not rated."
    )
    if open_ := len(evidence) - len(rated):
        caption += " " + ngettext(
            "%(n)d claim without an open rating is not drawn.",
            "%(n)d claims without an open rating are not drawn.",
            open_,
        ) % {"n": open_}
    head = (
        _("Claim"),
        _("Direction"),
        _("Strength"),
        _("The claim as a whole"),
        _("Its certainty"),
    )
    table = [
        (
            f"{one['claim']['id']}: {one['claim']['text']}",
            said(one["consensus"]["direction"], "Direction"),
            said(one["consensus"]["strength"], "Strength") or _("Not rated"),
            said(one["claim"]["synthesis"]["verdict"], "Verdict"),
            said(one["claim"]["synthesis"]["certainty"], "Certainty"),
        )
        for one in rated
    ]
    title = _("Claims that this source bears on, by direction and strength")
    return Figure("claims", studies.columns(rows, title, "claim", ",s"), caption, head, table)
