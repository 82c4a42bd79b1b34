"""Public ids in addresses: /claims/C42/ reaches a view as the number 42."""

from __future__ import annotations

from typing import ClassVar

from django.urls import register_converter

from claims.domain.vocabulary import PREFIXES


class _PublicId:
    prefix: ClassVar[str]
    regex: ClassVar[str]

    def to_python(self, value: str) -> int:
        """The key behind `value`."""
        return int(value[1:])

    def to_url(self, value: str | int) -> str:
        """The public id, from itself or from a key."""
        return value if isinstance(value, str) else f"{self.prefix}{value}"


def register() -> None:
    """Make one converter per noun, named after it (`<claim:pk>`), and `record` for any of them."""
    for noun, prefix in PREFIXES.items():
        # At most 18 digits: what fits a key column on every database.
        pattern = f"{prefix}(?:0|[1-9][0-9]{{0,17}})"
        converter = type(noun.title(), (_PublicId,), {"prefix": prefix, "regex": pattern})
        register_converter(converter, noun)
    register_converter(RecordId, "record")
    register_converter(Ending, "ending")


class RecordId:
    """A public id of any noun, kept as text."""

    regex = f"[{''.join(PREFIXES.values())}](?:0|[1-9][0-9]{{0,17}})"

    def to_python(self, value: str) -> str:
        """The id as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The id as it stands."""
        return value


class Ending:
    """The ending of a file of references."""

    regex = "ris|bib|json|csv|html|txt|md"

    def to_python(self, value: str) -> str:
        """The ending as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The ending as it stands."""
        return value
