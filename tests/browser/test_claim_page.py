"""The page of a claim and its versions as people meet them: by key, without scripts, narrow, enlarged, printed."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

from claims.actions import integrity, syntheses
from claims.models import Claim, Evidence
from tests.browser.test_pages import LOOKS, look

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def claim(site):
    """A claim with three versions: published, confirmed, and struck by a retraction."""
    editor = get_user_model().objects.get(username="edda")
    found = Claim.objects.filter(verdict="limited_support", evidence_count__gte=10).first()
    syntheses.confirm(claim=found, by=editor)
    one = Evidence.objects.filter(claim=found, standing_direction="mixed").first()
    integrity.mark(sources=[one.source], integrity="retracted", note="Twice.", by=editor)
    found.refresh_from_db()
    assert found.version_number == 3
    return found.public_id


def test_reading_a_claim_from_the_answer_to_the_first_version(browser, site, claim, axe):
    today = f"{claim}/?as_of=2020-01-01"
    pages = [
        f"/claims/{claim}/",
        f"/claims/{claim}/versions/",
        f"/claims/{claim}/compare/?from=1&to=3",
    ]
    assert look(browser, site, "", pages, None, axe, LOOKS) == {}

    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 1280, "height": 900}
    )
    tab = context.new_page()
    # The answer, its rulers and what it rests on without scrolling past one screen and a half.
    tab.goto(f"{site}/claims/{claim}/")
    assert tab.locator(".answer .plain").bounding_box()["y"] < 400
    assert tab.locator("#rests-on").bounding_box()["y"] < 1350
    # The contents lead on by key; the evidence is sorted by a link, with no script.
    tab.click("nav.contents a[href='#evidence']")
    tab.click("a[href='?sort=year#evidence']")
    assert "sort=year" in tab.url
    assert tab.locator("th[aria-sort=descending]").inner_text() == "What was found, and where"
    tab.click(".head:has(#versions) + figure summary")
    assert "suggested" in tab.inner_text(".head:has(#versions) + figure tbody")
    # On a day before there was a version: said so, with a way on.
    assert tab.goto(f"{site}/claims/{today}").status == 404
    tab.click("text=The first version")
    assert "A later version exists" in tab.inner_text("main")
    tab.click("text=Compare with the latest")
    assert "newly left out" in tab.inner_text(".lead")
    context.close()


def test_a_claim_is_read_enlarged_and_on_paper(browser, site, claim):
    # 200 % zoom of a 1280 pixel screen leaves 640.
    context = browser.new_context(viewport={"width": 640, "height": 450}, reduced_motion="reduce")
    tab = context.new_page()
    tab.goto(f"{site}/claims/{claim}/")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 640
    assert tab.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    tab.emulate_media(media="print")
    assert not tab.locator("nav.contents").is_visible()
    assert tab.locator(".figure svg").first.is_visible()
    context.close()
