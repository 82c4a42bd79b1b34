"""Conflicts between the independent studies of a claim."""

from __future__ import annotations

from claims.api import parameters
from claims.api.listing import Listing
from claims.api.record import Record
from claims.api.schema import LIST, READ, Operation
from claims.api.shapes import conflicts as shapes
from claims.domain.vocabulary import ConflictState
from claims.queries import conflicts as queries
from claims.queries.conflicts import ConflictFilters
from claims.queries.pages import Page


class Conflicts(Listing):
    """Claims whose independent studies disagree, or did."""

    noun = "conflict"
    filters = ConflictFilters
    narrowing = (
        parameters.words("state", "Where it stands.", ConflictState),
        parameters.ident("claim", "claim", "Of this claim."),
    )
    operations = {
        "GET": Operation(
            "List conflicts between studies", {200: shapes.ConflictList}, problems=LIST
        )
    }

    def page(self, filters: ConflictFilters, cursor: str | None, limit: int) -> Page:
        """Three queries, and the ETag's."""
        return queries.page(self.viewer, filters, cursor, limit)


class Conflict(Record):
    """One conflict."""

    noun = "conflict"
    operations = {
        "GET": Operation("Read a conflict between studies", {200: shapes.Conflict}, problems=READ)
    }
