"""How the columns of a table that waits to be stored are read."""

from __future__ import annotations

from claims.actions.importing import files
from claims.formats import references
from claims.models import Import


def of(batch: Import) -> dict[str, str]:
    """Heading and field of each column ("" for: kept as it is). Raises Invalid, Unreadable."""
    path = files.path_of(batch.kept_as)
    return references.columns(path, batch.mapping).fields
