"""The words of the public change feed: what can become public, and how each is called towards other programs."""

from __future__ import annotations

from claims.domain.vocabulary import Choice


class ChangeKind(Choice):
    """`kind` of a line of the public change feed."""

    CLAIM_PUBLISHED = "claim_published", "A claim was published"
    CLAIM_CHANGED = "claim_changed", "A claim's wording or topics changed"
    CLAIM_RETIRED = "claim_retired", "A claim was retired"
    SYNTHESIS_CHANGED = "synthesis_changed", "A conclusion changed, was confirmed or became stale"
    CERTAINTY_JUDGED = "certainty_judged", "An editor decided a domain of certainty"
    VERSION_MINTED = "version_minted", "A new version of a claim can be cited"
    EVIDENCE_ADDED = "evidence_added", "Evidence was accepted"
    EVIDENCE_CHANGED = "evidence_changed", "Evidence changed"
    EVIDENCE_EXCLUDED = "evidence_excluded", "Evidence was excluded"
    EVIDENCE_RATED = "evidence_rated", "Evidence with open ratings was rated again"
    RATINGS_OPENED = "ratings_opened", "Ratings of evidence were opened"
    ASSESSMENT_CHANGED = "assessment_changed", "An assessment that anyone can read changed"
    CONFLICT_CHANGED = "conflict_changed", "A conflict between studies was explained or resolved"
    SOURCE_PUBLISHED = "source_published", "A source was accepted"
    SOURCE_CHANGED = "source_changed", "A source's record changed"
    INTEGRITY_CHANGED = "integrity_changed", "A retraction or other notice about a source"
    SOURCES_CHECKED = "sources_checked", "All sources were compared with a list of notices"
    STUDY_CHANGED = "study_changed", "A study changed"
    PATIENT_RECORDED = "patient_recorded", "A patient of a case report was recorded"
    PATIENT_CHANGED = "patient_changed", "A patient of a case report changed"
    TOPIC_CHANGED = "topic_changed", "A topic changed"
    SEARCH_RECORDED = "search_recorded", "A search for evidence was recorded"
    RECORD_MERGED = "record_merged", "A record was joined into another"


def event_type(noun: str, kind: str) -> str:
    """The name under which programs hear of it: "claim.published", "source.integrity_changed", "study.merged"."""
    return f"{noun}.{kind.removeprefix(f'{noun}_').removeprefix('record_')}"
