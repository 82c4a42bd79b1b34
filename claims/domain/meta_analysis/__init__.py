"""Meta-analysis of study results, from the standard library alone; what each number is, `answer` says."""

from __future__ import annotations

from typing import Any

from claims.domain.meta_analysis.answer import METHODS, analyse
from claims.domain.meta_analysis.reading import Body, read

__all__ = ["METHODS", "Body", "analyse", "calculate", "read"]


def calculate(given: Any, measure: Any = None) -> dict[str, Any]:
    """The results of `analyse` for input as `read` takes it, with what was left out or corrected, by place.

    Raises Invalid, whose names are paths into the body.
    """
    body = read(given, measure)
    found = analyse(body.yi, body.vi, body.measure)
    for place, one in zip(body.places, found["studies"], strict=True):
        one["place"] = place
    found["left_out"] = [{"place": at, "text": said} for at, said in body.left_out.items()]
    found["notes"] = [{"place": at, "text": said} for at, said in body.notes.items()]
    found["warnings"] += [
        f"Study {at + 1} is left out. {said}" for at, said in body.left_out.items()
    ]
    return found | {"methods": METHODS}
