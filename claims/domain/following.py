"""What counts as news for those who follow: a conclusion or a notice that changed, not a comma.

Our own rule. A conclusion has changed where the claim's sentence, its verdict, certainty or consistency reads
otherwise, or the plain sentence has other words; punctuation, case, and how many people rated it are no news.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from claims.domain.vocabulary import Choice, Verdict


class NewsKind(Choice):
    """One line of news. `known` and `moved` only keep the state to compare with; nobody is told."""

    PUBLISHED = "published", "Published"
    CONCLUSION = "conclusion", "Conclusion changed"
    RETIRED = "retired", "Retired"
    INTEGRITY = "integrity", "Notice about a source"
    MOVED = "moved", "Other topics"
    KNOWN = "known", "As it was when first seen"


#: What feeds show.
TOLD = (NewsKind.PUBLISHED, NewsKind.CONCLUSION, NewsKind.RETIRED, NewsKind.INTEGRITY)


class InboxKind(Choice):
    """Why somebody is told."""

    CONCLUSION = "conclusion", "Conclusion changed"
    INTEGRITY = "integrity", "Notice about a source"
    ENTERED = "entered", "New among what you follow"
    LEFT = "left", "No longer among what you follow"
    RETIRED = "retired", "Retired"
    PUBLISHED = "published", "Published again"
    ASSIGNED = "assigned", "Handed to you"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Turned down"
    OPENED = "opened", "Ratings opened"
    CHECKED = "checked", "Findings in an article changed"
    WEBHOOK = "webhook", "A webhook was switched off"


#: What concerns one's own work; everything else is what one follows.
WORK = (
    InboxKind.ASSIGNED,
    InboxKind.ACCEPTED,
    InboxKind.REJECTED,
    InboxKind.OPENED,
    InboxKind.WEBHOOK,
)


class Frequency(Choice):
    """How often letters are sent."""

    NEVER = "never", "Never"
    DAILY = "daily", "At most once a day"
    WEEKLY = "weekly", "At most once a week"


#: A little less than the day or week, so that a job that runs at the same hour each day misses none.
PAUSES = {
    Frequency.DAILY: timedelta(hours=23),
    Frequency.WEEKLY: timedelta(days=7) - timedelta(hours=1),
}

_READERS = re.compile(r"\b(?:at least )?\w+ readers?\b[a-z ,]*$|\brated by nobody yet$")
_NOT_WORDS = re.compile(r"[^\w%]+")
# Of these only that nothing was concluded is news, not what lies there waiting.
_UNDECIDED = frozenset({Verdict.NOT_ASSESSED.value, Verdict.NOT_ASSESSABLE.value})
_AXES = ("verdict", "certainty", "consistency")


def meaning(sentence: str) -> str:
    """The words of a sentence alone, in small letters, without who rated it."""
    plain = _READERS.sub("", sentence.casefold().strip(" ."))
    return _NOT_WORDS.sub(" ", plain).strip()


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Which parts of a claim's state differ so that readers should know: text, verdict, certainty, ...; or nothing."""
    found = []
    if meaning(before["text"]) != meaning(after["text"]):
        found.append("text")
    old, new = before["synthesis"], after["synthesis"]
    found += [name for name in _AXES if old[name] != new[name]]
    undecided = old["verdict"] == new["verdict"] and new["verdict"] in _UNDECIDED
    if not undecided and meaning(before["plain_sentence"]) != meaning(after["plain_sentence"]):
        found.append("plain_sentence")
    return found
