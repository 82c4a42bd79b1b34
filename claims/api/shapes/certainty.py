"""Certainty, domain by domain."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.shapes.common import Anything, Shape, coded, moment, string, truth, whole
from claims.api.shapes.synthesis import SynthesisBrief
from claims.domain.vocabulary import Certainty, CertaintyDomain, Stream


class DomainStep(Shape):
    """One domain of one body: what the rule suggests, and what stands."""

    domain = coded(CertaintyDomain, "Which.")
    label = string("The same in words.")  # type: ignore[assignment]
    change = serializers.IntegerField(help_text="Levels that it takes (below 0) or adds.")
    reason = string("Why.")
    suggested = serializers.IntegerField(help_text="What the rule suggests.")
    suggested_reason = string("Why the rule does.")
    decided = truth("Whether an editor's decision stands in place of the suggestion.")
    moved = string('Where the suggestion is another now than the editor saw; "" else.')
    limit = serializers.IntegerField(help_text="How far this domain may go.")
    decided_by = string("Who decided.", allow_null=True)
    at = moment("When.", allow_null=True)


class BodyOfEvidence(Shape):
    """The certainty of one stream of evidence."""

    stream = coded(Stream, "Which stream.")
    label = string("The same in words.")  # type: ignore[assignment]
    studies = whole("Counted studies.")
    participants = whole("On the side that carries; null where not all are known.", allow_null=True)
    effect = Anything(allow_null=True, help_text="The pooled effect, or the only study's own.")
    side = string("Where the carrying studies point: for, against or mixed.")
    start = whole("Starting level, 4 to 1; null where the stream has none.", allow_null=True)
    route = string("Why it starts there, as a word.")
    route_words = string("The same in words.")
    steps = DomainStep(many=True)
    certainty = coded(Certainty, "GRADE-informed.")
    certainty_label = string("The same in words.")
    level = whole("4 to 1; null where not rated.", allow_null=True)
    arithmetic = string("The sum.")
    upgrade_blocked = truth("Whether rating up was asked for and not applied.")
    headline = truth("Whether the claim's certainty comes from it.")


class CertaintyOfClaim(Shape):
    """The claim."""

    id = string("Public id.")
    url = string("Path of its page.")
    text = string("The sentence.")
    status = string("Where it stands.")
    threshold = string("The smallest effect that would matter, in words.")


class ClaimCertainty(Shape):
    """The certainty table of a claim."""

    claim = CertaintyOfClaim()
    plain_sentence = string("The conclusion that stands, in one sentence.")
    synthesis = SynthesisBrief()
    certainty = coded(Certainty, "What this table gives.")
    certainty_label = string("The same in words.")
    reason = string("Which body it comes from, or why it is not rated.")
    streams = BodyOfEvidence(many=True)
    what_would_change = serializers.ListField(
        child=serializers.CharField(), help_text="What evidence would move the certainty."
    )
    stale_since = moment("Since when the standing conclusion is out of date.", allow_null=True)
    stale_reason = string("Why.")
    computed_now = truth("Whether the table is newer than the conclusion that stands.")
    method_version = string("Version of the rule.")
    input_hash = string("SHA-256 of the inputs.")


class Calculated(Shape):
    """For `body`: certainty to why. For a table: the whole conclusion."""

    certainty = coded(Certainty, "GRADE-informed.")
    level = whole("4 to 1; null where not rated.", allow_null=True)
    steps = serializers.ListField(child=Anything(), help_text="Every step.")
    start = whole("For a body: its starting level.", required=False)
    upgrade_blocked = truth("For a body: rating up was asked for and not applied.", required=False)
    warnings = serializers.ListField(child=serializers.CharField(), required=False)
    why = string("For a body: the sum in words.", required=False)
    verdict = string("For a table.", required=False)
    consistency = string("For a table.", required=False)
    rung_reached = string("For a table.", required=False)
    rung_claimed = string("For a table.", required=False)
    plain_sentence = string("For a table.", required=False)
    basis = Anything(required=False)
    raters = Anything(required=False)
    streams = BodyOfEvidence(many=True, required=False)
    excluded = serializers.ListField(child=Anything(), required=False)
    background = serializers.ListField(child=Anything(), required=False)
    awaiting = serializers.ListField(child=Anything(), required=False)
    what_would_change = serializers.ListField(child=serializers.CharField(), required=False)
    certainty_would_change = serializers.ListField(child=serializers.CharField(), required=False)
    sides = Anything(required=False, help_text="Studies for and against, where they disagree.")
    rule = string("Which rule gave the verdict.", required=False)
    method_version = string("Version of the rule.", required=False)
    input_hash = string("SHA-256 of the inputs.", required=False)
