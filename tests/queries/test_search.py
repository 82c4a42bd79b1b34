"""Search finds what was meant, on either database, and no text is a syntax error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from claims.models import Claim, Source
from claims.queries import claims, search, sources
from claims.queries.claim_filters import ClaimFilters
from claims.queries.search import terms
from claims.queries.sources import SourceFilters
from tests.queries import build

OPERATORS = [*"\"'*()-:^\\{}&|!%ſ²ﬁµ\x00", "AND", "OR", "NOT", "NEAR(", "text:", "%s", "<->"]


def found(text: str, **filters: object) -> list[str]:
    page = claims.page(None, ClaimFilters(q=text, **filters))  # type: ignore[arg-type]
    return [claim["text"] for claim in page.results]


@pytest.fixture
def kratom(db: None) -> None:
    topic = build.topic("Kratom", "Mitragyna speciosa", "ketum")
    texts = [
        "Long-term kratom use is linked to hyperpigmentation of sun-exposed skin",
        "Kratom relieves symptoms of opioid withdrawal",
        "Kratom use causes liver injury",
        "Kratom is not addictive",
        "7-Hydroxymitragynine binds mu-opioid receptors",
        "Müller's sign is seen in anaemia",
    ]
    for text in texts:
        build.claim(text, topics=(topic,))
    for number in range(30):
        build.claim(f"Kratom claim about something else, number {number}")


def test_a_whole_sentence_finds_the_rare_word_first(kratom: None) -> None:
    asked = "kratom causes hyperpigmentation"
    assert "hyperpigmentation" in found(asked)[0]
    long = "Does anybody know whether people who take kratom for years get hyperpigmentation there?"
    assert "hyperpigmentation" in found(long)[0]


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("liver injuries", "Kratom use causes liver injury"),  # another ending
        ("hyperpigm", "Long-term kratom use"),  # still being typed
        ("hyperpigmentati", "Long-term kratom use"),  # typed into the ending
        ("withdrawal/relief", "Kratom relieves symptoms"),
        ("7-hydroxymitragynine", "7-Hydroxymitragynine"),
        ("muller", "Müller's"),  # without the accent
        ("MÜLLER'S", "Müller's"),
        ("addictive?", "Kratom is not addictive"),
        ("mu-opioid receptor binding", "7-Hydroxymitragynine"),
    ],
)
def test_words_are_found_as_people_type_them(kratom: None, asked: str, first: str) -> None:
    assert found(asked)[0].startswith(first)


def test_another_name_of_a_topic_finds_its_claims(kratom: None) -> None:
    assert len(found("Mitragyna speciosa")) == 25
    assert "hyperpigmentation" in found("hyperpigmentation from Mitragyna speciosa")[0]
    assert "liver" in found("ketum liver")[0]


def test_stop_words_and_unknown_words_alone_find_nothing(kratom: None) -> None:
    assert found("is it the and of") == []
    assert found("xylophone") == []
    assert found("!!! ???") == []
    assert len(found("   ")) == 25  # nothing asked: the plain list


def test_filters_apply_to_what_was_found(kratom: None) -> None:
    Claim.objects.filter(text__contains="liver").update(verdict="supported")
    assert found("kratom", verdict=("supported",)) == ["Kratom use causes liver injury"]


def test_what_is_not_published_is_not_found(kratom: None) -> None:
    build.claim("Kratom draft on hyperpigmentation", status="draft", published_at=None)
    build.claim("Kratom retired hyperpigmentation", status="retired", status_reason="Old")
    assert len([text for text in found("hyperpigmentation") if "kratom" in text.lower()]) == 1
    assert len(search.search_claims("hyperpigmentation")) == 1


def test_ranked_pages_follow_each_other_without_gap_or_repeat(kratom: None) -> None:
    seen: list[str] = []
    cursor = None
    while True:
        page = claims.page(None, ClaimFilters(q="kratom use"), cursor, limit=7)
        seen += [claim["id"] for claim in page.results]
        cursor = page.next
        if cursor is None:
            break
    assert len(seen) == len(set(seen))
    assert seen == [f"C{key}" for key in search.search_claims("kratom use", 1000)]


def test_a_word_in_most_records_is_listed_newest_first(
    kratom: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.queries.search.COMMON", 10)
    assert search.find("claim", "kratom").condition is not None
    first = claims.page(None, ClaimFilters(q="kratom"), limit=5)
    second = claims.page(None, ClaimFilters(q="kratom"), first.next, limit=50)
    seen = [int(claim["id"][1:]) for claim in first.results + second.results]
    assert len(seen) == 34
    assert seen == sorted(seen, reverse=True)
    # With a rare word beside it, the rare word decides.
    assert found("kratom liver")[0] == "Kratom use causes liver injury"


def test_the_index_follows_every_change(db: None) -> None:
    claim = build.claim("Aspirin thins blood")
    assert found("aspirin") == ["Aspirin thins blood"]
    Claim.objects.filter(pk=claim.pk).update(text="Ibuprofen thins blood")
    assert found("aspirin") == []
    assert found("ibuprofen") == ["Ibuprofen thins blood"]
    Claim.objects.bulk_create([Claim(text="Bulk ibuprofen", claim_type="causal")])
    assert len(search.find("claim", "ibuprofen").keys or []) == 2
    Claim.objects.filter(text="Bulk ibuprofen").delete()
    assert len(search.find("claim", "ibuprofen").keys or []) == 1
    assert search.check() == []


def test_sources_are_found_by_title_author_and_journal(db: None) -> None:
    build.source(title="Skin and plants", authors="García-López M", container_title="Dermatology")
    build.source(title="Other", authors="Nobody", container_title="Nature")
    for asked in ("skin plants", "garcia", "dermatology", "Garcia-Lopez dermatology"):
        page = sources.page(None, SourceFilters(q=asked))
        assert [source["title"] for source in page.results] == ["Skin and plants"], asked


def test_jump_goes_straight_to_what_was_named(db: None) -> None:
    source = build.source(doi="10.1000/abc(1).x", pmid="12345", pmcid="PMC77")
    hidden = build.source(doi="10.1000/hidden", status="proposed")
    assert search.jump("C42") == ("claim", 42)
    assert search.jump(" c42.3 ") == ("claim", 42)
    assert search.jump("S17") == ("source", 17)
    for asked in (
        "10.1000/abc(1).x",
        "https://doi.org/10.1000/ABC(1).x",
        "doi: 10.1000/abc(1).x",
        "PMID 12345",
        "pmid:12345",
        "https://pubmed.ncbi.nlm.nih.gov/12345/",
        "PMC77",
    ):
        assert search.jump(asked) == ("source", source.pk), asked
    assert hidden.doi is not None
    for asked in (
        hidden.doi,
        "X1",
        "C0",
        "C",
        "kratom",
        "",
        "10.1000/unknown",
        "12345",
        "see 10.1000/abc(1).x there",
        "C" + "9" * 30,
    ):
        assert search.jump(asked) is None, asked


def test_marking_keeps_every_character() -> None:
    pieces = search.marked("Kratom's links to Hyperpigmentation.", "hyperpigmentations kratom")
    assert "".join(piece for piece, _ in pieces) == "Kratom's links to Hyperpigmentation."
    assert [piece for piece, hit in pieces if hit] == ["Kratom", "Hyperpigmentation"]


class AnyText(TestCase):
    """Whatever people type, paste or attack with."""

    @classmethod
    def setUpTestData(cls) -> None:
        build.topic("Kratom", "Mitragyna speciosa")
        build.claim("Kratom is linked to hyperpigmentation")

    @given(st.text(max_size=200))
    def test_no_text_is_an_error(self, text: str) -> None:
        claims.page(None, ClaimFilters(q=text))
        search.find("source", text)
        search.jump(text)
        assert "".join(piece for piece, _ in search.marked(text, text)) == text

    @given(
        st.lists(
            st.sampled_from([*OPERATORS, "kratom"]),
            max_size=12,
        ).map(" ".join)
    )
    def test_no_operator_is_one(self, text: str) -> None:
        page = claims.page(None, ClaimFilters(q=text))
        # What stands in quotes must be found: the one operator besides a minus before a word.
        if "kratom" in text and '"' not in text:
            assert page.results


def test_terms_are_bounded() -> None:
    chunks = terms.chunks_of("word " * 5000 + "last")
    asked = terms.terms_of(chunks, {}, open_ended=True)
    assert len(chunks) == terms.MOST_WORDS
    assert len(asked) == 1
    assert terms.chunks_of("x" * 100_000) == []


@pytest.mark.django_db
def test_the_command_finds_and_mends_what_differs(capsys: pytest.CaptureFixture[str]) -> None:
    build.claim("Aspirin thins blood")
    call_command("rebuild_index", check=True)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO claims_claim_search(rowid, text) VALUES (999, 'phantom')")
        else:
            cursor.execute("DROP INDEX claims_claim_search")
    with pytest.raises(CommandError, match=r"phantom|missing"):
        call_command("rebuild_index", check=True)
    connection.check_constraints()  # a table with checks still to make cannot be altered
    call_command("rebuild_index")
    call_command("rebuild_index", check=True)
    assert "exactly" in capsys.readouterr().out
    assert found("aspirin") == ["Aspirin thins blood"]
    assert Source.objects.count() == 0


@pytest.mark.django_db
def test_the_demo_claims_are_found_as_the_issue_asks(shared_dir: Path) -> None:
    data = json.loads((shared_dir / "data/kratom/claims.json").read_text())
    build.topic("kratom", "Mitragyna speciosa")
    for row in data["claims"]:
        build.claim(f"{row['subject']} {row['relation']} {row['object']}".capitalize())
    for asked in ("kratom causes hyperpigmentation", "Can Mitragyna speciosa darken skin?"):
        first = found(asked)[:3]
        assert "hyperpigmentation" in " ".join(first).lower(), (asked, first)
    first = found("kratom causes hyperpigmentation")
    assert first[0] == "Kratom use is linked to hyperpigmentation"
    assert all("hyperpigmentation" in text.lower() for text in first[:7])
    assert "insomnia" in found("kratom and insomnia")[0]
    assert "overdose" in found("Is it dangerous to mix kratom with benzodiazepines?")[0]
