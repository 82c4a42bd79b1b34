"""Role by act, for every act of the knowledge base, at the layer that all doors write through.

The doors have tables of their own beside this one: tests/web/test_roles.py, tests/api, tests/admin, and the commands
below; what a door lets through and this table does not, fails here.
"""

from __future__ import annotations

import datetime

import pytest
from django.core.management import CommandError, call_command

from claims.access import Denied, Permission, may
from claims.actions import (
    adjudication,
    appraisals,
    calibration,
    claims,
    consensus,
    documents,
    evidence,
    holds,
    independence,
    integrity,
    likeness,
    matches,
    patients,
    proposals,
    reports,
    searches,
    sources,
    studies,
    syntheses,
    topics,
)
from claims.models import Event, Evidence, Match, Proposal, SourcePair
from tests.factories import (
    make_appraisal,
    make_claim,
    make_evidence,
    make_patient,
    make_source,
    make_study,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db

ROLES = ("reader", "contributor", "reviewer", "editor", "admin")
RATING = {
    "direction": "supports",
    "directness": "direct",
    "strength": "strong",
    "rationale": "It was well done.",
    "read": "full_text",
    "declaration": "none",
}
EFFORT = {"contributor", "editor"}
DESK = {"editor"}
CASES = {"reviewer", "editor"}
MEMBERS = {"contributor", "reviewer", "editor", "admin"}


def in_conflict():
    made = make_evidence()
    make_appraisal(made)
    make_appraisal(made, direction="contradicts")
    return Evidence.objects.get(pk=made.pk)


def proposal():
    return proposals.file(
        record=make_topic("Tea"), changes={"description": "A drink"}, by=make_user("contributor")
    )


def settled():
    made = make_evidence()
    make_appraisal(made)
    make_appraisal(made)
    return one(made)


def held(made, by):
    """The evidence, in the hands of `by` where they may hold any."""
    if may(by, Permission.APPRAISE):
        holds.pick(evidence=made, by=by)
    return made


def two_patients():
    first = make_patient()
    return first, make_patient(make_evidence(first.claim))


def told_apart():
    pair = two_patients()
    independence.distinct(one=pair[0], other=pair[1], by=make_user("editor"), reason="r")
    return pair


def one(made):
    return Evidence.objects.get(pk=made.pk)


def report():
    return reports.file(record=make_claim(), text="A typo", client="somebody")


def joined():
    source = make_source()
    sources.merge(source=source, into=make_source(), by=make_user("editor"), reason="r")
    return source


def pair():
    return SourcePair.objects.create(first=make_source(), second=make_source(), score=0.8)


def shared_article():
    """Somebody's article that speaks of a claim, shared with members."""
    make_claim("Valerian relieves insomnia", exposure_text="valerian", outcome_text="insomnia")
    by = make_user()
    made = documents.create(text="Valerian relieves insomnia.", by=by)
    return documents.share(document=documents.check(document=made, by=by), by=by)


def match():
    return Match.objects.get(passage__document=shared_article())


# act: (who may, what it is done to, how)
ACTS = {
    "documents.create": (
        set(ROLES),
        lambda: None,
        lambda _, by: documents.create(text="Tea is good.", by=by),
    ),
    "documents.share": (set(), shared_article, lambda x, by: documents.share(document=x, by=by)),
    "documents.unshare": (
        set(),
        shared_article,
        lambda x, by: documents.unshare(document=x, by=by),
    ),
    "documents.recheck": (
        set(),
        shared_article,
        lambda x, by: documents.recheck(document=x, by=by),
    ),
    "documents.delete": (set(), shared_article, lambda x, by: documents.delete(document=x, by=by)),
    "documents.publish": (
        DESK,
        shared_article,
        lambda x, by: documents.publish(document=x, by=by),
    ),
    "matches.confirm": (MEMBERS, match, lambda x, by: matches.confirm(match=x, by=by)),
    "matches.replace": (
        MEMBERS,
        match,
        lambda x, by: matches.replace(match=x, claim=make_claim(), wording="faithful", by=by),
    ),
    "matches.reject": (MEMBERS, match, lambda x, by: matches.reject(match=x, by=by)),
    "topics.create": (
        EFFORT,
        lambda: None,
        lambda _, by: topics.create(by=by, fields={"name": "New", "kind": "field"}),
    ),
    "topics.accept": (
        DESK,
        lambda: topics.create(by=make_user("contributor"), fields={"name": "New", "kind": "field"}),
        lambda x, by: topics.accept(topic=x, by=by),
    ),
    "topics.retire": (DESK, make_topic, lambda x, by: topics.retire(topic=x, by=by, reason="r")),
    "topics.merge": (
        DESK,
        make_topic,
        lambda x, by: topics.merge(topic=x, into=make_topic(), by=by, reason="r"),
    ),
    "claims.draft": (
        EFFORT,
        lambda: None,
        lambda _, by: claims.draft(by=by, fields={"text": "A claim", "claim_type": "causal"}),
    ),
    "claims.revise": (
        DESK,
        lambda: make_claim(published=False),
        lambda x, by: claims.revise(claim=x, changes={"text": "Other"}, by=by),
    ),
    "claims.submit": (
        DESK,
        lambda: make_claim(published=False),
        lambda x, by: claims.submit(claim=x, by=by),
    ),
    "claims.publish": (
        DESK,
        lambda: make_claim(published=False),
        lambda x, by: claims.publish(claim=x, by=by),
    ),
    "claims.retire": (DESK, make_claim, lambda x, by: claims.retire(claim=x, by=by, reason="r")),
    "claims.assign_topics": (
        DESK,
        make_claim,
        lambda x, by: claims.assign_topics(claims=[x], add=[make_topic()], by=by),
    ),
    "claims.set_reviewers_required": (
        DESK,
        make_claim,
        lambda x, by: claims.set_reviewers_required(claim=x, number=3, by=by),
    ),
    "sources.propose": (
        EFFORT,
        lambda: None,
        lambda _, by: sources.propose(by=by, fields={"title": "A source"}),
    ),
    "sources.accept": (
        DESK,
        lambda: make_source(published=False),
        lambda x, by: sources.accept(source=x, by=by),
    ),
    "sources.reject": (
        DESK,
        lambda: make_source(published=False),
        lambda x, by: sources.reject(source=x, by=by, reason="r"),
    ),
    "sources.retire": (
        DESK,
        make_source,
        lambda x, by: sources.retire(source=x, by=by, reason="r"),
    ),
    "sources.merge": (
        DESK,
        make_source,
        lambda x, by: sources.merge(source=x, into=make_source(), by=by, reason="r"),
    ),
    "sources.unmerge": (
        DESK,
        joined,
        lambda x, by: sources.unmerge(source=x, by=by, reason="r"),
    ),
    "likeness.find": (DESK, lambda: None, lambda _, by: likeness.find(by=by)),
    "likeness.decide": (
        DESK,
        pair,
        lambda x, by: likeness.decide(pair=x, decision="related", by=by),
    ),
    "integrity.mark": (
        DESK,
        make_source,
        lambda x, by: integrity.mark(sources=[x], integrity="retracted", note="n", by=by),
    ),
    "studies.create": (
        EFFORT,
        lambda: None,
        lambda _, by: studies.create(by=by, fields={"label": "A study"}),
    ),
    "studies.merge": (
        DESK,
        make_study,
        lambda x, by: studies.merge(study=x, into=make_study(), by=by, reason="r"),
    ),
    "evidence.propose": (
        EFFORT,
        lambda: (make_claim(), make_source()),
        lambda x, by: evidence.propose(by=by, claim=x[0], source=x[1], fields={"design": "rct"}),
    ),
    "evidence.accept": (
        DESK,
        lambda: make_evidence(accepted=False),
        lambda x, by: evidence.accept(evidence=x, by=by),
    ),
    "evidence.reject": (
        DESK,
        lambda: make_evidence(accepted=False),
        lambda x, by: evidence.reject(evidence=x, by=by, reason="r"),
    ),
    "evidence.exclude": (
        DESK,
        make_evidence,
        lambda x, by: evidence.exclude(evidence=x, by=by, reason="r"),
    ),
    "evidence.release": (
        DESK,
        lambda: one(make_appraisal().evidence),
        lambda x, by: evidence.release(evidence=x, by=by),
    ),
    "appraisals.save_draft": (
        {"reviewer"},
        make_evidence,
        lambda x, by: appraisals.save_draft(evidence=x, by=by, fields={"rationale": "so far"}),
    ),
    "appraisals.submit": (
        {"reviewer"},
        make_evidence,
        lambda x, by: appraisals.submit(evidence=x, by=by, fields=RATING),
    ),
    "consensus.adjudicate": (
        DESK,
        in_conflict,
        lambda x, by: consensus.adjudicate(
            evidence=x,
            fields={n: RATING[n] for n in ("direction", "directness", "strength", "declaration")},
            reason="r",
            by=by,
        ),
    ),
    "calibration.add": (DESK, settled, lambda x, by: calibration.add(evidence=x, by=by)),
    "calibration.retire": (
        DESK,
        lambda: calibration.add(evidence=settled(), by=make_user("editor")),
        lambda x, by: calibration.retire(item=x, by=by, reason="r"),
    ),
    "calibration.answer": (
        {"contributor", "reviewer", "editor"},
        lambda: calibration.add(evidence=settled(), by=make_user("editor")),
        lambda x, by: calibration.answer(item=x, by=by, fields={"direction": "mentions"}),
    ),
    "adjudication.open_to_settle": (
        DESK,
        in_conflict,
        lambda x, by: adjudication.open_to_settle(evidence=x, by=by),
    ),
    "holds.pick": ({"reviewer"}, make_evidence, lambda x, by: holds.pick(evidence=x, by=by)),
    "holds.take_next": ({"reviewer"}, make_evidence, lambda _, by: holds.take_next(by=by)),
    "holds.assign": (
        DESK,
        make_evidence,
        lambda x, by: holds.assign(evidence=x, reviewer=make_user("reviewer"), by=by),
    ),
    "holds.take_back": (
        DESK,
        lambda: holds.pick(evidence=make_evidence(), by=make_user("reviewer")),
        lambda x, by: holds.give_back(evidence=x.evidence, reviewer=x.reviewer, by=by),
    ),
    "holds.give_back": (
        {"reviewer"},
        make_evidence,
        lambda x, by: holds.give_back(evidence=held(x, by), by=by),
    ),
    "holds.renew": (
        {"reviewer"},
        make_evidence,
        lambda x, by: holds.renew(evidence=held(x, by), by=by),
    ),
    "syntheses.confirm": (DESK, make_claim, lambda x, by: syntheses.confirm(claim=x, by=by)),
    "syntheses.override": (
        DESK,
        make_claim,
        lambda x, by: syntheses.override(claim=x, by=by, reason="r", rung_reached="caused"),
    ),
    "proposals.file": (
        EFFORT,
        make_topic,
        lambda x, by: proposals.file(record=x, changes={"description": "New"}, by=by),
    ),
    "proposals.accept": (DESK, proposal, lambda x, by: proposals.accept(proposal=x, by=by)),
    "proposals.reject": (
        DESK,
        proposal,
        lambda x, by: proposals.reject(proposal=x, by=by, reason="r"),
    ),
    "proposals.withdraw": (set(), proposal, lambda x, by: proposals.withdraw(proposal=x, by=by)),
    "searches.create": (
        DESK,
        make_claim,
        lambda x, by: searches.create(
            by=by,
            fields={
                "claim": x,
                "where": "PubMed",
                "query": "kratom",
                "searched_on": datetime.date(2026, 1, 1),
            },
        ),
    ),
    "patients.create": (
        CASES,
        make_evidence,
        lambda x, by: patients.create(
            by=by, claim=x.claim, fields={"label": "Case 1"}, evidence=[x]
        ),
    ),
    "patients.revise": (
        DESK,
        make_patient,
        lambda x, by: patients.revise(patient=x, changes={"age": "34"}, by=by),
    ),
    "patients.withdraw": (
        DESK,
        make_patient,
        lambda x, by: patients.withdraw(patient=x, by=by, reason="r"),
    ),
    "patients.merge": (
        DESK,
        two_patients,
        lambda x, by: patients.merge(patient=x[0], into=x[1], by=by, reason="r"),
    ),
    "independence.distinct": (
        DESK,
        lambda: (make_study(), make_study()),
        lambda x, by: independence.distinct(one=x[0], other=x[1], by=by, reason="r"),
    ),
    "independence.reconsider": (
        DESK,
        told_apart,
        lambda x, by: independence.reconsider(one=x[0], other=x[1], by=by, reason="r"),
    ),
    "reports.decide": (
        DESK,
        report,
        lambda x, by: reports.decide(report=x, status="resolved", decision="Mended", by=by),
    ),
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("act", ACTS)
def test_who_may(act, role):
    allowed, make, do = ACTS[act]
    thing, by = make(), make_user(*([] if role == "reader" else [role]))
    make_user("editor")  # a second one: nobody decides on their own work
    own = Event.objects.filter(actor=by.pseudonym)
    if role in allowed:
        do(thing, by)
        assert own.exists() or act in ("appraisals.save_draft", "likeness.find")
    else:
        with pytest.raises(Denied):
            do(thing, by)
        assert not own.exists()


@pytest.mark.parametrize("role", ROLES)
def test_who_may_load(tmp_path, role):
    path = tmp_path / "f"
    path.write_text('{"record": "topic", "key": "a:b", "name": "Kratom", "kind": "exposure"}\n')
    by = make_user(*([] if role == "reader" else [role]), username="loader")
    if role in ("editor", "admin"):
        call_command("load", str(path), by=by.username, json=True)
        assert Event.objects.filter(verb="loaded", actor=by.pseudonym).exists()
    else:
        with pytest.raises(CommandError, match="load"):
            call_command("load", str(path), by=by.username, json=True)


@pytest.mark.parametrize(
    "act", ["claims.publish", "sources.accept", "evidence.accept", "proposals.accept"]
)
def test_nobody_accepts_their_own(act):
    by = make_user("editor")
    make_user("editor")
    own = {
        "claims.publish": lambda: make_claim(published=False, by=by),
        "sources.accept": lambda: make_source(published=False, by=by),
        "evidence.accept": lambda: make_evidence(accepted=False, by=by),
        "proposals.accept": lambda: proposals.file(
            record=make_topic(by=by), changes={"description": "New"}, by=by
        ),
    }[act]()
    with pytest.raises(Denied, match="own work"):
        ACTS[act][2](own, by)


def test_the_only_editor_may_and_it_is_said():
    by = make_user("editor")
    own = proposals.file(record=make_topic(by=by), changes={"description": "New"}, by=by)
    proposals.accept(proposal=own, by=by)
    assert Proposal.objects.get(pk=own.pk).self_accepted
    told = Event.objects.filter(verb="revised").latest("seq")
    assert "one active editor" in told.payload["reason"]


def test_somebody_deactivated_may_nothing():
    by = make_user("editor", is_active=False)
    with pytest.raises(Denied):
        topics.retire(topic=make_topic(), by=by, reason="r")
