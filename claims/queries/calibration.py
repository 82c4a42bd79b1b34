"""Practice items and how somebody compares with their keys. What is out of date is left out of every figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, QuerySet

from claims.access import Permission, may, public_evidence
from claims.domain.practice import AXES, Pair, same, score
from claims.domain.vocabulary import ConsensusState, EvidenceStatus
from claims.models import CalibrationAnswer, CalibrationItem, Evidence
from claims.queries.evidence import evidence_dicts
from claims.queries.holds import OUT_OF_USE
from claims.queries.links import public_id
from claims.queries.pages import Page, by_id, in_order

if TYPE_CHECKING:
    from claims.access import Viewer

SETTLED = (ConsensusState.AGREED.value, ConsensusState.ADJUDICATED.value)
SHOWN = (
    "id", "claim", "source", "finding", "design", "design_label", "population", "n", "n_unit", "quotes", "locator",
)  # fmt: skip


def fit() -> QuerySet[Evidence]:
    """Evidence that may serve for practice: settled by more than one person, and open to everyone."""
    return (
        public_evidence()
        .filter(status=EvidenceStatus.SETTLED, consensus__in=SETTLED)
        .exclude(source__integrity__in=OUT_OF_USE)
    )


def usable() -> QuerySet[CalibrationItem]:
    """Active items whose evidence is still rated as the key says."""
    still = fit().filter(
        pk=OuterRef("evidence_id"),
        **{f"standing_{name}": OuterRef(name) for name in AXES},
    )
    return CalibrationItem.objects.filter(Exists(still), is_active=True)


def page(viewer: Viewer, cursor: str | None = None, limit: int = 25) -> Page:
    """One page of items, in the order in which they were chosen; empty for who may not practise. Two queries.

    Those who choose items see the retired and outdated ones too, marked. Never the key: that comes after the answer.
    """
    if viewer is None or not viewer.is_authenticated or not may(viewer, Permission.COMMENT):
        return Page([], None)
    sees_all = may(viewer, Permission.SET_PRACTICE)
    items = CalibrationItem.objects.all() if sees_all else usable()
    keys, following = by_id(items, "practice", cursor, limit, oldest_first=True)
    mine = CalibrationAnswer.objects.filter(item=OuterRef("pk"), reviewer=viewer.pk)
    rows: Any = (
        CalibrationItem.objects.filter(pk__in=keys)
        .annotate(
            answered=Exists(mine),
            is_usable=Exists(usable().filter(pk=OuterRef("pk"))),
            text=F("evidence__claim__text"),
            title=F("evidence__source__title"),
        )
        .values("pk", "evidence_id", "answered", "is_usable", "is_active", "text", "title")
    )
    return Page([_listed(row) for row in in_order(list(rows), keys)], following)


def _listed(row: dict[str, Any]) -> dict[str, Any]:
    state = "open" if row["is_usable"] else "out_of_date" if row["is_active"] else "retired"
    return {
        "id": public_id("evidence", row["evidence_id"]),
        "label": row["text"],
        "about": row["title"],
        "answered": row["answered"],
        "state": state,
    }


def detail(viewer: Viewer, evidence: int) -> dict[str, Any] | None:
    """One item: what there is to read, and after the answer the key beside it. Seven queries; None where there is none.

    Before the answer neither the rating nor any appraisal is in it.
    """
    if viewer is None or not viewer.is_authenticated or not may(viewer, Permission.COMMENT):
        return None
    item = CalibrationItem.objects.filter(evidence=evidence).first()
    if item is None:
        return None
    given = CalibrationAnswer.objects.filter(item=item, reviewer=viewer.pk).first()
    is_usable = usable().filter(pk=item.pk).exists()
    if given is None and not is_usable and not may(viewer, Permission.SET_PRACTICE):
        return None
    found = evidence_dicts(None, public_evidence().filter(pk=evidence))
    if not found:
        return None
    shown = {name: found[0][name] for name in SHOWN}
    state = "open" if is_usable else "out_of_date" if item.is_active else "retired"
    return {**shown, "state": state, "comparison": given and _compared(item, given)}


def _compared(item: CalibrationItem, given: CalibrationAnswer) -> dict[str, Any]:
    pair = _pair(
        {f"item__{n}": getattr(item, n) for n in AXES} | {n: getattr(given, n) for n in AXES}
    )
    return {
        "given": dict(zip(AXES, pair.given, strict=True)),
        "key": dict(zip(AXES, pair.key, strict=True)),
        "same": same(pair),
        "rationale": given.rationale,
        "lesson": item.lesson,
    }


def standing(viewer: Viewer) -> dict[str, Any]:
    """How the viewer compares so far, over items that are not out of date, and how many are left. Two queries."""
    if viewer is None or not viewer.is_authenticated:
        return score([]) | {"left": 0}
    rows = CalibrationAnswer.objects.filter(reviewer=viewer.pk, item__in=usable()).order_by("pk")
    pairs = [_pair(row) for row in rows.values(*AXES, *(f"item__{name}" for name in AXES))]
    return score(pairs) | {"left": usable().count() - len(pairs)}


def _pair(row: dict[str, Any]) -> Pair:
    given, key = (tuple(str(row[f"{way}{name}"]) for name in AXES) for way in ("", "item__"))
    return Pair((given[0], given[1], given[2]), (key[0], key[1], key[2]))
