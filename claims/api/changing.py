"""PATCH: what is not published is written, for what is published a proposal is filed."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from claims.actions import proposals
from claims.api import reads
from claims.api.bodies import CHANGES
from claims.api.errors import BaseMissing
from claims.api.record import Record
from claims.models import Proposal


class Changeable(Record):
    """A record that can be changed, from the revision that somebody saw."""

    pointer = "#/changes"

    def patch(self, request: Request, ident: str) -> Response:
        """200 with the record, or 202 with the proposal. Raises Moved where the revision is old."""
        found = reads.record(self.noun, ident, self.viewer)
        given = self.body(CHANGES[self.noun])
        base = base_revision(request, given)
        outcome: Any = proposals.change(
            record=found,
            changes=given["changes"],
            by=self.person,
            reason=given.get("reason", ""),
            base=base,
        )
        if isinstance(outcome, Proposal):
            return self.show("proposal", outcome.pk, 202)
        return self.show(self.noun, found.pk)


def base_revision(request: Request, given: dict[str, Any]) -> int:
    """The revision that the change started from, from the body or If-Match. Raises BaseMissing."""
    header = request.META.get("HTTP_IF_MATCH", "").strip().removeprefix("W/").strip('"')
    if header and not (header.isascii() and header.isdecimal() and len(header) < 10):
        raise ValidationError({"revision": ['If-Match holds a revision, such as "3".']})
    stated = given.get("revision")
    if stated is None and not header:
        raise BaseMissing
    if stated is not None and header and stated != int(header):
        raise ValidationError({"revision": ["`revision` and If-Match name different revisions."]})
    return int(header) if stated is None else int(stated)
