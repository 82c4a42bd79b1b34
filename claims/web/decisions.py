"""The acts that a page offers a person on a record: which, to whom, in which state, in what words.

What is offered is a courtesy; whether it may be done is the action's to say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse

from claims.access import Permission, may
from claims.web.forms import acts, certainty
from claims.web.forms.base import Reason

if TYPE_CHECKING:
    from claims.access import Viewer


@dataclass(frozen=True)
class Act:
    """One act: the button's words, whom it is for, the states it makes sense in, and what it asks."""

    noun: str
    verb: str
    label: str
    permission: Permission
    states: frozenset[str]
    explain: str
    form: Callable[..., forms.Form] = Reason
    own: bool = False  # the record's author may do it without the permission
    listed: bool = True  # among the buttons of the record's page

    def address(self, ident: str) -> str:
        """The page that asks for the reason and then does it."""
        return reverse("web:act", args=[ident, self.verb])


OPTIONAL = partial(Reason, needed=False)
LIVE = frozenset({"awaiting", "in_appraisal", "conflict", "settled"})
P = Permission


def _states(text: str) -> frozenset[str]:
    return frozenset(text.split())


TABLE = (
    Act("claim", "submit", "Submit for review", P.EDIT, _states("draft"),
        "Editors will see it in their queue.", OPTIONAL, own=True),
    Act("claim", "publish", "Publish", P.PUBLISH, _states("draft in_review"),
        "Everyone will be able to read it. A first version is minted.", OPTIONAL),
    Act("claim", "confirm", "Confirm the synthesis", P.CONFIRM, _states("published"),
        "You stand for the suggested conclusion as it is. A version is minted.", OPTIONAL),
    Act("claim", "override", "Decide otherwise", P.CONFIRM, _states("published"),
        "Your conclusion is shown instead of the suggested one, which stays beside it.",
        acts.Override),
    Act("claim", "reviewers", "Set reviewers needed", P.CONFIRM, _states("draft in_review published"),
        "How many independent reviewers each piece of evidence of this claim needs.",
        acts.Reviewers),
    Act("claim", "retire", "Retire", P.RETIRE, _states("published"),
        "The claim leaves every list. Its page says why; its versions stay citable.", acts.Retire),
    Act("claim", "restore", "Restore", P.RETIRE, _states("retired"),
        "The claim is published again."),
    Act("conflict", "explain", "Explain it", P.CONFIRM, _states("open standing explained"),
        "Readers see on the claim's page what sets the studies apart.", certainty.Explain),
    Act("conflict", "let-stand", "Leave it standing", P.CONFIRM, _states("open explained"),
        "It was looked at, and nothing explains it. New evidence opens it again."),
    Act("conflict", "resolve", "Resolve it", P.CONFIRM, _states("open explained standing"),
        "It is no conflict any more. New evidence opens it again."),
    Act("conflict", "reopen", "Open it again", P.CONFIRM, _states("explained standing resolved"),
        "It waits for an editor again."),
    Act("evidence", "accept", "Accept", P.DECIDE_PROPOSAL, _states("proposed"),
        "It will be shown on the claim's page and wait for appraisal.", OPTIONAL),
    Act("evidence", "reject", "Reject", P.DECIDE_PROPOSAL, _states("proposed"),
        "It stays on record as rejected, with your reason."),
    Act("evidence", "assign", "Assign to a reviewer", P.ASSIGN,
        _states("awaiting in_appraisal conflict"),
        "It lies on that reviewer's desk, and counts as taken until the day you name.",
        acts.Assign),
    Act("evidence", "practice", "Use for practice", P.SET_PRACTICE, _states("settled"),
        "New reviewers grade it and see how they compare. Its rating as it stands is the key.",
        acts.Practice),
    Act("evidence", "end-practice", "Take out of practice", P.SET_PRACTICE, frozenset(),
        "Nobody is offered it any more. What people answered is kept and counts no more."),
    Act("evidence", "release", "Open ratings as provisional", P.RELEASE,
        _states("in_appraisal conflict"),
        "Everyone will be able to read the ratings given so far; later ones count as not blind."),
    Act("evidence", "exclude", "Exclude", P.EXCLUDE, LIVE,
        "It leaves the synthesis and stays listed as excluded, with your reason."),
    Act("evidence", "include", "Include again", P.EXCLUDE, _states("excluded"),
        "It takes part in the synthesis again."),
    Act("source", "accept", "Accept", P.DECIDE_PROPOSAL, _states("proposed"),
        "It will be public and can carry evidence.", OPTIONAL),
    Act("source", "reject", "Reject", P.DECIDE_PROPOSAL, _states("proposed"),
        "It stays on record as rejected, with your reason."),
    Act("source", "integrity", "Mark a notice", P.MARK_INTEGRITY, _states("published"),
        "After a retraction, withdrawal or expression of concern its evidence leaves every "
        "synthesis at once, and the claims it touched wait for an editor.", acts.MarkIntegrity),
    Act("source", "check-identity", "Check identity", P.EDIT, _states("proposed published"),
        "The records of its identifiers are fetched and compared with title, first author and year. "
        "Notices that they carry reach every claim at once.", forms.Form),
    Act("source", "retire", "Retire", P.RETIRE, _states("published"),
        "It leaves the lists; its page says why."),
    Act("source", "merge", "Merge", P.MERGE, _states("published"),
        "Its evidence moves to the other source; its address leads there.",
        partial(acts.Into, noun="source")),
    Act("source", "unmerge", "Undo the join", P.MERGE, _states("merged"),
        "All that moved goes back, and both are sources of their own again."),
    Act("study", "accept", "Accept", P.DECIDE_PROPOSAL, _states("proposed"),
        "It will be public and evidence can be counted by it.", OPTIONAL),
    Act("study", "merge", "Merge", P.MERGE, _states("published"),
        "Its evidence moves to the other study; its address leads there.",
        partial(acts.Into, noun="study")),
    Act("study", "distinct", "Tell apart from another", P.MERGE, _states("published"),
        "The two look alike and are two studies. Nobody is asked again; it can be taken back.",
        partial(acts.Apart, noun="study")),
    Act("study", "reconsider", "Take back that two are apart", P.MERGE, _states("published"),
        "The two are offered for a look again.", partial(acts.Apart, noun="study"), listed=False),
    Act("patient", "merge", "Join into another", P.MERGE, _states("published"),
        "It is one patient, counted once, with the reports of both.",
        partial(acts.Into, noun="patient")),
    Act("patient", "distinct", "Tell apart from another", P.MERGE, _states("published"),
        "The two look alike and are two patients. Nobody is asked again; it can be taken back.",
        partial(acts.Apart, noun="patient")),
    Act("patient", "reconsider", "Take back that two are apart", P.MERGE, _states("published"),
        "The two are offered for a look again.", partial(acts.Apart, noun="patient"), listed=False),
    Act("patient", "withdraw", "Withdraw", P.EDIT, _states("published"),
        "It leaves the table. The record and your reason stay.", own=True),
    Act("topic", "accept", "Accept", P.DECIDE_PROPOSAL, _states("proposed"),
        "It will be public and claims can be filed under it.", OPTIONAL),
    Act("topic", "retire", "Retire", P.RETIRE, _states("published"),
        "It leaves the lists; its page says why."),
    Act("topic", "merge", "Merge", P.MERGE, _states("published"),
        "Its claims move to the other topic; its address leads there.",
        partial(acts.Into, noun="topic")),
    Act("proposal", "accept", "Accept", P.DECIDE_PROPOSAL, _states("open"),
        "What is proposed is applied to the record as it now stands.", OPTIONAL),
    Act("proposal", "reject", "Reject", P.DECIDE_PROPOSAL, _states("open"),
        "Nothing changes. The proposer reads your reason."),
    Act("proposal", "withdraw", "Withdraw", P.PROPOSE, _states("open"),
        "It leaves the queue; nothing changes.", OPTIONAL, own=True),
)  # fmt: skip

BY_NAME = {(act.noun, act.verb): act for act in TABLE}


def offered(viewer: Viewer, noun: str, record: dict[str, Any]) -> list[dict[str, str]]:
    """The acts to show on a record's page, as {"label", "url"}. No query beyond the viewer's roles."""
    mine = bool(record.get("mine"))
    shown = []
    for act in TABLE:
        if act.noun != noun or not act.listed or record["status"] not in act.states:
            continue
        if (act.noun, act.verb) == ("proposal", "withdraw") and not mine:
            continue
        if may(viewer, act.permission) or (act.own and mine):
            shown.append({"label": act.label, "url": act.address(record["id"]), "verb": act.verb})
    return shown
