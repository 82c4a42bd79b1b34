"""Run the demonstration site: `make demo`. Standard library only.

The first time it makes a secret, migrates, collects static files and loads the demo knowledge
base; after that it only starts the server, unless the code changed. The load is idempotent, so
what people typed in meanwhile stays.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import secrets
import socket
import subprocess
import sys
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
ENV_FILE = Path(os.environ.get("ENV_FILE") or ROOT / ".env")
HOST = "127.0.0.1"


def make_env_file() -> None:
    """Write a `.env` with a fresh secret, once; later runs and manage.py read it."""
    if ENV_FILE.exists():
        return
    lines = [
        "# Written by `make demo`; read by manage.py. For this machine only, never for a server.",
        f"SECRET_KEY={secrets.token_urlsafe(50)}",
        f"SITE_URL=http://{HOST}:8000",
    ]
    with os.fdopen(os.open(ENV_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write("\n".join(lines) + "\n")


def fingerprint(environment: dict[str, str]) -> str:
    """Changes when any file of the code does, or where the data is kept."""
    digest = hashlib.sha256()
    for name in ("DATA_DIR", "DATABASE_URL", "STATIC_ROOT"):
        digest.update(f"{name}={environment.get(name, '')}\n".encode())
    files = [ROOT / "requirements.txt", ENV_FILE]
    for folder in ("claims", "evidence", "templates"):
        files += (ROOT / folder).rglob("*")
    for path in sorted(files):
        if path.is_file() and path.suffix != ".pyc":
            stat = path.stat()
            digest.update(f"{path}:{stat.st_size}:{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def manage(environment: dict[str, str], *arguments: str, output: IO[str] | None = None) -> None:
    """Run a management command; its failure is ours."""
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=output)


def prepare(environment: dict[str, str], data: Path, accounts: Path) -> None:
    """Migrate, collect static files and load, unless nothing changed since the last time."""
    mark = data / "prepared"
    before = fingerprint(environment)
    missing = not environment.get("DATABASE_URL") and not (data / "touchstone.sqlite3").exists()
    if mark.is_file() and mark.read_text() == before and accounts.is_file() and not missing:
        return
    manage(environment, "migrate", "--verbosity", "0")
    manage(environment, "collectstatic", "--noinput", "--verbosity", "0")
    # Passwords stand in it.
    with os.fdopen(os.open(accounts, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        manage(environment, "demo", output=file)
    mark.write_text(before)


def refuse_taken_port(port: int) -> None:
    """Say so at once when something else listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            sys.exit(f"Port {port} cannot be used: {error.strerror}. Try: make demo PORT=8001")


def main() -> None:
    """Prepare, say where the site is and who can sign in, and become the server."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--prepare-only", action="store_true", help="do not start the server")
    options = parser.parse_args()
    refuse_taken_port(options.port)
    make_env_file()
    address = f"http://{HOST}:{options.port}"
    environment = {**os.environ, "SITE_URL": address}
    data = Path(environment.get("DATA_DIR") or ROOT / "var")
    data.mkdir(parents=True, exist_ok=True)
    accounts = data / "demo-accounts.txt"
    prepare(environment, data, accounts)
    print(accounts.read_text().rstrip())
    print(f"\nTouchstone: {address}/   (API: {address}/api/v1/   Ctrl+C stops it)", flush=True)
    if options.prepare_only:
        return
    granian = Path(sys.executable).with_name("granian")
    arguments = ["--interface", "wsgi", "--host", HOST, "--port", str(options.port)]
    arguments += ["--workers", "2", "--blocking-threads", "4", "--no-ws", "--log-level", "warning"]
    os.chdir(ROOT)
    os.execve(granian, [str(granian), *arguments, "evidence.wsgi:application"], environment)  # noqa: S606


if __name__ == "__main__":
    main()
