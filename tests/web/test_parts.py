"""Marks, figure and error pages, each by itself."""

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string

from claims.domain import vocabulary
from claims.templatetags import touchstone
from claims.web.forms.topics import TopicBook
from tests.queries import build


def test_every_direction_has_a_shape_and_a_word_of_its_own():
    marks = [touchstone.direction(word.value) for word in vocabulary.Direction]
    assert len(set(marks)) == len(vocabulary.Direction)
    for word, mark in zip(vocabulary.Direction, marks, strict=True):
        assert word.label in mark
        assert 'aria-hidden="true"' in mark


def test_not_rated_never_looks_like_very_low():
    assert "●" not in touchstone.certainty("not_rated")
    assert "●" in touchstone.certainty("very_low")
    assert "Not rated" in touchstone.direction("")


@pytest.mark.parametrize(
    ("n", "unit", "said"),
    [
        (1, "patients", "1 patient"),
        (1, "studies", "1 study"),
        (30, "patients", "30 patients"),
        (0, "", "0"),
    ],
)
def test_one_patient_is_not_patients(n, unit, said):
    assert touchstone.size({"n": n, "n_unit": unit}) == said


@pytest.mark.parametrize("text", ["Sleep", " sleep ", "T7", "Sleep (T7)"])
def test_a_topic_is_found_by_name_or_id(text):
    assert TopicBook([("T7", "Sleep")]).find(text) == "T7"


@pytest.mark.parametrize("status", [400, 403, 404, 413, 429, 500])
def test_an_error_page_needs_no_request_and_no_database(status):
    page = render_to_string(
        f"{status}.html", {"status": status, "title": "T", "detail": "<D>", "request_id": "abc"}
    )
    assert "&lt;D&gt;" in page
    assert page.count("<h1") == 1


@pytest.mark.django_db
def test_a_failing_page_answers_500_without_saying_what_failed(client, monkeypatch):
    client.raise_request_exception = False

    def fail(request: HttpRequest) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr("claims.web.home.queries.overview", lambda: fail(HttpRequest()))
    answer = client.get("/")
    assert answer.status_code == 500
    assert "a secret" not in answer.content.decode()
    assert "Something went wrong here" in answer.content.decode()


@pytest.mark.django_db
def test_a_body_that_is_too_large_is_413_and_writes_nothing(client):
    claim = build.claim()
    answer = client.post(f"/report/C{claim.pk}/", {"text": "x" * 3_000_000})
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()


@pytest.mark.parametrize(
    ("text", "shown"),
    [("S1 marked: retracted", "S1 marked: retracted."), ("its  end!", "Its  end!"), ("", "")],
)
def test_what_people_and_rules_wrote_is_closed_as_a_sentence(text, shown):
    assert touchstone.sentence(text) == shown
