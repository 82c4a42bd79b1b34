"""The keys that look-alikes are sought by: derived from title and authors, kept with every write."""

from __future__ import annotations

from collections.abc import Iterator

from claims.domain.likeness import author_key, title_key
from claims.models import Source

CHUNK = 2_000


def derive(source: Source) -> dict[str, str]:
    """Set the keys that follow from the source's title and authors; returns them. No query."""
    found = _keys(source.title, source.authors)
    source.title_key, source.author_key = found["title_key"], found["author_key"]
    return found


def _keys(title: str, authors: str) -> dict[str, str]:
    return {"title_key": title_key(title), "author_key": author_key(authors)}


def _wrong() -> Iterator[list[Source]]:
    last = 0
    rows = Source.objects.order_by("pk").only("title", "authors", "title_key", "author_key")
    while part := list(rows.filter(pk__gt=last)[:CHUNK]):
        last = part[-1].pk
        yield [
            row
            for row in part
            if _keys(row.title, row.authors)
            != {"title_key": row.title_key, "author_key": row.author_key}
        ]


def rebuild() -> int:
    """Write the keys anew where they are not what they should be; returns how many. Two queries for each 2,000."""
    changed = 0
    for rows in _wrong():
        for row in rows:
            derive(row)
        Source.objects.bulk_update(rows, ["title_key", "author_key"], batch_size=500)
        changed += len(rows)
    return changed


def differences() -> list[str]:
    """Sources whose keys are not what their titles and authors give. One query for each 2,000."""
    return [
        f"{row.public_id}: its keys do not follow from its title and authors"
        for rows in _wrong()
        for row in rows
    ]
