"""Each system check finds its mistake, and nothing where there is none."""

import sqlite3
from pathlib import Path

import pytest

from evidence import checks, env

SITE = {"SITE_URL": "https://kb.example", "INSECURE_LOOPBACK": False}
BACKENDS = "django.core.mail.backends"


def ids(check) -> list[str]:
    return [message.id for message in check(None)]


def test_a_data_directory_that_cannot_be_written_to(settings, tmp_path: Path):
    settings.DATA_DIR = tmp_path / "absent"
    assert ids(checks.data_directory) == ["evidence.E001"]
    settings.DATA_DIR = tmp_path
    assert ids(checks.data_directory) == []


@pytest.mark.parametrize(
    ("url", "loopback", "found"),
    [
        ("https://kb.example", False, []),
        ("http://127.0.0.1", True, []),
        ("http://kb.example", False, ["evidence.E002"]),
    ],
)
def test_a_site_without_tls(settings, url: str, loopback: bool, found: list[str]):
    settings.SITE_URL, settings.INSECURE_LOOPBACK = url, loopback
    assert ids(checks.served_over_tls) == found


def test_an_old_sqlite(settings, monkeypatch):
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", env.SQLITE)
    assert ids(checks.sqlite_version) == []
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 9))
    assert ids(checks.sqlite_version) == ["evidence.E003"]
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", env.POSTGRESQL)
    assert ids(checks.sqlite_version) == []


def test_a_sqlite_without_full_text_search(settings, monkeypatch):
    class Bare:
        def execute(self, statement: str) -> None:
            raise sqlite3.OperationalError("no such module: fts5")

        def close(self) -> None:
            self.closed = True

    bare = Bare()
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", env.SQLITE)
    monkeypatch.setattr(sqlite3, "connect", lambda name: bare)
    assert ids(checks.sqlite_version) == ["evidence.E003"]
    assert bare.closed


@pytest.mark.parametrize(
    ("backend", "loopback", "found"),
    [("console", False, ["evidence.W004"]), ("smtp", False, []), ("console", True, [])],
)
def test_mail_that_nobody_gets(settings, backend: str, loopback: bool, found: list[str]):
    settings.EMAIL_BACKEND = f"{BACKENDS}.{backend}.EmailBackend"
    settings.INSECURE_LOOPBACK = loopback
    assert ids(checks.mail_arrives) == found


@pytest.mark.parametrize(
    ("address", "loopback", "found"),
    [("", False, ["evidence.W005"]), ("a@kb.example", False, []), ("", True, [])],
)
def test_nobody_to_write_to(settings, address: str, loopback: bool, found: list[str]):
    settings.CONTACT_EMAIL, settings.INSECURE_LOOPBACK = address, loopback
    assert ids(checks.someone_can_be_written_to) == found


def test_static_files_that_were_not_collected(settings, tmp_path: Path):
    settings.STATIC_ROOT = tmp_path
    assert ids(checks.static_files_collected) == ["evidence.E006"]
    (tmp_path / "staticfiles.json").write_text("{}")
    assert ids(checks.static_files_collected) == []


def test_a_missing_citation_processor_is_told(monkeypatch):
    assert ids(checks.citation_processor) == []
    monkeypatch.setattr(checks.citation_pandoc, "program", lambda: None)
    assert ids(checks.citation_processor) == ["evidence.W007"]
