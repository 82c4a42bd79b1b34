"""Practice."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.shapes.common import (
    ClaimName,
    Shape,
    SourceBrief,
    coded,
    listing,
    string,
    truth,
    whole,
)
from claims.api.shapes.evidence import Quote
from claims.domain.vocabulary import CountUnit, Design, Direction, Directness, Strength

STATES = [
    ("open", "may be answered"),
    ("out_of_date", "its evidence is rated otherwise by now"),
    ("retired", "taken out"),
]


class PracticeBrief(Shape):
    """An item as lists show it."""

    id = string("Public id of the evidence.")
    label = string("The claim's sentence.")  # type: ignore[assignment]
    about = string("Title of the source.")
    answered = truth("Whether the asker has answered.")
    state = serializers.ChoiceField(choices=STATES, help_text="Whether it serves.")


class PracticeRating(Shape):
    """A rating."""

    direction = coded(Direction, "Direction.")
    directness = coded(Directness, "Directness.", blank=True)
    strength = coded(Strength, "Strength.", blank=True)


class PracticeSame(Shape):
    """Which axes are the same."""

    direction = truth("Direction.")
    directness = truth("Directness.")
    strength = truth("Strength.")


class PracticeComparison(Shape):
    """The answer beside the key."""

    given = PracticeRating()
    key = PracticeRating()
    same = PracticeSame()
    rationale = string("What the asker said.")
    lesson = string("What makes it so.")


class PracticeItem(Shape):
    """One item; never the key before the answer."""

    id = string("Public id of the evidence.")
    claim = ClaimName()
    source = SourceBrief()  # type: ignore[assignment]
    finding = string("What the source found.")
    design = coded(Design, "Design of the study.")
    design_label = string("The same in words.")
    population = string("Who was studied.")
    n = whole("How many.", allow_null=True)
    n_unit = coded(CountUnit, "What n counts.", blank=True)
    quotes = Quote(many=True)
    locator = string("Where in the source.")
    state = serializers.ChoiceField(choices=STATES, help_text="Whether it serves.")
    comparison = PracticeComparison(allow_null=True, help_text="After the answer; null before.")


PracticeList = listing("PracticeList", PracticeBrief, "Practice items, oldest first.")
