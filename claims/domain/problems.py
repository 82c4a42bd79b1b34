"""What can be wrong with a request, said in the domain's own words; each door maps it to its own answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def escaped(name: str) -> str:
    """`name` as one step of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


def path(*names: str | int) -> str:
    """Where in nested input a fault is, as a JSON pointer without its first slash: a key for Invalid."""
    return "/".join(escaped(str(name)) for name in names)


class Problem(Exception):
    """Base of every refusal that a person can understand and mend."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Invalid(Problem):
    """Values that cannot be stored. `errors` maps a field name ("" for the whole record) to messages."""

    def __init__(self, errors: Mapping[str, Sequence[str]] | str) -> None:
        self.errors: dict[str, list[str]] = (
            {"": [errors]}
            if isinstance(errors, str)
            else {field: list(messages) for field, messages in errors.items()}
        )
        super().__init__(
            "; ".join(
                f"{field}: {message}" if field else message
                for field, messages in self.errors.items()
                for message in messages
            )
        )


class Moved(Problem):
    """The record changed since the base version a person started from.

    `moved` maps a field name to {"base": ..., "current": ..., "proposed": ...}.
    """

    def __init__(self, message: str, moved: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.moved = dict(moved or {})


class NotAllowedNow(Problem):
    """The act exists and the person may do it, but the record's state forbids it now."""


class Throttled(Problem):
    """Too many requests. `retry_after` is in seconds; `limit` is the limit's name, who is counted, quota and window."""

    def __init__(
        self, message: str, retry_after: int, *, name: str, counted_by: str, quota: int, window: int
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.limit = {"name": name, "counted_by": counted_by, "quota": quota, "window": window}
