"""The figures of one claim: where it stands, its studies, when they were published, what its versions said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.domain.vocabulary import Strength
from claims.figures import rulers, studies, timeline, verdicts
from claims.web.figures import Figure
from claims.web.words import NO_VERDICT_MARK, VERDICT_MARKS, said

VERDICT_SCALE = ("contradicted", "doubtful", "conflicting", "limited_support", "supported")
CERTAINTY_SCALES = (
    ("very_low", "low", "moderate", "high"),
    ("inadequate", "limited", "strong"),
)
CONSISTENCY_SCALE = ("divided", "mostly_consistent", "consistent")
# Rows of the figures: tone, shape, the directions that stand in it.
SIDES = {
    "for": ("good", "up", ("supports",)),
    "against": ("bad", "down", ("contradicts", "no_effect")),
    "mixed": ("mixed", "diamond", ("mixed",)),
}
DIRECTIONS = ("supports", "contradicts", "no_effect", "mixed")
STRENGTHS = [*(str(one) for one, _label in Strength.choices()), ""]


def figures(record: Mapping[str, Any]) -> dict[str, Figure | None]:
    """Every figure of a claim's record by name; None where there is nothing to draw."""
    spoken = by_study(record["evidence"])
    return {
        "standing": standing(record["synthesis"]),
        "studies": by_direction(spoken),
        "published": by_year(spoken),
        "versions": by_version(record["versions"]),
    }


def by_study(evidence: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """One piece of evidence for each study that points somewhere: a counted one first, then the strongest."""
    best: dict[str, Mapping[str, Any]] = {}
    for one in evidence:
        if one["consensus"]["direction"] not in DIRECTIONS:
            continue
        held = best.get(one["study"]["id"])
        if held is None or _rank(one) < _rank(held):
            best[one["study"]["id"]] = one
    return list(best.values())


def _rank(one: Mapping[str, Any]) -> tuple[bool, int]:
    strength = one["consensus"]["strength"] or ""
    place = STRENGTHS.index(strength) if strength in STRENGTHS else len(STRENGTHS)
    return (one["standing"] != "counted", place)


def side_label(side: str) -> str:
    """A row of a figure in words."""
    return {"for": _("For"), "against": _("Against"), "mixed": _("Mixed")}[side]


def standing(synthesis: Mapping[str, Any]) -> Figure:
    """The axes as rulers."""
    verdict, certainty = synthesis["verdict"], synthesis["certainty"]
    consistency = synthesis["consistency"]
    scale = next((one for one in CERTAINTY_SCALES if certainty in one), CERTAINTY_SCALES[0])
    axes = [
        _ruler(_("Verdict"), "Verdict", VERDICT_SCALE, verdict, VERDICT_MARKS.get(verdict)),
        _ruler(_("Certainty"), "Certainty", scale, certainty),
        _ruler(_("Consistency"), "Consistency", CONSISTENCY_SCALE, consistency),
    ]
    rows = [
        (
            axis.name,
            axis.said,
            f"{axis.points[0]} … {axis.points[-1]}" if axis.at is not None else "–",
        )
        for axis in axes
    ]
    caption = _(
        "Verdict, certainty and consistency are three things. An empty ring: not on that scale."
    )
    return Figure(
        "standing",
        rulers.rulers(axes, _("Where this claim stands")),
        caption,
        (_("Axis"), _("Stands at"), _("Its scale")),
        rows,
    )


def _ruler(
    name: str,
    scale: str,
    points: Sequence[str],
    value: str,
    mark: tuple[str, str] | None = None,
) -> rulers.Ruler:
    words = [said(point, scale) for point in points]
    at = points.index(value) if value in points else None
    return rulers.Ruler(name, words, at, said(value, scale), mark[0] if mark else "mark")


def by_direction(spoken: Sequence[Mapping[str, Any]]) -> Figure | None:
    """Independent studies by direction and strength."""
    if not spoken:
        return None
    rows = [
        studies.Row(
            side_label(side),
            tone,
            shape,
            [
                studies.Study(one["consensus"]["strength"] or "", one["standing"] == "counted")
                for one in spoken
                if one["consensus"]["direction"] in directions
            ],
        )
        for side, (tone, shape, directions) in SIDES.items()
    ]
    drawing = studies.columns(rows, _("Independent studies by direction and strength"))
    caption = _(
        "One column per independent study; the taller, the stronger its own finding. Filled: counted for the"
        " conclusion. Outlined: read, and not counted, or its strength not rated."
    )
    head = [_("Direction"), *(_strength(one) for one in STRENGTHS), _("Read, not counted")]
    table = [
        [
            said(direction, "Direction"),
            *(
                sum(
                    one["consensus"]["direction"] == direction
                    and (one["consensus"]["strength"] or "") == strength
                    and one["standing"] == "counted"
                    for one in spoken
                )
                for strength in STRENGTHS
            ),
            sum(
                one["consensus"]["direction"] == direction and one["standing"] != "counted"
                for one in spoken
            ),
        ]
        for direction in DIRECTIONS
    ]
    return Figure("studies", drawing, caption, head, table)


def _strength(value: str) -> str:
    return said(value, "Strength") or _("Not rated")


def by_year(spoken: Sequence[Mapping[str, Any]]) -> Figure | None:
    """The same studies by the year in which they were published."""
    lanes = [
        timeline.Lane(
            side_label(side),
            tone,
            shape,
            [
                timeline.Mark(
                    one["source"]["year"],
                    one["consensus"]["strength"] or "",
                    one["standing"] == "counted",
                )
                for one in spoken
                if one["consensus"]["direction"] in directions and one["source"]["year"]
            ],
        )
        for side, (tone, shape, directions) in SIDES.items()
    ]
    undated = sum(1 for one in spoken if not one["source"]["year"])
    drawing = timeline.timeline(lanes, _("Studies by year of publication"), undated)
    if drawing is None:
        return None
    caption = _(
        "One mark per independent study, larger where its own finding is stronger; outlined: not counted."
    )
    if undated:
        caption += " " + ngettext(
            "%(n)d study without a known year is not drawn.",
            "%(n)d studies without a known year are not drawn.",
            undated,
        ) % {"n": undated}
    ordered = sorted(spoken, key=lambda one: (one["source"]["year"] or 0, one["study"]["label"]))
    table = [
        (
            one["study"]["label"],
            one["source"]["year"] or _("not known"),
            said(one["consensus"]["direction"], "Direction"),
            _strength(one["consensus"]["strength"] or ""),
            _("yes") if one["standing"] == "counted" else _("no"),
        )
        for one in ordered
    ]
    head = (_("Study"), _("Year"), _("Direction"), _("Strength"), _("Counted"))
    return Figure("published", drawing, caption, head, table)


def by_version(versions: Sequence[Mapping[str, Any]]) -> Figure | None:
    """What the versions concluded, from the first to the latest; versions that agree are one stretch."""
    told = [one for one in reversed(versions) if one["synthesis"]]
    if not told:
        return None
    stretches: list[list[Mapping[str, Any]]] = []
    for one in told:
        if stretches and _said_alike(stretches[-1][-1], one):
            stretches[-1].append(one)
        else:
            stretches.append([one])
    drawn = [_stretch(group) for group in stretches]
    caption = _("From the first version (top) to the latest. Distances are not to scale.")
    head = (_("Since"), _("Versions"), _("Verdict"), _("Certainty"), _("Rests on"))
    table = [(one.since, one.versions, one.verdict, one.certainty, one.basis) for one in drawn]
    drawing = verdicts.verdicts(drawn, _("What the versions of this claim concluded"))
    return Figure("versions", drawing, caption, head, table)


def _said_alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    first, second = one["synthesis"], other["synthesis"]
    axes = ("verdict", "certainty", "status", "stale")
    return all(first[axis] == second[axis] for axis in axes) and (
        first["basis"]["studies"] == second["basis"]["studies"]
    )


def _stretch(group: Sequence[Mapping[str, Any]]) -> verdicts.Stretch:
    first, last = group[0], group[-1]
    synthesis = last["synthesis"]
    tone, shape = VERDICT_MARKS.get(synthesis["verdict"], NO_VERDICT_MARK)
    number = synthesis["basis"]["studies"]
    studies_said = ngettext("%(n)d study", "%(n)d studies", number) % {"n": number}
    standing_said = [_("confirmed") if synthesis["status"] == "confirmed" else _("suggested")]
    if synthesis["stale"]:
        standing_said.append(_("out of date"))
    numbers = f"{first['number']}–{last['number']}" if len(group) > 1 else str(first["number"])
    return verdicts.Stretch(
        since=date_format(first["minted_at"], "DATE_FORMAT"),
        versions=ngettext("version %(n)s", "versions %(n)s", len(group)) % {"n": numbers},
        verdict=said(synthesis["verdict"], "Verdict"),
        tone=tone,
        shape=shape,
        certainty=said(synthesis["certainty"], "Certainty"),
        basis=" · ".join([studies_said, *standing_said]),
    )
