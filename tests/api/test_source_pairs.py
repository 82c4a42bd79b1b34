"""Look-alikes over the API: listed, decided, and a join undone."""

import pytest

from claims.models import Source, SourcePair
from tests.factories import make_source, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    one, two = make_source(title="Tea", doi="10.5555/t"), make_source(title="TEA", year=2019)
    return SourcePair.objects.create(first=one, second=two, score=0.96, reasons=["the same title"])


def client_of(client, *roles):
    client.force_login(make_user(*roles))
    return client


def post(client, address, **body):
    return client.post(address, body, content_type="application/json")


def test_only_who_may_join_sees_and_decides(client, pair):
    address = f"/api/v1/source-pairs/{pair.pk}/decide/"
    assert client.get("/api/v1/source-pairs/").json()["results"] == []
    assert post(client, address, decision="distinct").status_code == 401
    for role in ("contributor", "reviewer", "admin"):
        someone = client_of(client, role)
        assert someone.get("/api/v1/source-pairs/").json()["results"] == []
        assert post(someone, address, decision="distinct").status_code == 403


def test_listed_page_by_page_and_by_source(client, pair):
    editor = client_of(client, "editor")
    third = make_source()
    SourcePair.objects.create(first=pair.first, second=third, score=0.7, reasons=[])
    answer = editor.get("/api/v1/source-pairs/?limit=1").json()
    shown = answer["results"][0]
    assert (shown["id"], shown["score"], shown["state"]) == (pair.pk, 0.96, "open")
    assert shown["first"]["id"] == pair.first.public_id
    years = next(row for row in shown["compared"] if row["field"] == "year")
    assert (years["first"], years["second"], years["state"]) == ("2020", "2019", "like")
    following = editor.get(answer["next"]).json()
    assert [row["score"] for row in following["results"]] == [0.7]
    of_one = editor.get(f"/api/v1/source-pairs/?source={third.public_id}").json()
    assert len(of_one["results"]) == 1
    assert editor.get("/api/v1/source-pairs/?state=same").json()["results"] == []
    for wrong in ("state=maybe", "cursor=abc", "limit=0"):
        assert editor.get(f"/api/v1/source-pairs/?{wrong}").status_code == 400


def test_decided_as_the_same_and_undone(client, pair):
    editor = client_of(client, "editor")
    address = f"/api/v1/source-pairs/{pair.pk}/decide/"
    assert post(editor, address, decision="maybe").status_code == 400
    assert post(editor, "/api/v1/source-pairs/x/decide/", decision="same").status_code == 404
    stranger = make_source()
    answer = post(editor, address, decision="same", keep=stranger.public_id)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "#/keep"
    answer = post(editor, address, decision="same", reason="One paper.")
    assert (answer.status_code, answer.json()["state"]) == (200, "same")
    assert answer.json()["reason"] == "One paper."
    gone = pair.second.public_id
    assert editor.get(f"/api/v1/sources/{gone}/").status_code == 308
    assert post(editor, f"/api/v1/sources/{gone}/unmerge/").status_code == 400
    answer = post(editor, f"/api/v1/sources/{gone}/unmerge/", reason="Two papers.")
    assert (answer.status_code, answer.json()["id"]) == (200, gone)
    assert Source.objects.get(pk=pair.second_id).status == "published"
    assert post(editor, f"/api/v1/sources/{gone}/unmerge/", reason="Again.").status_code == 409


def test_decided_as_related(client, pair):
    editor = client_of(client, "editor")
    address = f"/api/v1/source-pairs/{pair.pk}/decide/"
    answer = post(editor, address, decision="related", relation="abstract")
    assert answer.json()["relation"] == "abstract"
    assert post(editor, address, decision="distinct").status_code == 409
