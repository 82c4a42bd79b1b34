"""Every management command is documented, says what it does, and is tested."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

COMMANDS = {
    name: app
    for name, app in get_commands().items()
    if app in {"claims", "evidence", "evidence.accounts"}
}


def test_every_command_is_documented_and_no_other(root: Path):
    page = (root / "docs/reference/commands.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z_]+)[` ]", page, flags=re.MULTILINE)) == set(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_says_what_it_does(name: str):
    assert load_command_class(COMMANDS[name], name).help


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_is_tested(name: str, root: Path):
    called = re.compile(rf"""call_command\(\s*["']{name}["']|manage\.py["'],\s*["']{name}["']""")
    tests = (root / "tests").rglob("test_*.py")
    assert any(called.search(path.read_text(encoding="utf-8")) for path in tests)
