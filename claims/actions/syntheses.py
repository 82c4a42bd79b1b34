"""Conclusions: computed for many claims at once, confirmed or overridden one by one by an editor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from claims.access import Permission, require
from claims.actions import conflicts, feed, versions
from claims.actions.core import act, announce, record
from claims.actions.locks import lock_claims
from claims.actions.standing import copy_to_claims
from claims.domain.canonical import digest
from claims.domain.conflict import Sides
from claims.domain.inputs import Inputs
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.synthesis import Synthesis as Suggestion
from claims.domain.synthesis import synthesise
from claims.domain.verdict import METHOD_VERSION
from claims.domain.vocabulary import (
    Certainty,
    ClaimStatus,
    Consistency,
    Rung,
    SynthesisStatus,
    Verdict,
)
from claims.models import Claim, Synthesis
from claims.queries.synthesis_inputs import inputs

if TYPE_CHECKING:
    from evidence.accounts.models import User

DECIDED = (SynthesisStatus.CONFIRMED, SynthesisStatus.OVERRIDDEN)
PARTS: dict[str, Any] = {
    "verdict": Verdict,
    "certainty": Certainty,
    "consistency": Consistency,
    "rung_reached": Rung,
}
CHUNK = 200


def refresh(claims: Sequence[int], *, reason: str) -> None:
    """Compute each claim's conclusion anew and store what changed. At most eighteen queries for each 200 claims.

    What an editor decided stands, but goes stale, visibly, when its inputs change, until an editor decides
    again; the new suggestion is kept beside it. The record of a conflict between studies follows.
    """
    for start in range(0, len(claims), CHUNK):
        with act(None):
            _refresh(list(claims[start : start + CHUNK]), reason=reason)


def _refresh(keys: list[int], *, reason: str) -> None:
    lock_claims(keys)
    facts = inputs(keys)
    current = {
        row.claim_id: row for row in Synthesis.objects.filter(claim__in=keys, is_current=True)
    }
    beside = _beside([pk for pk, row in current.items() if row.status in DECIDED])
    new: list[Synthesis] = []
    superseded: list[int] = []
    stale: list[Synthesis] = []
    sides: dict[int, Sides] = {}
    for pk, found in facts.items():
        row = current.get(pk)
        computed = (found.input_hash(), METHOD_VERSION)
        if row is not None and (row.input_hash, row.method_version) == computed:
            sides[pk] = row.suggestion.get("sides") or {}
            continue
        suggestion = synthesise(found)
        sides[pk] = suggestion.sides
        fresh = _row(pk, found, suggestion)
        if row is not None and row.status in DECIDED and row.method_version != METHOD_VERSION:
            superseded.append(row.pk)
            current[pk] = _carried(row, fresh)
            new.append(fresh)
            continue
        if row is not None and row.status in DECIDED:
            fresh.is_current = False
            if row.stale_since is None:
                row.stale_since, row.stale_reason = timezone.now(), reason
                stale.append(row)
            if beside.get(pk) == computed:
                continue
        else:
            if row is not None:
                superseded.append(row.pk)
                # Stale until an editor looks: a fresh suggestion does not lift that.
                fresh.stale_since, fresh.stale_reason = row.stale_since, row.stale_reason
            current[pk] = fresh
        new.append(fresh)
    Synthesis.objects.filter(pk__in=superseded).update(is_current=False)
    Synthesis.objects.bulk_create(new, batch_size=CHUNK)
    Synthesis.objects.bulk_update(stale, ["stale_since", "stale_reason"], batch_size=CHUNK)
    conflicts.follow(sides, reason=reason)
    changed = copy_to_claims(current, facts)
    for claim in changed:
        if claim.status == ClaimStatus.PUBLISHED:
            after = {"verdict": claim.verdict, "certainty": claim.certainty, "stale": claim.stale}
            record("synthesis_suggested", claim, after=after, reason=reason, public=True)
            announce("synthesis_changed", claim, reason=reason)
    # What a conclusion was computed from may change while it stays what it is.
    moved = {row.claim_id for row in (*stale, *(row for row in new if row.is_current))}
    feed.changed("claim", moved | {claim.pk for claim in changed}, reason=reason)


def _beside(claims: list[int]) -> dict[int, tuple[str, str]]:
    """Hash and method of the newest suggestion that waits beside a decided conclusion. One query, or none."""
    if not claims:
        return {}
    rows = Synthesis.objects.filter(
        claim__in=claims, is_current=False, status=SynthesisStatus.SUGGESTED
    ).order_by("pk")
    found = rows.values_list("claim_id", "input_hash", "method_version")
    return {pk: (input_hash, method) for pk, input_hash, method in found}


def _row(pk: int, found: Inputs, suggestion: Suggestion) -> Synthesis:
    return Synthesis(
        claim_id=pk,
        method_version=suggestion.method_version,
        input_hash=suggestion.input_hash,
        inputs=found.to_json(),
        suggestion=suggestion.to_json(),
        verdict=suggestion.verdict,
        certainty=suggestion.certainty,
        consistency=suggestion.consistency,
        rung_reached=suggestion.rung_reached,
        rung_claimed=suggestion.rung_claimed,
        plain_sentence=suggestion.plain_sentence,
    )


def _carried(row: Synthesis, fresh: Synthesis) -> Synthesis:
    """What an editor decided under an older method, on the row of the present one; the old row stays on record.

    It goes stale where the rule now suggests otherwise than what the editor had before their eyes.
    """
    for name in (*PARTS, "plain_sentence", "status", "status_reason", "decided_by", "decided_at"):
        setattr(fresh, name, getattr(row, name))
    fresh.stale_since, fresh.stale_reason = row.stale_since, row.stale_reason
    seen = [row.suggestion.get(name) for name in (*PARTS, "plain_sentence")]
    now = [fresh.suggestion.get(name) for name in (*PARTS, "plain_sentence")]
    if fresh.stale_since is None and (seen != now or row.input_hash != fresh.input_hash):
        fresh.stale_since = timezone.now()
        fresh.stale_reason = (
            f"method {fresh.method_version} took the place of {row.method_version}, and what it is told or "
            "suggests differs"
        )
    return fresh


def mark_stale(claims: Iterable[int], *, reason: str) -> None:
    """Queue claims for an editor, whatever their conclusion: something grave changed under them. Three queries."""
    keys = list(claims)
    Synthesis.objects.filter(claim__in=keys, is_current=True, stale_since__isnull=True).update(
        stale_since=timezone.now(), stale_reason=reason
    )
    Claim.objects.filter(pk__in=keys).update(stale=True)


def confirm(*, claim: Claim, by: User, reason: str = "") -> Synthesis:
    """An editor stands behind the newest suggestion; it becomes the conclusion and a version is minted.

    Raises Denied; NotAllowedNow where it is confirmed already and nothing has changed since.
    """
    require(by, Permission.CONFIRM)
    with act(by):
        row = _of_present_inputs(claim)
        if row.is_current and row.status == SynthesisStatus.CONFIRMED and row.stale_since is None:
            raise NotAllowedNow("This conclusion is confirmed, and nothing has changed since.")
        if row.status in DECIDED:
            row = _again(row)
        return _decide(row, by=by, status=SynthesisStatus.CONFIRMED, reason=reason)


def override(*, claim: Claim, by: User, reason: str, **parts: Any) -> Synthesis:
    """An editor decides otherwise than the rule, with a reason; the suggestion stays beside it.

    `parts`: verdict, certainty, consistency, rung_reached, plain_sentence. Raises Denied, Invalid.
    """
    require(by, Permission.CONFIRM)
    errors: dict[str, list[str]] = {}
    if not reason.strip():
        errors["reason"] = ["Say why you depart from the suggestion."]
    for name, value in parts.items():
        if name in PARTS:
            if value not in [word for word, _ in PARTS[name].choices()]:
                errors[name] = ["Choose one of the words of this scale."]
        elif name != "plain_sentence":
            errors[name] = ["There is no such field."]
    changes = {"verdict", "certainty"} & set(parts)
    if changes and not str(parts.get("plain_sentence", "")).strip():
        errors["plain_sentence"] = ["Say it in one sentence: readers see that first."]
    if not parts:
        errors[""] = ["Nothing differs from the suggestion: confirm it instead."]
    if errors:
        raise Invalid(errors)
    with act(by):
        fresh = _again(_of_present_inputs(claim))
        for name, value in parts.items():
            setattr(fresh, name, value)
        return _decide(fresh, by=by, status=SynthesisStatus.OVERRIDDEN, reason=reason)


def rederive_one(*, claim: Claim, by: User) -> None:
    """An editor has one claim's conclusion computed anew from what is known now. What was decided stands, and is
    stale where its inputs have changed. Raises Denied."""
    require(by, Permission.CONFIRM)
    with act(by):
        refresh([claim.pk], reason="computed anew by an editor")


def _of_present_inputs(claim: Claim) -> Synthesis:
    """The newest conclusion, decided or suggested, that rests on what is known now."""
    refresh([claim.pk], reason="looked at by an editor")
    now = synthesise(inputs([claim.pk])[claim.pk])
    return Synthesis.objects.filter(
        claim=claim, input_hash=now.input_hash, method_version=now.method_version
    ).latest("is_current", "pk")


def _again(row: Synthesis) -> Synthesis:
    """The same suggestion in a row of its own: what was decided before stays as it was."""
    return Synthesis(
        claim_id=row.claim_id,
        method_version=row.method_version,
        input_hash=row.input_hash,
        inputs=row.inputs,
        suggestion=row.suggestion,
        **{name: row.suggestion[name] for name in (*PARTS, "rung_claimed", "plain_sentence")},
    )


def _decide(row: Synthesis, *, by: User, status: SynthesisStatus, reason: str) -> Synthesis:
    claim = Claim.objects.get(pk=row.claim_id)
    before = {"verdict": claim.verdict, "certainty": claim.certainty, "confirmed": claim.confirmed}
    Synthesis.objects.filter(Q(claim=claim, is_current=True) & ~Q(pk=row.pk)).update(
        is_current=False
    )
    row.is_current, row.status, row.status_reason = True, status, reason
    row.decided_by, row.decided_at = by, timezone.now()
    row.stale_since, row.stale_reason = None, ""
    row.save()
    copy_to_claims({claim.pk: row}, inputs([claim.pk]))
    claim.refresh_from_db()
    public = claim.status == ClaimStatus.PUBLISHED
    after = {"verdict": row.verdict, "certainty": row.certainty, "confirmed": True}
    record(f"synthesis_{status}", claim, before=before, after=after, reason=reason, public=public)
    if public:
        announce("synthesis_changed", claim, reason=reason)
        versions.mint(claim=claim, reason=f"Conclusion {status}.", by=by)
    return row


@dataclass(frozen=True)
class Difference:
    """A stored conclusion that its stored inputs do not give again."""

    claim: int
    synthesis: int
    what: str


def rederive(rows: Iterable[Synthesis]) -> Iterator[Difference]:
    """Compute stored conclusions from their stored inputs; yields every difference. No query of its own.

    Of a row of an older method the hash of its inputs is proven; the rule that gave its answer is gone.
    """
    for row in rows:
        if row.method_version != METHOD_VERSION:
            if digest(row.inputs) != row.input_hash:
                yield Difference(row.claim_id, row.pk, "the inputs do not have the stored hash")
            continue
        found = Inputs.from_json(row.inputs)
        again = synthesise(found)
        if again.input_hash != row.input_hash:
            yield Difference(row.claim_id, row.pk, "the inputs do not have the stored hash")
        elif again.to_json() != row.suggestion:
            yield Difference(row.claim_id, row.pk, "the suggestion comes out otherwise")
