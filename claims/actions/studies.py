"""Studies: the independent units that evidence is counted by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError
from django.db.models import Q, QuerySet

from claims.access import Permission, may, require
from claims.actions import feed, filing, syntheses
from claims.actions.core import act, announce, record
from claims.actions.editing import assign, insert, known_only, swap_status, value_of, write
from claims.actions.lists import LISTS
from claims.domain.independence import Report, speaker
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.status import require_step
from claims.domain.vocabulary import (
    ProposalKind,
    ProposalStatus,
    RecordStatus,
    StudySourceRole,
)
from claims.models import Evidence, Proposal, Source, Study, StudySource

if TYPE_CHECKING:
    from evidence.accounts.models import User


def create(
    *, by: User, fields: Mapping[str, Any], sources: Iterable[Any] = (), reason: str = ""
) -> Study:
    """A new study: published at once when an editor makes it, waiting in the queue otherwise.

    `sources`: those that report it, as records, public ids, or {"source", "role"}.
    """
    require(by, Permission.PROPOSE)
    known_only("study", fields)
    editor = may(by, Permission.EDIT)
    study = Study(created_by=by, status=RecordStatus.PUBLISHED if editor else RecordStatus.PROPOSED)
    lists = {name: list(fields.get(name) or ()) for name in LISTS["study"]}
    lists["sources"] += list(sources)
    with act(by):
        assign(study, {name: value for name, value in fields.items() if name not in LISTS["study"]})
        insert(study, lists)
        after = {name: value_of(study, name) for name in {*fields, "sources"}}
        record(
            "created" if editor else "proposed", study, after=after, reason=reason, public=editor
        )
        if editor:
            announce("study_changed", study)
        else:
            filing.propose_new(record_=study, by=by, reason=reason)
    return study


def accept(*, study: Study, by: User, reason: str = "") -> Study:
    """Publish a proposed study."""
    require(by, Permission.DECIDE_PROPOSAL)
    require_step("study", study.status, RecordStatus.PUBLISHED)
    with act(by):
        own = filing.own_work(study.created_by_id, by=by)
        swap_status(study, expected=study.status, status=RecordStatus.PUBLISHED)
        filing.close_new(
            record_=study, status=ProposalStatus.ACCEPTED, by=by, reason=reason, own=own
        )
        record("accepted", study, reason=filing.labelled(reason, own=own), public=True)
        announce("study_changed", study)
        _named_by_others(study)
    return study


def revise(
    *,
    study: Study,
    changes: Mapping[str, Any],
    by: User,
    reason: str = "",
    base: int | None = None,
) -> Study:
    """Change a study that is not published yet: for its author and editors."""
    if study.status != RecordStatus.PROPOSED:
        raise NotAllowedNow("This study is published: file a proposal instead.")
    if study.created_by_id != by.pk:
        require(by, Permission.EDIT)
    with act(by):
        before, after = write(study, changes, base=base)
        if after:
            record("revised", study, before=before, after=after, reason=reason)
    return study


def for_source(*, source: Source, by: User | None, design: str) -> Study:
    """The study that the source reports; made where there is none, and seen once the source is.

    One query, or four.
    """
    held = Study.objects.filter(
        source_links__source=source, source_links__role=StudySourceRole.REPORTS
    )
    study = held.order_by("pk").first()
    if study is not None:
        return study
    author = source.authors.split(";")[0].strip() or source.title or source.public_id
    with act(by):
        study = Study(
            label=(f"{author} {source.year}" if source.year else author)[:300],
            design=design,
            primary_source=source,
            created_by=by,
            status=_with(source),
        )
        insert(study, {"sources": [source]})
        public = study.status == RecordStatus.PUBLISHED
        reason = f"the study that {source.public_id} reports"
        record("created", study, reason=reason, public=public)
        if public:
            announce("study_changed", study)
    return study


def _with(source: Source) -> RecordStatus:
    seen = source.status == RecordStatus.PUBLISHED
    return RecordStatus.PUBLISHED if seen else RecordStatus.PROPOSED


def publish_with(source: Source) -> None:
    """Inside an act: show the studies that were made for a source which is published now.

    Those that somebody proposed themselves wait in the queue for their own decision. Another report may speak for a
    study by now, so those that the source's evidence is from are shown as well.
    """
    own = Q(primary_source=source) | Q(pk__in=source.evidence.order_by().values("study"))
    _show(Study.objects.filter(own), source)


def publish_of(evidence: Evidence) -> None:
    """Inside an act: show the study of evidence that comes into view, where it was made with its source."""
    if evidence.source.status == RecordStatus.PUBLISHED:
        _show(Study.objects.filter(pk=evidence.study_id), evidence.source)


def _show(studies: QuerySet[Study], source: Source) -> None:
    asked = Proposal.objects.filter(noun=Study.NOUN, kind=ProposalKind.CREATE)
    made = studies.filter(status=RecordStatus.PROPOSED)
    for study in made.exclude(pk__in=asked.values("object_id")):
        swap_status(study, expected=study.status, status=RecordStatus.PUBLISHED)
        record("accepted", study, reason=f"{source.public_id} was accepted", public=True)
        announce("study_changed", study)
        _named_by_others(study)


def _named_by_others(study: Study) -> None:
    """Joins of sources and reviews name a study once anyone can see it."""
    sources = StudySource.objects.filter(study=study).order_by().values_list("source_id", flat=True)
    feed.revealed({*sources, study.primary_source_id or 0})
    feed.changed("study", set(study.included_in.values_list("pk", flat=True)))


def choose_speaker(study: Study) -> None:
    """Inside an act: where a preprint, a withdrawn report or none speaks for the study, its newest article does."""
    links = StudySource.objects.filter(study=study, role=StudySourceRole.REPORTS)
    reports = [
        Report(link.source_id, link.source.year, link.source.is_preprint, _usable(link.source))
        for link in links.select_related("source").order_by("source_id")
    ]
    now = study.primary_source_id
    chosen = speaker(reports, now)
    if chosen is None or chosen == now or len(reports) < 2:
        return
    write(study, {"primary_source": f"S{chosen}"})
    record(
        "revised",
        study,
        before={"primary_source": now and f"S{now}"},
        after={"primary_source": f"S{chosen}"},
        reason="the newest published article speaks for a study",
        public=study.status == RecordStatus.PUBLISHED,
    )


def _usable(source: Source) -> bool:
    return source.status == RecordStatus.PUBLISHED and not source.withdrawn_from_use


def merge(*, study: Study, into: Study, by: User, reason: str) -> Study:
    """Two records of one study become one: it is counted once from now on. Returns `into`."""
    require(by, Permission.MERGE)
    reason = filing.need_reason(reason)
    if study.pk == into.pk or into.status != RecordStatus.PUBLISHED:
        raise Invalid({"into": ["Choose another study that is published."]})
    require_step("study", study.status, RecordStatus.MERGED)
    with act(by):
        public = study.status != RecordStatus.PROPOSED
        swap_status(
            study,
            expected=study.status,
            status=RecordStatus.MERGED,
            status_reason=reason,
            merged_into=into,
        )
        bearing = list(Evidence.objects.filter(study=study).values_list("pk", "claim_id"))
        moved = [claim for _, claim in bearing]
        try:
            Evidence.objects.filter(study=study).update(study=into)
        except IntegrityError as error:
            raise NotAllowedNow(
                "One claim and source are linked through both studies: exclude one link first."
            ) from error
        held = StudySource.objects.filter(study=into).values("source")
        StudySource.objects.filter(study=study).exclude(source__in=held).update(study=into)
        StudySource.objects.filter(study=study).delete()
        reviews = list(study.included_in.all())
        for review in reviews:
            review.included_studies.remove(study)
            if review.pk != into.pk:
                review.included_studies.add(into)
        into.included_studies.add(*study.included_studies.exclude(pk=into.pk))
        choose_speaker(into)
        by_review = Evidence.objects.filter(study__in=[into, *reviews]).order_by()
        moved += by_review.values_list("claim_id", flat=True)
        after = {"merged_into": into.public_id}
        record("merged", study, after=after, reason=reason, public=public)
        # A joined record is seen by anyone, whatever it was before.
        announce("record_merged", study, reason=reason)
        syntheses.refresh(sorted(set(moved)), reason="studies were merged")
        feed.changed("study", [into.pk, *(review.pk for review in reviews)], reason=reason)
        feed.changed("evidence", [pk for pk, _ in bearing], reason=reason)
        _named_by_others(into)
    return into
