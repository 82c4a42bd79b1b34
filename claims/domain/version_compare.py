"""What is different between two versions of a claim: words, evidence, verdict and certainty, step by step.

Both sides are snapshots, so the answer stays the same for ever. What stands on both sides alike is left out.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from claims.domain.diff import changes
from claims.domain.version_brief import PARTS, standing

WORDING = ("text", "plain_sentence", "wording_note")
FIELDS = (
    "relation",
    "claim_type",
    "quantifier",
    "scope",
    "about",
    "rung_claimed",
    "benefit_or_harm",
    "magnitude",
    "threshold",
)
RATING = ("direction", "directness", "strength", "state", "raters")
FINDING = ("finding", "design", "n", "n_unit", "n_note", "population", "effect", "read")
AXES = ("verdict", "certainty", "consistency", "status")
LEFT_OUT = "left out"
# Longer texts are shown whole on both sides: to compare them word by word costs more than it tells.
MOST_WORDS = 600

_WORD = re.compile(r"\s+|[^\s]+")

Snapshot = Mapping[str, Any]


def compare(before: Snapshot, after: Snapshot) -> dict[str, Any]:
    """The differences, in the order in which a reader asks for them.

    `same` is true where nothing differs; `axes`, `stale`, `words`, `fields`, `evidence`, `certainty`, `steps`,
    `searches` hold what does; `line` says it in one line.
    """
    found: dict[str, Any] = {
        "axes": axes(before, after),
        "stale": {"from": _stale(before), "to": _stale(after)},
        "words": _words(before, after),
        "fields": _fields(before, after),
        "evidence": _evidence(before, after),
        "certainty": _certainty(before, after),
        "steps": _steps(before, after),
        "searches": _searches(before, after),
    }
    evidence = found["evidence"]
    moved = any(axis["changed"] for axis in found["axes"].values())
    listed = any(found[name] for name in ("words", "fields", "certainty", "steps"))
    counted = any(evidence[name] for name in ("added", "removed", "changed"))
    looked = any(found["searches"].values())
    moved = moved or found["stale"]["from"] != found["stale"]["to"]
    found["same"] = not (moved or listed or counted or looked)
    found["line"] = line(found)
    return found


def axes(before: Snapshot, after: Snapshot) -> dict[str, dict[str, Any]]:
    """Verdict, certainty, consistency and status (suggested, confirmed) of both sides, and whether each changed."""
    old, new = (standing(one.get("synthesis") or {}, 0) for one in (before, after))
    return {
        name: {"from": old[name], "to": new[name], "changed": old[name] != new[name]}
        for name in AXES
    }


def _stale(snapshot: Snapshot) -> bool:
    return bool((snapshot.get("synthesis") or {}).get("stale_since"))


def words(before: str, after: str) -> list[dict[str, str]]:
    """The text in pieces: {"kind": same|gone|new, "text"}, which joined without `gone` give `after`."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        pairs = (("gone", before), ("new", after))
        return [{"kind": kind, "text": text} for kind, text in pairs if text]
    found = []
    for tag, i, j, k, m in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append({"kind": "same", "text": "".join(old[i:j])})
            continue
        if i < j:
            found.append({"kind": "gone", "text": "".join(old[i:j])})
        if k < m:
            found.append({"kind": "new", "text": "".join(new[k:m])})
    return found


def line(found: Mapping[str, Any]) -> str:
    """What changed in one line, codes spelled with spaces; "Nothing that a reader sees." where all is alike."""
    said = []
    for name, axis in found["axes"].items():
        if axis["changed"] and name != "status":
            said.append(f"{name} from {_plain(axis['from'])} to {_plain(axis['to'])}")
    status = found["axes"]["status"]
    if status["changed"]:
        confirmed = status["to"] == "confirmed"
        said.append("confirmed by an editor" if confirmed else "no longer confirmed by an editor")
    for name, pieces in (("reworded", "text"), ("note on the wording changed", "wording_note")):
        if pieces in found["words"]:
            said.append(name)
    evidence = found["evidence"]
    for key, word in (("added", "added"), ("removed", "taken out")):
        if number := len(evidence[key]):
            said.append(f"{number} piece{'s' if number > 1 else ''} of evidence {word}")
    for kind, number in _kinds(evidence["changed"]).items():
        if number:
            said.append(f"{number} {kind}")
    if found["stale"]["to"] and not found["stale"]["from"]:
        said.append("marked as out of date")
    if found["certainty"] and not found["axes"]["certainty"]["changed"]:
        said.append("certainty steps changed, its level did not")
    if found["searches"]["added"]:
        said.append("a search recorded")
    if not said and (found["fields"] or found["words"] or found["steps"]):
        said.append("wording of the conclusion or its details")
    if not said:
        return "Nothing that a reader sees."
    text = "; ".join(said)
    return f"{text[0].upper()}{text[1:]}."


def _kinds(changed: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many pieces of evidence were left out, taken in again, re-rated or told otherwise, each piece once."""
    found = {
        "newly left out": 0,
        "counted among the evidence again": 0,
        "re-rated": 0,
        "corrected": 0,
    }
    for one in changed:
        moved = next((change for change in one["other"] if change["field"] == LEFT_OUT), None)
        if moved and not moved["before"]:
            found["newly left out"] += 1
        elif moved and not moved["after"]:
            found["counted among the evidence again"] += 1
        else:
            found["re-rated" if one["rated"] else "corrected"] += 1
    return found


def _plain(code: str) -> str:
    return code.replace("_", " ")


def _words(before: Snapshot, after: Snapshot) -> dict[str, list[dict[str, str]]]:
    found = {}
    for name in WORDING:
        old, new = (_text(one, name) for one in (before, after))
        if old != new:
            found[name] = words(old, new)
    return found


def _text(snapshot: Snapshot, name: str) -> str:
    holder = (snapshot.get("synthesis") or {}) if name == "plain_sentence" else snapshot
    return str(holder.get(name) or "")


def _fields(before: Snapshot, after: Snapshot) -> list[dict[str, Any]]:
    def kept(snapshot: Snapshot) -> dict[str, Any]:
        plain = {name: snapshot.get(name) for name in FIELDS}
        parts = {part: (snapshot.get(part) or {}).get("text", "") for part in PARTS}
        topics = [one.get("name", "") for one in snapshot.get("topics") or ()]
        return {**plain, **parts, "topics": topics}

    return changes(kept(before), kept(after))


def _evidence(before: Snapshot, after: Snapshot) -> dict[str, list[dict[str, Any]]]:
    old, new = ({one["id"]: one for one in side.get("evidence") or ()} for side in (before, after))
    changed = []
    for key, now in new.items():
        if key not in old:
            continue
        then = old[key]
        rated = changes(_rating(then), _rating(now))
        other = changes(_said(then), _said(now))
        if rated or other:
            changed.append(_named(now) | {"rated": rated, "other": other})
    return {
        "added": [_named(one) for key, one in new.items() if key not in old],
        "removed": [_named(one) for key, one in old.items() if key not in new],
        "changed": changed,
    }


def _rating(one: Mapping[str, Any]) -> dict[str, Any]:
    consensus = one.get("consensus") or {}
    return {name: consensus.get(name) for name in RATING}


def _said(one: Mapping[str, Any]) -> dict[str, Any]:
    source = one.get("source") or {}
    return {
        **{name: one.get(name) for name in FINDING},
        LEFT_OUT: one.get("excluded_reason") or "",
        "quotes": [quote.get("exact", "") for quote in one.get("quotes") or ()],
        "integrity": source.get("integrity"),
        "study": (one.get("study") or {}).get("label", ""),
    }


def _named(one: Mapping[str, Any]) -> dict[str, Any]:
    source = one.get("source") or {}
    return {
        "id": one["id"],
        "source": {name: source.get(name) for name in ("id", "title", "authors", "year")},
        "finding": one.get("finding") or "",
        "design": one.get("design") or "",
        "direction": _rating(one)["direction"] or "",
        "strength": _rating(one)["strength"] or "",
        "excluded_reason": one.get("excluded_reason"),
    }


def _certainty(before: Snapshot, after: Snapshot) -> list[dict[str, Any]]:
    """Each domain of each stream whose levels or reason differ; a stream that one side lacks has None there."""
    old, new = _domains(before), _domains(after)
    return [
        {"stream": stream, "domain": domain, "from": old.get(key), "to": new.get(key)}
        for key in sorted({*old, *new})
        if old.get(key) != new.get(key)
        for stream, domain in (key,)
    ]


def _domains(snapshot: Snapshot) -> dict[tuple[str, str], dict[str, Any]]:
    suggestion = (snapshot.get("synthesis") or {}).get("suggestion") or {}
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for body in suggestion.get("streams") or ():
        stream = body.get("stream", "")
        found[stream, ""] = _step(body | {"change": body.get("start"), "reason": ""})
        for step in body.get("steps") or ():
            found[stream, step.get("domain", "")] = _step(step)
    return found


def _step(given: Mapping[str, Any]) -> dict[str, Any]:
    """Levels and reason of a domain; of a start, the stream's studies and certainty as well."""
    return {
        name: given.get(name) for name in ("change", "reason", "decided", "studies", "certainty")
    }


def _steps(before: Snapshot, after: Snapshot) -> list[dict[str, Any]]:
    """Steps of the conclusion that gave something else, in the order of the later version."""
    old, new = (
        {step.get("id"): step for step in _suggestion(side).get("steps") or ()}
        for side in (before, after)
    )
    return [
        {
            "id": key,
            "title": (new.get(key) or old[key]).get("title", ""),
            "from": old.get(key, {}).get("result", ""),
            "to": new.get(key, {}).get("result", ""),
        }
        for key in [*new, *(key for key in old if key not in new)]
        if old.get(key, {}).get("result", "") != new.get(key, {}).get("result", "")
    ]


def _suggestion(snapshot: Snapshot) -> Mapping[str, Any]:
    found: Mapping[str, Any] = (snapshot.get("synthesis") or {}).get("suggestion") or {}
    return found


def _searches(before: Snapshot, after: Snapshot) -> dict[str, Sequence[Mapping[str, Any]]]:
    old, new = ({one["id"]: one for one in side.get("searches") or ()} for side in (before, after))
    return {
        "added": [one for key, one in new.items() if key not in old],
        "removed": [one for key, one in old.items() if key not in new],
    }
