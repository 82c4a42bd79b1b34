"""The curation desk, the pages about people, and the API's reference, in a real browser."""

import pytest

from claims.models import Claim, Evidence, Source, Study, Topic
from tests.browser.test_pages import LOOKS, look

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]

# Without `preload`: to follow an @import in a style sheet axe adds a style of its own, which the policy refuses.
RULES = """async () => (await axe.run(document, {
  preload: false,
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
})).violations.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 140)).join(" | "))"""

NOUNS = ("claim", "source", "study", "topic", "evidence", "appraisal", "search", "proposal")
SEEN = ("report", "synthesis", "version", "event", "job")
DESK = [
    "/admin/",
    *(f"/admin/claims/{noun}/" for noun in (*NOUNS, *SEEN)),
    *(f"/admin/claims/{noun}/add/" for noun in ("claim", "topic", "evidence")),
]


def test_the_desk_has_no_barrier_and_no_refused_content(browser, site, signed_in, axe):
    records = [Claim, Source, Study, Topic, Evidence]
    pages = DESK + [
        f"/admin/claims/{model._meta.model_name}/{model.objects.first().pk}/{view}/"
        for model in records
        for view in ("change", "history")
    ]
    tab_of = {"edda": pages}
    found = {}
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([signed_in("edda")])
    tab, wrong = context.new_page(), []
    tab.on("console", lambda message: wrong.append(f"console: {message.text}"))
    tab.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    for address in tab_of["edda"]:
        wrong.clear()
        answer = tab.goto(site + address)
        if answer.status != 200:
            wrong.append(f"status {answer.status}")
        tab.evaluate(axe)
        wrong += tab.evaluate(RULES)
        if wrong:
            found[address] = list(wrong)
    context.close()
    assert found == {}


def test_pages_about_people(browser, site, signed_in, axe):
    pages = {
        "": [
            "/accounts/login/",
            "/accounts/signup/",
            "/accounts/password/reset/",
            "/accounts/terms/",
            "/accounts/privacy/",
            "/accounts/become-a-reviewer/",
        ],
        "rae": ["/accounts/profile/", "/accounts/tokens/", "/accounts/password/change/"],
        "adam": ["/accounts/people/", "/accounts/people/invite/"],
    }
    found = {}
    for who, addresses in pages.items():
        found |= look(browser, site, who, addresses, signed_in, axe, LOOKS)
    assert found == {}


def test_the_api_reference_draws_itself_from_our_own_files(browser, site):
    tab, wrong, asked = browser.new_page(), [], []
    tab.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(f"{site}/api/v1/docs/")
    tab.wait_for_selector("text=/api/v1/appraisals/", timeout=20_000)
    # It draws what comes into view.
    for _ in range(40):
        if tab.locator("text=/api/v1/claims/").count():
            break
        tab.mouse.wheel(0, 500)
        tab.wait_for_timeout(100)
    assert tab.locator("text=/api/v1/claims/").count()
    assert wrong == []
    assert [url for url in asked if not url.startswith((site, "data:"))] == []
    tab.close()
