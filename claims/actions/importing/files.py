"""The files themselves: kept in the data folder under names that nobody can guess, until they are stored."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from claims.domain.problems import Invalid


@dataclass(frozen=True)
class Kept:
    """A file as it was put away: its name in the folder, its bytes, their SHA-256."""

    name: str
    size: int
    sha256: str


def folder() -> Path:
    """Where the files are."""
    return Path(settings.DATA_DIR) / "imports"


def keep(pieces: Iterable[bytes]) -> Kept:
    """Write the pieces to a new file. Raises Invalid for nothing at all, or more than the site accepts."""
    folder().mkdir(parents=True, exist_ok=True)
    name, digest, size = secrets.token_hex(16), hashlib.sha256(), 0
    path = folder() / name
    try:
        with path.open("wb") as file:
            for piece in pieces:
                size += len(piece)
                if size > settings.IMPORT_MAX_BYTES:
                    raise Invalid({"file": [too_large()]})
                digest.update(piece)
                file.write(piece)
        if not size:
            raise Invalid({"file": ["The file is empty."]})
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Kept(name, size, digest.hexdigest())


def too_large() -> str:
    """What is said of a file that is larger than the site accepts."""
    limit = settings.IMPORT_MAX_BYTES / 1_048_576
    return f"The file is too large: at most {limit:.1f} MB are accepted. Cut it in two."


def path_of(name: str) -> Path:
    """Where a file is kept. Raises Invalid where it is gone."""
    path = folder() / name
    if not name or not path.is_file():
        raise Invalid({"file": ["The file is no longer here: bring it in again."]})
    return path


def drop(name: str) -> None:
    """Remove a file that is no longer needed."""
    if name:
        (folder() / name).unlink(missing_ok=True)
