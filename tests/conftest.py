"""What every test may use."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
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


def once_a_run(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A file that takes long to make, made by one of the run's processes while the others wait for it."""
    folder = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    path = folder / name
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            begun = folder / f"{name}.begun"
            make(begun)
            begun.rename(path)
    return path


def manage_scratch(path: Path, *arguments: str) -> None:
    """Run a management command on an SQLite database of its own, and leave that in one file, to be copied."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"sqlite:///{path}",
    }
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    subprocess.run(
        command, env=environment, check=True, cwd=ROOT, timeout=120, stdout=subprocess.DEVNULL
    )
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = DELETE")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database with every table and nothing in it, for tests that run commands in a process of their own."""
    return once_a_run(
        tmp_path_factory, "empty.sqlite3", lambda path: manage_scratch(path, "migrate", "-v0")
    )


@pytest.fixture(scope="session")
def demo_base(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database that holds the demo knowledge base, to be copied."""

    def fill(path: Path) -> None:
        shutil.copy(migrated, path)
        manage_scratch(path, "demo", "-v0")

    return once_a_run(tmp_path_factory, "demo.sqlite3", fill)


@pytest.fixture
def demo_environment(demo_base: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a process on a demo knowledge base of its own."""
    database = tmp_path / "demo.sqlite3"
    shutil.copy(demo_base, database)
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"sqlite:///{database}",
    }


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
