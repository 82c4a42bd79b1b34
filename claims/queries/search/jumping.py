"""Straight to the record that a text names outright."""

from __future__ import annotations

import re

from claims.domain.identifiers import parse
from claims.domain.vocabulary import RecordStatus
from claims.models import Source, Study
from claims.queries.links import parse_id

_ONE_DOI = re.compile(r"(?:doi:?\s*)?\S*10\.\d{4,9}\S*/\S+", re.IGNORECASE)
_VERSION = re.compile(r"([A-Za-z]\d+)(?:\.\d+)?")
MOST_CHARACTERS = 400


def jump(text: str) -> tuple[str, int] | None:
    """The one record that `text` names outright: a public id, a DOI, "PMID 123", a trial's number. One query.

    An id is taken at its word; whether the record exists and may be seen is the page's to say.
    """
    asked = text.strip()
    if len(asked) > MOST_CHARACTERS:
        return None
    if (match := _VERSION.fullmatch(asked)) and (named := parse_id(match[1].upper())):
        return named
    for kind in ["pmid", "pmcid"] * (not asked.isdigit()) + ["doi"] * bool(
        _ONE_DOI.fullmatch(asked)
    ):
        if value := _parsed(kind, asked):
            sources = Source.objects.filter(**{kind: value}, status=RecordStatus.PUBLISHED)
            pk = sources.order_by("pk").values_list("pk", flat=True).first()
            return None if pk is None else ("source", pk)
    # Digits alone are no number of a register either: ISRCTN and others say their name.
    if not asked[:1].isdigit() and (value := _parsed("trial", asked)):
        studies = Study.objects.filter(registry_id=value, status=RecordStatus.PUBLISHED)
        pk = studies.order_by("pk").values_list("pk", flat=True).first()
        return None if pk is None else ("study", pk)
    return None


def _parsed(kind: str, asked: str) -> str | None:
    try:
        return parse(kind, asked)
    except ValueError:
        return None
