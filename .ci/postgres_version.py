"""Print the version of the PostgreSQL server at POSTGRES_URL; exit 1 when it does not answer."""

from __future__ import annotations

import os
import sys
from urllib.parse import unquote, urlsplit

import psycopg2


def main() -> int:
    """Connect to the server's own database, since ours may not exist yet."""
    parts = urlsplit(os.environ["POSTGRES_URL"])
    try:
        connection = psycopg2.connect(
            host=parts.hostname,
            port=parts.port or 5432,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            dbname="postgres",
            connect_timeout=5,
        )
    except psycopg2.OperationalError as error:
        print(f"PostgreSQL at {parts.hostname}:{parts.port or 5432}: {error}", file=sys.stderr)
        return 1
    major, minor = divmod(connection.server_version, 10_000)
    connection.close()
    print(f"{major}.{minor}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
