"""Records without a key of their own: adjudications, look-alikes told apart, joins, notices, syntheses, versions."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import orjson

from claims.actions import feed, notices
from claims.actions.core import act
from claims.actions.loading.layout import KEYLESS_REFS, references, time
from claims.actions.loading.report import LoadReport
from claims.actions.versions import told
from claims.domain.version_brief import read
from claims.formats.staging import Staging
from claims.models import Adjudication, Distinct, DomainJudgement, Merge, Notice, Synthesis, Version

if TYPE_CHECKING:
    from evidence.accounts.models import User

CHUNK = 200
LOADED = "loaded"
NOTICE = (
    *("nature", "reasons", "doi", "pmid", "url", "origin", "outside_id", "matched_by"),
    "is_standing",
)
SYNTHESIS = (
    "method_version",
    "input_hash",
    "inputs",
    "suggestion",
    "verdict",
    "certainty",
    "consistency",
    "rung_reached",
    "rung_claimed",
    "plain_sentence",
    "status",
    "status_reason",
    "stale_reason",
)


def attach(record: str, *, staging: Staging, by: User | None, report: LoadReport) -> None:
    """Store the dump's own adjudications, syntheses or versions; those stored already are left alone."""
    if record in ("distinct", "merge"):
        (_distinct if record == "distinct" else _merges)(staging, by, report)
        return
    noun = KEYLESS_REFS[record]
    for batch in staging.lines(record, CHUNK):
        records = [orjson.loads(body) for _, _, _, body in batch]
        pks = staging.pks(noun, [r[noun] for r in records])
        with act(by):
            made = _MAKERS[record]([(pks[r[noun]], r) for r in records])
            if made:
                feed.held([(noun, pk) for pk in pks.values()], reason=LOADED)
        report.new[record] += made
        report.known[record] += len(records) - made


def _distinct(staging: Staging, by: User | None, report: LoadReport) -> None:
    """Pairs of one noun each; who said so is kept by name only, as for every person of another site."""
    for batch in staging.lines("distinct", CHUNK):
        records = [orjson.loads(body) for _, _, _, body in batch]
        rows = []
        for noun in {r["noun"] for r in records}:
            mine = [r for r in records if r["noun"] == noun]
            pks = staging.pks(noun, [r[side] for r in mine for side in ("first", "second")])
            held = set(
                Distinct.objects.filter(noun=noun, first__in=pks.values()).values_list(
                    "first", "second"
                )
            )
            for r in mine:
                first, second = sorted((pks[r["first"]], pks[r["second"]]))
                if first != second and (first, second) not in held:
                    held.add((first, second))
                    at = datetime.fromisoformat(r["at"])
                    rows.append(
                        Distinct(
                            noun=noun,
                            first=first,
                            second=second,
                            reason=r["reason"],
                            at=at,
                            imported_by=r.get("by", ""),
                        )
                    )
        rows.sort(key=lambda row: (row.at, row.noun, row.first, row.second))
        with act(by):
            Distinct.objects.bulk_create(rows)
            feed.held(
                [(row.noun, pk) for row in rows for pk in (row.first, row.second)], reason=LOADED
            )
        report.new["distinct"] += len(rows)
        report.known["distinct"] += len(records) - len(rows)


def _merges(staging: Staging, by: User | None, report: LoadReport) -> None:
    """Joins of sources, so that they can be undone here too; one that stands already is left alone."""
    for batch in staging.lines("merge", CHUNK):
        records = [orjson.loads(body) for _, _, _, body in batch]
        named: dict[str, set[str]] = {"source": set(), "evidence": set(), "study": set()}
        for r in records:
            for _, noun, key in references(r):
                named[noun].add(key)
        pks = {noun: staging.pks(noun, keys) for noun, keys in named.items()}
        sources = pks["source"]
        held = Merge.objects.filter(source__in=sources.values(), undone_at=None)
        standing = set(held.values_list("source_id", flat=True))
        rows = [
            Merge(
                source_id=sources[r["source"]],
                into_id=sources[r["into"]],
                reason=r["reason"],
                moved=moved(r["moved"], pks),
                imported_by=r.get("by", ""),
                at=datetime.fromisoformat(r["at"]),
            )
            for r in records
            if sources[r["source"]] not in standing
        ]
        with act(by):
            Merge.objects.bulk_create(rows)
            feed.changed(
                "source", [pk for r in rows for pk in (r.source_id, r.into_id)], reason=LOADED
            )
        report.new["merge"] += len(rows)
        report.known["merge"] += len(records) - len(rows)


def moved(told: dict[str, Any], pks: dict[str, dict[str, int]]) -> dict[str, Any]:
    """What moved, with the primary keys of this site."""
    studies = pks["study"]
    return {
        **told,
        "evidence": [pks["evidence"][key] for key in told.get("evidence", ())],
        "primary": [studies[key] for key in told.get("primary", ())],
        **{
            name: [[studies[link["study"]], link["role"]] for link in told.get(name, ())]
            for name in ("studies", "dropped")
        },
    }


def _notices(items: list[tuple[int, dict[str, Any]]]) -> int:
    """Notices about sources; where a source that was here before stands otherwise for them, its claims hear of it."""
    rows = [
        Notice(
            source_id=pk,
            **{name: r[name] for name in NOTICE if name in r},
            on=date.fromisoformat(r["on"]) if r.get("on") else None,
            as_of=datetime.fromisoformat(r["as_of"]),
            imported_by=r.get("by", ""),
        )
        for pk, r in items
    ]
    return notices.take_over(rows)


def _adjudications(items: list[tuple[int, dict[str, Any]]]) -> int:
    held = set(
        Adjudication.objects.filter(evidence__in=[pk for pk, _ in items]).values_list(
            "evidence_id", "at"
        )
    )
    rows = [
        Adjudication(
            evidence_id=pk,
            direction=r["direction"],
            directness=r.get("directness", ""),
            strength=r.get("strength", ""),
            reason=r["reason"],
            declaration=r.get("declaration", ""),
            interests=r.get("interests", ""),
            imported_by=r["by"],
            at=datetime.fromisoformat(r["at"]),
            is_current=r.get("is_current", True),
        )
        for pk, r in items
        if (pk, time(r["at"])) not in held
    ]
    Adjudication.objects.bulk_create(rows)
    return len(rows)


def _syntheses(items: list[tuple[int, dict[str, Any]]]) -> int:
    held = set(
        Synthesis.objects.filter(claim__in=[pk for pk, _ in items], is_current=True).values_list(
            "claim_id", flat=True
        )
    )
    rows = []
    for pk, r in items:
        if pk in held:
            continue
        row = Synthesis(claim_id=pk, **{name: r[name] for name in SYNTHESIS if name in r})
        row.decided_at = time(r.get("decided_at"))
        row.stale_since = time(r.get("stale_since"))
        row.created_at = time(r.get("created_at")) or row.created_at
        rows.append(row)
    Synthesis.objects.bulk_create(rows)
    return len(rows)


def _versions(items: list[tuple[int, dict[str, Any]]]) -> int:
    held = set(
        Version.objects.filter(claim__in=[pk for pk, _ in items]).values_list("claim_id", "number")
    )
    rows = [
        Version(
            claim_id=pk,
            number=r["number"],
            snapshot=r["snapshot"],
            sha256=r["sha256"],
            reason=r["reason"],
            minted_at=datetime.fromisoformat(r["minted_at"]),
            **told(read(r["snapshot"])),
        )
        for pk, r in items
        if (pk, r["number"]) not in held
    ]
    Version.objects.bulk_create(rows)
    return len(rows)


def _judgements(items: list[tuple[int, dict[str, Any]]]) -> int:
    claims = [pk for pk, _ in items]
    known = DomainJudgement.objects.filter(claim__in=claims)
    held = set(known.values_list("claim_id", "stream", "domain", "at"))
    standing = set(known.filter(is_current=True).values_list("claim_id", "stream", "domain"))
    rows = [
        DomainJudgement(
            claim_id=pk,
            stream=r["stream"],
            domain=r["domain"],
            change=r["change"],
            suggested=r.get("suggested"),
            reason=r["reason"],
            imported_by=r["by"],
            at=datetime.fromisoformat(r["at"]),
            # What was decided here stands before what is loaded.
            is_current=r.get("is_current", True) and (pk, r["stream"], r["domain"]) not in standing,
        )
        for pk, r in items
        if (pk, r["stream"], r["domain"], time(r["at"])) not in held
    ]
    DomainJudgement.objects.bulk_create(rows)
    return len(rows)


_MAKERS = {
    "adjudication": _adjudications,
    "notice": _notices,
    "judgement": _judgements,
    "synthesis": _syntheses,
    "version": _versions,
}
