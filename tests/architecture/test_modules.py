"""Modules stay small enough to be read in one go, and nothing unfinished is left lying about."""

import re
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted(
    path
    for folder in ("claims", "evidence")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
UNFINISHED = re.compile(r"NotImplementedError|\b(TODO|FIXME|XXX)\b")


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_module_is_longer_than_500_lines():
    assert {str(path.relative_to(ROOT)): lines(path) for path in CODE if lines(path) > 500} == {}


def test_no_test_module_is_longer_than_600_lines():
    assert {str(path.relative_to(ROOT)): lines(path) for path in TESTS if lines(path) > 600} == {}


def test_half_of_the_modules_are_short():
    assert statistics.median(lines(path) for path in CODE if lines(path) > 5) <= 120


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_left_unfinished(path: Path):
    assert UNFINISHED.findall(path.read_text(encoding="utf-8")) == []
