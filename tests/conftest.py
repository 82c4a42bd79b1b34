"""What every test may use."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.core.cache import cache
from django.db.backends.sqlite3.base import DatabaseOperations

ROOT = Path(__file__).resolve().parent.parent

# No deadline: two cores shared by several test processes make single examples slow at random.
hypothesis.settings.register_profile(
    "default", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile(
    "thorough", hypothesis.settings.get_profile("default"), max_examples=1000
)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture
def root() -> Path:
    """The top of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """Data kept beside the repository (`../shared`); a test that needs it is skipped without it."""
    path = Path(os.environ.get("SHARED_DIR", ROOT.parent / "shared"))
    if not path.is_dir():
        pytest.skip(f"no shared data at {path}")
    return path


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database with every table and nothing in it, for tests that run commands in a process of their own."""
    path = tmp_path_factory.mktemp("migrated") / "empty.sqlite3"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"sqlite:///{path}",
    }
    manage = [sys.executable, str(ROOT / "manage.py")]
    subprocess.run([*manage, "migrate", "-v0"], env=environment, check=True, cwd=ROOT, timeout=120)
    # In one file, so that it can be copied.
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = DELETE")
    return path


@pytest.fixture(scope="session")
def demo_base(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a site in a directory of its own that holds the demo knowledge base, on SQLite.

    For processes of their own: servers and commands. Tests that write take a copy of its database.
    """
    folder = tmp_path_factory.mktemp("demo")
    database = folder / "demo.sqlite3"
    shutil.copy(migrated, database)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"sqlite:///{database}",
    }
    subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "demo", "-v0"],
        env=environment, check=True, cwd=ROOT, timeout=120, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return environment


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make screenshots` asks for the pictures in docs/ to be taken anew."""
    parser.addoption(
        "--screenshots", action="store_true", help="take the screenshots of docs/ anew"
    )


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium; without one the test is skipped, or fails where one is required."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    reason = "no Chromium here (install the package 'chromium')"
    if os.environ.get("TEST_BROWSER") == "required":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """One test's throttling must not reach into the next."""
    cache.clear()


@pytest.fixture
def lookups(settings, monkeypatch) -> Iterator[Any]:
    """Look-ups turned on, and a server on this machine that plays the services (tests/lookup_server.py)."""
    from claims.actions.lookups import limits
    from tests.lookup_server import playing

    monkeypatch.setattr(limits, "_paces", {})
    monkeypatch.setattr(limits, "USUAL", dict.fromkeys(limits.USUAL, 1000.0))
    with playing() as played:
        settings.LOOKUP_CONTACT = "library@example.org"
        settings.LOOKUP_PRIVATE_HOSTS = True
        settings.LOOKUP_ADDRESSES = dict.fromkeys(settings.LOOKUP_ADDRESSES, played.address)
        yield played


@pytest.fixture(autouse=True, scope="session")
def _tables_can_be_emptied() -> Iterator[None]:
    """Between tests that commit, SQLite empties tables by DELETE, which the guards of fixed rows refuse.

    PostgreSQL's TRUNCATE passes them by.
    """
    from claims.models import guards

    empty = DatabaseOperations.execute_sql_flush

    def unguarded(operations: DatabaseOperations, statements: list[str]) -> None:
        guards.remove(operations.connection)
        try:
            empty(operations, statements)
        finally:
            guards.install(operations.connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", unguarded)
        yield
