"""Every page that anyone may read answers, escapes what was typed, and says what a verdict rests on."""

import pytest
from django.utils import timezone

from claims.models import Claim, Search, Synthesis
from tests.queries import build

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def world():
    claim = build.full_claim(2)
    one = claim.evidence.first()
    topic = claim.topics.first()
    return {
        "/": "not medical advice",
        "/about/": "How a verdict is reached",
        "/claims/": claim.text,
        "/claims/facets/verdict/": "every value",
        "/map/": "Evidence map",
        f"/claims/C{claim.pk}/": "Rests on",
        f"/claims/C{claim.pk}.1/": "SHA-256",
        f"/evidence/E{one.pk}/": claim.text,
        "/sources/": one.source.title,
        f"/sources/S{one.source_id}/": claim.text,
        "/studies/": one.study.label,
        f"/studies/Y{one.study_id}/": claim.text,
        "/topics/": topic.name,
        f"/topics/T{topic.pk}/": claim.text,
        "/search/?q=claim": "Search: claim",
        "/search/": "Type words",
        f"/claims/C{claim.pk}/report/": "References (NLM",
        f"/history/C{claim.pk}/": "History of",
        f"/report/C{claim.pk}/": "Report an error",
    }


def test_every_public_page_answers_with_what_it_is_about(client, world):
    for address, expected in world.items():
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert expected in answer.content.decode(), address


def test_every_public_page_has_one_heading_and_a_title(client, world):
    for address in world:
        page = client.get(address).content.decode()
        assert page.count("<h1") == 1, address
        assert "<title>" in page
        assert 'lang="en"' in page


def test_a_verdict_never_travels_alone(client, world):
    for address in world:
        page = client.get(address).content.decode()
        if "<dt>Verdict</dt>" in page:
            assert "<dt>Certainty</dt>" in page, address
            assert "Rests on" in page, address
            assert "medical advice" in page.split("</main>")[0], address


def test_what_people_typed_is_escaped_everywhere(client):
    topic = build.topic(SCRIPT, SCRIPT + "2", kind="outcome", description=SCRIPT)
    claim = build.claim(
        SCRIPT, topics=(topic,), plain_sentence=SCRIPT, wording_note=SCRIPT, magnitude=SCRIPT
    )
    source = build.source(
        title=SCRIPT,
        authors=SCRIPT,
        container_title=SCRIPT,
        summary=SCRIPT,
        integrity="retracted",
        integrity_note=SCRIPT,
        csl={"volume": SCRIPT},
    )
    study = build.study(source, label=SCRIPT, note=SCRIPT)
    one = build.evidence(
        claim,
        source,
        study=study,
        finding=SCRIPT,
        population=SCRIPT,
        effect={SCRIPT: SCRIPT},
        released_at=timezone.now(),
    )
    build.appraisal(one, build.user("reviewer"), rationale=SCRIPT, interests=SCRIPT)
    Search.objects.create(claim=claim, where=SCRIPT, query=SCRIPT, searched_on="2026-01-01")
    Synthesis.objects.create(
        claim=claim,
        method_version=SCRIPT[:20],
        input_hash="0" * 64,
        inputs={},
        suggestion={
            "steps": [{"id": "x", "title": SCRIPT, "text": SCRIPT, "result": SCRIPT}],
            "what_would_change": [SCRIPT],
        },
        verdict="supported",
        certainty="low",
        consistency="consistent",
        rung_reached="associated",
        rung_claimed="caused",
        plain_sentence=SCRIPT,
        stale_since=timezone.now(),
        stale_reason=SCRIPT,
    )
    Claim.objects.filter(pk=claim.pk).update(stale=True)
    for address in (
        "/",
        "/claims/",
        f"/claims/C{claim.pk}/",
        f"/evidence/E{one.pk}/",
        "/sources/",
        f"/sources/S{source.pk}/",
        f"/studies/Y{study.pk}/",
        "/topics/",
        f"/topics/T{topic.pk}/",
        f"/search/?q={SCRIPT}",
        f"/claims/?q={SCRIPT}&topic={SCRIPT}",
    ):
        page = client.get(address).content.decode()
        assert "<script>" not in page, address


def test_ratings_that_are_closed_are_counted_but_not_shown(client):
    one = build.evidence(build.claim())
    build.appraisal(one, build.user("reviewer"))
    for address in (f"/evidence/E{one.pk}/", f"/claims/C{one.claim_id}/"):
        page = client.get(address).content.decode()
        assert "SECRET-RATIONALE" not in page
        assert "1 appraisal" in page or "1 rating" in page


def test_excluded_evidence_stays_listed_with_its_reason(client):
    claim = build.claim()
    build.evidence(claim, status="excluded", status_reason="Counted twice otherwise.")
    page = client.get(f"/claims/C{claim.pk}/").content.decode()
    assert "Looked at and left out (1)" in page
    assert "Counted twice otherwise." in page


@pytest.mark.parametrize("role", ["anonymous", "contributor"])
def test_a_draft_of_somebody_else_does_not_exist(as_role, role):
    claim = build.claim(status="draft", published_at=None, version_number=0)
    assert as_role(role).get(f"/claims/C{claim.pk}/").status_code == 404
    assert as_role(role).get(f"/report/C{claim.pk}/").status_code == 404
    assert as_role(role).get(f"/history/C{claim.pk}/").status_code == 404


def test_a_retired_claim_says_why_and_what_took_its_place(client):
    heir = build.claim()
    gone = build.claim(status="retired", status_reason="Two claims in one.", superseded_by=heir)
    page = client.get(f"/claims/C{gone.pk}/")
    assert page.status_code == 200
    assert "Two claims in one." in page.content.decode()
    assert f"/claims/C{heir.pk}/" in page.content.decode()


def test_a_merged_source_leads_on(client):
    heir = build.source()
    gone = build.source(status="merged", merged_into=heir)
    answer = client.get(f"/sources/S{gone.pk}/")
    assert answer.status_code == 301
    assert answer["Location"] == f"/sources/S{heir.pk}/"


@pytest.mark.parametrize(
    "address",
    ["/claims/C0/", "/claims/C999999999999999999/", "/claims/S1/", "/claims/C01/", "/claims/c1/"]
    + [f"/{noun}/" for noun in ("sources/S9", "topics/T9", "studies/Y9", "evidence/E9")]
    + ["/history/P1/", "/history/D1/", "/do/C1/", "/claims/C1.1/", "/report/A1/"],
)
def test_what_does_not_exist_is_404_in_a_friendly_way(client, db, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert "Nothing here" in answer.content.decode()


@pytest.mark.parametrize("query", ["cursor=junk", "cursor=" + "A" * 700])
@pytest.mark.parametrize("page", ["/claims/", "/sources/", "/topics/", "/studies/"])
def test_a_cursor_that_was_not_ours_is_400(client, db, page, query):
    assert client.get(f"{page}?{query}").status_code == 400


@pytest.mark.parametrize(
    "query",
    ["verdict=nonsense", "topic=C9", "year_from=1", "year_to=x", "colour=red"],
)
def test_a_bad_filter_is_said_at_the_filter(client, db, query):
    answer = client.get(f"/claims/?{query}")
    assert answer.status_code == 200
    assert "Mend or take away what is named" in answer.content.decode()
    assert f"<strong>{query.partition('=')[0]}</strong>" in answer.content.decode()


def test_filters_narrow_and_paging_loses_nothing(client):
    for number in range(30):
        build.claim(f"Claim {number:02}", verdict="supported" if number % 2 else "not_shown")
    seen, address = set(), "/claims/?verdict=supported"
    pages = 0
    while address:
        page = client.get(address)
        seen |= {one["id"] for one in page.context["page"].results}
        assert all(
            one["synthesis"]["verdict"] == "supported" for one in page.context["page"].results
        )
        cursor = page.context["page"].next
        address = cursor and f"/claims/?verdict=supported&cursor={cursor}"
        pages += 1
    assert len(seen) == 15
    build.claim("One more", verdict="supported")
    assert pages == 1


def test_the_next_link_keeps_the_filters(client):
    for number in range(26):
        build.claim(f"Claim {number:02}", verdict="supported")
    page = client.get("/claims/?verdict=supported").content.decode()
    assert "?verdict=supported&amp;cursor=" in page


def test_the_box_jumps_to_what_was_named(client):
    claim = build.claim()
    source = build.source(doi="10.1000/xyz")
    assert client.get(f"/search/?q=c{claim.pk}")["Location"] == f"/claims/C{claim.pk}/"
    assert (
        client.get("/search/?q=https://doi.org/10.1000/XYZ")["Location"]
        == f"/sources/S{source.pk}/"
    )
