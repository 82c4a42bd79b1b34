"""One search over claims, evidence and sources."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import parameters
from claims.api.endpoints import Endpoint, address
from claims.api.reads import PATHS
from claims.api.schema import Operation
from claims.api.shapes import finding as shapes
from claims.api.work import LIST_NAMES
from claims.queries import everything as queries

DEFAULT, MOST = 5, 25


class Everything(Endpoint):
    """The best claims, evidence and sources for a question."""

    parameters = (
        parameters.question("q", "What to look for; without it, nothing is found."),
        parameters.number("limit", "How many of each noun (5 if not given).", least=1, most=MOST),
    )
    operations = {
        "GET": Operation(
            "Search everything",
            {200: shapes.Everything},
            about="Grouped by noun, best match first, each with the stretch that was found, cut into pieces"
            " of plain text. Each noun's own list (`more`) takes the same `q` and gives pages.",
            problems=(400, 429),
        )
    }

    def get(self, request: Request) -> Response:
        """The groups, or 304. At most 34 queries, and the ETag's."""
        text = self.query.get("q", "")
        return self.cached(lambda: self.answer(text))

    def answer(self, text: str) -> Response:
        """The answer as the viewer may see it."""
        named = queries.straight_to(text)
        if named is not None:
            named |= {"url": self.request.build_absolute_uri(address(named["noun"], named["id"]))}
        found = queries.everything(self.viewer, text, self.query.get("limit", DEFAULT))
        return Response(
            {
                "names": named,
                "did_you_mean": queries.meant(text, found),
                **{
                    PATHS[noun]: group | {"more": self.more(noun, text)}
                    for noun, group in found.items()
                },
            }
        )

    def more(self, noun: str, text: str) -> str:
        """The address of the noun's list with the same question."""
        path = (
            f"{reverse(f'api:{LIST_NAMES.get(PATHS[noun], PATHS[noun])}')}?{urlencode({'q': text})}"
        )
        return str(self.request.build_absolute_uri(path))


class Suggestions(Endpoint):
    """How a question that is being typed may go on."""

    parameters = (parameters.question("q", "What was typed so far."),)
    operations = {
        "GET": Operation(
            "Suggest questions",
            {200: shapes.Suggestions},
            about="Names of topics, words and claims that begin like what was typed.",
            problems=(400, 429),
        )
    }

    def get(self, request: Request) -> Response:
        """The suggestions, or 304. At most fourteen queries, and the ETag's."""
        text = self.query.get("q", "")
        return self.cached(lambda: Response({"suggestions": queries.suggestions(text)}))
