"""Tables as CSV: complete, filtered as the page is, never a verdict alone, and no formulas."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Claim, Source
from claims.queries import exports
from tests.factories import make_claim, make_evidence, make_source, make_topic

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("http://x","y")'


def rows(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_evidence_counted_and_left_out(client):
    claim = make_claim()
    bad = make_source(title="Bad")
    make_evidence(
        claim, make_source(title=FORMULA), finding="@found", quotes=[{"exact": "It was so."}]
    )
    make_evidence(claim, bad)
    make_evidence(claim, make_source(title="Waiting"), accepted=False)
    Source.objects.filter(pk=bad.pk).update(integrity="retracted", integrity_note="Made up.")
    first, second = rows(client, f"/claims/{claim.public_id}/evidence.csv")
    assert first["title"] == f"'{FORMULA}"
    assert first["finding"] == "'@found"
    assert first["quotes"] == "It was so."
    assert (second["standing"], second["notices"]) == ("left out", "Retracted")
    assert "Made up." in second["why"]
    assert client.get("/claims/C999999/evidence.csv").status_code == 404
    draft = make_claim(published=False)
    for table in ("evidence", "certainty"):
        assert client.get(f"/claims/{draft.public_id}/{table}.csv").status_code == 404


def test_certainty_domain_by_domain(client, as_role):
    from claims.actions import appraisals
    from tests.factories import make_user

    claim = make_claim()
    piece = make_evidence(claim, design="rct")
    rating = {"direction": "supports", "directness": "direct", "strength": "strong", "rationale": "Sound.",
              "read": "full_text", "declaration": "none"}  # fmt: skip
    for _ in range(2):
        appraisals.submit(evidence=piece, by=make_user("reviewer"), fields=rating)
    found = rows(client, f"/claims/{claim.public_id}/certainty.csv")
    assert found[0]["domain"] == "start"
    assert {row["stream"] for row in found} == {"Randomised"}
    assert len(found) == 9
    assert all(row["certainty"] for row in found)


def test_claims_as_the_list_is_filtered(client):
    topic = make_topic("kratom")
    mine = make_claim("+Kratom stains", topics=[topic])
    make_claim("Zebrafish swim")
    make_claim("Draft", published=False)
    found = rows(client, f"/claims.csv?topic={topic.public_id}&q=&cursor=x")
    (one,) = found
    assert one["id"] == mine.public_id
    assert one["text"] == "'+Kratom stains"
    assert one["topics"] == "kratom"
    for column in (
        "verdict",
        "certainty",
        "consistency",
        "studies",
        "raters",
        "standing",
        "advice",
    ):
        assert one[column] != "", column
    assert len(rows(client, "/claims.csv")) == 2
    assert [row["text"] for row in rows(client, "/claims.csv?q=zebrafish")] == ["Zebrafish swim"]
    assert client.get("/claims.csv?verdict=perhaps").status_code == 400
    page = client.get(f"/claims/?topic={topic.public_id}&q=").content.decode()
    assert f'href="/claims.csv?topic={topic.public_id}"' in page


def test_sources_as_the_list_is_filtered(client):
    make_source(title=FORMULA, year=1999)
    make_source(title="Two", year=2020)
    make_source(title="Waiting", published=False)
    (one,) = rows(client, "/sources.csv?year_to=2000")
    assert one["title"] == f"'{FORMULA}"
    assert one["url"].endswith(f"/sources/{one['id']}/")
    assert len(rows(client, "/sources.csv")) == 2
    assert client.get("/sources.csv?year_from=x").status_code == 400


def test_chunks_follow_one_another_with_two_queries_each(client, monkeypatch):
    monkeypatch.setattr(exports, "CHUNK", 2)
    for _ in range(5):
        make_claim()
    with CaptureQueriesContext(connection) as queries:
        assert len(rows(client, "/claims.csv")) == 5
    assert len(queries) == 1 + 3 * 2
    assert Claim.objects.count() == 5
