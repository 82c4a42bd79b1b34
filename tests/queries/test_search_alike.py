"""Both databases hold the same words and stems, which are those that candidates are weighed by."""

from __future__ import annotations

import random

import pytest
from django.db import connection

from claims.domain.porter import stem
from claims.domain.words import GREEK, fold, words_of
from claims.queries import claims, search
from claims.queries.claim_filters import ClaimFilters
from claims.queries.search import backend, pool
from claims.queries.search.terms import Term
from tests.queries import build

WORDS = """
    abbey ability abilities able as agreed allergic allergies amenities anaemia analogies apology assembly
    assemblies biology bled caresses cardiology cells chemically communism conditional considerably controlling
    decisiveness dependent dermatologies digitizer dosage double doubly dying effective eyes feasibly feed
    fizzed formalize generalizations gyroscopic happy hopefulness hopping hormones hs hyperpigmentation
    hypothesizing iis ii infectious injuries iy kratom lies logy ms mss methodological methodologies
    methodology motoring nausea ns operator oscillators ponies possibly prepared probabilities psychology
    radically rational relational replacement revival rolls sensibilities sized skies sky supplementation
    syzygy tanned ties toys troubled use used uses using us vietnamization vs yes yield zoology 1s 0s b12
    co2 5ht 2nd covid19 mg
""".split()  # noqa: SIM905
ODD = [
    "TNFα", "β-carotene", "µg", "Ω-3", "m²", "CO₂", "H₂O₂", "ﬁbrosis", "Müller", "İstanbul", "Ångström",
    "Pelé", "naïve", "Ⅱ", "½", "Ⅳ", "ﬂuid", "7-hydroxymitragynine", "N,N-dimethyltryptamine", "risk/benefit",
    "p<0.05", "≥5", "20°C", "x±y", "don't", "it’s", "a_b", "e-mail", "10.1000/ab", "(S)-ketamine", "IL-1β",
]  # fmt: skip


def held(term: Term) -> int:
    """How many claims the database's own index gives for a term."""
    return pool.frequencies(backend(), "claim", [term])[1][0]


@pytest.mark.django_db
def test_the_index_holds_the_stems_that_candidates_are_weighed_by() -> None:
    for word in [*WORDS, *ODD]:
        build.claim(f"{word} here")
    stems = [{stem(part) for part in words_of(word)} for word in [*WORDS, *ODD]]
    for asked in sorted({part for word in [*WORDS, *ODD] for part in words_of(word)}):
        wanted = sum(stem(asked) in known for known in stems)
        assert held(Term(((asked,),))) == wanted, asked


def test_greek_letters_are_spelled_as_people_spell_them() -> None:
    assert fold("λ").split() == ["lambda"]
    assert fold("ΤGF-β1").split() == ["tau", "gf-", "beta", "1"]
    assert words_of("α-Synuclein") == ("alpha", "synuclein")
    assert len(set(GREEK.values())) == 24


def test_stems_are_those_of_the_published_examples() -> None:
    for word, expected in {
        "caresses": "caress", "ponies": "poni", "agreed": "agre", "plastered": "plaster", "motoring": "motor",
        "hopping": "hop", "falling": "fall", "filing": "file", "happy": "happi", "sky": "sky",
        "relational": "relat", "vietnamization": "vietnam", "triplicate": "triplic", "goodness": "good",
        "adjustable": "adjust", "adoption": "adopt", "probate": "probat", "controll": "control",
        "yield": "yield", "": "", "ms": "ms", "é": "é",
    }.items():  # fmt: skip
        assert stem(word) == expected, word


@pytest.mark.django_db
def test_spelling_signs_does_not_change_what_is_found() -> None:
    first = build.claim("TNFα falls under β-carotene")
    second = build.claim("TNF-alpha falls under beta carotene")
    for asked in ("TNF-α", "TNF alpha", "beta-carotene", "β carotene", "ΒΕΤΑ"[:1] + " carotene"):
        assert set(search.search_claims(asked)) == {first.pk, second.pk}, asked
    first.text = "IL-1β rises in CO₂ at 5 m²"
    first.save()
    assert search.search_claims("IL-1 beta") == [first.pk]
    assert search.search_claims("co2") == [first.pk]
    assert search.check() == []


@pytest.mark.django_db
def test_random_questions_rank_alike_on_both_databases() -> None:
    """The answers were written down on one database; the other must give the same."""
    chance = random.Random(7)  # noqa: S311 - the same questions in every run
    vocabulary = [word for word in WORDS if len(word) > 2]
    keys = []
    for _ in range(60):
        text = " ".join(chance.choices(vocabulary, k=chance.randint(3, 12)))
        keys.append(build.claim(text).pk)
    answers = []
    for _ in range(40):
        asked = " ".join(chance.choices(vocabulary, k=chance.randint(1, 15))) + "."
        answers.append([keys.index(key) for key in search.search_claims(asked, 5)])
    assert hash_of(answers) == "f5079a9004b7ae52", connection.vendor


def hash_of(answers: object) -> str:
    """A short digest, which stands for forty answers."""
    from claims.domain.canonical import digest

    return digest(answers)[:16]


@pytest.mark.django_db
def test_a_long_passage_ranks_and_demands_nothing() -> None:
    build.claim("Kratom relieves pain")
    wanted = build.claim("Long-term kratom use is linked to hyperpigmentation")
    passage = (
        'In our series (n = 12; mean age 41.3), "hyperpigmentation" of sun-exposed skin -- not seen before --\n'
        "was reported by daily users of kratom after 4 to 5 years (p < 0.05).\x00 " * 40
    )
    page = claims.page(None, ClaimFilters(q=passage))
    assert page.results[0]["id"] == f"C{wanted.pk}"
