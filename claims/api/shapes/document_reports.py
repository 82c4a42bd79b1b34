"""The report on an article that was checked."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.shapes.claims import ClaimBrief
from claims.api.shapes.common import Shape, coded, string, truth, whole
from claims.api.shapes.documents import MatchShape
from claims.domain.articles import Finding


class FindingShape(Shape):
    """A passage with something to look at."""

    number = whole("From 1, in the order of the text.")
    passage = whole("Position of the passage.")
    kind = coded(Finding, "The gravest of what there is to look at.")
    kind_label = string("The same in words.")
    kinds = serializers.ListField(
        child=serializers.CharField(), help_text="All of it, the gravest first."
    )
    suggested = truth("Whether it is the machine's word alone.")
    claims = serializers.ListField(
        child=serializers.CharField(), help_text="Claims that it speaks of."
    )
    possible = serializers.ListField(
        child=serializers.CharField(), help_text="Claims that it possibly speaks of."
    )


class Overstatement(MatchShape):
    """A claim with the passage that says more than its evidence, or the opposite."""

    passage = whole("Position of the passage.")


class ReferenceChecked(Shape):
    """A reference in the text, and what was checked of it."""

    passage = whole("Position of the passage.")
    kind = string("What it is: doi, pmid, url, author_year ...")
    value = string("Its value, normalised where it is an identifier.")
    source = string("The stored source that it is.", allow_null=True)  # type: ignore[assignment]
    flag = string('What is to be said against it; "" where nothing is known.')
    told = string("What was checked, in words.")


class DocumentReport(Shape):
    """What to look at in an article."""

    findings = FindingShape(many=True, help_text="In the order of the text.")
    overstated = Overstatement(many=True, help_text="The worst first.")
    references = ReferenceChecked(many=True, help_text="Every reference in the text.")
    uncited = serializers.ListField(
        child=serializers.IntegerField(), help_text="Passages that lean on studies and name none."
    )
    unmatched = serializers.ListField(
        child=serializers.IntegerField(), help_text="Checkable passages of which no claim speaks."
    )
    left_out = ClaimBrief(
        many=True,
        help_text="Claims of the same topics that studies support or contradict, not mentioned.",
    )
    not_medical_advice = string("What it is not.")
