"""Versions of claims as works that are cited."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from claims.access import visible_claims
from claims.domain.vocabulary import ClaimStatus
from claims.formats import claim_csl
from claims.formats.records import Csl
from claims.formats.said import NOT_MEDICAL_ADVICE
from claims.models import Version
from claims.queries.links import public_id
from claims.queries.versions import one as read

if TYPE_CHECKING:
    from claims.access import Viewer

RETIRED = "The claim has been retired since"


def of_version(viewer: Viewer, claim: int, number: int) -> tuple[Csl, str] | None:
    """The version as CSL-JSON and what must be read beside it ("" for nothing); None where it is not. One query."""
    found = read(viewer, claim, number)
    if found is None:
        return None
    path = reverse("web:claim_version", args=[public_id("claim", claim), number])
    csl = claim_csl.record(
        found,
        json.loads(found["snapshot"]),
        site=settings.SITE_NAME,
        address=f"{settings.SITE_URL}{path}",
        advice=NOT_MEDICAL_ADVICE,
    )
    if found["claim_status"] != ClaimStatus.RETIRED:
        return csl, ""
    return csl | {"note": f"{csl['note']}. {RETIRED}."}, RETIRED


def newest(viewer: Viewer, claim: int) -> int | None:
    """The number of the claim's newest version, or None. One query."""
    rows = Version.objects.filter(claim=claim, claim__in=visible_claims(viewer))
    return rows.order_by("-number").values_list("number", flat=True).first()
