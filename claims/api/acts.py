"""Every act on a record: which action it is, what it needs to be told, who will be refused by the action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from claims.actions import (
    claims,
    conflicts,
    consensus,
    documents,
    evidence,
    holds,
    identity,
    independence,
    integrity,
    judgements,
    patients,
    proposals,
    sources,
    studies,
    syntheses,
    topics,
)
from claims.api.bodies import (
    ApartPatients,
    ApartStudies,
    Assignment,
    Because,
    Empty,
    Explanation,
    IntegrityMark,
    Judgement,
    MergePatients,
    MergeSources,
    MergeStudies,
    MergeTopics,
    MustSayWhy,
    Override,
    Retirement,
    Ruling,
    Withdrawal,
)
from claims.api.inputs import Strict
from claims.api.shapes.claims import Claim
from claims.api.shapes.common import or_tombstone
from claims.api.shapes.conflicts import Conflict
from claims.api.shapes.documents import DocumentDetail
from claims.api.shapes.evidence import EvidenceDetail
from claims.api.shapes.patients import PatientDetail
from claims.api.shapes.sources import Source, Study, Topic
from claims.api.shapes.work import Proposal

Given = dict[str, Any]


@dataclass(frozen=True)
class Deed:
    """One act: `call(record, by, given)`."""

    noun: str
    verb: str
    summary: str
    body: type[Strict]
    call: Callable[[Any, Any, Given], Any]
    #: If-Match has to say which state the decision is about.
    state_needed: bool = False
    #: Why no answer is kept for an Idempotency-Key.
    unkept: str = ""
    #: Why it cannot be tried with dry_run.
    untriable: str = ""


ANSWERS: dict[str, Any] = {
    "claim": or_tombstone(Claim),
    "source": or_tombstone(Source),
    "study": or_tombstone(Study),
    "topic": or_tombstone(Topic),
    "evidence": EvidenceDetail,
    "proposal": Proposal,
    "conflict": Conflict,
    "document": DocumentDetail,
    "patient": or_tombstone(PatientDetail),
}


def plainly(noun: str, action: Callable[..., Any]) -> Callable[[Any, Any, Given], Any]:
    """Hand the record and what was given to an action, as they are."""

    def call(record: Any, by: Any, given: Given) -> Any:
        return action(**{noun: record}, by=by, **given)

    return call


def _mark(record: Any, by: Any, given: Given) -> Any:
    told = {"note": "", **given, "url": given.get("url") or ""}
    return integrity.mark(sources=[record], by=by, **told)


def _apart(action: Callable[..., Any]) -> Callable[[Any, Any, Given], Any]:
    """Two look-alikes of one noun are told apart, or looked at again."""

    def call(record: Any, by: Any, given: Given) -> Any:
        return action(one=record, by=by, **given)

    return call


def _adjudicate(record: Any, by: Any, given: Given) -> Any:
    fields = {name: value for name, value in given.items() if name != "reason"}
    return consensus.adjudicate(evidence=record, fields=fields, reason=given["reason"], by=by)


def _deed(
    noun: str,
    verb: str,
    summary: str,
    body: type[Strict],
    action: Callable[..., Any],
    **more: Any,
) -> Deed:
    return Deed(noun, verb, summary, body, plainly(noun, action), **more)


SERVICES_ASKED = "other services are asked each time; nothing is stored twice by it."

DEEDS = (
    _deed("claim", "submit", "Hand a draft to the editors", Because, claims.submit),
    _deed("claim", "publish", "Publish a claim", Because, claims.publish),
    _deed("claim", "reject", "Send a claim back to its author", MustSayWhy, claims.reject),
    _deed("claim", "retire", "Retire a claim", Retirement, claims.retire),
    _deed("claim", "restore", "Bring a retired claim back", MustSayWhy, claims.restore),
    _deed(
        "claim",
        "confirm",
        "Confirm the suggested conclusion",
        Because,
        syntheses.confirm,
        state_needed=True,
    ),
    _deed("claim", "override", "Decide against the suggestion", Override, syntheses.override),
    _deed("claim", "judge", "Decide one domain of certainty", Judgement, judgements.judge_domain),
    _deed(
        "claim",
        "withdraw-judgement",
        "Let the suggestion stand again",
        Withdrawal,
        judgements.withdraw_judgement,
    ),
    _deed("conflict", "explain", "Say what sets studies apart", Explanation, conflicts.explain),
    _deed("conflict", "let-stand", "Leave a conflict standing", MustSayWhy, conflicts.let_stand),
    _deed("conflict", "resolve", "Resolve a conflict", MustSayWhy, conflicts.resolve),
    _deed("conflict", "reopen", "Open a conflict again", MustSayWhy, conflicts.reopen),
    _deed("source", "accept", "Accept a proposed source", Because, sources.accept),
    _deed("source", "reject", "Turn a proposed source down", MustSayWhy, sources.reject),
    _deed("source", "retire", "Retire a source", MustSayWhy, sources.retire),
    _deed("source", "merge", "Join a source into another", MergeSources, sources.merge),
    _deed("source", "unmerge", "Undo a join of sources", MustSayWhy, sources.unmerge),
    Deed("source", "integrity", "Mark a retraction or other notice", IntegrityMark, _mark),
    _deed(
        "source",
        "check-identity",
        "Compare with its identifiers' records",
        Empty,
        identity.check,
        unkept=SERVICES_ASKED,
        untriable="other services are asked, which is not taken back.",
    ),
    _deed("study", "accept", "Accept a proposed study", Because, studies.accept),
    _deed("study", "merge", "Join a study into another", MergeStudies, studies.merge),
    Deed(
        "study",
        "distinct",
        "Say that two studies are not one",
        ApartStudies,
        _apart(independence.distinct),
    ),
    Deed(
        "study",
        "reconsider",
        "Take back that two studies are not one",
        ApartStudies,
        _apart(independence.reconsider),
    ),
    _deed("patient", "merge", "Join a patient into another", MergePatients, patients.merge),
    _deed("patient", "withdraw", "Take a patient out of the table", MustSayWhy, patients.withdraw),
    Deed(
        "patient",
        "distinct",
        "Say that two patients are not one",
        ApartPatients,
        _apart(independence.distinct),
    ),
    Deed(
        "patient",
        "reconsider",
        "Take back that two patients are not one",
        ApartPatients,
        _apart(independence.reconsider),
    ),
    _deed("topic", "accept", "Accept a proposed topic", Because, topics.accept),
    _deed("topic", "retire", "Retire a topic", MustSayWhy, topics.retire),
    _deed("topic", "merge", "Join a topic into another", MergeTopics, topics.merge),
    _deed("evidence", "accept", "Accept proposed evidence", Because, evidence.accept),
    _deed("evidence", "reject", "Turn proposed evidence down", MustSayWhy, evidence.reject),
    _deed("evidence", "exclude", "Exclude evidence", MustSayWhy, evidence.exclude),
    _deed("evidence", "include", "Take excluded evidence back in", MustSayWhy, evidence.include),
    _deed(
        "evidence",
        "release",
        "Open ratings as provisional",
        Because,
        evidence.release,
        untriable="the answer would show the ratings that it opens.",
    ),
    _deed("evidence", "pick", "Take evidence in hand to grade it", Empty, holds.pick),
    _deed("evidence", "assign", "Hand evidence to a reviewer", Assignment, holds.assign),
    _deed("evidence", "give-back", "Give evidence back", Empty, holds.give_back),
    _deed("evidence", "renew", "Keep evidence in hand longer", Empty, holds.renew),
    Deed("evidence", "adjudicate", "Settle ratings that differ", Ruling, _adjudicate),
    _deed("document", "share", "Share an article with members", Empty, documents.share),
    _deed("document", "unshare", "Close an article again", Empty, documents.unshare),
    _deed("document", "publish", "Show a checked article to anyone", Empty, documents.publish),
    _deed("document", "recheck", "Check an article anew", Empty, documents.recheck),
    _deed("proposal", "accept", "Accept a proposal", Because, proposals.accept),
    _deed("proposal", "reject", "Turn a proposal down", MustSayWhy, proposals.reject),
    _deed("proposal", "withdraw", "Take one's own proposal back", Because, proposals.withdraw),
)
