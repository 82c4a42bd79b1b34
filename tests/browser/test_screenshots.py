"""The pictures of docs/: `make screenshots` takes them anew."""

import shutil
import subprocess

import pytest

from claims.models import Claim, Evidence

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True, reset_sequences=True),
]
LARGEST = 250_000  # bytes


def test_the_pictures_of_the_documentation(retake, browser, site, signed_in, root):
    folder = root / "docs" / "images"
    folder.mkdir(exist_ok=True)
    claim = Claim.objects.filter(verdict="reported", text__contains="hyperpigmentation").first()
    one = Evidence.objects.filter(claim=claim).first()
    pages = {
        "home": ("", "/"),
        "claims": ("", "/claims/"),
        "map": ("", "/map/"),
        "claim": ("", f"/claims/{claim.public_id}/"),
        "source": ("", f"/sources/{one.source.public_id}/"),
        "appraise": ("rae", f"/evidence/{one.public_id}/appraise/"),
        "desk": ("edda", "/desk/"),
    }
    for width, height in ((360, 740), (1280, 900)):
        for name, (who, address) in pages.items():
            context = browser.new_context(viewport={"width": width, "height": height})
            if who:
                context.add_cookies([signed_in(who)])
            tab = context.new_page()
            assert tab.goto(site + address).status == 200
            picture = folder / f"{name}-{width}.png"
            # The page of a claim: from the answer to the first rows of the evidence.
            long = name == "claim" and width > 1000
            part = {"x": 0, "y": 0, "width": width, "height": 1350 if long else height}
            tab.screenshot(path=str(picture), full_page=long, clip=part)
            context.close()
            if shrink := shutil.which("pngquant"):
                command = [
                    shrink,
                    "--force",
                    "--skip-if-larger",
                    "--output",
                    picture,
                    "64",
                    picture,
                ]
                subprocess.run(command, check=False)
            assert picture.stat().st_size < LARGEST, picture
