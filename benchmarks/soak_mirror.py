"""`make soak`: a mirror follows an origin through random acts of several writers, and everything is killed at random.

The origin is DATABASE_URL (an SQLite file if not given), the mirror MIRROR_DATABASE_URL (likewise); both must be empty.
At the end the two dumps, the two feeds and both logs are compared; exit 1 where anything differs.

    python -m benchmarks.soak_mirror --acts 10000 --kills 200 --writers 3
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
MANAGE = f"{sys.executable} {ROOT / 'manage.py'}"
SCRIPT = ROOT / "docs/examples/mirror.py"
PATIENCE = 1800


class Soak:
    """One run: what is started, killed, started again, and what came of it."""

    def __init__(self, options: argparse.Namespace, scratch: Path) -> None:
        self.options, self.scratch = options, scratch
        self.rng = random.Random(options.seed)
        self.killed: Counter[str] = Counter()
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.restarts: Counter[str] = Counter()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.origin = f"http://127.0.0.1:{self.port}"
        common = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
        self.environment = {
            "origin": common
            | {
                "DATABASE_URL": os.environ.get(
                    "DATABASE_URL", f"sqlite:///{scratch}/origin.sqlite3"
                )
            },
            "mirror": common
            | {
                "DATABASE_URL": os.environ.get(
                    "MIRROR_DATABASE_URL", f"sqlite:///{scratch}/mirror.sqlite3"
                ),
                "MIRROR_OF": self.origin,
            },
        }

    def manage(self, site: str, *command: str) -> bytes:
        """What a management command writes."""
        done = subprocess.run(  # noqa: S603  our own command
            [*MANAGE.split(), *command],
            env=self.environment[site],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=True,
        )
        return done.stdout

    def start(self, name: str) -> None:
        """Start one of: server, mirror, writer0, writer1 ..."""
        self.restarts[name] += 1
        if name == "server":
            address = f"127.0.0.1:{self.port}"
            command = [*MANAGE.split(), "runserver", address, "--noreload", "--insecure", "-v0"]
        elif name == "mirror":
            command = [sys.executable, str(SCRIPT), self.origin, "--manage", MANAGE]
            command += ["--follow", "0.5", "--retries", "1000"]
        else:
            number = name.removeprefix("writer")
            seed = 1000 * self.options.seed + 100 * int(number) + self.restarts[name]
            left = self.options.acts // self.options.writers - self.acts_of(name)
            command = [sys.executable, "-m", "benchmarks.soak_mirror", "--write", str(max(left, 0))]
            command += ["--seed", str(seed), "--log", str(self.scratch / name)]
        site = "mirror" if name == "mirror" else "origin"
        out = (self.scratch / f"{name}.out").open("ab")
        self.running[name] = subprocess.Popen(  # noqa: S603  our own command
            command, env=self.environment[site], cwd=ROOT, stdout=out, stderr=out
        )
        out.close()

    def acts_of(self, name: str) -> int:
        """How many acts a writer has ended, in all its lives: it writes a byte for each."""
        path = self.scratch / name
        return path.stat().st_size if path.exists() else 0

    def acts(self) -> int:
        """How many acts all writers have ended."""
        return sum(self.acts_of(f"writer{n}") for n in range(self.options.writers))

    def kill_one(self) -> None:
        """SIGKILL the script, the command that it runs, or a writer, as it comes."""
        writers = [n for n in self.running if n.startswith("writer")]
        name = self.rng.choice(["script", "command", "command", *writers[:1]])
        if name.startswith("writer"):
            name = self.rng.choice(writers)
            self.running[name].kill()
            self.killed["writer"] += 1
        elif name == "script":
            self.running["mirror"].kill()
            self.killed["script"] += 1
        else:
            for pid in children(self.running["mirror"].pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    self.killed["command"] += 1

    def watch(self) -> None:
        """Until the writers are done: kill now and then, start again what ended too early."""
        began = time.monotonic()
        while any(name.startswith("writer") for name in self.running):
            time.sleep(0.2)
            for name, process in list(self.running.items()):
                if process.poll() is None:
                    continue
                if name.startswith("writer") and process.returncode == 0:
                    del self.running[name]
                elif name.startswith("writer") and process.returncode != -signal.SIGKILL:
                    sys.exit(f"{name} ended with {process.returncode}: {self.scratch}/{name}.out")
                elif name == "mirror" and process.returncode != -signal.SIGKILL:
                    sys.exit(
                        f"the mirror stopped:\n{(self.scratch / 'mirror.out').read_text()[-3000:]}"
                    )
                else:
                    self.start(name)
            due = self.options.kills * self.acts() / max(self.options.acts, 1)
            if sum(self.killed.values()) < due:
                self.kill_one()
            if time.monotonic() - began > self.options.most_seconds:
                for name in [n for n in self.running if n.startswith("writer")]:
                    self.running.pop(name).kill()

    def stop(self, name: str) -> None:
        """End what runs, by its own number."""
        process = self.running.pop(name, None)
        if process is not None:
            process.kill()
            process.wait()

    def run(self) -> dict[str, Any]:
        """The whole run; what it gives."""
        for site in ("origin", "mirror"):
            self.manage(site, "migrate", "-v0")
        began = time.monotonic()
        self.start("server")
        wait_for(self.port)
        for number in range(self.options.writers):
            self.start(f"writer{number}")
        self.start("mirror")
        try:
            self.watch()
            written = time.monotonic() - began
            self.stop("mirror")
            command = [sys.executable, str(SCRIPT), self.origin, "--manage", MANAGE]
            subprocess.run(  # noqa: S603  our own command
                command, env=self.environment["mirror"], cwd=ROOT, check=True, timeout=PATIENCE
            )
        finally:
            for name in list(self.running):
                self.stop(name)
        dumps = {site: self.manage(site, "dump", "-") for site in ("origin", "mirror")}
        for site, raw in dumps.items():
            (self.scratch / f"{site}.ndjson").write_bytes(raw)
        state = json.loads(self.manage("mirror", "mirror"))
        return {
            "acts": self.acts(),
            "kills": dict(self.killed),
            "feed_lines": state["seq"],
            "dump_lines": dumps["origin"].count(b"\n"),
            "seconds_writing": round(written),
            "seconds": round(time.monotonic() - began),
            "sha256": {s: hashlib.sha256(raw).hexdigest()[:16] for s, raw in dumps.items()},
            "identical": dumps["origin"] == dumps["mirror"],
            "differing": differing(dumps["origin"], dumps["mirror"]),
            "logs": [self.manage(s, "verify_log").decode().strip()[:60] for s in dumps],
        }


def differing(ours: bytes, theirs: bytes) -> list[str]:
    """Lines that only one of the two dumps has, at most ten of each: - of the origin, + of the mirror."""
    mine, others = set(ours.splitlines()), set(theirs.splitlines())
    only = [f"- {line.decode()}" for line in sorted(mine - others)[:10]]
    return [*only, *(f"+ {line.decode()}" for line in sorted(others - mine)[:10])]


def children(pid: int) -> list[int]:
    """The processes that a process started and that still run."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(fields[1]) == pid:
                    found.append(int(entry.name))
    return found


def wait_for(port: int) -> None:
    """Until something listens."""
    for _ in range(600):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    sys.exit("the server did not start")


def write(acts: int, seed: int, log: Path) -> None:
    """One writer: so many random acts, a byte in `log` for each."""
    import django

    django.setup()
    from django.db import IntegrityError, OperationalError

    from claims.domain.problems import Problem
    from tests.walk import Nothing, Walk

    walk = Walk(seed, prefix=f"w{seed}-")
    walk.clashes = (IntegrityError, OperationalError)
    with contextlib.suppress(*walk.clashes, Problem, Nothing):
        walk.start()
    with log.open("ab", buffering=0) as handle:
        for _ in range(acts):
            walk.step()
            handle.write(b".")


@contextlib.contextmanager
def scratch_folder(kept: Path | None) -> Iterator[Path]:
    """A folder for databases and outputs: `kept`, or one that goes in the end."""
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        yield Path(folder)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--acts", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--writers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most-seconds", type=float, default=36_000, help="then the writers stop")
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="where databases and outputs stay"
    )
    parser.add_argument("--write", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--log", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write is not None:
        write(options.write, options.seed, options.log)
        return
    with scratch_folder(options.keep) as scratch:
        found = Soak(options, scratch).run()
    print(json.dumps(found, indent=1))
    sys.exit(0 if found["identical"] else 1)


if __name__ == "__main__":
    main()
