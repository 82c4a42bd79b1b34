"""Every source's notices, asked for anew: from the services, or from a file fetched from an address."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from claims.access import Permission, require
from claims.actions import notices
from claims.actions.lookups import download, services
from claims.actions.lookups.problems import TurnedOff, Unavailable
from claims.domain.integrity import Announcement
from claims.domain.vocabulary import NoticeOrigin, RecordStatus
from claims.models import Source

if TYPE_CHECKING:
    from evidence.accounts.models import User

#: Seconds that a background check waits for a service that asks for patience.
PATIENCE = 120.0
#: After so many failures one after another the rest is left for another time.
GIVE_UP = 5


def check_services(
    *, by: User | None, limit: int | None = None, report: notices.Report | None = None
) -> notices.Report:
    """Ask Crossref and PubMed about sources with a DOI or PubMed id, those not looked at for longest first.

    Each source's notices are stored as they come. Raises Denied, TurnedOff.
    """
    if by is not None:
        require(by, Permission.MARK_INTEGRITY)
    if not settings.LOOKUP_CONTACT:
        raise TurnedOff
    report = report or notices.Report()
    due = (
        Source.objects.filter(Q(doi__isnull=False) | Q(pmid__isnull=False))
        .filter(status__in=[RecordStatus.PROPOSED, RecordStatus.PUBLISHED])
        .order_by(F("integrity_checked_at").asc(nulls_first=True), "pk")
    )
    keys = list(due.values_list("pk", "doi", "pmid")[:limit])
    failing = 0
    for pk, doi, pmid in keys:
        try:
            _check_one(pk, doi, pmid, by=by, report=report)
        except Unavailable as error:
            failing += 1
            report.unread_count += 1
            if len(report.unread) < notices.NAMED:
                report.unread.append({"line": 0, "reason": f"S{pk}: {error.message}"})
            if failing >= GIVE_UP:
                break
        else:
            failing = 0
    return report


def check_address(*, address: str, by: User | None) -> notices.Report:
    """Fetch a copy of the Retraction Watch database from an address and compare every source with it.

    Raises Denied, NotAllowed, Unavailable, NotTheDatabase.
    """
    if by is not None:
        require(by, Permission.MARK_INTEGRITY)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "retraction_watch.csv"
        download.fetch(address, path)
        return notices.check_file(path=path, by=by)


def _check_one(
    pk: int, doi: str | None, pmid: str | None, *, by: User | None, report: notices.Report
) -> None:
    report.asked += 1
    if doi:
        found = services.crossref(doi, patience=PATIENCE)
        if found is not None:
            _store(pk, found, NoticeOrigin.CROSSREF, "doi", by=by, report=report)
    if pmid:
        found = services.pubmed(pmid, patience=PATIENCE)
        if found is not None:
            _store(pk, found, NoticeOrigin.PUBMED, "pmid", by=by, report=report)
    Source.objects.filter(pk=pk).update(integrity_checked_at=timezone.now())


def _store(
    pk: int,
    found: services.Found,
    origin: NoticeOrigin,
    matched: str,
    *,
    by: User | None,
    report: notices.Report,
) -> None:
    learnt: list[tuple[Announcement, str]] = [(notice, matched) for notice in found.notices]
    report.matched[matched] += len(learnt)
    notices.store(learnt={pk: learnt}, by=by, report=report, whole=origin)
