"""What has no public id of its own and hangs on one that has: replaced together with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from claims.actions.loading.attached import NOTICE, SYNTHESIS, moved
from claims.actions.loading.layout import time
from claims.actions.mirroring.reading import Answer, key
from claims.actions.mirroring.rows import at, parts
from claims.actions.versions import told
from claims.domain.version_brief import read
from claims.models import (
    Adjudication,
    Distinct,
    DomainJudgement,
    Merge,
    Notice,
    Patient,
    Synthesis,
    Version,
)


def replace(answer: Answer) -> None:
    """Write every record without a public id; those that stood here with the same records and are not told go."""
    _forget(answer)
    for record, make in _MAKERS.items():
        for part in answer.records(record):
            make(part)


def _forget(answer: Answer) -> None:
    keys = answer.keys
    for part in parts(keys.get("evidence", ())):
        Adjudication.objects.filter(evidence__in=part).delete()
    for part in parts(keys.get("source", set()) | answer.gone.get("source", set())):
        Notice.objects.filter(source__in=part).delete()
        Merge.objects.filter(Q(source__in=part) | Q(into__in=part)).delete()
    for part in parts(keys.get("study", ())):
        pair = Q(first__in=part) | Q(second__in=part)
        Distinct.objects.filter(pair, noun="study").delete()
    for part in parts(keys.get("claim", ())):
        DomainJudgement.objects.filter(claim__in=part).delete()
        Synthesis.objects.filter(claim__in=part).delete()
        patients = Patient.objects.filter(claim__in=part).order_by()
        for some in parts(patients.values_list("pk", flat=True)):
            pair = Q(first__in=some) | Q(second__in=some)
            Distinct.objects.filter(pair, noun="patient").delete()


def _adjudications(records: Iterable[dict[str, Any]]) -> None:
    Adjudication.objects.bulk_create(
        Adjudication(
            evidence_id=key(r["evidence"]),
            direction=r["direction"],
            directness=r.get("directness", ""),
            strength=r.get("strength", ""),
            reason=r["reason"],
            declaration=r.get("declaration", ""),
            interests=r.get("interests", ""),
            imported_by=r["by"],
            at=at(r["at"]),
            is_current=r.get("is_current", True),
        )
        for r in records
    )


def _distinct(records: Iterable[dict[str, Any]]) -> None:
    Distinct.objects.bulk_create(
        Distinct(
            noun=r["noun"],
            first=key(r["first"]),
            second=key(r["second"]),
            reason=r["reason"],
            at=at(r["at"]),
            imported_by=r.get("by", ""),
        )
        for r in records
    )


def _notices(records: Iterable[dict[str, Any]]) -> None:
    Notice.objects.bulk_create(
        Notice(
            source_id=key(r["source"]),
            **{name: r[name] for name in NOTICE if name in r},
            on=date.fromisoformat(r["on"]) if r.get("on") else None,
            as_of=at(r["as_of"]),
            imported_by=r.get("by", ""),
        )
        for r in records
    )


class _Keys(dict[str, int]):
    def __missing__(self, ident: str) -> int:
        return key(ident)


def _merges(records: Iterable[dict[str, Any]]) -> None:
    numbers: dict[str, dict[str, int]] = {"evidence": _Keys(), "study": _Keys()}
    Merge.objects.bulk_create(
        Merge(
            source_id=key(r["source"]),
            into_id=key(r["into"]),
            reason=r["reason"],
            moved=moved(r["moved"], numbers),
            imported_by=r.get("by", ""),
            at=at(r["at"]),
        )
        for r in records
    )


def _judgements(records: Iterable[dict[str, Any]]) -> None:
    DomainJudgement.objects.bulk_create(
        DomainJudgement(
            claim_id=key(r["claim"]),
            stream=r["stream"],
            domain=r["domain"],
            change=r["change"],
            suggested=r.get("suggested"),
            reason=r["reason"],
            imported_by=r["by"],
            at=at(r["at"]),
            is_current=r.get("is_current", True),
        )
        for r in records
    )


def _syntheses(records: Iterable[dict[str, Any]]) -> None:
    """Copied, never computed: the origin's conclusions, by the origin's method."""
    rows = []
    for r in records:
        row = Synthesis(claim_id=key(r["claim"]), **{n: r[n] for n in SYNTHESIS if n in r})
        row.decided_at, row.stale_since = time(r.get("decided_at")), time(r.get("stale_since"))
        row.created_at = time(r.get("created_at")) or row.created_at
        rows.append(row)
    Synthesis.objects.bulk_create(rows)


def _versions(records: list[dict[str, Any]]) -> None:
    claims = {key(r["claim"]) for r in records}
    held = set(Version.objects.filter(claim__in=claims).values_list("claim_id", "number"))
    Version.objects.bulk_create(
        Version(
            claim_id=key(r["claim"]),
            number=r["number"],
            snapshot=r["snapshot"],
            sha256=r["sha256"],
            reason=r["reason"],
            minted_at=at(r["minted_at"]),
            **told(read(r["snapshot"])),
        )
        for r in records
        if (key(r["claim"]), r["number"]) not in held
    )


_MAKERS: dict[str, Callable[[list[dict[str, Any]]], None]] = {
    "adjudication": _adjudications,
    "distinct": _distinct,
    "notice": _notices,
    "merge": _merges,
    "judgement": _judgements,
    "synthesis": _syntheses,
    "version": _versions,
}
