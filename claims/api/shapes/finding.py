"""Answers to one search over everything."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.shapes.claims import ClaimBrief
from claims.api.shapes.common import Piece, Shape, SourceBrief, string, truth, whole
from claims.api.shapes.evidence import Evidence

SNIPPET = "The stretch that says most of what was asked for; the pieces joined are its text."


class ClaimFound(ClaimBrief):
    """A claim with what was found in it."""

    snippet = Piece(many=True, help_text=SNIPPET)


class EvidenceFound(Evidence):
    """Evidence with what was found in its finding, quotes or population."""

    snippet = Piece(many=True, help_text=SNIPPET)


class SourceFound(SourceBrief):
    """A source with what was found in its title."""

    snippet = Piece(many=True, help_text=SNIPPET)


class Group(Shape):
    """What was found of one noun."""

    count = whole("How many there are, counted to 1,000.")
    counted = truth("Whether the count is exact; false: there are more.")
    more = serializers.URLField(help_text="Address of the list with the same question.")


class ClaimsFound(Group):
    """The claims, best match first."""

    results = ClaimFound(many=True)


class AllEvidenceFound(Group):
    """The evidence, best match first."""

    results = EvidenceFound(many=True)


class SourcesFound(Group):
    """The sources, best match first."""

    results = SourceFound(many=True)


class RecordNamed(Shape):
    """A record that the question names outright, by public id or outside identifier."""

    noun = string("Its noun.")
    id = string("Its public id.")
    url = serializers.URLField(help_text="Its address in this API.")


class Everything(Shape):
    """The best claims, evidence and sources."""

    names = RecordNamed(allow_null=True, help_text="null where the question is words.")
    did_you_mean = string(
        "The question with unknown words as they were likely meant, where little was found; else null.",
        allow_null=True,
    )
    claims = ClaimsFound()
    evidence = AllEvidenceFound()
    sources = SourcesFound()


class Suggestions(Shape):
    """Questions that begin like what was typed."""

    suggestions = serializers.ListField(
        child=serializers.CharField(), help_text="Each is plain text."
    )
