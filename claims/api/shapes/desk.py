"""The desk."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.shapes.common import Shape, listing, moment, string, truth, whole


class DeskItem(Shape):
    """One thing that waits."""

    id = string("Public id of the record.")
    url = string("Path of the page where it is done.")
    label = string("The claim's sentence, or what else it is.")  # type: ignore[assignment]
    about = string("What it concerns.")
    reason = string("Why it stands where it stands, in words.")
    since = moment("Since when it waits.")
    until = moment("When the hold ends; null for all else.", allow_null=True)
    act = serializers.ChoiceField(
        choices=[("pick", "may be picked"), ("appraise", "is held"), ("", "neither")],
        help_text="What the page offers beside it.",
    )


class DeskSection(Shape):
    """One list of the desk: its first few."""

    name = string("Its name in addresses, such as queue.")
    title = string("Its heading.")
    about = string("What it holds.")
    empty = string("What is said where it holds nothing.")
    count = whole("How many wait, counted to 100.")
    more = truth("Whether there are more than that.")
    results = DeskItem(many=True)


class Desk(Shape):
    """All lists of one person's desk."""

    lists = DeskSection(many=True)


DeskPage = listing("DeskPage", DeskItem, "One list of the desk, most consequential first.")
