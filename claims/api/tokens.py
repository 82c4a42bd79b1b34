"""GET /token/: what the key that asks is, what it may, and how often."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from claims.access import roles
from claims.api import throttling
from claims.api.endpoints import Endpoint
from claims.api.errors import SignInNeeded
from claims.api.examples import TOKEN
from claims.api.schema import Operation
from claims.api.shapes import tokens as shapes
from claims.domain.scopes import Scope, held


class Token(Endpoint):
    """Who am I: the token, or the session, that a request comes with."""

    operations = {
        "GET": Operation(
            "Read what one's token is",
            {200: shapes.Token},
            about=(
                "Its name, scopes and end, whose it is, and how many requests it may make. A token never gives "
                "more than its owner's roles do, whatever its scopes."
            ),
            problems=(400, 401, 429),
            examples=(TOKEN,),
        )
    }

    def get(self, request: Request) -> Response:
        """401 where nobody is signed in. One query for the roles."""
        if not request.user.is_authenticated:
            raise SignInNeeded
        token: Any = request.auth
        scopes = held(token.scopes) if token is not None else frozenset(Scope)
        return Response(
            {
                "kind": "session" if token is None else "token",
                "name": token.name if token is not None else "",
                "prefix": token.prefix if token is not None else "",
                "scopes": [scope.value for scope in Scope if scope in scopes],
                "everything": token is None or not token.scopes,
                "created_at": token.created_at if token is not None else None,
                "expires_at": token.expires_at if token is not None else None,
                "owner": {
                    "username": self.person.username,
                    "name": str(self.person),
                    "roles": sorted(roles(self.viewer)),
                },
                "limits": [
                    {
                        "name": limit.name,
                        "counted_by": limit.counted_by,
                        "quota": limit.quota,
                        "window": limit.window,
                    }
                    for reading in (True, False)
                    for limit in throttling.limits(request, reading=reading)
                ],
            }
        )
