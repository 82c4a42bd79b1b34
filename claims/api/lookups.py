"""A publication looked up in the outside services."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from claims.access import Permission, require
from claims.actions.lookups import adding, looking_up
from claims.api.bodies import Query
from claims.api.endpoints import Endpoint
from claims.api.schema import WRITE, Operation
from claims.api.shapes import lookups as shapes


class LookUp(Endpoint):
    """What Crossref, PubMed, DataCite and OpenAlex know of a publication; nothing is entered."""

    unkept = "other services are asked each time; nothing is stored by it."
    untriable = "nothing is entered by it anyway."
    operations = {
        "POST": Operation(
            "Look a publication up",
            {200: shapes.LookedUp},
            about=(
                "`fields` fit the body of POST /sources/. 409 where look-ups are off (no LOOKUP_CONTACT) or no service"
                " answers; 200 with `found` false where none has a record."
            ),
            body=Query,
            problems=WRITE,
        )
    }

    def post(self, request: Request) -> Response:
        """200 with the record; for whoever may propose sources."""
        given = self.body(Query)
        require(self.person, Permission.PROPOSE)
        return Response(adding.told(looking_up.look_up(given["query"])))
