"""The tutorial for those who build on the API: every block of it runs, in order, and shows what the page says."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.docs import blocks
from tests.docs.conftest import ROOT, free_port, served

PAGE = "docs/tutorial/api.md"
#: What the reader's directory, the project's, has of what the blocks use.
USED = ("manage.py", "claims", "evidence", "templates", "tests", "docs", "clients")
#: What the page says of the demonstration that the reader starts.
STARTED_WITH = {"WEBHOOK_PRIVATE_ADDRESSES": "True"}
#: The page's port for what it receives.
RECEIVER = "8400"


def home_of(folder: Path, migrated: Path) -> Path:
    """A project's directory as the reader has it, with what takes long done already."""
    home = folder / "project"
    home.mkdir()
    for name in USED:
        if (ROOT / name).exists():
            (home / name).symlink_to(ROOT / name)
    (home / ".venv").symlink_to(sys.prefix)
    # To make all tables anew would take longer than everything else; the block finds nothing left to do.
    shutil.copy(migrated, home / "mirror.sqlite3")
    return home


def to_run() -> list[blocks.Block]:
    """The blocks of the page that are run, with a port that is free."""
    found = [one for one in blocks.read(ROOT / PAGE, PAGE) if "not run" not in one.marks]
    port = str(free_port())
    for one in found:
        one.code = one.code.replace(RECEIVER, port)
    return found


@pytest.mark.once
def test_every_block_runs_and_shows_what_the_page_says(
    demo_environment: dict[str, str], migrated: Path, tmp_path: Path
):
    environment = demo_environment | STARTED_WITH
    found = to_run()
    assert len(found) > 10
    home = home_of(tmp_path, migrated)
    with served(environment, tmp_path) as address:
        ran = blocks.run(found, address, home, environment)
    faults = [fault for one in ran if (fault := blocks.wrong(one, address))]
    assert not faults, "\n\n".join(faults)
