"""Lists: read page by page as they are gone through, or as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, Generic, TypeVar, cast

from touchstone_client.transport import Transport

T = TypeVar("T", bound=Mapping[str, Any])


class Listing(Generic[T]):
    """A list of the API. Going through it asks for one page after another, and only for those that are needed."""

    def __init__(self, transport: Transport, path: str, query: Mapping[str, Any]) -> None:
        self._transport, self._path, self._query = transport, path, query

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page

    def pages(self) -> Iterator[list[T]]:
        """The pages, one request each."""
        found = self._transport.get(self._path, self._query).json()
        while True:
            yield cast("list[T]", found["results"])
            if not found["next"]:
                return
            found = self._transport.get(found["next"]).json()

    def first(self) -> T | None:
        """The first, or None where there is none. One request."""
        return next(iter(self), None)

    def frame(self) -> Any:
        """All of it as a pandas.DataFrame: nested members become columns such as synthesis.verdict.

        Needs pandas (`pip install touchstone-client[pandas]`).
        """
        try:
            pandas = import_module("pandas")
        except ImportError as error:
            raise ImportError(
                "frame() needs pandas: pip install 'touchstone-client[pandas]'"
            ) from error
        return pandas.DataFrame([flat(one) for one in self])


def flat(record: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """The record with nested objects as dotted names; lists stay as they are."""
    found: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, Mapping) and value:
            found.update(flat(value, f"{before}{name}."))
        else:
            found[f"{before}{name}"] = value
    return found
