"""How a person is named in what others read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth import get_user_model

NAME_COLUMNS = ("display_name", "pseudonym", "erased_at")


def name_of(row: Mapping[str, Any], prefix: str) -> str:
    """The name a person chose to be shown by, else the pseudonym of the log; "" for nobody. No query.

    Never the user name or e-mail address: neither was given to be published.
    """
    if row[f"{prefix}pseudonym"] is None:
        return ""
    if row[f"{prefix}erased_at"] is not None:
        return str(row[f"{prefix}pseudonym"])
    return str(row[f"{prefix}display_name"] or row[f"{prefix}pseudonym"])


def names(pseudonyms: Iterable[str]) -> dict[str, str]:
    """Shown names by pseudonym. One query, none if there are none."""
    wanted = {pseudonym for pseudonym in pseudonyms if pseudonym}
    if not wanted:
        return {}
    rows = get_user_model().objects.filter(pseudonym__in=wanted).values(*NAME_COLUMNS)
    return {row["pseudonym"]: name_of(row, "") for row in rows}
