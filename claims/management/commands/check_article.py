"""`manage.py check_article FILE`: check an article against the knowledge base; see docs/how-to/check-an-article.md."""

from __future__ import annotations

import textwrap
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import orjson
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from claims.actions import documents as actions
from claims.domain.articles import Band
from claims.domain.problems import Problem
from claims.formats import documents as formats
from claims.queries import checking
from claims.queries import documents as queries


class Command(BaseCommand):
    help = "Check an article (.txt, .md, .html, .pdf, .docx) sentence by sentence; nothing is stored without --by."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the article")
        parser.add_argument("--title", default="", help="its title, if not the one in the file")
        parser.add_argument("--json", action="store_true", help="all that was found, as JSON")
        parser.add_argument("--by", metavar="USER", help="keep it, as this person's")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            data = path.read_bytes()
            if options["by"]:
                found = self._kept(data, path.name, options["title"], options["by"])
            else:
                found = self._looked(data, path.name, options)
        except (Problem, OSError) as error:
            raise CommandError(f"{path}: {getattr(error, 'message', error)}") from error
        if options["json"]:
            self.stdout.write(orjson.dumps(found, option=orjson.OPT_UTC_Z).decode())
        else:
            self._tell(found)

    def _looked(self, data: bytes, name: str, options: dict[str, Any]) -> dict[str, Any]:
        article = formats.read(data, name)
        title = options["title"] or article.title
        with tqdm(unit=" sentences", disable=True if options["json"] else None) as bar:
            found = checking.look(
                article.text, title, started=bar.reset, progress=lambda done: _at(bar, done)
            )
        return {
            "title": title,
            "status": "done",
            "remarks": article.remarks,
            **queries.report(None, article.text, found),
        }

    def _kept(self, data: bytes, name: str, title: str, user: str) -> dict[str, Any]:
        by = get_user_model().objects.filter(username=user).first()
        if by is None:
            raise CommandError(f"--by: there is no user {user!r}")
        made = actions.create(data=data, filename=name, title=title, by=by)
        made = actions.check(document=made, by=by)
        return queries.detail(by, made.pk) or {}

    def _tell(self, found: dict[str, Any]) -> None:
        for one in found["passages"]:
            matches = [match for match in one["matches"] if match["band"] == Band.MATCH]
            if not (matches or one["uncited"]):
                continue
            said = textwrap.shorten(one["text"], 110, placeholder="…")
            self.stdout.write(f"{one['start']:>6}-{one['end']:<6} {said}")
            if one["uncited"]:
                self.stdout.write("              leans on studies and names none")
            for match in matches:
                standing = match["synthesis"]
                self.stdout.write(
                    f"              {match['claim']} {match['text']}: {standing['verdict_label']},"
                    f" certainty {standing['certainty_label'].lower()},"
                    f" {standing['basis']['studies']} studies, rated by {standing['raters']}, {standing['status']};"
                    f" wording {match['wording_label'].lower()} ({match['state_label'].lower()})"
                )
        for pair in found["contradictions"]:
            first, second = pair["passages"]
            self.stdout.write(f"passages {first} and {second}: {pair['why']}")
        counts = found["counts"]
        self.stdout.write(
            f"{counts['passages']} sentences, {counts['matched']} matched, {counts['possible']} possible,"
            f" {counts['uncited']} lean on studies and name none"
        )
        self.stdout.write(
            "Suggestions by likeness of words, no verdict on the article. Not medical advice."
        )


def _at(bar: tqdm[Any], done: int) -> None:
    bar.update(done - bar.n)
