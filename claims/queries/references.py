"""Selections of sources as records for reference managers: of a list, a claim, a topic, an import, or by id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from claims.access import (
    listed_claims,
    visible_claims,
    visible_evidence,
    visible_imports,
    visible_sources,
    visible_topics,
)
from claims.domain.problems import Invalid
from claims.domain.vocabulary import EvidenceStatus, RecordStatus
from claims.formats.records import Csl
from claims.formats.source_csl import COLUMNS, record, warning
from claims.models import ClaimTopic, ImportRecord, Source
from claims.queries.links import public_id
from claims.queries.lists import every_key
from claims.queries.sources import SourceFilters, narrow
from claims.queries.topic_tree import with_narrower

if TYPE_CHECKING:
    from claims.access import Viewer

CHUNK = 200
MOST_IDS = 500
#: So many at most are formatted in a citation style at once; files have no limit.
MOST_FORMATTED = 1_000
IN_USE = [RecordStatus.PROPOSED.value, RecordStatus.PUBLISHED.value]


@dataclass(frozen=True)
class Selection:
    """Keys of a claim, a topic (narrower ones included), an import, of sources; and the filters of the list.

    Parts are joined by "and". Nothing chosen is every published source.
    """

    ids: tuple[int, ...] = ()
    claim: int | None = None
    topic: int | None = None
    batch: int | None = None
    filters: SourceFilters = field(default_factory=SourceFilters)

    @property
    def name(self) -> str:
        """What a file of it is called, without ending: C1-references."""
        for noun, key in (("claim", self.claim), ("topic", self.topic), ("import", self.batch)):
            if key is not None:
                return f"{public_id(noun, key)}-references"
        return public_id("source", self.ids[0]) if len(self.ids) == 1 else "references"


def keys(viewer: Viewer, selection: Selection) -> Sequence[int]:
    """Keys of the chosen sources that the viewer may see: by id, or best match first where `q` is set.

    Raises Invalid where a claim, topic, import or source that is named is not there for this viewer. At most nine
    queries.
    """
    sources = visible_sources(viewer)
    errors: dict[str, list[str]] = {}
    named = Q(pk__in=selection.ids) if selection.ids else Q()
    for name, noun, key, seen, among in (
        ("claim", "claim", selection.claim, visible_claims, _of_claim),
        ("topic", "topic", selection.topic, visible_topics, _of_topic),
        ("import", "import", selection.batch, visible_imports, _of_import),
    ):
        if key is None:
            continue
        if not seen(viewer).filter(pk=key).exists():
            errors[name] = [_missing(noun, key)]
        else:
            named &= Q(pk__in=among(viewer, key))
    if len(selection.ids) > MOST_IDS:
        errors["ids"] = [f"Name at most {MOST_IDS} sources."]
    elif selection.ids:
        wanted = sources.filter(pk__in=selection.ids, status__in=IN_USE)
        found = set(wanted.values_list("pk", flat=True))
        gone = [_missing("source", key) for key in selection.ids if key not in found]
        if gone:
            errors["ids"] = gone[:5]
    if errors:
        raise Invalid(errors)
    # Who may see what is not accepted yet may cite it from the claim that it bears on.
    usual = IN_USE if named else [RecordStatus.PUBLISHED.value]
    status = [selection.filters.status] if selection.filters.status else usual
    chosen = narrow(sources.filter(named, status__in=status), selection.filters)
    return every_key(chosen, text=selection.filters.q, noun="source")


def _missing(noun: str, key: int) -> str:
    return f"There is no {noun} {public_id(noun, key)}, or none that you may see."


def _of_claim(viewer: Viewer, claim: int) -> QuerySet[Any]:
    """What its page lists: evidence that counts and evidence that was left out, each with its reasons there."""
    evidence = visible_evidence(viewer).filter(claim=claim).exclude(status=EvidenceStatus.PROPOSED)
    return evidence.values("source_id")


def _of_topic(viewer: Viewer, topic: int) -> QuerySet[Any]:
    on_topic = ClaimTopic.objects.filter(topic_id__in=with_narrower(topic)).values("claim_id")
    claims = listed_claims().filter(pk__in=on_topic).values("pk")
    evidence = visible_evidence(viewer).filter(claim__in=claims)
    return evidence.exclude(status=EvidenceStatus.PROPOSED).values("source_id")


def _of_import(viewer: Viewer, batch: int) -> QuerySet[Any]:
    rows = ImportRecord.objects.filter(batch=batch, source__isnull=False)
    return rows.values("source_id")


def rows(chosen: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Rows of the columns that a reference needs, in the order of the keys. One query for each CHUNK."""
    for start in range(0, len(chosen), CHUNK):
        part = list(chosen[start : start + CHUNK])
        found = {row["pk"]: row for row in Source.objects.filter(pk__in=part).values(*COLUMNS)}
        yield from (found[key] for key in part if key in found)


def records(chosen: Sequence[int]) -> Iterator[Csl]:
    """The sources as CSL-JSON, each called by its public id. One query for each CHUNK."""
    for row in rows(chosen):
        yield record(row, public_id("source", row["pk"]))


def warned(chosen: Sequence[int]) -> Iterator[tuple[Csl, str]]:
    """The same, each with what must be read beside its formatted reference ("" for nothing)."""
    for row in rows(chosen):
        yield record(row, public_id("source", row["pk"])), warning(row)


def few_enough(chosen: Sequence[int]) -> None:
    """Raise Invalid where there are more than may be formatted in a style at once."""
    if len(chosen) > MOST_FORMATTED:
        said = (
            f"{len(chosen)} references are too many to format at once (at most {MOST_FORMATTED}): narrow the"
            " selection, or take RIS, BibTeX, CSL-JSON or CSV."
        )
        raise Invalid({"format": [said]})
