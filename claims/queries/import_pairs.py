"""A record of an import beside what it looks like, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from claims.access import visible_sources
from claims.domain.vocabulary import ImportOutcome
from claims.formats import csl as common
from claims.models import ImportRecord
from claims.queries.links import parse_id, url

if TYPE_CHECKING:
    from claims.access import Viewer

#: Which fields are compared, in this order.
COMPARED = (
    ("title", "Title"),
    ("authors", "Authors"),
    ("year", "Year"),
    ("container_title", "Published in"),
    ("doi", "DOI"),
    ("pmid", "PMID"),
    ("pmcid", "PMCID"),
    ("isbn", "ISBN"),
    ("url", "Address"),
)


def next_undecided(batch: int, *, after: int) -> int | None:
    """The place of the next record that needs a decision, going round to the beginning. At most two queries."""
    rows = ImportRecord.objects.filter(batch=batch, outcome=ImportOutcome.NEEDS_DECISION)
    places = rows.order_by("position").values_list("position", flat=True)
    return places.filter(position__gt=after).first() or places.first()


def sides(viewer: Viewer, batch: int, record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each look-alike with its fields beside those of the record. Two queries.

    [{"choice", "name", "url", "reasons", "score", "rows": [(label, here, there, same)]}]; `rows` is empty for what the
    viewer may not see.
    """
    mine = common.columns(record["csl"])
    keys = [parsed[1] for c in record["candidates"] if (parsed := parse_id(c.get("source") or ""))]
    names = [name for name, _ in COMPARED]
    sources = {
        row["pk"]: row for row in visible_sources(viewer).filter(pk__in=keys).values("pk", *names)
    }
    places = [c["record"] for c in record["candidates"] if c.get("record")]
    earlier = {
        place: common.columns(says)
        for place, says in ImportRecord.objects.filter(
            batch=batch, position__in=places
        ).values_list("position", "csl")
    }
    found = []
    for candidate in record["candidates"]:
        ident, place = candidate.get("source"), candidate.get("record")
        parsed = parse_id(ident) if ident else None
        theirs = sources.get(parsed[1]) if parsed else earlier.get(place)
        found.append(
            {
                "choice": ident or place,
                "name": f"Source {ident}" if ident else f"Record {place} of this file",
                "url": url("source", parsed[1]) if parsed and theirs else "",
                "reasons": candidate.get("reasons", []),
                "score": candidate.get("score", 0),
                "rows": [
                    (label, mine[name], theirs[name], mine[name] == theirs[name])
                    for name, label in COMPARED
                    if theirs and (mine[name] or theirs[name])
                ],
            }
        )
    return found
