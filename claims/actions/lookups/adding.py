"""A source entered from what a look-up found, with where each field is from and the notices about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from claims.actions import notices, sources
from claims.actions.core import act
from claims.actions.filling import came_from
from claims.actions.lookups.looking_up import LookedUp
from claims.domain.identity import compare
from claims.formats import csl as common
from claims.formats.filling import shown
from claims.models import Source

if TYPE_CHECKING:
    from evidence.accounts.models import User

_MEMBERS = {
    "title": "title",
    "authors": "author",
    "container_title": "container-title",
    "year": "issued",
    "doi": "DOI",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "isbn": "ISBN",
    "url": "URL",
    "language": "language",
}


def add(*, asked: LookedUp, fields: Mapping[str, Any], by: User, reason: str = "") -> Source:
    """Propose the source as `fields` have it, with the whole record as its CSL-JSON. Raises Denied, Invalid.

    A field that says what the record says is noted as from that service, any other as from the person. Notices that
    the services know are kept, so that a retracted work is marked from the first day.
    """
    whole = asked.whole
    columns = common.columns(whole.csl)
    compared = compare({name: fields.get(name) for name in ("title", "authors", "year")}, columns)
    with act(by):
        made = sources.propose(by=by, fields={**fields, "csl": whole.csl}, reason=reason)
        origins: dict[str, dict[str, str]] = {}
        for name, member in _MEMBERS.items():
            if fields.get(name):
                same = str(fields[name]) == str(columns.get(name))
                origin = whole.origins.get(member, "") if same else ""
                origins |= came_from([name], origin or "hand")
        for member, origin in whole.origins.items():
            origins |= came_from([f"csl.{member}"], origin)
        Source.objects.filter(pk=made.pk).update(
            provenance=origins,
            identity_result=compared.result,
            identity_differences=[
                {
                    **one,
                    "identifier": asked.kind,
                    "service": asked.found[0].service if asked.found else "",
                }
                for one in compared.differences
            ],
            identity_checked_on=timezone.localdate(),
        )
        if asked.notices:
            learnt = [(notice, asked.kind) for notice in asked.notices]
            notices.store(learnt={made.pk: learnt}, by=None)
    made.refresh_from_db()
    return made


def told(asked: LookedUp) -> dict[str, Any]:
    """What a look-up found, JSON-ready: the fields of a source, their origins, differences and notices. One query."""
    whole = asked.whole
    columns = {name: value for name, value in common.columns(whole.csl).items() if value}
    return {
        "kind": asked.kind,
        "value": asked.value,
        "found": bool(asked.found),
        "services": [one.service for one in asked.found],
        "failures": dict(asked.failures),
        "fields": columns if asked.found else {},
        "csl": whole.csl,
        "origins": whole.origins,
        "differences": whole.differences,
        "notices": [
            {
                "nature": one.nature.value,
                "on": one.on.isoformat() if one.on else None,
                "reasons": one.reasons,
                "origin": one.origin.value,
                "link": one.url,
            }
            for one in asked.notices
        ],
        "known": known(columns) if asked.found else None,
    }


def known(columns: Mapping[str, Any]) -> str | None:
    """The source here that has one of these identifiers already. At most four queries."""
    for kind in sources.KINDS:
        if columns.get(kind):
            same = Source.objects.exclude(status="merged").filter(**{kind: columns[kind]}).first()
            if same is not None:
                return same.public_id
    return None


def lines(asked: LookedUp) -> list[tuple[str, str, str]]:
    """The record for a person to read: field, value, and the service that it is from."""
    whole = asked.whole
    columns = common.columns(whole.csl)
    rows = []
    for name, member in _MEMBERS.items():
        if columns.get(name):
            rows.append((name, shown(name, columns[name]), whole.origins.get(member, "")))
    return rows
