"""Conflicts between raters: which of them an editor may settle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast

from claims.access import Permission, may, visible_evidence
from claims.domain.vocabulary import EvidenceStatus
from claims.models import Appraisal, Evidence

if TYPE_CHECKING:
    from claims.access import Viewer


def to_settle(viewer: Viewer) -> QuerySet[Evidence]:
    """Conflicts that the viewer may settle: nothing of them graded or begun by them, none of the sources theirs."""
    if viewer is None or not viewer.is_authenticated or not may(viewer, Permission.ADJUDICATE):
        return Evidence.objects.none()
    mine = Appraisal.objects.filter(evidence=OuterRef("pk"), reviewer=viewer.pk)
    waiting = visible_evidence(viewer).filter(status=EvidenceStatus.CONFLICT).exclude(Exists(mine))
    if viewer.orcid:
        waiting = waiting.annotate(cited=Cast("source__csl", TextField())).exclude(
            cited__icontains=viewer.orcid
        )
    return waiting
