"""The document, the world and its ids; and the figures of a run, printed at its end."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from claims.api.reads import PATHS
from claims.domain.vocabulary import PREFIXES
from tests import openapi
from tests.api.conftest import _fresh_counts, api, people, world  # noqa: F401
from tests.contract.driver import HEAD

STORED = Path(__file__).resolve().parents[2] / "docs/reference/openapi.yaml"


@pytest.fixture(scope="session")
def document() -> dict[str, Any]:
    """The OpenAPI document as it stands in the documentation."""
    return openapi.stored()


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Generated addresses are looked up nowhere."""

    def nowhere(*address: Any, **options: Any) -> Any:
        raise socket.gaierror("no network in tests")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)


@pytest.fixture
def known(world: Any) -> dict[str, list[Any]]:  # noqa: F811
    """Ids of records that there are: by the word of their address, and by their letter."""
    found: dict[str, list[Any]] = {
        "instruments": ["naranjo", "rob2", "nos", "syrcle"],
        "number": [1, 2],
        "position": [1, 2],
        "name": ["queue", "mine"],
        "follows": ["1"],
        "saved-searches": ["1"],
        "source-pairs": ["1"],
    }
    for noun, path in PATHS.items():
        keys = apps.get_model("claims", noun)._default_manager.values_list("pk", flat=True)[:20]
        # What there is none of yet is asked for by the id that the first will have.
        ids = [f"{PREFIXES[noun]}{key}" for key in keys] or [f"{PREFIXES[noun]}1"]
        found[path] = found[PREFIXES[noun]] = ids
    found["practice"] = found["evidence"]
    return found


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What `make fuzz` is run for."""
    told: dict[str, list[str]] = {"contract": [], "hostile": []}
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, line in report.user_properties:
                if name in told:
                    told[name].append(line)
    if any(told.values()):
        terminalreporter.section("figures")
        for line in (HEAD, *told["contract"], "", *told["hostile"]):
            terminalreporter.write_line(line)
