"""Readings side by side."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.shapes.common import Shape, Whatever, string


class ReadingsLine(Shape):
    """One question, and what each reader says to it."""

    part = string("The rating, or the instrument.")
    name = string("The field, domain or item.")
    label = string("The same in words.")  # type: ignore[assignment]
    values = serializers.ListField(child=Whatever(), help_text="As stored, in the readers' order.")
    shown = serializers.ListField(child=string("In words."), help_text="The same in words.")


class ReadingsReasons(Shape):
    """One reader's reasons."""

    reader = string("Reader A, Reader B ...; the letters are dealt by a keyed hash.")
    rationale = string("Why the reader rates so.")
    departure = string("Why the strength is not the suggested one.")


class Readings(Shape):
    """What raters differ in and what they agree on. Never who they are."""

    evidence = string("Public id of the evidence.")
    readers = serializers.ListField(child=string("A letter."), help_text="In order.")
    differ = ReadingsLine(many=True)
    agree = ReadingsLine(many=True)
    reasons = ReadingsReasons(many=True)
