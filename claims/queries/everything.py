"""One search over claims, evidence and sources: the best of each, what was found in them, how many there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from claims.access import listed_claims, visible_evidence, visible_sources
from claims.domain.vocabulary import RecordStatus
from claims.queries import evidence, search
from claims.queries.briefs import claim_briefs, source_briefs
from claims.queries.links import public_id
from claims.queries.proposals import PAGES
from claims.queries.search import suggesting
from claims.queries.search.terms import SHORTEST_PREFIX

if TYPE_CHECKING:
    from claims.access import Viewer

NOUNS = ("claim", "evidence", "source")
COUNTED_TO = 1_000
FEW = 3
CLAIMS_SUGGESTED = 4
Dicts = list[dict[str, Any]]


def straight_to(text: str) -> dict[str, str] | None:
    """The record that `text` names outright, as noun and id. At most two queries."""
    named = search.jump(text)
    if named is None or named[0] not in PAGES:
        return None
    return {"noun": named[0], "id": public_id(*named)}


def everything(viewer: Viewer, text: str, limit: int = 10) -> dict[str, dict[str, Any]]:
    """By noun: `count` (to 1,000; `counted` says whether to the end), and the best `results`, each with a `snippet`.

    Only what the viewer may see. At most 30 queries, however much is found.
    """
    asked = search.asked_for(search.read(text))
    stems = search.stems_asked(text, asked)
    queryset: dict[str, QuerySet[Any]] = {
        "claim": listed_claims(),
        "evidence": visible_evidence(viewer),
        "source": visible_sources(viewer).filter(status=RecordStatus.PUBLISHED),
    }
    dicts: dict[str, Callable[[list[int]], Dicts]] = {
        "claim": lambda keys: claim_briefs(None, keys),
        "evidence": lambda keys: evidence.in_order_of(viewer, keys, with_claim=True),
        "source": lambda keys: source_briefs(None, keys),
    }
    found = {}
    for noun in NOUNS:
        keys, count = _kept(queryset[noun], search.find(noun, text, asked), limit)
        results = dicts[noun](keys) if keys else []
        for one in results:
            one["snippet"] = search.as_dicts(search.snippet(_texts(noun, one), stems))
        found[noun] = {
            "count": min(count, COUNTED_TO),
            "counted": count <= COUNTED_TO,
            "results": results,
        }
    return found


def meant(text: str, found: dict[str, dict[str, Any]]) -> str | None:
    """What was likely meant, where little was found; None where enough was or nothing better is known.

    Two queries at most.
    """
    if sum(group["count"] for group in found.values()) >= FEW:
        return None
    return suggesting.meant(text)


def suggestions(text: str) -> list[str]:
    """How a question that is being typed may go on: names, words, claims. At most fourteen queries."""
    found = suggesting.completions(text)
    if len(text.strip()) >= SHORTEST_PREFIX:
        keys, _ = _kept(listed_claims(), search.find("claim", text), CLAIMS_SUGGESTED)
        found += [one["text"] for one in claim_briefs(None, keys)]
    return list(dict.fromkeys(found))


def _kept(queryset: QuerySet[Any], found: search.Found, limit: int) -> tuple[list[int], int]:
    """The keys to show and how many there are, counted to COUNTED_TO + 1. Two queries at most."""
    if found.condition is not None:
        matching = queryset.filter(found.condition)
        keys = list(matching.order_by("-pk").values_list("pk", flat=True)[:limit])
        count = matching.order_by()[: COUNTED_TO + 1].count() if len(keys) == limit else len(keys)
        return keys, count
    if not found.keys:
        return [], 0
    visible = set(queryset.filter(pk__in=found.keys).order_by().values_list("pk", flat=True))
    # The best 1,000 are all that search gives: as many may stand for more.
    more = len(found.keys) >= COUNTED_TO
    keys = [key for key in found.keys if key in visible]
    return keys[:limit], COUNTED_TO + 1 if more and len(keys) >= COUNTED_TO else len(keys)


def _texts(noun: str, one: dict[str, Any]) -> list[str]:
    if noun == "claim":
        return [one["text"]]
    if noun == "source":
        return [one["title"]]
    return [one["finding"], *(quote["exact"] for quote in one["quotes"]), one["population"]]
