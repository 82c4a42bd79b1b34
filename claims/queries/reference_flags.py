"""What is to be said of an article's references, and against them, in words; never more than is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from claims.domain import identifiers
from claims.domain.articles import ReferenceFlag, TiedBy
from claims.domain.passages import citing, naming
from claims.domain.sentences import Sentence, together
from claims.domain.vocabulary import IdentityResult, Integrity
from claims.queries.article_references import STORED, Stored, Tied

Node = dict[str, Any]
#: What may be cited otherwise, as it is said.
FIELDS = {"year": Sentence("year"), "first author": Sentence("first author")}


def flag(kind: ReferenceFlag, text: str, notice: str | None = None) -> Node:
    """One thing to be said against a reference, in words; `notice`: the address of one that stands against it."""
    return {"kind": kind.value, "label": kind.label, "text": text, "notice": notice}


def of_source(source: Mapping[str, Any]) -> list[Node]:
    """What is to be said against a stored source, whoever cites it. No query."""
    found = []
    if source["integrity"] != Integrity.CLEAR:
        on = f" ({source['integrity_on']})" if source["integrity_on"] else ""
        found.append(
            flag(
                ReferenceFlag.NOTICE,
                Sentence(
                    "%(what)s%(on)s: %(title)s",
                    what=Sentence(source["integrity_label"]),
                    on=on,
                    title=source["title"],
                ),
                notice=source["integrity_url"] or None,
            )
        )
    if source["identity_result"] == IdentityResult.MISMATCH:
        found.append(
            flag(
                ReferenceFlag.OTHER_TITLE,
                Sentence(
                    "Its identifier is registered for another title than %(title)s",
                    title=source["title"],
                ),
            )
        )
    return found


def of_entry(entry: Mapping[str, Any], place: int, tied: Tied) -> list[Node]:
    """What is to be said against an entry of the list: of its source, or of its identifiers' records. No query."""
    stored = tied.by_entry.get(place)
    found = of_source(stored.brief) if stored else []
    if stored and stored.by is TiedBy.IDENTIFIER:
        found += _beside(entry, stored.brief, stored.brief["id"])
    for one in entry["identifiers"]:
        if stored is None:
            found += of_record(one["kind"], one["value"], tied, entry)
    return found


def of_record(
    kind: str, value: str, tied: Tied, entry: Mapping[str, Any] | None = None
) -> list[Node]:
    """What a service's answer on an identifier says against the reference; nothing where none was asked. No query."""
    record = tied.records.get(f"{kind}:{value}")
    if record is None:
        return []
    name = identifiers.LABELS[kind]
    if not record["found"]:
        return [
            flag(
                ReferenceFlag.NO_RECORD,
                Sentence(
                    "No service that was asked on %(on)s has a record of %(name)s %(value)s",
                    on=record["on"],
                    name=name,
                    value=value,
                ),
            )
        ]
    found = []
    if notice := record["notice"]:
        on = f" ({notice['on']})" if notice["on"] else ""
        found.append(
            flag(
                ReferenceFlag.NOTICE,
                Sentence(
                    "%(what)s%(on)s, as %(services)s says: %(title)s",
                    what=Sentence(notice["label"]),
                    on=on,
                    services=record["services"],
                    title=record["title"],
                ),
                notice=notice["url"],
            )
        )
    if entry is not None:
        whose = Sentence(
            "%(services)s's record of its %(name)s", services=record["services"], name=name
        )
        found += _beside(entry, record, whose)
    return found


def _beside(entry: Mapping[str, Any], record: Mapping[str, Any], whose: str) -> list[Node]:
    """How an entry and the record of its identifier differ."""
    compared = naming.compare(entry, entry["text"], record)
    if compared.result is IdentityResult.MISMATCH:
        return [
            flag(
                ReferenceFlag.OTHER_TITLE,
                Sentence(
                    "Its words do not hold the title that its identifier stands for: “%(title)s” (%(whose)s)",
                    title=record["title"],
                    whose=whose,
                ),
            )
        ]
    return [
        flag(
            ReferenceFlag.CITED_OTHERWISE,
            Sentence(
                "It says %(field)s %(ours)s, the record %(theirs)s (%(whose)s)",
                field=FIELDS.get(one["field"], one["field"]),
                ours=one["ours"],
                theirs=one["theirs"],
                whose=whose,
            ),
        )
        for one in compared.differences
        if one["field"] != "title"
    ]


def of_problem(reference: Mapping[str, Any], tied: Tied) -> list[Node]:
    """What is amiss between a reference and the article's own list. No query."""
    problem, place = reference.get("problem", ""), reference.get("entry") or 0
    if problem == citing.NO_ENTRY:
        return [
            flag(
                ReferenceFlag.NOT_IN_LIST,
                Sentence("The article's list of references has no such entry"),
            )
        ]
    if problem == citing.SEVERAL:
        return [flag(ReferenceFlag.SEVERAL, Sentence("Several entries of the article's list fit"))]
    if problem in (citing.OTHER_YEAR, citing.OTHER_AUTHOR) and place <= len(tied.entries):
        entry = tied.entries[place - 1]
        return [
            flag(
                ReferenceFlag.CITED_OTHERWISE,
                Sentence(
                    "The nearest entry of the article's list says %(authors)s, %(year)s",
                    authors=entry["authors"] or Sentence("nobody"),
                    year=entry["year"] or Sentence("no year"),
                ),
            )
        ]
    return []


def reference(one: Mapping[str, Any], tied: Tied) -> Node:
    """A reference in the text with its source and what is to be said against it. No query."""
    stored = tied.source(one)
    place = one.get("entry") or 0
    flags = of_problem(one, tied)
    if 0 < place <= len(tied.entries):
        flags += of_entry(tied.entries[place - 1], place, tied)
    elif stored:
        flags += of_source(stored.brief)
    else:
        flags += of_record(one["kind"], one["value"], tied)
    return {
        **{name: one[name] for name in ("kind", "value", "start", "end")},
        "entry": place or None,
        "source": stored.brief["id"] if stored else None,
        "source_by": stored.by.value if stored else None,
        "integrity": stored.brief["integrity"] if stored else None,
        "flags": flags,
        "flag": together((flag["text"] for flag in flags), "; "),
        "told": told(one, flags, stored, tied),
    }


def told(
    one: Mapping[str, Any], flags: Sequence[Mapping[str, Any]], stored: Stored | None, tied: Tied
) -> str:
    """What was checked of a reference, in words; never more than is known. No query."""
    if flags:
        return together((flag["text"] for flag in flags), end=".")
    if stored:
        if stored.by is TiedBy.IDENTIFIER:
            return Sentence("Among the sources here, no notice against it.")
        return Sentence(
            "Among the sources here (tied by %(how)s), no notice against it.",
            how=Sentence(stored.by.label.lower()),
        )
    place = one.get("entry") or 0
    pairs = [(one["kind"], one["value"])]
    if 0 < place <= len(tied.entries):
        pairs += [(two["kind"], two["value"]) for two in tied.entries[place - 1]["identifiers"]]
    record = next(
        (tied.records[key] for pair in pairs if (key := ":".join(pair)) in tied.records), None
    )
    if record is not None:
        return Sentence(
            "Not among the sources here. %(services)s has a record of it: “%(title)s” (asked on %(on)s).",
            services=record["services"],
            title=record["title"],
            on=record["on"],
        )
    if any(kind in STORED for kind, _ in pairs):
        return Sentence("Not among the sources here: nothing was checked.")
    if one["kind"] in ("number", "author_year") and not tied.entries:
        return Sentence(
            "The article has no list of references in which it could be looked up: nothing was checked."
        )
    return Sentence(
        "No identifier that could be looked up, and no source here that it is for sure: nothing was checked."
    )


def entries(tied: Tied, shown: Iterable[Mapping[str, Any]]) -> list[Node]:
    """The article's list with sources, flags, and the passages (`shown`) that cite each entry. No query."""
    cited: dict[int, list[int]] = defaultdict(list)
    for passage in shown:
        for one in passage["references"]:
            if one["entry"] and passage["position"] not in cited[one["entry"]]:
                cited[one["entry"]].append(passage["position"])
    found = []
    for place, entry in enumerate(tied.entries, 1):
        stored = tied.by_entry.get(place)
        flags = of_entry(entry, place, tied)
        found.append(
            {
                **{name: entry[name] for name in ("number", "start", "end", "text", "identifiers")},
                **{name: entry[name] for name in ("address", "authors", "year", "title")},
                "place": place,
                "source": stored.brief["id"] if stored else None,
                "source_by": stored.by.value if stored else None,
                "flags": flags,
                "told": told({"kind": "entry", "value": "", "entry": place}, flags, stored, tied),
                "cited_by": cited[place],
            }
        )
    return found
