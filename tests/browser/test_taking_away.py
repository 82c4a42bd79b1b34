"""From a claim to a citation, a file and a sheet of paper, without scripts."""

import pytest

from claims.models import Claim

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


def test_a_claim_is_cited_taken_along_and_printed(browser, site):
    claim = Claim.objects.filter(verdict="reported").first()
    context = browser.new_context(java_script_enabled=False, accept_downloads=True)
    tab = context.new_page()
    tab.goto(f"{site}/claims/{claim.public_id}/")
    assert tab.locator("span.Z3988").count() == claim.evidence.values("source").distinct().count()
    tab.click("text=in APA, NLM and other styles")
    tab.select_option("#style", "nlm")
    tab.click("main button[type=submit]")
    assert "[Internet]" in tab.inner_text(".citation")
    with tab.expect_download() as coming:
        tab.click("text=BibTeX")
    assert coming.value.suggested_filename == f"{claim.public_id}.{claim.version_number}.bib"
    tab.click("text=references of their own")
    assert tab.locator("ol.references li").count() >= 1
    tab.goto(f"{site}/claims/{claim.public_id}/report/")
    assert tab.is_visible("header.site nav.bar")
    tab.emulate_media(media="print")
    for left_out in ("header.site nav.bar", "form.screen", "footer.site"):
        assert not tab.is_visible(left_out), left_out
    assert tab.is_visible("ol.references")
    assert len(tab.pdf()) > 5_000
    context.close()
