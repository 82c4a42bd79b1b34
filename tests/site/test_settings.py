"""What the settings file makes of an environment, each time in a fresh process."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PRINT = """
import json, sys
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}))
"""


def start(tmp_path: Path, *names: str, **environment: str) -> subprocess.CompletedProcess:
    """Load the settings with this environment alone and print the named ones as JSON."""
    return subprocess.run(
        [sys.executable, "-c", PRINT, *names],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
            "DJANGO_SETTINGS_MODULE": "evidence.settings",
            "ENV_FILE": "",
            "DATA_DIR": str(tmp_path / "data"),
            **environment,
        },
        capture_output=True, text=True, check=False,
    )  # fmt: skip


SAFETY = (
    "INSECURE_LOOPBACK", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
)  # fmt: skip


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://touchstone.example", False),
        ("http://touchstone.example", False),
        ("http://127.0.0.1:8000", True),
    ],
)
def test_only_this_machine_goes_without_tls(tmp_path: Path, url: str, plain: bool):
    run = start(tmp_path, *SAFETY, SECRET_KEY="x", SITE_URL=url)
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert [found[name] for name in SAFETY] == [plain, not plain, not plain, not plain]


@pytest.mark.parametrize("missing", ["SECRET_KEY", "SITE_URL"])
def test_there_is_no_default_outside_debug(tmp_path: Path, missing: str):
    environment = {"SECRET_KEY": "x", "SITE_URL": "https://touchstone.example"}
    del environment[missing]
    run = start(tmp_path, "DEBUG", **environment)
    assert run.returncode != 0
    assert f"Set the environment variable {missing}" in run.stderr


def test_debug_needs_nothing(tmp_path: Path):
    run = start(tmp_path, "DEBUG", "SITE_URL", DEBUG="True")
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == {"DEBUG": True, "SITE_URL": "http://127.0.0.1:8000"}


def test_hosts_are_those_of_the_site(tmp_path: Path):
    run = start(
        tmp_path, "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS",
        SECRET_KEY="x", SITE_URL="https://kb.example:8443",
    )  # fmt: skip
    assert json.loads(run.stdout) == {
        "ALLOWED_HOSTS": ["kb.example"],
        "CSRF_TRUSTED_ORIGINS": ["https://kb.example:8443"],
    }


@pytest.mark.parametrize(
    ("count", "believed"), [("0", None), ("1", ["HTTP_X_FORWARDED_PROTO", "https"])]
)
def test_a_proxy_is_believed_only_where_there_is_one(tmp_path: Path, count: str, believed):
    run = start(
        tmp_path, "SECURE_PROXY_SSL_HEADER",
        SECRET_KEY="x", SITE_URL="https://kb.example", TRUSTED_PROXIES=count,
    )  # fmt: skip
    assert json.loads(run.stdout)["SECURE_PROXY_SSL_HEADER"] == believed


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere(settings):
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert directives["default-src"] == ["'none'"]
    sources = {source for values in directives.values() for source in values}
    assert sources <= {"'none'", "'self'", "data:"}
