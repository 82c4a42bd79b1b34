"""What the rule suggests in each of the eight domains of certainty, with its reason. It suggests, never decides.

Sources: GRADE guidelines 4 to 9 (J Clin Epidemiol 2011), 18 (2019, ROBINS) and Core GRADE (BMJ 2025); where nothing
was pooled, Murad 2017 (BMJ Evid Based Med 22:85), who also calls fewer than 400 participants worrying. Reading the
domains off the ratings is a project decision. Strength informs only the risk of bias, directness only
the indirectness: nothing is charged twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from claims.domain.counting import CLASS_OF_STRENGTH, Judged, Side
from claims.domain.heterogeneity import Pooled, imprecise, pool, size_of
from claims.domain.vocabulary import CertaintyDomain, CountUnit, Directness, Stream

ENOUGH_PARTICIPANTS = 400
SMALL_STUDY = 100
ENOUGH_FOR_FUNNEL = 10
#: Overall ROBINS judgement -> levels (GRADE guidelines 18: the start is high because bias is charged here in full).
ROBINS = {
    "low": (0, "at low risk of bias"),
    "moderate": (-1, "at moderate risk of bias"),
    "serious": (-2, "at serious risk of bias"),
    "critical": (-3, "at critical risk of bias"),
    "no_information": (-2, "without the information to judge a key domain, taken as serious"),
}
LARGE, VERY_LARGE = (2.0, 0.5), (5.0, 0.2)
MAY_RISE = ("nrsi", "nrsi_with_robins")
D = CertaintyDomain


@dataclass(frozen=True)
class Suggestion:
    """Levels down (negative) or up that the rule suggests for one domain, and why.

    `applied` is False for the reasons to rate up: they ask for a person's judgement that nothing else explains
    the effect, so that they wait for an editor.
    """

    domain: CertaintyDomain
    change: int
    reason: str
    applied: bool = True


@dataclass(frozen=True)
class Material:
    """The counted studies of one stream, and the starting route of their body (a key of `certainty.START`)."""

    start: str
    items: tuple[Judged, ...]

    @cached_property
    def carrying(self) -> tuple[Judged, ...]:
        """The best studies: they carry the answer."""
        return carrying(self.items)

    @cached_property
    def side(self) -> tuple[Judged, ...]:
        """All studies that point where the carrying ones do."""
        sides = {item.side for item in self.carrying}
        return tuple(item for item in self.items if item.side in sides)

    @cached_property
    def pooled(self) -> Pooled | None:
        """The pooled effect of all studies, where two or more share a measure."""
        return pool(item.study.effect for item in self.items)

    @cached_property
    def participants(self) -> tuple[int, bool]:
        """How many participants the studies on the carrying side have as far as known, and whether all are known."""
        sizes = [
            item.study.n if item.study.n_unit in (CountUnit.PATIENTS, None) else None
            for item in self.side
        ]
        return sum(size for size in sizes if size is not None), None not in sizes


def strength(item: Judged) -> int:
    """The class by strength alone: the case-report cap is about design, which set the starting level already."""
    return CLASS_OF_STRENGTH[item.study.strength] if item.study.strength else 0


def carrying(items: Sequence[Judged]) -> tuple[Judged, ...]:
    """The best studies on the side that weighs most (GRADE guidelines 4: where studies differ much in risk of bias,
    rely on the lower-risk ones)."""
    best = max((item.level or 0, strength(item)) for item in items)
    return tuple(item for item in items if (item.level or 0, strength(item)) == best)


def on_robins_route(stream: Stream, items: Sequence[Judged]) -> bool:
    """Whether a comparative body starts high: every carrying study was judged with ROBINS."""
    return stream == Stream.COMPARATIVE and all(
        item.study.robins in ROBINS for item in carrying(items)
    )


def suggest(material: Material) -> tuple[Suggestion, ...]:
    """The eight suggestions, in the order of CertaintyDomain."""
    down = (
        risk_of_bias(material),
        inconsistency(material),
        indirectness(material),
        imprecision(material),
        publication_bias(material),
    )
    return (
        *down,
        large_effect(material, {one.domain: one.change for one in down}),
        Suggestion(D.DOSE_RESPONSE, 0, "To be judged by hand.", applied=False),
        Suggestion(D.OPPOSING_CONFOUNDING, 0, "To be judged by hand.", applied=False),
    )


def risk_of_bias(material: Material) -> Suggestion:
    """By the worst ROBINS judgement of the carrying studies on that route, else by their strength.

    Observational bodies that start low lose one step less: their start is low for that very reason.
    """
    if material.start == "nrsi_with_robins":
        worst = min(material.carrying, key=lambda item: ROBINS[item.study.robins][0])
        change, words = ROBINS[worst.study.robins]
        return Suggestion(D.RISK_OF_BIAS, change, f"Judged with ROBINS: {words}.")
    worth = max(strength(item) for item in material.carrying)
    scale = (-2, -2, -1, 0) if material.start == "rct" else (-2, -1, 0, 0)
    word = ("very weak", "weak", "moderate", "strong")[worth]
    return Suggestion(D.RISK_OF_BIAS, scale[worth], f"The best study of this body is {word}.")


def inconsistency(material: Material) -> Suggestion:
    """The worse of what the directions say and what the effects say; one study cannot be judged."""
    if len(material.items) == 1:
        return Suggestion(D.INCONSISTENCY, 0, "One study: not assessable.")
    change, reason = _by_direction(material.items)
    pooled = material.pooled
    if pooled is None:
        return Suggestion(D.INCONSISTENCY, change, reason)
    if pooled.conflict:
        told = f"Precise effects lie on both sides of no effect ({pooled.words})."
        return Suggestion(D.INCONSISTENCY, -2, f"{reason} {told}")
    if pooled.differ:
        ahead = pooled.prediction
        where = (
            f"; a new study is expected between {ahead[0]:.3g} and {ahead[1]:.3g}" if ahead else ""
        )
        told = f"Effects differ beyond chance ({pooled.words}{where})."
        return Suggestion(D.INCONSISTENCY, min(change, -1), f"{reason} {told}")
    told = f"Effects differ no more than chance allows ({pooled.words})."
    return Suggestion(D.INCONSISTENCY, change, f"{reason} {told}")


def _by_direction(items: Sequence[Judged]) -> tuple[int, str]:
    """Opposite results of weight, unexplained: -2; any other disagreement -1."""
    best = {
        side: max((item.level or 0 for item in items if item.side == side), default=-1)
        for side in Side
    }
    if best[Side.FOR] >= 2 and best[Side.AGAINST] >= 2:
        return -2, "Studies of weight point in opposite directions."
    if sum(level >= 0 for level in best.values()) > 1:
        return -1, "The studies do not all point the same way."
    if best[Side.MIXED] >= 0:
        return -1, "The studies are mixed within themselves."
    return 0, "The studies point the same way."


def indirectness(material: Material) -> Suggestion:
    """By the most direct of the carrying studies."""
    found = {item.study.directness for item in material.carrying}
    if Directness.DIRECT in found:
        return Suggestion(D.INDIRECTNESS, 0, "The best study is direct.")
    if Directness.PARTLY in found:
        return Suggestion(D.INDIRECTNESS, -1, "The best study is partly indirect.")
    return Suggestion(D.INDIRECTNESS, -2, "The best study is indirect.")


def imprecision(material: Material) -> Suggestion:
    """The worse of what the numbers say and what the intervals say: both are signs of one thing, charged once."""
    change, reason = _by_numbers(material)
    interval = _by_interval(material)
    if interval is None:
        return Suggestion(D.IMPRECISION, change, reason)
    return Suggestion(D.IMPRECISION, min(change, interval[0]), f"{reason} {interval[1]}")


def _by_numbers(material: Material) -> tuple[int, str]:
    """Fewer than 400 participants on the side that carries: -1; unknown numbers are not judged."""
    total, known = material.participants
    if total >= ENOUGH_PARTICIPANTS:
        return 0, f"{total} participants."
    if not known:
        return 0, "Not judged: numbers of participants are not all known."
    return -1, f"Only {total} participants."


def _by_interval(material: Material) -> tuple[int, str] | None:
    """The pooled interval where there is one, else the most precise of the studies' own."""
    pooled = material.pooled
    if pooled is not None:
        return imprecise(pooled.measure, pooled.low, pooled.high)
    found = []
    for item in material.side:
        size, effect = size_of(item.study.effect), item.study.effect
        if size is not None and effect and effect.low is not None and effect.high is not None:
            found.append(imprecise(size.measure, effect.low, effect.high))
    return max(found, key=lambda one: one[0], default=None)


def publication_bias(material: Material) -> Suggestion:
    """Nothing is suggested: it is judged by hand. A hint is given where every sign of it is there."""
    items = material.items
    sizes = [item.study.n for item in items]
    positive = all(item.side == Side.FOR for item in items)
    small = all(size is not None and size < SMALL_STUDY for size in sizes)
    paid = sum(item.study.industry for item in items)
    reason = "To be judged by hand."
    if positive and small and paid:
        what = "The only study is" if len(items) == 1 else f"All {len(items)} studies are"
        reason += (
            f" Hint: {what[0].lower()}{what[1:]} positive and small (fewer than {SMALL_STUDY} participants), and"
            f" the funding of {paid} names a company."
        )
    if len(items) >= ENOUGH_FOR_FUNNEL:
        reason += " With ten studies or more a funnel plot can be looked at."
    return Suggestion(D.PUBLICATION_BIAS, 0, reason)


def large_effect(material: Material, down: dict[CertaintyDomain, int]) -> Suggestion:
    """+1 for risk ratios beyond 2 or 0.5, +2 beyond 5 or 0.2, under the published conditions; waits for an editor."""
    change, reason = _large_effect(material, down)
    return Suggestion(D.LARGE_EFFECT, change, reason, applied=False)


def _large_effect(material: Material, down: dict[CertaintyDomain, int]) -> tuple[int, str]:
    if material.start not in MAY_RISE:
        return 0, "Only bodies of comparisons without randomisation may be rated up."
    found = [(size_of(item.study.effect), item.study.effect) for item in material.side]
    ratios = [size.measure.code for size, _ in found if size is not None and size.measure.ratio]
    risks = [
        effect.estimate for size, effect in found if size and effect and size.measure.code == "RR"
    ]
    if not ratios:
        return 0, "No ratio with its interval is on record."
    if not risks:
        return (
            0,
            f"A risk ratio is needed: convert the {ratios[0]} with the risk without exposure first.",
        )
    if len(risks) < len(found):
        return 0, "Not every study of this side states a risk ratio with its interval."
    if not _beyond(risks, LARGE):
        return 0, "Not every risk ratio is above 2, or every one below 0.5."
    unmet = []
    if len(risks) < 2:
        unmet.append("two studies")
    if down[D.INCONSISTENCY] < 0:
        unmet.append("consistent results")
    if down[D.INDIRECTNESS] < 0:
        unmet.append("direct evidence")
    if unmet:
        return 0, f"Every risk ratio is large, but this asks for {' and '.join(unmet)}."
    very = _beyond(risks, VERY_LARGE) and not (down[D.RISK_OF_BIAS] or down[D.IMPRECISION])
    size = "above 5 or below 0.2" if very else "above 2 or below 0.5"
    return 1 + very, (
        f"Every risk ratio is {size}, in {len(risks)} studies that are direct and agree. Whether no plausible"
        " confounder explains it is for an editor to judge; until then nothing is added."
    )


def _beyond(risks: Sequence[float], ends: tuple[float, float]) -> bool:
    return all(risk > ends[0] for risk in risks) or all(risk < ends[1] for risk in risks)
