"""Grading in a real browser: kept as one types, on every device, by keyboard, and without a script."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.test import Client

from claims.models import Appraisal, Assessment
from tests.factories import LOW_RISK, make_claim, make_evidence, make_source, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RUN_AXE = """async () => (await axe.run(document, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
})).violations.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 140)).join(" | "))"""
PICTURES = os.environ.get("GRADING_PICTURES")


@pytest.fixture
def link(live_server):
    quote = {"exact": "pain fell by half", "prefix": "In the treated arm", "locator": "p. 4"}
    source = make_source(title="A trial of something", url="https://example.org/trial")
    claim = make_claim("It lowers pain", claim_type="efficacy")
    return make_evidence(claim, source, design="rct", quotes=[quote], n=120, n_unit="patients")


@pytest.fixture
def me(link):
    return make_user("reviewer")


@pytest.fixture
def device(browser, live_server, me):
    """A browser of its own, signed in as the same person."""
    opened = []

    def new(**options):
        client = Client()
        client.force_login(me)
        value = client.cookies["sessionid"].value
        context = browser.new_context(**options)
        context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
        opened.append(context)
        return context.new_page()

    yield new
    for context in opened:
        context.close()


def go(page, live_server, link):
    page.goto(f"{live_server.url}/evidence/{link.public_id}/appraise/")
    return page


def answer_all(page):
    for item, answer in LOW_RISK.items():
        page.check(f'input[name="answer.{item}"][value="{answer}"]')


def picture(page, name):
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def test_kept_as_one_types_and_found_on_another_device(device, live_server, link, me):
    page = go(device(), live_server, link)
    page.fill("#id_rationale", "So far.")
    page.wait_for_selector("[data-status]:has-text('Draft kept')")
    page.check('input[name="answer.1.1"][value="Y"]')
    page.wait_for_selector('input[name=sheet_revision][value="1"]', state="attached")
    page.context.close()
    other = go(device(), live_server, link)
    assert other.input_value("#id_rationale") == "So far."
    assert other.is_checked('input[name="answer.1.1"][value="Y"]')
    answer_all(other)
    other.wait_for_selector("[data-suggestion]:has-text('strong')")
    assert "Low" in other.inner_text("[data-result]")
    other.wait_for_selector('[data-item="4.4"]', state="hidden")
    picture(other, "answered-1280")
    for name, value in (
        ("direction", "supports"), ("directness", "direct"), ("strength", "strong"),
        ("read", "full_text"), ("declaration", "none"),
    ):  # fmt: skip
        other.select_option(f"#id_{name}", value)
    # Pressed while a draft may be on its way: the page waits for it.
    other.click("button[name=submit]")
    other.wait_for_url(f"**/evidence/{link.public_id}/")
    assert Appraisal.objects.get().status == "submitted"
    assert Assessment.objects.get().judgement == "low"


def test_a_device_that_is_behind_is_told_and_loses_nothing(device, live_server, link):
    here, there = (go(device(), live_server, link) for _ in range(2))
    here.fill("#id_rationale", "Here.")
    here.wait_for_selector("[data-status]:has-text('Draft kept')")
    there.fill("#id_rationale", "There.")
    there.wait_for_selector("[data-status].bad")
    there.click("button[name=save]")
    there.wait_for_selector("text=Kept elsewhere in the meantime")
    assert "Kept elsewhere: Here." in there.inner_text(".notice")
    assert there.input_value("#id_rationale") == "There."
    picture(there, "conflict-1280")
    there.click("button[name=save]")
    there.wait_for_selector("text=Draft kept.")
    assert Appraisal.objects.get().rationale == "There."


def test_without_a_script_it_goes_in_steps(device, live_server, link):
    page = go(device(java_script_enabled=False), live_server, link)
    answer_all(page)
    page.click("button[name=check]")
    assert "Low" in page.inner_text("[data-result]")
    assert "strong" in page.inner_text("[data-suggestion]")
    page.click("button[name=submit]")
    assert page.is_visible("text=to mend")
    assert page.evaluate("document.activeElement.className") == "box faults"
    assert page.is_checked('input[name="answer.1.1"][value="Y"]')


def test_by_keyboard_an_error_leads_to_its_field(device, live_server, link):
    page = go(device(), live_server, link)
    page.focus("button[name=submit]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".faults")
    page.focus(".faults a[href='#id_direction']")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") in ("id_direction", "id_directness")


@pytest.mark.once
@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_no_barrier_and_no_overflow(device, live_server, link, axe, width, scheme):
    page = device(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    go(page, live_server, link)
    page.wait_for_load_state("networkidle")
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide <= 0
    page.evaluate(axe)
    assert page.evaluate(RUN_AXE) == []
    picture(page, f"empty-{width}-{scheme}")
    if width == 1280:
        aside = page.evaluate("getComputedStyle(document.querySelector('.sides > aside')).position")
        assert aside == "sticky"
