"""Records by their ids, and whole lists however long: what one page of a list holds, for other amounts of it."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from claims.access import (
    visible_claims,
    visible_evidence,
    visible_sources,
    visible_studies,
    visible_topics,
)
from claims.domain.vocabulary import ClaimStatus, RecordStatus
from claims.queries import claims, evidence, search, sources, studies, topics
from claims.queries.briefs import claim_briefs, source_briefs
from claims.queries.links import public_id, url
from claims.queries.lists import every_key, found_by
from claims.queries.pages import MOST

if TYPE_CHECKING:
    from claims.access import Viewer

CHUNK = 200
GONE = [RecordStatus.RETIRED.value, RecordStatus.MERGED.value]
NOT_FOUND = "There is no record of this id, or none that you may see."


@dataclass(frozen=True)
class Noun:
    """How one noun is read: what filters leave, what is visible, and the dicts that its list holds.

    `heir` is the column of what took the place of a record that is gone; "" where none can.
    """

    narrowed: Callable[[Viewer, Any], QuerySet[Any]]
    visible: Callable[[Viewer], QuerySet[Any]]
    dicts: Callable[[Viewer, Sequence[int]], list[dict[str, Any]]]
    searched: bool = False
    order: str = "-id"
    heir: str = "merged_into_id"
    gone: Sequence[str] = tuple(GONE)


NOUNS: Mapping[str, Noun] = {
    "claim": Noun(
        claims.narrowed,
        visible_claims,
        lambda viewer, keys: claim_briefs(None, keys),
        searched=True,
        heir="superseded_by_id",
        gone=(ClaimStatus.RETIRED.value,),
    ),
    "source": Noun(
        sources.narrowed,
        visible_sources,
        lambda viewer, keys: source_briefs(None, keys),
        searched=True,
    ),
    "evidence": Noun(
        evidence.narrowed, visible_evidence, evidence.in_order_of, searched=True, heir="", gone=()
    ),
    "study": Noun(studies.narrowed, visible_studies, lambda viewer, keys: studies.briefs(keys)),
    "topic": Noun(
        topics.narrowed, visible_topics, lambda viewer, keys: topics.briefs(keys), order="name"
    ),
}


def by_keys(
    viewer: Viewer, noun: str, asked: Sequence[int]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The records `asked` for (at most 200) as their list holds them, in that order, and what became of the others.

    Each of these: `id`, `status` (retired, merged or not_found), `reason`, and `moved_to`, what took its place or
    None. One query more than one page of the list takes.
    """
    if len(asked) > MOST:
        raise ValueError(f"At most {MOST} keys.")
    known = NOUNS[noun]
    columns = ("pk", "status", "status_reason", *([known.heir] if known.heir else []))
    rows = known.visible(viewer).filter(pk__in=asked).order_by().values(*columns)
    seen = {row["pk"]: row for row in rows}
    wanted = list(dict.fromkeys(asked))
    here = [key for key in wanted if key in seen and seen[key]["status"] not in known.gone]
    here_too = set(here)
    missing = [_missing(noun, key, seen.get(key)) for key in wanted if key not in here_too]
    return known.dicts(viewer, here), missing


def _missing(noun: str, key: int, row: Mapping[str, Any] | None) -> dict[str, Any]:
    heir = row.get(NOUNS[noun].heir) if row else None
    return {
        "id": public_id(noun, key),
        "status": row["status"] if row else "not_found",
        "reason": row["status_reason"] if row else NOT_FOUND,
        "moved_to": {"id": public_id(noun, heir), "url": url(noun, heir)} if heir else None,
    }


def chunks(
    viewer: Viewer, noun: str, filters: Any, order: str = "", size: int = CHUNK
) -> Iterator[list[dict[str, Any]]]:
    """The whole list under the filters, `size` records at a time, in the order of its pages.

    The queries of one page when called, so that what is wrong is said at once; then those of the records of a
    page for each chunk while it is read. Eight bytes of memory for each record.
    """
    wanted = keys(viewer, noun, filters, order)
    return (
        search.with_snippets(found, filters.q) if noun == "claim" else found
        for start in range(0, len(wanted), size)
        for found in [NOUNS[noun].dicts(viewer, list(wanted[start : start + size]))]
    )


def keys(viewer: Viewer, noun: str, filters: Any, order: str = "") -> array[int]:
    """Keys of the whole list under the filters, in the order of its pages. The queries of one page."""
    known = NOUNS[noun]
    text = filters.q if known.searched else ""
    queryset = known.narrowed(viewer, filters)
    if order:
        queryset, text = found_by(queryset, text, noun), ""
    return every_key(queryset, text=text, noun=noun, order=order or known.order)
