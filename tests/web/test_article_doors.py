"""The report on an article for machines and for other sites."""

import csv
import re
from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured

from claims.actions import documents
from claims.models import Claim, Match
from evidence import env
from tests.factories import make_claim, make_user
from tests.web import validators

pytestmark = pytest.mark.django_db

TEXT = (
    "=Valerian cures insomnia! \U0001f634 Studies have shown that valerian relieves insomnia (doi:10.1000/a.1)."
    " Research suggests that storks bring babies."
)


@pytest.fixture
def valerian():
    claim = make_claim(
        "Valerian relieves insomnia", exposure_text="valerian", outcome_text="insomnia"
    )
    Claim.objects.filter(pk=claim.pk).update(
        verdict="contradicted", certainty="low", plain_sentence="Contradicted by two small trials."
    )
    return claim


@pytest.fixture
def article(valerian):
    by = make_user()
    document = documents.create(text=TEXT, by=by, title="=On sleep")
    document = documents.check(document=document, by=by)
    Match.objects.filter(passage__document=document).update(wording="stronger")
    return documents.share(document=document, by=by)


def published(document):
    return documents.publish(document=document, by=make_user("editor"))


def doors(document):
    page = f"/documents/{document.public_id}/"
    api = f"/api/v1/documents/{document.public_id}/"
    return [
        page,
        f"{page}annotations.jsonld",
        f"{page}findings.csv",
        f"{api}report/",
        f"{api}annotations/",
    ]


def test_every_door_opens_to_the_link_and_to_nobody_else(client, article):
    for address in doors(article):
        assert client.get(address).status_code == 404, address
        assert client.get(f"{address}?key=wrong").status_code == 404, address
        assert client.get(f"{address}?key={article.secret}").status_code == 200, address
    client.force_login(article.created_by)
    assert all(client.get(address).status_code == 200 for address in doors(article))


def test_annotations_are_valid_and_tell_all_that_belongs_to_a_verdict(client, article):
    page = client.get(f"{doors(article)[1]}?key={article.secret}").json()
    assert validators.annotations(page) == []
    assert page == client.get(f"{doors(article)[4]}?key={article.secret}").json()
    assert article.secret not in str(page)
    first, second, third = page["items"]
    quote, place = first["target"]["selector"]
    assert article.text[place["start"] : place["end"]] == quote["exact"]
    assert quote["suffix"].startswith(" \U0001f634") or place["end"] > TEXT.index("\U0001f634")
    told = " ".join(body.get("value", "") for body in first["body"])
    for word in (
        "Certainty: low",
        "Rests on",
        "rated by",
        "suggested by the machine",
        "not medical advice",
    ):
        assert word in told
    assert "names none" in str(third["body"])
    assert second["motivation"] == "linking"
    del page["items"][0]["target"]["selector"][0]["exact"]
    assert validators.annotations(page)


def test_the_table_is_safe_and_whole(client, article):
    answer = client.get(f"{doors(article)[2]}?key={article.secret}")
    rows = list(csv.DictReader(StringIO(answer.content.decode())))
    assert rows[0]["text"].startswith("'=Valerian")
    assert (rows[0]["verdict"], rows[0]["certainty"], rows[0]["wording_by"]) == (
        "contradicted",
        "low",
        "machine",
    )
    assert "not medical advice" in rows[0]["note"]
    last = rows[-1]
    assert (last["claim"], last["finding"], last["uncited"]) == ("", "uncited", "True")


def test_the_report_over_the_api(client, article, valerian):
    found = client.get(f"{doors(article)[3]}?key={article.secret}").json()
    assert found["overstated"][0]["claim"] == valerian.public_id
    assert {"verdict", "certainty", "basis", "raters", "status"} <= set(
        found["overstated"][0]["synthesis"]
    )
    assert found["findings"][0]["kind"] == "stronger"
    assert found["findings"][0]["suggested"] is True
    assert found["references"][0]["told"].endswith("nothing was checked.")
    assert "not medical advice" in found["not_medical_advice"]


def test_only_what_is_published_is_embedded_and_only_that_is_framed(client, article, settings):
    where = f"/documents/{article.public_id}/embed/"
    client.force_login(article.created_by)
    assert client.get(where).status_code == 404
    assert client.get(f"{where}?key={article.secret}").status_code == 404
    published(article)
    client.logout()
    answer = client.get(where)
    page = answer.content.decode()
    policy = answer["Content-Security-Policy"]
    assert "frame-ancestors https:" in policy
    assert "script-src 'none'" in policy
    assert "unsafe" not in policy
    assert "X-Frame-Options" not in answer
    assert not re.search(r"<(script|form|style)| style=| on\w+=", page)
    for word in (
        "Contradicted",
        "Certainty",
        "Low",
        "Rests on",
        "rated by",
        "suggested by the machine",
        "not medical advice",
    ):
        assert word in page
    settings.EMBED_FRAME_ANCESTORS = ["https://news.example"]
    assert (
        "frame-ancestors https://news.example;"
        in client.get(where)["Content-Security-Policy"] + ";"
    )
    whole = client.get(f"/documents/{article.public_id}/")
    assert "frame-ancestors 'none'" in whole["Content-Security-Policy"]
    assert whole["X-Frame-Options"] == "DENY"
    assert "&lt;iframe src=" in whole.content.decode()


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("", ["https:"]),
        (
            "https://a.example, https://*.b.example:8443",
            ["https://a.example", "https://*.b.example:8443"],
        ),
        ("'self'", ["'self'"]),
        ("*", ["*"]),
        ("https://a.example; script-src *", None),
        ("a b", None),
    ],
)
def test_who_may_frame_is_checked_at_the_start(monkeypatch, given, found):
    monkeypatch.setenv("EMBED_FRAME_ANCESTORS", given)
    if found is None:
        with pytest.raises(ImproperlyConfigured, match="EMBED_FRAME_ANCESTORS"):
            env.frame_sources("EMBED_FRAME_ANCESTORS", "https:")
    else:
        assert env.frame_sources("EMBED_FRAME_ANCESTORS", "https:") == found
