"""The form of an instrument in a real browser: live with a script, complete without one, and by keyboard."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
ROB2 = "/instruments/rob2_assignment_2019/"


def shown(tab, item):
    return tab.locator(f'[data-item="{item}"]').is_visible()


def choose(tab, item, value):
    tab.check(f'input[name="answer.{item}"][value="{value}"]')


def test_questions_appear_as_they_apply_and_judgements_are_live(browser, live_server):
    tab = browser.new_page()
    errors = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("console", lambda message: errors.append(message.text))
    tab.goto(live_server.url + ROB2)
    tab.wait_for_selector('[data-item="2.3"]', state="hidden")
    for item, value in (("1.1", "NI"), ("1.2", "PY"), ("1.3", "NI")):
        choose(tab, item, value)
    tab.wait_for_selector('[data-domain="D1"] >> text=Low risk of bias')
    assert "1.2 is Yes or Probably yes" in tab.inner_text('[data-domain="D1"]')
    choose(tab, "2.1", "Y")
    tab.wait_for_selector('[data-item="2.3"]', state="visible")
    assert not shown(tab, "2.4")
    choose(tab, "2.1", "N")
    choose(tab, "2.2", "N")
    tab.wait_for_selector('[data-item="2.3"]', state="hidden")
    tab.select_option('select[name="option.trial_design"]', "crossover")
    tab.wait_for_selector("[data-result] >> text=variant for crossover")
    assert [one for one in errors if "400" not in one] == []
    tab.close()


def test_it_is_filled_in_by_keyboard_alone(browser, live_server):
    tab = browser.new_page()
    tab.goto(live_server.url + "/instruments/naranjo_1981/")
    tab.wait_for_selector("[data-result] >> text=No judgement while")
    tab.focus('input[name="answer.1"][value="yes"]')
    for _ in range(10):
        tab.keyboard.press("Space")
        tab.keyboard.press("Tab")
    tab.wait_for_selector("[data-result] >> text=Score: 8")
    tab.close()


def test_it_works_without_a_script(browser, live_server):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(live_server.url + ROB2)
    assert shown(tab, "2.3")
    assert "Answer only if 2.1 is Yes" in tab.inner_text('[data-item="2.3"]')
    for item, value in (("3.1", "N"), ("3.2", "N"), ("3.3", "NI")):
        choose(tab, item, value)
    tab.click("button >> text=Check")
    assert "Still open: 3.4." in tab.inner_text('[data-domain="D3"]')
    assert tab.is_checked('input[name="answer.3.3"][value="NI"]')
    choose(tab, "3.4", "PN")
    tab.click("button >> text=Check")
    assert "Some concerns" in tab.inner_text('[data-domain="D3"]')
    context.close()
