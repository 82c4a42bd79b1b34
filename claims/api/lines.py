"""One line of a bulk request, as the view that it is for would get it."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.urls import ResolverMatch
from rest_framework.request import Request

#: Headers that are about the whole request and not about a line.
OF_THE_WHOLE = ("HTTP_ACCEPT", "HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH", "HTTP_IDEMPOTENCY_KEY")


class Line(Request):
    """A request of whoever sent the whole, with the line's method, address, body and revision."""

    def __init__(
        self,
        whole: Request,
        *,
        method: str,
        path: str,
        match: ResolverMatch,
        body: Mapping[str, Any],
        revision: int | None,
    ) -> None:
        http: Any = copy.copy(whole._request)
        http.method, http.path, http.path_info = method, path, path
        http.META = {name: value for name, value in http.META.items() if name not in OF_THE_WHOLE}
        http.META |= {"QUERY_STRING": "", "REQUEST_METHOD": method, "PATH_INFO": path}
        if revision is not None:
            http.META["HTTP_IF_MATCH"] = f'"{revision}"'
        http.GET, http.resolver_match = QueryDict(), match
        # Read from the headers on first use, which was the whole request's.
        http.__dict__.pop("headers", None)
        super().__init__(http)
        self.user, self.auth = whole.user, whole.auth
        self._given = body

    @property
    def data(self) -> Any:
        """The line's body."""
        return self._given
