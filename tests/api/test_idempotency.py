"""Idempotency-Key: what is sent twice is done once, whatever happens in between."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

from claims.actions import idempotency, sources
from claims.jobs import handlers, schedule
from claims.models import Document, Event, IdempotencyKey, Import, Report, Source
from tests.api.conftest import Api
from tests.factories import make_claim, make_user

KEY = {"idempotency-key": "9f3c2d1e-one"}
BODY = {"title": "A paper", "year": 2020}
RIS = b"TY  - JOUR\nTI  - Bark and rest\nPY  - 2019\nER  - \n"


def test_a_key_is_visible_ascii(api, people):
    author = api(people.author)
    for key in ("", " ", '""', "x" * 256, "a b", "bell\x07", "caf\u00e9"):
        answer = author.post("sources/", BODY, headers={"idempotency-key": key})
        assert answer.status_code == 400, key
        assert answer.json()["errors"][0]["header"] == "Idempotency-Key"
    assert not Source.objects.exists()


def test_a_key_stands_for_one_request_of_one_person(api, people):
    author = api(people.author)
    longest = {"idempotency-key": "~" * 255}
    assert author.post("sources/", {"title": "Long"}, headers=longest).status_code == 201
    first = author.post("sources/", BODY, headers=KEY)
    quoted = author.post(
        "sources/", BODY, headers={"idempotency-key": f'"{KEY["idempotency-key"]}"'}
    )
    assert (quoted.content, quoted["Idempotency-Replayed"]) == (first.content, "true")
    assert quoted["Location"] == first["Location"]
    for path, body in (("sources/", {"title": "Another"}), ("topics/", BODY)):
        other = author.post(path, body, headers=KEY)
        assert (other.status_code, other["Content-Type"]) == (422, "application/problem+json")
    theirs = api(people.contributor).post("sources/", {"title": "Theirs"}, headers=KEY)
    assert theirs.status_code == 201
    assert "Idempotency-Replayed" not in theirs
    assert Source.objects.count() == 3
    change = {"changes": {"funding": "Nobody."}, "revision": first.json()["revision"]}
    where, patched = f"sources/{first.json()['id']}/", {"idempotency-key": "change"}
    answers = [author.patch(where, change, headers=patched) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json()["revision"] == answers[1].json()["revision"]


def test_a_refusal_is_not_kept(api, world, people):
    where = f"sources/{world.offered.public_id}/accept/"
    assert api(people.author).post(where, {}, headers=KEY).status_code == 403
    assert api(people.chief).post(where, {"colour": 1}, headers=KEY).status_code == 400
    assert not IdempotencyKey.objects.exists()
    assert api(people.chief).post(where, {}, headers=KEY).status_code == 200
    # Without the key it is refused now; with it, it has been done.
    assert api(people.chief).post(where, {}).status_code == 409
    assert api(people.chief).post(where, {}, headers=KEY).status_code == 200


@pytest.mark.parametrize("breaks", ["the act", "the storing of its answer"])
def test_what_breaks_leaves_nothing_and_the_key_free(api, people, monkeypatch, breaks):
    author, before = api(people.author), Event.objects.count()

    def broken(**given: Any) -> None:
        if breaks == "the act":
            propose(**given)
        raise RuntimeError("power cut")

    propose = sources.propose
    with monkeypatch.context() as patch:
        if breaks == "the act":
            patch.setattr(sources, "propose", broken)
        else:
            patch.setattr(idempotency, "keep", broken)
        assert author.post("sources/", BODY, headers=KEY).status_code == 500
    assert (Source.objects.count(), Event.objects.count()) == (0, before)
    again = author.post("sources/", BODY, headers=KEY)
    assert again.status_code == 201
    assert "Idempotency-Replayed" not in again


def test_answers_are_kept_for_a_day(api, people, settings, capsys):
    author = api(people.author)
    author.post("sources/", {"title": "First"}, headers=KEY)
    old = timezone.now() - timedelta(hours=settings.IDEMPOTENCY_KEY_HOURS, seconds=1)
    IdempotencyKey.objects.update(at=old)
    again = author.post("sources/", {"title": "Second"}, headers=KEY)
    assert (again.status_code, Source.objects.count()) == (201, 2)
    IdempotencyKey.objects.update(at=old)
    author.post("sources/", {"title": "Third"}, headers={"idempotency-key": "young"})
    assert "expire_idempotency_keys" in schedule.daily()
    handlers.HANDLERS["expire_idempotency_keys"]()
    assert [row.key for row in IdempotencyKey.objects.all()] == ["young"]
    IdempotencyKey.objects.update(at=old)
    call_command("expire_idempotency_keys")
    assert "1 stored" in capsys.readouterr().out
    assert not IdempotencyKey.objects.exists()


def test_strangers_have_keys_by_address_which_is_not_kept(api, world):
    body = {"record": world.claim.public_id, "text": "Wrong."}
    answers = [api().post("reports/", body, headers=KEY) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[1]["Idempotency-Replayed"] == "true"
    elsewhere = api().post("reports/", body, headers=KEY, REMOTE_ADDR="192.0.2.7")
    assert "Idempotency-Replayed" not in elsewhere
    assert Report.objects.count() == 2
    assert not any("127.0.0.1" in row.owner for row in IdempotencyKey.objects.all())


@pytest.mark.parametrize("as_file", [False, True])
def test_the_link_of_an_article_is_told_again_and_not_kept(client, db, as_file):
    make_claim("Valerian relieves insomnia")
    text = "Valerian may relieve insomnia."

    def send(said: str) -> Any:
        if as_file:
            file = SimpleUploadedFile("a.txt", said.encode())
            return client.post("/api/v1/documents/", {"file": file}, headers=KEY)
        return client.post("/api/v1/documents/", {"text": said}, "application/json", headers=KEY)

    first = send(text)
    assert first.status_code == 201, first.content
    made = Document.objects.get()
    row = IdempotencyKey.objects.get()
    assert made.secret not in f"{row.body}{row.headers}"
    again = send(text)
    assert again["Idempotency-Replayed"] == "true"
    assert (again["Location"], again.json()) == (first["Location"], first.json())
    assert made.secret in again["Location"]
    assert send("Another text about sleep.").status_code == 422
    Document.objects.all().delete()
    gone = send(text)
    assert (gone.status_code, gone.json()["url"]) == (201, None)


def test_a_file_is_taken_in_once(api, people, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    author = api(people.author)

    def send(raw: bytes) -> Any:
        kind = "application/x-research-info-systems"
        return author.client.post("/api/v1/imports/", raw, kind, headers=KEY)

    first, again = send(RIS), send(RIS)
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.content == again.content
    assert Import.objects.get().records.count() == 1
    assert len(list((tmp_path / "imports").iterdir())) == 1
    assert send(RIS + RIS).status_code == 422


def test_a_key_costs_few_queries(api, people, django_assert_max_num_queries):
    author = api(people.author)
    author.post("sources/", BODY, headers=KEY)
    with django_assert_max_num_queries(7):
        author.post("sources/", BODY, headers=KEY)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_acts(monkeypatch):
    """On PostgreSQL the second is told to wait; on SQLite it waits, and has the first one's answer."""
    writer = make_user("contributor")
    waits = connection.vendor == "postgresql"
    inside, told = threading.Event(), threading.Event()
    propose = sources.propose

    def slow(**given: Any) -> Any:
        inside.set()
        if waits:
            assert told.wait(20)
        return propose(**given)

    monkeypatch.setattr(sources, "propose", slow)
    asker = [Api(writer).client for _ in range(2)]

    def send(place: int) -> Any:
        try:
            if place:
                assert inside.wait(20)
            return asker[place].post("/api/v1/sources/", BODY, "application/json", headers=KEY)
        finally:
            if place:
                told.set()
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(send, range(2))
    assert first.status_code == 201
    if waits:
        assert (second.status_code, second["Retry-After"]) == (409, "1")
    else:
        assert (second.content, second["Idempotency-Replayed"]) == (first.content, "true")
    assert Source.objects.count() == 1
    assert Event.objects.filter(noun="source").count() == 1
    later = asker[1].post("/api/v1/sources/", BODY, "application/json", headers=KEY)
    assert later["Idempotency-Replayed"] == "true"
