"""How a person is named in what others read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model

NAME_COLUMNS = ("display_name", "pseudonym", "erased_at")


def name_of(row: Mapping[str, Any], prefix: str, *, inside: bool = False) -> str:
    """What a person is called: their display name or the log's pseudonym; "" for nobody. No query.

    The public reads names only where the site says so (SHOW_REVIEWER_NAMES); `inside` is for pages that
    only those who work on the knowledge base see. Never the user name or e-mail address: neither was
    given to be published.
    """
    pseudonym = row[f"{prefix}pseudonym"]
    if pseudonym is None:
        return ""
    if row[f"{prefix}erased_at"] is not None or not (inside or settings.SHOW_REVIEWER_NAMES):
        return str(pseudonym)
    return str(row[f"{prefix}display_name"] or pseudonym)


def names(pseudonyms: Iterable[str], *, inside: bool = False) -> dict[str, str]:
    """The same by pseudonym. One query, none if there are none."""
    wanted = {pseudonym for pseudonym in pseudonyms if pseudonym}
    if not wanted:
        return {}
    rows = get_user_model().objects.filter(pseudonym__in=wanted).values(*NAME_COLUMNS)
    return {row["pseudonym"]: name_of(row, "", inside=inside) for row in rows}
