"""Facets by keyboard and the evidence map, narrow and wide, without barriers."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RUN_AXE = """async () => (await axe.run(document, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
})).violations.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 140)).join(" | "))"""
PAGES = (
    "/claims/?verdict=reported&certainty=very_low",
    "/claims/?verdict=contradicted&certainty=high",
    "/claims/facets/outcome/",
    "/map/",
    "/map/?verdict=reported&colour=red",
)


def test_facets_by_keyboard_and_the_map(browser, site, axe):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=True)
    tab, wrong = context.new_page(), []
    tab.on("console", lambda message: wrong.append(message.text))
    tab.goto(site + "/claims/")
    box = tab.get_by_role("checkbox", name="Reported, not tested")
    box.focus()
    tab.keyboard.press("Space")
    tab.locator("#narrow").get_by_role("button", name="Show").focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**verdict=reported**")
    said = tab.locator("main").inner_text()
    number = tab.locator("ul.list > li").count()
    assert f"{number} claims fit" in said
    chip = tab.get_by_role("link", name="Verdict: Reported, not tested")
    chip.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/claims/")

    tab.goto(site + "/map/")
    cell = tab.locator("figure.map a").first
    told = cell.get_attribute("aria-label")
    cell.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/claims/?exposure=**")
    counted = int(told.split(": ")[1].split(" claim")[0])
    assert f"{counted} claim" in tab.locator("main").inner_text()

    for width in (360, 1280):
        tab.set_viewport_size({"width": width, "height": 900})
        for address in PAGES:
            tab.goto(site + address)
            assert tab.evaluate("document.documentElement.scrollWidth") <= width, address
            tab.evaluate(axe)
            assert tab.evaluate(RUN_AXE) == [], (address, width)
    assert wrong == []
    context.close()
