"""Which step a record may take next: one table per kind of record, from DESIGN.md's life cycles."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from claims.domain.problems import NotAllowedNow
from claims.domain.vocabulary import (
    AppraisalStatus,
    ClaimStatus,
    EvidenceStatus,
    ProposalStatus,
    RecordStatus,
    ReportStatus,
)

Table = Mapping[StrEnum, frozenset[StrEnum]]

# Once a claim is public it never goes back to draft: changes come as proposals.
CLAIM: Table = {
    ClaimStatus.DRAFT: frozenset(
        {ClaimStatus.IN_REVIEW, ClaimStatus.PUBLISHED, ClaimStatus.RETIRED}
    ),
    ClaimStatus.IN_REVIEW: frozenset(
        {ClaimStatus.DRAFT, ClaimStatus.PUBLISHED, ClaimStatus.RETIRED}
    ),
    ClaimStatus.PUBLISHED: frozenset({ClaimStatus.RETIRED}),
    ClaimStatus.RETIRED: frozenset({ClaimStatus.PUBLISHED}),
}

RECORD: Table = {
    RecordStatus.PROPOSED: frozenset(
        {RecordStatus.PUBLISHED, RecordStatus.RETIRED, RecordStatus.MERGED}
    ),
    RecordStatus.PUBLISHED: frozenset({RecordStatus.RETIRED, RecordStatus.MERGED}),
    RecordStatus.RETIRED: frozenset({RecordStatus.PUBLISHED, RecordStatus.MERGED}),
    RecordStatus.MERGED: frozenset(),
}

# A further appraisal, an adjudication or a closed appraisal may move evidence in either direction;
# an excluded link returns to where its appraisals put it.
_OPEN: frozenset[StrEnum] = frozenset(EvidenceStatus) - {EvidenceStatus.PROPOSED}
EVIDENCE: Table = {
    EvidenceStatus.PROPOSED: frozenset({EvidenceStatus.AWAITING, EvidenceStatus.EXCLUDED}),
    EvidenceStatus.AWAITING: _OPEN - {EvidenceStatus.AWAITING},
    EvidenceStatus.IN_APPRAISAL: _OPEN - {EvidenceStatus.IN_APPRAISAL},
    EvidenceStatus.CONFLICT: _OPEN - {EvidenceStatus.CONFLICT},
    EvidenceStatus.SETTLED: _OPEN - {EvidenceStatus.SETTLED},
    EvidenceStatus.EXCLUDED: _OPEN - {EvidenceStatus.EXCLUDED},
}

APPRAISAL: Table = {
    AppraisalStatus.DRAFT: frozenset({AppraisalStatus.SUBMITTED, AppraisalStatus.CLOSED}),
    AppraisalStatus.SUBMITTED: frozenset({AppraisalStatus.CLOSED}),
    AppraisalStatus.CLOSED: frozenset(),
}

PROPOSAL: Table = {
    ProposalStatus.OPEN: frozenset(
        {ProposalStatus.ACCEPTED, ProposalStatus.REJECTED, ProposalStatus.WITHDRAWN}
    ),
    ProposalStatus.ACCEPTED: frozenset(),
    ProposalStatus.REJECTED: frozenset(),
    ProposalStatus.WITHDRAWN: frozenset(),
}

REPORT: Table = {
    ReportStatus.OPEN: frozenset({ReportStatus.RESOLVED, ReportStatus.DISMISSED}),
    ReportStatus.RESOLVED: frozenset({ReportStatus.OPEN}),
    ReportStatus.DISMISSED: frozenset({ReportStatus.OPEN}),
}

STEPS: Mapping[str, Table] = {
    "claim": CLAIM,
    "topic": RECORD,
    "source": RECORD,
    "study": RECORD,
    "patient": RECORD,
    "record": RECORD,
    "evidence": EVIDENCE,
    "appraisal": APPRAISAL,
    "proposal": PROPOSAL,
    "report": REPORT,
}


def may_step(kind: str, old: str, new: str) -> bool:
    """Whether a record of `kind` may go from `old` to `new`. Raises KeyError for an unknown kind or state."""
    table = {str(state): steps for state, steps in STEPS[kind].items()}
    return new in table[old]


def require_step(kind: str, old: str, new: str) -> None:
    """Raise NotAllowedNow unless a record of `kind` may go from `old` to `new`."""
    if may_step(kind, old, new):
        return
    states = {str(state): getattr(state, "label", str(state)).lower() for state in STEPS[kind]}
    if old == new:
        raise NotAllowedNow(f"This {kind} is already {states[old]}.")
    raise NotAllowedNow(f"This {kind} is {states[old]}: it cannot become {states.get(new, new)}.")
