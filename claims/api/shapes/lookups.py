"""What a look-up answers."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.shapes.common import Anything, Shape, coded, day, string, truth
from claims.domain.vocabulary import NoticeNature, NoticeOrigin


class RecordDifference(Shape):
    """A field in which two services' records differ."""

    field = string("Which, in CSL-JSON's name.")
    kept = string("What is kept.")
    kept_from = string("From which service.")
    other = string("What the other says.")
    other_from = string("Which other service.")


class NoticeFound(Shape):
    """A notice that a service's record carries."""

    nature = coded(NoticeNature, "What it is.")
    on = day("Its day, where known.", allow_null=True)
    reasons = string("Why, as given.")
    origin = coded(NoticeOrigin, "Which service says so.")
    link = string("Where it stands.")


class LookedUp(Shape):
    """The record of a publication, joined from every service that has one."""

    kind = string("What the query was taken for: doi, pmid, pmcid, isbn, arxiv, title.")
    value = string("Normalised.")
    found = truth("Whether anybody has a record.")
    services = serializers.ListField(
        child=serializers.CharField(), help_text="Which services have one."
    )
    failures = serializers.DictField(
        child=serializers.CharField(), help_text="Service that could not be asked -> why."
    )
    fields = Anything(help_text="Fields of a source.")  # type: ignore[assignment]
    csl = Anything(help_text="The whole record as CSL-JSON.")
    origins = serializers.DictField(
        child=serializers.CharField(), help_text="CSL field -> service that it is from."
    )
    differences = RecordDifference(many=True)
    notices = NoticeFound(many=True)
    known = string("Id of the source here that has one of its identifiers.", allow_null=True)
