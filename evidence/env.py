"""Read settings from the environment; refuse to start on a missing or malformed one.

Every reader takes the variable's name and, where one makes sense, a default. A secret may be given
as `NAME_FILE`, the path of a file that holds it, which is how container secrets arrive.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SQLITE = "django.db.backends.sqlite3"
POSTGRESQL = "django.db.backends.postgresql"


def read_file(path: Path) -> None:
    """Take `NAME=value` lines of `path` as defaults: what the environment already says wins.

    A missing file is no mistake; a line that is neither empty, a comment nor an assignment is.
    """
    if not path.is_file():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        entry = line.strip()
        if not entry or entry.startswith("#"):
            continue
        name, equals, value = entry.partition("=")
        if not equals or not name.strip().isidentifier():
            raise ImproperlyConfigured(f"{path}:{number}: expected NAME=value, found {entry!r}.")
        os.environ.setdefault(name.strip(), value.strip())


def text(name: str, default: str | None = None) -> str:
    """The variable as text; without a default it must be set and not be empty."""
    if path := os.getenv(f"{name}_FILE"):
        try:
            value = Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE={path!r} cannot be read: {error}.") from error
    else:
        value = os.getenv(name, "")
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(
            f"Set the environment variable {name} (or {name}_FILE). "
            "docs/reference/settings.md says what each setting means."
        )
    return default


def flag(name: str, *, default: bool) -> bool:
    """True or False, spelt exactly so: `DEBUG=0` must not be guessed at."""
    value = os.getenv(name) or str(default)
    if value not in {"True", "False"}:
        raise ImproperlyConfigured(f"{name}={value!r}: use 'True' or 'False'.")
    return value == "True"


def integer(name: str, *, default: int, least: int) -> int:
    """A whole number no smaller than `least`."""
    value = os.getenv(name) or str(default)
    try:
        number = int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={value!r}: use a whole number.") from error
    if number < least:
        raise ImproperlyConfigured(f"{name}={number}: must be at least {least}.")
    return number


def listing(name: str, default: str = "") -> list[str]:
    """Comma-separated values, blanks left out."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def frame_sources(name: str, default: str) -> list[str]:
    """Who may frame a page, for Content-Security-Policy: origins, schemes such as https:, 'self', 'none' or *."""
    found = listing(name, default)
    for one in found:
        if not re.fullmatch(
            r"'self'|'none'|\*|[a-z][a-z0-9+.-]*:|(https?://)?[A-Za-z0-9*.-]+(:[0-9*]+)?", one
        ):
            raise ImproperlyConfigured(
                f"{name}={one!r}: use addresses such as https://news.example, or https:, 'self', 'none', *."
            )
    return found or ["'none'"]


def choice(name: str, default: str, allowed: Collection[str]) -> str:
    """One of the allowed words."""
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name}={value!r}: use one of {', '.join(sorted(allowed))}.")
    return value


def site_url(name: str, default: str | None) -> str:
    """An http(s) address of a host, without path and without a trailing slash."""
    value = text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise ImproperlyConfigured(f"{name}={value!r}: use an address such as https://example.org.")
    return value


def is_loopback(url: str) -> bool:
    """Whether `url` is plain HTTP to this very machine, where TLS would protect nothing."""
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"}


def database(name: str, *, default: str) -> dict[str, Any]:
    """Django's settings of one database, from `sqlite:///abs/path` or `postgres://user:pw@host/db`.

    Both kinds come with what several server processes need. SQLite: a write-ahead log, so that
    readers and the writer do not block each other, and transactions that ask for the write lock
    when they begin, because a lock asked for later cannot wait and fails at once.
    """
    value = text(name, default)
    parts = urlsplit(value)
    if parts.scheme == "sqlite" and not parts.netloc and len(parts.path) > 1:
        # sqlite:////srv/x means what sqlite:///srv/x does; both spellings are about.
        return _sqlite("/" + unquote(parts.path).lstrip("/"))
    if parts.scheme in {"postgres", "postgresql"} and len(parts.path) > 1:
        return {
            "ENGINE": POSTGRESQL,
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            # To compile a query or to start helpers for it takes longer than ours run: without,
            # a search costs a fifth.
            # `?options=` with nothing behind it is for poolers that refuse start-up options.
            "OPTIONS": {
                name: value
                for name, value in {
                    "options": "-c jit=off -c max_parallel_workers_per_gather=0",
                    **dict(parse_qsl(parts.query, keep_blank_values=True)),
                }.items()
                if value
            },
        }
    # The value is not repeated: it may hold a password.
    raise ImproperlyConfigured(
        f"{name}: use sqlite:///absolute/path.sqlite3 or postgres://user:password@host:port/name."
    )


def _sqlite(path: str) -> dict[str, Any]:
    return {
        "ENGINE": SQLITE,
        "NAME": path,
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,  # seconds a writer waits for another before "database is locked"
            "init_command": (
                "PRAGMA journal_mode=WAL;"
                "PRAGMA synchronous=NORMAL;"  # safe with a WAL; FULL costs a sync per commit
                "PRAGMA temp_store=MEMORY;"
                "PRAGMA cache_size=-32000;"  # KiB: 32 MB per connection
                "PRAGMA mmap_size=268435456;"
                "PRAGMA journal_size_limit=67108864;"
            ),
        },
    }


def email(name: str, *, default: str) -> dict[str, Any]:
    """Django's e-mail settings, from `console:`, `file:///dir` or `smtp[+tls|+ssl]://user:pw@host`."""
    parts = urlsplit(text(name, default))
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme == "file" and len(parts.path) > 1:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": unquote(parts.path),
        }
    if parts.scheme in {"smtp", "smtp+tls", "smtp+ssl"} and parts.hostname:
        usual_port = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}[parts.scheme]
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": parts.hostname,
            "EMAIL_PORT": parts.port or usual_port,
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
            "EMAIL_USE_SSL": parts.scheme == "smtp+ssl",
            "EMAIL_TIMEOUT": 20,
        }
    raise ImproperlyConfigured(
        f"{name}: use console:, file:///directory or smtp+tls://user:password@host:port."
    )
