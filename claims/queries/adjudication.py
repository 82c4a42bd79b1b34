"""The adjudicator's door to blind appraisals: the only one, for one person, anonymised, on a conflict alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.crypto import salted_hmac

from claims.access import Denied, Permission, may, require, visible_evidence
from claims.domain import comparison
from claims.domain.authorship import orcids
from claims.domain.problems import NotAllowedNow
from claims.domain.vocabulary import ConsensusState, EvidenceStatus
from claims.models import Appraisal, Assessment, Evidence
from claims.queries.holds import opened_conflict, standing

if TYPE_CHECKING:
    from claims.access import Viewer

COLUMNS = (
    "pk",
    "direction",
    "directness",
    "strength",
    "rationale",
    "read",
    "departure",
    "instrument",
    "answers",
)
ASSESSMENT_COLUMNS = (
    "pk",
    "instrument",
    "answers",
    "evaluation",
    "domain_judgements",
    "judgement",
)


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


def barred(viewer: Viewer, evidence: Evidence) -> str:
    """Why this editor may not settle this evidence, in words; "" where they may. One query."""
    if viewer is None or not viewer.is_authenticated:
        return "Sign in first."
    if Appraisal.objects.filter(evidence=evidence, reviewer=viewer.pk).exists():
        return "You appraised this evidence: a third person must settle it."
    if viewer.orcid and viewer.orcid.upper() in orcids(evidence.source.csl):
        return "You are an author of this source: somebody else must settle it."
    return ""


def require_conflict(viewer: Viewer, evidence: Evidence) -> None:
    """Raise Denied for who may not settle it, NotAllowedNow where nothing is to be settled. One query."""
    require(viewer, Permission.ADJUDICATE)
    if why := barred(viewer, evidence):
        raise Denied(why)
    if evidence.status != EvidenceStatus.CONFLICT:
        settled = evidence.consensus == ConsensusState.ADJUDICATED
        raise NotAllowedNow(
            "Somebody has settled this already: look at the evidence's page."
            if settled
            else "There is nothing to settle: no raters differ on this evidence."
        )


def has_opened(viewer: Viewer, pk: int) -> bool:
    """Whether this person has opened the conflict, as the log has it. One query."""
    if viewer is None or not viewer.is_authenticated:
        return False
    return opened_conflict(viewer.pseudonym, pk)


def for_adjudication(viewer: Viewer, pk: int) -> dict[str, Any] | None:
    """The standing appraisals of a conflict side by side, anonymised; None where the evidence cannot be seen.

    Only for an editor who may settle it and whose opening of it is in the log: from then on they cannot grade it.
    Raises Denied, NotAllowedNow. Seven queries at most. Nothing tells who the raters are: letters are dealt by a keyed
    hash, and dates, names and declared interests are left out.
    """
    evidence = visible_evidence(viewer).select_related("claim", "source").filter(pk=pk).first()
    if evidence is None:
        return None
    require_conflict(viewer, evidence)
    if not has_opened(viewer, pk):
        raise NotAllowedNow("Open the conflict first: that is noted, and ends your grading of it.")
    rows = sorted(
        standing().filter(evidence=pk).values(*COLUMNS),
        key=lambda row: salted_hmac("adjudication", f"{pk}:{row['pk']}").hexdigest(),
    )
    cited = _cited([row["pk"] for row in rows])
    return comparison.side_by_side(
        [
            comparison.Reading(
                {name: row[name] for name in comparison.RATING},
                {name: row[name] for name in ("rationale", "departure")},
                _answers(row, cited.get(row["pk"], [])),
            )
            for row in rows
        ]
    )


def _cited(appraisals: Sequence[int]) -> dict[int, list[comparison.Answers]]:
    """The answers that each appraisal cites. Two queries."""
    links = list(
        Appraisal.assessments.through.objects.filter(appraisal__in=appraisals).values_list(
            "appraisal_id", "assessment_id"
        )
    )
    rows = {
        row["pk"]: row
        for row in Assessment.objects.filter(pk__in={pk for _, pk in links}).values(
            *ASSESSMENT_COLUMNS
        )
    }
    found: dict[int, list[comparison.Answers]] = {}
    for appraisal, assessment in links:
        row = rows[assessment]
        found.setdefault(appraisal, []).append(
            comparison.Answers(
                row["instrument"],
                dict(row["answers"] or {}),
                comparison.judgements(row["evaluation"], row["domain_judgements"]),
                row["judgement"],
            )
        )
    return found


def _answers(row: dict[str, Any], cited: list[comparison.Answers]) -> list[comparison.Answers]:
    """What is cited, and answers kept on the appraisal itself, as imported ones are.

    The page also keeps the name of the instrument that was cited on the appraisal: that is no second sheet.
    """
    own = row["instrument"] or row["answers"]
    if not own or row["instrument"] in {one.instrument for one in cited}:
        return cited
    return [*cited, comparison.Answers(row["instrument"], dict(row["answers"] or {}), {}, "")]
