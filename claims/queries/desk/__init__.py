"""A person's desk: every list of what waits for them, most consequential and oldest first, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from claims.access import may
from claims.queries import urgency
from claims.queries.desk.base import DeskList
from claims.queries.desk.editing import EDITING
from claims.queries.desk.grading import GRADING
from claims.queries.pages import Page

if TYPE_CHECKING:
    from claims.access import Viewer

__all__ = ["FEW", "LISTS", "DeskList", "lists", "overview", "page"]

#: How many of each list the desk itself shows.
FEW = 10
#: Up to which number a list is counted.
COUNTED_TO = 100

LISTS = (*GRADING, *EDITING)


def lists(viewer: Viewer) -> list[DeskList]:
    """The lists that are for this viewer. No query beyond their roles."""
    return [one for one in LISTS if may(viewer, one.permission)]


def overview(viewer: Viewer, few: int = FEW) -> list[dict[str, Any]]:
    """Every list of the viewer's: its first few, and its number (to 100).

    Two queries for each list, and one more for each noun among the proposals; however much waits.
    """
    found = []
    for one in lists(viewer):
        keys, number, more = urgency.first_by_points(one.waiting(viewer), few, COUNTED_TO)
        found.append(
            {
                "name": one.name,
                "title": one.title,
                "about": one.about,
                "empty": one.empty,
                "count": number,
                "more": more,
                "results": one.rows(viewer, keys),
            }
        )
    return found


def page(
    viewer: Viewer, name: str, cursor: str | None = None, limit: int = 25
) -> tuple[DeskList, Page] | None:
    """One list and one page of it; None where the viewer has none of that name. Two queries.

    The proposals take one more for each noun on the page.
    """
    one = next((one for one in lists(viewer) if one.name == name), None)
    if one is None:
        return None
    keys, following = urgency.page_by_points(one.waiting(viewer), name, cursor, limit)
    return one, Page(one.rows(viewer, keys), following)
