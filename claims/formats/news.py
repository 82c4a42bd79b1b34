"""One line of news in words, the same for feeds, inbox and letters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from claims.domain.following import InboxKind, NewsKind
from claims.domain.vocabulary import Integrity
from claims.formats import said

HEADS: dict[str, str] = {
    NewsKind.PUBLISHED: "Published",
    NewsKind.CONCLUSION: "Conclusion changed",
    NewsKind.RETIRED: "Retired",
    InboxKind.ENTERED: "New among what you follow",
    InboxKind.LEFT: "No longer among what you follow",
}


def headline(kind: str, label: str, state: Mapping[str, Any] | None) -> str:
    """What happened to what: "Conclusion changed: Kratom causes ...", "Retracted: ..."."""
    if kind == NewsKind.INTEGRITY and state is not None:
        word = state["integrity"]
        head = "Cleared" if word == Integrity.CLEAR else Integrity(word).label
        return f"{head}: {label}"
    return f"{HEADS.get(kind, kind.replace('_', ' ').capitalize())}: {label}"


def claim_text(kind: str, after: Mapping[str, Any], before: Mapping[str, Any] | None) -> str:
    """The conclusion as it is now, the one before where it differs, and that it is no medical advice."""
    parts = [said.conclusion(after)]
    if kind == NewsKind.RETIRED:
        parts = ["This claim was retired. Its last conclusion was:", *parts]
    if kind == NewsKind.CONCLUSION and before is not None:
        parts.append(f"Before: {said.conclusion(before)}")
    return " ".join([*parts, said.NOT_MEDICAL_ADVICE])


def source_text(after: Mapping[str, Any], before: Mapping[str, Any] | None) -> str:
    """Which notice stands now, which stood before, and what follows for the conclusions."""
    now = Integrity(after["integrity"])
    parts = [f"{now.label}." if now != Integrity.CLEAR else "No notice stands any more."]
    if after["note"]:
        parts.append(after["note"].rstrip(".") + ".")
    if before is not None:
        parts.append(f"Before: {Integrity(before['integrity']).label.lower()}.")
    if now in (Integrity.RETRACTED, Integrity.WITHDRAWN, Integrity.CONCERN):
        parts.append("Its findings count in no conclusion here.")
    return " ".join(parts)
