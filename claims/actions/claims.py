"""Claims: drafted, reviewed, published, retired. What is published changes by proposals only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils import timezone

from claims.access import Permission, require
from claims.actions import consensus, counts, feed, filing, holds, syntheses, versions
from claims.actions.core import act, announce, record
from claims.actions.editing import assign, insert, known_only, swap_status, value_of, write
from claims.domain.problems import Invalid, Moved, NotAllowedNow
from claims.domain.status import require_step
from claims.domain.vocabulary import ClaimStatus, HoldEnd, ProposalStatus, RecordStatus
from claims.models import Claim, ClaimTopic, Evidence, Topic

if TYPE_CHECKING:
    from evidence.accounts.models import User

UNPUBLISHED = (ClaimStatus.DRAFT, ClaimStatus.IN_REVIEW)


def draft(
    *, by: User, fields: Mapping[str, Any], topics: Iterable[Topic | str] = (), reason: str = ""
) -> Claim:
    """A new draft, visible to its author and editors. Raises Denied, Invalid."""
    require(by, Permission.PROPOSE)
    known_only("claim", fields)
    given = fields.get("topics") or ()
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise Invalid({"topics": ["This is a list."]})
    topics = [*topics, *given]
    claim = Claim(created_by=by)
    with act(by):
        assign(claim, {name: value for name, value in fields.items() if name != "topics"})
        insert(claim, {"topics": list(topics)})
        after = {name: value_of(claim, name) for name in {*fields, "topics"}}
        record("drafted", claim, after=after, reason=reason)
        syntheses.refresh([claim.pk], reason="drafted")
    claim.refresh_from_db()
    return claim


def revise(
    *,
    claim: Claim,
    changes: Mapping[str, Any],
    by: User,
    reason: str = "",
    base: int | None = None,
) -> Claim:
    """Change a claim that is not published: for its author and editors.

    Raises NotAllowedNow for a published one (file a proposal), Denied, Invalid, Moved.
    """
    if claim.status not in UNPUBLISHED:
        raise NotAllowedNow("This claim is published: file a proposal instead.")
    if claim.created_by_id != by.pk:
        require(by, Permission.EDIT)
    with act(by):
        before, after = write(claim, changes, base=base)
        if after:
            record("revised", claim, before=before, after=after, reason=reason)
            syntheses.refresh([claim.pk], reason="the claim was revised")
    return claim


def submit(*, claim: Claim, by: User, reason: str = "") -> Claim:
    """Hand a draft to the editors."""
    if claim.created_by_id != by.pk:
        require(by, Permission.EDIT)
    require_step("claim", claim.status, ClaimStatus.IN_REVIEW)
    with act(by):
        swap_status(claim, expected=claim.status, status=ClaimStatus.IN_REVIEW)
        filing.propose_new(record_=claim, by=by, reason=reason)
        record("submitted", claim, after={"status": claim.status}, reason=reason)
    return claim


def publish(*, claim: Claim, by: User, reason: str = "") -> Claim:
    """Put a claim before readers: version 1 is minted, its conclusion computed. Raises Denied, NotAllowedNow."""
    if claim.status == ClaimStatus.RETIRED:
        return restore(claim=claim, reason=reason, by=by)
    publish_many(claims=[claim], by=by, reason=reason)
    claim.refresh_from_db()
    return claim


def publish_many(*, claims: Sequence[Claim], by: User, reason: str = "") -> int:
    """Publish all of these claims or, where one cannot be, none; returns how many. Forty queries at most.

    Raises Denied (also for one's own, but on a site with one editor), NotAllowedNow, Moved.
    """
    require(by, Permission.PUBLISH)
    for claim in claims:
        require_step("claim", claim.status, ClaimStatus.PUBLISHED)
        if claim.status == ClaimStatus.RETIRED:
            raise NotAllowedNow(f"{claim.public_id} is retired: restore it by itself.")
    keys = [claim.pk for claim in claims]
    with act(by):
        own = {claim.pk for claim in claims if claim.created_by_id == by.pk}
        if own:
            filing.own_work(by.pk, by=by)
        now = timezone.now()
        done = Claim.objects.filter(pk__in=keys, status__in=UNPUBLISHED).update(
            status=ClaimStatus.PUBLISHED,
            status_reason="",
            published_at=now,
            published_by=by,
            changed_at=now,
            version_number=1,
        )
        if done != len(keys):
            raise Moved("Somebody else changed the state of one of these a moment ago.")
        touched = Evidence.objects.filter(claim__in=keys)
        holds.end_for(evidence=touched.values("pk"), end=HoldEnd.CLOSED)
        filing.close_many(
            records=claims, status=ProposalStatus.ACCEPTED, by=by, reason=reason, own=own
        )
        for claim in claims:
            why = filing.labelled(reason, own=claim.pk in own)
            before, after = {"status": claim.status}, {"status": ClaimStatus.PUBLISHED}
            record("published", claim, before=before, after=after, reason=why, public=True)
            announce("claim_published", claim, reason=why)
        syntheses.refresh(keys, reason="published")
        versions.mint_first(list(Claim.objects.filter(pk__in=keys).order_by("pk")), by=by)
        feed.revealed_with(keys, reason=reason)
        counts.refresh_claims(keys)
    return done


def take_back(*, claim: Claim, by: User) -> Claim:
    """Its author no longer wants a claim reviewed: it is a draft again. Nothing where it is not in review."""
    if claim.created_by_id != by.pk:
        require(by, Permission.EDIT)
    if claim.status == ClaimStatus.IN_REVIEW:
        with act(by):
            swap_status(claim, expected=claim.status, status=ClaimStatus.DRAFT)
            record("taken_back", claim, after={"status": claim.status})
    return claim


def reject(*, claim: Claim, by: User, reason: str) -> Claim:
    """Send a claim that waits for review back to its author."""
    require(by, Permission.DECIDE_PROPOSAL)
    reason = filing.need_reason(reason)
    require_step("claim", claim.status, ClaimStatus.DRAFT)
    with act(by):
        swap_status(claim, expected=claim.status, status=ClaimStatus.DRAFT, status_reason=reason)
        filing.close_new(
            record_=claim, status=ProposalStatus.REJECTED, by=by, reason=reason, own=False
        )
        record("rejected", claim, after={"status": claim.status}, reason=reason)
    return claim


def retire(*, claim: Claim, reason: str, by: User, superseded_by: Claim | None = None) -> Claim:
    """Take a claim out of use; its address goes on to say why, and what took its place."""
    if superseded_by is not None and (
        superseded_by.pk == claim.pk or superseded_by.status != ClaimStatus.PUBLISHED
    ):
        raise Invalid({"superseded_by": ["Choose another claim that is published."]})
    retire_many(claims=[claim], reason=reason, by=by, superseded_by=superseded_by)
    claim.refresh_from_db()
    return claim


def retire_many(
    *, claims: Sequence[Claim], reason: str, by: User, superseded_by: Claim | None = None
) -> int:
    """Retire all of these claims or, where one cannot be, none; returns how many. Eleven queries at most."""
    require(by, Permission.RETIRE)
    reason = filing.need_reason(reason)
    for claim in claims:
        require_step("claim", claim.status, ClaimStatus.RETIRED)
    keys = [claim.pk for claim in claims]
    with act(by):
        done = (
            Claim.objects.filter(pk__in=keys)
            .exclude(status=ClaimStatus.RETIRED)
            .update(
                status=ClaimStatus.RETIRED,
                status_reason=reason,
                superseded_by=superseded_by,
                changed_at=timezone.now(),
            )
        )
        if done != len(keys):
            raise Moved("Somebody else changed the state of one of these a moment ago.")
        touched = Evidence.objects.filter(claim__in=keys)
        holds.end_for(evidence=touched.values("pk"), end=HoldEnd.CLOSED)
        filing.close_many(records=claims, status=ProposalStatus.REJECTED, by=by, reason=reason)
        for claim in claims:
            public = claim.published_at is not None
            before, after = {"status": claim.status}, {"status": str(ClaimStatus.RETIRED)}
            if superseded_by is not None:
                after["superseded_by"] = superseded_by.public_id
            record("retired", claim, before=before, after=after, reason=reason, public=public)
            if public:
                announce("claim_retired", claim, reason=reason)
        counts.refresh_claims(keys)
    return done


def restore(*, claim: Claim, reason: str, by: User) -> Claim:
    """Bring a retired claim back before readers, with a new version."""
    require(by, Permission.PUBLISH)
    reason = filing.need_reason(reason)
    require_step("claim", claim.status, ClaimStatus.PUBLISHED)
    if claim.published_at is None:
        raise NotAllowedNow("It was never published: draft it anew.")
    with act(by):
        swap_status(
            claim,
            expected=claim.status,
            status=ClaimStatus.PUBLISHED,
            status_reason="",
            superseded_by=None,
            changed_at=timezone.now(),
        )
        record("restored", claim, after={"status": claim.status}, reason=reason, public=True)
        announce("claim_published", claim, reason=reason)
        syntheses.refresh([claim.pk], reason="restored")
        versions.mint(claim=Claim.objects.get(pk=claim.pk), reason="Restored.", by=by)
        feed.revealed_with([claim.pk], reason=reason)
        counts.refresh_claims([claim.pk])
    claim.refresh_from_db()
    return claim


def assign_topics(
    *,
    claims: Sequence[Claim],
    by: User,
    add: Iterable[Topic] = (),
    remove: Iterable[Topic] = (),
    reason: str = "",
) -> int:
    """Give topics to many claims or take them away; returns on how many something changed.

    Six queries and an insert, however many.
    """
    require(by, Permission.EDIT)
    # Whoever names one twice means it once.
    claims = list({claim.pk: claim for claim in claims}.values())
    add, remove = list(dict.fromkeys(add)), list(dict.fromkeys(remove))
    if hidden := [topic.public_id for topic in add if topic.status != RecordStatus.PUBLISHED]:
        raise Invalid({"topics": [f"Not published: {', '.join(hidden)}."]})
    keys = [claim.pk for claim in claims]
    with act(by):
        links = ClaimTopic.objects.filter(claim__in=keys)
        held = set(links.values_list("claim_id", "topic_id"))
        new = [(c, t.pk) for c in keys for t in add if (c, t.pk) not in held]
        old = [(c, t.pk) for c in keys for t in remove if (c, t.pk) in held]
        ClaimTopic.objects.bulk_create([ClaimTopic(claim_id=c, topic_id=t) for c, t in new])
        links.filter(topic__in=remove).delete()
        for claim in claims:
            # What went and what came, in the shape in which the history compares lists.
            before = {"topics": [f"T{t}" for c, t in old if c == claim.pk]}
            after = {"topics": [f"T{t}" for c, t in new if c == claim.pk]}
            if before != after:
                public = claim.status == ClaimStatus.PUBLISHED
                record(
                    "topics_assigned",
                    claim,
                    before=before,
                    after=after,
                    reason=reason,
                    public=public,
                )
                if public:
                    announce("claim_changed", claim, reason=reason)
        touched = {claim for claim, _ in (*new, *old)}
        Claim.objects.filter(pk__in=touched).update(
            revision=F("revision") + 1, changed_at=timezone.now()
        )
        feed.changed("claim", touched, reason=reason)
        counts.refresh_topics({topic.pk for topic in (*add, *remove)})
    return len(touched)


def set_reviewers_required(
    *, claim: Claim, number: int | None, by: User, reason: str = ""
) -> Claim:
    """How many independent reviewers each piece of this claim's evidence needs; None: as the site has it."""
    require(by, Permission.EDIT)
    with act(by):
        before, after = write(claim, {"reviewers_required": number})
        if after:
            record("revised", claim, before=before, after=after, reason=reason)
            consensus.refresh(list(claim.evidence.values_list("pk", flat=True)))
            syntheses.refresh([claim.pk], reason="the number of reviewers changed")
            feed.changed("claim", [claim.pk], reason=reason)
    return claim
