"""A version of a claim as a work that is cited: what identifies it, and a conclusion that does not travel alone."""

from datetime import UTC, datetime

from claims.formats import citations, claim_csl

VERSION = {
    "id": "C42.3",
    "number": 3,
    "minted_at": datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
    "sha256": "ab" * 32,
}
SNAPSHOT = {
    "text": "Long-term kratom use is linked to hyperpigmentation",
    "synthesis": {
        "plain_sentence": "Described in three case reports.",
        "verdict": "reported",
        "certainty": "very_low",
        "consistency": "consistent",
        "status": "suggested",
        "suggestion": {"basis": {"studies": 3}, "raters": {"words": "two readers, agreed"}},
    },
}


def made(snapshot):
    return claim_csl.record(
        VERSION,
        snapshot,
        site="My Site",
        address="https://x.org/claims/C42.3/",
        advice="No advice.",
    )


def test_what_identifies_it():
    csl = made(SNAPSHOT)
    assert csl["title"] == SNAPSHOT["text"]
    assert csl["version"] == "3"
    assert csl["issued"] == {"date-parts": [[2026, 11, 2]]}
    assert csl["URL"] == "https://x.org/claims/C42.3/"
    assert csl["note"] == (
        "C42.3, minted 2026-11-02T09:30:00Z. SHA-256 over the canonical JSON (RFC 8785): "
        + "ab" * 32
    )
    assert csl["citation-key"] == "mysite-C42.3"


def test_the_conclusion_carries_all_that_it_must_not_be_without():
    assert made(SNAPSHOT)["abstract"] == (
        "Described in three case reports. Verdict: Reported, not tested. Certainty: Very low. Consistency: Consistent."
        " Rests on 3 counted studies; two readers, agreed. Suggested by the rule, not yet confirmed. No advice."
    )
    assert made({"text": "T"})["abstract"] == "Nobody had assessed this claim yet. No advice."


def test_every_style_names_the_site_and_the_very_version():
    for style in citations.STYLES:
        (one,) = citations.formatted([made(SNAPSHOT)], style)
        assert "My Site" in one.text, style
        assert "https://x.org/claims/C42.3/" in one.text, style
        # IEEE prints no year of a web page.
        assert ("2026" in one.text) == (style != "ieee"), style
