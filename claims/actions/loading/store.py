"""The second half of a load: rows are made in chunks, each chunk one act."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, cast

import orjson
from django.db.models import Model
from django.utils import timezone

from claims.actions import feed
from claims.actions.core import act, announce, record
from claims.actions.loading.check import NORMALISED
from claims.actions.loading.known import Site, same_by_identifier
from claims.actions.loading.layout import LAYOUTS, values
from claims.actions.loading.report import LoadReport
from claims.actions.loading.rows import children, shape, studies_for
from claims.formats.staging import Staging
from claims.models import Conflict, Evidence, ExternalId, StudySource

if TYPE_CHECKING:
    from evidence.accounts.models import User

CHUNK = 400
LOADED = "loaded"

#: What reviewers say: it may still be closed to those who read the log.
JUDGEMENTS = ("assessment", "appraisal")

#: What a stored record is called in the public change feed; claims and evidence follow when they are published.
ANNOUNCED = {"topic": "topic_changed", "source": "source_published"}


def store(
    noun: str,
    *,
    staging: Staging,
    site: Site,
    by: User | None,
    report: LoadReport,
    progress: Callable[[int], None],
) -> None:
    """Make the rows of one noun. What is known already is left as it is and counted as known."""
    for batch in staging.lines(noun, CHUNK):
        records = [(orjson.loads(body), f"{file}:{line}") for _, file, line, body in batch]
        stored = staging.pks(noun, [r["key"] for r, _ in records])
        fresh = [(r, where) for r, where in records if r["key"] not in stored]
        with act(by):
            same = same_by_identifier(noun, [r for r, _ in fresh])
            same |= _same_evidence(noun, [r for r, _ in fresh], staging)
            same |= _same_conflict(noun, [r for r, _ in fresh], staging)
            if _remember(noun, same, site, []):
                feed.held([(noun, pk) for pk in same.values()], reason=LOADED)
            staging.learn(noun, same.items())
            fresh = [(r, where) for r, where in fresh if r["key"] not in same]
            for part in _waves(noun, fresh):
                made = _make(noun, part, staging=staging, site=site, by=by)
                staging.learn(noun, made.items())
        report.known[noun] += len(records) - len(fresh)
        report.new[noun] += len(fresh)
        progress(len(records))


def _waves(
    noun: str, fresh: list[tuple[dict[str, Any], str]]
) -> Iterable[list[tuple[dict[str, Any], str]]]:
    """What supersedes another of its kind must find it stored: those come one by one, afterwards."""
    if noun not in JUDGEMENTS:
        yield fresh
        return
    yield [item for item in fresh if not item[0].get("supersedes")]
    for item in fresh:
        if item[0].get("supersedes"):
            yield [item]


def _make(
    noun: str,
    fresh: list[tuple[dict[str, Any], str]],
    *,
    staging: Staging,
    site: Site,
    by: User | None,
) -> dict[str, int]:
    if not fresh:
        return {}
    layout = LAYOUTS[noun]
    found = _targets(noun, [r for r, _ in fresh], staging)
    rows: list[Model] = []
    now = timezone.now()
    for item, _ in fresh:
        columns = values(item)
        for name, normalise in NORMALISED.items():
            if noun == "source" and columns.get(name):
                columns[name] = normalise(columns[name])
        for name, target in layout.refs.items():
            if item.get(name):
                columns[f"{name}_id"] = found[target][item[name]]
        row = layout.model(created_by=by, **columns)
        number = site.number(item["key"])
        if number is not None:
            row.pk = number
        shape(row, item, by=by, now=now)
        rows.append(row)
    own: list[Model] = []
    if noun == "evidence":
        own = studies_for(cast("list[Evidence]", rows), now)
        for study in own:
            record("created", study, reason="the study that the source reports", public=True)
    layout.model._default_manager.bulk_create(rows, batch_size=CHUNK)
    children(noun, rows, [r for r, _ in fresh], found)
    made = {item["key"]: int(row.pk) for (item, _), row in zip(fresh, rows, strict=True)}
    _remember(noun, made, site, [r for r, _ in fresh])
    for (item, where), row in zip(fresh, rows, strict=True):
        # A judgement's words stay out of the log: it is read by people who must not see them yet.
        after = {"key": item["key"]} if noun in JUDGEMENTS else _told(item)
        record("loaded", row, after=after, reason=where, public=noun in ANNOUNCED)
        for correction in item.get("history", ()):
            record("corrected", row, reason=correction, public=True)
        if noun in ANNOUNCED:
            announce(ANNOUNCED[noun], row)
    # What hangs on a claim that is not published yet comes into view with it.
    touched = [(noun, pk) for pk in made.values()] + [("study", int(row.pk)) for row in own]
    feed.held(touched, reason=LOADED)
    return made


def _told(item: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in item.items() if k not in ("record", "csl", "history", "quotes")}


def _targets(
    noun: str, records: list[dict[str, Any]], staging: Staging
) -> dict[str, dict[str, int]]:
    """For each noun that the records refer to: keys and primary keys."""
    layout = LAYOUTS[noun]
    wanted: dict[str, set[str]] = {}
    for name, target in {**layout.refs, **layout.lists}.items():
        for item in records:
            value = item.get(name)
            wanted.setdefault(target, set()).update(
                [value] if isinstance(value, str) else value or []
            )
    return {target: staging.pks(target, keys) for target, keys in wanted.items()}


def _same_evidence(noun: str, records: list[dict[str, Any]], staging: Staging) -> dict[str, int]:
    """Evidence that links the same claim, source and study already, under another key."""
    if noun != "evidence" or not records:
        return {}
    found = _targets(noun, records, staging)
    default = dict(
        StudySource.objects.filter(source__in=set(found["source"].values()), role="reports")
        .order_by("-study_id")
        .values_list("source_id", "study_id")
    )
    wanted = {}
    for item in records:
        study = (
            found["study"][item["study"]]
            if item.get("study")
            else default.get(found["source"][item["source"]])
        )
        wanted[found["claim"][item["claim"]], found["source"][item["source"]], study] = item["key"]
    rows = Evidence.objects.filter(claim__in={claim for claim, _, _ in wanted}).values_list(
        "pk", "claim_id", "source_id", "study_id"
    )
    return {
        wanted[claim, source, study]: pk
        for pk, claim, source, study in rows
        if (claim, source, study) in wanted
    }


def _same_conflict(noun: str, records: list[dict[str, Any]], staging: Staging) -> dict[str, int]:
    """The conflict that a claim stored before this load has already, under another key: there is one for each."""
    if noun != "conflict" or not records:
        return {}
    found = _targets(noun, records, staging)
    wanted = {found["claim"][item["claim"]]: item["key"] for item in records}
    rows = Conflict.objects.filter(claim__in=wanted).values_list("claim_id", "pk")
    return {wanted[claim]: pk for claim, pk in rows}


def _remember(noun: str, pks: dict[str, int], site: Site, records: list[dict[str, Any]]) -> bool:
    """Store under which outside ids the records are known; whether there was anything to store."""
    rows = []
    for key, pk in pks.items():
        if site.number(key) is None:
            namespace, value = site.split(key)
            rows.append(ExternalId(noun=noun, object_id=pk, namespace=namespace, value=value))
    for item in records:
        for other in item.get("external_ids", ()):
            namespace, _, value = other.partition(":")
            rows.append(
                ExternalId(noun=noun, object_id=pks[item["key"]], namespace=namespace, value=value)
            )
    ExternalId.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)
    return bool(rows)
