"""Records as the tests of the read layer need them: written straight to the tables, without actions."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone

from claims.actions.versions import told
from claims.domain.canonical import canonical, digest
from claims.domain.version_brief import brief
from claims.domain.vocabulary import STREAM_OF_DESIGN, Design
from claims.models import (
    Appraisal,
    Claim,
    ClaimTopic,
    Event,
    Evidence,
    ExternalId,
    Patient,
    Quote,
    Search,
    Source,
    Study,
    StudySource,
    Synthesis,
    Topic,
    TopicAlias,
    Version,
)

_numbers = itertools.count(1)
# So that a claim's versions lie in the past, a day apart.
VERSIONS_FROM = datetime(2026, 1, 2, tzinfo=UTC)


def user(*roles: str) -> Any:
    """Somebody with these roles."""
    number = next(_numbers)
    made = get_user_model().objects.create_user(
        username=f"user{number}", email=f"user{number}@example.org", display_name=f"Person {number}"
    )
    made.groups.set([Group.objects.get_or_create(name=role)[0] for role in roles])
    return made


def topic(name: str = "", *aliases: str, kind: str = "exposure", **fields: Any) -> Topic:
    """A published topic."""
    made = Topic.objects.create(name=name or f"Topic {next(_numbers)}", kind=kind, **fields)
    TopicAlias.objects.bulk_create([TopicAlias(topic=made, name=alias) for alias in aliases])
    return made


def claim(text: str = "", *, topics: tuple[Topic, ...] = (), **fields: Any) -> Claim:
    """A published claim."""
    values: dict[str, Any] = {
        "text": text or f"Claim number {next(_numbers)}",
        "claim_type": "association",
        "status": "published",
        "published_at": timezone.now(),
        "version_number": 1,
        **fields,
    }
    made = Claim.objects.create(**values)
    ClaimTopic.objects.bulk_create([ClaimTopic(claim=made, topic=one) for one in topics])
    return made


def source(**fields: Any) -> Source:
    """A published source."""
    return Source.objects.create(
        **{"title": f"Source {next(_numbers)}", "status": "published", "year": 2020, **fields}
    )


def study(*sources: Source, **fields: Any) -> Study:
    """A study that the sources report."""
    made = Study.objects.create(**{"label": f"Study {next(_numbers)}", **fields})
    StudySource.objects.bulk_create([StudySource(study=made, source=one) for one in sources])
    return made


def evidence(claim_: Claim, source_: Source | None = None, **fields: Any) -> Evidence:
    """Accepted evidence with a quote."""
    source_ = source_ or source()
    design = Design(fields.pop("design", "cohort"))
    made = Evidence.objects.create(
        **{
            "claim": claim_,
            "source": source_,
            "study": fields.pop("study", None) or study(source_),
            "design": design,
            "stream": STREAM_OF_DESIGN[design],
            "status": "awaiting",
            **fields,
        }
    )
    Quote.objects.create(evidence=made, exact="They had it.", start=3, end=15)
    return made


def patient(*reports: Evidence, **fields: Any) -> Patient:
    """A patient whom the evidence describes."""
    made = Patient.objects.create(
        **{"claim": reports[0].claim, "label": f"Case {next(_numbers)}", **fields}
    )
    made.evidence.set(reports)
    return made


def appraisal(evidence_: Evidence, reviewer: Any, **fields: Any) -> Appraisal:
    """A submitted appraisal."""
    return Appraisal.objects.create(
        **{
            "evidence": evidence_,
            "reviewer": reviewer,
            "status": "submitted",
            "direction": "supports",
            "rationale": "SECRET-RATIONALE",
            "submitted_at": timezone.now(),
            **fields,
        }
    )


def version(
    claim_: Claim, number: int, *, minted_at: datetime | None = None, **content: Any
) -> Version:
    """A version as minting stores it; `content` goes into its snapshot."""
    synthesis = {
        "verdict": "supported",
        "certainty": "low",
        "consistency": "consistent",
        "rung_reached": "associated",
        "rung_claimed": "caused",
        "plain_sentence": "It may be so.",
        "status": "suggested",
        "suggestion": {"basis": {"studies": 2, "by_direction": {"supports": 2}}, "steps": []},
    }
    snapshot = {
        "id": claim_.public_id,
        "version": number,
        "text": claim_.text,
        "claim_type": claim_.claim_type,
        "topics": [],
        "evidence": [],
        "searches": [],
        "synthesis": synthesis | content.pop("synthesis", {}),
        **content,
    }
    return Version.objects.create(
        claim=claim_,
        number=number,
        snapshot=canonical(snapshot).decode(),
        sha256=digest(snapshot),
        reason=f"Version {number}.",
        minted_at=minted_at or timezone.now(),
        **told(brief(snapshot)),
    )


def full_claim(number: int, *, reviewer: Any = None) -> Claim:
    """A claim with `number` of everything that hangs on it."""
    topics = tuple(topic(kind="outcome") for _ in range(number))
    made = claim(topics=topics, exposure=topics[0])
    for place in range(number):
        one = evidence(made, released_at=timezone.now(), consensus="provisional")
        appraisal(one, reviewer or user("reviewer"))
        Search.objects.create(
            claim=made, where="PubMed", query="q", searched_on=timezone.now().date()
        )
        version(made, place + 1, minted_at=VERSIONS_FROM + timedelta(days=place))
        ExternalId.objects.create(
            noun="claim", object_id=made.pk, namespace=f"n{place}", value=str(made.pk)
        )
        event("publish", made)
    Synthesis.objects.create(
        claim=made,
        method_version="1",
        input_hash="0" * 64,
        inputs={},
        suggestion={"steps": [{"id": "count", "title": "Count", "text": "…", "result": "1"}]},
        verdict="supported",
        certainty="low",
        consistency="consistent",
        rung_reached="associated",
        rung_claimed="caused",
        plain_sentence="It may be so.",
    )
    return made


def event(verb: str, record: Any, *, public: bool = True, **payload: Any) -> Event:
    """One line of the log."""
    import uuid

    number = next(_numbers)
    return Event.objects.create(
        seq=number,
        act=uuid.uuid4(),
        at=timezone.now(),
        actor="",
        verb=verb,
        noun=record.NOUN,
        object_id=record.pk,
        payload={"before": {}, "after": {}, "reason": "", **payload},
        public=public,
        salt="0" * 32,
        digest=f"{number:064x}",
        chain="0" * 64,
    )
