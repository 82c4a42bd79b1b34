"""Who may do what, and who may see what: the whole table in one place, for every door alike."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from claims.domain.articles import DocumentAccess
from claims.domain.vocabulary import (
    AppraisalStatus,
    AssessedUnit,
    AssessmentStatus,
    ClaimStatus,
    EvidenceStatus,
    RecordStatus,
    Role,
)
from claims.models import (
    Appraisal,
    Assessment,
    Claim,
    Conflict,
    Document,
    Event,
    Evidence,
    Follow,
    Import,
    Patient,
    Proposal,
    Search,
    Source,
    Study,
    Topic,
    Webhook,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from evidence.accounts.models import User

    Viewer = User | AnonymousUser | None


class Permission(enum.StrEnum):
    PROPOSE = "propose"  # new claims, sources, evidence, studies, topics, searches; changes
    COMMENT = "comment"
    APPRAISE = "appraise"
    DECIDE_PROPOSAL = "decide_proposal"
    EDIT = "edit"  # write to unpublished records of others, topics, studies, searches
    ASSIGN = "assign"  # hand evidence to a reviewer
    SET_PRACTICE = "set_practice"  # choose settled evidence for practice
    ADJUDICATE = "adjudicate"
    RELEASE = "release"  # open ratings as provisional
    CONFIRM = "confirm"  # confirm or override a synthesis
    PUBLISH = "publish"
    RETIRE = "retire"
    MERGE = "merge"
    EXCLUDE = "exclude"
    MARK_INTEGRITY = "mark_integrity"
    RECORD_CASE = "record_case"  # patients that case reports describe
    HANDLE_REPORT = "handle_report"
    LOAD = "load"
    USE_ADMIN = "use_admin"
    MANAGE_PEOPLE = "manage_people"
    READ_LOG = "read_log"


EDITOR = frozenset(
    {
        Permission.PROPOSE,
        Permission.COMMENT,
        Permission.DECIDE_PROPOSAL,
        Permission.EDIT,
        Permission.ASSIGN,
        Permission.SET_PRACTICE,
        Permission.ADJUDICATE,
        Permission.RELEASE,
        Permission.CONFIRM,
        Permission.PUBLISH,
        Permission.RETIRE,
        Permission.MERGE,
        Permission.EXCLUDE,
        Permission.MARK_INTEGRITY,
        Permission.RECORD_CASE,
        Permission.HANDLE_REPORT,
        Permission.LOAD,
        Permission.USE_ADMIN,
    }
)

ROLES: dict[Role, frozenset[Permission]] = {
    Role.CONTRIBUTOR: frozenset({Permission.PROPOSE, Permission.COMMENT}),
    Role.REVIEWER: frozenset({Permission.APPRAISE, Permission.COMMENT, Permission.RECORD_CASE}),
    Role.EDITOR: EDITOR,
    Role.ADMIN: frozenset(
        {Permission.MANAGE_PEOPLE, Permission.READ_LOG, Permission.USE_ADMIN, Permission.LOAD}
    ),
}


class Denied(Exception):
    """The person may not do this, whatever the record's state."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


REMEMBERED = "_touchstone_roles"


def roles(user: Viewer) -> frozenset[Role]:
    """The roles of `user`: one query, then remembered on the object. Nobody signed in: none."""
    if user is None or not user.is_authenticated or not user.is_active:
        return frozenset()
    known: frozenset[Role] | None = getattr(user, REMEMBERED, None)
    if known is None:
        names = {value for value, _ in Role.choices()}
        held = user.groups.values_list("name", flat=True)
        known = frozenset(Role(name) for name in held if name in names)
        if user.is_superuser:
            known |= {Role.ADMIN, Role.EDITOR, Role.CONTRIBUTOR}
        setattr(user, REMEMBERED, known)
    return known


def forget_roles(user: Any) -> None:
    """Drop what `roles` remembers, after a grant or a withdrawal."""
    if hasattr(user, REMEMBERED):
        delattr(user, REMEMBERED)


def permissions(user: Viewer) -> frozenset[Permission]:
    """Everything `user` may do, by role; what the record's own state forbids is the action's to say."""
    found = frozenset().union(*(ROLES[role] for role in roles(user)))
    return found & ON_A_MIRROR if settings.MIRROR_OF else found


#: What people go on doing on a mirror: nothing of it changes what is known.
ON_A_MIRROR = frozenset(
    {Permission.COMMENT, Permission.USE_ADMIN, Permission.MANAGE_PEOPLE, Permission.READ_LOG}
)


def may(user: Viewer, permission: Permission) -> bool:
    """Whether a role of `user` carries `permission`; on a mirror no role may change what is known."""
    if settings.MIRROR_OF and permission not in ON_A_MIRROR:
        return False
    return any(permission in ROLES[role] for role in roles(user))


def require(user: Viewer, permission: Permission) -> None:
    """Raise Denied where `may` is false."""
    if settings.MIRROR_OF and permission not in ON_A_MIRROR:
        raise Denied(f"This site is a mirror of {settings.MIRROR_OF}: change it there.")
    if not may(user, permission):
        raise Denied(f"This needs a role that may {permission.value.replace('_', ' ')}.")


def is_signed_in(user: Viewer) -> bool:
    return user is not None and user.is_authenticated


def is_editor(user: Viewer) -> bool:
    return Role.EDITOR in roles(user)


def _own(user: Viewer) -> Q:
    if user is None or not user.is_authenticated:
        return Q(pk__in=[])
    return Q(created_by=user.pk)


def visible_claims(user: Viewer) -> QuerySet[Claim]:
    """Published claims for anyone (retired ones answer with a tombstone), drafts for author and editors."""
    if is_editor(user):
        return Claim.objects.all()
    open_ = Q(status=ClaimStatus.PUBLISHED) | Q(
        status=ClaimStatus.RETIRED, published_at__isnull=False
    )
    if user is None or not user.is_authenticated:
        return Claim.objects.filter(open_)
    in_review = Q(status=ClaimStatus.IN_REVIEW) if roles(user) else Q(pk__in=[])
    return Claim.objects.filter(open_ | in_review | _own(user))


def listed_claims() -> QuerySet[Claim]:
    """What every list, count, facet, feed and export of claims starts from: the published ones."""
    return Claim.objects.filter(status=ClaimStatus.PUBLISHED)


OPEN_RECORD = Q(
    status__in=[RecordStatus.PUBLISHED.value, RecordStatus.RETIRED.value, RecordStatus.MERGED.value]
)


def _visible(records: QuerySet[Any], user: Viewer) -> QuerySet[Any]:
    if is_editor(user):
        return records
    if user is None or not user.is_authenticated:
        return records.filter(OPEN_RECORD)
    return records.filter(OPEN_RECORD | _own(user))


def visible_sources(user: Viewer) -> QuerySet[Source]:
    """Published, retired and merged sources for anyone; proposed ones for author and editors."""
    return _visible(Source.objects.all(), user)


def visible_topics(user: Viewer) -> QuerySet[Topic]:
    """As for sources."""
    return _visible(Topic.objects.all(), user)


def visible_studies(user: Viewer) -> QuerySet[Study]:
    """As for sources."""
    return _visible(Study.objects.all(), user)


def _public() -> Q:
    """The condition on an Evidence row for anyone to see it.

    By EXISTS and not by joins: with those, SQLite starts from the sources and sorts all evidence to find
    the newest 25 (430 ms at 250,000 instead of 2).
    """
    claim = Claim.objects.filter(pk=OuterRef("claim_id"), status=ClaimStatus.PUBLISHED)
    source = Source.objects.filter(pk=OuterRef("source_id"), status=RecordStatus.PUBLISHED)
    return ~Q(status=EvidenceStatus.PROPOSED) & Q(Exists(claim)) & Q(Exists(source))


def public_evidence() -> QuerySet[Evidence]:
    """Accepted evidence of published claims and published sources (excluded evidence included)."""
    return Evidence.objects.filter(_public())


def visible_evidence(user: Viewer) -> QuerySet[Evidence]:
    """Public evidence for anyone; reviewers also see what may be appraised; editors all; authors their own."""
    if is_editor(user):
        return Evidence.objects.all()
    public = _public()
    if user is None or not user.is_authenticated:
        return Evidence.objects.filter(public)
    extra = _own(user)
    if may(user, Permission.APPRAISE):
        extra |= ~Q(status=EvidenceStatus.PROPOSED) & Q(
            claim__status__in=[ClaimStatus.IN_REVIEW.value, ClaimStatus.PUBLISHED.value]
        )
    return Evidence.objects.filter(public | extra)


def opened() -> Q:
    """The condition on an Evidence row under which its ratings may be read by anyone (blindness)."""
    return Q(released_at__isnull=False) | ~Q(consensus="none")


def visible_appraisals(user: Viewer) -> QuerySet[Appraisal]:
    """Own appraisals always; others' only when submitted and the evidence's ratings are open.

    Editors and administrators see no more than anyone: that one exists may show, what it says may not.
    """
    open_evidence = public_evidence().filter(opened(), pk=OuterRef("evidence_id"))
    condition = Q(status=AppraisalStatus.SUBMITTED) & Q(Exists(open_evidence))
    if user is not None and user.is_authenticated:
        if roles(user):
            seen = visible_evidence(user).filter(opened(), pk=OuterRef("evidence_id"))
            condition |= Q(status=AppraisalStatus.SUBMITTED) & Q(Exists(seen))
        condition |= Q(reviewer=user.pk)
    return Appraisal.objects.filter(condition)


def visible_assessments(user: Viewer) -> QuerySet[Assessment]:
    """Own assessments always; others' only when submitted and open.

    Open is what an appraisal that the viewer may read cites, what is about a patient some of whose evidence has
    open ratings, and what is about the body of evidence of a claim that the viewer sees. Editors see no more
    than anyone: an assessment would betray the blind appraisal that is about to cite it.
    """
    cited = visible_appraisals(user).filter(
        status=AppraisalStatus.SUBMITTED, assessments=OuterRef("pk")
    )
    told = visible_evidence(user).filter(opened())
    told = told.filter(
        Q(patients=OuterRef("patient_id")) | Q(patients=OuterRef("patient__merged_into_id"))
    )
    claim = visible_claims(user).filter(pk=OuterRef("claim_id"))
    condition = Q(status=AssessmentStatus.SUBMITTED) & (
        Q(Exists(cited))
        | (Q(unit=AssessedUnit.PATIENT) & Q(Exists(told)))
        | (Q(unit=AssessedUnit.BODY) & Q(Exists(claim)))
    )
    if user is not None and user.is_authenticated:
        condition |= Q(assessor=user.pk)
    return Assessment.objects.filter(condition)


def visible_proposals(user: Viewer) -> QuerySet[Proposal]:
    """All for those who decide them; their own for those who filed them."""
    if user is None or not user.is_authenticated:
        return Proposal.objects.none()
    if may(user, Permission.DECIDE_PROPOSAL):
        return Proposal.objects.all()
    return Proposal.objects.filter(created_by=user.pk)


def visible_searches(user: Viewer) -> QuerySet[Search]:
    """Searches on claims and topics that the viewer can see."""
    return Search.objects.filter(
        Q(claim__in=visible_claims(user)) | Q(claim__isnull=True, topic__in=visible_topics(user))
    )


def visible_conflicts(user: Viewer) -> QuerySet[Conflict]:
    """Conflicts between the studies of claims that the viewer can see."""
    return Conflict.objects.filter(claim__in=visible_claims(user))


def visible_patients(user: Viewer) -> QuerySet[Patient]:
    """Patients of claims and evidence that the viewer can see, withdrawn and merged ones included."""
    seen = visible_evidence(user).filter(patients=OuterRef("pk"))
    return Patient.objects.filter(Q(claim__in=visible_claims(user)) & Q(Exists(seen)))


def visible_imports(user: Viewer) -> QuerySet[Import]:
    """All for editors; their own for those who brought them in."""
    if is_editor(user):
        return Import.objects.all()
    return Import.objects.filter(_own(user))


def visible_documents(user: Viewer, secret: str = "") -> QuerySet[Document]:
    """Published articles for anyone, shared ones for members, and one's own; `secret` opens what has that link.

    Editors see no more than other members: an article is its maker's until it is shared. Who follows a shared one sees
    it too. What has expired is gone.
    """
    condition = Q(access=DocumentAccess.PUBLISHED)
    if secret:
        condition |= Q(
            access__in=[DocumentAccess.UNLISTED.value, DocumentAccess.SHARED.value], secret=secret
        )
    if user is not None and user.is_authenticated:
        condition |= _own(user)
        shared = Q(access=DocumentAccess.SHARED)
        # Who follows it came by its link; closing it ends that.
        own = Q(Exists(Follow.objects.filter(document=OuterRef("pk"), user=user.pk)))
        condition |= shared if roles(user) else shared & own
    gone = Q(expires_at__isnull=False, expires_at__lte=timezone.now())
    return Document.objects.filter(condition).exclude(gone)


def own_webhooks(user: Viewer) -> QuerySet[Webhook]:
    """One's own and nobody else's: what a program of somebody is told of is not even the administrators' business."""
    if user is None or not user.is_authenticated:
        return Webhook.objects.none()
    return Webhook.objects.filter(user=user.pk)


def may_decide_matches(user: Viewer, document: Document) -> bool:
    """Whether `user` may say what a passage is: its maker; of shared and published ones, whoever has a role."""
    if user is None or not user.is_authenticated:
        return False
    if document.created_by_id == user.pk:
        return True
    return document.access != DocumentAccess.PRIVATE and bool(roles(user))


def visible_events(user: Viewer) -> QuerySet[Event]:
    """The whole log for those who may read it; otherwise the events that were public when they happened."""
    if may(user, Permission.READ_LOG) or is_editor(user):
        return Event.objects.all()
    return Event.objects.filter(public=True)


def reviewers_required(claim: Claim) -> int:
    """How many independent reviewers each piece of this claim's evidence needs (1 or more)."""
    return claim.reviewers_required or int(settings.REVIEWERS_REQUIRED)
