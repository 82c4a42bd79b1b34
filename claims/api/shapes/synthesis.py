"""The conclusion about a claim."""

from __future__ import annotations

from claims.api.shapes.common import Anything, Shape, coded, moment, text, truth, whole
from claims.domain.vocabulary import Certainty, Consistency, Rung, Verdict


class RungPair(Shape):
    """How much the wording claims beside how far the evidence reaches."""

    claimed = coded(Rung, "What the relation asks for.")
    reached = coded(Rung, "What the evidence reaches.")


class Basis(Shape):
    """What the verdict rests on, counted by study."""

    studies = whole("Independent studies counted.")
    supports = whole("Studies that support.")
    contradicts = whole("Studies that contradict.")
    mixed = whole("Studies with mixed findings.")
    evidence = whole("Pieces of evidence counted.")


class SynthesisBrief(Shape):
    """Verdict with all that it must not travel without."""

    verdict = coded(Verdict, "The verdict.")
    verdict_label = text("The same in words.")
    certainty = coded(Certainty, "GRADE-informed; not_rated is not very_low.")
    certainty_label = text("The same in words.")
    consistency = coded(Consistency, "Of the studies among each other.")
    consistency_label = text("The same in words.")
    rung = RungPair()
    basis = Basis()
    raters = whole("How many people's ratings stand behind it.")
    status = text("suggested (by the rule) or confirmed (by an editor).")
    stale = truth("Whether an input changed since it was confirmed.")
