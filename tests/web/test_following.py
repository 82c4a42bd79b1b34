"""Following, saved searches and the inbox as pages: one's own and nobody else's, without script."""

import pytest

from claims.actions import following, news, syntheses
from claims.models import Follow, Letters, Notification, SavedSearch
from tests import factories as make

pytestmark = pytest.mark.django_db
ROLES = ("anonymous", "reader", "contributor", "reviewer", "editor", "admin")


def conclude(claim):
    syntheses.override(
        claim=claim,
        by=make.make_user("editor"),
        reason="r",
        verdict="contradicted",
        certainty="low",
        plain_sentence="It does not.",
    )
    news.catch_up()


@pytest.mark.parametrize("role", ROLES)
def test_each_role_at_each_door(as_role, role):
    claim = make.make_claim()
    client = as_role(role)
    doors = [
        client.get("/following/"),
        client.get("/inbox/"),
        client.post(f"/follow/{claim.public_id}/"),
        client.post("/following/searches/", {"name": "Mine", "query": "verdict=supported"}),
        client.post("/inbox/read/", {"all": "1"}),
        client.post("/following/letters/", {"every": "daily"}),
    ]
    if role == "anonymous":
        assert all(door.url.startswith("/accounts/login/") for door in doors)
        assert not Follow.objects.exists()
        assert client.get(claim.get_absolute_url()).content.decode().count("Sign in to follow") == 1
        return
    assert [door.status_code for door in doors] == [200, 200, 302, 302, 302, 302]
    assert Follow.objects.count() == 2
    assert Letters.objects.get().every == "daily"
    page = client.get("/following/").content.decode()
    assert claim.text in page
    assert "verdict=supported" in page
    assert (
        f"Stop following {claim.public_id}" in client.get(claim.get_absolute_url()).content.decode()
    )


def test_the_inbox_says_what_changed_and_is_read(as_role, people):
    claim = make.make_claim()
    news.catch_up()
    client = as_role("reader")
    client.post(f"/follow/{claim.public_id}/")
    conclude(claim)
    home = client.get("/").content.decode()
    assert ">(1)</strong>" in home
    page = client.get("/inbox/").content.decode()
    for words in (
        claim.text,
        "Conclusion changed",
        "It does not.",
        "Contradicted",
        "Before",
        "Low",
    ):
        assert words in page
    assert "Not medical advice" in page
    assert "because you follow" in page
    (line,) = Notification.objects.filter(user=people["reader"])
    client.post("/inbox/read/", {"line": line.pk})
    assert "Unread</span>" not in client.get("/inbox/").content.decode()
    assert "Nothing here" in client.get("/inbox/?unread=1").content.decode()
    client.post("/inbox/read/", {"line": line.pk, "unread": "1"})
    assert claim.text in client.get("/inbox/?unread=1&kind=conclusion").content.decode()
    assert "Nothing here" in client.get("/inbox/?kind=integrity").content.decode()
    assert "Nothing here" in client.get("/inbox/?part=work").content.decode()
    client.post("/inbox/read/", {"all": "1"})
    assert ">(1)</strong>" not in client.get("/").content.decode()


def test_the_inbox_of_another_is_out_of_reach(as_role, people):
    claim = make.make_claim()
    news.catch_up()
    following.follow(target=claim, by=people["editor"])
    search = following.save_search(name="Mine", query={}, by=people["editor"])
    conclude(claim)
    line = Notification.objects.filter(user=people["editor"]).first()
    client = as_role("admin")
    assert claim.text not in client.get("/inbox/").content.decode()
    client.post("/inbox/read/", {"line": line.pk})
    line.refresh_from_db()
    assert line.read_at is None
    for deed in ("delete", "rename", "follow", "unfollow"):
        address = f"/following/searches/{search.pk}/"
        assert client.post(address, {"deed": deed, "name": "x"}).status_code == 404


def test_a_saved_search_is_renamed_followed_and_deleted(as_role, people):
    client = as_role("reader")
    client.post("/following/searches/", {"name": "Mine", "query": "q=kratom&cursor=x"})
    row = SavedSearch.objects.get()
    assert (row.query, Follow.objects.count()) == ("q=kratom", 1)
    at = f"/following/searches/{row.pk}/"
    client.post(at, {"deed": "unfollow"})
    assert not Follow.objects.exists()
    client.post(at, {"deed": "follow"})
    client.post(at, {"deed": "rename", "name": "Ours"})
    assert "Ours" in client.get("/following/").content.decode()
    assert client.post(at, {"deed": "rename", "name": ""}).status_code == 400
    assert client.post(at, {"deed": "sell"}).status_code == 400
    client.post(at, {"deed": "delete"})
    assert not SavedSearch.objects.exists()
    bad = client.post("/following/searches/", {"name": "Mine", "query": "colour=red"})
    assert bad.status_code == 400
    assert "colour" in bad.content.decode()


def test_what_cannot_be_followed_or_seen_is_absent(as_role):
    client = as_role("reader")
    study, draft = make.make_study(), make.make_claim(published=False)
    for ident in (study.public_id, draft.public_id, "C999"):
        assert client.post(f"/follow/{ident}/").status_code == 404
    assert as_role("editor").post(f"/follow/{draft.public_id}/").status_code == 409
    assert client.get("/follow/C1/").status_code == 405


def test_a_form_leads_back_to_where_it_stood_and_nowhere_else(as_role):
    client = as_role("reader")
    claim = make.make_claim()
    at = f"/follow/{claim.public_id}/"
    assert client.post(at, {"back": "/following/"}).url == "/following/"
    for away in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "evil"):
        assert client.post(at, {"back": away}).url == claim.get_absolute_url()


def test_strangers_cost_no_query_more(client, django_assert_max_num_queries):
    from django.template import Context, Template

    template = Template("{% load following %}{% unread %}{% is_followed 'C1' %}")
    with django_assert_max_num_queries(0):
        assert template.render(Context({})) == "0False"
