"""What a message says: one public change, and how the claim that it bears on stands for anyone to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.conf import settings
from django.urls import reverse

from claims.access import visible_claims
from claims.domain.changes import event_type
from claims.formats import said
from claims.models import PublicChange
from claims.queries.briefs import claim_briefs
from claims.queries.events import record_name
from claims.queries.links import public_id
from claims.queries.proposals import PAGES
from claims.queries.webhooks.reach import reached

#: Ids of claims in one message; `claims_more` says how many there are beyond.
MOST_CLAIMS = 100
#: Records that belong to one claim: it goes along.
OF_ONE_CLAIM = frozenset({"claim", "evidence", "conflict", "patient", "search"})
#: Nouns of the feed that the API answers for by id.
IN_API = frozenset(
    {
        "claim", "source", "study", "topic", "evidence", "assessment", "search", "conflict", "patient",
    }
)  # fmt: skip
TEST = "webhook.test"


def bodies(changes: Sequence[PublicChange]) -> dict[int, str]:
    """The message about each change, by its number, as JSON. At most thirteen queries.

    The claim is as it stands now: never older than the change, and what anyone may read of it.
    """
    claims = reached(changes)
    single = {
        change.seq: next(iter(claims[change.seq]))
        for change in changes
        if change.noun in OF_ONE_CLAIM and claims.get(change.seq)
    }
    briefs = {
        brief["id"]: brief
        for brief in claim_briefs(visible_claims(None), sorted(set(single.values())))
    }
    return {
        change.seq: _json(
            _message(
                change,
                sorted(claims.get(change.seq, ())),
                briefs.get(public_id("claim", single.get(change.seq, 0))),
            )
        )
        for change in changes
    }


def _message(
    change: PublicChange, claims: Sequence[int], brief: Mapping[str, Any] | None
) -> dict[str, Any]:
    noun, pk = change.noun, change.object_id
    page = reverse(f"web:{noun}", args=[public_id(noun, pk)]) if noun in PAGES else ""
    at_api = reverse(f"api:{noun}", args=[public_id(noun, pk)]) if noun in IN_API else ""
    return {
        "type": event_type(noun, change.kind),
        "timestamp": change.at,
        "data": {
            "seq": change.seq,
            "kind": change.kind,
            "noun": noun,
            "object": record_name(noun, pk),
            "reason": change.reason,
            "page": _absolute(page),
            "api": _absolute(at_api),
            "claim": claim(brief) if brief else None,
            "claims": [public_id("claim", key) for key in claims[:MOST_CLAIMS]],
            "claims_more": max(0, len(claims) - MOST_CLAIMS),
        },
    }


def claim(brief: Mapping[str, Any]) -> dict[str, Any]:
    """A claim with its whole conclusion, for a program that shows it to somebody. No query."""
    return {
        "id": brief["id"],
        "page": _absolute(brief["url"]),
        "text": brief["text"],
        "status": brief["status"],
        "version": brief["version"],
        "topics": brief["topics"],
        "plain_sentence": brief["plain_sentence"],
        "synthesis": brief["synthesis"],
        "conclusion": said.conclusion(brief),
        "notice": said.NOT_MEDICAL_ADVICE,
    }


def test_body(hook: int, at: Any) -> str:
    """The message of a test: says which webhook it is, and of nothing else."""
    return _json(
        {"type": TEST, "timestamp": at, "data": {"webhook": hook, "site": settings.SITE_URL}}
    )


def message_id(site: str, seq: int) -> str:
    """`webhook-id` of a change of the knowledge base with this UUID: nothing else has it. No query."""
    return f"msg_{site}_{seq}"


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}" if path else ""


def _json(message: Mapping[str, Any]) -> str:
    return orjson.dumps(message, option=orjson.OPT_UTC_Z).decode()
