"""Versions of a claim: one, all in a line, two compared, and what stood on a day."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from claims.access import visible_claims
from claims.domain.problems import Invalid
from claims.domain.version_brief import PARTS
from claims.domain.version_compare import compare, line
from claims.domain.vocabulary import Certainty, ClaimStatus, Consistency, Verdict
from claims.models import PublicChange, Version
from claims.queries.links import label, public_id, url
from claims.queries.pages import Page, checked_limit, cut, decode, encode
from claims.queries.prepared import Prepared

if TYPE_CHECKING:
    from claims.access import Viewer

# A page of versions opens this many snapshots, each of which may be large.
MOST_OPENED = 20
MOST = 2**31 - 1
BAD_DAY = "Give a day such as 2026-03-01."
COLUMNS = ("number", "minted_at", "sha256", "reason", "brief")


@dataclass(frozen=True)
class DayFilters:
    """What a list of versions can be narrowed by: their own columns. Several values are joined by "or"."""

    verdict: tuple[str, ...] = ()
    certainty: tuple[str, ...] = ()
    consistency: tuple[str, ...] = ()

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The filters' names."""
        return tuple(field.name for field in fields(cls))


def day(text: str) -> date:
    """The day that `text` names. Invalid, by the field as_of, for what is no day or has not come yet."""
    try:
        found = date.fromisoformat(text.strip())
    except ValueError as error:
        raise Invalid({"as_of": [f"“{text[:40]}” is no day. {BAD_DAY}"]}) from error
    if found > timezone.now().astimezone(UTC).date():
        raise Invalid({"as_of": [f"{found.isoformat()} has not come yet. Give a day up to today."]})
    if found.year < 1900:
        raise Invalid({"as_of": [f"No version is older than 1900. {BAD_DAY}"]})
    return found


def end_of(day_: date) -> datetime:
    """The first moment after the day, in UTC: what was minted before it stood at the day's end."""
    return datetime.combine(day_ + timedelta(days=1), time.min, tzinfo=UTC)


def synthesis(brief: Mapping[str, Any]) -> dict[str, Any]:
    """The synthesis in a version's brief with its labels, as lists of claims show it. No query."""
    found = dict(brief.get("synthesis") or {})
    for name, scale in (
        ("verdict", Verdict),
        ("certainty", Certainty),
        ("consistency", Consistency),
    ):
        found[f"{name}_label"] = label(scale, found.get(name, ""))
    return found


def told(claim: int, row: Mapping[str, Any]) -> dict[str, Any]:
    """The brief of a row of COLUMNS, with the conclusion that it held. No query."""
    return {
        "id": f"{public_id('claim', claim)}.{row['number']}",
        "number": row["number"],
        "minted_at": row["minted_at"],
        "sha256": row["sha256"],
        "reason": row["reason"],
        "plain_sentence": row["brief"].get("plain_sentence", ""),
        "synthesis": synthesis(row["brief"]) if row["brief"] else None,
    }


def of_claim(claim: int) -> list[dict[str, Any]]:
    """The claim's versions, newest first, without their content. One query."""
    return [told(claim, row) for row in _OF_CLAIM.rows([claim])]


_OF_CLAIM = Prepared(
    lambda keys: Version.objects.filter(claim__in=keys).order_by("-number").values(*COLUMNS)
)


def one(viewer: Viewer, claim: int, number: int) -> dict[str, Any] | None:
    """One version with its canonical JSON text, or None. One query.

    A version is public for good: a retired claim's versions stay citable.
    """
    if number > MOST:
        return None
    return _opened(viewer, claim, Version.objects.filter(number=number))


def standing_on(viewer: Viewer, claim: int, day_: date) -> dict[str, Any] | None:
    """The version that stood at the end of the day, or None where there was none yet. One query."""
    return _opened(viewer, claim, Version.objects.filter(minted_at__lt=end_of(day_)))


def _opened(viewer: Viewer, claim: int, rows: QuerySet[Version]) -> dict[str, Any] | None:
    row = (
        rows.filter(claim=claim, claim__in=visible_claims(viewer))
        .order_by("-number")
        .values(*COLUMNS, "snapshot", "claim__status", "claim__version_number")
        .first()
    )
    if row is None:
        return None
    return told(claim, row) | {
        "claim_status": row["claim__status"],
        "snapshot": row["snapshot"],
        "latest": row["claim__version_number"],
    }


def first_minted(viewer: Viewer, claim: int) -> datetime | None:
    """When the claim's first version was minted; None where it has none or is not seen. One query."""
    found: datetime | None = (
        Version.objects.filter(claim=claim, claim__in=visible_claims(viewer))
        .order_by("number")
        .values_list("minted_at", flat=True)
        .first()
    )
    return found


def page(
    viewer: Viewer, claim: int, cursor: str | None = None, limit: int = MOST_OPENED
) -> Page | None:
    """One page of versions, newest first, each with `line`: what changed since the one before. Two queries.

    None where the viewer does not see the claim. At most 20 a page: their snapshots are opened.
    """
    if not visible_claims(viewer).filter(pk=claim).exists():
        return None
    rows = Version.objects.filter(claim=claim).order_by("-number")
    if cursor:
        (last,) = decode("version-lines", cursor, int)
        rows = rows.filter(number__lt=last)
    limit = min(checked_limit(limit), MOST_OPENED)
    found = list(rows.values(*COLUMNS, "snapshot")[: limit + 1])
    kept, following = cut(found, limit, lambda row: encode("version-lines", row["number"]))
    opened = [json.loads(row["snapshot"]) for row in found]
    results = []
    for place, row in enumerate(kept):
        before = opened[place + 1] if place + 1 < len(opened) else None
        said = row["reason"] if before is None else line(compare(before, opened[place]))
        results.append(told(claim, row) | {"line": said})
    return Page(results, following)


def pair(
    viewer: Viewer, claim: int, first: int | None, second: int | None
) -> tuple[int, int] | None:
    """The two versions to compare: without `second` the latest, without `first` the one before. One query.

    None where the claim has no version or is not seen.
    """
    latest = (
        Version.objects.filter(claim=claim, claim__in=visible_claims(viewer))
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    if latest is None:
        return None
    to = second or latest
    return (first or max(1, to - 1), to)


def compared(viewer: Viewer, claim: int, numbers: tuple[int, int]) -> dict[str, Any] | None:
    """Two versions side by side, or None where one is not there or not seen. One query."""
    rows = {
        row["number"]: row
        for row in Version.objects.filter(
            claim=claim, claim__in=visible_claims(viewer), number__in=numbers
        ).values(*COLUMNS, "snapshot")
    }
    if not all(number in rows for number in numbers):
        return None
    old, new = (rows[number] for number in numbers)
    return {
        "claim": {"id": public_id("claim", claim), "url": url("claim", claim)},
        "from": told(claim, old),
        "to": told(claim, new),
        **compare(json.loads(old["snapshot"]), json.loads(new["snapshot"])),
    }


def list_on(day_: date, filters: DayFilters, cursor: str | None = None, limit: int = 25) -> Page:
    """One page of claims as they stood at the end of the day, newest claim first. One query.

    From versions alone: each claim's last one up to then. What had been retired by then is left out.
    """
    end = end_of(day_)
    later = Version.objects.filter(
        claim=OuterRef("claim"), number__gt=OuterRef("number"), minted_at__lt=end
    )
    rows = Version.objects.filter(
        ~Exists(later), minted_at__lt=end, claim__in=visible_claims(None)
    ).order_by("-claim_id")
    for name in DayFilters.names():
        if wanted := getattr(filters, name):
            rows = rows.filter(**{f"{name}__in": list(wanted)})
    rows = rows.exclude(_retired_by(end))
    if cursor:
        (last,) = decode("claims-on", cursor, int)
        rows = rows.filter(claim_id__lt=last)
    found = list(
        rows.values("claim_id", "number", "minted_at", "brief")[: checked_limit(limit) + 1]
    )
    kept, following = cut(found, limit, lambda row: encode("claims-on", row["claim_id"]))
    return Page([_claim(row) for row in kept], following)


def _retired_by(end: datetime) -> Q:
    """The condition that a version's claim was retired at that moment, and not yet brought back by a version.

    Of what was loaded as retired nobody here knows the day: it is left out of every day.
    """
    retired = PublicChange.objects.filter(kind="claim_retired", noun="claim")
    back = Version.objects.filter(
        claim=OuterRef("object_id"), minted_at__gte=OuterRef("at"), minted_at__lt=end
    )
    by_then = retired.filter(~Exists(back), at__lt=end).values("object_id")
    undated = Q(claim__status=ClaimStatus.RETIRED) & ~Q(claim__in=retired.values("object_id"))
    return Q(claim__in=by_then) | undated


def _claim(row: Mapping[str, Any]) -> dict[str, Any]:
    brief = row["brief"]
    words = ("claim_type", "scope", "relation", "quantifier", "benefit_or_harm", "wording_note")
    return {
        "id": public_id("claim", row["claim_id"]),
        "url": url("claim", row["claim_id"]),
        "text": brief.get("text", ""),
        "plain_sentence": brief.get("plain_sentence", ""),
        "status": ClaimStatus.PUBLISHED.value,
        **{name: brief.get(name, "") for name in words},
        **{part: brief.get(part) or {"topic": None, "text": ""} for part in PARTS},
        "topics": brief.get("topics", []),
        "synthesis": synthesis(brief),
        "version": row["number"],
        "updated_at": row["minted_at"],
    }
