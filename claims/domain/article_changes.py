"""What changed in an article's findings between two checks, and in what is known of its claims since the last.

A finding is kept as {"start", "claim", "band", "wording", "standing"}; `standing` is the claim's conclusion then, with
what it must not travel without.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Node = dict[str, Any]

#: What is kept of a conclusion.
TOLD = ("verdict", "certainty", "consistency", "studies", "raters", "confirmed")
#: A change of these alone is news; more raters or studies under the same conclusion are not.
NEWS = ("verdict", "certainty")


def compare(before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> list[Node]:
    """Findings that are new, gone, worded otherwise, or whose claim is concluded otherwise, in the order of the text.

    Each is {"start", "claim", "what", "before", "after"}; `before` is None for what is new, `after` for what is gone.
    """
    old, new = ({(one["start"], one["claim"]): one for one in many} for many in (before, after))
    found = []
    for key in sorted({*old, *new}):
        what = _what(old.get(key), new.get(key))
        if what:
            found.append(
                {
                    "start": key[0],
                    "claim": key[1],
                    "what": what,
                    "before": old.get(key),
                    "after": new.get(key),
                }
            )
    return found


def _what(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> str:
    if old is None:
        return "new"
    if new is None:
        return "gone"
    if otherwise(old["standing"], new["standing"]):
        return "conclusion"
    return "wording" if old["wording"] != new["wording"] else ""


def otherwise(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether a claim is concluded otherwise."""
    return any(old[name] != new[name] for name in NEWS)
