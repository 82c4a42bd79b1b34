"""Whether the figures of a search fit together, how they read, and how current they make a claim.

The stages are those of a PRISMA 2020 flow diagram (records found, screened, included, excluded with reasons).
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

#: What `faults` compares.
FIGURES = (
    "searched_on",
    "covers_from",
    "covers_to",
    "results",
    "screened",
    "included",
    "exclusions",
)
MOST_EXCLUSIONS = 50
LONGEST_REASON = 200
BIGGEST = 2_147_483_647


def faults(record: Mapping[str, Any], *, today: date) -> dict[str, list[str]]:
    """What does not fit together, by field; empty where all does. What is not stated is not compared.

    `today` with a day to spare for other time zones: nobody has searched in the future.
    """
    found: dict[str, list[str]] = {}

    def say(name: str, message: str) -> None:
        found.setdefault(name, []).append(message)

    results, screened = record.get("results"), record.get("screened")
    included = record.get("included")
    if screened is not None and results is not None and screened > results:
        say("screened", f"{screened} screened of {results} results: give the numbers that fit.")
    among = screened if screened is not None else results
    if among is not None and included is not None and included > among:
        say("included", f"{included} included of {among}: give the numbers that fit.")
    listed = record.get("exclusions") or []
    if wrong := exclusion_fault(listed):
        say("exclusions", wrong)
    elif (
        among is not None and "included" not in found and left_out(listed) + (included or 0) > among
    ):
        together = left_out(listed) + (included or 0)
        say(
            "exclusions",
            f"{left_out(listed)} excluded and {included or 0} included make {together}, more than the {among}"
            " looked at.",
        )
    on, to, start = (record.get(name) for name in ("searched_on", "covers_to", "covers_from"))
    if on is not None and on > today + timedelta(days=1):
        say("searched_on", "This day has not come yet.")
    if on is not None and to is not None and to > on:
        say("covers_to", "A search cannot cover what appeared after it was made.")
    if to is not None and start is not None and start > to:
        say("covers_from", "The first day covered lies after the last.")
    return found


def exclusion_fault(listed: Any) -> str:
    """What is wrong with a list of exclusions; "" where nothing is."""
    form = 'Each line is {"reason": "...", "n": 3}.'
    if not isinstance(listed, list | tuple):
        return f"Give a list. {form}"
    if len(listed) > MOST_EXCLUSIONS:
        return f"At most {MOST_EXCLUSIONS} reasons."
    seen: set[str] = set()
    for item in listed:
        if not isinstance(item, Mapping) or set(item) != {"reason", "n"}:
            return form
        reason, number = item["reason"], item["n"]
        if not isinstance(reason, str) or not reason.strip() or len(reason) > LONGEST_REASON:
            return f"A reason has 1 to {LONGEST_REASON} characters. {form}"
        if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= BIGGEST:
            return f"n is a whole number of 1 or more. {form}"
        if reason.strip().casefold() in seen:
            return f"The reason {reason.strip()!r} stands twice: add the numbers up."
        seen.add(reason.strip().casefold())
    return ""


def left_out(listed: Iterable[Mapping[str, Any]]) -> int:
    """How many were excluded with a reason."""
    return sum(int(item["n"]) for item in listed)


def flow(record: Mapping[str, Any]) -> str:
    """The numbers of one search in words: "512 records found, 480 screened, 12 included. ..."; "" without any."""
    stages: list[str] = []
    for name, said in (("results", "found"), ("screened", "screened"), ("included", "included")):
        number = record.get(name)
        if number is not None:
            stages.append(
                f"{number} {_noun(number) if not stages else ''} {said}".replace("  ", " ")
            )
    parts = [", ".join(stages) + "."] if stages else []
    listed = record.get("exclusions") or []
    if listed:
        reasons = "; ".join(f"{item['reason']} ({item['n']})" for item in listed)
        parts.append(f"{left_out(listed)} excluded: {reasons}.")
    among = record.get("screened") if record.get("screened") is not None else record.get("results")
    if among is not None and record.get("included") is not None:
        rest = among - record["included"] - left_out(listed)
        if rest > 0:
            other = "other " if listed else ""
            parts.append(f"No reason is recorded for the {other}{rest} left out.")
    return " ".join(parts)


def _noun(number: int) -> str:
    return "record" if number == 1 else "records"


@dataclass(frozen=True)
class Currency:
    """How current the evidence on a claim is: up to which day, by which look, and where that was.

    `old_from`: the day from which the look counts as old.
    """

    current_to: date
    searched_on: date
    where: str
    old_from: date

    @property
    def sentence(self) -> str:
        """In words: Evidence current to 3 March 2026: PubMed, Embase."""
        return f"Evidence current to {_day(self.current_to)}: {self.where}"


def currency(searches: Sequence[Mapping[str, Any]], *, old_after: int) -> Currency | None:
    """How current the searches make a claim; None where there are none.

    The latest day covered counts (`covers_to`, else the day of the search); those that reach it are named
    together. `old_after` in months.
    """
    if not searches:
        return None
    reach = {id(one): one["covers_to"] or one["searched_on"] for one in searches}
    latest = max(reach.values())
    best = [one for one in searches if reach[id(one)] == latest]
    on = max(one["searched_on"] for one in best)
    where = "; ".join(dict.fromkeys(one["where"] for one in best))
    return Currency(latest, on, where, months_later(on, old_after))


def ago(day: date, today: date) -> str:
    """How long ago a look was, in whole months: "last searched 14 months ago"."""
    months = months_between(day, today)
    return f"last searched {months} month{'' if months == 1 else 's'} ago"


def months_later(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_between(start: date, end: date) -> int:
    """Whole months from `start` to `end`; 0 where `end` is earlier."""
    months = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
    return max(0, months)


def _day(day: date) -> str:
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"
