"""ETags of what a signed-in reader sees, and If-Match: a write happens only in the state that its writer saw.

A tag is "3-6f1c0e...": the revision of the record, and a digest of its whole detail, with what stands around the
record's own fields. An answer that is not the plain detail (some fields, more included) has a digest of its own
behind a dot.
If-Match compares the tag as far as it tells of the detail; "3" alone compares the revision. The public tags of
anonymous readers tell of the whole knowledge base and never match.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404
from rest_framework.request import Request

from claims.actions.core import together
from claims.actions.editing import moved_since
from claims.actions.locks import lock_record
from claims.api import reads
from claims.api.errors import BadHeader, BaseMissing, Stale
from claims.api.formats import JSONRenderer

if TYPE_CHECKING:
    from claims.access import Viewer

HEADER = "If-Match"
#: Revisions are at most this.
BIGGEST = 2**31 - 1
_ONE = re.compile(r'\s*(?:W/)?"([\x21\x23-\x7e]*)"\s*(?:,|$)')
_REVISION = re.compile(r"[1-9][0-9]{0,9}")


def tag(detail: Mapping[str, Any]) -> str | None:
    """The ETag of a record's detail; None where it has no revision."""
    revision = detail.get("revision")
    return None if revision is None else f'"{revision}-{digest(detail)}"'


def tag_of_part(whole: str, shown: Mapping[str, Any]) -> str:
    """The ETag of an answer that shows `shown` of the detail whose tag is `whole`, or more than that."""
    return f'"{whole[1:-1]}.{digest(shown)}"'


def digest(value: Mapping[str, Any]) -> str:
    """16 hex digits that are others for any other value."""
    return hashlib.sha256(JSONRenderer().render(value)).hexdigest()[:16]


@dataclass(frozen=True)
class Condition:
    """What If-Match says: `*`, or tags of which one has to be that of the present state."""

    tags: tuple[str, ...]

    @property
    def any(self) -> bool:
        """Whether every state will do."""
        return self.tags == ("*",)

    def revision(self) -> int | None:
        """The one revision that is named, if it is one."""
        numbers = {one.partition("-")[0] for one in self.tags}
        found = {int(one) for one in numbers if _REVISION.fullmatch(one)}
        return found.pop() if len(found) == 1 else None

    def holds(self, record: Any, viewer: Viewer) -> bool:
        """Whether the record is in one of the states named. Queries only for a whole tag of the right revision."""
        if self.any or str(record.revision) in self.tags:
            return True
        named = {one.partition(".")[0] for one in self.tags}
        if not any(one.startswith(f"{record.revision}-") for one in named):
            return False
        detail = reads.shown(record.NOUN, record.pk, viewer)
        present = tag(detail) if detail is not None else None
        return present is not None and present.strip('"') in named


def condition(request: Request, *, needed: bool = False) -> Condition | None:
    """What the request's If-Match says; None without one. Raises BadHeader, BaseMissing where one is `needed`.

    A bare number and a weak tag are understood as well: proxies that compress answers make tags weak.
    """
    header = request.META.get("HTTP_IF_MATCH")
    given = str(header).strip()
    if header is None:
        if needed:
            raise BaseMissing
        return None
    if given == "*" or _REVISION.fullmatch(given):
        return Condition((given,))
    tags, place = [], 0
    while found := _ONE.match(given, place):
        tags.append(found[1])
        place = found.end()
    if place < len(given) or not tags or given.rstrip().endswith(","):
        raise BadHeader(HEADER, 'Give the ETag that you read, a revision such as "3", or *.')
    return Condition(tuple(tags))


@contextmanager
def held(
    viewer: Viewer,
    record: Any,
    given: Condition | None,
    changes: Mapping[str, Any] | None = None,
) -> Iterator[Any]:
    """The record as it stands, in a state that the condition names; nobody changes it before the act inside is done.

    Raises Stale, Http404 where it went meanwhile. Without a condition nothing is held.
    """
    if given is None:
        yield record
        return
    with together():
        found = lock_record(record)
        if found is None:
            raise Http404
        if not given.holds(found, viewer):
            raise _stale(found, given, changes or {})
        yield found


def _stale(record: Any, given: Condition, changes: Mapping[str, Any]) -> Stale:
    noun, now, named = record.NOUN, record.revision, given.revision()
    if named is None or named > BIGGEST:
        message = (
            f"If-Match names no state of this {noun}: give the ETag that you read with your token, or its"
            f' revision ("{now}" by now).'
        )
        return Stale(message, now, {})
    if named == now:
        message = (
            f"The fields of this {noun} are as you saw them (revision {now}), but what stands around them has"
            f' changed: read it again, or send If-Match: "{now}" where that does not matter.'
        )
        return Stale(message, now, {})
    message = f"This {noun} is at revision {now} by now; you started from {named}."
    return Stale(message, now, moved_since(record, named, changes, all_fields=True))
