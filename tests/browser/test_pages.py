"""Pages as people meet them: narrow and wide, light and dark, by keyboard, without scripts."""

import pytest
from django.contrib.auth import get_user_model

from claims.actions import documents
from claims.models import Claim, Conflict, Evidence, Patient, Proposal, Source, Study, Topic
from claims.web.decisions import TABLE

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]

RUN_AXE = """async (only) => (await axe.run(document, {
  runOnly: only || ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
})).violations.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 140)).join(" | "))"""
# Narrow and light as the page comes, then wide and dark; the other two pairs differ in colours only.
LOOKS = ((360, "light", None), (1280, "dark", None))
COLOURS = ((1280, "light", ["color-contrast"]), (360, "dark", ["color-contrast"]))


@pytest.fixture
def addresses(site):
    """Every page, by who looks at it."""
    claim = Claim.objects.filter(verdict="reported").first()
    proposed = Proposal.objects.create(
        kind="change",
        noun="claim",
        object_id=claim.pk,
        changes={"text": {"base": claim.text, "value": "Other words"}},
        created_by=claim.created_by or Topic.objects.first().created_by,
    )
    one = Evidence.objects.filter(claim=claim).first()
    ids = {
        "claim": claim.public_id,
        "evidence": one.public_id,
        "source": one.source.public_id,
        "study": one.study.public_id,
        "topic": claim.topics.first().public_id,
        "patient": Patient.objects.first().public_id,
        "conflict": Conflict.objects.first().public_id,
        "proposal": proposed.public_id,
    }
    article = documents.create(
        text="Studies show that kratom cures opioid withdrawal. Storks bring 40% of babies.",
        title="Kratom",
        by=get_user_model().objects.get(username="edda"),
    )
    article = documents.check(document=article, by=article.created_by)
    article = documents.publish(document=article, by=article.created_by)
    lost = Source.objects.filter(identity="not_found").first()
    return {
        "": [
            "/",
            "/about/",
            "/instruments/",
            "/instruments/rob2_assignment_2019/",
            "/instruments/amstar2_2017/?answer.9.rct=yes&answer.1=no",
            "/instruments/jbi_case_report/",
            "/agreement/",
            "/data/",
            "/claims/",
            "/claims/?verdict=reported&year_from=1",
            f"/claims/{ids['claim']}/",
            f"/claims/{ids['claim']}.1/",
            f"/claims/{ids['claim']}/report/",
            f"/claims/{ids['claim']}.1/cite/",
            f"/references/?claim={ids['claim']}",
            f"/evidence/{ids['evidence']}/",
            "/sources/",
            f"/sources/{ids['source']}/",
            f"/sources/{lost.public_id}/",
            "/studies/",
            f"/studies/{ids['study']}/",
            "/topics/",
            f"/topics/{ids['topic']}/",
            "/search/?q=kratom+causes+hyperpigmentation",
            f"/patients/{ids['patient']}/",
            "/conflicts/",
            f"/conflicts/{ids['conflict']}/",
            f"/claims/{ids['claim']}/certainty/",
            f"/claims/{ids['claim']}/summary-of-findings/",
            f"/claims/{ids['claim']}/risk-of-bias/",
            f"/history/{ids['claim']}/",
            f"/report/{ids['claim']}/",
            "/check/",
            "/documents/",
            f"/documents/{article.public_id}/",
            f"/documents/{article.public_id}/passages/1/",
            f"/documents/{article.public_id}/passages/2/",
            f"/documents/{article.public_id}/embed/",
        ],
        "cora": [
            "/claims/new/",
            "/sources/new/",
            f"/claims/{ids['claim']}/evidence/new/",
            f"/claims/{ids['claim']}/edit/",
            f"/edit/{ids['evidence']}/",
            f"/edit/{ids['topic']}/",
        ],
        "rae": [f"/evidence/{ids['evidence']}/appraise/", "/desk/"],
        "edda": [
            "/desk/",
            "/proposals/",
            f"/proposals/{ids['proposal']}/",
            f"/claims/{ids['claim']}/",
            f"/claims/{ids['claim']}/searches/new/",
            f"/claims/{ids['claim']}/patients/new/",
            f"/edit/{ids['patient']}/",
            f"/edit/{ids['study']}/",
            "/studies/look-alikes/",
            "/documents/?mine=1",
            f"/documents/{article.public_id}/",
            f"/documents/{article.public_id}/passages/1/",
            *(f"/do/{ids[act.noun]}/{act.verb}/" for act in TABLE),
        ],
    }


def look(browser, site, who, pages, cookie, axe, looks):
    """What is wrong with each page: barriers, console errors, refused content, scrolling sideways."""
    context = browser.new_context(viewport={"width": 360, "height": 900})
    if who:
        context.add_cookies([cookie(who)])
    tab, wrong = context.new_page(), []
    tab.on("console", lambda message: wrong.append(f"console: {message.text}"))
    tab.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    found = {}
    for address in pages:
        wrong.clear()
        tab.set_viewport_size({"width": looks[0][0], "height": 900})
        tab.emulate_media(color_scheme=looks[0][1])
        answer = tab.goto(site + address)
        if answer.status != 200:
            wrong.append(f"status {answer.status}")
        tab.evaluate(axe)
        for width, scheme, only in looks:
            tab.set_viewport_size({"width": width, "height": 900})
            tab.emulate_media(color_scheme=scheme)
            if tab.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append("scrolls sideways")
            wrong += tab.evaluate(RUN_AXE, only)
            if wrong:
                found[f"{who} {address} at {width}, {scheme}"] = list(wrong)
            wrong.clear()
    context.close()
    return found


@pytest.mark.parametrize("who", ["", "cora", "rae", "edda"])
def test_no_page_has_a_barrier_an_error_or_a_sideways_scroll(
    browser, site, addresses, signed_in, axe, who
):
    looks = LOOKS if who else (*LOOKS, *COLOURS)
    assert addresses[who]
    assert look(browser, site, who, addresses[who], signed_in, axe, looks) == {}


def test_the_first_stop_of_the_keyboard_leads_to_the_content(browser, site):
    tab = browser.new_page()
    tab.goto(site)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Skip to the content"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main"
    tab.close()


def test_searching_filtering_and_quotations_work_without_scripts(browser, site):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(site)
    tab.fill("#find", "kratom causes hyperpigmentation")
    tab.click(".find button")
    assert "Reported, not tested" in tab.inner_text("main li >> nth=0")
    tab.goto(f"{site}/claims/")
    tab.click("summary")
    tab.check("input[name=verdict][value=contradicted]")
    tab.click("main button[type=submit]")
    assert "verdict=contradicted" in tab.url
    assert "Contradicted" in tab.inner_text("main ul.list")
    context.close()


def test_an_address_that_leads_nowhere_is_friendly_and_accessible(browser, site, axe):
    tab = browser.new_page()
    assert tab.goto(f"{site}/claims/C999999/").status == 404
    tab.evaluate(axe)
    assert tab.evaluate(RUN_AXE) == []
    assert Study.objects.exists()
    tab.close()
