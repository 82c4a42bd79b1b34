"""A walk of random acts over everything that people do with knowledge: for tests that must hold whatever happens.

Acts that a record's state forbids are tried all the same, and count: a refusal must change nothing either.
"""

from __future__ import annotations

import random
import secrets
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

from claims.access import Denied
from claims.actions import (
    appraisals,
    assessments,
    claims,
    conflicts,
    consensus,
    evidence,
    independence,
    integrity,
    judgements,
    likeness,
    notices,
    patients,
    proposals,
    searches,
    sources,
    studies,
    syntheses,
    topics,
)
from claims.domain.integrity import Announcement
from claims.domain.problems import Problem
from claims.domain.vocabulary import NoticeNature, NoticeOrigin
from claims.models import (
    Claim,
    Conflict,
    Evidence,
    Patient,
    Proposal,
    Search,
    Source,
    SourcePair,
    Study,
    Topic,
)
from tests.factories import LOW_RISK, make_user

DESIGNS = ("rct", "cohort", "case_report", "case_control", "animal")
WHY = "by chance"


class Walk:
    """Acts chosen by `seed`; `done` and `refused` count them by name."""

    def __init__(self, seed: int, prefix: str = "") -> None:
        self.rng = random.Random(seed)  # noqa: S311  nothing secret
        # Writers in processes of their own name their people apart.
        self.editors = [_person(prefix, "editor", "contributor") for _ in range(2)]
        self.authors = [_person(prefix, "contributor") for _ in range(2)]
        self.raters = [_person(prefix, "reviewer") for _ in range(3)]
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.last = ""
        # What else may end an act where others write at the same time.
        self.clashes: tuple[type[Exception], ...] = ()
        self._number = 0
        self.acts: list[Callable[[], Any]] = [
            getattr(self, name) for name in dir(type(self)) if name.startswith("act_")
        ]
        self.weights = [WEIGHTS.get(act.__name__.removeprefix("act_"), 1) for act in self.acts]

    def step(self) -> str:
        """One act, or its refusal; returns its name."""
        while True:
            act = self.rng.choices(self.acts, self.weights)[0]
            self.last = act.__name__.removeprefix("act_")
            try:
                act()
            except Nothing:
                continue
            except (Problem, Denied, *self.clashes):
                self.refused[self.last] += 1
            else:
                self.done[self.last] += 1
            return self.last

    def start(self) -> None:
        """A few records, so that most acts find something to happen to."""
        for act in (self.act_new_topic, self.act_new_source):
            for _ in range(6):
                act()
        own = [*self.authors, *self.editors]
        for row in Source.objects.filter(status="proposed", created_by__in=own):
            sources.accept(source=row, by=self._other(row))
        for row in Topic.objects.filter(status="proposed", created_by__in=own):
            topics.accept(topic=row, by=self._other(row))
        for _ in range(4):
            self.act_draft()
        for row in Claim.objects.filter(status="draft", created_by__in=own):
            claims.publish(claim=row, by=self._other(row))
        for row in Claim.objects.filter(created_by__in=own):
            for source in Source.objects.filter(status="published", created_by__in=own)[:4]:
                fields = {"design": "cohort", "finding": "Oftener."}
                link = evidence.propose(by=self.authors[0], claim=row, source=source, fields=fields)
                evidence.accept(evidence=link, by=self.editors[0])

    def _other(self, row: Any) -> Any:
        """Nobody decides on their own work."""
        return next(editor for editor in self.editors if editor.pk != row.created_by_id)

    # --- choosing ----------------------------------------------------------------------------

    def some(self, model: Any, **where: Any) -> Any:
        """A record of this state; the newer ones oftener, so that much happens to few."""
        keys = list(model.objects.filter(**where).order_by("-pk").values_list("pk", flat=True)[:25])
        if not keys:
            raise Nothing
        return model.objects.get(pk=self.rng.choice(keys))

    def editor(self) -> Any:
        """Somebody who may decide."""
        return self.rng.choice(self.editors)

    def author(self) -> Any:
        """Somebody who may propose."""
        return self.rng.choice([*self.authors, *self.editors])

    def number(self) -> int:
        """Another one each time."""
        self._number += 1
        return self._number

    # --- topics ------------------------------------------------------------------------------

    def act_new_topic(self) -> None:
        topics.create(
            by=self.author(),
            fields={
                "name": f"Topic {self.number()} {self.rng.random()}",
                "kind": self.rng.choice(["exposure", "outcome"]),
                "aliases": [f"alias {self.rng.random()}"],
            },
        )

    def act_accept_topic(self) -> None:
        topics.accept(topic=self.some(Topic), by=self.editor())

    def act_retire_topic(self) -> None:
        topics.retire(topic=self.some(Topic), by=self.editor(), reason=WHY)

    def act_merge_topics(self) -> None:
        topics.merge(
            topic=self.some(Topic),
            into=self.some(Topic, status="published"),
            by=self.editor(),
            reason=WHY,
        )

    def act_assign_topics(self) -> None:
        claims.assign_topics(
            claims=[self.some(Claim), self.some(Claim)],
            by=self.editor(),
            add=[self.some(Topic, status="published")],
            remove=[self.some(Topic)],
        )

    # --- claims ------------------------------------------------------------------------------

    def act_draft(self) -> None:
        fields: dict[str, Any] = {
            "text": f"Claim {self.number()} is linked to something",
            "claim_type": self.rng.choice(["association", "causal", "efficacy"]),
            "rung_claimed": "associated",
        }
        if self.rng.random() < 0.5:
            fields["exposure"] = self.some(Topic, status="published")
        claims.draft(by=self.author(), fields=fields, topics=[self.some(Topic, status="published")])

    def act_submit(self) -> None:
        claim = self.some(Claim)
        claims.submit(claim=claim, by=claim.created_by)

    def act_publish(self) -> None:
        claims.publish(claim=self.some(Claim), by=self.editor(), reason=WHY)

    def act_retire_claim(self) -> None:
        other = self.some(Claim, status="published") if self.rng.random() < 0.5 else None
        claims.retire(claim=self.some(Claim), reason=WHY, by=self.editor(), superseded_by=other)

    def act_reviewers(self) -> None:
        number = self.rng.choice([None, 1, 2, 3])
        claims.set_reviewers_required(claim=self.some(Claim), number=number, by=self.editor())

    def act_confirm(self) -> None:
        syntheses.confirm(claim=self.some(Claim, status="published"), by=self.editor())

    def act_override(self) -> None:
        syntheses.override(
            claim=self.some(Claim),
            by=self.editor(),
            reason=WHY,
            verdict="doubtful",
            plain_sentence=f"It is doubtful ({self.number()}).",
        )

    def act_judge(self) -> None:
        judgements.judge_domain(
            claim=self.some(Claim),
            stream=self.rng.choice(["randomised", "comparative", "case_report"]),
            domain=self.rng.choice(["risk_of_bias", "imprecision"]),
            change=self.rng.choice([0, -1]),
            reason=f"{WHY} {self.number()}",
            by=self.editor(),
        )

    def act_settle_conflict(self) -> None:
        row = self.some(Conflict)
        if self.rng.random() < 0.5:
            conflicts.let_stand(conflict=row, reason=WHY, by=self.editor())
        else:
            conflicts.reopen(conflict=row, reason=WHY, by=self.editor())

    # --- sources and studies -----------------------------------------------------------------

    def act_new_source(self) -> None:
        number = self.number()
        sources.propose(
            by=self.author(),
            fields={
                "title": f"Source {number} {self.rng.random()}",
                "authors": f"Author{number} A",
                "year": self.rng.randint(1990, 2025),
                "doi": f"10.5555/{self.rng.random()}" if self.rng.random() < 0.6 else None,
                "identity": "work",
            },
        )

    def act_accept_source(self) -> None:
        sources.accept(source=self.some(Source), by=self.editor(), reason=WHY)

    def act_retire_source(self) -> None:
        sources.retire(source=self.some(Source), by=self.editor(), reason=WHY)

    def act_merge_sources(self) -> None:
        sources.merge(
            source=self.some(Source),
            into=self.some(Source, status="published"),
            by=self.editor(),
            reason=WHY,
        )

    def act_unmerge(self) -> None:
        sources.unmerge(source=self.some(Source, status="merged"), by=self.editor(), reason=WHY)

    def act_mark(self) -> None:
        word = self.rng.choice(["retracted", "concern", "corrected", "clear"])
        integrity.mark(
            sources=[self.some(Source)],
            integrity=word,
            note=f"{WHY} {self.number()}",
            by=self.editor(),
            on=date(2024, 3, 1),
        )

    def act_learn_notice(self) -> None:
        told = Announcement(
            nature=self.rng.choice([NoticeNature.RETRACTION, NoticeNature.CORRECTION]),
            origin=NoticeOrigin.CROSSREF,
            on=date(2024, 1, 1),
            doi=f"10.5555/n{self.rng.randint(1, 9)}",
        )
        notices.store(learnt={self.some(Source).pk: [(told, "doi")]}, by=None)

    def act_new_study(self) -> None:
        studies.create(
            by=self.author(),
            fields={"label": f"Study {self.number()}", "design": self.rng.choice(DESIGNS)},
            sources=[self.some(Source)],
        )

    def act_accept_study(self) -> None:
        studies.accept(study=self.some(Study), by=self.editor())

    def act_merge_studies(self) -> None:
        studies.merge(
            study=self.some(Study),
            into=self.some(Study, status="published"),
            by=self.editor(),
            reason=WHY,
        )

    def act_tell_studies_apart(self) -> None:
        one, other = self.some(Study), self.some(Study)
        independence.distinct(one=one, other=other, by=self.editor(), reason=WHY)

    def act_reconsider(self) -> None:
        one, other = self.some(Study), self.some(Study)
        independence.reconsider(one=one, other=other, by=self.editor(), reason=WHY)

    def act_relate(self) -> None:
        one, other = self.some(Source), self.some(Source)
        if one.pk == other.pk:
            raise Nothing
        first, second = sorted((one, other), key=lambda row: row.pk)
        pair, _ = SourcePair.objects.get_or_create(
            first=first, second=second, defaults={"score": 0.5}
        )
        likeness.decide(pair=pair, decision="related", by=self.editor(), relation="other")

    # --- evidence ----------------------------------------------------------------------------

    def act_link(self) -> None:
        evidence.propose(
            by=self.author(),
            claim=self.some(Claim),
            source=self.some(Source),
            fields={
                "design": self.rng.choice(DESIGNS),
                "finding": f"They had it more often ({self.number()}).",
                "quotes": [{"exact": "more often"}] if self.rng.random() < 0.3 else [],
            },
            reason=WHY,
        )

    def act_accept_evidence(self) -> None:
        evidence.accept(evidence=self.some(Evidence, status="proposed"), by=self.editor())

    def act_exclude(self) -> None:
        evidence.exclude(evidence=self.some(Evidence), reason=WHY, by=self.editor())

    def act_include(self) -> None:
        evidence.include(
            evidence=self.some(Evidence, status="excluded"), reason=WHY, by=self.editor()
        )

    def act_open(self) -> None:
        evidence.release(evidence=self.some(Evidence), by=self.editor(), reason=WHY)

    def act_appraise(self) -> None:
        link, rater = self.some(Evidence), self.rng.choice(self.raters)
        cited = None
        if self.rng.random() < 0.3:
            answered = {"answers": LOW_RISK}
            cited = [assessments.submit(instrument="rob2", on=link, by=rater, fields=answered)]
        appraisals.submit(
            evidence=link,
            by=rater,
            assessments=cited,
            fields={
                "direction": self.rng.choice(["supports", "contradicts", "no_effect", "supports"]),
                "directness": "direct",
                "strength": self.rng.choice(["strong", "moderate", "weak"]),
                "rationale": f"It measured the outcome well ({self.number()}).",
                "read": "full_text",
                "departure": "Judged as a whole.",
                "declaration": "none",
            },
        )

    def act_begin_appraisal(self) -> None:
        appraisals.save_draft(
            evidence=self.some(Evidence),
            by=self.rng.choice(self.raters),
            fields={"rationale": f"unfinished {self.number()}"},
        )

    def act_adjudicate(self) -> None:
        consensus.adjudicate(
            evidence=self.some(Evidence, status="conflict"),
            fields={
                "direction": "mixed",
                "directness": "direct",
                "strength": "weak",
                "declaration": "none",
            },
            reason=WHY,
            by=self.editor(),
        )

    # --- patients, searches, proposals -------------------------------------------------------

    def act_new_patient(self) -> None:
        link = self.some(Evidence)
        patients.create(
            by=self.editor(),
            claim=link.claim,
            fields={"label": f"Case {self.number()}", "age": "34"},
            evidence=[link],
        )

    def act_revise_patient(self) -> None:
        row = self.some(Patient)
        other = self.some(Evidence, claim=row.claim)
        patients.revise(
            patient=row,
            changes={
                "note": f"noted {self.number()}",
                "evidence": {"add": [other.public_id], "remove": []},
            },
            by=self.editor(),
        )

    def act_merge_patients(self) -> None:
        row = self.some(Patient)
        into = self.some(Patient, claim=row.claim)
        patients.merge(patient=row, into=into, by=self.editor(), reason=WHY)

    def act_withdraw_patient(self) -> None:
        patients.withdraw(patient=self.some(Patient), by=self.editor(), reason=WHY)

    def act_tell_patients_apart(self) -> None:
        one = self.some(Patient)
        other = self.some(Patient, claim=one.claim)
        independence.distinct(one=one, other=other, by=self.editor(), reason=WHY)

    def act_search(self) -> None:
        about: dict[str, Any] = (
            {"claim": self.some(Claim)} if self.rng.random() < 0.7 else {"topic": self.some(Topic)}
        )
        searches.create(
            by=self.editor(),
            fields={
                "where": "PubMed",
                "query": f"kratom {self.number()}",
                "searched_on": date(2025, 1, 1),
                **about,
            },
        )

    def act_move_search(self) -> None:
        searches.revise(
            search=self.some(Search),
            changes={"claim": self.some(Claim), "topic": None},
            by=self.editor(),
        )

    def act_propose_change(self) -> None:
        row, changes = self.rng.choice(
            [
                lambda: (self.some(Claim), {"magnitude": f"about {self.number()}"}),
                lambda: (self.some(Source), {"summary": f"It found {self.number()}."}),
                lambda: (self.some(Study), {"note": f"noted {self.number()}"}),
                lambda: (
                    self.some(Study),
                    {"included_studies": {"add": [self.some(Study).public_id], "remove": []}},
                ),
                lambda: (self.some(Evidence), {"locator": f"page {self.number()}"}),
                lambda: (self.some(Topic), {"description": f"It is {self.number()}."}),
                lambda: (
                    self.some(Topic),
                    {"broader": {"add": [self.some(Topic).public_id], "remove": []}},
                ),
            ]
        )()
        proposals.change(record=row, changes=changes, by=self.author(), reason=WHY)

    def act_accept_proposal(self) -> None:
        proposals.accept(proposal=self.some(Proposal, status="open"), by=self.editor())

    def act_reject_proposal(self) -> None:
        proposals.reject(proposal=self.some(Proposal, status="open"), by=self.editor(), reason=WHY)


def _person(prefix: str, *roles: str) -> Any:
    if not prefix:
        return make_user(*roles)
    name = f"{prefix}{secrets.token_hex(4)}"
    return make_user(*roles, username=name, email=f"{name}@example.org")


class Nothing(Exception):
    """There is no record that this could happen to yet."""


#: How much oftener than once an act is chosen.
WEIGHTS = {
    "new_source": 6,
    "accept_source": 8,
    "new_topic": 3,
    "draft": 6,
    "publish": 8,
    "link": 14,
    "accept_evidence": 14,
    "appraise": 24,
    "propose_change": 6,
    "accept_proposal": 8,
    "new_patient": 3,
    "merge_patients": 2,
    "revise_patient": 2,
    "search": 3,
    "unmerge": 3,
    "merge_sources": 2,
    "override": 0.5,
    "retire_source": 0.5,
    "confirm": 3,
    "judge": 2,
    "settle_conflict": 2,
    "adjudicate": 4,
}
