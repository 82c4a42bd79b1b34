"""How an article's findings stood when it was checked, and what has changed since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from claims.access import visible_claims
from claims.domain.article_changes import TOLD, otherwise
from claims.domain.articles import Band, DocumentStatus, MatchState, Wording
from claims.domain.sentences import Sentence
from claims.domain.vocabulary import Certainty, Verdict
from claims.models import Document, KnowledgeBase, Match, PublicChange
from claims.queries.links import label, public_id, url

if TYPE_CHECKING:
    from claims.access import Viewer

Node = dict[str, Any]


def findings(document: Document) -> list[Node]:
    """The matches that stand in an article now, with their claims' conclusions. One query."""
    rows: Iterable[Mapping[str, Any]] = (
        Match.objects.filter(passage__document=document)
        .exclude(state=MatchState.REJECTED)
        .filter(~Q(state=MatchState.SUGGESTED) | Q(band=Band.MATCH))
        .order_by("passage__start", "claim_id")
        .values(
            "wording",
            "band",
            "claim_id",
            start=F("passage__start"),
            verdict=F("claim__verdict"),
            certainty=F("claim__certainty"),
            consistency=F("claim__consistency"),
            studies=F("claim__study_count"),
            raters=F("claim__raters"),
            confirmed=F("claim__confirmed"),
        )
    )
    return [
        {
            "start": row["start"],
            "claim": row["claim_id"],
            "band": row["band"],
            "wording": row["wording"],
            "standing": {name: row[name] for name in TOLD},
        }
        for row in rows
    ]


def since(viewer: Viewer, pk: int, claims: Iterable[Mapping[str, Any]]) -> Node:
    """As of when the report is, what the last check changed, and what has changed since. Three queries at most.

    `claims`: briefs of the claims of the report. What the viewer may not see is left out.
    """
    row = Document.objects.values("knowledge_seq", "found", "changes", "text").get(pk=pk)
    now = KnowledgeBase.objects.filter(pk=1).values_list("public_seq", flat=True).first() or 0
    briefs = {int(one["id"][1:]): one for one in claims}
    gone = {one["claim"] for one in row["changes"]} - set(briefs)
    texts = {key: one["text"] for key, one in briefs.items()}
    if gone:
        texts |= dict(visible_claims(viewer).filter(pk__in=gone).values_list("pk", "text"))
    return {
        "knowledge_seq": row["knowledge_seq"],
        "changes_since": max(0, now - row["knowledge_seq"]),
        "otherwise": _otherwise(row["found"] or [], briefs),
        "changed": [
            _change(one, texts[one["claim"]]) for one in row["changes"] if one["claim"] in texts
        ],
    }


def _otherwise(
    found: Iterable[Mapping[str, Any]], briefs: Mapping[int, Mapping[str, Any]]
) -> list[Node]:
    """Claims that are concluded otherwise than when the article was checked. No query."""
    then = {one["claim"]: one["standing"] for one in found if one["claim"] in briefs}
    return [
        {
            "claim": brief["id"],
            "url": brief["url"],
            "text": brief["text"],
            "before": standing(old),
            "synthesis": brief["synthesis"],
        }
        for key, old in then.items()
        if otherwise(old, (brief := briefs[key])["synthesis"])
    ]


SAID = {
    "new": Sentence("New finding"),
    "gone": Sentence("No longer found"),
    "wording": Sentence("Worded otherwise"),
    "conclusion": Sentence("The claim is concluded otherwise"),
}


def _change(one: Mapping[str, Any], text: str) -> Node:
    sides = {
        name: side
        and {
            "wording_label": label(Wording, side["wording"]),
            "standing": standing(side["standing"]),
        }
        for name in ("before", "after")
        for side in (one[name],)
    }
    return {
        "start": one["start"],
        "claim": public_id("claim", one["claim"]),
        "url": url("claim", one["claim"]),
        "text": text,
        "what": one["what"],
        "what_label": SAID[one["what"]],
        **sides,
    }


def standing(kept: Mapping[str, Any]) -> str:
    """A conclusion as it was kept, in one line that leaves out nothing. No query."""
    studies, raters = kept["studies"] or 0, kept["raters"] or 0
    return Sentence(
        "%(verdict)s; certainty %(certainty)s; %(basis)s; %(raters)s; %(status)s",
        verdict=Sentence(label(Verdict, kept["verdict"])),
        certainty=Sentence((label(Certainty, kept["certainty"]) or "").lower()),
        basis=Sentence(
            "rests on %(n)s counted study", plural="rests on %(n)s counted studies", n=studies
        ),
        raters=Sentence("rated by %(n)s person", plural="rated by %(n)s people", n=raters),
        status=Sentence("confirmed") if kept["confirmed"] else Sentence("suggested, not confirmed"),
    )


def outdated() -> QuerySet[Document]:
    """Checked articles of members in which a claim was publicly changed since, the longest unchecked first."""
    changed = PublicChange.objects.filter(
        noun="claim",
        object_id=OuterRef("claim_id"),
        seq__gt=OuterRef("passage__document__knowledge_seq"),
    )
    touched = Match.objects.filter(Exists(changed), passage__document=OuterRef("pk"))
    return Document.objects.filter(
        Exists(touched), status=DocumentStatus.DONE, created_by__isnull=False
    ).order_by("knowledge_seq", "pk")
