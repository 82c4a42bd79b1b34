"""Sources, studies and topics."""

from __future__ import annotations

from typing import Any, cast

from rest_framework.request import Request
from rest_framework.response import Response

from claims.actions import sources as source_actions
from claims.actions import studies as study_actions
from claims.actions import topics as topic_actions
from claims.api import examples, files, parameters, retracted
from claims.api.bodies import CHANGES, NewSource, NewStudy, NewTopic
from claims.api.changing import Changeable
from claims.api.claim_narrowing import YEARS
from claims.api.including import OF_SOURCES
from claims.api.listing import Listing
from claims.api.retracted import RETRACTED
from claims.api.schema import LIST, READ, WRITE, Operation
from claims.api.shapes import sources as shapes
from claims.api.shapes.common import or_tombstone
from claims.api.shapes.work import Proposal
from claims.domain.vocabulary import Design, Identity, Integrity, RecordStatus, TopicKind
from claims.queries import sources, studies, topics
from claims.queries.pages import Page
from claims.queries.sources import SourceFilters
from claims.queries.studies import StudyFilters
from claims.queries.topics import TopicFilters

GONE = (
    "A retired one answers with its tombstone; a merged one with 308 and the address of its heir."
)
EITHER = "200: written, since it is not published. 202: filed, for an editor to accept."
STATUS = parameters.word(
    "status",
    "Instead of published ones; proposed ones are seen by their author and editors.",
    [status.value for status in RecordStatus],
)


class Sources(Listing):
    """Publications and documents."""

    noun = "source"
    filters = SourceFilters
    narrowing = (
        parameters.question("q", "Words of title, authors, journal; best match first."),
        parameters.number("year_from", "Published in this year or later.", **YEARS),
        parameters.number("year_to", "Published in this year or earlier.", **YEARS),
        parameters.words("identity", "How its identity is known.", Identity),
        parameters.words("integrity", "Notices against it.", Integrity),
        parameters.text("doi", "Exactly this DOI, in lower case, without resolver."),
        parameters.text("pmid", "Exactly this PubMed id."),
        parameters.flag("is_preprint", "Whether it is a preprint."),
        parameters.matching(
            "csl_type", "CSL type, such as article-journal or book.", "[a-z][a-z_-]{0,39}"
        ),
        RETRACTED,
        STATUS,
        parameters.flag("mine", "Only those that the asker entered."),
    )
    includes = OF_SOURCES
    records = True
    writers = {
        "ndjson": files.ndjson,
        "csv": files.sources_csv,
        **{name: files.sources_as(name) for name in ("csl-json", "ris", "bibtex")},
    }
    operations = {
        "GET": Operation("List sources", {200: shapes.SourceList}, problems=LIST),
        "POST": Operation(
            "Propose a source",
            {201: shapes.Source},
            body=NewSource,
            problems=WRITE,
            examples=examples.NEW_SOURCE,
        ),
    }

    def page(self, filters: SourceFilters, cursor: str | None, limit: int) -> Page:
        """Two queries, at most six with q; those of `include` and the ETag's."""
        return sources.page(self.viewer, filters, cursor, limit, self.order)

    def filters_from(self, query: dict[str, Any]) -> SourceFilters:
        """Without what was taken back, unless it is asked for."""
        retracted.decide(query, named=("doi", "pmid", "integrity"))
        return cast("SourceFilters", super().filters_from(query))

    def post(self, request: Request) -> Response:
        """201 with the source, which waits for an editor."""
        given = self.body(NewSource)
        reason = given.pop("reason", "")
        made = source_actions.propose(by=self.person, fields=given, reason=reason)
        return self.show("source", made.pk, 201)


class Source(Changeable):
    """One source."""

    noun = "source"
    includes = OF_SOURCES
    writers = {
        "jsonld": files.source_jsonld,
        **{name: files.source_as(name) for name in ("csl-json", "ris", "bibtex")},
    }
    operations = {
        "GET": Operation(
            "Read a source", {200: or_tombstone(shapes.Source)}, about=GONE, problems=READ
        ),
        "PATCH": Operation(
            "Change a source, or propose it",
            {200: shapes.Source, 202: Proposal},
            about=EITHER,
            body=CHANGES["source"],
            problems=(*WRITE, 428),
        ),
    }


class Studies(Listing):
    """The units that evidence is counted by."""

    noun = "study"
    filters = StudyFilters
    records = True
    writers = {"ndjson": files.ndjson}
    narrowing = (
        parameters.text("q", "Part of the label."),
        parameters.words("design", "Design.", Design),
        parameters.ident("source", "source", "Reported or included by this source."),
        parameters.text("registry_id", "Exactly this id of a trial register."),
        STATUS,
    )
    operations = {
        "GET": Operation("List studies", {200: shapes.StudyList}, problems=LIST),
        "POST": Operation(
            "Enter a study",
            {201: shapes.Study},
            about="Published at once when an editor enters it; in the queue otherwise.",
            body=NewStudy,
            problems=WRITE,
        ),
    }

    def page(self, filters: StudyFilters, cursor: str | None, limit: int) -> Page:
        """Two queries, and the ETag's."""
        return studies.page(self.viewer, filters, cursor, limit, self.order)

    def post(self, request: Request) -> Response:
        """201 with the study."""
        given = self.body(NewStudy)
        reason = given.pop("reason", "")
        given["included_studies"] = [one.public_id for one in given.get("included_studies", ())]
        made = study_actions.create(by=self.person, fields=given, reason=reason)
        return self.show("study", made.pk, 201)


class Study(Changeable):
    """One study."""

    noun = "study"
    operations = {
        "GET": Operation(
            "Read a study", {200: or_tombstone(shapes.Study)}, about=GONE, problems=READ
        ),
        "PATCH": Operation(
            "Change a study, or propose it",
            {200: shapes.Study, 202: Proposal},
            about=EITHER,
            body=CHANGES["study"],
            problems=(*WRITE, 428),
        ),
    }


class Topics(Listing):
    """The controlled terms."""

    noun = "topic"
    filters = TopicFilters
    records = True
    writers = {"ndjson": files.ndjson}
    narrowing = (
        parameters.text("q", "Part of a name or alias."),
        parameters.words("kind", "What it names.", TopicKind),
        parameters.ident("broader", "topic", "Directly below this topic."),
        STATUS,
    )
    operations = {
        "GET": Operation("List topics", {200: shapes.TopicList}, problems=LIST),
        "POST": Operation(
            "Enter a topic",
            {201: shapes.Topic},
            about="Published at once when an editor enters it; in the queue otherwise.",
            body=NewTopic,
            problems=WRITE,
        ),
    }

    def page(self, filters: TopicFilters, cursor: str | None, limit: int) -> Page:
        """Three queries, and the ETag's."""
        return topics.page(self.viewer, filters, cursor, limit, self.order)

    def post(self, request: Request) -> Response:
        """201 with the topic."""
        given = self.body(NewTopic)
        reason = given.pop("reason", "")
        made = topic_actions.create(by=self.person, fields=given, reason=reason)
        return self.show("topic", made.pk, 201)


class Topic(Changeable):
    """One topic."""

    noun = "topic"
    operations = {
        "GET": Operation(
            "Read a topic", {200: or_tombstone(shapes.Topic)}, about=GONE, problems=READ
        ),
        "PATCH": Operation(
            "Change a topic, or propose it",
            {200: shapes.Topic, 202: Proposal},
            about=EITHER,
            body=CHANGES["topic"],
            problems=(*WRITE, 428),
        ),
    }
