"""The reviewers' tutorial in a real browser: two grade, they differ, a third settles, the claim page changes."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

from claims.actions import claims as claim_actions
from claims.actions import evidence as evidence_actions
from claims.models import Appraisal, Claim, Source

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True, reset_sequences=True),
]

# RoB 2: what the two readers see alike, and where they part (4.2 to 5.1).
ALIKE = {
    "1.1": "Y", "1.2": "PY", "1.3": "N", "2.1": "N", "2.2": "N", "2.6": "Y", "3.1": "Y",
    "4.1": "N", "4.2": "N", "4.3": "N", "5.2": "N", "5.3": "N",
}  # fmt: skip
RAE = ALIKE | {"5.1": "Y"}
RAVI = ALIKE | {"5.1": "NI"}


@pytest.fixture
def ungraded(site):
    """A published claim with one trial that nobody has graded: two readers are wanted."""
    person = get_user_model().objects.get
    cora, edda = person(username="cora"), person(username="edda")
    trial = Source.objects.get(title__startswith="Kratom and Pain Tolerance")
    claim = claim_actions.draft(
        by=cora,
        fields={
            "text": "Kratom raises pain tolerance in people who use it regularly",
            "claim_type": "causal",
            "rung_claimed": "caused",
            "exposure_text": "kratom",
            "outcome_text": "pain tolerance",
            "population_text": "people who use kratom regularly",
        },
    )
    claim_actions.submit(claim=claim, by=cora)
    claim_actions.publish(claim=Claim.objects.get(pk=claim.pk), by=edda)
    found = evidence_actions.propose(
        by=cora,
        claim=Claim.objects.get(pk=claim.pk),
        source=trial,
        fields={
            "design": "rct",
            "finding": "Time with the hand in ice water was longer an hour after kratom than before it.",
            "n": 26,
            "n_unit": "patients",
            "read": "abstract",
            "population": "Men who drink kratom daily",
        },
    )
    evidence_actions.accept(evidence=found, by=edda)
    return found


@pytest.fixture
def shot(request, root):
    """Takes a picture for the tutorial, where pictures are wanted."""
    wanted = request.config.getoption("--screenshots", default=False)

    def take(tab, name):
        if wanted:
            tab.screenshot(path=str(root / "docs" / "images" / f"tutorial-{name}.png"))

    return take


@pytest.fixture
def as_person(browser, signed_in):
    """A tab of somebody's, at 1280 px unless said otherwise."""
    opened = []

    def open_(username, width=1280):
        context = browser.new_context(viewport={"width": width, "height": 900})
        if username:
            context.add_cookies([signed_in(username)])
        opened.append(context)
        return context.new_page()

    yield open_
    for context in opened:
        context.close()


def grade(tab, site, evidence, answers, strength, why, *, shot=None):
    tab.goto(f"{site}/evidence/{evidence.public_id}/appraise/")
    for item, value in answers.items():
        tab.check(f'input[name="answer.{item}"][value="{value}"]')
    tab.wait_for_selector('[data-domain="D1"] >> text=Low risk of bias')
    tab.select_option("select[name=direction]", "supports")
    tab.select_option("select[name=directness]", "direct")
    tab.select_option("select[name=strength]", strength)
    tab.select_option("select[name=declaration]", "none")
    tab.select_option("select[name=read]", "abstract")
    tab.fill("textarea[name=rationale]", why)
    tab.wait_for_selector("[data-status]:has-text('Draft kept')")
    if shot:
        tab.evaluate("window.scrollTo(0, 0)")
        shot(tab, "form")
        tab.locator("#judgement").scroll_into_view_if_needed()
        shot(tab, "judgement")
    tab.click("button[name=submit]")
    tab.wait_for_url(f"**/evidence/{evidence.public_id}/")
    cited = Appraisal.objects.filter(status="submitted", evidence=evidence).latest("pk")
    assert cited.assessments.get().judgement == ("low" if strength == "strong" else "some_concerns")
    assert cited.suggested_strength == strength


def test_two_grade_one_evidence_differ_and_a_third_settles_it(
    site, ungraded, as_person, shot, chromium
):
    claim = f"{site}/claims/{ungraded.claim.public_id}/"
    reader = as_person("")
    reader.goto(claim)
    assert "Not assessed" in reader.inner_text("main")

    rae = as_person("rae")
    rae.goto(f"{site}/desk/")
    shot(rae, "desk")
    rae.goto(f"{site}/evidence/{ungraded.public_id}/")
    rae.click("button >> text=Take it in hand")
    rae.wait_for_url(f"**/evidence/{ungraded.public_id}/appraise/")
    grade(
        rae, site, ungraded, RAE, "strong", "Blind, complete, and reported as it was planned.",
        shot=shot,
    )  # fmt: skip
    reader.reload()
    assert "Not assessed" in reader.inner_text("main"), "a blind rating shows"

    ravi = as_person("ravi", 360)
    ravi.goto(f"{site}/evidence/{ungraded.public_id}/")
    assert "as it was planned" not in ravi.content()
    grade(ravi, site, ungraded, RAVI, "moderate", "No plan was to be had before the results.")
    ravi.goto(f"{site}/evidence/{ungraded.public_id}/")
    shot(ravi, "differ")

    edda = as_person("edda")
    edda.goto(f"{site}/desk/")
    edda.goto(f"{site}/evidence/{ungraded.public_id}/settle/")
    if "Reader A" not in edda.inner_text("main"):
        edda.click("main button")  # she opens the closed ratings, and can grade this no more
        edda.wait_for_load_state()
    text = edda.inner_text("main")
    assert "Reader A" in text
    assert "Reader B" in text
    assert "5.1" in text, "the answer in which they part is shown"
    assert "Rae" not in text
    assert "Ravi" not in text
    edda.select_option("select[name=direction]", "supports")
    edda.select_option("select[name=directness]", "direct")
    edda.select_option("select[name=strength]", "moderate")
    edda.select_option("select[name=declaration]", "none")
    edda.fill("textarea[name=reason]", "The registered plan cannot be compared with the report.")
    shot(edda, "settle")
    edda.click("button >> text=Settle")
    edda.wait_for_load_state()

    reader.reload()
    answer = reader.inner_text(".answer")
    assert "Not assessed" not in answer
    assert "Limited support" in answer
    found = reader.inner_text("main")
    assert "adjudicated" in found.lower() or "settled" in found.lower()
    shot(reader, "claim")
    reader.goto(f"{site}/evidence/{ungraded.public_id}/")
    assert "The registered plan cannot be compared" in reader.inner_text("main")
    shot(reader, "evidence")
