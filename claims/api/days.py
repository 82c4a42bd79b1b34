"""What stood on a day: `as_of` on claims and on their list, answered from versions alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from claims.api.errors import BadParameter
from claims.api.parameters import Parameter
from claims.api.shapes import claims as shapes
from claims.api.shapes.common import Tombstone
from claims.api.versions import whole
from claims.domain.problems import Invalid
from claims.queries import versions
from claims.queries.links import public_id

if TYPE_CHECKING:
    from claims.api.endpoints import Endpoint
    from claims.api.listing import Listing

SAID = "The day (UTC) whose end is meant, such as 2026-03-01: "


def _day(text: str) -> date:
    try:
        return versions.day(text)
    except Invalid as invalid:
        raise ValueError(" ".join(invalid.errors["as_of"])) from invalid


_SCHEMA = {"type": "string", "format": "date"}
AS_OF = Parameter("as_of", f"{SAID}the version that stood then.", _day, _SCHEMA)
AS_OF_LIST = Parameter(
    "as_of",
    f"{SAID}claims as their versions had them. Goes with {', '.join(versions.DayFilters.names())}.",
    _day,
    _SCHEMA,
)
CLAIM_OR_VERSION = PolymorphicProxySerializer(
    component_name="ClaimOrTombstoneOrVersion",
    serializers=[shapes.Claim, Tombstone, shapes.VersionOnDay],
    resource_type_field_name=None,
)


def alone(query: Mapping[str, Any]) -> None:
    """BadParameter for what a version cannot be read with: it is one text, and its digest covers all of it."""
    if others := sorted(set(query) - {"as_of"}):
        raise BadParameter(
            {
                name: f"{name} cannot be used with as_of: a version is answered whole, as its digest covers it."
                for name in others
            }
        )


def stood(view: Endpoint, claim: int) -> Response:
    """The version of the day that was asked for; 404, with the first day there is, before it. Two queries."""
    asked: date = view.query["as_of"]
    found = versions.standing_on(view.viewer, claim, asked)
    if found is None:
        first = versions.first_minted(view.viewer, claim)
        if first is None:
            raise NotFound
        raise NotFound(
            f"{public_id('claim', claim)} had no version on {asked.isoformat()}:"
            f" its first is of {first.date().isoformat()}."
        )
    return Response(whole(found) | {"as_of": asked})


def listed(view: Listing) -> Response:
    """One page of claims as they stood. BadParameter for filters that versions cannot answer. One query."""
    query = dict(view.query)
    asked, limit = query.pop("as_of"), query.pop("limit", 25)
    cursor = query.pop("cursor", None)
    known = versions.DayFilters.names()
    if other := sorted(set(query) - set(known)):
        raise BadParameter(
            {
                name: f"{name} cannot be used with as_of: versions are narrowed by {', '.join(known)}."
                for name in other
            }
        )
    page = versions.list_on(asked, versions.DayFilters(**query), cursor, limit)
    answer = view.envelope(page)
    answer.data["as_of"] = asked
    return answer
