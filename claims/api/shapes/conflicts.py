"""Conflicts between independent studies."""

from __future__ import annotations

from typing import Any

from claims.api.shapes.common import Shape, coded, listing, moment, string, truth, whole
from claims.api.shapes.evidence import StudyName
from claims.domain.vocabulary import ConflictCause, ConflictState


class Sides(Shape):
    """Where the studies stood when the state was last set."""

    mixed = StudyName(many=True)
    against = StudyName(many=True)

    def get_fields(self) -> dict[str, Any]:
        """With the side whose name is a word of the language."""
        return {"for": StudyName(many=True), **super().get_fields()}


class ConflictClaim(Shape):
    """The claim with its conclusion in words."""

    id = string("Public id.")
    url = string("Path of its page.")
    text = string("The sentence.")
    plain_sentence = string("The conclusion in one plain sentence.")


class Conflict(Shape):
    """Independent studies of one claim that disagree."""

    id = string("Public id, such as K3.")
    url = string("Path of its page.")
    claim = ConflictClaim()
    state = coded(ConflictState, "Where it stands.")
    state_label = string("The same in words.")
    status = string("The same as state.")
    cause = coded(ConflictCause, "What sets the studies apart.", blank=True)
    cause_label = string("The same in words.")
    explanation = string("An editor's words, the last that were said.")
    sides = Sides()
    divided = truth("Whether studies stood on different sides when the state was last set.")
    opened_at = moment("When it opened.")
    reopened = whole("How often it opened again.")
    decided_by = string(
        "Who explained it or let it stand; null where the rule did.", allow_null=True
    )
    decided_at = moment("When.", allow_null=True)
    revision = whole("Rises with every decision.")


ConflictList = listing("ConflictList", Conflict, "A page of conflicts.")
