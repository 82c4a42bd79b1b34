"""Keep a second Touchstone in step with another one, from its public change feed alone.

    python mirror.py https://origin.example --manage "python manage.py" --follow 60

Needs Python 3.11 or later and nothing else. It may be killed at any moment: the mirror takes each step whole or not at
all, and says itself at which change it stands. See docs/how-to/mirror.md.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import shlex
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import IO, Any

AGENT = "touchstone-mirror/1"
LONGEST_WAIT = 300.0
#: The command ends so where an answer was cut off or overtaken, or the database was busy.
ASK_AGAIN = 75
#: Answers after which asking again may help.
BUSY = (429, 500, 502, 503, 504)


class Stop(Exception):
    """Asking again would not help: somebody has to look."""


class Later(Exception):
    """The origin is busy or cannot be reached; `seconds` is how long it asks to be left alone."""

    def __init__(self, why: str, seconds: float | None = None) -> None:
        super().__init__(why)
        self.seconds = seconds


def ask(address: str, timeout: float) -> Any:
    """The open answer of an address. Raises Stop and Later."""
    request = urllib.request.Request(address, headers={"User-Agent": AGENT})  # noqa: S310
    try:
        return urllib.request.urlopen(request, timeout=timeout)  # noqa: S310  main() checks it
    except urllib.error.HTTPError as error:
        said = error.read(10_000).decode("utf-8", "replace")
        if error.code not in BUSY:
            raise Stop(f"{address} answered {error.code}: {said}") from error
        wait = error.headers.get("Retry-After", "")
        raise Later(
            f"{address} answered {error.code}", float(wait) if wait.isdecimal() else None
        ) from error
    except OSError as error:
        raise Later(f"{address}: {error}") from error


def where(manage: list[str]) -> dict[str, Any]:
    """Whose records the mirror holds, and at which change of their feed it stands."""
    found = subprocess.run([*manage, "mirror"], stdout=subprocess.PIPE, check=False)  # noqa: S603
    judge(found.returncode)
    return dict(json.loads(found.stdout))


def judge(returncode: int) -> None:
    """Raise what the way in which a command of the mirror ended asks for. Killed by a signal it ends below 0."""
    if returncode == ASK_AGAIN or returncode < 0:
        raise Later("the mirror was busy or stopped")
    if returncode:
        raise Stop("The mirror refused: its own words stand above.")


def step(origin: str, manage: list[str], timeout: float) -> str:
    """Take in what changed since the last step; returns what there is to say of it, "" where nothing had changed."""
    here = where(manage)
    since = here["seq"]
    with ask(f"{origin}/api/v1/changes/?since={since}&limit=1", timeout) as answer:
        feed = json.load(answer)
    if since and feed["knowledge_base"] != here["knowledge_base"]:
        raise Stop(
            f"The origin is the knowledge base {feed['knowledge_base']} by now, the mirror holds"
            f" {here['knowledge_base']}: mirror it into an empty one."
        )
    if feed["last"] == since:
        return ""
    with ask(f"{origin}/api/v1/records/?since={since}", timeout) as answer:
        return take_in(answer, manage)


def take_in(answer: IO[bytes], manage: list[str]) -> str:
    """Hand the origin's answer to the mirror as it comes; one that is cut off is refused there, and asked for again."""
    command = [*manage, "mirror", "--apply", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as mirror:  # noqa: S603
        try:
            shutil.copyfileobj(answer, mirror.stdin)  # type: ignore[type-var]
        except BrokenPipeError:
            pass  # It read no further, and says why.
        except (OSError, http.client.HTTPException) as error:
            print(f"the answer was cut off: {error!r}", file=sys.stderr)
        said, _ = mirror.communicate()
    judge(mirror.returncode)
    return said.decode().strip()


def run(arguments: argparse.Namespace) -> None:
    """Step after step; after a failure that may pass wait for as long as the origin asks, or ever longer."""
    manage = shlex.split(arguments.manage)
    failures = 0
    while True:
        try:
            said = step(arguments.origin.rstrip("/"), manage, arguments.timeout)
            failures = 0
        except Later as later:
            failures += 1
            wait = min(LONGEST_WAIT, later.seconds or random.uniform(0.5, 1) * 2**failures)  # noqa: S311
            print(f"{later}; trying again in {wait:.0f} s", file=sys.stderr, flush=True)
            if failures > arguments.retries:
                raise Stop(f"Gave up after {failures} failures.") from later
            time.sleep(wait)
            continue
        if said:
            print(said, flush=True)
        elif arguments.follow is None:
            print("in step", flush=True)
            return
        else:
            time.sleep(arguments.follow)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("origin", help="address of the site to follow")
    parser.add_argument(
        "--manage", default="python manage.py", help="how the mirror's commands are run"
    )
    parser.add_argument(
        "--follow", type=float, metavar="SECONDS", help="go on asking; without it end when in step"
    )
    parser.add_argument("--timeout", type=float, default=60.0, help="seconds without a byte")
    parser.add_argument("--retries", type=int, default=20, help="failures one after another")
    arguments = parser.parse_args()
    if not arguments.origin.startswith(("https://", "http://")):
        parser.error("the origin is an address such as https://origin.example")
    os.environ.setdefault("MIRROR_OF", arguments.origin.rstrip("/"))
    try:
        run(arguments)
    except Stop as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
