"""Which records are one publication: the rules on cases of our own, on labelled sets, and as properties."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import labelled
from benchmarks import likeness as benchmark
from claims.domain.likeness import Record, author_key, compare, group, record_of, title_key
from claims.domain.likeness.groups import candidate_pairs

PAPER = Record(
    title="Coffee and the waking mind: a randomised trial",
    authors="Okafor, Blessing; Lind, Sara; Wu, J.",
    year=2019,
    container="Journal of Sleep Medicine",
    volume="12",
    issue="3",
    pages="221-228",
    doi="10.5555/coffee",
    pmid="3141",
    abstract="We gave coffee to four hundred people in the morning and counted how many of them"
    " were awake an hour later; half of them had been given water instead.",
)


def but(**changes):
    return dataclasses.replace(PAPER, **changes)


BARE = but(doi="", pmid="", abstract="")


@pytest.mark.parametrize(
    "other",
    [
        but(title="COFFEE AND THE WAKING MIND - A RANDOMISED TRIAL.", pages="221-8"),
        but(authors="Okafor B, Lind S, Wu J", container="J Sleep Med", doi=""),
        but(title="Coffee and the waking mind", pmid=""),
        but(title="<i>Coffee</i> and the w&aacute;king mind: a randomised trial [Abstract]"),
        but(year=2018, volume="", issue="", pages="1-8", doi="", pmid=""),
        but(title="Short report: coffee and the waking mind: a randomised trial", doi="", pmid=""),
        but(authors="Blessing O; Sara L", doi="10.5555/coffee"),
        but(volume="21", doi="", pmid="", abstract=""),
        Record(title=PAPER.title, authors="B. Okafor; S. Lind", year=2019),
    ],
)
def test_copies_of_one_publication(other: Record):
    found = compare(PAPER, other)
    assert found.sure, found
    assert found.score >= 0.95
    assert found.related is None


@pytest.mark.parametrize(
    ("other", "against"),
    [
        (but(title="Tea and the sleeping body: a cohort", authors="Moe A"), "different authors"),
        (but(title="A poster on something else", pages="S9", authors="Ek J"), "different pages"),
        (but(title=f"{PAPER.title}, part 2", pages="229-240"), "the titles differ in a number"),
        (but(year=2015, doi="10.5555/old", pmid="1"), "years more than one apart"),
        (but(doi="10.5555/else", pmid="", volume="13", pages="4"), "different DOIs"),
        (but(pmid="2718", doi=""), "different PubMed ids"),
        (dataclasses.replace(BARE, title="Editorial", pages="1", volume="13"), "different titles"),
    ],
)
def test_what_speaks_against_it_is_said(other: Record, against: str):
    found = compare(PAPER, other)
    assert not found.sure, found
    assert against in found.reasons


@pytest.mark.parametrize(
    ("other", "relation"),
    [
        (but(container="medRxiv", doi="10.1101/2018.01.02.3", pmid="", pages=""), "preprint"),
        (
            but(
                container="Proceedings of the 9th Sleep Congress",
                pages="S4",
                volume="1",
                doi="10.5555/s",
                pmid="",
            ),
            "abstract",
        ),
        (but(title=f"Erratum to: {PAPER.title}", pages="400", pmid="9", doi="10.5/e"), "erratum"),
        (
            but(container="Deutsche Zeitschrift", pages="8", volume="4", doi="", pmid=""),
            "reprint",
        ),
    ],
)
def test_related_is_not_the_same(other: Record, relation: str):
    found = compare(PAPER, other)
    assert (found.sure, found.related) == (False, relation)
    assert found.doubtful


def test_an_editorial_is_known_by_its_place_alone():
    one = Record(title="Editorial", authors="Lind, S", year=2019, container="Sleep", volume="3")
    assert not compare(one, one).sure
    placed = dataclasses.replace(one, pages="1")
    assert compare(placed, placed).sure
    assert not compare(placed, dataclasses.replace(placed, pages="99")).sure


def test_one_identifier_for_a_supplement_does_not_join_its_abstracts():
    abstracts = [
        but(title=title, authors=authors, pages=page, pmid="", abstract="")
        for title, authors, page in (
            ("Coffee in mice: a study of sleep", "Ek J; Moe A", "S1"),
            ("Coffee in men: a study of sleep", "Ek J; Moe A", "S2"),
            ("Light at night and the heart", "Roy P", "S3"),
        )
    ]
    assert group(abstracts) == [[0], [1], [2]]


def test_a_chain_does_not_join_its_ends():
    one = Record(title=PAPER.title, authors=PAPER.authors, year=2018, container="Sleep", pages="7")
    two = Record(title=PAPER.title, authors=PAPER.authors, year=2019)
    three = dataclasses.replace(one, year=2019, container="Brain", pages="80")
    assert all(len(members) <= 2 for members in group([one, two, three]))


def test_csl_with_odd_members_is_read():
    item = {
        "title": ["Coffee"],
        "author": [{"family": "Wu", "given": "J"}, {"literal": "WHO"}, None, 3],
        "issued": {"date-parts": [[2019, 1]]},
        "volume": 12,
        "DOI": "https://doi.org/10.5555/ABC",
        "PMID": "none",
    }
    found = record_of(item)
    assert (found.title, found.authors, found.year) == ("Coffee", "Wu, J; WHO", 2019)
    assert (found.volume, found.doi, found.pmid) == ("12", "10.5555/abc", "")
    assert record_of({"issued": {"date-parts": [[None]]}, "author": "x", "title": 5}).year is None


@pytest.mark.parametrize(
    ("authors", "key"),
    [
        ("Smith, Jane; Wu J", "smith"),
        ("Smith JA", "smith"),
        ("J. A. Smith and B. Wu", "smith"),
        ("van Dam J", "vandam"),
        ("Müller-Lüdenscheidt H", "mullerludenscheidt"),
        ("Anonymous", ""),
        ("", ""),
        ("李 伟", "李伟"),
    ],
)
def test_author_keys(authors: str, key: str):
    assert author_key(authors) == key


def test_title_keys():
    assert title_key("The β-blocker's <b>Effect</b>") == "betablockerseffect"
    assert title_key("RETRACTED: Coffee [Abstract]") == "coffee"
    assert title_key("Unknown") == ""
    assert len(title_key("word " * 100)) == 80


TEXT = st.sampled_from(
    ["", "Coffee and sleep", "Coffee and sleep: a trial", "COFFEE AND SLEEP.", "Editorial", "Tea 2"]
)
RECORDS = st.builds(
    Record,
    title=TEXT | st.text(max_size=20),
    authors=st.sampled_from(["", "Wu J", "Wu, Jane; Ek A", "Ek A"]) | st.text(max_size=10),
    year=st.sampled_from([None, 2018, 2019, 2021]),
    container=st.sampled_from(["", "Sleep", "medRxiv", "J Sleep Med"]) | st.text(max_size=8),
    volume=st.sampled_from(["", "1", "2"]),
    pages=st.sampled_from(["", "1-9", "22", "S3"]),
    doi=st.sampled_from(["", "10.1/a", "10.1/b"]),
    pmid=st.sampled_from(["", "1", "2"]),
)


@given(RECORDS, RECORDS)
def test_comparing_is_symmetric_and_within_bounds(one: Record, two: Record):
    found = compare(one, two)
    assert found == compare(two, one)
    assert 0 <= found.score <= 1
    assert not (found.sure and found.related)


@settings(max_examples=40)
@given(st.lists(RECORDS, max_size=7), st.randoms(use_true_random=False))
def test_order_never_matters_and_grouping_again_changes_nothing(records, rng):
    def shape(items):
        return sorted(sorted(items[place].order for place in members) for members in group(items))

    first = shape(records)
    shuffled = rng.sample(records, len(records))
    assert shape(shuffled) == first
    places = group(records)
    assert sorted(place for members in places for place in members) == list(range(len(records)))
    regrouped = [records[place] for members in places for place in members]
    assert shape(regrouped) == first


def test_crowded_blocks_grow_with_the_number_of_records():
    def crowd(number: int) -> int:
        title = "Abstracts of the yearly congress of sleep, number"
        return len(candidate_pairs([Record(title=f"{title} {n}") for n in range(number)]))

    assert 0 < crowd(800) < 2.5 * crowd(400)


@pytest.fixture
def sets(shared_dir: Path) -> Path:
    path = shared_dir / "data" / "bibliography"
    if not path.is_dir():
        pytest.skip(f"no labelled sets at {path}")
    return path


def test_tafenoquine_is_told_apart_without_a_fault(sets: Path):
    found = benchmark.endnote("tafenoquine", sets / "sra_dedupe" / "tafenoquine.xml")
    assert (found.precision, found.recall) == (1, 1)


def test_the_hard_pairs(sets: Path):
    cases = labelled.hard_pairs(sets / "dedupe_cases" / "test_cases.json")
    told = [(same, compare(one, two).sure) for _, one, two, same in cases]
    assert sum(sure for same, sure in told if same) >= 9
    assert sum(sure for same, sure in told if not same) <= 1


def test_asysd_groups_are_right(sets: Path):
    items, labels = labelled.asysd(sets / "asysd" / "labelled_test_set.csv")
    uniques = [sum(labels[place] == "unique" for place in members) for members in group(items)]
    assert uniques.count(1) >= 582
    assert len(uniques) <= 590
