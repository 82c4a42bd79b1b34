"""Evidence as readers see it: the link, its source, its quotes and the ratings that are open to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from claims.access import is_editor, is_signed_in, opened, visible_evidence
from claims.domain.vocabulary import (
    ConsensusState,
    Design,
    EvidenceStatus,
    Identity,
    Integrity,
    RecordStatus,
)
from claims.models import Adjudication, Evidence, Quote, Source
from claims.queries import appraisals
from claims.queries.briefs import SOURCE_COLUMNS, SYNTHESIS_COLUMNS, claim_synthesis, source_brief
from claims.queries.external_ids import external_ids
from claims.queries.links import label, public_id, url
from claims.queries.lists import page_keys
from claims.queries.pages import Page
from claims.queries.people import NAME_COLUMNS, name_of
from claims.queries.prepared import Prepared

if TYPE_CHECKING:
    from claims.access import Viewer

COLUMNS = (
    "pk",
    "claim_id",
    "claim__text",
    "source_id",
    "study_id",
    "study__label",
    "finding",
    "design",
    "stream",
    "population",
    "comparison_made",
    "n",
    "n_unit",
    "n_note",
    "read",
    "locator",
    "effect",
    "benefit_or_harm",
    "magnitude",
    "threshold",
    "status",
    "status_reason",
    "released_at",
    "consensus",
    "standing_direction",
    "standing_directness",
    "standing_strength",
    "raters",
    "revision",
    "created_at",
    "changed_at",
    *(f"source__{column}" for column in SOURCE_COLUMNS),
)

CLAIM_COLUMNS = ("claim__status", *(f"claim__{column}" for column in SYNTHESIS_COLUMNS))

QUOTE_COLUMNS = ("exact", "prefix", "suffix", "start", "end", "locator", "note")

ADJUDICATION_COLUMNS = (
    "direction",
    "directness",
    "strength",
    "reason",
    "declaration",
    "interests",
    "at",
    "is_current",
)

OUT_OF_USE = {
    Integrity.RETRACTED.value: "The source was retracted",
    Integrity.WITHDRAWN.value: "The source was withdrawn",
    Integrity.CONCERN.value: "The source is under an expression of concern",
}

# What lists may leave out: notices that take a work back. A concern does not.
RETRACTED = [Integrity.RETRACTED.value, Integrity.WITHDRAWN.value]


@dataclass(frozen=True)
class EvidenceFilters:
    """`q` is full text; then keys of records, and words of status, design, consensus and standing direction.

    `retracted`: without what rests on a retracted or withdrawn source (False), nothing else (True), or both (None).
    """

    q: str = ""
    claim: int | None = None
    source: int | None = None
    study: int | None = None
    status: tuple[str, ...] = ()
    design: tuple[str, ...] = ()
    consensus: tuple[str, ...] = ()
    direction: tuple[str, ...] = ()
    strength: tuple[str, ...] = ()
    retracted: bool | None = None


def excluded_reason(row: Mapping[str, Any]) -> str | None:
    """Why this evidence takes no part in the synthesis, in words; None if it does. No query."""
    if row["status"] == EvidenceStatus.EXCLUDED:
        return str(row["status_reason"])
    integrity = row["source__integrity"]
    if integrity in OUT_OF_USE:
        note = row["source__integrity_note"]
        return f"{OUT_OF_USE[integrity]}: {note}" if note else f"{OUT_OF_USE[integrity]}."
    if row["source__identity"] == Identity.NOT_FOUND:
        return "The source is known by name only: it was not found, so it is not counted."
    if row["source__status"] != RecordStatus.PUBLISHED:
        status = label(RecordStatus, row["source__status"]).lower()
        return f"The source is {status}, not published."
    return None


def shown_status(row: Mapping[str, Any], *, editor: bool = False) -> str:
    """The status as others than editors may read it. No query.

    That blind ratings differ would say something of what they hold: until they are open, such evidence is
    simply in appraisal. Editors are told, since they decide what happens next; what the ratings hold they
    read no sooner than anyone.
    """
    closed = row["released_at"] is None and row["consensus"] == ConsensusState.NONE
    if row["status"] == EvidenceStatus.CONFLICT and closed and not editor:
        return EvidenceStatus.IN_APPRAISAL.value
    return str(row["status"])


def _of_status(words: Sequence[str], *, editor: bool) -> Q:
    """The condition that filters by `shown_status`."""
    if editor:
        return Q(status__in=list(words))
    closed_conflict = Q(status=EvidenceStatus.CONFLICT) & ~opened()
    condition = Q(status__in=list(words)) & ~closed_conflict
    return condition | closed_conflict if EvidenceStatus.IN_APPRAISAL in words else condition


def evidence_dict(
    row: Mapping[str, Any],
    quotes: Sequence[dict[str, Any]],
    ratings: Sequence[dict[str, Any]],
    hidden: int,
    *,
    editor: bool = False,
) -> dict[str, Any]:
    """The dict of a row of COLUMNS. No query."""
    status = shown_status(row, editor=editor)
    return {
        "id": public_id("evidence", row["pk"]),
        "url": url("evidence", row["pk"]),
        "claim": {"id": public_id("claim", row["claim_id"]), "text": row["claim__text"]},
        "source": source_brief(row, "source__"),
        "study": {"id": public_id("study", row["study_id"]), "label": row["study__label"]},
        "finding": row["finding"],
        "design": row["design"],
        "design_label": label(Design, row["design"]),
        "stream": row["stream"],
        "population": row["population"],
        "comparison_made": row["comparison_made"],
        "n": row["n"],
        "n_unit": row["n_unit"],
        "n_note": row["n_note"],
        "read": row["read"],
        "locator": row["locator"],
        "effect": row["effect"],
        "benefit_or_harm": row["benefit_or_harm"],
        "magnitude": row["magnitude"],
        "threshold": row["threshold"],
        "quotes": list(quotes),
        "status": status,
        "status_label": label(EvidenceStatus, status),
        "status_reason": row["status_reason"],
        "consensus": {
            "state": row["consensus"],
            "label": label(ConsensusState, row["consensus"]),
            "direction": row["standing_direction"],
            "directness": row["standing_directness"],
            "strength": row["standing_strength"],
            "raters": row["raters"],
            "released": row["released_at"] is not None,
        },
        "appraisals": list(ratings),
        "appraisals_hidden": hidden,
        "excluded_reason": excluded_reason(row),
        "revision": row["revision"],
        "updated_at": row["changed_at"] or row["created_at"],
    }


_QUOTES = Prepared(
    lambda keys: (
        Quote.objects.filter(evidence_id__in=keys)
        .order_by("pk")
        .values("evidence_id", *QUOTE_COLUMNS)
    )
)


def quotes_of(keys: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Quotes by evidence, in order of entry. One query."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in _QUOTES.rows(keys):
        found[row["evidence_id"]].append({column: row[column] for column in QUOTE_COLUMNS})
    return found


def evidence_dicts(
    viewer: Viewer, evidence: QuerySet[Evidence], *, with_claim: bool = False
) -> list[dict[str, Any]]:
    """Dicts of all of `evidence`, in its order. Four queries, one if there is none.

    `evidence` must already be limited to what the viewer may see. `with_claim` adds the claim's status,
    address and synthesis.
    """
    rows = list(evidence.values(*COLUMNS, *(CLAIM_COLUMNS if with_claim else ())))
    return _dicts(viewer, rows, with_claim=with_claim)


def of_claims(viewer: Viewer, claims: Collection[int]) -> list[dict[str, Any]]:
    """Dicts of all evidence of these claims that the viewer may see, in order of entry. As `evidence_dicts`."""
    rows = list(_of_claims(viewer, claims)) if is_signed_in(viewer) else _PUBLIC.rows([*claims])
    return _dicts(viewer, rows)


def _of_claims(viewer: Viewer, claims: Collection[int]) -> Any:
    return visible_evidence(viewer).filter(claim_id__in=claims).order_by("pk").values(*COLUMNS)


_PUBLIC = Prepared(lambda keys: _of_claims(None, keys))


def _dicts(
    viewer: Viewer, rows: Sequence[Mapping[str, Any]], *, with_claim: bool = False
) -> list[dict[str, Any]]:
    if not rows:
        return []
    keys = [row["pk"] for row in rows]
    quotes = quotes_of(keys)
    ratings, hidden = appraisals.of_evidence(viewer, keys)
    editor = is_editor(viewer)
    dicts = []
    for row in rows:
        pk = row["pk"]
        one = evidence_dict(
            row, quotes.get(pk, ()), ratings.get(pk, ()), hidden.get(pk, 0), editor=editor
        )
        if with_claim:
            one["claim"] |= {
                "url": url("claim", row["claim_id"]),
                "status": row["claim__status"],
                "synthesis": claim_synthesis(row, "claim__"),
            }
        dicts.append(one)
    return dicts


def narrowed(viewer: Viewer, filters: EvidenceFilters) -> QuerySet[Evidence]:
    """The evidence that the viewer may see under every filter but `q`. No query."""
    queryset = visible_evidence(viewer)
    for column in ("claim", "source", "study"):
        key = getattr(filters, column)
        if key is not None:
            queryset = queryset.filter(**{f"{column}_id": key})
    if filters.status:
        queryset = queryset.filter(_of_status(filters.status, editor=is_editor(viewer)))
    for column, field in (
        ("design", "design"),
        ("consensus", "consensus"),
        ("direction", "standing_direction"),
        ("strength", "standing_strength"),
    ):
        words = getattr(filters, column)
        if words:
            queryset = queryset.filter(**{f"{field}__in": list(words)})
    if filters.retracted is not None:
        away = Exists(Source.objects.filter(pk=OuterRef("source_id"), integrity__in=RETRACTED))
        queryset = queryset.filter(away if filters.retracted else ~away)
    return queryset


def page(
    viewer: Viewer,
    filters: EvidenceFilters,
    cursor: str | None = None,
    limit: int = 25,
    order: str = "",
) -> Page:
    """One page of evidence that the viewer may see: newest first, best match first where `q` is set.

    `order` is another order instead. Six queries, at most fifteen with `q`.
    """
    keys, following = page_keys(
        narrowed(viewer, filters),
        "evidence",
        cursor,
        limit,
        text=filters.q,
        noun="evidence",
        order=order,
    )
    return Page(in_order_of(viewer, keys), following)


def in_order_of(
    viewer: Viewer, keys: Sequence[int], *, with_claim: bool = False
) -> list[dict[str, Any]]:
    """The dicts of `keys`, which the viewer may see, in that order. Four queries, one if there is none."""
    rows = evidence_dicts(viewer, Evidence.objects.filter(pk__in=keys), with_claim=with_claim)
    found = {row["id"]: row for row in rows}
    ids = [public_id("evidence", key) for key in keys]
    return [found[one] for one in ids if one in found]


def detail(viewer: Viewer, pk: int) -> dict[str, Any] | None:
    """One evidence with its claim's synthesis, or None if the viewer may not see it. Seven queries."""
    dicts = evidence_dicts(viewer, visible_evidence(viewer).filter(pk=pk), with_claim=True)
    if not dicts:
        return None
    return dicts[0] | {
        "adjudications": adjudications(pk),
        "external_ids": external_ids("evidence", pk),
        "licence": "CC0-1.0",
    }


def adjudications(pk: int) -> list[dict[str, Any]]:
    """What third persons decided on this evidence, with what they declared; the one that stands last. One query.

    They open the ratings, so whoever sees the evidence may read them.
    """
    rows = Adjudication.objects.filter(evidence=pk, evidence__in=Evidence.objects.filter(opened()))
    return [
        {
            "by": row["imported_by"] or name_of(row, "by__"),
            **{column: row[column] for column in ADJUDICATION_COLUMNS},
        }
        for row in rows.order_by("pk").values(
            "imported_by", *ADJUDICATION_COLUMNS, *(f"by__{column}" for column in NAME_COLUMNS)
        )
    ]
