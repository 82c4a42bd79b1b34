"""If-Match for what is its owner's alone and has no revision: saved searches and webhooks.

A tag is "6f1c0e...a3b2": a digest of what its owner has chosen and, behind a dot, one of the whole answer. If-Match
compares the first alone: how far a webhook has come moves by itself, and is nothing that a change could overwrite.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from django.http import Http404
from rest_framework.response import Response

from claims.actions.core import together
from claims.actions.locks import lock_record
from claims.api import caching, preconditions
from claims.api.endpoints import Endpoint
from claims.api.errors import Stale

STALE = (
    "If-Match names another state than the present one: what was chosen here has changed since you read it. Read it"
    " again, decide, and send the ETag of that answer; * overwrites on purpose."
)


class Owned(Endpoint):
    """Something of one's own that is read with an ETag, and changed in the state that one saw where one says so."""

    revised = False
    # Columns that its owner has chosen: what a change must not overwrite unseen.
    chosen: ClassVar[tuple[str, ...]]

    @contextmanager
    def held(self, row: Any) -> Iterator[Any]:
        """The row in the state that If-Match names, kept so until the act inside is done; as it is without If-Match.

        Raises Stale, BadHeader, Http404 where it went meanwhile.
        """
        given = preconditions.condition(self.request)
        if given is None:
            yield row
            return
        with together():
            found = lock_record(row)
            if found is None:
                raise Http404
            named = {one.partition(".")[0] for one in given.tags}
            if not (given.any or self._state(found) in named):
                raise Stale(STALE, None, {})
            yield found

    def shown(self, row: Any, answer: Mapping[str, Any]) -> Response:
        """The answer with its ETag, or 304 to a reader who has it."""
        tag = f'"{self._state(row)}.{preconditions.digest(answer)}"'
        if self.request.method in ("GET", "HEAD") and caching.matches(self.request, tag):
            response = Response(status=304)
        else:
            response = Response(answer)
        response["ETag"] = tag
        return response

    def _state(self, row: Any) -> str:
        return preconditions.digest({name: getattr(row, name) for name in self.chosen})
