"""The packages that the site offers for download: which there are, and where they lie."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.urls import reverse

#: Day of the last event, and its number in the log: the same name is the same knowledge.
NAME = re.compile(r"touchstone-\d{4}-\d{2}-\d{2}-\d{1,18}\.zip")


def folder() -> Path:
    """Where they lie; it may not exist yet."""
    return Path(settings.DATA_DIR) / "dumps"


def offered() -> list[dict[str, Any]]:
    """Each package with what is in it, size and SHA-256, the newest first. No query; a small file for each is read."""
    if not folder().is_dir():
        return []
    found = []
    for note in folder().glob("*.zip.json"):
        name = note.name.removesuffix(".json")
        try:
            told = orjson.loads(note.read_bytes())
        except FileNotFoundError:
            continue  # taken away meanwhile
        if NAME.fullmatch(name) and (folder() / name).is_file():
            address = f"{settings.SITE_URL}{reverse('web:dump', args=[name])}"
            found.append({"name": name, "address": address, **told})
    return sorted(found, key=lambda one: (one["event_seq"], one["made_at"]), reverse=True)


def one(name: str) -> tuple[dict[str, Any], Path] | None:
    """The package of this name, and its file; None where it is not offered. No query."""
    if not NAME.fullmatch(name):
        return None
    for told in offered():
        if told["name"] == name:
            return told, folder() / name
    return None
