"""Evidence and its appraisals."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from claims.actions import appraisals as appraisal_actions
from claims.actions import evidence as actions
from claims.api import examples, files, parameters, reads, retracted
from claims.api.bodies import CHANGES, AppraisalInput, AppraisalOfEvidence, NewEvidence
from claims.api.changing import Changeable, Discardable
from claims.api.listing import Listing
from claims.api.retracted import RETRACTED
from claims.api.schema import LIST, READ, WRITE, Operation
from claims.api.shapes import evidence as shapes
from claims.api.shapes.work import Proposal
from claims.api.sources import EITHER
from claims.domain.vocabulary import ConsensusState, Design, Direction, EvidenceStatus, Strength
from claims.models import Evidence as EvidenceRow
from claims.queries import appraisals, evidence
from claims.queries.appraisals import AppraisalFilters
from claims.queries.evidence import EvidenceFilters
from claims.queries.pages import Page

BLIND = (
    "Listed are those whose ratings are open to the asker: consensus stands, an editor opened them,"
    " or they are the asker's own."
)


class EvidenceListing(Listing):
    """Links between claims and sources."""

    noun = "evidence"
    filters = EvidenceFilters
    narrowing = (
        parameters.question("q", "Words of finding, quotes, population; best match first."),
        parameters.ident("claim", "claim", "Of this claim."),
        parameters.ident("source", "source", "Of this source."),
        parameters.ident("study", "study", "Of this study."),
        parameters.words("status", "Where it stands.", EvidenceStatus),
        parameters.words("design", "Design.", Design),
        parameters.words("consensus", "How its rating came about.", ConsensusState),
        parameters.words("direction", "The standing direction.", Direction),
        parameters.words("strength", "The standing strength.", Strength),
        RETRACTED,
    )
    records = True
    writers = {"ndjson": files.ndjson, "csv": files.evidence_csv}
    operations = {
        "GET": Operation("List evidence", {200: shapes.EvidenceList}, problems=LIST),
        "POST": Operation(
            "Propose evidence",
            {201: shapes.EvidenceDetail},
            body=NewEvidence,
            problems=WRITE,
            examples=examples.NEW_EVIDENCE,
        ),
    }

    def page(self, filters: EvidenceFilters, cursor: str | None, limit: int) -> Page:
        """Six queries, at most fifteen with q, and the ETag's."""
        return evidence.page(self.viewer, filters, cursor, limit, self.order)

    def filters_from(self, query: dict[str, Any]) -> EvidenceFilters:
        """Without what rests on a source that was taken back, unless that is asked for."""
        retracted.decide(query, named=("source",))
        return cast("EvidenceFilters", super().filters_from(query))

    def post(self, request: Request) -> Response:
        """201 with the link, which waits for an editor."""
        given = self.body(NewEvidence)
        made = actions.propose(
            by=self.person,
            claim=given.pop("claim"),
            source=given.pop("source"),
            study=given.pop("study", None),
            quotes=given.pop("quotes", ()),
            reason=given.pop("reason", ""),
            fields=given,
        )
        return self.show("evidence", made.pk, 201)


class Evidence(Changeable):
    """One piece of evidence."""

    noun = "evidence"
    operations = {
        "GET": Operation("Read evidence", {200: shapes.EvidenceDetail}, problems=READ),
        "PATCH": Operation(
            "Change evidence, or propose it",
            {200: shapes.EvidenceDetail, 202: Proposal},
            about=EITHER,
            body=CHANGES["evidence"],
            problems=(*WRITE, 428),
        ),
    }


class Appraisals(Listing):
    """Submitted appraisals that are open to the asker."""

    noun = "appraisal"
    filters = AppraisalFilters
    narrowing: ClassVar[tuple[parameters.Parameter, ...]] = (
        parameters.ident("evidence", "evidence", "Of this evidence."),
        parameters.ident("claim", "claim", "Of this claim's evidence."),
    )
    operations = {
        "GET": Operation(
            "List appraisals", {200: shapes.AppraisalList}, about=BLIND, problems=LIST
        ),
        "POST": Operation(
            "Appraise evidence",
            {201: shapes.AppraisalDetail},
            body=AppraisalOfEvidence,
            problems=WRITE,
            examples=examples.NEW_APPRAISAL,
        ),
    }

    def page(self, filters: AppraisalFilters, cursor: str | None, limit: int) -> Page:
        """Two queries, and the ETag's."""
        return appraisals.page(self.viewer, filters, cursor, limit)

    def post(self, request: Request) -> Response:
        """201 with the appraisal, or its draft."""
        given = self.body(AppraisalOfEvidence)
        return self.store(request, given.pop("evidence"), given)

    def store(self, request: Request, row: EvidenceRow, given: dict[str, Any]) -> Response:
        """Save as draft or submit."""
        draft = given.pop("status", "submitted") == "draft"
        cited, base = given.pop("assessments", None), given.pop("revision", None)
        # A draft has no author to be taken for yet: the question is asked on submission.
        told = {"not_author": given.pop("not_author", False)}
        keep = appraisal_actions.save_draft if draft else appraisal_actions.submit
        made = keep(
            evidence=row, by=self.person, fields=given, assessments=cited, base=base,
            **({} if draft else told),
        )  # fmt: skip
        return self.show("appraisal", made.pk, 201)


class AppraisalsOfEvidence(Appraisals):
    """The appraisals of one piece of evidence."""

    noun = "evidence"
    narrowing: ClassVar[tuple[parameters.Parameter, ...]] = ()
    operations = {
        "GET": Operation(
            "List appraisals of evidence", {200: shapes.AppraisalList}, about=BLIND, problems=READ
        ),
        "POST": Operation(
            "Appraise this evidence",
            {201: shapes.AppraisalDetail},
            body=AppraisalInput,
            problems=WRITE,
        ),
    }

    def get(self, request: Request, **path: str) -> Any:
        """The page. Three queries, and the ETag's."""
        self.pk = reads.key("evidence", path["ident"])
        return super().get(request)

    def filters_from(self, query: dict[str, Any]) -> AppraisalFilters:
        """Only this evidence."""
        return AppraisalFilters(evidence=self.pk)

    def page(self, filters: AppraisalFilters, cursor: str | None, limit: int) -> Page:
        """404 where the evidence cannot be seen."""
        if not reads.VISIBLE["evidence"](self.viewer).filter(pk=self.pk).exists():
            raise Http404
        return super().page(filters, cursor, limit)

    def post(self, request: Request, ident: str = "") -> Response:
        """201 with the appraisal, or its draft."""
        row = reads.record("evidence", ident, self.viewer)
        return self.store(request, row, self.body(AppraisalInput))


class Appraisal(Discardable):
    """One appraisal."""

    noun = "appraisal"
    operations = {
        "GET": Operation(
            "Read an appraisal", {200: shapes.AppraisalDetail}, about=BLIND, problems=READ
        ),
        "DELETE": Operation(
            "Discard one's own draft", {204: None}, problems=(400, 401, 403, 404, 409, 428, 429)
        ),
    }

    discard = staticmethod(appraisal_actions.discard)
