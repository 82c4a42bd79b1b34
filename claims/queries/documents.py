"""Articles that were checked: lists, and one with its passages, what they speak of, and what to look at."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from claims.access import may_decide_matches, visible_claims, visible_documents
from claims.domain.articles import (
    Band,
    DocumentAccess,
    DocumentFormat,
    DocumentStatus,
    MatchState,
    PassageKind,
    Wording,
)
from claims.domain.matching import contradictions
from claims.domain.matching.sides import name_of
from claims.models import Document, Match, Passage
from claims.queries import article_references, reference_flags
from claims.queries.article_references import Tied
from claims.queries.briefs import claim_briefs
from claims.queries.checking import Looked
from claims.queries.links import label, public_id, url
from claims.queries.pages import Page, by_id, in_order

if TYPE_CHECKING:
    from claims.access import Viewer

COLUMNS = (
    "pk",
    "title",
    "kind",
    "citation",
    "address",
    "retrieved_on",
    "access",
    "secret",
    "expires_at",
    "status",
    "error",
    "remarks",
    "sentences",
    "done",
    "method",
    "sha256",
    "created_at",
    "created_by_id",
    "checked_at",
    "revision",
)
OFFSETS = "Unicode code points of `text`, half-open: text[start:end] is the passage."


@dataclass(frozen=True)
class DocumentFilters:
    """`by`: only those that this person brought in."""

    by: int | None = None


def page(
    viewer: Viewer, filters: DocumentFilters, cursor: str | None = None, limit: int = 25
) -> Page:
    """Articles that the viewer may see without a link, newest first. Two queries."""
    queryset = visible_documents(viewer)
    if filters.by is not None:
        queryset = queryset.filter(created_by=filters.by)
    keys, following = by_id(queryset, "documents", cursor, limit)
    rows = in_order(list(Document.objects.filter(pk__in=keys).values(*COLUMNS)), keys)
    return Page([brief(row, viewer) for row in rows], following)


def brief(row: Mapping[str, Any], viewer: Viewer, secret: str = "") -> dict[str, Any]:
    """The dict of a row of COLUMNS. No query. The link with its secret is for its maker and who came by it."""
    mine = viewer is not None and viewer.is_authenticated and row["created_by_id"] == viewer.pk
    linked = row["secret"] and (mine or secret == row["secret"])
    busy = row["status"] in (DocumentStatus.WAITING, DocumentStatus.CHECKING)
    return {
        "id": public_id("document", row["pk"]),
        "url": link(row["pk"], row["secret"] if linked else ""),
        "title": row["title"],
        "status": row["status"],
        "status_label": label(DocumentStatus, row["status"]),
        "busy": busy,
        "done_share": round(row["done"] / row["sentences"], 4) if row["sentences"] else 0.0,
        "error": row["error"],
        "remarks": row["remarks"],
        "format": row["kind"],
        "format_label": label(DocumentFormat, row["kind"]),
        "citation": row["citation"],
        "address": row["address"],
        "retrieved_on": row["retrieved_on"],
        "access": row["access"],
        "access_label": label(DocumentAccess, row["access"]),
        "expires_at": row["expires_at"],
        "method": row["method"],
        "sha256": row["sha256"],
        "mine": mine,
        "created_at": row["created_at"],
        "checked_at": row["checked_at"],
        "revision": row["revision"],
    }


def link(pk: int, secret: str) -> str:
    """The path of an article's page, with the key that opens it if there is one. No query."""
    address = url("document", pk)
    return f"{address}?key={secret}" if secret else address


def detail(viewer: Viewer, pk: int, secret: str = "") -> dict[str, Any] | None:
    """An article with everything that was found in it; None if the viewer may not see it. At most eight queries.

    `secret` is that of the link by which the viewer came.
    """
    document = visible_documents(viewer, secret).filter(pk=pk).first()
    if document is None:
        return None
    row = {name: getattr(document, name) for name in COLUMNS}
    passages = list(Passage.objects.filter(document=document).order_by("position"))
    matches: dict[int, list[Match]] = defaultdict(list)
    for match in Match.objects.filter(passage__document=document).order_by("-score", "pk"):
        matches[match.passage_id].append(match)
    found = [Looked(one, matches.get(one.pk, [])) for one in passages]
    return {
        **brief(row, viewer, secret),
        "may_decide": may_decide_matches(viewer, document),
        **report(viewer, document.text, found, document.bibliography or {}),
    }


def report(
    viewer: Viewer,
    text: str,
    found: Sequence[Looked],
    bibliography: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """What was found in a text, stored or not, with what is known of the claims.

    `bibliography`: its list of references as it is stored with it; read from the text where it is None. At most six
    queries, and those of `article_references.tie`.
    """
    keys = sorted({match.claim_id for one in found for match in one.matches})
    claims = {one["id"]: one for one in claim_briefs(visible_claims(viewer), keys)}
    held = article_references.listed(text) if bibliography is None else bibliography
    tied = article_references.tie(viewer, text, [one.passage for one in found], held)
    shown = [
        _passage(
            one.passage,
            text,
            [
                _match(match, claims[ident])
                for match in one.matches
                if (ident := public_id("claim", match.claim_id)) in claims
            ],
            tied,
        )
        for one in found
    ]
    return {
        "text": text,
        "offsets": OFFSETS,
        "characters": len(text),
        "counts": _counts(shown),
        "passages": shown,
        "bibliography": reference_flags.entries(tied, shown),
        "contradictions": _contradictions(shown, visible_claims(viewer), keys),
        "claims": list(claims.values()),
    }


def _match(match: Match, claim: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "claim": claim["id"],
        "url": claim["url"],
        "text": claim["text"],
        "plain_sentence": claim["plain_sentence"],
        "synthesis": claim["synthesis"],
        "band": match.band,
        "band_label": label(Band, match.band),
        "score": match.score,
        "cosine": match.cosine,
        "wording": match.wording,
        "wording_label": label(Wording, match.wording),
        "suggested_wording": match.suggested_wording,
        "reasons": match.reasons,
        "state": match.state,
        "state_label": label(MatchState, match.state),
        "decided_at": match.decided_at,
    }


def _passage(
    row: Passage,
    text: str,
    matches: list[dict[str, Any]],
    tied: Tied,
) -> dict[str, Any]:
    return {
        "position": row.position,
        "start": row.start,
        "end": row.end,
        "text": text[row.start : row.end],
        "kind": row.kind,
        "kind_label": label(PassageKind, row.kind),
        "heading": row.heading,
        "block": row.block,
        "rank": row.rank,
        "marks": [{**mark, "text": text[mark["start"] : mark["end"]]} for mark in row.marks],
        "references": [reference_flags.reference(one, tied) for one in row.references],
        "appeals": row.appeals,
        "uncited": row.uncited,
        "matches": matches,
    }


def _counts(passages: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    kinds = Counter(one["kind"] for one in passages)
    standing = [
        (one, match)
        for one in passages
        for match in one["matches"]
        if match["state"] != MatchState.REJECTED
    ]
    return {
        "passages": len(passages),
        "kinds": {value: kinds.get(value, 0) for value, _ in PassageKind.choices()},
        "matched": len({one["position"] for one, match in standing if match["band"] == Band.MATCH}),
        "possible": len(
            {one["position"] for one, match in standing if match["band"] == Band.POSSIBLE}
        ),
        "wordings": {
            value: sum(
                match["wording"] == value for _, match in standing if match["band"] == Band.MATCH
            )
            for value, _ in Wording.choices()
        },
        "unmatched": sum(
            one["kind"] == PassageKind.CHECKABLE and not one["matches"] for one in passages
        ),
        "appeals": sum(one["appeals"] for one in passages),
        "uncited": sum(one["uncited"] for one in passages),
        "flagged_references": sum(
            bool(ref["flags"]) for one in passages for ref in one["references"]
        ),
    }


def _contradictions(
    passages: Sequence[Mapping[str, Any]], claims: Any, keys: Sequence[int]
) -> list[dict[str, Any]]:
    """Pairs of passages that do not go together. One query, none without matches."""
    facts = _facts(claims, keys)
    said = [
        contradictions.Said(
            one["position"],
            one["text"],
            {
                int(match["claim"][1:]): match["wording"]
                for match in one["matches"]
                if match["state"] != MatchState.REJECTED
                and (match["band"] == Band.MATCH or match["state"] != MatchState.SUGGESTED)
            },
        )
        for one in passages
        if one["kind"] not in (PassageKind.QUESTION, PassageKind.OTHER)
    ]
    return [
        {
            "kind": pair.kind,
            "passages": [pair.first, pair.second],
            "claims": [public_id("claim", key) for key in pair.claims],
            "why": pair.why,
        }
        for pair in contradictions.find(said, facts)
    ]


def _facts(claims: Any, keys: Sequence[int]) -> dict[int, contradictions.Facts]:
    if not keys:
        return {}
    rows = claims.filter(pk__in=keys).values(
        "pk", "text", "exposure_id", "outcome_id", "exposure_text", "outcome_text", "exposure__name",
        "outcome__name", "quantifier", "benefit_or_harm", "claim_type",
    )  # fmt: skip
    return {
        row["pk"]: contradictions.Facts(
            row["pk"],
            row["text"],
            frozenset(name_of(row["exposure__name"] or row["exposure_text"])),
            frozenset(name_of(row["outcome__name"] or row["outcome_text"])),
            row["quantifier"],
            row["benefit_or_harm"],
            row["claim_type"],
        )
        for row in rows
    }


def one_match(passage: Passage, claim: int) -> Match | None:
    """The match of a passage with a claim. One query."""
    return (
        Match.objects.filter(passage=passage, claim=claim)
        .select_related("passage__document")
        .first()
    )


def one_passage(document: Document, position: int) -> Passage | None:
    """A passage by its place, from 1. One query."""
    return (
        Passage.objects.filter(document=document, position=position)
        .select_related("document")
        .first()
        if position < 2**31
        else None
    )
