"""Summary-of-findings rows and traffic lights in words: what a body says plainly, what a judgement looks like.

The verbs by certainty (is, probably is, may be, very uncertain) follow GRADE guidelines 26 (J Clin Epidemiol 2020); the
sentences are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from claims.domain.certainty import signed

FILLED, EMPTY = "\u2295", "\u25ef"
FOR = {
    "high": "It is so: {}",
    "moderate": "It is probably so: {}",
    "low": "It may be so: {}",
}
AGAINST = {
    "high": "It is not so: {}",
    "moderate": "It is probably not so: {}",
    "low": "It may not be so: {}",
}
VERY_LOW = "The evidence is very uncertain about this: {}"
MIXED = "The studies point both ways about this: {}"
NOT_RATED = "Not rated, which is not the same as very low: {}"

#: Judgement -> (tone, symbol). The symbol and the word carry the meaning, the tone only helps.
LIGHTS = {
    "low": ("good", "+"),
    "some_concerns": ("mixed", "\u2212"),
    "moderate": ("mixed", "\u2212"),
    "high": ("bad", "\u00d7"),
    "serious": ("bad", "\u00d7"),
    "critical": ("bad", "!"),
    "no_information": ("none", "?"),
    "unclear": ("none", "?"),
}
NOT_JUDGED = ("none", "")
#: Answers of tools that judge item by item (SYRCLE): yes is a low risk.
OF_ANSWER = {"yes": "low", "no": "high", "unclear": "unclear"}


def symbols(level: int | None) -> str:
    """Four circles, as many filled as the level; "" where not rated. Never without the word beside it."""
    return "" if level is None else FILLED * level + EMPTY * (4 - level)


def statement(claim: str, certainty: str, side: str) -> str:
    """One sentence on what a body says about the claim, with the verb that its certainty allows."""
    if certainty == "not_rated":
        return NOT_RATED.format(claim)
    if side == "mixed":
        return MIXED.format(claim)
    return (FOR if side == "for" else AGAINST).get(certainty, VERY_LOW).format(claim)


def footnotes(body: Mapping[str, Any]) -> list[dict[str, str]]:
    """A note for each domain that took or added a level: a letter, and the reason."""
    moved = [step for step in body["steps"] if step["change"]]
    return [
        {
            "mark": chr(ord("a") + place),
            "text": f"{step['label']} {signed(step['change'])}: {step['reason']}"
            + (" (decided by an editor)" if step["decided"] else ""),
        }
        for place, step in enumerate(moved)
    ]


def effect_in_words(effect: Mapping[str, Any] | None) -> str:
    """ "RR 0.8 (0.6 to 1.1), 3 studies pooled"; says so where the pooled value must not be read."""
    if effect is None:
        return "Not pooled: no comparable effects"
    if effect["misleading"]:
        return "Not shown: precise studies conflict, and pooling would mislead"
    between = ""
    if effect["low"] is not None and effect["high"] is not None:
        between = f" ({effect['low']:.3g} to {effect['high']:.3g})"
    count = effect["studies"]
    note = f", {count} studies pooled" if count > 1 else ", one study"
    return f"{effect['measure']} {effect['estimate']:.3g}{between}{note}"
