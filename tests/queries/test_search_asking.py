"""The little language of the search box, what it finds, and what is shown of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.words import clean_question
from claims.queries import claims, everything, search
from claims.queries.claim_filters import ClaimFilters
from claims.queries.evidence import EvidenceFilters
from claims.queries.evidence import page as evidence_page
from claims.queries.search import asking
from tests.queries import build
from tests.queries.test_query_counts import counted

WORD = st.text("abcdefgxyz", min_size=1, max_size=6)


def texts(question: str) -> list[str]:
    return [claim["text"] for claim in claims.page(None, ClaimFilters(q=question)).results]


@given(st.text(max_size=300))
def test_any_text_is_a_question(text: str) -> None:
    question = asking.read(text)
    assert len(question.phrases) <= asking.MOST_PARTS
    assert question.empty == (not question.words.strip() and not question.phrases)


@given(
    st.lists(WORD, max_size=6),
    st.lists(st.lists(WORD, min_size=1, max_size=6).map(tuple), max_size=3, unique=True),
    st.lists(st.lists(WORD, min_size=1, max_size=6).map(tuple), max_size=3, unique=True),
)
def test_a_question_written_out_reads_again_as_the_same(
    words: list[str], phrases: list[tuple[str, ...]], without: list[tuple[str, ...]]
) -> None:
    question = asking.Question(" ".join(words), tuple(phrases), tuple(without))
    assert asking.read(str(question)) == question


@given(st.lists(WORD, max_size=4), st.lists(WORD, min_size=1, max_size=4), WORD)
def test_quotes_and_minus_are_read_wherever_they_stand(
    words: list[str], phrase: list[str], never: str
) -> None:
    typed = f'{" ".join(words)} "{" ".join(phrase)}" -{never}'
    question = asking.read(typed)
    assert question.words == " ".join(words)
    assert question.phrases == (tuple(phrase),)
    assert question.without == ((never,),)


def test_a_passage_has_no_operators() -> None:
    passage = 'He said "this exact phrase" -- and -more, that was ' + "many words long " * 8
    question = asking.read(passage)
    assert not question.phrases
    assert not question.without
    short = 'Daily users of "Mitragyna speciosa" showed a gray-blue hyperpigmentation of sun-exposed skin'
    assert asking.read(short).phrases == ()
    quotation = '"No patient in this trial had an injury of the liver"'
    assert asking.read(quotation).phrases == ()
    assert "injury of the liver" in asking.read(quotation).words
    assert asking.read("5 -3 x-ray 'quoted' \"open").phrases == ()
    assert asking.read("5 -3 x-ray").without == ()


def test_a_pasted_text_loses_what_no_text_can_hold() -> None:
    assert clean_question("a\x00b\n c\u2028d\ud800 ") == "a b c d"


@pytest.mark.django_db
def test_quoted_words_must_be_there_in_order_and_excluded_ones_not() -> None:
    first = build.claim("Kratom relieves opioid withdrawal").text
    second = build.claim("Withdrawal from an opioid is relieved by kratom").text
    third = build.claim("Kratom relieves pain, not insomnia").text
    assert set(texts("opioid withdrawal insomnia")) == {first, second, third}
    assert texts('"opioid withdrawal" kratom') == [first]
    assert texts("“opioid withdrawals”") == [first]
    assert set(texts("kratom -insomnia")) == {first, second}
    assert texts('kratom -"opioid withdrawal" -insomnia') == [second]
    assert texts('kratom "no such words"') == []
    assert texts("-kratom") == []


@pytest.mark.django_db
def test_frequent_words_keep_to_quotes_and_minus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.queries.search.COMMON", 3)
    for number in range(6):
        build.claim(f"Kratom and tea, study {number}")
    assert len(texts("kratom")) == 6
    assert len(texts('kratom -"study 9"')) == 6
    assert texts('kratom -"study 5"')[0].endswith("4")
    assert texts('"tea study" kratom -"study 5"')[0].endswith("4")
    assert len(texts("kratom tea study")) == 6


@pytest.mark.django_db
def test_a_claim_is_found_by_the_names_of_its_topic() -> None:
    topic = build.topic("7-Hydroxymitragynine", "7-OH-mitragynine", "7-HMG")
    unsaid = build.claim("It binds opioid receptors", topics=(topic,))
    exposed = build.claim("The leaf's alkaloid eases pain", exposure=topic)
    said = build.claim("7 hydroxymitragynine eases pain")
    build.claim("Number 7 is lucky")
    for asked in ("7-OH-mitragynine", "7 hydroxymitragynine", "7-hmg", "7 OH mitragynine"):
        found = search.search_claims(asked)
        assert found[0] == said.pk, asked
        assert set(found[:3]) == {said.pk, unsaid.pk, exposed.pk}, asked


@pytest.mark.django_db
def test_evidence_is_found_by_finding_quotes_and_population() -> None:
    claim = build.claim("Kratom causes itching")
    one = build.evidence(claim, finding="Two of nine users itched.")
    other = build.evidence(build.claim("Another"), population="Farm workers in Kedah")
    other.quotes.create(exact="Pruritus was mentioned by nobody in this survey.")
    hidden = build.evidence(build.claim("Draft", status="draft"), finding="Hidden itching")

    def found(asked: str) -> list[str]:
        return [row["id"] for row in evidence_page(None, EvidenceFilters(q=asked)).results]

    assert found("itched") == [one.public_id]
    assert found("pruritus survey") == [other.public_id]
    assert found("Kedah") == [other.public_id]
    assert hidden.pk in search.hits("evidence", "itching")
    other.quotes.all().delete()
    assert found("pruritus") == []
    assert search.check() == []


@pytest.mark.django_db
def test_everything_groups_counts_and_marks() -> None:
    topic = build.topic("Kratom", "Mitragyna speciosa")
    for number in range(4):
        claim = build.claim(f"Kratom darkens skin, case {number}", topics=(topic,))
    long = (
        "Nothing of note. " * 30
        + "Here kratom <b>darkened</b> the face of one man. "
        + "End. " * 60
    )
    build.evidence(claim, source=build.source(title="Kratom and skin"), finding=long)
    found = everything.everything(None, "Mitragyna speciosa darkens", 2)
    assert found["claim"]["count"] == 4
    assert found["claim"]["counted"]
    assert len(found["claim"]["results"]) == 2
    pieces = found["claim"]["results"][0]["snippet"]
    assert [piece["text"] for piece in pieces if piece["match"]] == ["Kratom", "darkens"]
    snippet = found["evidence"]["results"][0]["snippet"]
    said = "".join(piece["text"] for piece in snippet)
    assert "kratom <b>darkened</b> the face" in said
    assert len(said) < 260
    assert said.startswith("… ")
    assert found["source"]["results"][0]["title"] == "Kratom and skin"
    assert found["evidence"]["results"][0]["claim"]["synthesis"]["certainty"]


@pytest.mark.django_db
def test_only_what_the_viewer_may_see_is_found_and_counted() -> None:
    editor = build.user("editor")
    source = build.source(title="Secret kratom paper", status="proposed")
    claim = build.claim("Kratom draft", status="draft", published_at=None, version_number=0)
    build.evidence(claim, source, finding="Kratom finding of a draft")
    shown = everything.everything(None, "kratom")
    assert [shown[noun]["count"] for noun in everything.NOUNS] == [0, 0, 0]
    assert everything.everything(editor, "kratom")["evidence"]["count"] == 1


@pytest.mark.django_db
def test_everything_takes_as_many_queries_for_twenty_as_for_one() -> None:
    build.full_claim(1)
    first, _ = counted(lambda: everything.everything(None, "claim source finding"))
    for _ in range(4):
        build.full_claim(5)
    again, _ = counted(lambda: everything.everything(None, "claim source finding"))
    assert again <= max(first, 30)
    assert again <= 30


@pytest.mark.django_db
def test_a_register_number_leads_to_its_study() -> None:
    study = build.study(registry_id="NCT01234567")
    assert search.jump("NCT01234567") == ("study", study.pk)
    assert search.jump("nct01234567") == ("study", study.pk)
    assert search.jump("NCT09999999") is None
    assert everything.straight_to("E3") == {"noun": "evidence", "id": "E3"}
    assert everything.straight_to("A3") is None
