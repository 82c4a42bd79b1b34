"""The tutorial for those who build on the API: every block of it runs, in order, and shows what the page says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.docs import blocks
from tests.docs.conftest import ROOT

PAGE = "docs/tutorial/api.md"
#: What the reader's directory, the project's, has of what the blocks use.
USED = ("manage.py", "claims", "evidence", "templates", "tests", "docs", "clients")


@pytest.mark.once
def test_every_block_runs_and_shows_what_the_page_says(site, tmp_path: Path):
    address, environment = site
    home = tmp_path / "project"
    home.mkdir()
    for name in USED:
        (home / name).symlink_to(ROOT / name)
    (home / ".venv").symlink_to(sys.prefix)
    found = [one for one in blocks.read(ROOT / PAGE, PAGE) if "not run" not in one.marks]
    assert len(found) > 10
    ran = blocks.run(found, address, home, environment)
    faults = [fault for one in ran if (fault := blocks.wrong(one, address))]
    assert not faults, "\n\n".join(faults)
