"""The search box with and without a script, and the page of what was found, without barriers."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]

RUN_AXE = """async () => (await axe.run(document, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
})).violations.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 140)).join(" | "))"""
PASSAGE = (
    'Daily users of "Mitragyna speciosa" showed a gray-blue hyperpigmentation of sun-exposed skin.'
)


def test_the_box_suggests_and_the_page_marks(browser, site, axe):
    context = browser.new_context(viewport={"width": 360, "height": 800})
    tab, wrong = context.new_page(), []
    tab.on("console", lambda message: wrong.append(message.text))
    tab.goto(site + "/search/")
    with tab.expect_response("**/search/suggestions/?q=hyperp"):
        tab.locator("#find").press_sequentially("hyperp")
    option = tab.locator("#find-suggestions option").first
    option.wait_for(state="attached")
    assert option.get_attribute("value").lower().startswith("hyperp")
    tab.locator("#find").fill(PASSAGE)
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/search/?q=Daily**")
    assert "hyperpigmentation" in tab.locator("#claims + ul li").first.inner_text().lower()
    assert tab.locator("#evidence + ul mark").count() > 1
    for width in (360, 1280):
        tab.set_viewport_size({"width": width, "height": 800})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        tab.evaluate(axe)
        assert tab.evaluate(RUN_AXE) == [], width
    assert wrong == []
    context.close()

    plain = browser.new_context(java_script_enabled=False)
    tab = plain.new_page()
    tab.goto(site + "/search/")
    tab.locator("#find").fill("kratmo witdrawal")
    tab.keyboard.press("Enter")
    tab.get_by_role("link", name="kratom withdrawal").click()
    assert tab.locator("#claims + ul mark").count() > 1
    plain.close()
