"""Lists and records in other formats than JSON: lines, tables, linked data, references."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import orjson
from django.conf import settings

from claims.api import fields
from claims.api.formats import OPTIONS
from claims.api.negotiation import KINDS
from claims.formats import references as formats
from claims.formats import schema_org, tables_csv
from claims.formats.said import NOT_MEDICAL_ADVICE
from claims.queries import nesting, whole
from claims.queries import references as queries
from claims.queries.links import parse_id
from claims.queries.references import Selection

if TYPE_CHECKING:
    from claims.api.endpoints import Endpoint
    from claims.api.listing import Listing

Rows = Iterator[dict[str, Any]]
# Records read at a time where much hangs on each.
NESTED = 400


def chunks(
    view: Listing, filters: Any, *, size: int = whole.CHUNK
) -> Iterator[list[dict[str, Any]]]:
    """The whole list in parts, in the order asked for. Raises Invalid when called, not while it is read."""
    return whole.chunks(view.viewer, view.noun, filters, view.order, size)


def ndjson(view: Listing, filters: Any) -> Iterator[bytes]:
    """One line for each record: the very object that the list holds, with what was included and chosen."""
    size = NESTED if view.include else whole.CHUNK
    return _lines(view, chunks(view, filters, size=size))


def _lines(view: Listing, parts: Iterator[list[dict[str, Any]]]) -> Iterator[bytes]:
    for rows in parts:
        view.embed(rows)
        chosen = fields.pick(rows, view.chosen)
        yield b"".join(
            [orjson.dumps(row, option=OPTIONS | orjson.OPT_APPEND_NEWLINE) for row in chosen]
        )


def claims_csv(view: Listing, filters: Any) -> Iterator[bytes]:
    """The table of claims that the site's pages offer."""
    rows = _flat(chunks(view, filters))
    return _encoded(tables_csv.claims(rows, site=settings.SITE_URL, advice=NOT_MEDICAL_ADVICE))


def sources_csv(view: Listing, filters: Any) -> Iterator[bytes]:
    """The table of sources that the site's pages offer."""
    return _encoded(tables_csv.sources(_flat(chunks(view, filters)), site=settings.SITE_URL))


def evidence_csv(view: Listing, filters: Any) -> Iterator[bytes]:
    """The table of evidence that a claim's page offers, with the claim in front."""
    return _encoded(tables_csv.evidence_of_claims(_with_standing(chunks(view, filters))))


def _with_standing(parts: Iterator[list[dict[str, Any]]]) -> Rows:
    for rows in parts:
        nesting.say_standing(rows)
        yield from rows


def claims_jsonld(view: Listing, filters: Any) -> Iterator[bytes]:
    """Every claim in the words of schema.org, in one graph."""
    return _graph(view, chunks(view, filters, size=NESTED))


def _graph(view: Listing, parts: Iterator[list[dict[str, Any]]]) -> Iterator[bytes]:
    yield b'{"@context":' + orjson.dumps(schema_org.CONTEXT) + b',"@graph":['
    first = True
    for rows in parts:
        nesting.into_claims(view.viewer, rows, ("evidence",))
        for claim in rows:
            node = schema_org.claim_page(claim, site=settings.SITE_URL, name=settings.SITE_NAME)
            text = orjson.dumps(node["@graph"], option=OPTIONS)[1:-1]
            yield text if first else b"," + text
            first = False
    yield b"]}"


def sources_as(name: str) -> Callable[[Listing, Any], Iterator[bytes]]:
    """A writer of the list of sources for reference managers."""

    def write(view: Listing, filters: Any) -> Iterator[bytes]:
        keys = whole.keys(view.viewer, view.noun, filters, view.order)
        return _encoded(formats.write_parts(queries.records(keys), KINDS[name]))

    return write


def claim_jsonld(view: Endpoint, claim: Mapping[str, Any]) -> Iterator[bytes]:
    """The claim in the words of schema.org."""
    node = schema_org.claim_page(claim, site=settings.SITE_URL, name=settings.SITE_NAME)
    yield orjson.dumps(node, option=OPTIONS)


def claim_csv(view: Endpoint, claim: Mapping[str, Any]) -> Iterator[bytes]:
    """The claim's evidence, counted and left out, as its page offers it."""
    yield tables_csv.evidence([*claim["evidence"], *claim["excluded"]]).encode()


def claim_as(name: str) -> Callable[[Endpoint, Mapping[str, Any]], Iterator[bytes]]:
    """A writer of the sources of a claim's evidence for reference managers."""

    def write(view: Endpoint, claim: Mapping[str, Any]) -> Iterator[bytes]:
        return _references(view, Selection(claim=_key(claim)), name)

    return write


def source_jsonld(view: Endpoint, source: Mapping[str, Any]) -> Iterator[bytes]:
    """The source in the words of schema.org."""
    yield orjson.dumps(schema_org.source_page(source, site=settings.SITE_URL), option=OPTIONS)


def source_as(name: str) -> Callable[[Endpoint, Mapping[str, Any]], Iterator[bytes]]:
    """A writer of one source for reference managers."""

    def write(view: Endpoint, source: Mapping[str, Any]) -> Iterator[bytes]:
        return _references(view, Selection(ids=(_key(source),)), name)

    return write


def _references(view: Endpoint, selection: Selection, name: str) -> Iterator[bytes]:
    keys = queries.keys(view.viewer, selection)
    return _encoded(formats.write_parts(queries.records(keys), KINDS[name]))


def _key(record: Mapping[str, Any]) -> int:
    named = parse_id(record["id"])
    if named is None:
        raise ValueError(f"{record['id']} is no public id.")
    return named[1]


def _flat(parts: Iterator[list[dict[str, Any]]]) -> Rows:
    return (row for rows in parts for row in rows)


def _encoded(parts: Iterator[str]) -> Iterator[bytes]:
    return (part.encode() for part in parts)
