"""The report on an article: what is a finding, what comes first, what it leaves out; its number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.actions import documents, matches
from claims.models import Claim, Match
from claims.queries import article_report
from claims.queries import documents as queries
from tests.factories import make_claim, make_evidence, make_source, make_topic, make_user

pytestmark = pytest.mark.django_db


def standing(claim, verdict, certainty="low", studies=2):
    Claim.objects.filter(pk=claim.pk).update(
        verdict=verdict, certainty=certainty, study_count=studies
    )
    return claim


def passage(position=1, *, matches=(), references=(), **given):
    return {
        "position": position,
        "text": "A sentence.",
        "kind": "checkable",
        "heading": False,
        "uncited": False,
        "marks": [],
        "matches": list(matches),
        "references": list(references),
        **given,
    }


def match(
    wording="faithful",
    *,
    claim="C1",
    band="match",
    state="suggested",
    verdict="supported",
    score=0.9,
):
    return {
        "claim": claim, "wording": wording, "band": band, "state": state, "score": score,
        "synthesis": {"verdict": verdict},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "kinds"),
    [
        (passage(), ["unmatched"]),
        (passage(kind="opinion"), []),
        (passage(heading=True), []),
        (passage(uncited=True), ["uncited", "unmatched"]),
        (passage(matches=[match()]), ["matched"]),
        (passage(matches=[match("stronger")], uncited=True), ["stronger", "uncited"]),
        (passage(matches=[match("stronger"), match("opposite", claim="C2")]), ["opposite", "stronger"]),
        (passage(matches=[match("stronger", band="possible")]), ["possible"]),
        (passage(matches=[match("weaker", band="possible", state="confirmed")]), ["matched"]),
        (passage(matches=[match("stronger", state="rejected")], kind="opinion"), ["unmatched"]),
    ],
)  # fmt: skip
def test_what_a_sentence_is(given, kinds):
    assert article_report.kinds_of(given, []) == kinds


def test_the_worst_overstatement_comes_first():
    verdicts = ("supported", "reported", "contradicted", "not_shown")
    firsts = [
        {"number": number, "firm": [match("stronger", verdict=verdict)]}
        for number, verdict in enumerate(verdicts, 1)
    ]
    firsts.append(
        {"number": 5, "firm": [match(), match("opposite", verdict="supported", claim="C2")]}
    )
    firsts.append({"number": 6, "firm": [match("opposite", verdict="contradicted")]})
    firsts.append({"number": 7, "firm": [match("weaker")]})
    found = article_report.overstated(firsts)
    assert [one["finding"]["number"] for one in found] == [5, 3, 4, 2, 1, 6]
    assert found[0]["match"]["claim"] == "C2"


def checked(text, by):
    return documents.check(document=documents.create(text=text, by=by), by=by)


def seen(by, document):
    found = queries.detail(by, document.pk)
    return article_report.overview(by, found)


def test_references_say_what_was_checked():
    claim = make_claim(
        "Valerian relieves insomnia", exposure_text="valerian", outcome_text="insomnia"
    )
    known = make_source(doi="10.1000/known.1")
    make_evidence(claim, known)
    make_source(doi="10.1000/unused.1")
    elsewhere = make_claim("Tea stains cups")
    make_evidence(elsewhere, make_source(doi="10.1000/other.1"))
    by = make_user()
    text = (
        "Valerian relieves insomnia (doi:10.1000/known.1). Valerian relieves insomnia (doi:10.1000/other.1)."
        " Valerian relieves insomnia (doi:10.1000/nobody.1). Valerian relieves insomnia (doi:10.1000/unused.1)."
    )
    told = {one["value"]: one for one in seen(by, checked(text, by))["references"]}
    assert told["10.1000/known.1"]["told"] == "Among the sources here, no notice against it."
    assert told["10.1000/other.1"]["flag"] == (
        f"Not among the evidence for {claim.public_id}; it is evidence for {elsewhere.public_id}"
    )
    # Of a source that is evidence for nothing here it is not known what it bears on.
    assert told["10.1000/unused.1"]["told"] == "Among the sources here, no notice against it."
    assert "nothing was checked" in told["10.1000/nobody.1"]["told"]
    assert not told["10.1000/nobody.1"]["flag"]


def test_what_it_leaves_out():
    herb, other = make_topic("Valerian"), make_topic("Tea")
    make_claim("Valerian relieves insomnia", exposure=herb, outcome_text="insomnia")
    weak = standing(make_claim("Valerian harms teeth", exposure=herb), "supported", "very_low", 9)
    sure = standing(make_claim("Valerian dyes cloth", exposure=herb), "contradicted", "high")
    standing(make_claim("Valerian lifts moods", exposure=herb), "not_shown", "not_rated")
    standing(make_claim("Tea stains cups", exposure=other), "supported", "high")
    standing(make_claim("Valerian draft", exposure=herb, published=False), "supported", "high")
    by = make_user()
    report = seen(by, checked("Valerian relieves insomnia.", by))
    assert [one["id"] for one in report["left_out"]] == [sure.public_id, weak.public_id]
    assert report["left_out"][0]["synthesis"]["certainty"] == "high"


def test_a_person_s_word_replaces_the_machine_s():
    first = make_claim(
        "Valerian relieves insomnia", exposure_text="valerian", outcome_text="insomnia"
    )
    second = make_claim("Roots are brown")
    by = make_user()
    document = checked("Valerian relieves insomnia.", by)
    offered = Match.objects.get(passage__document=document, claim=first)
    made = matches.replace(match=offered, claim=second, wording="weaker", by=by)
    assert (made.claim_id, made.state, made.wording) == (second.pk, "confirmed", "weaker")
    finding = seen(by, document)["findings"][0]
    assert ([one["claim"] for one in finding["firm"]], finding["suggested"]) == (
        [second.public_id],
        False,
    )
    assert [one["claim"] for one in finding["rejected"]] == [first.public_id]


def test_queries_do_not_grow_with_the_article():
    claim = make_claim(
        "Valerian relieves insomnia", exposure=make_topic("Valerian"), outcome_text="insomnia"
    )
    make_evidence(claim, make_source(doi="10.1000/known.1"))
    by = make_user()
    numbers = []
    for times in (1, 20):
        text = "Valerian relieves insomnia (doi:10.1000/known.1). " * times
        found = queries.detail(by, checked(text, by).pk)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            report = article_report.overview(by, found)
        assert len(report["findings"]) == times
        numbers.append(len(asked))
    assert numbers[0] == numbers[1] <= 5
