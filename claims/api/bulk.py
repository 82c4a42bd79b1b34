"""Many writes in one request: each answered as it would be alone, and all of them taken back for one on request."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.urls import resolve, reverse
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from claims.actions import clashes
from claims.actions.core import revocable, together
from claims.api import bulk_shapes as shapes
from claims.api import examples, throttling
from claims.api.acts import DEEDS
from claims.api.endpoints import Endpoint
from claims.api.errors import BadParameter, problem
from claims.api.formats import JSONParser, NDJSONParser
from claims.api.lines import Line
from claims.api.reads import PATHS
from claims.api.schema import WRITE, Operation
from claims.queries.links import parse_id

log = logging.getLogger(__name__)
METHODS = {"create": "POST", "change": "PATCH", "act": "POST", "delete": "DELETE"}
#: What each kind of line needs, and what it may say besides.
NEEDED = {"create": ("noun",), "change": ("id", "body"), "act": ("id", "act"), "delete": ("id",)}
BESIDES = {
    "create": ("body", "name"),
    "change": ("revision",),
    "act": ("body", "revision"),
    "delete": ("revision",),
}
VERBS = {(deed.noun, deed.verb) for deed in DEEDS}
BROKEN = "Something went wrong here; nothing of this line was stored. It was noted for whoever runs this site."


class _Refused(Exception):
    """Ends a request whose lines are bound to each other."""

    def __init__(self, results: list[dict[str, Any]]) -> None:
        super().__init__("a line was refused")
        self.results = results


class Bulk(Endpoint):
    """Writes of any kind, in their order."""

    # Each line is asked for the scope that it needs.
    by_line = True
    # Whether one refusal undoes all lines.
    bound = False
    parser_classes = [JSONParser, NDJSONParser]
    operations = {
        "POST": Operation(
            "Write many records",
            {200: shapes.Bulk},
            about=(
                "Each line is answered as the single write would be: look at every `status`. With `all_or_nothing`"
                " one refusal makes the whole answer a problem, whose `results` say what came of each line, and"
                " nothing is stored. As application/x-ndjson the body is one operation a line."
            ),
            body={"application/json": shapes.BulkInput, "application/x-ndjson": shapes.BulkLine},
            problems=WRITE,
            examples=examples.BULK,
        )
    }

    def post(self, request: Request) -> Response:
        """200 with what came of each line, or the refusal of all."""
        given = self.body(shapes.BulkInput)
        lines = given["operations"]
        self.bound = bound = given.get("all_or_nothing", False)
        self.counts = [*self.counts, throttling.count_lines(request, len(lines))]
        # With a key its answer is stored with what it answers, and a trial is taken back: one transaction either way.
        whole = bound or self.trying or "HTTP_IDEMPOTENCY_KEY" in request.META
        if not bound:
            return _answer(self.results(lines, whole=whole), bound=False)
        try:
            with revocable():
                results = self.results(lines, whole=whole)
                if any(one["problem"] for one in results):
                    raise _Refused(results)
        except _Refused as refused:
            return _refusal(refused.results)
        return _answer(results, bound=True)

    def results(self, lines: list[Any], *, whole: bool) -> list[dict[str, Any]]:
        """What comes of each line, in their order."""
        names: dict[str, str | None] = {}
        found = []
        for index, line in enumerate(lines):
            response = self.one(line, names, whole=whole)
            made = response.data.get("id") if response.status_code < 300 and response.data else None
            if isinstance(line, Mapping) and isinstance(line.get("name"), str):
                names[f"@{line['name'].strip()}"] = made
            if self.trying and response.status_code == 201:
                made = None
            found.append(_result(index, response, made))
        return found

    def one(self, line: Any, names: Mapping[str, str | None], *, whole: bool) -> Response:
        """The answer to one line; what it stored is taken back where it is refused."""
        view: Endpoint = self
        try:
            given = _named(self.checked(shapes.BulkLine, line), names)
            view = self.view_for(given)
            with together():
                return self.carried_out(view)
        except _Missing as missing:
            return problem(424, str(missing))
        except Exception as error:  # noqa: BLE001  whatever it is, the line has an answer
            try:
                response: Response = view.handle_exception(error)
            except Exception:
                if whole:
                    raise
                if clashes.is_clash(error):
                    log.warning("a line of a bulk request met another change: %s", error)
                    return problem(503, clashes.MESSAGE)
                log.exception("a line of a bulk request failed")
                return problem(500, BROKEN)
        if view is not self and "errors" in response.data:
            response.data["errors"] = [_under("#/body", one) for one in response.data["errors"]]
        return response

    def view_for(self, given: Mapping[str, Any]) -> Endpoint:
        """The view that a line is for, with its request. Raises ValidationError."""
        path = _address(given)
        match = resolve(path)
        callback: Any = match.func
        view: Endpoint = callback.cls(**callback.initkwargs)
        view.request = Line(
            self.request,
            method=METHODS[given["op"]],
            path=path,
            match=match,
            body=given.get("body", {}),
            revision=given.get("revision"),
        )
        view.args, view.kwargs, view.headers = (), match.kwargs, {}
        return view

    def carried_out(self, view: Endpoint) -> Response:
        """The answer of the view that a line is for."""
        view.initial(view.request, **view.kwargs)
        view.trying = self.trying
        if self.bound and view.untriable:
            raise ValidationError(f"It cannot be taken back with others: {view.untriable}")
        if view.unkept:
            raise ValidationError(f"Send it by itself: {view.unkept}")
        if view.trying and view.untriable:
            raise BadParameter({"dry_run": f"This cannot be tried: {view.untriable}"})
        response: Response = view.handler()(view.request, **view.kwargs)
        return response


class _Missing(Exception):
    """A line needs what a refused one was to make."""


def _address(given: Mapping[str, Any]) -> str:
    """The address that the single write is sent to. Raises ValidationError."""
    op = given["op"]
    errors = {name: ["This is needed."] for name in NEEDED[op] if name not in given}
    known = {"op", *NEEDED[op], *BESIDES[op]}
    errors |= {name: [f"A line that is to {op} has no such field."] for name in set(given) - known}
    if errors:
        raise ValidationError(errors)
    if op == "create":
        path = PATHS[given["noun"]]
        # "evidence" is its own plural, and the record has the name.
        return reverse(f"api:{path}-list" if path == given["noun"] else f"api:{path}")
    parsed = parse_id(given["id"])
    if parsed is None:
        raise ValidationError({"id": ["Give a public id, or @ and the name of an earlier line."]})
    noun = parsed[0]
    if op != "act":
        return reverse(f"api:{noun}", args=[given["id"]])
    if (noun, given["act"]) not in VERBS:
        acts = ", ".join(sorted(verb for one, verb in VERBS if one == noun)) or "none"
        raise ValidationError({"act": [f"There is no such act on a {noun}. Known: {acts}."]})
    return reverse(f"api:{noun}-{given['act']}", args=[given["id"]])


def _named(value: Any, names: Mapping[str, str | None]) -> Any:
    """`value` with the ids that earlier lines made in place of their names. Raises _Missing."""
    if isinstance(value, dict):
        return {name: _named(inner, names) for name, inner in value.items()}
    if isinstance(value, list):
        return [_named(inner, names) for inner in value]
    if not isinstance(value, str) or value not in names:
        return value
    if names[value] is None:
        raise _Missing(f"The line that was to make {value} was refused.")
    return names[value]


def _result(index: int, response: Response, ident: str | None) -> dict[str, Any]:
    data = response.data if isinstance(response.data, dict) else {}
    good = response.status_code < 400
    return {
        "index": index,
        "status": response.status_code,
        "id": ident,
        "revision": data.get("revision") if good else None,
        "problem": None if good else data,
    }


def _answer(results: list[dict[str, Any]], *, bound: bool) -> Response:
    refused = sum(1 for one in results if one["problem"])
    counts = {"carried_out": len(results) - refused, "refused": refused}
    return Response({**counts, "all_or_nothing": bound, "results": results})


def _refusal(results: list[dict[str, Any]]) -> Response:
    """The problem for all: that of the first line refused, and what came of each."""
    bad = [one for one in results if one["problem"]]
    first = bad[0]
    told = [
        one
        if one["problem"]
        else {**one, "status": 424, "id": None, "revision": None, "problem": None}
        for one in results
    ]
    index = first["index"]
    return problem(
        first["status"],
        f"Nothing was stored: of {len(results)} lines {len(bad)} were refused, the first at {index}"
        f" (from 0). {first['problem']['detail']}",
        [_under(f"#/operations/{index}", one) for one in first["problem"].get("errors", ())],
        index=index,
        results=told,
    )


def _under(start: str, error: Mapping[str, str]) -> dict[str, str]:
    """A fault with its pointer seen from further out."""
    if "pointer" not in error:
        return dict(error)
    return {**error, "pointer": start + error["pointer"].removeprefix("#")}
