"""Fields and objects that many answers share."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from claims.domain.vocabulary import Choice, Identity, IdentityResult, Integrity, TopicKind

LICENCE = "SPDX id of the record's licence."


class Shape(serializers.Serializer[Any]):
    """Base of all answers."""


@extend_schema_field({"type": "object", "additionalProperties": True})
class Anything(serializers.JSONField):
    """An object whose members are told in its description."""


@extend_schema_field({})
class Whatever(serializers.JSONField):
    """Any JSON value."""


def string(about: str, **options: Any) -> serializers.CharField:
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


class Address(Shape):
    """Another record."""

    id = string("Public id.")
    url = string("Path of its page.")


class Missing(Shape):
    """What became of a record that was asked for by id and is not among the results."""

    id = string("Public id.")
    status = serializers.ChoiceField(
        choices=["not_found", "retired", "merged"], help_text="not_found: or not to be seen."
    )
    reason = string("Why.")
    moved_to = Address(allow_null=True, help_text="What took its place; null if nothing did.")


def listing(name: str, shape: type[Shape], about: str, *, by_id: bool = False) -> type[Shape]:
    """The envelope of a list; `by_id` where records can be asked for by their ids."""
    fields = {
        "results": shape(many=True),
        "next": serializers.URLField(
            allow_null=True, help_text="Address of the next page; null on the last."
        ),
        "__doc__": about,
    }
    if by_id:
        fields["missing"] = Missing(
            many=True, required=False, help_text="With ids: what became of those not found."
        )
    return type(name, (Shape,), fields)


class ExternalId(Shape):
    """An id that another system gave the record."""

    namespace = string("Whose id it is.")
    value = string("The id.")


class Piece(Shape):
    """A piece of plain text."""

    text = string("The text; it is no HTML.", trim_whitespace=False)
    match = truth("Whether it was asked for.")


class ClaimName(Shape):
    """A claim by id and sentence."""

    id = string("Public id, such as C42.")
    text = string("The sentence.")


class TopicName(Shape):
    """A topic by id and name."""

    id = string("Public id, such as T3.")
    name = string("Its name.")


class TopicOfClaim(TopicName):
    """A topic of a claim."""

    kind = coded(TopicKind, "What the topic names.")


class ToldApart(Shape):
    """A look-alike that somebody found to be another."""

    id = string("Public id.")
    url = string("Path of its page.")
    label = string("Its name.")  # type: ignore[assignment]
    reason = string("Why they are two.")
    at = moment("When that was said.")


class Joined(Shape):
    """Another record of the same thing that was joined into this one."""

    id = string("Public id.")
    label = string("What it was called.")  # type: ignore[assignment]
    reason = string("Why they are one.")


class Tombstone(Shape):
    """What answers for a retired or merged record."""

    id = string("Public id.")
    noun = string("What it was.")
    label = string("Its name or sentence.")  # type: ignore[assignment]
    status = serializers.ChoiceField(choices=["retired", "merged"], help_text="What became of it.")
    reason = string("Why.")
    moved_to = Address(allow_null=True, help_text="What took its place; null if nothing did.")
    text = string("A claim's sentence.", required=False)
    version = whole("A claim's last version, which stays citable.", required=False)
    superseded_by = Address(required=False, allow_null=True, help_text="As moved_to.")


class SourceBrief(Shape):
    """A source as lists show it."""

    id = string("Public id, such as S17.")
    url = string("Path of its page.")
    title = string('Title; "" where not known.')
    authors = string("Family name and initials, separated by semicolons.")
    year = serializers.IntegerField(allow_null=True, help_text="Year of publication.")
    container_title = string("Journal or book.")
    doi = string("DOI in lower case, without resolver.", allow_null=True)
    pmid = string("PubMed id.", allow_null=True)
    pmcid = string("PubMed Central id, with PMC.", allow_null=True)
    link = string('Where the work itself is found; "" where no address is known.')
    identity = coded(Identity, "By what means it is known that the identifier is this title.")
    identity_label = string("The same in words.")
    identity_result = coded(
        IdentityResult, "What comparing it with its identifier's record gave.", blank=True
    )
    identity_result_label = string("The same in words.")
    integrity = coded(Integrity, "Whether a notice stands against it.")
    integrity_label = string("The same in words.")
    integrity_note = string("What the notice says.")
    is_preprint = truth("Whether it is a preprint.")
    missing = string("Citation fields that nobody has confirmed.")
    csl_type = string("CSL type of the document.")


def or_tombstone(shape: type[Shape]) -> PolymorphicProxySerializer:
    """The record, or what answers for a retired one."""
    return PolymorphicProxySerializer(
        component_name=f"{shape.__name__}OrTombstone",
        serializers=[shape, Tombstone],
        resource_type_field_name=None,
    )
