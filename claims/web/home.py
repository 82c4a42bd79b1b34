"""The first page, the method, and where one becomes a reviewer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from claims.domain.vocabulary import Certainty, Direction, Strength, Verdict
from claims.queries import home as queries


def home(request: HttpRequest) -> HttpResponse:
    """One screen: what this is, and real claims that stand differently."""
    return render(request, "web/home.html", {"overview": queries.overview()})


def about(request: HttpRequest) -> HttpResponse:
    """What the words mean and how a verdict is reached. No query."""
    context = {
        "verdicts": [(word.value, MEANINGS[word]) for word in Verdict],
        "certainties": [(word.value, CERTAINTIES[word]) for word in Certainty],
        "strengths": Strength.choices(),
        "directions": [word.value for word in Direction],
    }
    return render(request, "web/about.html", context)


def become_reviewer(request: HttpRequest) -> HttpResponse:
    """Where that page lives."""
    return redirect("accounts:become_reviewer", permanent=True)


MEANINGS = {
    Verdict.SUPPORTED: "At least one strong or two moderate independent studies agree, and none of weight disagrees.",
    Verdict.LIMITED: "What was counted points this way, but it is thin or mostly weak.",
    Verdict.REPORTED: "Only uncontrolled reports describe it; nobody has compared.",
    Verdict.CONFLICTING: "Studies of like weight disagree.",
    Verdict.DOUBTFUL: "The weightier evidence is against it, though not all.",
    Verdict.CONTRADICTED: "At least one strong study, or two, speak against it, and none of weight for it.",
    Verdict.NOT_SHOWN: "Evidence was looked at, and none of it can settle the claim. That is not the same as false.",
    Verdict.NONE_FOUND: "A recorded search found no eligible evidence. That is not the same as false.",
    Verdict.NOT_ASSESSED: "Nobody has looked yet.",
    Verdict.NOT_ASSESSABLE: "It says what ought to be done, which studies alone cannot settle.",
}
CERTAINTIES = {
    Certainty.HIGH: "Further studies are very unlikely to change the answer.",
    Certainty.MODERATE: "The answer is probably close; a further study could change it.",
    Certainty.LOW: "A further study is likely to change it.",
    Certainty.VERY_LOW: "Hardly any confidence: the true answer may well be another.",
    Certainty.NOT_RATED: "No rating applies, or nobody has rated. It does not mean very low.",
    Certainty.STRONG: "For claims of mechanism: shown repeatedly and directly.",
    Certainty.LIMITED: "For claims of mechanism: some direct work.",
    Certainty.INADEQUATE: "For claims of mechanism: too little to tell.",
}
