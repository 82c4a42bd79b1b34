"""Two records of one publication become one, and two again where that was wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError
from django.utils import timezone

from claims.access import Permission, require
from claims.actions import counts, feed, filing, joined_notices, studies, syntheses
from claims.actions.core import act, announce, plain, record
from claims.actions.editing import swap_status, write
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.status import require_step
from claims.domain.vocabulary import EvidenceStatus, PairState, RecordStatus
from claims.models import Distinct, Evidence, Merge, Source, SourcePair, Study, StudySource

if TYPE_CHECKING:
    from evidence.accounts.models import User

#: Fields of the record that goes on which the other one may fill where they are empty.
FILLED = (
    *("authors", "container_title", "year", "doi", "pmid", "pmcid", "isbn", "url", "language"),
    *("funding", "interests", "summary"),
)


def merge(*, source: Source, into: Source, by: User | None, reason: str) -> Source:
    """Join a source into another that is the same publication: evidence moves, both ids go on working.

    Empty fields of `into` are filled from `source`; evidence, study links and notices move, and what moved is kept in a
    Merge row, so that `unmerge` can put it back. A notice that `into` lacked reaches its claims in the same
    transaction. `by` None is the operator at the command line. Raises Denied, Invalid; NotAllowedNow where both bear
    on one claim through one study, or through two that nobody told apart.
    """
    if by is not None:
        require(by, Permission.MERGE)
    reason = filing.need_reason(reason)
    if source.pk == into.pk or into.status != RecordStatus.PUBLISHED:
        raise Invalid({"into": ["Choose another source that is published."]})
    require_step("source", source.status, RecordStatus.MERGED)
    with act(by):
        staying = _staying(source, into)
        own = _own_evidence(source)
        shown = feed.visible("evidence", own)
        moved: dict[str, Any] = {
            "status": source.status,
            "status_reason": source.status_reason,
            "changed_at": plain(source.changed_at),
            "into_changed_at": plain(into.changed_at),
        }
        swap_status(
            source,
            expected=source.status,
            status=RecordStatus.MERGED,
            status_reason=reason,
            merged_into=into,
            changed_at=timezone.now(),
        )
        bearing = Evidence.objects.filter(source=source).exclude(pk__in=staying).order_by("pk")
        evidence = list(bearing.values_list("pk", "claim_id"))
        bearing.update(source=into)
        moved["evidence"] = [pk for pk, _ in evidence]
        moved |= _links(source, into)
        moved["filled"] = _fill(source, into)
        moved["notices"] = joined_notices.move(source, into)
        Merge.objects.create(source=source, into=into, moved=plain(moved), reason=reason, by=by)
        after = {
            "merged_into": into.public_id,
            "evidence": [f"E{pk}" for pk, _ in evidence],
            "studies": [f"Y{study}" for study, _ in moved["studies"]],
            "filled": sorted(moved["filled"]),
        }
        public = moved["status"] != RecordStatus.PROPOSED
        record("merged", source, after=after, reason=reason, public=public)
        announce("record_merged", source, reason=reason)
        syntheses.refresh(sorted({claim for _, claim in evidence}), reason="sources were merged")
        # Evidence that came over comes into view, and the study that was made for it with it.
        if into.status == RecordStatus.PUBLISHED:
            studies.publish_with(into)
        feed.changed("source", [into.pk], reason=reason)
        feed.changed("evidence", own, before=shown, reason=reason)
        feed.changed("study", _moved_studies(moved), reason=reason)
        feed.revealed([source.pk, into.pk], reason=reason)
        counts.refresh_sources([source.pk, into.pk])
    return into


def _own_evidence(source: Source) -> list[int]:
    return list(Evidence.objects.filter(source=source).order_by("pk").values_list("pk", flat=True))


def _moved_studies(moved: Mapping[str, Any]) -> set[int]:
    return {pk for name in ("studies", "dropped") for pk, _ in moved[name]} | set(moved["primary"])


def _staying(source: Source, into: Source) -> list[int]:
    """Excluded evidence of `source` that `into` has already: it stays where it is. Raises NotAllowedNow for other.

    Two studies on one claim count twice. One publication seldom reports two, so somebody must have said so.
    """
    own = Evidence.objects.filter(source=source).order_by("pk")
    columns = ("pk", "claim_id", "study_id", "status")
    held: dict[int, list[Any]] = {}
    for row in (
        Evidence.objects.filter(source=into, claim__in=own.values("claim"))
        .order_by("pk")
        .values(*columns)
    ):
        held.setdefault(row["claim_id"], []).append(row)
    staying = []
    for row in own.values(*columns):
        for other in held.get(row["claim_id"], ()):
            if row["study_id"] == other["study_id"]:
                if row["status"] != EvidenceStatus.EXCLUDED:
                    raise NotAllowedNow(_twice(row, other, source, into))
                staying.append(row["pk"])
            elif EvidenceStatus.EXCLUDED not in (row["status"], other["status"]):
                _two_studies(row, other)
    return staying


def _twice(row: Mapping[str, Any], other: Mapping[str, Any], source: Source, into: Source) -> str:
    mine, theirs = f"E{row['pk']}", f"E{other['pk']}"
    return (
        f"{mine} and {theirs} are the same evidence on C{row['claim_id']} twice, through both sources: exclude"
        f" {mine}, which then stays with {source.public_id}, or join {into.public_id} into"
        f" {source.public_id} after excluding {theirs}."
    )


def _two_studies(row: Mapping[str, Any], other: Mapping[str, Any]) -> None:
    first, second = sorted((row["study_id"], other["study_id"]))
    if not Distinct.objects.filter(noun=Study.NOUN, first=first, second=second).exists():
        raise NotAllowedNow(
            f"E{row['pk']} and E{other['pk']} would count on C{row['claim_id']} as two studies (Y{first}, Y{second})"
            f" of one publication: exclude one of them, or say that Y{first} and Y{second} are two studies."
        )


def _links(source: Source, into: Source) -> dict[str, Any]:
    held = set(StudySource.objects.filter(source=into).values_list("study_id", flat=True))
    links = StudySource.objects.filter(source=source)
    both = list(links.order_by("study_id").values_list("study_id", "role"))
    links.exclude(study__in=held).update(source=into)
    links.filter(study__in=held).delete()
    primary = Study.objects.filter(primary_source=source).order_by("pk")
    keys = list(primary.values_list("pk", flat=True))
    primary.update(primary_source=into)
    return {
        "studies": [[study, role] for study, role in both if study not in held],
        "dropped": [[study, role] for study, role in both if study in held],
        "primary": keys,
    }


def _fill(source: Source, into: Source) -> dict[str, Any]:
    """Fill what is empty; returns the values given, and under `csl` the members that were added."""
    given = {
        name: getattr(source, name)
        for name in FILLED
        if getattr(into, name) in (None, "") and getattr(source, name) not in (None, "")
    }
    added = {name: value for name, value in source.csl.items() if name not in into.csl}
    changes = {**given, "csl": {**into.csl, **added}} if added else given
    if changes:
        write(into, changes)
    return {**given, "csl": added} if added else given


def unmerge(*, source: Source, by: User, reason: str) -> Source:
    """Undo a join: all that moved goes back, and the two count as different from now on.

    Raises Denied; NotAllowedNow, saying which, where a later change rests on the join.
    """
    require(by, Permission.MERGE)
    reason = filing.need_reason(reason)
    row = Merge.objects.filter(source=source, undone_at=None).select_related("into").first()
    if row is None or source.status != RecordStatus.MERGED:
        raise NotAllowedNow(
            f"{source.public_id} was not joined into another source, or before joins could be undone."
        )
    into, moved = row.into, row.moved
    with act(by):
        if obstacles := _obstacles(row):
            raise NotAllowedNow(f"This join cannot be undone any more: {' '.join(obstacles)}")
        filled = moved["filled"]
        shown = feed.visible("evidence", moved["evidence"])
        try:
            _empty(into, filled, moved["into_changed_at"])
            swap_status(
                source,
                expected=source.status,
                status=moved["status"],
                status_reason=moved["status_reason"],
                merged_into=None,
                changed_at=_time(moved["changed_at"]),
            )
            back = Evidence.objects.filter(pk__in=moved["evidence"])
            claims = set(back.order_by().values_list("claim_id", flat=True))
            back.update(source=source)
        except IntegrityError as error:
            raise NotAllowedNow(
                f"Another record took an identifier of {source.public_id} meanwhile: free it there first."
            ) from error
        studies = [study for study, _ in moved["studies"]]
        StudySource.objects.filter(source=into, study__in=studies).update(source=source)
        StudySource.objects.bulk_create(
            [StudySource(study_id=pk, source=source, role=role) for pk, role in moved["dropped"]]
        )
        Study.objects.filter(pk__in=moved["primary"]).update(primary_source=source)
        joined_notices.put_back(source, into, moved.get("notices", ()))
        Merge.objects.filter(pk=row.pk).update(undone_at=timezone.now(), undone_by=by)
        _told_apart(source, into, by=by, reason=reason)
        public = moved["status"] != RecordStatus.PROPOSED
        after = {"evidence": [f"E{pk}" for pk in moved["evidence"]], "emptied": sorted(filled)}
        before = {"merged_into": into.public_id}
        record("unmerged", source, before=before, after=after, reason=reason, public=public)
        # As a joined record anyone saw it, even where nobody sees what it is again.
        announce("source_changed", source, reason=reason)
        syntheses.refresh(sorted(claims), reason="a join of sources was undone")
        feed.changed("source", [into.pk], reason=reason)
        feed.changed("evidence", _own_evidence(source), before=shown, reason=reason)
        feed.changed("study", _moved_studies(moved), reason=reason)
        feed.revealed([source.pk, into.pk], reason=reason)
        counts.refresh_sources([source.pk, into.pk])
    return source


def _told_apart(one: Source, two: Source, *, by: User | None, reason: str) -> None:
    """Inside an act: the two are different, whatever they look like; no search offers them again."""
    first, second = sorted((one.pk, two.pk))
    decided: dict[str, Any] = {
        "state": PairState.DISTINCT,
        "relation": "",
        "decided_by": by,
        "decided_at": timezone.now(),
        "reason": reason,
    }
    given: dict[str, Any] = {"score": 0.0, "reasons": [], **decided}
    if not SourcePair.objects.filter(first=first, second=second).update(**decided):
        SourcePair.objects.create(first_id=first, second_id=second, **given)


def _obstacles(row: Merge) -> list[str]:
    """What was done since and rests on the join, each as a sentence with its remedy. Five queries at most."""
    into, moved, source = row.into, row.moved, row.source
    found = []
    if into.status == RecordStatus.MERGED:
        found.append(f"{into.public_id} was joined into S{into.merged_into_id}: undo that first.")
    later = Merge.objects.filter(into=into, undone_at=None, pk__gt=row.pk).order_by("-pk").first()
    if later is not None:
        found.append(f"S{later.source_id} was joined into {into.public_id} later: undo that first.")
    stayed = Evidence.objects.filter(pk__in=moved["evidence"], source=into)
    gone = set(moved["evidence"]) - set(stayed.values_list("pk", flat=True))
    found += [f"E{pk} was moved since." for pk in sorted(gone)]
    studies = {study for study, _ in moved["studies"]}
    held = StudySource.objects.filter(source=into, study__in=studies)
    gone = studies - set(held.values_list("study_id", flat=True))
    found += [f"Y{pk} names {into.public_id} no more." for pk in sorted(gone)]
    back = StudySource.objects.filter(source=source, study__in=[pk for pk, _ in moved["dropped"]])
    found += [
        f"Y{pk} names {source.public_id} again." for pk in back.values_list("study", flat=True)
    ]
    led = Study.objects.filter(pk__in=moved["primary"], primary_source=into)
    gone = set(moved["primary"]) - set(led.values_list("pk", flat=True))
    found += [f"The main source of Y{pk} was changed." for pk in sorted(gone)]
    for name, value in moved["filled"].items():
        now = {key: into.csl.get(key) for key in value} if name == "csl" else getattr(into, name)
        if plain(now) != value:
            label = "CSL record" if name == "csl" else name.replace("_", " ")
            found.append(f"The {label} of {into.public_id} was changed: empty it first.")
    return found


def _empty(into: Source, filled: Mapping[str, Any], changed_at: str | None) -> None:
    """Take out again what the join had filled in; the record's time of change is what it was."""
    if not filled:
        return
    since = Merge.objects.filter(into=into).order_by("-pk").values_list("at", flat=True).first()
    untouched = into.changed_at is None or since is None or into.changed_at <= since
    changes: dict[str, Any] = {name: None for name in filled if name != "csl"}
    if "csl" in filled:
        changes["csl"] = {k: v for k, v in into.csl.items() if k not in filled["csl"]}
    write(into, changes)
    if untouched:
        Source.objects.filter(pk=into.pk).update(changed_at=_time(changed_at))


def _time(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)
