"""Sentences of articles: where they begin and end, what kind they are, and what they lean on."""

# ruff: noqa: E501 - sentences are best read on one line

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.articles import PassageKind
from claims.domain.passages import ranking
from claims.domain.passages.reading import kind_of, read
from claims.domain.passages.references import references_in
from claims.domain.passages.splitting import spans

HARD = [
    "Drug A vs. B had p < 0.05 in 3.5 mg.",
    "Smith et al. found it (Jones et al. 2020).",
    "It works, e.g. in rats, at approx. 5 mg.",
    "See Fig. 2 for details.",
    "We saw a 5% fall (95% CI 1.2 to 3.4; P=.03).",
    "Dr. Smith of the U.S. Food and Drug Administration agreed.",
    "E. coli grew at 37.5 °C.",
]


def cut(text):
    return [text[one.start : one.end] for one in spans(text)]


def test_sentences_survive_abbreviations_and_numbers():
    assert cut(" ".join(HARD)) == HARD


def test_bullets_headings_and_wrapped_lines():
    text = (
        "RESULTS:\nBlood pressure fell in both groups, and it fell further in those who\n"
        "were given the drug. Nobody died.\n\n- first point is short\n- Second point. It has two.\n\n# A heading\nText."
    )
    assert cut(text) == [
        "RESULTS:",
        "Blood pressure fell in both groups, and it fell further in those who\nwere given the drug.",
        "Nobody died.",
        "first point is short",
        "Second point.",
        "It has two.",
        "A heading",
        "Text.",
    ]
    assert [one.heading for one in spans(text)] == [1, 0, 0, 0, 0, 0, 1, 0]


@given(st.text(alphabet="aB. \n-?!é😀\u05d0\u0301(),;:1", max_size=300))
def test_places_are_in_order_and_cover_every_letter(text):
    found = spans(text)
    ends = [0, *(one.end for one in found)]
    for one, before in zip(found, ends, strict=False):
        assert before <= one.start < one.end <= len(text)
        assert not text[one.start].isspace()
        assert not text[one.end - 1].isspace()
    covered = {place for one in found for place in range(one.start, one.end)}
    assert all(
        place in covered for place, sign in enumerate(text) if sign.isalpha() and sign != "a"
    )


@pytest.mark.parametrize(
    "text",
    ["a" * 100_000, "ab " * 30_000, "word. " * 15_000, "(" * 50_000, "A. " * 30_000, "[1," * 30_000,
     "research " * 10_000, "10.1000/" * 10_000, "http://" * 10_000, "\n- " * 20_000],
    ids=lambda text: text[:8].strip(),
)  # fmt: skip
def test_endless_lines_take_no_time(text):
    started = time.process_time()
    assert all(one.end - one.start <= 1_500 for one in read(text))
    assert time.process_time() - started < 4


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Does coffee cause cancer?", "question"),
        ("You should not take it with alcohol.", "advice"),
        ("Avoid alcohol while taking it.", "advice"),
        ("It is important to drink enough water.", "advice"),
        ("Turmeric is a plant of the ginger family.", "definition"),
        ("Anaemia refers to a lack of red blood cells.", "definition"),
        ("I think that this is wonderful.", "opinion"),
        ("This article explores the benefits of tea.", "other"),
        ("Copyright 2024, all rights reserved.", "other"),
        ("Green tea lowers cholesterol in adults.", "checkable"),
        ("Vitamin D may reduce the risk of falls.", "checkable"),
        ("12 34 (5.6) 7.8 9.0", "other"),
    ],
)
def test_kinds(sentence, kind):
    assert kind_of(sentence) == PassageKind(kind)


@pytest.mark.parametrize(
    ("sentence", "appeals"),
    [
        ("Studies have shown that it works.", True),
        ("Research suggests a link with cancer.", True),
        ("Recent clinical trials of zinc found no benefit.", True),
        ("It has been proven in numerous studies.", True),
        ("According to experts, sleep matters.", True),
        ("Scientists say that it is safe.", True),
        ("It is clinically proven.", True),
        ("Further studies are needed.", False),
        ("Our study found no difference.", False),
        ("In this trial, the research nurse found 3 errors.", False),
        ("He studied medicine in Leeds.", False),
        ("Garlic lowers blood pressure.", False),
    ],
)
def test_appeals_to_studies(sentence, appeals):
    (passage,) = read(sentence)
    assert passage.appeals is appeals
    assert passage.uncited is appeals


@pytest.mark.parametrize(
    "named",
    ["[12]", "(Smith et al., 2019)", "(Smith and Jones 2019)", "doi:10.1000/xyz123", "PMID: 12345678", "https://example.org/a", "word.¹²"],
)  # fmt: skip
def test_an_appeal_with_a_reference_is_cited(named):
    (passage,) = read(f"Studies have shown that it works {named}")
    assert passage.appeals
    assert passage.references
    assert not passage.uncited


def test_years_and_units_are_no_references():
    assert not references_in(
        "In March 2019 the area was 5 m² and since 2020 it is larger, in January, 2021."
    )


def test_marks_have_their_places():
    text = "😀 Some say it may help. It might not, in some individuals."
    marks = {
        text[one.start : one.end].lower(): one.kind
        for passage in read(text)
        for one in passage.marks
    }
    assert marks["may"] == marks["might"] == "hedge"
    assert marks["in some individuals"] == "quantifier"
    assert marks["not"] == "negation"


def test_other_languages_are_told():
    assert ranking.is_english(
        "The effect of the drug on the heart is not known, and it was seen in all of the patients that we had."
    )
    assert not ranking.is_english(
        "Die Wirkung des Mittels auf das Herz ist nicht bekannt, und sie wurde bei allen Kranken gesehen, die wir hatten."
    )


def test_the_gold_sentences_of_the_uncited_article(shared_dir):
    """Every sentence of the article is found with its exact place, and every appeal to studies is flagged."""
    folder = shared_dir / "data/kratom"
    text = (folder / "article.txt").read_text(encoding="utf-8")
    gold = json.loads((folder / "claims.json").read_text(encoding="utf-8"))
    found = {(one.start, one.end): one for one in read(text)}
    places = [(one["start"], one["end"]) for one in gold["sentences"]]
    assert [place for place in places if place not in found] == []
    uncited = {
        one["id"]
        for one, place in zip(gold["sentences"], places, strict=True)
        if found[place].uncited
    }
    assert {"s02", "s07", "s13", "s14", "s16", "s17", "s20", "s33", "s35"} <= uncited


def test_ranks_are_shares_and_leave_out_what_is_no_statement():
    text = "Is it so? Pain was significantly lower in the treated group than with placebo (P < 0.05). Ethics approval was given."
    passages = read(text)
    ranks = ranking.ranks([text[one.start : one.end] for one in passages], passages)
    assert ranks[0] == 0
    assert all(0 <= rank <= 1 for rank in ranks)
    assert ranking.ranks([], []) == []
