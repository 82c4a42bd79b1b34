"""What a closed appraisal says cannot be read by anyone but its author, by any door."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.urls import reverse

from claims.actions import consensus, evidence
from claims.models import Assessment, Event, Evidence, PublicChange, Version
from tests.factories import make_appraisal, make_assessment, make_claim, make_evidence, make_user

pytestmark = pytest.mark.django_db

SECRET = "zibeline-rationale"
RATING = {"direction": "contradicts", "strength": "very_weak", "directness": "indirect"}
VIEWERS = ("anonymous", "reader", "contributor", "reviewer", "editor", "admin")


@pytest.fixture
def closed():
    """One submitted appraisal that nobody else may read yet, on a published claim."""
    made = make_evidence(make_claim("A claim that waits"), design="rct")
    reviewer = make_user("reviewer")
    cited = make_assessment(
        made,
        reviewer,
        notes={"1.1": SECRET},
        domain_judgements={"D1": "high"},
        departures={"D1": SECRET},
        remark=SECRET,
    )
    make_assessment(made.source, reviewer, draft=True, notes={"1": SECRET})
    return make_appraisal(
        made, reviewer, rationale=SECRET, interests=SECRET, departure=SECRET, assessments=[cited],
        **RATING,
    )  # fmt: skip


def as_viewer(client, viewer):
    client.logout()
    if viewer != "anonymous":
        client.force_login(make_user(*([] if viewer == "reader" else [viewer])))
    return client


def addresses(appraisal):
    """Every page, API address and admin page on which it could show."""
    on = appraisal.evidence
    ids = {
        "claims": f"C{on.claim_id}",
        "evidence": on.public_id,
        "sources": f"S{on.source_id}",
        "studies": f"Y{on.study_id}",
        "appraisals": appraisal.public_id,
        "assessments": appraisal.assessments.get().public_id,
    }
    found = ["/", "/claims/", "/sources/", "/desk/", "/search/?q=waits", f"/search/?q={SECRET}"]
    found += ["/map/", "/map.csv", "/claims/facets/rater/", "/claims/facets/direction/"]
    found += ["/api/v1/claims/facets/", "/api/v1/map/"]
    found += [f"/{noun}/{i}/" for noun, i in ids.items() if noun != "appraisals"]
    found += [f"/history/{i}/" for i in ids.values()]
    found += [f"/claims/C{on.claim_id}.1/", f"/evidence/{on.public_id}/appraise/"]
    found += [f"/api/v1/{noun}/" for noun in (*ids, "events", "searches", "proposals")]
    found += [f"/api/v1/{noun}/{i}/" for noun, i in ids.items()]
    found += [
        f"/api/v1/claims/?q={SECRET}",
        f"/api/v1/evidence/{on.public_id}/appraisals/",
        f"/api/v1/claims/C{on.claim_id}/versions/1/",
    ]
    for model in apps.get_app_config("claims").get_models():
        name = f"admin:claims_{model._meta.model_name}"
        if not admin.site.is_registered(model):
            continue
        found.append(reverse(f"{name}_changelist"))
        for record in model.objects.all()[:5]:
            found.append(reverse(f"{name}_change", args=[record.pk]))
            found.append(reverse(f"{name}_history", args=[record.pk]))
    return found


@pytest.mark.parametrize("viewer", VIEWERS)
def test_no_page_tells(client, closed, viewer):
    as_viewer(client, viewer)
    seen = 0
    for address in addresses(closed):
        answer = client.get(address)
        assert answer.status_code < 500, address
        seen += answer.status_code == 200
        # The search box may repeat what was asked for; the answer must not.
        body = answer.content.decode().replace(f"q={SECRET}", "").replace(f'value="{SECRET}"', "")
        if "q=" not in address:
            assert SECRET not in body, (viewer, address)
    assert seen >= 12


@pytest.mark.parametrize("viewer", VIEWERS)
def test_the_appraisal_itself_is_not_there(client, closed, viewer):
    as_viewer(client, viewer)
    assert client.get(f"/api/v1/appraisals/{closed.public_id}/").status_code == 404
    assert client.get("/api/v1/appraisals/").json()["results"] == []
    for one in Assessment.objects.all():
        assert client.get(f"/api/v1/assessments/{one.public_id}/").status_code == 404
        assert client.get(f"/assessments/{one.public_id}/").status_code == 404
    assert client.get("/api/v1/assessments/").json()["results"] == []


def test_its_author_reads_it(client, closed):
    client.force_login(closed.reviewer)
    assert client.get(f"/api/v1/appraisals/{closed.public_id}/").json()["rationale"] == SECRET


def test_it_moves_nothing_that_is_public(client):
    made = make_evidence(make_claim("A claim that waits"))
    before = PublicChange.objects.count(), Version.objects.count()
    answer = client.get(f"/api/v1/claims/C{made.claim_id}/")
    make_appraisal(made, rationale=SECRET, **RATING)
    assert (PublicChange.objects.count(), Version.objects.count()) == before
    again = client.get(f"/api/v1/claims/C{made.claim_id}/")
    assert again.headers.get("ETag") == answer.headers.get("ETag")
    assert again.json()["synthesis"] == answer.json()["synthesis"]
    stored = Evidence.objects.get(pk=made.pk)
    assert (stored.standing_direction, stored.standing_strength, stored.raters) == ("", "", 0)


def test_neither_the_log_nor_a_dump_says_it(closed):
    for event in Event.objects.all():
        assert SECRET not in json.dumps(event.payload)
    out = StringIO()
    call_command("dump", "-", stdout=out)
    assert SECRET not in out.getvalue()
    assert '"record":"appraisal"' not in out.getvalue()
    assert '"record":"assessment"' not in out.getvalue()


def test_two_who_differ_stay_closed_until_settled(client, closed):
    make_appraisal(closed.evidence, make_user("reviewer"), direction="supports")
    as_viewer(client, "anonymous")
    page = client.get(f"/api/v1/claims/C{closed.evidence.claim_id}/").json()
    assert page["synthesis"]["verdict"] == "not_assessed"
    assert SECRET not in json.dumps(page)
    consensus.adjudicate(
        evidence=Evidence.objects.get(pk=closed.evidence_id),
        fields={**RATING, "declaration": "none"},
        reason="The second reader took another table.",
        by=make_user("editor"),
    )
    assert SECRET in client.get(f"/evidence/{closed.evidence.public_id}/").content.decode()


@pytest.mark.parametrize("how", ["agreed", "released"])
def test_once_open_anyone_reads_it(client, closed, how):
    if how == "agreed":
        make_appraisal(closed.evidence, make_user("reviewer"), **RATING)
    else:
        evidence.release(evidence=closed.evidence, by=make_user("editor"))
    as_viewer(client, "anonymous")
    assert SECRET in client.get(f"/evidence/{closed.evidence.public_id}/").content.decode()
    found = client.get(f"/api/v1/appraisals/{closed.public_id}/").json()
    assert found["rationale"] == found["departure"] == SECRET
    (cited,) = found["assessments"]
    told = client.get(f"/api/v1/assessments/{cited['id']}/").json()
    assert told["notes"] == {"1.1": SECRET}
    assert SECRET in client.get(cited["url"]).content.decode()
    assert Assessment.objects.count() == 2  # the draft stays its author's
    assert len(client.get("/api/v1/assessments/").json()["results"]) == 1
