"""What was counted as one study, and studies that may be one."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.shapes.common import Joined, Shape, SourceBrief, string
from claims.api.shapes.patients import LookAlikePair
from claims.api.shapes.sources import StudyLink


class ReportDifference(Shape):
    """What another report of the study says differently about the claim."""

    source = string("Id of that report.")  # type: ignore[assignment]
    differences = serializers.ListField(
        child=serializers.CharField(), help_text="In words; empty where they agree."
    )


class CountedAsOne(Shape):
    """A study with several reports."""

    study = StudyLink()
    reports = SourceBrief(many=True)
    primary = string("Id of the report that speaks.", allow_null=True)
    why_primary = string("Why that one.")
    joined = Joined(many=True)
    differences = ReportDifference(many=True)


class SetAside(Shape):
    """A review, or a study that a review pools, which does not count beside the other."""

    study = StudyLink()
    reason = string("Why.")


class Independence(Shape):
    """What was counted as one study on a claim, and why."""

    studies = CountedAsOne(many=True)
    reviews = SetAside(many=True)
    look_alikes = LookAlikePair(
        many=True, help_text="For those who may join them; empty for others."
    )


class LookAlikeStudies(Shape):
    """Studies of the whole base that may be one."""

    results = LookAlikePair(many=True, help_text="Most alike first, at most 200.")
