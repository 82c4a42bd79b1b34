"""The report on an article that was checked."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.shapes.claims import ClaimBrief
from claims.api.shapes.common import Shape, coded, string, truth, whole
from claims.api.shapes.documents import BibliographyEntry, MatchShape, ReferenceFlagShape
from claims.api.shapes.synthesis import SynthesisBrief
from claims.domain.articles import Finding, TiedBy


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
    entry = whole("Its entry in `bibliography`, by `place`.", allow_null=True)
    source = string("The stored source that it is.", allow_null=True)  # type: ignore[assignment]
    source_by = coded(TiedBy, "How that was told.", allow_null=True)
    flags = ReferenceFlagShape(
        many=True, help_text="What is to be said against it, in this sentence."
    )
    flag = string('The same in words; "" where nothing is known.')
    told = string("What was checked, in words.")


class ClaimOtherwise(Shape):
    """A claim that is concluded otherwise than when the article was checked."""

    claim = string("Its public id.")
    url = string("Path of its page.")
    text = string("The claim.")
    before = string("Its conclusion then, in one line.")
    synthesis = SynthesisBrief(help_text="Its conclusion now.")


class FindingSide(Shape):
    """A finding as it was or is."""

    wording_label = string("How the passage words the claim.")
    standing = string("The claim's conclusion, in one line.")


class FindingChange(Shape):
    """What the last check found otherwise than the one before."""

    start = whole("First character of the passage.")
    claim = string("Public id of the claim.")
    url = string("Path of its page.")
    text = string("The claim.")
    what = serializers.ChoiceField(
        choices=["new", "gone", "wording", "conclusion"], help_text="What is otherwise."
    )
    what_label = string("The same in words.")
    before = FindingSide(allow_null=True, help_text="As it was; null where it is new.")
    after = FindingSide(allow_null=True, help_text="As it is; null where it is gone.")


class ReportSince(Shape):
    """As of when a report is."""

    knowledge_seq = whole("Last public change that the check took in.")
    changes_since = whole("Public changes of the knowledge base since then.")
    otherwise = ClaimOtherwise(many=True, help_text="Claims that are concluded otherwise by now.")
    changed = FindingChange(many=True, help_text="What the last check changed.")


class DocumentReport(Shape):
    """What to look at in an article."""

    findings = FindingShape(many=True, help_text="In the order of the text.")
    overstated = Overstatement(many=True, help_text="The worst first.")
    references = ReferenceChecked(many=True, help_text="Every reference in the text.")
    bibliography = BibliographyEntry(many=True, help_text="The article's own list of references.")
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
    since = ReportSince(help_text="As of when the report is, and what has changed.")
    not_medical_advice = string("What it is not.")
