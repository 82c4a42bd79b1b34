"""Settings are read strictly: a mistake stops the start and says what it is."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from evidence import env


def test_text_without_a_default_must_be_set(monkeypatch):
    monkeypatch.delenv("SAMPLE", raising=False)
    with pytest.raises(ImproperlyConfigured, match="Set the environment variable SAMPLE"):
        env.text("SAMPLE")


def test_an_empty_variable_counts_as_not_set(monkeypatch):
    monkeypatch.setenv("SAMPLE", "")
    assert env.text("SAMPLE", "default") == "default"


def test_a_secret_may_come_from_a_file(monkeypatch, tmp_path: Path):
    (tmp_path / "secret").write_text("from the file\n")
    monkeypatch.setenv("SAMPLE", "from the environment")
    monkeypatch.setenv("SAMPLE_FILE", str(tmp_path / "secret"))
    assert env.text("SAMPLE") == "from the file"


def test_a_secret_file_that_is_missing_is_named(monkeypatch, tmp_path: Path):
    monkeypatch.setenv("SAMPLE_FILE", str(tmp_path / "absent"))
    with pytest.raises(ImproperlyConfigured, match=r"SAMPLE_FILE=.*absent"):
        env.text("SAMPLE")


@pytest.mark.parametrize("value", ["0", "false", "yes", "TRUE"])
def test_a_flag_is_not_guessed_at(monkeypatch, value: str):
    monkeypatch.setenv("SAMPLE", value)
    with pytest.raises(ImproperlyConfigured, match="use 'True' or 'False'"):
        env.flag("SAMPLE", default=False)


def test_flags(monkeypatch):
    monkeypatch.setenv("SAMPLE", "True")
    assert env.flag("SAMPLE", default=False) is True
    monkeypatch.setenv("SAMPLE", "False")
    assert env.flag("SAMPLE", default=True) is False
    monkeypatch.delenv("SAMPLE")
    assert env.flag("SAMPLE", default=True) is True


@pytest.mark.parametrize(("value", "says"), [("two", "whole number"), ("0", "at least 1")])
def test_a_bad_number_is_refused(monkeypatch, value: str, says: str):
    monkeypatch.setenv("SAMPLE", value)
    with pytest.raises(ImproperlyConfigured, match=says):
        env.integer("SAMPLE", default=2, least=1)


def test_a_number(monkeypatch):
    monkeypatch.setenv("SAMPLE", "7")
    assert env.integer("SAMPLE", default=2, least=1) == 7


def test_a_listing_leaves_blanks_out(monkeypatch):
    monkeypatch.setenv("SAMPLE", " a, ,b,")
    assert env.listing("SAMPLE") == ["a", "b"]


def test_a_choice_names_what_is_allowed(monkeypatch):
    monkeypatch.setenv("SAMPLE", "loud")
    with pytest.raises(ImproperlyConfigured, match="use one of INFO, WARNING"):
        env.choice("SAMPLE", "INFO", ["WARNING", "INFO"])


@pytest.mark.parametrize(
    "value", ["example.org", "ftp://example.org", "https://", "https://x.org/path", "https://x?y"]
)
def test_a_site_address_is_scheme_and_host(monkeypatch, value: str):
    monkeypatch.setenv("SAMPLE", value)
    with pytest.raises(ImproperlyConfigured, match="use an address such as"):
        env.site_url("SAMPLE", None)


def test_a_site_address_loses_its_last_slash(monkeypatch):
    monkeypatch.setenv("SAMPLE", "https://example.org:8443/")
    assert env.site_url("SAMPLE", None) == "https://example.org:8443"


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost", True),
        ("http://[::1]:8000", True),
        ("https://127.0.0.1", False),
        ("http://127.0.0.1.example.org", False),
        ("http://192.168.1.2", False),
    ],
)
def test_loopback_is_this_machine_without_tls(url: str, loopback: bool):
    assert env.is_loopback(url) is loopback


@pytest.mark.parametrize("slashes", ["///", "////"])
def test_sqlite_is_set_up_for_several_processes(monkeypatch, slashes: str):
    monkeypatch.setenv("SAMPLE", f"sqlite:{slashes}srv/a%20b.sqlite3")
    found = env.database("SAMPLE", default="")
    assert found["NAME"] == "/srv/a b.sqlite3"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert found["OPTIONS"]["timeout"] >= 10
    assert "journal_mode=WAL" in found["OPTIONS"]["init_command"]


QUICK = "-c jit=off -c max_parallel_workers_per_gather=0"


@pytest.mark.parametrize(
    ("query", "options"),
    [("", {"options": QUICK}), ("?options=", {}), ("?options=-c%20a%3Db", {"options": "-c a=b"})],
)
def test_postgresql_neither_compiles_nor_splits_queries_unless_told(monkeypatch, query, options):
    monkeypatch.setenv("SAMPLE", f"postgres://u@h/kb{query}")
    assert env.database("SAMPLE", default="")["OPTIONS"] == options


def test_postgresql_with_everything(monkeypatch):
    monkeypatch.setenv("SAMPLE", "postgres://an%40a:p%2Fw@db.example:6543/kb?sslmode=require")
    found = env.database("SAMPLE", default="")
    assert found["ENGINE"] == env.POSTGRESQL
    assert (found["USER"], found["PASSWORD"]) == ("an@a", "p/w")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "6543", "kb")
    assert found["OPTIONS"] == {"sslmode": "require", "options": QUICK}


@pytest.mark.parametrize(
    "value",
    ["mysql://u:hidden@h/d", "postgres://u:hidden@h", "sqlite://relative", "hidden", "sqlite:///"],
)
def test_a_bad_database_address_is_refused_without_repeating_it(monkeypatch, value: str):
    monkeypatch.setenv("SAMPLE", value)
    with pytest.raises(ImproperlyConfigured) as caught:
        env.database("SAMPLE", default="")
    assert "hidden" not in str(caught.value)


def test_mail_over_tls(monkeypatch):
    monkeypatch.setenv("SAMPLE", "smtp+tls://me:s%3At@mail.example")
    found = env.email("SAMPLE", default="console:")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example", 587)
    assert (found["EMAIL_HOST_PASSWORD"], found["EMAIL_USE_TLS"]) == ("s:t", True)
    assert found["EMAIL_USE_SSL"] is False


@pytest.mark.parametrize(
    ("value", "backend"), [("console:", "console"), ("file:///var/mail", "filebased")]
)
def test_mail_that_stays_here(monkeypatch, value: str, backend: str):
    monkeypatch.setenv("SAMPLE", value)
    assert backend in env.email("SAMPLE", default="console:")["EMAIL_BACKEND"]


@pytest.mark.parametrize("value", ["smtp://", "http://mail", "mail.example", "file:"])
def test_a_bad_mail_address_is_refused(monkeypatch, value: str):
    monkeypatch.setenv("SAMPLE", value)
    with pytest.raises(ImproperlyConfigured, match="SAMPLE: use console:"):
        env.email("SAMPLE", default="console:")


def test_a_file_fills_in_what_the_environment_leaves_unsaid(monkeypatch, tmp_path: Path):
    file = tmp_path / "env"
    file.write_text("# a comment\n\nSAMPLE_ONE=file=1\nSAMPLE_TWO = file\n")
    monkeypatch.setenv("SAMPLE_ONE", "")  # so that monkeypatch puts both back
    monkeypatch.delenv("SAMPLE_ONE")
    monkeypatch.setenv("SAMPLE_TWO", "environment")
    env.read_file(file)
    assert (env.text("SAMPLE_ONE"), env.text("SAMPLE_TWO")) == ("file=1", "environment")


def test_a_malformed_line_is_pointed_at(tmp_path: Path):
    file = tmp_path / "env"
    file.write_text("# fine\nexport NAME value\n")
    with pytest.raises(ImproperlyConfigured, match=r"env:2: expected NAME=value"):
        env.read_file(file)


def test_no_file_is_no_mistake(tmp_path: Path):
    assert env.read_file(tmp_path / "absent") is None
