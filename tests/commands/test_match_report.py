"""`manage.py match_report`, and what it measures."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from claims.actions import documents, matches
from claims.domain.match_measures import Decision, measure
from claims.models import Correction, Match
from tests.factories import make_claim, make_user


def decision(
    match, state="confirmed", band="match", wording="faithful", suggested="faithful", group="a"
):
    return Decision(match, group, band, state, wording, suggested)


def test_only_the_last_decision_on_a_match_counts():
    found = measure(
        [
            decision(1, "rejected"),
            decision(1, "suggested"),
            decision(1),
            decision(2, "rejected"),
            decision(3, "corrected", wording="weaker"),
            decision(4, "suggested"),
            decision(5, band="possible", suggested="unclear"),
            decision(6, "rejected", band="possible"),
            decision(7, band="", suggested="unclear"),
            decision(8, group="b", state="rejected"),
        ]
    )
    first, second = found
    assert (first.decided, first.precision, first.precision_possible) == (6, 0.6667, 0.5)
    assert (first.recall, first.wording) == (0.75, 0.5)
    assert (second.group, second.precision, second.recall, second.wording) == ("b", 0.0, None, None)
    assert measure([]) == []


def report(**options):
    out = StringIO()
    call_command("match_report", stdout=out, **options)
    return out.getvalue()


@pytest.mark.django_db
def test_it_reads_what_people_decided():
    assert "Nobody" in report()
    offered = make_claim(
        "Valerian relieves insomnia", exposure_text="valerian", outcome_text="insomnia"
    )
    other = make_claim("Roots are brown")
    by = make_user()
    document = documents.create(text="Valerian relieves insomnia. Roots hold water.", by=by)
    documents.check(document=document, by=by)
    match = Match.objects.get(passage__document=document, claim=offered)
    matches.reject(match=match, by=by)
    match.refresh_from_db()
    matches.undo(match=match, by=by)
    match.refresh_from_db()
    matches.replace(match=match, claim=other, wording="weaker", by=by)
    told = json.loads(report(json=True))
    month = f"{timezone.now():%Y-%m}"
    assert [(one["group"], one["decided"], one["precision"], one["recall"]) for one in told] == [
        (month, 2, 0.0, 0.0)
    ]
    assert json.loads(report(json=True, by="method"))[0]["group"] == document.method
    assert "0.00" in report()
    documents.delete(document=document, by=by)
    assert json.loads(report(json=True))[0]["decided"] == 2
    assert Correction.objects.count() == 4
    tomorrow = timezone.now().date().replace(year=timezone.now().year + 1)
    assert "Nobody" in report(since=tomorrow)
