"""W3C Web Annotations, as far as they can be told in OpenAPI."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from claims.api.shapes.common import Anything, Shape, moment, string


class Annotation(Shape):
    """One quote: bodies say what it is about, the target where it stands."""

    id = string("Its address.")
    type = string("Always Annotation.")
    motivation = string("Always linking: it ties a passage to a claim.")
    modified = moment("When the evidence was last changed.")
    rights = string("Licence of the annotation; the quoted words stay their author's.")
    body = serializers.ListField(
        child=Anything(), help_text="The claim, the finding in words, locator and note."
    )
    target = Anything(help_text="The publication, with TextQuote and TextPosition selectors.")


class AnnotationPage(Shape):
    """All quotes of one evidence."""

    id = string("Its address as linked data.")
    type = string("Always AnnotationPage.")
    items = Annotation(many=True)

    def get_fields(self) -> dict[str, Any]:
        """With the member whose name is no name of the language."""
        return {"@context": string("Always the W3C's own."), **super().get_fields()}
