"""Every management command is documented, says what it does, and is tested."""

import argparse
import os
import re
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand

COMMANDS = {
    name: app
    for name, app in get_commands().items()
    if app in {"claims", "evidence", "evidence.accounts"}
}
INTRODUCTION = """# Commands

Run them as `.venv/bin/python manage.py COMMAND`, or `make manage ARGS="COMMAND ..."`. Beside these there are
Django's own, such as `migrate`, `createsuperuser` and `check`. Written from the code by
`tests/architecture/test_commands.py`.
"""


def options(command: BaseCommand) -> list[argparse.Action]:
    """What the command itself asks for, without what every Django command has."""
    common = {action.dest for action in BaseCommand().create_parser("", "")._actions}
    parser = command.create_parser("manage.py", "x")
    return [action for action in parser._actions if action.dest not in common]


def described(name: str) -> str:
    """The command's section of the page."""
    command = load_command_class(COMMANDS[name], name)
    lines = [f"\n## {name}\n", f"{command.help}\n"]
    rows = []
    for action in options(command):
        metavar = action.metavar or action.dest.upper()
        spelling = ", ".join(action.option_strings) or metavar
        if action.option_strings and action.nargs != 0:
            spelling += f" {metavar}"
        rows.append(f"| `{spelling}` | {(action.help or '').replace('|', '/')} |")
    if rows:
        lines += ["| option | means |\n|---|---|", *rows]
        lines[-1] += "\n"
    return "\n".join(lines)


def test_the_page_is_what_the_commands_say(root: Path):
    """After a change: `WRITE_COMMANDS=1 pytest tests/architecture/test_commands.py`."""
    page = root / "docs/reference/commands.md"
    expected = INTRODUCTION + "".join(described(name) for name in sorted(COMMANDS))
    if os.environ.get("WRITE_COMMANDS"):
        page.write_text(expected, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == expected


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_and_its_options_say_what_they_do(name: str):
    command = load_command_class(COMMANDS[name], name)
    assert command.help
    assert [action.dest for action in options(command) if not action.help] == []


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_is_tested(name: str, root: Path):
    called = re.compile(rf"""["']{name}["']""")
    tests = [
        path for path in (root / "tests").rglob("test_*.py") if "architecture" not in path.parts
    ]
    assert any(
        called.search(line)
        for path in tests
        for text in [path.read_text(encoding="utf-8")]
        if "call_command" in text or "manage.py" in text
        for line in text.splitlines()
    )
