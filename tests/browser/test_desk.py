"""Desk, queue, settling and practice in a real browser: narrow and wide, light and dark, by hand."""

import os
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model

from claims.actions import appraisals, calibration, consensus
from claims.models import Evidence
from tests.browser.test_pages import LOOKS, look
from tests.factories import make_claim, make_evidence, make_user

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
RATING = {
    "direction": "supports",
    "directness": "direct",
    "strength": "weak",
    "rationale": "Two patients, seen for six weeks.",
    "read": "full_text",
    "declaration": "none",
}


def in_conflict(link, *, settled_by=None):
    for direction in ("supports", "contradicts"):
        given = {**RATING, "direction": direction}
        appraisals.submit(evidence=link, by=make_user("reviewer"), fields=given)
    if settled_by is not None:
        ruling = {n: RATING[n] for n in ("direction", "directness", "strength", "declaration")}
        consensus.adjudicate(evidence=link, fields=ruling, reason="The table.", by=settled_by)
    return Evidence.objects.get(pk=link.pk)


def test_the_desk_and_its_rooms_have_no_barrier(browser, site, signed_in, axe):
    judge = get_user_model().objects.get(username="edda")
    first, second = (fresh() for _ in range(2))
    open_conflict = in_conflict(first)
    done = in_conflict(second, settled_by=judge)
    calibration.add(evidence=done, by=judge, lesson="Nobody was compared with anybody.")
    fresh()
    ident = open_conflict.public_id
    pages = {
        "rae": ["/desk/", "/desk/queue/", "/practice/", f"/practice/{done.public_id}/"],
        "edda": ["/desk/", "/desk/conflicts/", f"/evidence/{ident}/settle/", "/practice/"],
    }
    found = {}
    for who, addresses in pages.items():
        found |= look(browser, site, who, addresses, signed_in, axe, LOOKS)
    assert found == {}
    by_hand(browser, site, signed_in, axe, ident, done.public_id)


def fresh():
    return make_evidence(
        make_claim("Kratom is linked to darkening of the skin"),
        design="case_series",
        quotes=[{"exact": "Both patients had darker skin."}],
    )


def by_hand(browser, site, signed_in, axe, conflict, item):
    """An editor settles, a reviewer practises and takes the next one; without scripts."""
    folder = os.environ.get("DESK_SCREENSHOTS", "")
    for who, width in (("edda", 360), ("rae", 1280)):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=False
        )
        context.add_cookies([signed_in(who)])
        tab = context.new_page()

        def shoot(name, tab=tab, width=width):
            if folder:
                tab.screenshot(path=str(Path(folder) / f"{name}-{width}.png"), full_page=True)

        tab.goto(f"{site}/desk/")
        shoot("desk")
        if who == "edda":
            tab.click(f"a[href='/evidence/{conflict}/settle/']")
            shoot("open")
            tab.click("button[name=open]")
            assert "Reader A" in tab.inner_text("main")
            tab.click("summary")
            shoot("settle")
            for name in ("direction", "directness", "strength", "declaration"):
                tab.select_option(f"select[name={name}]", RATING[name])
            tab.fill("textarea[name=reason]", "The second reader took another table.")
            tab.click("main form button[type=submit]")
            assert "Settled." in tab.inner_text(".messages")
            shoot("settled")
        else:
            tab.goto(f"{site}/practice/{item}/")
            shoot("practice")
            for name in ("direction", "directness", "strength"):
                tab.select_option(f"select[name={name}]", RATING[name])
            tab.click("main form button[type=submit]")
            assert "Nobody was compared with anybody." in tab.inner_text("main")
            shoot("compared")
            tab.goto(f"{site}/desk/queue/")
            shoot("queue")
            tab.goto(f"{site}/desk/")
            tab.click("text=Grade the next one")
            assert tab.url.endswith("/appraise/")
            tab.goto(f"{site}/desk/")
            assert "Yours until" in tab.inner_text("main")
            shoot("held")
        context.close()
