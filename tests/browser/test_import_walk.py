"""From a file to a claim that goes stale, in a real browser: upload, look, decide by key, store, and a retraction."""

from __future__ import annotations

import csv
import shutil
import subprocess
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from claims.actions import syntheses
from claims.models import Claim, Import, Source
from tests.actions.test_notices import COLUMNS
from tests.factories import make_appraisal, make_claim, make_evidence, make_source, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, reset_sequences=True)]

# Nothing of this exists: no real work may be shown as retracted.
TRIAL = {
    "title": "Evening lime tea and sleep onset: a randomised trial",
    "authors": "Lindqvist S; Okafor B",
    "year": 2019,
    "container_title": "Journal of Invented Sleep",
    "doi": "10.5555/lime.2019.12",
}
SURVEY = {
    "title": "Hot drinks before bed and their drinkers' dreams",
    "authors": "Varga P; Ito M",
    "year": 2017,
    "container_title": "Dreams and Beverages",
    "csl": {"volume": "3", "page": "10-19"},
}
REVIEW = {
    "title": "Herbal infusions for the sleepless: what is known",
    "authors": "Okafor B",
    "year": 2020,
    "container_title": "Reviews of Infusion",
    "csl": {"volume": "8", "page": "1-30"},
}
FILE = """\
TY  - JOUR
TI  - Evening lime tea and sleep onset: a randomised trial
AU  - Lindqvist, Sara
AU  - Okafor, Ben
PY  - 2019
JO  - Journal of Invented Sleep
VL  - 12
SP  - 221
EP  - 228
DO  - https://doi.org/10.5555/LIME.2019.12
ER  -
TY  - JOUR
TI  - Hot drinks before bed and the dreams of their drinkers
AU  - Varga, Petra
AU  - Ito, Mio
PY  - 2017
JO  - Dreams & Beverages
ER  -
TY  - JOUR
TI  - Herbal infusions for the sleepless: what is known
AU  - Okafor, Ben
PY  - 2021
JO  - Reviews of Infusion
VL  - 9
SP  - 44
ER  -
TY  - JOUR
TI  - Camomile at noon
AU  - Ito, Mio
PY  - 2022
DO  - 10.5555/camomile.1
ER  -
TY  - JOUR
TI  - Warm milk, twice
AU  - Varga, Petra
PY  - 2023
ER  -
"""


@pytest.fixture
def concluded(transactional_db):
    """A published claim that rests on one trial, with a conclusion that an editor stands behind."""
    trial, _, _ = (make_source(**fields) for fields in (TRIAL, SURVEY, REVIEW))
    claim = make_claim(
        text="Lime tea in the evening shortens the time until sleep",
        claim_type="causal",
        rung_claimed="caused",
    )
    link = make_evidence(
        claim,
        trial,
        design="rct",
        finding="Sleep came nine minutes earlier after tea than after hot water.",
        n=84,
        n_unit="patients",
    )
    for _ in range(2):
        make_appraisal(link, strength="strong")
    syntheses.confirm(claim=Claim.objects.get(pk=claim.pk), by=make_user("editor"))
    return claim, trial


@pytest.fixture
def shot(request, root):
    """Takes a picture for docs/, where pictures are wanted."""
    wanted = request.config.getoption("--screenshots", default=False)

    def take(tab, name, *, width=1280):
        if not wanted:
            return
        tab.set_viewport_size({"width": width, "height": 900 if width > 400 else 740})
        picture = root / "docs" / "images" / f"{name}-{width}.png"
        tab.screenshot(path=str(picture))
        tab.set_viewport_size({"width": 1280, "height": 900})
        if shrink := shutil.which("pngquant"):
            command = [shrink, "--force", "--skip-if-larger", "--output", picture, "64", picture]
            subprocess.run(command, check=False)

    return take


def barriers(tab, axe):
    tab.evaluate(axe)
    found = tab.evaluate("axe.run().then(result => result.violations)")
    return [(one["id"], node["target"]) for one in found for node in one["nodes"]]


def test_from_a_file_to_a_claim_that_goes_stale(
    browser, live_server, concluded, shot, axe, settings, tmp_path
):
    settings.DATA_DIR = tmp_path
    (claim, trial), site = concluded, live_server.url
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    client = Client()
    client.force_login(make_user("editor"))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}
    context.add_cookies([cookie])
    tab = context.new_page()
    faults = []
    tab.on("pageerror", lambda error: faults.append(str(error)))

    tab.goto(f"{site}/sources/import/")
    tab.set_input_files("input[type=file]", {
        "name": "sleep.ris", "mimeType": "text/plain", "buffer": FILE.encode(),
    })  # fmt: skip
    tab.click("main button[type=submit]")
    assert tab.locator("h1").inner_text().startswith("sleep.ris")
    assert tab.locator("main dl.axes").inner_text().split() == (
        [
            "In",
            "the",
            "file",
            "5",
            "New",
            "2",
            "Known",
            "already",
            "1",
            "Needs",
            "a",
            "decision",
            "2",
        ]
    )
    assert barriers(tab, axe) == []
    shot(tab, "import")
    shot(tab, "import", width=360)

    tab.click("text=Decide on 2 look-alikes")
    assert "dreams" in tab.locator("h1").inner_text()
    assert barriers(tab, axe) == []
    shot(tab, "import-decide")
    tab.keyboard.press("1")
    tab.wait_for_url("**/records/3/")
    tab.keyboard.press("n")
    tab.wait_for_url(lambda address: "records" not in address)
    tab.click("button[value=store]")
    assert tab.locator("main .tag").first.inner_text() == "Done"
    assert tab.locator("main dl.axes").inner_text().split() == (
        ["In", "the", "file", "5", "New", "3", "Known", "already", "2"]
    )
    assert Import.objects.get().status == "done"
    assert Source.objects.get(pk=trial.pk).csl["volume"] == "12"

    tab.goto(f"{site}/claims/{claim.public_id}/")
    assert "Retracted" not in tab.locator("main").inner_text()
    notice = {
        "Record ID": "1", "OriginalPaperDOI": TRIAL["doi"], "RetractionNature": "Retraction",
        "RetractionDate": "3/4/2024 0:00", "Reason": "Unreliable Data;",
    }  # fmt: skip
    with (tmp_path / "rw.csv").open("w", newline="") as out:
        table = csv.DictWriter(out, COLUMNS)
        table.writeheader()
        table.writerow(notice)
    call_command("check_integrity", "--file", str(tmp_path / "rw.csv"), stdout=StringIO())
    tab.reload()
    shown = tab.locator("main").inner_text()
    assert "Out of date." in shown
    assert "Retracted" in shown
    assert barriers(tab, axe) == []
    shot(tab, "retracted-claim")
    tab.goto(f"{site}/sources/{trial.public_id}/")
    assert "Unreliable Data" in tab.locator("main").inner_text()
    assert barriers(tab, axe) == []
    shot(tab, "retracted-source")
    tab.goto(f"{site}/desk/")
    assert claim.public_id in tab.locator("main").inner_text()
    assert faults == []
    context.close()
