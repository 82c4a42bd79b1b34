"""One step of a mirror: everything that changed at the origin since the last one, or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from claims.actions import vocabulary
from claims.actions.core import act, announce_key, knowledge_base, mirroring, record
from claims.actions.loading.layout import LAYOUTS
from claims.actions.loading.run import restart_numbers
from claims.actions.mirroring import attached, derived, hiding, rows
from claims.actions.mirroring.reading import Answer, AskAgain, read
from claims.domain.problems import Invalid, NotAllowedNow
from claims.models import Claim, KnowledgeBase, PublicChange, Source, Study, Topic
from claims.queries import roots
from claims.queries.dump.parts import plain
from claims.queries.links import parse_id

#: From so many lines on the words for suggestions are gathered anew at once; else the worker does it once a day.
MUCH = 5_000


@dataclass(frozen=True)
class Step:
    """From which change to which, and how many lines of records came."""

    since: int
    seq: int
    lines: int
    changes: int


def state() -> dict[str, Any]:
    """Whose public ids these are, None while nothing is known, and the change as of which the mirror stands."""
    base = KnowledgeBase.objects.filter(pk=1).first()
    known = base is not None and (base.public_seq > 0 or not _empty())
    return {
        "origin": settings.MIRROR_OF or None,
        "knowledge_base": str(base.uuid) if base is not None and known else None,
        "seq": base.public_seq if base is not None else 0,
    }


def follow(lines: Iterable[bytes]) -> Step:
    """Take in an answer of the origin's /api/v1/records/?since=, in one transaction.

    Records, feed and their numbers are the origin's afterwards. What was taken in already changes nothing. Raises
    NotAllowedNow where this is no mirror, or knows what the origin does not; Invalid for an answer that cannot be used.
    """
    if not settings.MIRROR_OF:
        raise NotAllowedNow(
            "This site is no mirror: set MIRROR_OF to the address of the site to follow."
        )
    with Answer() as answer:
        read(lines, answer)
        header = answer.header
        found = Step(header["since"], header["seq"], answer.lines - answer.changes, answer.changes)
        with mirroring(), act(None):
            base = knowledge_base(lock=True)
            _agree(base, header)
            if header["seq"] == base.public_seq:
                return Step(base.public_seq, base.public_seq, 0, 0)
            KnowledgeBase.objects.filter(pk=1).update(uuid=header["site"])
            _take(answer)
            record(
                "mirrored",
                base,
                before={"seq": found.since},
                after={"seq": found.seq, "lines": found.lines},
                reason=settings.MIRROR_OF,
            )
    if found.lines >= MUCH:
        vocabulary.rebuild()
    return found


def _empty() -> bool:
    return not any(model._default_manager.exists() for model in (Claim, Source, Study, Topic))


def _agree(base: KnowledgeBase, header: dict[str, Any]) -> None:
    """Raise where what stands here is not what the origin was at the change from which it tells."""
    if header.get("reviewers_required") != settings.REVIEWERS_REQUIRED:
        raise NotAllowedNow(
            f"The origin asks for {header.get('reviewers_required')} reviewers, this site for"
            f" {settings.REVIEWERS_REQUIRED}: set REVIEWERS_REQUIRED to the origin's number, or ratings would"
            " stand differently here."
        )
    if base.public_seq == 0:
        if not _empty():
            raise NotAllowedNow(
                "This knowledge base holds records of its own: a mirror starts from an empty one."
            )
    elif str(base.uuid) != header["site"]:
        raise NotAllowedNow(
            f"This site holds the knowledge base {base.uuid}; the origin is {header['site']} by now: mirror it into"
            " an empty one."
        )
    if header["since"] != base.public_seq:
        if header["seq"] == base.public_seq:
            return
        raise AskAgain(
            f"The answer tells what came after change {header['since']}; this mirror stands at {base.public_seq}."
            f" Ask for /api/v1/records/?since={base.public_seq}."
        )
    last = PublicChange.objects.filter(seq=base.public_seq).first()
    after = header.get("after") or {}
    told = [after.get(name) for name in ("at", "kind", "object")]
    if last and told != [plain(last.at), last.kind, roots.ident((last.noun, last.object_id))]:
        raise NotAllowedNow(
            f"Change {last.seq} is another one at the origin: one of the two was restored or went its own way."
            " Mirror it into an empty knowledge base."
        )


def _take(answer: Answer) -> None:
    claims = answer.keys.get("claim", set()) | answer.gone.get("claim", set())
    before = derived.bearing_on(claims)
    _tell(answer)
    rows.make_way(answer)
    hiding.hide(answer)
    for noun in LAYOUTS:
        rows.replace(noun, answer)
    attached.replace(answer)
    derived.refresh(answer, before)
    restart_numbers()


def _tell(answer: Answer) -> None:
    """The origin's feed becomes this one's, so that who follows the mirror sees what they would see there."""
    for part in answer.records("change"):
        for line in part:
            when = datetime.fromisoformat(line["at"])
            noun, pk = parse_id(line["object"]) or _other(line["object"])
            announce_key(line["kind"], noun, pk, reason=line["reason"], at=when)
            if line["kind"] == "sources_checked":
                _checked(when)


def _checked(when: datetime) -> None:
    """What is told of all sources at once; those that changed since come with their records."""
    rows_ = Source.objects.exclude(status="merged")
    rows_.filter(integrity_checked_at__isnull=True).update(integrity_checked_at=when)
    rows_.filter(integrity_checked_at__lt=when).update(integrity_checked_at=when)


def _other(told: str) -> tuple[str, int]:
    noun, _, pk = told.rpartition(" ")
    if not noun or not pk.isdecimal():
        raise Invalid({"": [f"A line of the feed names {told!r}, which is no record."]})
    return noun, int(pk)
