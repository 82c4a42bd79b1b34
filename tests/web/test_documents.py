"""The pages on which articles are checked, without scripts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from claims.actions import documents
from claims.models import Document, Match
from tests.factories import make_claim, make_user

pytestmark = pytest.mark.django_db

TEXT = "Studies have shown that <b>valerian</b> relieves insomnia. Valerian may do so. \u202eabc"


@pytest.fixture
def valerian():
    return make_claim(
        "Valerian relieves insomnia", exposure_text="valerian", outcome_text="insomnia"
    )


def test_paste_read_decide_and_share(client, valerian):
    maker = make_user()
    client.force_login(maker)
    assert "Check an article" in client.get("/check/").content.decode()
    answer = client.post("/check/", {"text": TEXT, "title": "Sleep"}, follow=True)
    page = answer.content.decode()
    made = Document.objects.get()
    assert answer.redirect_chain == [(f"/documents/{made.public_id}/", 302)]
    assert "Valerian relieves insomnia" in page
    assert "Leans on studies, names none" in page
    assert "Certainty" in page
    assert "not medical advice" in page
    assert "<b>valerian</b>" not in page

    where = f"/documents/{made.public_id}/"
    given = {"do": "decide", "passage": 1, "claim": valerian.public_id, "state": "confirmed"}
    answer = client.post(where, given)
    assert answer["Location"] == f"{where}#p1"
    assert Match.objects.get(passage__position=1).state == "confirmed"
    assert "Take back" in client.get(where).content.decode()
    assert client.post(where, {**given, "claim": "C999999"}).status_code == 400
    assert client.post(where, {**given, "passage": "x"}).status_code == 400
    assert client.post(where, {"do": "nothing"}).status_code == 405
    answer = client.post(where, {"do": "share"})
    link = answer["Location"]
    assert made.public_id in client.get("/documents/?mine=1").content.decode()

    client.logout()
    assert client.get(where).status_code == 404
    assert client.get(link).status_code == 200
    assert client.post(link, given).status_code == 302
    client.force_login(make_user("editor"))
    client.post(where, {"do": "publish"})
    client.logout()
    assert client.get(where).status_code == 200
    client.force_login(maker)
    assert client.post(where, {"do": "recheck"}).status_code == 302
    assert client.post(where, {"do": "delete"}).status_code == 409


def test_visitors_get_a_link_that_expires(client, valerian):
    file = SimpleUploadedFile("a.md", b"# Sleep\n\nValerian relieves insomnia.")
    answer = client.post("/check/", {"file": file})
    assert answer.status_code == 302
    assert "?key=" in answer["Location"]
    page = client.get(answer["Location"]).content.decode()
    assert "deleted on" in page
    assert client.get("/documents/").status_code == 200


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Paste the text of an article"),
        ({"text": "   "}, "no text"),
        ({"file": SimpleUploadedFile("a.txt", b"\x00\x01")}, "not text"),
        ({"file": SimpleUploadedFile("a.txt", b"")}, "empty"),
        ({"text": "x", "file": SimpleUploadedFile("a.txt", b"x")}, "not both"),
        ({"text": "x", "address": "nowhere at all"}, "valid URL"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(client, given, said):
    answer = client.post("/check/", given)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not Document.objects.exists()


def test_an_article_that_waits_shows_how_far_it_is(client, valerian):
    client.force_login(make_user())
    answer = client.post("/check/", {"text": TEXT + " Nothing here." * 2000}, follow=True)
    assert "<progress" in answer.content.decode()


def test_the_report_is_whole_without_scripts(client, valerian):
    client.force_login(make_user("contributor"))
    text = "Valerian cures insomnia!  Valerian cannot relieve insomnia.\n\n- Storks bring 40% of babies."
    text += "\n\n1 < 2 & so on"
    client.post("/check/", {"text": text})
    made = Document.objects.get()
    where = f"/documents/{made.public_id}/"
    page = client.get(where).content.decode()
    assert "What the marks mean" in page
    assert 'href="#p2">Next finding' in page
    assert "/claims/new/?text=Storks+bring" in page
    assert "1 &lt; 2 &amp; so on" in page
    assert "suggested by the machine" in page
    assert 'type="submit" name="do" value="delete"' in page
    assert "Draft a claim from it" in page
    form = client.get("/claims/new/?text=Storks+bring+40%25").content.decode()
    client.force_login(make_user())
    assert client.get(where).status_code == 404
    client.logout()
    assert 'value="Storks bring 40%"' in form or "Storks bring 40%<" in form


def test_the_bench_answers_with_the_finding_alone(client, valerian):
    client.force_login(make_user())
    client.post("/check/", {"text": TEXT})
    where = f"/documents/{Document.objects.get().public_id}/"
    given = {"do": "decide", "passage": 1, "claim": valerian.public_id, "state": "confirmed"}
    answer = client.post(where, given, headers={"X-Part": "finding"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in page
    assert "confirmed by a person" in page
    assert "Take back" in page
    other = make_claim("Roots are brown")
    instead = {
        **given,
        "claim": other.public_id,
        "wording": "weaker",
        "instead": valerian.public_id,
    }
    page = client.post(where, instead, headers={"X-Part": "finding"}).content.decode()
    assert "Roots are brown" in page
    assert "1 rejected" in page
    assert client.post(where, {**instead, "instead": "C999999"}).status_code == 400
    assert client.post(where, {**instead, "instead": "nothing"}).status_code == 400


def test_a_long_report_is_light_and_the_bench_a_link_away(client):
    herbs = ("valerian", "hops", "lavender", "lemon balm", "passion flower", "chamomile")
    for herb in herbs:
        make_claim(f"{herb.capitalize()} relieves insomnia in older adults")
    maker = make_user("contributor")
    client.force_login(maker)
    text = " ".join(f"Insomnia in older adults is common in town {n}." for n in range(40))
    client.post("/check/", {"text": text})
    document = Document.objects.get()
    assert Match.objects.filter(band="possible").count() > 100
    where = f"/documents/{document.public_id}/"
    page = client.get(where).content
    assert len(page) / 40 < 3_000
    assert client.get(f"{where}passages/1/").status_code == 200
    one = client.get(f"{where}passages/1/").content.decode()
    assert f'href="{where}passages/1/"' in page.decode()
    for word in ("Right claim, this wording", "It speaks of another claim", "Certainty", "<html"):
        assert word in one
    assert "not medical advice" in one
    assert f'href="{where}passages/2/">Next finding' in one
    assert f'href="{where}#t1"' in one
    part = client.get(f"{where}passages/1/", headers={"X-Part": "finding"}).content.decode()
    assert "<html" not in part
    assert 'id="counts"' in part
    match = Match.objects.filter(passage__position=1).first()
    given = {"do": "decide", "passage": 1, "claim": match.claim.public_id, "state": "confirmed"}
    answer = client.post(where, given, headers={"X-Part": "finding"}).content.decode()
    # The numbers on top come with the finding.
    assert "<dt>Decided by people</dt><dd>1</dd>" in answer
    assert client.get(f"{where}passages/99/").status_code == 404
    assert client.get(f"{where}passages/{10**30}/").status_code == 404
    client.force_login(make_user())
    assert client.get(f"{where}passages/1/").status_code == 404
    client.force_login(maker)
    client.post(where, {"do": "share"})
    document.refresh_from_db()
    client.logout()
    linked = client.get(f"{where}?key={document.secret}").content.decode()
    assert f"passages/1/?key={document.secret}" in linked
    assert client.get(f"{where}passages/1/?key={document.secret}").status_code == 200


@pytest.mark.parametrize("inside", ["", "passages/1/", "embed/"])
def test_pages_ask_the_database_as_often_for_many_findings_as_for_one(
    client, valerian, inside, django_assert_max_num_queries
):
    by = make_user("contributor", "editor")
    client.force_login(by)
    asked_of = []
    sentence = "Studies have shown that valerian cures insomnia in town {} (doi:10.1000/a.{})."
    for number in (1, 25):
        text = "\n\n".join(sentence.format(n, n) for n in range(number))
        made = documents.check(document=documents.create(text=text, by=by), by=by)
        documents.publish(document=made, by=by)
        assert made.passages.count() == number
        page = f"/documents/{made.public_id}/{inside}"
        client.get(page)
        with django_assert_max_num_queries(16) as asked:
            assert client.get(page).status_code == 200
        asked_of.append(len(asked))
    assert asked_of[0] == asked_of[1]


def test_a_sentence_without_a_finding_has_a_page_where_a_claim_is_added(client, valerian):
    client.force_login(make_user())
    client.post("/check/", {"text": "Nice. Valerian relieves insomnia."})
    made = Document.objects.get()
    where = f"/documents/{made.public_id}/passages/1/"
    page = client.get(where).content.decode()
    assert "Nothing to look at was found in it" in page
    assert client.get(where, headers={"X-Part": "finding"}).status_code == 404
    given = {
        "do": "decide",
        "passage": 1,
        "claim": valerian.public_id,
        "state": "confirmed",
        "wording": "weaker",
        "back": "finding",
    }
    answer = client.post(f"/documents/{made.public_id}/", given, follow=True)
    assert answer.redirect_chain == [(where, 302)]
    page = answer.content.decode()
    assert "Finding 1 of 2" in page
    assert "confirmed by a person" in page
    assert "Confirmed: sentence 1" in page


def test_the_short_buttons_of_a_report_say_all_in_one_value(client, valerian):
    client.force_login(make_user())
    client.post("/check/", {"text": TEXT})
    where = f"/documents/{Document.objects.get().public_id}/"
    said = f"rejected 1 {valerian.public_id}"
    assert f'value="{said}"' in client.get(where).content.decode()
    assert client.get(where).content.decode().count("csrfmiddlewaretoken") <= 5
    assert client.post(where, {"do": "decide", "say": said}).status_code == 302
    assert Match.objects.get(passage__position=1).state == "rejected"
    for wrong in ("rejected", "rejected x y", "rejected 1", "nothing 1 C1", "rejected 999999 C1"):
        assert client.post(where, {"do": "decide", "say": wrong}).status_code in (400, 404)
