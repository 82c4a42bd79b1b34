"""PATCH and DELETE of records, from the state that somebody saw.

What is not published is written at once, for what is published a proposal is filed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from claims.actions import proposals
from claims.api import preconditions, reads
from claims.api.bodies import CHANGES
from claims.api.errors import BaseMissing
from claims.api.record import Record
from claims.models import Proposal


class Changeable(Record):
    """A record that can be changed, from the revision that somebody saw."""

    pointer = "#/changes"
    conditional: Mapping[str, bool] = {"PATCH": False}

    def patch(self, request: Request, ident: str) -> Response:
        """200 with the record, or 202 with the proposal. Raises Stale, or Moved where `revision` is old."""
        found = reads.record(self.noun, ident, self.viewer)
        given = self.body(CHANGES[self.noun])
        state = preconditions.condition(request)
        stated = given.get("revision")
        if stated is None and state is None:
            raise BaseMissing
        if stated is not None and state and state.revision() not in (None, stated):
            raise ValidationError(
                {"revision": ["`revision` and If-Match name different revisions."]}
            )
        changes = given["changes"]
        with preconditions.held(self.viewer, found, state, changes) as stored:
            outcome: Any = proposals.change(
                record=stored,
                changes=changes,
                by=self.person,
                reason=given.get("reason", ""),
                base=stored.revision if stated is None else int(stated),
            )
        if isinstance(outcome, Proposal):
            return self.show("proposal", outcome.pk, 202)
        return self.show(self.noun, found.pk)


class Discardable(Record):
    """A record that its maker may take away, in the state that they saw."""

    conditional: Mapping[str, bool] = {"DELETE": True}
    discard: ClassVar[Callable[..., object]]

    def delete(self, request: Request, ident: str) -> Response:
        """204. Raises BaseMissing, Stale."""
        found = reads.record(self.noun, ident, self.viewer)
        state = preconditions.condition(request, needed=True)
        with preconditions.held(self.viewer, found, state) as stored:
            type(self).discard(**{self.noun: stored}, by=self.person)
        return Response(status=204)
