"""Does an entry of a list of references name the work that its identifier is registered for?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rapidfuzz import fuzz

from claims.domain import identity, titles
from claims.domain.identity import Compared
from claims.domain.likeness import Record
from claims.domain.likeness import fields as likeness
from claims.domain.vocabulary import IdentityResult

#: From here on (of 100) a title stands in the entry's words, typing faults aside.
STANDS = 88.0
#: What is taken for a title of fewer words may be a journal's name.
FEWEST_WORDS = 4


def holds(said: str, title: str) -> bool:
    """Whether a title stands in the words of an entry, or its main part before a colon does."""
    whole = titles.key(said)
    parts = [titles.key(title), titles.key(title.split(":", maxsplit=1)[0])]
    return (
        any(
            len(part) >= titles.TELLING and fuzz.partial_ratio(part, whole) >= STANDS
            for part in parts
        )
        or f" {parts[0]} " in f" {whole} "
    )


def compare(entry: Mapping[str, Any], said: str, record: Mapping[str, Any]) -> Compared:
    """The entry's words `said` beside an identifier's record with title, authors, year.

    Mismatch: what it names as a title is not the record's. Differences are kept only where they are plain: a year more
    than one apart, a first author who stands nowhere in the entry. Unknown where either has no title.
    """
    title = str(record.get("title") or "")
    named = holds(said, title)
    own = str(entry.get("title") or "")
    if not named and len(own.split()) < FEWEST_WORDS:
        return Compared(IdentityResult.UNKNOWN)
    ours = {**entry, "title": title if named else own}
    found = identity.compare(ours, record)
    if found.result is IdentityResult.MISMATCH and named:
        # The title is the record's: an author and a year written otherwise make it no other work.
        found = Compared(IdentityResult.CONFIRMED, found.differences)
    return Compared(found.result, tuple(one for one in found.differences if _plain(one, said)))


def _plain(difference: Mapping[str, str], said: str) -> bool:
    if difference["field"] == "year":
        return abs(int(difference["ours"]) - int(difference["theirs"])) > 1
    if difference["field"] == "first author":
        return not titles.surnames(difference["theirs"]) & titles.surnames(said)
    return True


def same_work(entry: Mapping[str, Any], said: str, record: Record) -> bool:
    """Whether an entry without an identifier is taken for a stored work: its title, first author and year fit."""
    ours = Record(
        title=str(entry.get("title") or ""),
        authors=str(entry.get("authors") or ""),
        year=entry.get("year"),
    )
    like = likeness.title(ours, record) >= likeness.SAME_TITLE or (
        holds(said, record.title) and len(titles.key(record.title)) >= 2 * titles.TELLING
    )
    return (
        like
        and not likeness.counted_apart(ours, record)
        and likeness.first_author(ours, record)
        and likeness.year(ours, record) > 0
    )
