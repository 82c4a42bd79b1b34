"""What is no article, by the page and by the API: a message at its field that names the remedy, soon, and nothing kept."""

# ruff: noqa: E501 - sentences are best read on one line, in their own script

import json
import re
import time
from dataclasses import dataclass
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from claims.domain.passages import ranking, reading
from claims.models import Document, Event, Passage
from tests.factories import make_claim, make_user
from tests.formats.test_documents import docx, pdf

pytestmark = pytest.mark.django_db

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    f"<w:document {WORD}><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
)
#: Seconds in which any of these has to be answered, with room for a busy machine.
SOON = 20


@dataclass
class Answer:
    """What a door says of an article: where it refused, the field and the words."""

    status: int
    field: str
    said: str
    address: str = ""


def by_page(client, given):
    answer = client.post("/check/", given)
    body = unescape(answer.content.decode())
    if answer.status_code == 302:
        return Answer(302, "", "", answer["Location"])
    told = re.search(r'errorlist" id="id_(\w+)_error"><li>(.*?)</li>', body)
    if told is None:
        return Answer(answer.status_code, "", re.sub(r"<[^>]*>", " ", body))
    return Answer(answer.status_code, told[1], told[2])


def by_api(client, given):
    if "file" in given:
        answer = client.post("/api/v1/documents/", given)
    else:
        answer = client.post(
            "/api/v1/documents/", json.dumps(given), content_type="application/json"
        )
    found = answer.json()
    if answer.status_code < 300:
        return Answer(answer.status_code, "", "", found["url"])
    first = (found.get("errors") or [{"pointer": "", "detail": found["detail"]}])[0]
    return Answer(answer.status_code, first["pointer"].removeprefix("#/"), first["detail"])


def file(data, name="article.txt"):
    return {"file": SimpleUploadedFile(name, data)}


@pytest.fixture(params=[by_page, by_api], ids=["page", "api"])
def door(request):
    """One of the two ways in, as a function of a client and what is given."""
    return request.param


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        (lambda: {"text": ""}, "text", r"Paste the text|may not be blank"),
        (lambda: {"text": " \n\t "}, "text", "no text|blank"),
        (lambda: {"text": "a" * 2_000_000}, "text", "at most 500,000 are checked. Cut it in parts"),
        (lambda: {"text": "a\x00b"}, "text", "[Nn]ull characters|NUL"),
        (lambda: {"text": "Tea.", "title": "a\x01b"}, "title", r"U\+0001"),
        (lambda: file(b"a" * 2_000_000), "file", "at most 500,000 are checked. Cut it in parts"),
        (lambda: file(b""), "file", "empty"),
        (lambda: file(bytes(range(256)) * 400), "file", "not text, whatever its name says"),
        (lambda: file(pdf("Tea.", password="secret"), "a.pdf"), "file", "save it without a password, or paste"),
        (lambda: file(pdf(), "a.pdf"), "file", "scanned. Run text recognition"),
        (lambda: file(docx("", whole=b"<w>" + b" " * 70_000_000), "a.docx"), "file", "too large once unpacked. Paste"),
        (lambda: file(docx("", whole=OUTSIDE), "a.docx"), "file", "defines entities"),
        (lambda: file(docx("", whole=OUTSIDE.encode("utf-16")), "a.docx"), "file", "defines entities"),
    ],
    ids=["empty", "blank", "endless line", "nul", "control in title", "endless line in a file", "empty file", "binary", "encrypted pdf", "scanned pdf", "bomb", "entity", "entity in utf-16"],
)  # fmt: skip
def test_what_cannot_be_checked_is_told_at_its_field_and_leaves_nothing(
    client, door, given, field, said
):
    client.force_login(make_user())
    events, begun = Event.objects.count(), time.monotonic()
    answer = door(client, given())
    assert time.monotonic() - begun < SOON
    assert (answer.status, answer.field) == ({by_page: 200, by_api: 400}[door], field), answer
    assert re.search(said, answer.said), answer
    assert "passwd" not in answer.said
    assert not Document.objects.exists()
    assert not Passage.objects.exists()
    assert Event.objects.count() == events


@pytest.mark.parametrize("megabytes", [3, 5, 6])
def test_a_text_that_is_too_large_is_refused_with_the_limit(client, door, megabytes):
    """More than a form may have in memory, more than a file may have: never a bare "bad request"."""
    client.force_login(make_user())
    answer = door(client, {"text": "Tea relieves pain. " * (megabytes * 1_048_576 // 19)})
    if door is by_api and megabytes < 6:
        assert (answer.status, answer.field) == (400, "text")
        assert "Cut it in parts" in answer.said
    else:
        assert answer.status == 413
        assert "MB are accepted in one request" in answer.said
    if door is by_page:
        assert "cut a long article in parts" in answer.said
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    "sign",
    ["a", ".", "([", "“", "kratom ", "1.", "1. a\n", "[1,", "(Smith, 2020; ", "no side effects. ", "\n", "a\u0301", "痛"],
)  # fmt: skip
def test_as_long_as_is_allowed_and_made_to_be_slow_it_is_read_soon(sign):
    text = ("x" + sign * 500_000)[:500_000]
    begun = time.monotonic()
    passages = reading.read(text)
    assert time.monotonic() - begun < SOON
    assert all(0 <= one.start < one.end <= len(text) for one in passages)
    ranking.ranks([text[one.start : one.end] for one in passages[:50]], passages[:50])
    assert time.monotonic() - begun < SOON


TEXTS = {
    "emoji": "\U0001f600\U0001f469\u200d\U0001f469\u200d\U0001f467 Valerian relieves insomnia \U0001f634. \U0001f1e9\U0001f1ea Studies have shown that valerian cures it.",
    "right to left": "קרטום מקל על הכאב. \u202eValerian relieves insomnia.\u202c الكراتوم يخفف الألم.",
    "german": "Baldrian lindert Schlaflosigkeit, z. B. bei Kranken. Studien haben gezeigt, dass Dr. Müllers Mittel den Schlaf fördert und dass es den Kranken gut bekommt.",
    "chinese": "缬草能缓解失眠。研究表明,“缬草可以帮助睡眠。”这是一种植物!",
    "hindi": "वेलेरियन अनिद्रा से राहत देता है। यह एक पौधा है।",
}


@pytest.mark.parametrize("name", TEXTS)
def test_every_script_is_read_by_its_code_points(client, door, name):
    valerian = make_claim(
        "Valerian relieves insomnia", exposure_text="valerian", outcome_text="insomnia"
    )
    client.force_login(make_user())
    text = TEXTS[name]
    answer = door(client, {"text": text, "title": '\u202e<b>"'})
    found = client.get(f"/api/v1{answer.address}").json()
    assert found["text"] == text
    assert found["characters"] == len(text)
    assert "code points" in found["offsets"]
    sentences = [text[one["start"] : one["end"]] for one in found["passages"]]
    assert sentences == [one["text"] for one in found["passages"]]
    assert len(sentences) == (3 if name == "chinese" else 2)
    for one in found["passages"]:
        for mark in one["marks"]:
            assert text[mark["start"] : mark["end"]] == mark["text"]
    claims = {match["claim"] for one in found["passages"] for match in one["matches"]}
    assert claims == ({valerian.public_id} if "Valerian" in text else set())
    told = any("does not look like English" in remark for remark in found["remarks"])
    assert told == (name != "emoji")
    page = client.get(answer.address).content.decode()
    assert "<bdi>\u202e&lt;b&gt;&quot;</bdi>" in page
    assert page.count('<p dir="auto" class="body') >= 1


def test_scripts_of_a_page_are_neither_kept_nor_run(client, door):
    client.force_login(make_user())
    page = (
        b"<html><head><title>Tea<script>alert(1)</script></title></head><body><script>alert(2)</script>"
        b"<p onclick=alert(3)>Tea relieves pain.<img src=x onerror=alert(4)></p><style>p {}</style></body></html>"
    )
    answer = door(client, file(page, "a.html"))
    assert Document.objects.get().text == "Tea relieves pain."
    shown = client.get(answer.address).content.decode()
    assert "<script>alert" not in shown
    assert "onerror" not in shown
    Document.objects.all().delete()
    answer = door(client, {"text": "<script>alert(1)</script> Tea relieves pain."})
    shown = client.get(answer.address).content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
