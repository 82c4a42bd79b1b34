"""Appraisal instruments: what there is, what each asks, and what it makes of answers."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import Http404
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import caching, examples
from claims.api.endpoints import Endpoint
from claims.api.inputs import Free, Strict, Text
from claims.api.lenient import METADATA, Calculator
from claims.api.listing import DEFAULT_LIMIT
from claims.api.parameters import CURSOR, LIMIT, word
from claims.api.schema import COMPUTE, Operation
from claims.api.shapes import instruments as shapes
from claims.domain import strength
from claims.domain.instruments import Instrument as Tool
from claims.domain.instruments import catalogue, evaluate, get, telling
from claims.domain.vocabulary import Design
from claims.queries.pages import refuse_cursor

IDENT = "Id of an instrument, such as rob2_assignment_2019, or a short name such as rob2."
NOTHING_TO_DO = "Post answers, or domains, or both."


def found(name: str) -> Tool:
    """The instrument with this id or short name, or Http404. No query."""
    tool = get(name)
    if tool is None:
        raise Http404
    return tool


class Fixed(Endpoint):
    """What ships with the program: its ETag moves only with the program itself. No query."""

    def kept(self, value: Any, *stamps: str) -> Response:
        """200, or 304 where the client has it."""
        address = self.request.build_absolute_uri()
        digest = hashlib.sha256(repr((caching.SHAPE, address, stamps)).encode()).hexdigest()
        tag = f'W/"{digest[:24]}"'
        response = Response(status=304) if caching.matches(self.request, tag) else Response(value)
        response["ETag"] = tag
        return response


class Instruments(Fixed):
    """All instruments."""

    parameters = (
        word("design", "Suits this study design.", [design.value for design in Design]),
        LIMIT,
        CURSOR,
    )
    operations = {
        "GET": Operation(
            "List appraisal instruments",
            {200: shapes.InstrumentList},
            about="Each with the unit that it judges, its licence, and how far it was verified.",
            problems=(400, 401, 429),
        )
    }

    def get(self, request: Request) -> Response:
        """A page of them, by id."""
        query = self.query
        tools = [
            tool
            for tool in catalogue().values()
            if "design" not in query or query["design"] in tool.document["designs"]
        ]
        limit, cursor = query.get("limit", DEFAULT_LIMIT), query.get("cursor", "")
        if cursor and cursor not in catalogue():
            raise refuse_cursor()
        rest = [tool for tool in tools if tool.id > cursor]
        page, following = rest[:limit], None
        if len(rest) > limit:
            parameters = request.query_params.copy()
            parameters["cursor"] = page[-1].id
            following = request.build_absolute_uri(f"{request.path}?{parameters.urlencode()}")
        value = {"results": [telling.brief(tool) for tool in page], "next": following}
        return self.kept(value, *(tool.sha256 for tool in page))


class Instrument(Fixed):
    """One instrument."""

    ident = IDENT
    operations = {
        "GET": Operation(
            "Read an instrument with its questions and rules",
            {200: shapes.Instrument},
            problems=(400, 401, 404, 429),
        )
    }

    def get(self, request: Request, ident: str) -> Response:
        """The instrument; short names are understood."""
        tool = found(ident)
        return self.kept(telling.whole(tool), tool.sha256)


class Answers(Strict):
    """Answers by item, judgements by domain, or both."""

    answers = Free(
        required=False,
        help_text='Item to answer, such as {"1.1": "Y"}; null or absent is not answered.'
        " An item with parts takes one answer or an object of them. NA is never needed.",
    )
    domains = Free(
        required=False,
        help_text="Domain to judgement, where the assessor judges; takes the place of the algorithm's.",
    )
    domain = Text(
        required=False,
        max_length=60,
        help_text="Answer with this domain's judgement, not the overall.",
    )
    options = Free(required=False, help_text="The instrument's settings, by name.")
    instrument = Text(
        required=False, max_length=60, help_text="If given, has to be that of the address."
    )


class Evaluate(Calculator):
    """What an instrument makes of answers."""

    ident = IDENT
    operations = {
        "POST": Operation(
            "Evaluate answers to an instrument",
            {200: shapes.EvaluationAnswer},
            about="Stores nothing and needs no account. A judgement is null while a question that it"
            " needs is open; nothing is assumed. Also accepted, and ignored, so that a whole test"
            f" vector can be posted: {', '.join(sorted(METADATA))}.",
            body=Answers,
            problems=(*COMPUTE, 404),
            examples=examples.EVALUATION,
            public=True,
        )
    }

    def post(self, request: Request, ident: str) -> Response:
        """200 with the evaluation. Raises Invalid with a pointer to each answer that cannot be used."""
        tool = found(ident)
        given = self.body(Answers)
        named = given.pop("instrument", None)
        if named is not None and get(named) is not tool:
            raise ValidationError({"instrument": [f"This address is that of {tool.id}."]})
        if not given.keys() & {"answers", "domains"}:
            raise ValidationError({"non_field_errors": [NOTHING_TO_DO]})
        evaluation = evaluate(tool, given.pop("answers", None), **given)
        return Response(evaluation.to_json() | {"strength": strength.suggestions(evaluation)})
