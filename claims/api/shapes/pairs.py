"""Pairs of sources that look alike."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.shapes.common import Shape, SourceBrief, coded, listing, moment, string, whole
from claims.domain.vocabulary import PairState, RecordStatus, Relation


class PairSide(SourceBrief):
    """One of the two sources."""

    status = coded(RecordStatus, "Where it stands.")
    claim_count = whole("Claims that it bears on.")


class ComparedField(Shape):
    """What the two say in one field."""

    field = string("Name of the field.")
    label = string("The same in words.")  # type: ignore[assignment]
    first = string("What the first source says.")
    second = string("What the second source says.")
    state = serializers.ChoiceField(
        choices=["same", "like", "different", "one_only"], help_text="How they compare."
    )


class SourcePair(Shape):
    """Two sources that may be one, with the reasons, and what was decided."""

    id = whole("Number of the pair.")
    score = serializers.FloatField(
        min_value=0, max_value=1, help_text="Likeness, 0 to 1; from 0.95 on without a doubt."
    )
    reasons = serializers.ListField(
        child=serializers.CharField(), help_text="What speaks for it and against it."
    )
    state = coded(PairState, "What was decided.")
    state_label = string("The same in words.")
    relation = coded(Relation, "How they are related, if not the same.", blank=True)
    relation_label = string("The same in words.")
    found_at = moment("When it was last found.")
    decided_by = string("Who decided; empty for nobody, and for the command.")
    decided_at = moment("When.", allow_null=True)
    reason = string("Why.")
    first = PairSide(help_text="The older record.")
    second = PairSide(help_text="The newer record.")
    compared = ComparedField(many=True, help_text="Side by side.")


SourcePairList = listing("SourcePairList", SourcePair, "Pairs, likeliest first.")
