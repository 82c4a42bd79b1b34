"""What search suggests: words as they were likely meant, and how what is typed may go on."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from claims.actions import vocabulary
from claims.jobs import schedule
from claims.jobs.handlers import HANDLERS
from claims.models import Word
from claims.queries import everything
from claims.queries.search import suggesting
from tests.queries import build


@pytest.fixture
def words(db: None) -> None:
    topic = build.topic("Kratom", "Mitragyna speciosa")
    for number in range(3):
        build.claim(f"Kratom is linked to hyperpigmentation, case {number}", topics=(topic,))
    build.claim("Hypertension was not seen")
    build.claim("Secretword in a draft", status="draft", published_at=None, version_number=0)
    build.source(title="Dermatology of injuries")
    vocabulary.rebuild()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kratmo", "kratom"),  # swapped
        ("karatom", "kratom"),  # one too many
        ("rkatom", "kratom"),  # the first two swapped
        ("hyperpigmentaton kratom", "hyperpigmentation kratom"),
        ("Kratom hypertenshon?", "Kratom hypertension?"),
        ("mitragina speciosa", "mitragyna speciosa"),
        ("kratom", None),
        ("injury", None),  # found by its stem
        ("secretwrod", None),  # what is not published is no word
        ("xylophone quartz", None),
        ("co2", None),
        ('"kratmo"', None),
        ("", None),
    ],
)
def test_unknown_words_are_read_as_the_nearest_known_ones(
    words: None, typed: str, meant: str | None
) -> None:
    assert suggesting.meant(typed) == meant


def test_it_is_suggested_only_where_little_was_found(words: None) -> None:
    assert everything.meant("kratmo", everything.everything(None, "kratmo")) == "kratom"
    found = everything.everything(None, "hyperpigmentation kratmo")
    assert found["claim"]["count"] >= everything.FEW
    assert everything.meant("hyperpigmentation kratmo", found) is None


def test_what_is_typed_may_go_on_as_a_name_a_word_or_a_claim(words: None) -> None:
    assert everything.suggestions("mitr")[0] == "Mitragyna speciosa"
    assert everything.suggestions("kratom hyperp")[:2] == [
        "kratom hyperpigmentation",
        "Kratom is linked to hyperpigmentation, case 2",
    ]
    assert "hypertension" in everything.suggestions("hype")
    assert everything.suggestions("k") == []
    assert everything.suggestions("secretw") == []


@pytest.mark.django_db
def test_the_words_are_kept_by_command_worker_and_load() -> None:
    assert not Word.objects.exists()
    build.claim("Aspirin thins blood; aspirin again")
    connection.check_constraints()  # a table with checks still to make cannot be altered
    call_command("rebuild_index")
    assert dict(Word.objects.values_list("word", "records")) == {
        "aspirin": 1,
        "thins": 1,
        "blood": 1,
    }
    build.claim("Aspirin and liver")
    assert "rebuild_vocabulary" in schedule.daily()
    HANDLERS["rebuild_vocabulary"]()
    assert Word.objects.get(word="aspirin").records == 2


class AnyText(TestCase):
    """Whatever is typed, halfway or wrongly."""

    @classmethod
    def setUpTestData(cls) -> None:
        build.claim("Kratom is linked to hyperpigmentation")
        vocabulary.rebuild()

    @given(st.text(max_size=80))
    def test_no_text_is_an_error(self, text: str) -> None:
        text = text.replace("\x00", "")
        assert suggesting.meant(text) != text
        offered = everything.suggestions(text)
        assert all(offered)
        assert len(set(offered)) == len(offered)
