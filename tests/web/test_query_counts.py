"""No page asks the database more often because there is more to show."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Proposal, Report
from tests.queries import build

pytestmark = pytest.mark.django_db

# Most queries a page may make, for nobody signed in.
BUDGET = {
    "/": 9,
    "/claims/": 11,
    "/claims/facets/topic/": 9,
    "/map/": 11,
    "/map.csv": 9,
    "/claims/{claim}/": 19,
    "/claims/{claim}/patients.csv": 6,
    "/patients/{patient}/": 7,
    "/claims/?as_of=2026-01-02": 1,
    "/claims/{claim}/?sort=-year&rows=all": 19,
    "/claims/{claim}/?as_of=2026-01-02": 2,
    "/claims/{claim}/figures/versions.svg": 14,
    "/claims/{claim}/versions/": 3,
    "/claims/{claim}/compare/?from=1&to=1": 3,
    "/claims/{claim}.1/": 2,
    "/claims/{claim}.1.json": 1,
    "/evidence/{evidence}/": 7,
    "/sources/": 3,
    "/sources/{source}/": 10,
    "/studies/": 3,
    "/studies/{study}/": 12,
    "/topics/": 3,
    "/topics/{topic}/": 14,
    "/search/?q=claim": 16,
    "/agreement/": 4,
    "/history/{claim}/": 5,
}
FOR_EDITORS = {
    "/proposals/": 12,
    "/desk/": 40,
    "/claims/{claim}/": 29,
    "/evidence/{evidence}/": 12,
    "/studies/look-alikes/": 16,
}


def world(number):
    claims = [build.full_claim(number) for _ in range(number)]
    claim = claims[0]
    for place, piece in enumerate(claim.evidence.all()):
        patient = build.patient(piece, age=str(20 + place), event=f"event {place}")
    one = claim.evidence.first()
    author = build.user("contributor")
    for _ in range(number):
        proposed = build.claim()
        Proposal.objects.create(
            kind="change",
            noun="claim",
            object_id=proposed.pk,
            changes={"text": {"base": proposed.text, "value": "Other"}},
            created_by=author,
        )
        Report.objects.create(noun="claim", object_id=claim.pk, text="x", at=proposed.created_at)
        build.claim(status="in_review", published_at=None, version_number=0)
        build.claim(stale=True)
        build.evidence(build.claim(), status="conflict")
        for other in (build.evidence(build.claim(), one.source, study=one.study),):
            build.appraisal(other, author)
    return {
        "claim": claim.public_id,
        "patient": patient.public_id,
        "evidence": one.public_id,
        "source": one.source.public_id,
        "study": one.study.public_id,
        "topic": claim.topics.first().public_id,
    }


def counted(client, address):
    client.get(
        "/about/"
    )  # session and roles are read anew on every request; nothing is cached here
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200, address
    return len(queries)


def test_pages_for_everybody(client):
    few = world(1)
    first = {address: counted(client, address.format(**few)) for address in BUDGET}
    many = world(20)
    second = {address: counted(client, address.format(**many)) for address in BUDGET}
    assert second == first
    over = {page: n for page, n in second.items() if n > BUDGET[page]}
    assert over == {}


def test_pages_for_editors(as_role):
    few = world(1)
    client = as_role("editor")
    first = {address: counted(client, address.format(**few)) for address in FOR_EDITORS}
    many = world(20)
    second = {address: counted(client, address.format(**many)) for address in FOR_EDITORS}
    assert second == first
    over = {page: n for page, n in second.items() if n > FOR_EDITORS[page]}
    assert over == {}
