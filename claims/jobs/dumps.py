"""The package of all public knowledge that the worker makes once a day, for anyone to download."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.utils import timezone

from claims.actions.core import knowledge_base
from claims.formats.data_package import LICENCE, Facts, heads
from claims.formats.packing import sha256
from claims.queries.dumps import folder, offered
from claims.queries.packages import write_package

__all__ = ["folder", "make", "nightly"]

log = logging.getLogger(__name__)


def nightly() -> None:
    """Make the day's package, where the site keeps any."""
    if settings.DUMP_KEEP:
        make()


def make() -> str | None:
    """Make a package of what stands now, and discard all but the newest DUMP_KEEP (at least one); returns its name.

    None, and nothing is made, where nothing has happened since the newest.
    """
    base = knowledge_base()
    newest = next(iter(offered()), None)
    state = (str(base.uuid), base.event_seq, base.event_head)
    if newest and state == tuple(newest[n] for n in ("knowledge_base", "event_seq", "event_head")):
        return None
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place, prefix=".making-") as scratch:
        part = Path(scratch, "part.zip")
        facts = write_package(part)
        day = facts.as_of or timezone.now()
        name = f"touchstone-{day:%Y-%m-%d}-{facts.event_seq}.zip"
        note = Path(scratch, "note")
        note.write_bytes(orjson.dumps(_told(facts, part)))
        # The note last: what is listed can be downloaded.
        part.replace(place / name)
        note.replace(place / f"{name}.json")
    for old in offered()[max(1, settings.DUMP_KEEP) :]:
        (place / f"{old['name']}.json").unlink(missing_ok=True)
        (place / old["name"]).unlink(missing_ok=True)
    log.info("dump %s made", name)
    return name


def _told(facts: Facts, path: Path) -> dict[str, Any]:
    return {
        "made_at": f"{timezone.now():%Y-%m-%dT%H:%M:%SZ}",
        "bytes": path.stat().st_size,
        "sha256": sha256(path),
        "licence": LICENCE,
        "lines": facts.lines,
        **heads(facts),
    }
