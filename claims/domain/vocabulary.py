"""The controlled words of the knowledge base: every coded value that a record may hold, with its label.

Labels are what readers see; values are what is stored, served and dumped, and never change.
"""

from __future__ import annotations

import enum


class Choice(enum.StrEnum):
    """A coded word with a label for readers; `choices()` is in the shape that forms and columns want."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Choice:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """All (value, label) pairs in the order of definition."""
        return [(member.value, member.label) for member in cls]


class Role(Choice):
    """Sets, not a ladder: one person may hold any of them. Anyone signed in is a reader."""

    CONTRIBUTOR = "contributor", "Contributor"
    REVIEWER = "reviewer", "Reviewer"
    EDITOR = "editor", "Editor"
    ADMIN = "admin", "Administrator"


class TopicKind(Choice):
    EXPOSURE = "exposure", "Exposure"
    OUTCOME = "outcome", "Outcome"
    POPULATION = "population", "Population"
    FIELD = "field", "Field"


class ClaimType(Choice):
    ASSOCIATION = "association", "Association"
    CAUSAL = "causal", "Causal"
    EFFICACY = "efficacy", "Efficacy"
    SAFETY = "safety", "Safety"
    COMPARATIVE = "comparative", "Comparative"
    MECHANISM = "mechanism", "Mechanism"
    PREVALENCE = "prevalence", "Prevalence"
    DEFINITIONAL = "definitional", "Definitional"
    ABOUT_RESEARCH = "about_research", "About research"
    NORMATIVE = "normative", "Normative"


class Quantifier(Choice):
    SOME = "some", "Some"
    MORE_THAN = "more_than", "More than a comparison"
    NONE = "none", "None (a claim of absence)"


class Scope(Choice):
    """What the sentence speaks of: the world, or the result of one named study."""

    GENERAL = "general", "General"
    ONE_STUDY = "one_study", "Restates one study's result"


class About(Choice):
    PEOPLE = "people", "People"
    ANIMALS = "animals", "Animals"
    CELLS = "cells", "Cells or molecules"
    NOT_APPLICABLE = "not_applicable", "Not applicable"


class Rung(Choice):
    """How much a wording claims, or a body of evidence reaches."""

    NONE = "none", "None"
    REPORTED = "reported", "Reported"
    ASSOCIATED = "associated", "Associated"
    CAUSED = "caused", "Caused"


class BenefitOrHarm(Choice):
    BENEFIT = "benefit", "Benefit"
    HARM = "harm", "Harm"
    NEITHER = "neither", "Neither"
    UNKNOWN = "", "Not stated"


class ClaimStatus(Choice):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    PUBLISHED = "published", "Published"
    RETIRED = "retired", "Retired"


class RecordStatus(Choice):
    """Life of a topic, source or study."""

    PROPOSED = "proposed", "Proposed"
    PUBLISHED = "published", "Published"
    RETIRED = "retired", "Retired"
    MERGED = "merged", "Merged"


class Identity(Choice):
    """Is this identifier really this title, and by what means is that known?"""

    WORK = "work", "Confirmed in the work itself"
    INDEX = "index", "Confirmed in an index"
    OTHERS = "others", "Only seen through others"
    NOT_FOUND = "not_found", "Not found: known by name only"
    UNCHECKED = "unchecked", "Not checked"


class Integrity(Choice):
    CLEAR = "clear", "No notice known"
    CORRECTED = "corrected", "Corrected"
    CONCERN = "concern", "Under expression of concern"
    RETRACTED = "retracted", "Retracted"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Stream(Choice):
    RANDOMISED = "randomised", "Randomised"
    COMPARATIVE = "comparative", "Comparative"
    UNCONTROLLED = "uncontrolled", "Uncontrolled"
    CASE_REPORT = "case_report", "Case report"
    ANIMAL = "animal", "Animal"
    IN_VITRO = "in_vitro", "In vitro"
    PRODUCT = "product", "Product analysis"
    REVIEW = "review", "Review"
    QUALITATIVE = "qualitative", "Qualitative"
    DOCUMENT = "document", "Document"


class Design(Choice):
    RCT = "rct", "Randomised controlled trial"
    NONRANDOMISED_TRIAL = "nonrandomised_trial", "Non-randomised trial"
    COHORT = "cohort", "Cohort study"
    CASE_CONTROL = "case_control", "Case-control study"
    CROSS_SECTIONAL = "cross_sectional", "Cross-sectional study with a comparison"
    SURVEY = "survey", "Survey without comparison"
    CASE_SERIES = "case_series", "Case series"
    CASE_REPORT = "case_report", "Case report"
    SYSTEMATIC_REVIEW = "systematic_review", "Systematic review"
    NARRATIVE_REVIEW = "narrative_review", "Narrative review"
    QUALITATIVE = "qualitative", "Qualitative study"
    ANIMAL = "animal", "Animal study"
    IN_VITRO = "in_vitro", "In vitro study"
    PRODUCT_ANALYSIS = "product_analysis", "Product analysis"
    REGULATORY = "regulatory", "Regulator's text"
    SCALE = "scale", "Scale or questionnaire"
    OPINION = "opinion", "Opinion"
    OTHER = "other", "Other document"


STREAM_OF_DESIGN: dict[Design, Stream] = {
    Design.RCT: Stream.RANDOMISED,
    Design.NONRANDOMISED_TRIAL: Stream.COMPARATIVE,
    Design.COHORT: Stream.COMPARATIVE,
    Design.CASE_CONTROL: Stream.COMPARATIVE,
    Design.CROSS_SECTIONAL: Stream.COMPARATIVE,
    Design.SURVEY: Stream.UNCONTROLLED,
    Design.CASE_SERIES: Stream.UNCONTROLLED,
    Design.CASE_REPORT: Stream.CASE_REPORT,
    Design.SYSTEMATIC_REVIEW: Stream.REVIEW,
    Design.NARRATIVE_REVIEW: Stream.REVIEW,
    Design.QUALITATIVE: Stream.QUALITATIVE,
    Design.ANIMAL: Stream.ANIMAL,
    Design.IN_VITRO: Stream.IN_VITRO,
    Design.PRODUCT_ANALYSIS: Stream.PRODUCT,
    Design.REGULATORY: Stream.DOCUMENT,
    Design.SCALE: Stream.DOCUMENT,
    Design.OPINION: Stream.DOCUMENT,
    Design.OTHER: Stream.DOCUMENT,
}


class CountUnit(Choice):
    """What n counts; the n of a series is not the number with the outcome."""

    PATIENTS = "patients", "patients"
    STUDIES = "studies", "studies"
    ARTICLES = "articles", "articles"
    PRODUCTS = "products", "products"
    ANIMALS = "animals", "animals"
    REPORTS = "reports", "reports"


class Direction(Choice):
    SUPPORTS = "supports", "Supports"
    CONTRADICTS = "contradicts", "Contradicts"
    MIXED = "mixed", "Mixed"
    NO_EFFECT = "no_effect", "No effect shown"
    MENTIONS = "mentions", "Mentions only"


class Directness(Choice):
    DIRECT = "direct", "Direct"
    PARTLY = "partly_indirect", "Partly indirect"
    INDIRECT = "indirect", "Indirect"


class Strength(Choice):
    """How far this study's own finding on this outcome can be trusted; directness is no part of it."""

    STRONG = "strong", "Strong"
    MODERATE = "moderate", "Moderate"
    WEAK = "weak", "Weak"
    VERY_WEAK = "very_weak", "Very weak"
    UNINFORMATIVE = "uninformative", "Uninformative"


class ReadDepth(Choice):
    FULL_TEXT = "full_text", "Full text"
    PART = "part", "Part of the text"
    ABSTRACT = "abstract", "Abstract"
    SECONDHAND = "secondhand", "Through another source"
    TITLE = "title", "Title only"
    UNKNOWN = "", "Not stated"


class EvidenceStatus(Choice):
    PROPOSED = "proposed", "Proposed"
    AWAITING = "awaiting", "Awaiting appraisal"
    IN_APPRAISAL = "in_appraisal", "In appraisal"
    CONFLICT = "conflict", "Raters differ"
    SETTLED = "settled", "Settled"
    EXCLUDED = "excluded", "Excluded"


class AppraisalStatus(Choice):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    CLOSED = "closed", "Closed"


class ConsensusState(Choice):
    NONE = "none", "None"
    PROVISIONAL = "provisional", "Provisional (one reviewer)"
    AGREED = "agreed", "Agreed"
    ADJUDICATED = "adjudicated", "Adjudicated"


class Verdict(Choice):
    SUPPORTED = "supported", "Supported"
    LIMITED = "limited_support", "Limited support"
    REPORTED = "reported", "Reported, not tested"
    CONFLICTING = "conflicting", "Conflicting"
    DOUBTFUL = "doubtful", "Doubtful"
    CONTRADICTED = "contradicted", "Contradicted"
    NOT_SHOWN = "not_shown", "Not shown"
    NONE_FOUND = "none_found", "None found"
    NOT_ASSESSED = "not_assessed", "Not assessed"
    NOT_ASSESSABLE = "not_assessable", "Not assessable"


class Certainty(Choice):
    """GRADE-informed levels; the last three are the mechanism claims' own scale."""

    HIGH = "high", "High"
    MODERATE = "moderate", "Moderate"
    LOW = "low", "Low"
    VERY_LOW = "very_low", "Very low"
    NOT_RATED = "not_rated", "Not rated"
    STRONG = "strong", "Strong (mechanism)"
    LIMITED = "limited", "Limited (mechanism)"
    INADEQUATE = "inadequate", "Inadequate (mechanism)"


class Consistency(Choice):
    NOTHING = "nothing_counted", "Nothing counted"
    SINGLE = "single_study", "Single study"
    CONSISTENT = "consistent", "Consistent"
    MOSTLY = "mostly_consistent", "Mostly consistent"
    DIVIDED = "divided", "Divided"


class SynthesisStatus(Choice):
    SUGGESTED = "suggested", "Suggested by the rule, not yet confirmed"
    CONFIRMED = "confirmed", "Confirmed by an editor"
    OVERRIDDEN = "overridden", "Decided by an editor, against the suggestion"


class StudySourceRole(Choice):
    REPORTS = "reports", "Reports"
    INCLUDES = "includes", "Includes"


class ProposalKind(Choice):
    CREATE = "create", "New record"
    CHANGE = "change", "Change"


class ProposalStatus(Choice):
    OPEN = "open", "Open"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Interests(Choice):
    """What a person declared at the moment of deciding."""

    UNKNOWN = "", "Not stated"
    NONE = "none", "Declares none"
    SOME = "some", "Declares some"


class AssessedUnit(Choice):
    """What an instrument judges; its answers belong to that, not to the appraisal that cites them."""

    RESULT = "result", "One result (a piece of evidence)"
    REPORT = "report", "One report (a source)"
    PATIENT = "patient", "One patient and event"
    BODY = "body", "A body of evidence (a claim)"


class AssessmentStatus(Choice):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"


class HoldKind(Choice):
    """How a piece of evidence came into a reviewer's hands."""

    PICKED = "picked", "Picked from the queue"
    ASSIGNED = "assigned", "Assigned by an editor"


class HoldEnd(Choice):
    OPEN = "", "Still held"
    SUBMITTED = "submitted", "Appraised"
    GIVEN_BACK = "given_back", "Given back"
    EXPIRED = "expired", "Ran out"
    CLOSED = "closed", "No longer to be appraised"


class CertaintyDomain(Choice):
    """What an editor may decide for a body of evidence: five reasons to rate down, three to rate up."""

    RISK_OF_BIAS = "risk_of_bias", "Risk of bias"
    INCONSISTENCY = "inconsistency", "Inconsistency"
    INDIRECTNESS = "indirectness", "Indirectness"
    IMPRECISION = "imprecision", "Imprecision"
    PUBLICATION_BIAS = "publication_bias", "Publication bias"
    LARGE_EFFECT = "large_effect", "Large effect"
    DOSE_RESPONSE = "dose_response", "Dose-response"
    OPPOSING_CONFOUNDING = "opposing_confounding", "Confounding would work against it"


class ConflictState(Choice):
    """Of independent studies that disagree; raters who differ are another matter."""

    OPEN = "open", "Open"
    EXPLAINED = "explained", "Explained"
    STANDING = "standing", "Standing: looked at and unexplained"
    RESOLVED = "resolved", "Resolved"


class ConflictCause(Choice):
    UNKNOWN = "", "Not stated"
    POPULATION = "population", "Different populations"
    DOSE = "dose", "Different doses or products"
    METHOD = "method", "Different methods"
    QUALITY = "quality", "Different quality"
    ERROR = "error", "An error in one of them"
    OTHER = "other", "Something else"


class IdentityResult(Choice):
    """What a comparison of a source with its identifier's record gave."""

    UNKNOWN = "", "Not compared"
    CONFIRMED = "confirmed", "The identifier's record is this work"
    MISMATCH = "mismatch", "The identifier's record is another work"
    NO_RECORD = "no_record", "The identifier has no record there"


class NoticeNature(Choice):
    """What a notice about a publication says; a later reinstatement lifts what came before it."""

    CORRECTION = "correction", "Correction"
    CONCERN = "concern", "Expression of concern"
    WITHDRAWAL = "withdrawal", "Withdrawal or removal"
    RETRACTION = "retraction", "Retraction"
    REINSTATEMENT = "reinstatement", "Reinstatement"


class NoticeOrigin(Choice):
    """Where a notice was learnt of."""

    HAND = "hand", "An editor"
    CROSSREF = "crossref", "Crossref"
    PUBMED = "pubmed", "PubMed"
    RETRACTION_WATCH = "retraction_watch", "Retraction Watch"


class ImportStatus(Choice):
    WAITING = "waiting", "Waiting"
    READING = "reading", "Being read"
    PREVIEW = "preview", "Read: to be looked at"
    STORING = "storing", "Being stored"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    UNDONE = "undone", "Undone"
    EXPIRED = "expired", "Discarded: not stored in time"


class ImportOutcome(Choice):
    """What becomes of one record of an imported file."""

    NEW = "new", "New"
    SAME = "same", "Known already"
    NEEDS_DECISION = "needs_decision", "Needs a decision"
    REJECTED = "rejected", "Rejected"
    LEFT_OUT = "left_out", "Left out by decision"


class PairState(Choice):
    """Two sources that look alike."""

    OPEN = "open", "To be decided"
    SAME = "same", "The same publication"
    RELATED = "related", "Reports of one study"
    DISTINCT = "distinct", "Different"


class Relation(Choice):
    """How two reports of one study are related; related is not the same."""

    NONE = "", "None"
    PREPRINT = "preprint", "Preprint and article"
    ABSTRACT = "abstract", "Conference abstract and paper"
    ERRATUM = "erratum", "Correction and what it corrects"
    REPRINT = "reprint", "Reprint or translation"
    OTHER = "other", "Other reports of one study"


class ReportStatus(Choice):
    OPEN = "open", "Open"
    RESOLVED = "resolved", "Resolved"
    DISMISSED = "dismissed", "Dismissed"


class JobStatus(Choice):
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


PREFIXES: dict[str, str] = {
    "claim": "C",
    "source": "S",
    "evidence": "E",
    "study": "Y",
    "topic": "T",
    "appraisal": "A",
    "proposal": "P",
    "document": "D",
    "search": "Q",
    "assessment": "R",
    "patient": "N",
    "conflict": "K",
    "import": "B",
}
