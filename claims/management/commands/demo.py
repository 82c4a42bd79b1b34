"""`manage.py demo`: the demo knowledge base and an account for each role; run again, it adds nothing twice."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from claims.actions import news, people, vocabulary
from claims.actions.loading.run import load
from claims.domain.vocabulary import Role

DATA = Path(__file__).resolve().parents[1] / "demo" / "kratom.ndjson"

#: One account for each role, as a small cast.
CAST = {
    "cora": (Role.CONTRIBUTOR,),
    "rae": (Role.REVIEWER,),
    "ravi": (Role.REVIEWER,),
    "edda": (Role.EDITOR,),
    "adam": (Role.ADMIN,),
}


class Command(BaseCommand):
    help = "Load the demo knowledge base and make the demo accounts; for this machine only."

    def handle(self, *args: Any, **options: Any) -> None:
        report = load([DATA], by=None)
        if report.faults:
            raise CommandError("\n".join(str(fault) for fault in report.faults))
        news.catch_up()
        vocabulary.rebuild()
        known = get_user_model().objects
        password = _password()
        made = False
        for name, roles in CAST.items():
            if not known.filter(username=name).exists():
                made = True
                people.add(
                    username=name,
                    email=f"{name}@example.org",
                    password=password,
                    by=None,
                    roles=roles,
                    reason="demo account",
                    display_name=name.capitalize(),
                    consent_version="demo",
                )
        new = sum(report.new.values())
        self.stdout.write(
            f"Demo knowledge base: {report.new['claim'] + report.known['claim']} claims"
            f" ({new} records new)."
        )
        self.stdout.write(f"Demo accounts, password {password}" + ("" if made else " (as made):"))
        for name, roles in CAST.items():
            self.stdout.write(f"  {name:6}{', '.join(role.label.lower() for role in roles)}")


def _password() -> str:
    """Made once for this machine, kept beside the database, readable by its owner only."""
    path = Path(settings.DATA_DIR) / "demo-password"
    if path.exists():
        return path.read_text(encoding="utf-8").strip()
    password = secrets.token_urlsafe(9)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(password + "\n")
    return password
