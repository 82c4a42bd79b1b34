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


@pytest.fixture
def article(site):
    """Cora's article, checked."""
    cora = get_user_model().objects.get(username="cora")
    made = documents.create(text=TEXT, title="Is kratom safe?", by=cora)
    return documents.check(document=made, by=cora)


def seen(page, selector):
    """Whether it stands within the window."""
    return page.evaluate(
        "(one) => { const box = document.querySelector(one).getBoundingClientRect();"
        " return box.bottom > 0 && box.top < window.innerHeight; }",
        selector,
    )


def test_a_finding_has_a_page_for_keys_for_narrow_screens_and_for_paper(
    browser, site, signed_in, article, axe
):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([signed_in("cora")])
    page = context.new_page()
    page.set_default_timeout(30_000)
    heard = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    where = f"{site}/documents/{article.public_id}/"
    kinds = {}
    for passage in article.passages.all():
        assert page.goto(f"{where}passages/{passage.position}/").status == 200
        words = (
            page.locator("[data-finding]").get_attribute("class")
            if page.locator("[data-finding]").count()
            else "none"
        )
        kinds.setdefault(words, passage.position)
        if kinds[words] != passage.position:
            continue
        for width, scheme in ((360, "light"), (1280, "dark")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            assert barriers(page, axe) == [], (words, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, words
            assert page.get_by_text(
                passage.document.text[passage.start : passage.end]
            ).first.is_visible()
        page.emulate_media(color_scheme="light", media="print")
        assert page.get_by_text(
            passage.document.text[passage.start : passage.end]
        ).first.is_visible()
        assert page.get_by_role("link", name="Is kratom safe?").is_visible()
        assert not page.get_by_role("button", name="Confirm").count()
        page.emulate_media(media="screen")
    assert {"none", "card finding uncited", "card finding unmatched"} < set(kinds)

    # From one finding to the next, and a decision, without leaving the keyboard or the page.
    spoken = article.passages.filter(matches__band="match").order_by("position").first()
    page.goto(f"{where}passages/{spoken.position}/")
    page.keyboard.press("c")
    page.locator(".message", has_text="Confirmed: sentence").wait_for()
    assert page.url == f"{where}passages/{spoken.position}/"
    assert page.get_by_text("confirmed by a person").first.is_visible()
    page.keyboard.press("u")
    page.locator(".message", has_text="Suggested by the machine").wait_for()
    page.keyboard.press("w")
    assert page.evaluate("document.activeElement.name") == "wording"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.value") == "corrected"
    at = page.get_by_role("heading", level=1).inner_text()
    page.keyboard.press("n")
    page.wait_for_function("(before) => document.querySelector('h1').innerText !== before", arg=at)
    page.keyboard.press("p")
    page.wait_for_function("(before) => document.querySelector('h1').innerText === before", arg=at)
    assert heard == []
    context.close()


def test_jumps_and_keys_lead_to_what_is_laid_out_late(browser, site, signed_in):
    """Rows are laid out when they come on the screen; what one goes to has to be there all the same."""
    cora = get_user_model().objects.get(username="cora")
    long = "\n\n".join(
        f"Kratom cures pain in town {n}. Kratom relieves pain there." for n in range(60)
    )
    made = documents.check(document=documents.create(text=long, title="Long", by=cora), by=cora)
    context = browser.new_context(viewport={"width": 360, "height": 740})
    context.add_cookies([signed_in("cora")])
    page = context.new_page()
    page.goto(f"{site}/documents/{made.public_id}/#p101")
    page.wait_for_function("document.querySelector('#p101').getBoundingClientRect().top < 740")
    assert seen(page, "#p101")
    page.locator("#p101").get_by_role("link", name="In the text").click()
    assert seen(page, "#t101")
    page.locator("a[href='#p5']").first.evaluate("one => one.click()")
    assert seen(page, "#p5")
    page.evaluate("document.querySelector('#p5').focus()")
    for _ in range(30):
        page.keyboard.press("n")
        assert seen(page, "[data-finding]:focus")
    context.close()


def test_paste_read_confirm_draft_and_share(browser, site, signed_in, axe, tmp_path):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([signed_in("cora")])
    page = context.new_page()
    page.set_default_timeout(30_000)
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


def test_the_pictures(retake, browser, site, signed_in, article, root):
    """`make screenshots`: the report with its findings, one on a narrow screen, and one on its own page."""
    for name, width, height, rest in (
        ("article-1280", 1280, 1000, "#text"),
        ("article-360", 360, 740, "#p6"),
        ("finding-1280", 1280, 900, "passages/6/"),
    ):
        context = browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce"
        )
        context.add_cookies([signed_in("cora")])
        page = context.new_page()
        page.goto(f"{site}/documents/{article.public_id}/{rest}")
        page.wait_for_timeout(500)  # until what was jumped to is laid out
        picture = root / "docs" / "images" / f"{name}.png"
        page.screenshot(path=str(picture))
        assert picture.stat().st_size < 250_000, picture
        context.close()
