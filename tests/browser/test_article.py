"""An article in a real browser: paste, read the report, confirm two matches by key, draft a claim, share."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth import get_user_model

from claims.actions import documents
from claims.models import Correction, Document
from tests.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = """Is kratom safe?

Studies have shown that kratom relieves pain. Kratom cures opioid withdrawal.
Long-term kratom use is linked to hyperpigmentation.

People chew the leaves at village weddings in 40 districts. Kratom has no side effects.
Kratom can cause nausea and liver injury (doi:10.1000/nowhere.1).
"""


def barriers(page, axe):
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]]


def test_paste_read_confirm_draft_and_share(browser, site, signed_in, axe, tmp_path):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([signed_in("cora")])
    page = context.new_page()
    page.set_default_timeout(5000)
    heard = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.goto(site)
    page.get_by_role("navigation").get_by_role("link", name="Check an article").click()
    page.get_by_label("Text of the article").fill(TEXT)
    page.get_by_role("button", name="Check it").click()
    page.get_by_role("heading", name="The text with its findings").wait_for()
    made = Document.objects.get()
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert barriers(page, axe) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.screenshot(path=tmp_path / f"report-{width}.png", full_page=True)

    # n goes to the first finding; c confirms, and the next one that waits has the focus.
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.matches('[data-finding]')")
    for _ in range(2):
        while not page.evaluate(
            "[...document.activeElement.querySelectorAll('[data-press=c]')].some(one => one.offsetParent)"
        ):
            page.keyboard.press("j")
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.keyboard.press("c")
        page.locator("#told", has_text="Confirm").wait_for(state="attached")
        page.evaluate("document.getElementById('told').textContent = ''")
    assert Correction.objects.filter(document=made, state="confirmed").count() == 2
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.keyboard.press("u")
    page.locator("#told", has_text="Take back").wait_for(state="attached")
    assert Correction.objects.filter(document=made).last().state == "suggested"

    page.get_by_role("link", name="Draft a claim from it").first.click()
    sentence = parse_qs(urlsplit(page.url).query)["text"][0]
    assert page.get_by_label("The claim").input_value() == sentence
    page.go_back()
    page.get_by_role("button", name="Share").click()
    link = page.get_by_label("Its link").input_value()
    assert heard == []
    context.close()
    visitor = browser.new_page()
    visitor.goto(site + urlsplit(link).path + "?" + urlsplit(link).query)
    assert visitor.get_by_role("heading", name="The text with its findings").is_visible()
    assert visitor.get_by_role("button", name="Confirm").count() == 0
    documents.publish(document=Document.objects.get(), by=make_user("editor"))
    for path in ("/check/", f"/documents/{made.public_id}/embed/"):
        for width in (360, 1280):
            visitor.set_viewport_size({"width": width, "height": 900})
            visitor.goto(site + path)
            assert barriers(visitor, axe) == [], path
            assert visitor.evaluate("document.documentElement.scrollWidth") <= width, path
            visitor.screenshot(path=tmp_path / f"{path.strip('/').replace('/', '-')}-{width}.png")
    visitor.close()


def test_the_pictures(retake, browser, site, signed_in, root):
    """`make screenshots`: the report with its findings, and one finding on a narrow screen."""
    cora = get_user_model().objects.get(username="cora")
    made = documents.create(text=TEXT, title="Is kratom safe?", by=cora)
    documents.check(document=made, by=cora)
    for width, height, anchor in ((1280, 1000, "#text"), (360, 740, "#p6")):
        context = browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce"
        )
        context.add_cookies([signed_in("cora")])
        page = context.new_page()
        page.goto(f"{site}/documents/{made.public_id}/{anchor}")
        picture = root / "docs" / "images" / f"article-{width}.png"
        page.screenshot(path=str(picture))
        assert picture.stat().st_size < 250_000, picture
        context.close()
