"""Fields and objects that many answers share."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.domain.vocabulary import Choice, Integrity, Identity, TopicKind

LICENCE = "SPDX id of the record's licence."


class Shape(serializers.Serializer[Any]):
    """Base of all answers."""


@extend_schema_field({"type": "object", "additionalProperties": True})
class Anything(serializers.JSONField):
    """An object whose members are told in its description."""


@extend_schema_field({})
class Whatever(serializers.JSONField):
    """Any JSON value."""


def text(about: str, **options: Any) -> serializers.CharField:
    """A string; "" where nothing is known."""
    return serializers.CharField(help_text=about, **options)


def whole(about: str, **options: Any) -> serializers.IntegerField:
    """A whole number of 0 or more."""
    return serializers.IntegerField(help_text=about, min_value=0, **options)


def truth(about: str, **options: Any) -> serializers.BooleanField:
    """true or false."""
    return serializers.BooleanField(help_text=about, **options)


def moment(about: str, **options: Any) -> serializers.DateTimeField:
    """A time in UTC (RFC 3339)."""
    return serializers.DateTimeField(help_text=about, **options)


def day(about: str, **options: Any) -> serializers.DateField:
    """A date."""
    return serializers.DateField(help_text=about, **options)


def coded(words: type[Choice], about: str, *, blank: bool = False, **options: Any) -> Any:
    """A word of a scale; "" where not stated, if `blank`."""
    choices = [(value, label) for value, label in words.choices() if value]
    if blank:
        choices.append(("", "not stated"))
    return serializers.ChoiceField(choices=choices, help_text=about, **options)


def listing(name: str, shape: type[Shape], about: str) -> type[Shape]:
    """The envelope of a list."""
    fields = {
        "results": shape(many=True),
        "next": serializers.URLField(
            allow_null=True, help_text="Address of the next page; null on the last."
        ),
        "__doc__": about,
    }
    return type(name, (Shape,), fields)


class ExternalId(Shape):
    """An id that another system gave the record."""

    namespace = text("Whose id it is.")
    value = text("The id.")


class ClaimName(Shape):
    """A claim by id and sentence."""

    id = text("Public id, such as C42.")
    text = text("The sentence.")


class TopicName(Shape):
    """A topic by id and name."""

    id = text("Public id, such as T3.")
    name = text("Its name.")


class TopicOfClaim(TopicName):
    """A topic of a claim."""

    kind = coded(TopicKind, "What the topic names.")


class Address(Shape):
    """Another record."""

    id = text("Public id.")
    url = text("Path of its page.")


class Tombstone(Shape):
    """What answers for a retired or merged record."""

    id = text("Public id.")
    noun = text("What it was.")
    label = text("Its name or sentence.")
    status = serializers.ChoiceField(choices=["retired", "merged"], help_text="What became of it.")
    reason = text("Why.")
    moved_to = Address(allow_null=True, help_text="What took its place; null if nothing did.")
    text = text("A claim's sentence.", required=False)
    version = whole("A claim's last version, which stays citable.", required=False)
    superseded_by = Address(required=False, allow_null=True, help_text="As moved_to.")


class SourceBrief(Shape):
    """A source as lists show it."""

    id = text("Public id, such as S17.")
    url = text("Path of its page.")
    title = text("Title; \"\" where not known.")
    authors = text("Family name and initials, separated by semicolons.")
    year = serializers.IntegerField(allow_null=True, help_text="Year of publication.")
    container_title = text("Journal or book.")
    doi = text("DOI in lower case, without resolver.", allow_null=True)
    pmid = text("PubMed id.", allow_null=True)
    pmcid = text("PubMed Central id, with PMC.", allow_null=True)
    link = text("Where the work itself is found; \"\" where no address is known.")
    identity = coded(Identity, "By what means it is known that the identifier is this title.")
    identity_label = text("The same in words.")
    integrity = coded(Integrity, "Whether a notice stands against it.")
    integrity_label = text("The same in words.")
    integrity_note = text("What the notice says.")
    is_preprint = truth("Whether it is a preprint.")
    missing = text("Citation fields that nobody has confirmed.")
    csl_type = text("CSL type of the document.")
