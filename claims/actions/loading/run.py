"""A load from beginning to end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.management.color import no_style
from django.db import connection

from claims.access import Permission, require
from claims.actions.core import act, knowledge_base
from claims.actions.loading.attached import attach
from claims.actions.loading.check import fill, resolve
from claims.actions.loading.finish import finish
from claims.actions.loading.known import Site, look_up
from claims.actions.loading.later import link
from claims.actions.loading.layout import LAYOUTS
from claims.actions.loading.report import LoadReport
from claims.actions.loading.store import store
from claims.domain.problems import Invalid
from claims.formats.knowledge import Fault
from claims.formats.staging import Staging
from claims.models import Claim, KnowledgeBase, Source, Study, Topic

if TYPE_CHECKING:
    from evidence.accounts.models import User


#: Records without a key, in the order in which they are stored.
ATTACHED = ("adjudication", "distinct", "notice", "merge", "judgement", "synthesis", "version")


def _quiet(_: int) -> None:
    return None


def load(
    paths: Sequence[Path],
    *,
    by: User | None,
    dry_run: bool = False,
    keep_going: bool = False,
    progress: Callable[[int], None] = _quiet,
    started: Callable[[int], None] = _quiet,
) -> LoadReport:
    """Load the files; returns what was new, known and at fault.

    Everything is checked before anything is written. With a fault nothing is stored, unless `keep_going`: then all but
    the faulty lines (and lines that refer to them) are. Rows are stored in chunks, so that a large load blocks no
    other writer for long; claims are published last, so that readers never see half of one. A load that is
    interrupted is completed by running it again.

    `by` None is the operator at the command line. `started` is told the number of good lines,
    `progress` how many more are done.
    Raises Denied where `by` may not load, Invalid for files that cannot be read.
    """
    if by is not None:
        require(by, Permission.LOAD)
    for path in paths:
        if not path.is_file():
            raise Invalid({"file": [f"{path}: there is no such file."]})
    report = LoadReport()
    with Staging() as staging:
        uuid = fill(staging, paths, report)
        site = _site(uuid, adopt=False)
        if uuid is None and staging.bare_keys():
            report.faults.append(
                Fault(paths[0].name, 1, "key", "public ids as keys need a header line with `site`")
            )
        look_up(staging, site)
        resolve(staging, report)
        if report.lines == 0:
            report.faults.append(Fault(paths[0].name, 1, "", "the file holds no record"))
        if (report.faults and not keep_going) or not staging.counts():
            _count_only(staging, report)
            return report
        if dry_run:
            _count_only(staging, report)
            return report
        site = _site(uuid, adopt=True)
        look_up(staging, site)
        started(sum(staging.counts().values()))
        for noun in LAYOUTS:
            store(noun, staging=staging, site=site, by=by, report=report, progress=progress)
            link(noun, staging=staging, by=by)
        if site.ours:
            restart_numbers()
        for record in ATTACHED:
            attach(record, staging=staging, by=by, report=report)
        finish(staging=staging, by=by, progress=progress)
        report.stored = True
    return report


def _count_only(staging: Staging, report: LoadReport) -> None:
    """What would be new and what is known, without writing."""
    for record, total in staging.counts().items():
        known = staging.known_lines(record)
        report.known[record] += known
        report.new[record] += total - known


def _site(uuid: str | None, *, adopt: bool) -> Site:
    """Whose ids the load speaks of. An empty knowledge base becomes the one that the dump came from."""
    if uuid is None:
        return Site(None, ours=False)
    base = knowledge_base()
    if str(base.uuid) == uuid:
        return Site(uuid, ours=True)
    empty = not any(model._default_manager.exists() for model in (Claim, Source, Study, Topic))
    if empty and adopt:
        with act(None):
            KnowledgeBase.objects.filter(pk=1).update(uuid=uuid)
    return Site(uuid, ours=empty)


def restart_numbers() -> None:
    """After ids were restored, the next new record must get a number above them (PostgreSQL only)."""
    models = [layout.model for layout in LAYOUTS.values()]
    statements = connection.ops.sequence_reset_sql(no_style(), models)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
