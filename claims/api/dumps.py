"""The packages of all public knowledge that the site offers for download."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.instruments import Fixed
from claims.api.schema import Operation
from claims.api.shapes import dumps as shapes
from claims.queries import dumps as queries


class Dumps(Fixed):
    """All that are on offer."""

    operations = {
        "GET": Operation(
            "List the packages to download",
            {200: shapes.DumpList},
            about=(
                "Everything that is public, as NDJSON and CSV with a Frictionless data package: rather than to read "
                "list after list. Made once a day where something has happened; the newest is also at "
                "/data/newest.zip. All are on one page."
            ),
            problems=(400, 401, 429),
        )
    }

    def get(self, request: Request) -> Response:
        """The newest first, or 304. No query."""
        found = queries.offered()
        return self.kept({"results": found, "next": None}, *(one["sha256"] for one in found))
