"""Calculators: anyone may ask, nothing is stored, and a whole test vector may be posted as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from claims.api.authentication import TokenAuthentication
from claims.api.endpoints import Endpoint
from claims.api.inputs import Strict

# What published vectors say about themselves beside their input: accepted and ignored.
METADATA = frozenset(
    {
        "id",
        "source",
        "derivation",
        "note",
        "expected",
        "expected_score",
        "expected_error",
        "checked_with",
        "critical_flaws",
        "noncritical_weaknesses",
        "published_rating",
        "tolerance",
    }
)


class Calculator(Endpoint):
    """POST computes and stores nothing: no account, counted as a read, whatever fails points into the body.

    A subclass declares `operations` and `post`, and reads its input with `self.body(Shape)`. A session cookie
    is not looked at, so that no CSRF token is needed; a token only tells whose requests are counted.
    """

    authentication_classes = [TokenAuthentication]
    anonymous_writes = True
    computes = True
    ignored: ClassVar[frozenset[str]] = METADATA

    def body(self, serializer: type[Strict]) -> dict[str, Any]:
        """The checked body without metadata. Raises ValidationError with a pointer to each fault."""
        data: Any = self.request.data
        if isinstance(data, Mapping):
            known = set(serializer().fields)
            data = {
                name: value
                for name, value in data.items()
                if name in known or name not in self.ignored
            }
        return self.checked(serializer, data)

    def where(self, name: str) -> str:
        """JSON pointer of a fault that a rule of the domain names, by its path (`problems.path`)."""
        return f"{self.pointer}/{name}" if name else self.pointer
