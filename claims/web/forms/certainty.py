"""What deciding a domain of certainty asks for, and what narrows the list of conflicts."""

from __future__ import annotations

from typing import Any

from django import forms

from claims.domain.vocabulary import ConflictCause, ConflictState
from claims.web.forms.base import Reason, coded, several

SERIOUS = {
    0: "no reason to rate down",
    -1: "serious",
    -2: "very serious",
    -3: "extremely serious",
}


class JudgeForm(Reason):
    """How many levels one domain takes or adds; the suggestion is marked among the choices."""

    WITHDRAW = "withdraw"
    field_order = ("change", "reason")

    def __init__(self, *args: Any, step: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        end = step["limit"]
        values = range(0, end + (1 if end > 0 else -1), 1 if end > 0 else -1)
        choices = [(str(value), _words(value, end, step["suggested"])) for value in values]
        if step["decided"]:
            choices.append((self.WITHDRAW, "No decision: let the suggestion stand again"))
        self.fields["change"] = forms.ChoiceField(
            label="Levels",
            choices=choices,
            widget=forms.RadioSelect,
            initial=str(step["change"] if step["decided"] else step["suggested"]),
            help_text="Choosing what is suggested confirms it.",
        )
        self.order_fields(["change", "reason"])


def _words(value: int, end: int, suggested: int) -> str:
    words = SERIOUS[value] if end < 0 else ("nothing added" if not value else "rate up")
    number = f"{value:+d}" if value else "0"
    return f"{number} ({words})" + (", as suggested" if value == suggested else "")


class RederiveForm(forms.Form):
    """Nothing but the button."""


class Explain(Reason):
    """What sets studies apart that disagree."""

    cause = coded(ConflictCause, label="What sets them apart")
    field_order = ("cause", "reason")


class ConflictFilterForm(forms.Form):
    """Where conflicts stand."""

    state = several(ConflictState, "State")
