"""A conclusion in words for those who see no page: feeds, letters, cards and machine-readable pages.

The verdict never stands alone: certainty, consistency, basis, raters and standing go with it, in one text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NOT_MEDICAL_ADVICE = (
    "This describes what published studies report. It is not medical advice and does not replace"
    " that of a doctor or pharmacist."
)
#: What nobody has looked at has no conclusion that could be passed on.
UNANSWERED = frozenset({"not_assessed"})


def axes(synthesis: Mapping[str, Any]) -> str:
    """Verdict, certainty and consistency: "Verdict: supported. Certainty: low. Consistency: consistent."."""
    return " ".join(
        f"{name}: {_small(synthesis[f'{name.lower()}_label'])}."
        for name in ("Verdict", "Certainty", "Consistency")
    )


def basis(synthesis: Mapping[str, Any]) -> str:
    """How many studies it rests on and how they point, and how many people rated them."""
    counts = synthesis["basis"]
    studies, raters = counts["studies"], synthesis["raters"]
    if studies:
        sides = [f"{counts['supports']} for", f"{counts['contradicts']} against"]
        if counts["mixed"]:
            sides.append(f"{counts['mixed']} mixed")
        noun = "study" if studies == 1 else "studies"
        rests = f"Rests on {studies} counted {noun} ({', '.join(sides)})"
    else:
        rests = "Rests on no counted study"
    people = f"{raters} {'person' if raters == 1 else 'people'}" if raters else "nobody here"
    return f"{rests}; rated by {people}."


def standing(synthesis: Mapping[str, Any]) -> str:
    """Whether a person stands behind it, and whether an input has changed since."""
    if synthesis["status"] == "confirmed":
        text = "Decided or confirmed by an editor."
    else:
        text = "Suggested by the rule, not yet confirmed."
    if synthesis["stale"]:
        text += " An input has changed since: waits for an editor."
    return text


def answered(claim: Mapping[str, Any]) -> bool:
    """Whether the claim has a conclusion in words that may be passed on."""
    return bool(claim["plain_sentence"]) and claim["synthesis"]["verdict"] not in UNANSWERED


def conclusion(claim: Mapping[str, Any]) -> str:
    """The whole of it in one paragraph, without the line about medical advice."""
    synthesis = claim["synthesis"]
    sentence = claim["plain_sentence"] or "Nobody has assessed this claim yet."
    return " ".join([sentence, axes(synthesis), basis(synthesis), standing(synthesis)])


def _small(label: str) -> str:
    return label[:1].lower() + label[1:]
