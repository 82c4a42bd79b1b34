"""The command `touchstone`: read a knowledge base, check a text, from the command line."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from touchstone_client import tables
from touchstone_client.client import Touchstone
from touchstone_client.errors import Problem, TouchstoneError

LISTS = ("claims", "evidence", "sources", "studies", "topics", "instruments")
#: Options of each list beside --where, which takes any parameter of the API.
FILTERS: dict[str, tuple[str, ...]] = {
    "claims": ("q", "topic", "verdict", "certainty", "source", "as-of"),
    "evidence": ("q", "claim", "source", "study", "direction", "design"),
    "sources": ("q", "integrity", "identity"),
    "studies": (),
    "topics": ("q", "kind"),
    "instruments": ("design",),
}
ADVICE = "This is what published studies report. It is not medical advice."


def parser() -> argparse.ArgumentParser:
    """The options."""
    top = argparse.ArgumentParser(
        prog="touchstone",
        description=f"Read a Touchstone knowledge base. {ADVICE}",
        epilog="The token is taken from TOUCHSTONE_TOKEN; reading needs none.",
    )
    top.add_argument(
        "--site",
        default=os.environ.get("TOUCHSTONE_URL"),
        help="address of the site (TOUCHSTONE_URL)",
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in LISTS:
        one = commands.add_parser(name, help=f"list {name}")
        for option in FILTERS[name]:
            one.add_argument(
                f"--{option}",
                metavar="WORD",
                help="several, separated by commas, where it is a scale",
            )
        one.add_argument(
            "--where",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="any other parameter of the API",
        )
        one.add_argument("--limit", type=int, metavar="N", help="stop after so many")
        _formats(one)
    claim = commands.add_parser("claim", help="one claim with its evidence")
    claim.add_argument("ident", metavar="ID", help="such as C42")
    claim.add_argument("--as-of", metavar="DAY", help="as it stood at the end of this day (UTC)")
    claim.add_argument("--json", action="store_true", help="everything, as JSON")
    changes = commands.add_parser("changes", help="what became public, in order")
    changes.add_argument("--since", type=int, default=0, metavar="N", help="after this number")
    changes.add_argument("--follow", action="store_true", help="go on waiting for more")
    changes.add_argument(
        "--every", type=float, default=15.0, metavar="SECONDS", help="how often to ask (15)"
    )
    changes.add_argument("--limit", type=int, metavar="N", help="stop after so many")
    _formats(changes)
    check = commands.add_parser("check", help="which claims the sentences of a text speak of")
    check.add_argument("file", metavar="FILE", help="a text; - for standard input")
    check.add_argument("--title", default="", help="its title")
    check.add_argument("--json", action="store_true", help="everything, as JSON")
    get = commands.add_parser("get", help="the JSON at any address of the API")
    get.add_argument("path", metavar="PATH", help="such as claims/C1/certainty/")
    return top


def _formats(one: argparse.ArgumentParser) -> None:
    choice = one.add_mutually_exclusive_group()
    for name, about in (
        ("csv", "a table"),
        ("ndjson", "one JSON object a line"),
        ("json", "one JSON list"),
    ):
        choice.add_argument(
            f"--{name}", action="store_const", const=name, dest="format", help=about
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0, 1 for a refusal or a site that cannot be reached, 2 for a wrong command line."""
    options = parser().parse_args(arguments)
    if not options.site:
        parser().error("say which site: --site https://... or TOUCHSTONE_URL")
    try:
        with Touchstone(options.site, os.environ.get("TOUCHSTONE_TOKEN") or None) as site:
            _run(site, options)
    except BrokenPipeError:
        # Whoever read us has enough; Python must not complain of it when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        return 130
    except (TouchstoneError, ValueError, OSError) as error:
        print(f"touchstone: {error}", file=sys.stderr)  # noqa: T201  a command speaks
        if (
            isinstance(error, Problem)
            and error.status in (401, 403)
            and not os.environ.get("TOUCHSTONE_TOKEN")
        ):
            print("touchstone: set TOUCHSTONE_TOKEN", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def _run(site: Touchstone, options: argparse.Namespace) -> None:
    out = sys.stdout
    if options.command == "claim":
        found = site.claim(options.ident, as_of=options.as_of)
        _json(found) if options.json or "evidence" not in found else _claim(dict(found))
    elif options.command == "changes":
        lines = site.changes(options.since, follow=options.follow, every=options.every)
        _rows(lines, "changes", options)
    elif options.command == "check":
        text = (
            sys.stdin.read()
            if options.file == "-"
            else Path(options.file).read_text(encoding="utf-8")
        )
        checked = site.documents.check(text, title=options.title)
        _json(checked) if options.json else _checked(checked)
    elif options.command == "get":
        _json(site.get(options.path))
    else:
        _rows(site.listing(f"{options.command}/", **_query(options)), options.command, options)
    out.flush()


def _query(options: argparse.Namespace) -> dict[str, str]:
    query = {}
    for one in FILTERS[options.command]:
        value = getattr(options, one.replace("-", "_"))
        if value is not None:
            query[one.replace("-", "_")] = value
    for pair in options.where:
        name, equals, value = pair.partition("=")
        if not equals:
            raise ValueError(f"--where {pair}: write NAME=VALUE")
        query[name] = value
    if options.limit is not None:
        query["limit"] = str(min(max(options.limit, 1), 200))
    return query


def _rows(found: Iterable[Any], kind: str, options: argparse.Namespace) -> None:
    rows = islice(found, options.limit)
    if options.format == "csv":
        tables.write_csv(rows, kind, sys.stdout)
    elif options.format == "ndjson":
        tables.write_ndjson(rows, sys.stdout)
    elif options.format == "json":
        _json(list(rows))
    else:
        tables.write_text(rows, kind, sys.stdout)
        if kind in ("claims", "evidence"):
            print(ADVICE, file=sys.stderr)  # noqa: T201


def _json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def _claim(claim: dict[str, Any]) -> None:
    tables.write_text([claim], "claims", sys.stdout)
    for title, part in (("Evidence", "evidence"), ("Left out", "excluded")):
        if claim[part]:
            sys.stdout.write(f"\n{title}\n")
            tables.write_text(claim[part], "evidence", sys.stdout)
    sys.stdout.write(f"\n{ADVICE}\n")


def _checked(found: dict[str, Any]) -> None:
    for passage in found.get("passages", []):
        if not passage["matches"]:
            continue
        sys.stdout.write(
            f"{passage['start']}-{passage['end']}  {passage.get('text', '').strip()}\n"
        )
        for match in passage["matches"]:
            ident, text = match["claim"], match.get("text", "")
            said = tables.conclusion(match) if match.get("synthesis") else ""
            sys.stdout.write(
                f"    {match['band']}: {ident} {text} (wording {match['wording']})\n    {said}\n"
            )
    sys.stdout.write(f"{found.get('url', '')}\nAll of this is suggested by the machine. {ADVICE}\n")


if __name__ == "__main__":
    sys.exit(main())
