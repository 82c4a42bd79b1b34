"""Claims, as they stand and as they stood on a day."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from claims.actions import claims as actions
from claims.api import claim_narrowing, days, examples, files, parameters, reads
from claims.api.bodies import CHANGES, NewClaim
from claims.api.changing import Changeable
from claims.api.endpoints import Endpoint
from claims.api.including import OF_CLAIMS
from claims.api.listing import Listing
from claims.api.schema import LIST, READ, WRITE, Operation
from claims.api.shapes import claims as shapes
from claims.api.shapes.effects import EffectsOfClaim
from claims.api.shapes.work import Proposal
from claims.domain.vocabulary import ClaimStatus
from claims.queries import claims as queries
from claims.queries import effects
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
        days.AS_OF_LIST,
    )
    includes = OF_CLAIMS
    records = True
    writers = {"ndjson": files.ndjson, "csv": files.claims_csv, "jsonld": files.claims_jsonld}
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

    def get(self, request: Request, **path: str) -> Any:
        """The page; with `as_of`, from the versions that stood on that day."""
        if "as_of" in self.query:
            self.refuse_beside("as_of", but=("limit", "cursor", "fields", *self.filter_names))
            return self.cached(lambda: days.listed(self))
        return super().get(request, **path)

    def page(self, filters: ClaimFilters, cursor: str | None, limit: int) -> Page:
        """Seven queries at most without q; those of `include` and the ETag's."""
        return queries.page(self.viewer, filters, cursor, limit, self.order)

    @property
    def counted_under(self) -> list[str]:
        """Claims are counted as they stand, not as they stood."""
        return [name for name in self.filter_names if name != "as_of"]

    def post(self, request: Request) -> Response:
        """201 with the draft, which its author and editors see."""
        given = self.body(NewClaim)
        reason = given.pop("reason", "")
        made = actions.draft(by=self.person, fields=given, reason=reason)
        return self.show("claim", made.pk, 201)


class Claim(Changeable):
    """One claim."""

    noun = "claim"
    more = (days.AS_OF,)
    includes = OF_CLAIMS
    writers = {
        "jsonld": files.claim_jsonld,
        "csv": files.claim_csv,
        **{name: files.claim_as(name) for name in ("csl-json", "ris", "bibtex")},
    }
    operations = {
        "GET": Operation(
            "Read a claim",
            {200: days.CLAIM_OR_VERSION},
            about=(
                "A retired claim answers with its tombstone: why, and what took its place. With `as_of`"
                " the version that stood on that day."
            ),
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

    def get(self, request: Request, ident: str) -> Any:
        """The record, its tombstone, or the version of a day."""
        if "as_of" in self.query:
            days.alone(self.query)
            pk = reads.key(self.noun, ident)
            return self.cached(lambda: days.stood(self, pk))
        return super().get(request, ident)


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
