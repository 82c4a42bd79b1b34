"""What the home page shows."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet, Subquery

from claims.access import listed_claims, public_evidence
from claims.domain.vocabulary import EvidenceStatus, RecordStatus, Verdict
from claims.models import Claim, Source
from claims.queries.briefs import claim_briefs
from claims.queries.topics import most_used

# Beyond this a count says "more than": nobody reads the difference, and it would cost a scan.
COUNTED_TO = 10_000
RECENT = 6

# One claim of each, so that a newcomer sees how differently claims can stand.
TELLING = (
    Verdict.SUPPORTED,
    Verdict.REPORTED,
    Verdict.CONFLICTING,
    Verdict.CONTRADICTED,
    Verdict.LIMITED,
    Verdict.DOUBTFUL,
    Verdict.NOT_SHOWN,
    Verdict.NONE_FOUND,
)


def overview() -> dict[str, Any]:
    """Counts (to 10,000), recent claims, one claim for each telling verdict, topics. Eight queries."""
    published = listed_claims()
    recent = list(published.order_by("-pk").values_list("pk", flat=True)[:RECENT])
    of_verdict = Q()
    for verdict in TELLING:
        newest = published.filter(verdict=verdict).order_by("-pk").values("pk")[:1]
        of_verdict |= Q(pk=Subquery(newest))
    telling = dict(Claim.objects.filter(of_verdict).order_by().values_list("verdict", "pk"))
    featured = [telling[verdict.value] for verdict in TELLING if verdict.value in telling]
    shown = claim_briefs(published, list(dict.fromkeys([*recent, *featured])))
    return {
        "counts": {
            "claims": capped(published),
            "sources": capped(Source.objects.filter(status=RecordStatus.PUBLISHED)),
            "evidence": capped(public_evidence().exclude(status=EvidenceStatus.EXCLUDED)),
        },
        "recent": shown[: len(recent)],
        "featured": _pick(shown, featured),
        "topics": most_used(),
    }


def capped(queryset: QuerySet[Any], most: int = COUNTED_TO) -> dict[str, Any]:
    """{"n": at most `most`, "more": whether there are more}. One query that stops counting there."""
    found = queryset.order_by()[: most + 1].count()
    return {"n": min(found, most), "more": found > most}


def _pick(shown: list[dict[str, Any]], keys: list[int]) -> list[dict[str, Any]]:
    by_id = {claim["id"]: claim for claim in shown}
    return [by_id[f"C{key}"] for key in keys if f"C{key}" in by_id]
