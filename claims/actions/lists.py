"""The list fields of records: what stands in them, and how an item comes in or goes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from claims.domain.problems import Invalid
from claims.domain.quoting import contradiction, misquoted, stored_text
from claims.domain.vocabulary import PREFIXES, RecordStatus, StudySourceRole
from claims.models import (
    ClaimTopic,
    Evidence,
    Quote,
    Source,
    Study,
    StudySource,
    Topic,
    TopicAlias,
)

LISTS: dict[str, tuple[str, ...]] = {
    "claim": ("topics",),
    "topic": ("aliases", "broader"),
    "evidence": ("quotes",),
    "study": ("sources", "included_studies"),
    "patient": ("evidence",),
}

PUBLIC_ID = re.compile(r"[A-Z][0-9]{1,18}")
QUOTE = ("exact", "prefix", "suffix", "start", "end", "locator", "note")


def current_list(record: Any, name: str) -> list[Any]:
    """The items of a list field, JSON-ready, in an order of their own. One query."""
    if name == "topics":
        keys = ClaimTopic.objects.filter(claim=record).order_by("topic_id")
        return [f"T{pk}" for pk in keys.values_list("topic_id", flat=True)]
    if name == "aliases":
        return list(record.aliases.order_by("name").values_list("name", flat=True))
    if name == "broader":
        return [f"T{pk}" for pk in record.broader.order_by("pk").values_list("pk", flat=True)]
    if name == "quotes":
        return [
            {key: value for key, value in row.items() if value not in ("", None)}
            for row in record.quotes.order_by("pk").values(*QUOTE)
        ]
    if name == "sources":
        links = record.source_links.order_by("source_id").values_list("source_id", "role")
        return [{"source": f"S{pk}", "role": role} for pk, role in links]
    if name == "evidence":
        return [f"E{pk}" for pk in record.evidence.order_by("pk").values_list("pk", flat=True)]
    return [f"Y{pk}" for pk in record.included_studies.order_by("pk").values_list("pk", flat=True)]


def write_list(record: Any, name: str, change: Any) -> bool:
    """Add and remove items; True where anything changed. Adding what is there changes nothing."""
    if not isinstance(change, Mapping) or not set(change) <= {"add", "remove"}:
        raise Invalid({name: ['Say what changes: {"add": [...], "remove": [...]}.']})
    try:
        add, remove = list(change.get("add") or ()), list(change.get("remove") or ())
    except TypeError as error:
        raise Invalid({name: ["`add` and `remove` are lists."]}) from error
    present = current_list(record, name)
    wanted = [_normal(name, item) for item in add]
    gone = [_normal(name, item) for item in remove]
    fresh = [item for number, item in enumerate(wanted) if item not in present + wanted[:number]]
    gone = [item for item in gone if item in present]
    for item in gone:
        _take(record, name, item)
    for item in fresh:
        _put(record, name, item)
    return bool(fresh or gone)


def usable(topic: Topic, record: Any) -> bool:
    """Whether a record may name the topic: a published one, or a proposed one of the record's own author."""
    if topic.status == RecordStatus.PUBLISHED:
        return True
    mine = topic.created_by_id is not None and topic.created_by_id == record.created_by_id
    return topic.status == RecordStatus.PROPOSED and mine


def _normal(name: str, item: Any) -> Any:
    """An item as `current_list` would show it."""
    if name in ("topics", "broader", "included_studies", "evidence"):
        return _named(name, item if isinstance(item, str) else getattr(item, "public_id", ""))
    if name == "aliases":
        if not isinstance(item, str) or not item.strip():
            raise _refusal(name, item)
        return item.strip()
    if name == "sources":
        return _link(item)
    if not isinstance(item, Mapping) or not set(item) <= set(QUOTE) or not item.get("exact"):
        raise Invalid({name: ["A quote has `exact`, and may have " + ", ".join(QUOTE[1:]) + "."]})
    for key, value in item.items():
        # A quote is kept letter by letter, for its offsets: what cannot be stored so is refused.
        if key not in ("start", "end") and not (isinstance(value, str | None) and storable(value)):
            raise _refusal(name, item)
        if key in ("start", "end") and (
            isinstance(value, bool) or not isinstance(value, int | None)
        ):
            raise _refusal(name, item)
    return {key: value for key, value in item.items() if value not in ("", None)}


def storable(text: str | None) -> bool:
    """Whether both databases can keep the text: no NUL, no half of a surrogate pair."""
    return text is None or not re.search("[\x00\ud800-\udfff]", text)


def _named(name: str, found: str) -> str:
    """A public id in its one spelling: T007 is T7."""
    if not PUBLIC_ID.fullmatch(found):
        raise _refusal(name, found)
    return f"{found[0]}{int(found[1:])}"


def _link(item: Any) -> dict[str, str]:
    if isinstance(item, Source):
        return {"source": item.public_id, "role": str(StudySourceRole.REPORTS)}
    if isinstance(item, str):
        return {"source": _named("sources", item), "role": str(StudySourceRole.REPORTS)}
    if isinstance(item, Mapping) and isinstance(item.get("source"), str):
        role = str(item.get("role") or StudySourceRole.REPORTS)
        if role in [value for value, _ in StudySourceRole.choices()]:
            return {"source": _named("sources", item["source"]), "role": role}
    raise _refusal("sources", item)


def _refusal(name: str, item: Any) -> Invalid:
    return Invalid({name: [f"{item!r} cannot stand in this list."]})


def _key(name: str, public_id: str, model: Any) -> int:
    key = int(public_id[1:])
    if public_id[0] == PREFIXES[model.NOUN] and model.objects.filter(pk=key).exists():
        return key
    raise Invalid({name: [f"There is no {model.NOUN} {public_id!r}."]})


def _topic(record: Any, name: str, public_id: str) -> int:
    topic = Topic.objects.filter(pk=_key(name, public_id, Topic)).first()
    if topic is None or not usable(topic, record):
        raise Invalid({name: [f"There is no topic {public_id!r}."]})
    return topic.pk


def _broader(record: Any, name: str, public_id: str) -> int:
    """The key of a topic that may stand above this one: topics form a hierarchy, without circles."""
    key = _topic(record, name, public_id)
    level, above = {key}, {key}
    while level:
        level = set(Topic.objects.filter(narrower__in=level).values_list("pk", flat=True)) - above
        above |= level
    if record.pk in above:
        raise Invalid({name: [f"{public_id} is this topic, or stands below it."]})
    return key


def _report(record: Any, public_id: str) -> int:
    """The key of evidence that may describe this patient: of the same claim."""
    key = _key("evidence", public_id, Evidence)
    if not Evidence.objects.filter(pk=key, claim=record.claim_id).exists():
        raise Invalid({"evidence": [f"{public_id} is evidence on another claim."]})
    return key


def _put(record: Any, name: str, item: Any) -> None:
    try:
        if name == "topics":
            ClaimTopic.objects.create(claim=record, topic_id=_topic(record, name, item))
        elif name == "aliases":
            alias = TopicAlias(topic=record, name=item)
            alias.full_clean()
            alias.save()
        elif name == "broader":
            record.broader.add(_broader(record, name, item))
        elif name == "quotes":
            _check_quote(item)
            _check_against_text(record, item)
            quote = Quote(evidence=record, **item)
            quote.full_clean()
            quote.save()
        elif name == "sources":
            StudySource.objects.create(
                study=record, source_id=_key(name, item["source"], Source), role=item["role"]
            )
        elif name == "evidence":
            record.evidence.add(_report(record, item))
        else:
            record.included_studies.add(_key(name, item, Study))
    except (ValidationError, TypeError) as error:
        messages = error.messages if isinstance(error, ValidationError) else [str(error)]
        raise Invalid({name: messages}) from error


def _check_quote(item: Mapping[str, Any]) -> None:
    """A quote has words, and its offsets (in Unicode code points) span it exactly."""
    exact, start, end = item["exact"], item.get("start"), item.get("end")
    if not isinstance(exact, str) or not exact.strip():
        raise Invalid({"quotes": ["A quote has `exact`: the very words of the source."]})
    if start is None and end is None:
        return
    if type(start) is not int or type(end) is not int or start < 0 or end - start != len(exact):
        raise Invalid(
            {"quotes": ["`start` and `end` count characters from 0, and span the quote exactly."]}
        )


def _check_against_text(record: Any, item: Mapping[str, Any]) -> None:
    """A quote stands letter by letter in the text that is stored, and its offsets fit those of the other quotes."""
    text = stored_text(record.source.csl, item.get("locator") or "")
    fault = misquoted(text, item["exact"]) if text else ""
    fault = fault or contradiction(item, record.quotes.values("exact", "start"))
    if fault:
        raise Invalid({"quotes": [f"This is not what the source says. {fault}"]})


def _take(record: Any, name: str, item: Any) -> None:
    if name == "topics":
        ClaimTopic.objects.filter(claim=record, topic_id=int(item[1:])).delete()
    elif name == "aliases":
        record.aliases.filter(name=item).delete()
    elif name == "broader":
        record.broader.remove(int(item[1:]))
    elif name == "quotes":
        found = record.quotes.filter(exact=item["exact"], start=item.get("start")).first()
        if found is not None:
            found.delete()
    elif name == "sources":
        record.source_links.filter(source_id=int(item["source"][1:])).delete()
    elif name == "evidence":
        record.evidence.remove(int(item[1:]))
    else:
        record.included_studies.remove(int(item[1:]))
