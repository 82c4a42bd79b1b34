"""A real browser on the demo knowledge base; skipped, with the reason, where there is no Chromium."""

import os
import sqlite3
from importlib.resources import files

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.test import Client

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the tests' own thread

AXE = files("axe_playwright_python") / "axe.min.js"


@pytest.fixture
def retake(request):
    """Whether the screenshots of docs/ are wanted."""
    if not request.config.getoption("--screenshots", default=False):
        pytest.skip("only with --screenshots")


@pytest.fixture(scope="session")
def browser(chromium):
    """One Chromium for the session, from the path that the root conftest found."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def site(live_server, filled):
    """The address of a site that holds the demo knowledge base."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        if not filled:
            call_command("demo", verbosity=0)
            filled.append(sqlite3.connect(":memory:", check_same_thread=False))
            connection.connection.backup(filled[0])
        else:
            filled[0].backup(connection.connection)
    else:
        call_command("demo", verbosity=0)
    return live_server.url


@pytest.fixture(scope="session")
def filled():
    """A copy of the demo knowledge base, once it is made: filling it anew for every test takes longer than most."""
    kept = []
    yield kept
    for copy in kept:
        copy.close()


@pytest.fixture
def signed_in(site):
    """The session cookie of one of the demo's people, by user name."""

    def cookie(username):
        client = Client()
        client.force_login(get_user_model().objects.get(username=username))
        return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}

    return cookie


@pytest.fixture(scope="session")
def axe():
    """The source of axe-core, which looks for barriers to access."""
    return AXE.read_text(encoding="utf-8")
