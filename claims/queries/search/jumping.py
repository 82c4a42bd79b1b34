"""Straight to the record that a text names outright."""

from __future__ import annotations

import re

from claims.domain.identifiers import parse
from claims.domain.vocabulary import RecordStatus
from claims.models import Source
from claims.queries.links import parse_id

_ONE_DOI = re.compile(r"(?:doi:?\s*)?\S*10\.\d{4,9}\S*/\S+", re.IGNORECASE)
_VERSION = re.compile(r"([A-Za-z]\d+)(?:\.\d+)?")


def jump(text: str) -> tuple[str, int] | None:
    """The one record that `text` names outright: a public id, a DOI, "PMID 123". At most one query.

    An id is taken at its word; whether the record exists and may be seen is the page's to say.
    """
    asked = text.strip()
    if len(asked) > 400:
        return None
    if (match := _VERSION.fullmatch(asked)) and (named := parse_id(match[1].upper())):
        return named
    identifier = _identifier(asked)
    if identifier is None:
        return None
    found = Source.objects.filter(**identifier, status=RecordStatus.PUBLISHED).order_by("pk")
    pk = found.values_list("pk", flat=True).first()
    return None if pk is None else ("source", pk)


def _identifier(asked: str) -> dict[str, str] | None:
    """The column and value of the one identifier that `asked` is. Digits alone are no PubMed id: say PMID."""
    kinds = [] if asked.isdigit() else ["pmid", "pmcid"]
    if _ONE_DOI.fullmatch(asked):
        kinds.append("doi")
    for kind in kinds:
        try:
            return {kind: parse(kind, asked)}
        except ValueError:
            continue
    return None
