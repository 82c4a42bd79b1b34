"""What will go: an operation or a parameter is declared deprecated, and answers and OpenAPI say so.

`Operation(..., deprecated=Deprecated(...))` marks an operation, `dataclasses.replace(parameter, deprecated=...)`
a parameter, whose answers say so only where it is used. docs/reference/api-policy.md has the promise behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils.http import http_date


@dataclass(frozen=True)
class Deprecated:
    """Since when, until when it works at least (None: not decided), and what to use in its place."""

    since: date
    instead: str
    sunset: date | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for an end that comes sooner than the policy promises."""
        if self.sunset is not None and (self.sunset - self.since).days < LEAST_DAYS:
            raise ValueError(f"What is deprecated works for {LEAST_DAYS} days at least.")

    @property
    def told(self) -> str:
        """The same in words, for OpenAPI."""
        end = f" It works until {self.sunset}." if self.sunset else ""
        return f"Deprecated since {self.since}.{end} {self.instead}"


#: How long what is deprecated goes on working, in days from its announcement.
LEAST_DAYS = 365


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def say(response: Any, found: Iterable[Deprecated], policy: Callable[[], str]) -> None:
    """Put Deprecation (RFC 9745), Sunset (RFC 8594) and a Link to the `policy` into the answer.

    Of several the earliest dates count.
    """
    marks = list(found)
    if not marks:
        return
    response["Deprecation"] = f"@{int(_moment(min(one.since for one in marks)).timestamp())}"
    ends = [one.sunset for one in marks if one.sunset]
    if ends:
        response["Sunset"] = http_date(_moment(min(ends)).timestamp())
    link = f'<{policy()}>; rel="deprecation"; type="text/html"'
    response["Link"] = ", ".join(part for part in (response.get("Link"), link) if part)
