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
# The frame and the parts that actions are put together from; nobody calls those from outside.
INNER = re.compile(
    r"claims\.actions\.(core|filing|raters|citing|loading\.(?!run$).*|importing\.filling)$"
)
TITLE = """# Actions

Everything that can be done to the knowledge base. Pages, API, curation desk and commands all call these; each is one
transaction and leaves its events, or nothing. Written from the code by `tests/architecture/test_actions.py`.

| action | does |
|---|---|
"""


def every_action() -> Iterator[tuple[str, Callable]]:
    """`module.function` and the function: public, defined there, done by somebody.

    One that answers yes or no is a question and not an action.
    """
    for found in pkgutil.walk_packages(actions.__path__, "claims.actions."):
        module = importlib.import_module(found.name)
        for name, function in vars(module).items():
            if (
                inspect.isfunction(function)
                and function.__module__ == module.__name__
                and not name.startswith("_")
                and not INNER.match(module.__name__)
                and "by" in inspect.signature(function).parameters
                and inspect.signature(function).return_annotation != "bool"
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
    # By name, or as the word that a page, the API or the admin knows it by: "retire", /retire/.
    called = set(re.findall(r"\b(\w+)\(|[\"'/](\w+)(?=[\"'/])", tests))
    words = {word for pair in called for word in pair}
    assert {name for name in ACTIONS if name.rsplit(".", 1)[1] not in words} == set()
