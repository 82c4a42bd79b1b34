"""What is looked at first: consequence in points, then age; and why, in words.

The rule is ours and documented in docs/explanation/desk.md. It is additive on purpose: the databases sort by the same
points (claims/queries/urgency.py), and a person can check the sum by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from claims.domain.vocabulary import Stream

#: Readers rely on it already.
PUBLISHED = 4
#: A source that the claim rested on was retracted or withdrawn.
RETRACTED = 4
#: One more grade opens the ratings or the conflict.
SECOND = 2
#: One piece of evidence weighs the more, the fewer studies are counted: at most so many give so many points.
FEW_STUDIES = ((0, 3), (2, 2), (4, 1))
#: A whole claim weighs the more, the more rests on it: at least so many studies give so many points.
MANY_STUDIES = ((5, 2), (2, 1))
#: Kinds of study that can move a verdict most.
WEIGHTY_STREAMS = {Stream.RANDOMISED: 2, Stream.REVIEW: 2, Stream.COMPARATIVE: 1}
#: Nothing waits for ever: at least so many days give so many points.
AGE_DAYS = ((90, 3), (30, 2), (7, 1))


class Task(StrEnum):
    """What is to be done."""

    APPRAISE = "appraise"
    SECOND = "second"
    SETTLE = "settle"
    STALE = "stale"
    PUBLISH = "publish"
    PROPOSAL = "proposal"
    REPORT = "report"


#: Tasks about one piece of evidence: few studies make it weightier.
OF_EVIDENCE = frozenset({Task.APPRAISE, Task.SECOND, Task.SETTLE})
#: Tasks about a whole claim: many studies make it weightier.
OF_CLAIM = frozenset({Task.STALE, Task.PUBLISH})


@dataclass(frozen=True)
class Waiting:
    """One thing that waits. `studies`: how many are counted for its claim; None where no claim is at stake."""

    task: Task
    since: datetime
    published: bool = False
    retracted: bool = False
    studies: int | None = None
    stream: Stream | None = None


@dataclass(frozen=True)
class Priority:
    """Points (0 or more; more is sooner) and the reason in words."""

    points: int
    reason: str


def rank(waiting: Waiting, now: datetime) -> Priority:
    """How soon `waiting` should be looked at, and why. Equal points: the older first."""
    points = age_points(waiting.since, now)
    words = [_opening(waiting, now)]
    if waiting.published:
        points += PUBLISHED
        words.append(_published(waiting.task))
    if waiting.retracted:
        points += RETRACTED
        words.append("a source of it was retracted")
    if waiting.task is Task.SECOND:
        points += SECOND
    if waiting.studies is not None:
        points += studies_points(waiting.task, waiting.studies)
        words.append(_studies(waiting.task, waiting.studies))
    if waiting.task in OF_EVIDENCE and waiting.stream in WEIGHTY_STREAMS:
        points += WEIGHTY_STREAMS[waiting.stream]
        words.append(_STREAM_WORDS[waiting.stream])
    return Priority(points, "; ".join(word for word in words if word))


def age_points(since: datetime, now: datetime) -> int:
    """Points for having waited since then: 0 to 3."""
    for days, points in AGE_DAYS:
        if since <= now - timedelta(days=days):
            return points
    return 0


def studies_points(task: Task, studies: int) -> int:
    """Points for how many studies are counted for the claim: 0 to 3."""
    if task in OF_EVIDENCE:
        return next((points for most, points in FEW_STUDIES if studies <= most), 0)
    if task in OF_CLAIM:
        return next((points for least, points in MANY_STUDIES if studies >= least), 0)
    return 0


_STREAM_WORDS = {
    Stream.RANDOMISED: "a randomised trial",
    Stream.REVIEW: "a review",
    Stream.COMPARATIVE: "a study with a comparison",
}


def _opening(waiting: Waiting, now: datetime) -> str:
    ago, day = days_ago(waiting.since, now), day_of(waiting.since, now)
    return {
        Task.APPRAISE: f"Waiting since {day}",
        Task.SECOND: f"Second grader wanted since {day}",
        Task.SETTLE: f"Raters differ since {day}",
        Task.STALE: f"Stale since {day}" if ago == "today" else f"Stale for {ago}",
        Task.PUBLISH: f"In review since {day}",
        Task.PROPOSAL: f"Filed {_when(ago)}",
        Task.REPORT: f"Reported {_when(ago)}",
    }[waiting.task]


def _when(ago: str) -> str:
    return ago if ago == "today" else f"{ago} ago"


def _published(task: Task) -> str:
    if task is Task.PROPOSAL:
        return "changes what readers see"
    return "published" if task in OF_CLAIM else "of a published claim"


def _studies(task: Task, studies: int) -> str:
    if task in OF_CLAIM:
        return f"{studies} stud{'y' if studies == 1 else 'ies'}" if studies else "no study yet"
    if task not in OF_EVIDENCE or studies > FEW_STUDIES[-1][0]:
        return ""
    if studies == 0:
        return "no study of the claim is counted yet"
    return f"only {studies} stud{'y' if studies == 1 else 'ies'} of the claim counted so far"


def days_ago(since: datetime, now: datetime) -> str:
    """The words "today", "1 day", "12 days"."""
    days = max((now - since).days, 0)
    if days == 0:
        return "today"
    return "1 day" if days == 1 else f"{days} days"


def day_of(moment: datetime, now: datetime) -> str:
    """As in "3 March", with the year where it is another one than now's."""
    year = "" if moment.year == now.year else f" {moment.year}"
    return f"{moment.day} {moment:%B}{year}"
