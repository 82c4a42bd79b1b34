"""The certainty page and its forms, and the conflict on the claim's page."""

from __future__ import annotations

import pytest

from claims.actions import judgements, syntheses
from claims.models import Claim, Conflict, DomainJudgement, Synthesis
from tests.actions.test_judgements import HERE, rated
from tests.factories import make_claim, make_user

pytestmark = pytest.mark.django_db
JUDGE = "/claims/C{}/certainty/randomised/imprecision/"


@pytest.fixture(autouse=True)
def _one_reviewer(settings):
    settings.REVIEWERS_REQUIRED = 1


@pytest.fixture
def claim():
    made = make_claim()
    rated(made, n=120, n_unit="patients")
    return made


def text(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_readers_see_every_domain_with_its_reason_and_no_form(client, claim):
    page = text(client.get(f"/claims/{claim.public_id}/certainty/"))
    for words in (
        "Risk of bias", "Publication bias", "Confounding would work",
        "4 - 1 = 3: moderate", "Only 120 participants.", "Not decided", "GRADE-informed",
        "What would change the certainty", "not medical advice",
    ):  # fmt: skip
        assert words in page, words
    assert "Confirm or decide" not in page
    assert f"/claims/{claim.public_id}/certainty/" in text(
        client.get(f"/claims/{claim.public_id}/")
    )


def test_an_editor_decides_confirms_and_takes_back(client, claim):
    editor = make_user("editor")
    client.force_login(editor)
    address = JUDGE.format(claim.pk)
    assert "−1. Only 120 participants." in text(client.get(f"/claims/{claim.public_id}/certainty/"))
    form = text(client.get(address))
    assert "as suggested" in form
    assert "No decision" not in form
    refused = client.post(address, {"change": "-2", "reason": ""})
    assert "This field is required" in text(refused)
    done = client.post(address, {"change": "-2", "reason": "The interval is wide."})
    assert done["Location"] == f"/claims/{claim.public_id}/certainty/"
    page = text(client.get(done["Location"]))
    assert "4 - 2 = 2: low" in page
    assert "The interval is wide." in page
    assert Claim.objects.get(pk=claim.pk).certainty == "low"
    assert "No decision" in text(client.get(address))
    client.post(address, {"change": "withdraw", "reason": "A slip."})
    assert not DomainJudgement.objects.filter(is_current=True).exists()


@pytest.mark.parametrize("role", ["anonymous", "reader", "contributor", "reviewer", "admin"])
def test_nobody_else_decides(client, claim, role):
    if role != "anonymous":
        client.force_login(make_user(*([] if role == "reader" else [role])))
    expected = 302 if role == "anonymous" else 403
    for address in (JUDGE.format(claim.pk), f"/claims/{claim.public_id}/certainty/rederive/"):
        assert client.post(address, {"change": "-2", "reason": "X"}).status_code == expected
    assert client.get(JUDGE.format(claim.pk)).status_code == expected
    assert not DomainJudgement.objects.exists()


def test_there_is_nothing_to_decide_where_there_is_no_body(client, claim):
    client.force_login(make_user("editor"))
    for stream, domain in (("animal", "imprecision"), ("randomised", "luck")):
        assert client.get(f"/claims/C{claim.pk}/certainty/{stream}/{domain}/").status_code == 404


def test_stale_says_why_since_when_and_is_computed_anew_by_a_button(client, claim):
    editor = make_user("editor")
    syntheses.confirm(claim=claim, by=editor)
    judgements.judge_domain(claim=claim, **HERE, change=-2, reason="Wide.", by=editor)
    page = text(client.get(f"/claims/{claim.public_id}/certainty/"))
    assert "Out of date since" in page
    assert "Imprecision was decided by an editor" in page
    assert "computed from what is known now" in page
    fresh = make_claim()
    rated(fresh)
    row = Synthesis.objects.filter(claim=fresh, is_current=True)
    row.update(method_version="1.0.0")
    client.force_login(editor)
    assert "Compute it anew" in text(client.get(f"/claims/{fresh.public_id}/certainty/"))
    client.post(f"/claims/{fresh.public_id}/certainty/rederive/")
    assert row.get().method_version != "1.0.0"


def test_a_conflict_is_seen_on_the_claim_and_settled_from_its_page(client, claim):
    rated(claim, rating={"direction": "contradicts"})
    conflict = Conflict.objects.get()
    page = text(client.get(f"/claims/{claim.public_id}/"))
    assert 'id="conflict"' in page
    assert "The studies disagree" in page
    assert claim.text in text(client.get("/conflicts/?state=open"))
    assert claim.text not in text(client.get("/conflicts/?state=resolved"))
    assert client.get("/conflicts/?state=lost").status_code == 200
    assert "For editors" not in text(client.get(f"/conflicts/{conflict.public_id}/"))
    client.force_login(make_user("editor"))
    assert "Explain it" in text(client.get(f"/conflicts/{conflict.public_id}/"))
    address = f"/do/{conflict.public_id}/explain/"
    assert "What sets them apart" in text(client.get(address))
    done = client.post(address, {"cause": "dose", "reason": "Ten times more."})
    assert done["Location"] == f"/claims/{claim.public_id}/#conflict"
    assert "Different doses or products" in text(client.get(f"/claims/{claim.public_id}/"))
