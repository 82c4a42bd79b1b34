"""Decision records: numbered without gaps, and the heading bears the file's number."""

import re
from pathlib import Path

STATUSES = {"accepted", "proposed", "deprecated"}


def test_numbers_run_without_gaps_and_match_headings(root: Path):
    records = sorted((root / "docs/adr").glob("*.md"))
    numbers = [int(re.match(r"(\d{4})-[a-z0-9-]+\.md$", path.name)[1]) for path in records]
    assert numbers == list(range(1, len(records) + 1))
    headings = [int(re.match(r"# (\d+)\. \S", path.read_text())[1]) for path in records]
    assert headings == numbers


def test_every_record_says_where_it_stands(root: Path):
    for path in sorted((root / "docs/adr").glob("*.md")):
        status = re.search(r"^Status: (\w+)(?: by \d+)?$", path.read_text(), re.MULTILINE)
        assert status, path.name
        assert status[1] in STATUSES | {"superseded"}, path.name
