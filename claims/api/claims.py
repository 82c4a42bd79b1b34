"""Claims and their versions."""

from __future__ import annotations

import orjson
from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from claims.actions import claims as actions
from claims.api import claim_narrowing, examples, parameters, reads
from claims.api.bodies import CHANGES, NewClaim
from claims.api.changing import Changeable
from claims.api.endpoints import Endpoint, Listing
from claims.api.schema import LIST, READ, WRITE, Operation
from claims.api.shapes import claims as shapes
from claims.api.shapes.common import or_tombstone
from claims.api.shapes.effects import EffectsOfClaim
from claims.api.shapes.work import Proposal
from claims.domain.vocabulary import ClaimStatus
from claims.queries import claim_detail, effects, pages
from claims.queries import claims as queries
from claims.queries.claim_filters import ClaimFilters
from claims.queries.pages import Page


class Claims(Listing):
    """Published claims."""

    noun = "claim"
    filters = ClaimFilters
    narrowing = (
        *claim_narrowing.NARROWING,
        parameters.word(
            "status",
            "Instead of published ones; drafts are seen by their author and editors.",
            [s.value for s in ClaimStatus],
        ),
        parameters.flag("mine", "Only those that the asker drafted."),
    )
    operations = {
        "GET": Operation(
            "List claims", {200: shapes.ClaimList}, problems=LIST, examples=examples.CLAIMS
        ),
        "POST": Operation(
            "Draft a claim",
            {201: shapes.Claim},
            body=NewClaim,
            problems=WRITE,
            examples=examples.NEW_CLAIM,
        ),
    }

    def page(self, filters: ClaimFilters, cursor: str | None, limit: int) -> Page:
        """Five queries at most without q, and the ETag's."""
        return queries.page(self.viewer, filters, cursor, limit)

    def post(self, request: Request) -> Response:
        """201 with the draft, which its author and editors see."""
        given = self.body(NewClaim)
        reason = given.pop("reason", "")
        made = actions.draft(by=self.person, fields=given, reason=reason)
        return self.show("claim", made.pk, 201)


class Claim(Changeable):
    """One claim."""

    noun = "claim"
    operations = {
        "GET": Operation(
            "Read a claim",
            {200: or_tombstone(shapes.Claim)},
            about="A retired claim answers with its tombstone: why, and what took its place.",
            problems=READ,
            examples=examples.CLAIM,
        ),
        "PATCH": Operation(
            "Change a claim, or propose it",
            {200: shapes.Claim, 202: Proposal},
            about="200: written, since it is not published. 202: filed, for an editor to accept.",
            body=CHANGES["claim"],
            problems=(*WRITE, 428),
            examples=examples.CHANGE_CLAIM,
        ),
    }


class Versions(Listing):
    """The versions of a claim."""

    noun = "claim"
    filters = dict
    operations = {
        "GET": Operation("List a claim's versions", {200: shapes.VersionList}, problems=READ)
    }

    def get(self, request: Request, **path: str) -> Response:
        """Newest first; a retired claim's stay citable. Two queries, and the ETag's."""
        self.pk = reads.key("claim", path["ident"])
        return super().get(request)

    def page(self, filters: object, cursor: str | None, limit: int) -> Page:
        """Cut from all: a claim has few."""
        if not claim_detail.exists(self.viewer, self.pk):
            raise Http404
        rows = claim_detail.versions(self.pk)
        if cursor:
            (last,) = pages.decode("versions", cursor, int)
            rows = [row for row in rows if row["number"] < last]
        kept, following = pages.cut(
            rows, limit, lambda row: pages.encode("versions", row["number"])
        )
        return Page(kept, following)


class Version(Endpoint):
    """One version."""

    noun = "claim"
    operations = {
        "GET": Operation("Read a version of a claim", {200: shapes.Version}, problems=READ)
    }

    def get(self, request: Request, ident: str, number: int) -> Response:
        """The snapshot, byte for byte as it was hashed. One query, and the ETag's."""
        pk = reads.key("claim", ident)
        return self.cached(lambda: self.answer(pk, number))

    def answer(self, pk: int, number: int) -> Response:
        """The version or 404."""
        found = claim_detail.version(self.viewer, pk, number) if number < 2**31 else None
        if found is None:
            raise Http404
        return Response(found | {"snapshot": orjson.Fragment(found["snapshot"])})


class Effects(Endpoint):
    """What the studies of a claim measured."""

    noun = "claim"
    operations = {
        "GET": Operation(
            "Read a claim's effects, pooled where comparable",
            {200: EffectsOfClaim},
            about=(
                "One effect for each study; groups of one measure and one stream. `warnings` say where"
                " pooling misleads, and `misleading` that the pooled value must not be read."
            ),
            problems=READ,
        )
    }

    def get(self, request: Request, ident: str) -> Response:
        """Groups and what is left out. Two queries, and the ETag's."""
        pk = reads.key("claim", ident)
        return self.cached(lambda: self.answer(pk))

    def answer(self, pk: int) -> Response:
        """The effects or 404."""
        found = effects.of_claim(self.viewer, pk)
        if found is None:
            raise Http404
        return Response(found)
