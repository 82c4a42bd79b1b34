"""Who may judge what: roles, states, own publications, and what a person declares at the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.access import Denied, Permission, require
from claims.domain.authorship import orcids
from claims.domain.names import authors_of, resembling
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.vocabulary import ClaimStatus, EvidenceStatus, Integrity, Interests
from claims.models import Claim, Evidence, Source
from claims.queries.holds import opened_conflict

if TYPE_CHECKING:
    from evidence.accounts.models import User


def may_rate(evidence: Evidence, by: User) -> None:
    """Raise Denied or NotAllowedNow where `by` may not judge this evidence now."""
    require(by, Permission.APPRAISE)
    if evidence.status in (EvidenceStatus.PROPOSED, EvidenceStatus.EXCLUDED):
        raise NotAllowedNow(f"This evidence is {evidence.status}: it cannot be appraised now.")
    claim_in_use(evidence.claim)
    source_in_use(evidence.source)
    not_an_author(evidence.source, by)
    if evidence.adjudications.filter(by=by).exists():
        raise Denied("You settled this evidence as a third person: you cannot rate it as well.")
    if opened_conflict(by.pseudonym, evidence.pk):
        raise Denied(
            "You read the blind ratings in order to settle them: you cannot rate it as well."
        )


def claim_in_use(claim: Claim) -> None:
    """Raise NotAllowedNow for a retired claim."""
    if claim.status == ClaimStatus.RETIRED:
        raise NotAllowedNow("This claim is retired: its evidence is appraised no more.")


def source_in_use(source: Source) -> None:
    """Raise NotAllowedNow for a source that a notice keeps out of every synthesis."""
    if source.withdrawn_from_use:
        notice = Integrity(source.integrity).label.lower()
        raise NotAllowedNow(
            f"{source.public_id} is {notice}: it is not appraised while the notice stands."
        )


def not_an_author(source: Source, by: User) -> None:
    """Raise Denied where the source names this person's ORCID iD among its authors."""
    if by.orcid and by.orcid in orcids(source.csl):
        raise Denied("You are an author of this source: somebody else must appraise it.")


def resembles(source: Source, by: User) -> str:
    """The author of the source whose name is like this person's, as it is written there; "" for none."""
    names = [by.display_name, by.get_full_name()]
    return resembling([name for name in names if name], authors_of(source.authors, source.csl))


def ask_for_name(source: Source, by: User, *, not_author: bool) -> bool:
    """Whether the person says that a like-named author is somebody else. Invalid where they have to say so."""
    author = resembles(source, by)
    if author and not not_author:
        asked = (
            f"An author of this source is called {author}, much like you. If that is you, leave it to"
            " somebody else; if not, say so: the log keeps that you did."
        )
        raise Invalid({"not_author": [asked]})
    return bool(author)


def declared(declaration: str, interests: str) -> dict[str, list[str]]:
    """What is wrong with a declaration of interests, by field; empty where nothing is."""
    if not declaration:
        return {
            "declaration": ["Declare your interests: none, or some and which. Readers will see it."]
        }
    if declaration == Interests.SOME and not interests.strip():
        return {"interests": ["Say which interests you have: readers will see it."]}
    if declaration == Interests.NONE and interests.strip():
        return {"declaration": ["You declare none and describe some: which of the two is it?"]}
    return {}
