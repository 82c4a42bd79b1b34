"""The conclusion about a claim."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from claims.api.shapes.common import Anything, Shape, coded, moment, string, truth, whole
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
    verdict_label = string("The same in words.")
    certainty = coded(Certainty, "GRADE-informed; not_rated is not very_low.")
    certainty_label = string("The same in words.")
    consistency = coded(Consistency, "Of the studies among each other.")
    consistency_label = string("The same in words.")
    rung = RungPair()
    basis = Basis()
    raters = whole("How many people's ratings stand behind it.")
    status = string("suggested (by the rule) or confirmed (by an editor).")
    stale = truth("Whether an input changed since it was confirmed.")


class BasisInFull(Basis):
    """What the verdict rests on; beyond the counts where the whole conclusion was asked for."""

    by_stream = Anything(required=False, help_text="Studies counted, by stream.")
    by_design = Anything(required=False, help_text="Studies counted, by design.")
    by_direction = Anything(required=False, help_text="Studies counted, by direction.")
    excluded = whole("Studies not counted.", required=False)
    background = whole("Studies that stand in the background.", required=False)
    awaiting = whole("Studies that wait for ratings.", required=False)
    words = string("The studies in words.", required=False)


class Step(Shape):
    """One step that led to the conclusion."""

    id = string("Which step.")
    title = string("What it does.")
    text = string("In words.")
    result = string("What came out.")


def _whole_conclusion(**options: Any) -> dict[str, Any]:
    """The fields beyond the brief; `options` go to each."""
    return {
        "steps": Step(many=True, **options),
        "streams": serializers.ListField(
            child=Anything(),
            help_text="Each stream: its studies, starting level and what was taken off.",
            **options,
        ),
        "what_would_change": serializers.ListField(
            child=serializers.CharField(), help_text="What would change the conclusion.", **options
        ),
        "certainty_would_change": serializers.ListField(
            child=serializers.CharField(),
            help_text="What evidence would move the certainty.",
            **options,
        ),
        "rated_by": Anything(help_text="people (a number), state, words.", **options),
        "suggestion": Anything(
            allow_null=True,
            help_text="The rule's whole answer, beside an editor's decision.",
            **options,
        ),
        "stale_since": moment("Since when an input differs.", allow_null=True, **options),
        "stale_reason": string("Which.", **options),
        "decided_by": string("Who confirmed or overrode it.", allow_null=True, **options),
        "decided_at": moment("When.", allow_null=True, **options),
        "method_version": string("Version of the rule.", **options),
        "input_hash": string('SHA-256 of the inputs; "" before the first computation.', **options),
        "overridden": truth("Whether an editor decided against the suggestion.", **options),
        "status_label": string("The status in words.", **options),
        "status_reason": string("The editor's reason.", **options),
        "not_medical_advice": string("A sentence that must travel along.", **options),
    }


SynthesisDetail: Any = type(
    "SynthesisDetail",
    (SynthesisBrief,),
    {
        "__doc__": "The conclusion with everything that led there.",
        "basis": BasisInFull(),
        **_whole_conclusion(),
    },
)
SynthesisListed: Any = type(
    "SynthesisListed",
    (SynthesisBrief,),
    {
        "__doc__": "The conclusion; what goes beyond verdict and basis only with include=synthesis.",
        "basis": BasisInFull(),
        **_whole_conclusion(required=False),
    },
)
