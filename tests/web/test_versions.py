"""Versions as pages: one, all, two side by side, and what stood on a day."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.queries import build

pytestmark = pytest.mark.django_db

EVIDENCE = {
    "id": "E7",
    "finding": "They had it.",
    "design": "cohort",
    "n": 1200,
    "n_unit": "patients",
    "population": "adults",
    "source": {"id": "S3", "title": "A <title>", "authors": "Roe J", "year": 2019},
    "study": {"id": "Y1", "label": "Roe 2019"},
    "consensus": {"direction": "supports", "strength": "weak", "state": "provisional"},
    "appraisals": [{"rater": "reader-1", "is_current": True}],
    "quotes": [{"exact": "Quoted words", "prefix": "before", "suffix": "after"}],
    "excluded_reason": None,
}


@pytest.fixture
def claim(db: Any) -> Any:
    made = build.claim("The present words")
    steps = {"streams": [], "steps": [{"id": "s", "title": "Rule V6", "text": "Y1", "result": "x"}]}
    build.version(
        made,
        1,
        minted_at=datetime(2026, 3, 3, tzinfo=UTC),
        text="Old words",
        synthesis={"suggestion": steps},
    )
    build.version(
        made,
        2,
        minted_at=datetime(2026, 3, 6, tzinfo=UTC),
        text="New words",
        evidence=[
            EVIDENCE,
            EVIDENCE
            | {
                "id": "E8",
                "excluded_reason": "Retracted.",
                "source": {"id": "S4", "integrity": "retracted"},
            },
        ],
        synthesis={"verdict": "conflicting", "plain_sentence": "They disagree."},
        searches=[{"id": "Q1", "where": "PubMed", "searched_on": "2026-03-01", "query": "kratom"}],
    )
    made.version_number = 2
    made.save()
    return made


def page(client: Any, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return str(answer.content.decode())


def test_a_version_is_a_page_to_read(client, claim):
    text = page(client, f"/claims/{claim.public_id}.2/")
    assert "<h1>New words</h1>" in text
    assert "They disagree." in text
    assert "Conflicting" in text
    assert "It is the latest version." in text
    assert "A &lt;title&gt;" not in text  # authors stand for it
    assert "Roe J, 2019" in text
    assert "1,200 patients" in text
    assert "<mark>Quoted words</mark>" in text
    assert "Left out then (1)" in text
    assert "Retracted" in text
    assert "reader-1" in text
    assert "PubMed, 2026-03-01" in text
    assert "not medical advice" in text
    assert f'rel="prev" href="/claims/{claim.public_id}.1/"' in text
    assert "Verdict from supported to conflicting" in text


def test_an_older_version_says_that_a_later_one_exists(client, claim):
    text = page(client, f"/claims/{claim.public_id}.1/")
    assert "A later version exists:" in text
    assert f'<a href="/claims/{claim.public_id}.2/">{claim.public_id}.2</a>' in text
    assert 'rel="prev"' not in text
    assert "It is the latest version." not in text


def test_a_version_of_a_retired_claim_stays_and_says_so(client, claim):
    claim.status, claim.status_reason = "retired", "Split in two."
    claim.save()
    assert "The claim has been retired since." in page(client, f"/claims/{claim.public_id}.2/")


def test_the_file_hashes_to_what_the_page_says(client, claim):
    raw = client.get(f"/claims/{claim.public_id}.2.json")
    assert raw["Content-Type"] == "application/json"
    digest = hashlib.sha256(raw.content).hexdigest()
    text = page(client, f"/claims/{claim.public_id}.2/")
    assert f"<code>{digest}</code>" in text
    assert f"/claims/{claim.public_id}.2.json | sha256sum" in text


@pytest.mark.parametrize("number", ["0", "3", "99999999999999999999"])
def test_a_version_that_is_not_there_is_not_found(client, claim, number):
    page(client, f"/claims/{claim.public_id}.{number}/", 404)
    page(client, f"/claims/{claim.public_id}.{number}.json", 404)


def test_a_claim_on_a_day_is_its_version_with_a_banner(client, claim):
    text = page(client, f"/claims/{claim.public_id}/?as_of=2026-03-04")
    assert "As it stood at the end of 4 March 2026 (UTC)." in text
    assert "<h1>Old words</h1>" in text
    assert "The present words" not in text


def test_before_the_first_version_the_page_says_so(client, claim):
    text = page(client, f"/claims/{claim.public_id}/?as_of=2026-03-01", 404)
    assert f"{claim.public_id} had no version on 1 March 2026" in text
    assert "Its first version is of 3 March 2026" in text


@pytest.mark.parametrize("day", ["soon", "2026-02-30", "9999-12-31"])
def test_a_bad_day_gets_a_message(client, claim, day):
    text = page(client, f"/claims/{claim.public_id}/?as_of={day}", 400)
    assert "Give a day" in text
    text = page(client, f"/claims/?as_of={day}")
    assert "Give a day" in text
    assert "Mend what is marked" in text


def test_a_draft_has_no_day(client):
    draft = build.claim(status="draft", published_at=None, version_number=0)
    page(client, f"/claims/{draft.public_id}/?as_of=2026-03-04", 404)


def test_the_list_of_a_day_has_a_banner_and_leads_to_versions(client, claim):
    text = page(client, "/claims/?as_of=2026-03-04&q=words&topic=T1")
    assert "What stood at the end of 4 March 2026 (UTC), not what stands today." in text
    assert "Left aside here: q, topic." in text
    assert f'<a href="/claims/{claim.public_id}.1/">Old words</a>' in text
    assert "New words" not in text
    assert "Old words" not in page(client, "/claims/?as_of=2026-03-04&verdict=conflicting")
    assert "No claim had a version by then." in page(client, "/claims/?as_of=2026-03-01")


def test_all_versions_with_what_changed_in_one_line(client, claim):
    text = page(client, f"/claims/{claim.public_id}/versions/")
    assert "Verdict from supported to conflicting; reworded; 2 pieces of evidence added" in text
    assert text.count("SHA-256") == 2
    assert "What the versions of this claim concluded" in text
    assert '<option value="1" selected>' in text
    page(client, "/claims/C999/versions/", 404)


def test_two_versions_side_by_side(client, claim):
    text = page(client, f"/claims/{claim.public_id}/compare/?from=1&to=2")
    assert "<del>Old</del><ins>New</ins> words" in text
    assert "Added (2)" in text
    assert "<ins>PubMed, 2026-03-01</ins>" in text
    assert text.count("not yet confirmed") == 2  # both verdicts come with their standing
    same = page(client, f"/claims/{claim.public_id}/compare/?from=2&to=2")
    assert "Nothing that a reader sees is different" in same


def test_certainty_is_compared_step_by_step(client):
    made = build.claim()

    def streams(change: int, reason: str) -> dict[str, Any]:
        step = {"domain": "imprecision", "change": change, "reason": reason, "decided": False}
        body = {"stream": "randomised", "start": 4, "studies": 1, "certainty": "low"}
        return {"suggestion": {"streams": [body | {"steps": [step]}], "steps": []}}

    build.version(made, 1, synthesis=streams(0, "Enough people."))
    build.version(made, 2, synthesis=streams(-1, "Few people."))
    text = page(client, f"/claims/{made.public_id}/compare/")
    assert "Certainty, step by step" in text
    assert "Few people." in text
    assert "Enough people." in text
    assert "\u22121" in text


@pytest.mark.parametrize(
    ("query", "status"), [("from=9", 404), ("from=x", 400), ("to=0", 400), ("to=-1", 400)]
)
def test_versions_that_cannot_be_compared(client, claim, query, status):
    page(client, f"/claims/{claim.public_id}/compare/?{query}", status)
