"""What a key to the API may be allowed: each word is a part of what its owner may do, never more."""

from __future__ import annotations

from collections.abc import Iterable

from claims.domain.vocabulary import Choice


class Scope(Choice):
    """Every key may read as its owner; whatever it may write is named."""

    READ = "read", "Read what you may read"
    CLAIMS = "claims:write", "Propose claims and topics and changes to them, report errors"
    SOURCES = "sources:write", "Propose sources and studies, import reference lists"
    EVIDENCE = "evidence:write", "Propose evidence, record searches and patients"
    GRADE = "grade", "Take evidence in hand and grade it"
    CURATE = "curate", "Decide as an editor: accept, publish, exclude, merge, retire, confirm"
    FOLLOW = "follow", "Look after what you follow, your saved searches and your inbox"
    WEBHOOKS = "webhooks", "Look after your webhooks"
    DOCUMENTS = "documents", "Check articles and decide on what is found in them"


#: All but reading, which every key may.
WRITING = tuple(scope for scope in Scope if scope is not Scope.READ)


def tidy(wanted: Iterable[str]) -> list[str]:
    """The scopes to keep: in the order of the scale, each once, always with `read`.

    Nothing wanted means nothing but reading. Raises ValueError for a word that is no scope.
    """
    given = set(wanted)
    unknown = given - {scope.value for scope in Scope}
    if unknown:
        known = ", ".join(scope.value for scope in Scope)
        raise ValueError(f"{min(unknown)!r} is no scope. Known: {known}.")
    return [scope.value for scope in Scope if scope is Scope.READ or scope.value in given]


def held(stored: Iterable[str]) -> frozenset[Scope]:
    """What a key with these stored scopes may; an empty list stands for everything."""
    kept = frozenset(Scope(word) for word in stored)
    return kept or frozenset(Scope)
