"""Following in a real browser: the button, a conclusion that changes, the inbox that says so."""

import json

import pytest

from claims.actions import news, syntheses
from claims.models import Claim
from tests import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def barriers(page, axe):
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]]


def test_follow_and_be_told(browser, site, signed_in, axe, tmp_path):
    claim = Claim.objects.filter(status="published", verdict="reported").first()
    context = browser.new_context(viewport={"width": 360, "height": 800})
    context.add_cookies([signed_in("cora")])
    page = context.new_page()
    page.set_default_timeout(5000)
    heard = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.goto(f"{site}{claim.get_absolute_url()}")
    data = json.loads(page.evaluate("document.querySelector('script[type$=json]').textContent"))
    assert data["@graph"][0]["text"] == claim.text
    page.get_by_role("button", name=f"Follow {claim.public_id}", exact=True).click()
    assert page.get_by_role("button", name=f"Stop following {claim.public_id}").is_visible()
    syntheses.override(
        claim=claim,
        by=make.make_user("editor"),
        reason="r",
        verdict="doubtful",
        certainty="low",
        plain_sentence="Doubtful: a larger study found nothing of the kind.",
    )
    news.catch_up()
    page.reload()
    page.get_by_role("link", name="Inbox (1) unread").click()
    assert page.get_by_text("a larger study found nothing").first.is_visible()
    for path in ("/inbox/", "/following/"):
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"{site}{path}")
            assert barriers(page, axe) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            page.screenshot(
                path=tmp_path / f"{width}{path.strip('/').replace('/', '-').replace('?', '-')}.png"
            )
    assert heard == []
    context.close()
