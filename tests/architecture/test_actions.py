"""Every action is shaped alike, documented, and called by a test."""

import importlib
import inspect
import os
import pkgutil
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from claims import actions

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/reference/actions.md"
TITLE = """# Actions

Everything that can be done to the knowledge base. Pages, API, curation desk and commands all call these; each is one
transaction and leaves its events, or nothing. Written from the code by `tests/architecture/test_actions.py`.

| action | does |
|---|---|
"""


def every_action() -> Iterator[tuple[str, Callable]]:
    """`module.function` and the function: public, defined there, done by somebody."""
    for found in pkgutil.walk_packages(actions.__path__, "claims.actions."):
        module = importlib.import_module(found.name)
        for name, function in vars(module).items():
            if (
                inspect.isfunction(function)
                and function.__module__ == module.__name__
                and not name.startswith("_")
                and module.__name__ != "claims.actions.core"
                and "by" in inspect.signature(function).parameters
            ):
                yield f"{module.__name__.removeprefix('claims.actions.')}.{name}", function


ACTIONS = dict(every_action())


def summary(function: Callable) -> str:
    """The first sentence of its docstring, on one line."""
    return " ".join((inspect.getdoc(function) or "").split("\n\n")[0].split()).replace("|", "\\|")


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_an_action_says_what_it_does_and_who_does_it(name: str):
    """`by` cannot be mistaken for another argument: it is given by name."""
    parameters = inspect.signature(ACTIONS[name]).parameters
    assert summary(ACTIONS[name])
    assert parameters["by"].kind is inspect.Parameter.KEYWORD_ONLY


def test_every_action_is_documented_and_no_other():
    """After a change: `WRITE_ACTIONS=1 pytest tests/architecture/test_actions.py`."""
    rows = [f"| `{name}` | {summary(function)} |\n" for name, function in sorted(ACTIONS.items())]
    if os.environ.get("WRITE_ACTIONS"):
        PAGE.write_text(TITLE + "".join(rows), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == TITLE + "".join(rows)


def test_every_action_is_called_by_a_test():
    tests = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "tests").rglob("*.py")
        if "architecture" not in path.parts
    )
    called = set(re.findall(r"\b(\w+)\(", tests))
    assert {name for name in ACTIONS if name.rsplit(".", 1)[1] not in called} == set()
