"""Atom feeds: sound, stable, quick to say "nothing new", and never a verdict alone."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.http import http_date

from claims.actions import integrity, news, syntheses
from claims.formats import said
from claims.models import News
from claims.queries import feeds as queries
from tests import factories as make
from tests.web import validators

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    topic = make.make_topic("Kratom & <tea>")
    broader = make.make_topic("Drugs")
    topic.broader.add(broader)
    found = make.make_evidence(make.make_claim("Kratom <b>darkens</b> & more", topics=[topic]))
    other = make.make_claim("Tea wakes")
    news.catch_up()
    syntheses.override(
        claim=found.claim,
        by=make.make_user("editor"),
        reason="r",
        verdict="contradicted",
        certainty="low",
        plain_sentence="It does <not>.",
    )
    news.catch_up()
    integrity.mark(
        sources=[found.source], integrity="retracted", note="Made up.", by=make.make_user("editor")
    )
    news.catch_up()
    return {
        "claim": found.claim,
        "source": found.source,
        "topic": topic,
        "drugs": broader,
        "other": other,
    }


def paths(world):
    return [
        "/feed.atom",
        "/claims/feed.atom",
        f"/claims/feed.atom?verdict=contradicted&topic={world['drugs'].public_id}",
        "/claims/feed.atom?q=darkens",
        f"/claims/{world['claim'].public_id}/feed.atom",
        f"/sources/{world['source'].public_id}/feed.atom",
        f"/topics/{world['topic'].public_id}/feed.atom",
        f"/topics/{world['drugs'].public_id}/feed.atom",
    ]


def read(content):
    import atoma

    return atoma.parse_atom_bytes(content)


def test_every_feed_is_sound_and_has_what_it_should(client, world):
    for path in paths(world):
        response = client.get(path)
        assert response.status_code == 200, path
        assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
        assert validators.atom(response.content) == []
        feed = read(response.content)
        ids = [entry.id_ for entry in feed.entries]
        assert ids
        assert len(set(ids)) == len(ids)
        assert all(re.match(r"tag:[\w.-]+,\d{4}-\d\d-\d\d:[CS]\d+/", one) for one in ids)
        own = [one.href for one in feed.links if one.rel == "self"]
        assert own == [feed.id_]
        assert "not medical advice" in feed.subtitle.value
        for entry in feed.entries:
            text = entry.content.value
            if "/C" in entry.links[0].href:
                for words in ("Verdict: ", "Certainty: ", "Consistency: ", "rated by "):
                    assert words in text
                assert said.NOT_MEDICAL_ADVICE in text
                assert "editor" in text or "not yet confirmed" in text
            else:
                assert "Retracted" in entry.title.value


def test_what_each_feed_tells(client, world):
    def titles(path):
        return [entry.title.value for entry in read(client.get(path).content).entries]

    ours, retracted = "Kratom <b>darkens</b> & more", f"Retracted: {world['source'].title}"
    changed, first = f"Conclusion changed: {ours}", f"Published: {ours}"
    claim = world["claim"].public_id
    assert titles(f"/claims/{claim}/feed.atom") == [retracted, changed, first]
    assert titles(f"/sources/{world['source'].public_id}/feed.atom") == [retracted]
    for topic in ("topic", "drugs"):
        assert titles(f"/topics/{world[topic].public_id}/feed.atom") == [changed, first]
    assert titles("/claims/feed.atom?verdict=contradicted") == [changed, first]
    assert titles("/claims/feed.atom?q=wakes") == ["Published: Tea wakes"]
    assert titles("/claims/feed.atom?verdict=supported") == []
    assert titles("/feed.atom") == [retracted, changed, "Published: Tea wakes", first]
    text = read(client.get(f"/claims/{claim}/feed.atom").content).entries[1].content.value
    assert text.startswith("It does <not>. Verdict: contradicted.")
    assert "Before: " in text


def test_of_many_claims_the_same_is_told_as_of_few(client, world, monkeypatch):
    few = [client.get(path).content for path in paths(world)]
    monkeypatch.setattr(queries, "FEW", 0)
    assert [client.get(path).content for path in paths(world)] == few


def test_a_broken_copy_is_caught(client, world):
    content = client.get("/feed.atom").content
    for broken in (
        content.replace(b"<id>", b"<name>").replace(b"</id>", b"</name>"),
        content[:-10],
        re.sub(rb"<updated>[^<]*</updated>", b"", content),
        re.sub(rb"<updated>[^<]*</updated>", b"<updated>last week</updated>", content),
    ):
        assert broken != content
        assert validators.atom(broken)


def test_who_has_it_already_gets_304_after_two_queries(client, world, django_assert_num_queries):
    for path in paths(world):
        first = client.get(path)
        with django_assert_num_queries(2):
            again = client.get(path, headers={"If-None-Match": f'"x", {first["ETag"]}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
        dated = client.get(path, headers={"If-Modified-Since": first["Last-Modified"]})
        assert dated.status_code == 304
        earlier = http_date((timezone.now() - timedelta(days=1)).timestamp())
        assert client.get(path, headers={"If-Modified-Since": earlier}).status_code == 200
    make.make_claim()
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_entries_keep_their_ids_when_others_come(client, world):
    path = f"/claims/{world['claim'].public_id}/feed.atom"
    before = [(one.id_, one.updated) for one in read(client.get(path).content).entries]
    syntheses.override(
        claim=world["claim"],
        by=make.make_user("editor"),
        reason="r",
        verdict="supported",
        certainty="low",
        plain_sentence="It does.",
    )
    news.catch_up()
    after = [(one.id_, one.updated) for one in read(client.get(path).content).entries]
    assert after[1:] == before


def test_a_claim_without_news_has_an_entry_that_stays(client):
    claim = make.make_claim("Fresh")
    path = f"/claims/{claim.public_id}/feed.atom"
    (fresh,) = read(client.get(path).content).entries
    assert not News.objects.exists()
    news.catch_up()
    (told,) = read(client.get(path).content).entries
    assert (told.id_, told.title) == (fresh.id_, fresh.title)


def test_feeds_of_what_is_not_public_are_absent(client):
    client.force_login(make.make_user("editor"))
    for record in (make.make_claim(published=False), make.make_source(published=False)):
        assert client.get(f"{record.get_absolute_url()}feed.atom").status_code == 404
    assert client.get("/claims/feed.atom?colour=red").status_code == 400
    draft = make.make_claim("Secret words", published=False)
    news.catch_up()
    assert draft.text not in client.get("/feed.atom").content.decode()


@pytest.mark.parametrize("many", [1, 20])
def test_a_feed_costs_the_same_however_long(many, django_assert_max_num_queries):
    topic = make.make_topic()
    for _ in range(many):
        make.make_claim(topics=[topic])
    news.catch_up()
    with django_assert_max_num_queries(4):
        assert len(queries.of_topic(topic.pk)[1]) == many
    with django_assert_max_num_queries(1):
        assert len(queries.of_site()) == many


def test_pages_name_their_feeds(client, world):
    for page in ("/", world["claim"].get_absolute_url(), world["topic"].get_absolute_url()):
        html = client.get(page).content.decode()
        (address,) = re.findall(
            r'rel="alternate" type="application/atom\+xml"[^>]*href="([^"]*)"', html
        )
        assert client.get(re.sub(r"https?://[^/]*", "", address)).status_code == 200
