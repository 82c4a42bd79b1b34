"""The load and dump format as a JSON Schema: one record a line, told apart by its `record` word.

A reference (`topic_ref` and the like) is the `key` of a record in the same load or of one that is already stored: an
outside id as `namespace:value`, or a public id (C42) of the site that the header line names.
"""

from __future__ import annotations

from claims.domain import vocabulary as words
from claims.formats.schema_parts import (
    COUNT,
    DATE,
    DIFFERENCES,
    EFFECT,
    EXCLUSIONS,
    EXTERNAL,
    FLAG,
    MOVED,
    QUOTE,
    SHA256,
    STEPS,
    TIME,
    YEAR,
    Schema,
    listed,
    nullable,
    ref,
    text,
    told,
    word,
)

FORMAT = "touchstone-knowledge/1"

#: Records are stored in this order, whatever their order in the file.
ORDER = (
    "header",
    "topic",
    "source",
    "study",
    "claim",
    "evidence",
    "patient",
    "assessment",
    "appraisal",
    "adjudication",
    "search",
    "distinct",
    "conflict",
    "notice",
    "merge",
    "judgement",
    "synthesis",
    "version",
)

_SHARED: Schema = {
    "key": {
        "type": "string",
        "pattern": "^([^:]+:.+|[A-Z][0-9]+)$",
        "maxLength": 401,
        "description": "Outside id as namespace:value, or a public id of the header's site.",
    },
    "id": {
        "type": "string",
        "pattern": "^[A-Z][1-9][0-9]{0,17}$",
        "description": "Public id to restore; honoured only in an empty knowledge base.",
    },
    "external_ids": EXTERNAL,
    "revision": {**COUNT, "minimum": 1, "description": "Counts the changes of the record."},
    "created_at": TIME,
}
_STATUS = word(words.RecordStatus, "Proposed records are not in a dump.")


def _sided(role: str) -> Schema:
    return {
        role: nullable(ref("topic")),
        f"{role}_text": text(300, f"The {role} in words, where no topic says it."),
    }


_FIELDS: dict[str, tuple[tuple[str, ...], Schema]] = {
    "topic": (
        ("name", "kind"),
        {
            "name": text(200, "Preferred name.", required=True),
            "kind": word(words.TopicKind, "What sort of term."),
            "description": text(2_000, "One or two sentences."),
            "aliases": listed(text(200, "Another name.", required=True), "Other names."),
            "broader": listed(ref("topic"), "Broader topics."),
            "status": _STATUS,
            "status_reason": text(2_000, "Why retired or merged."),
            "merged_into": nullable(ref("topic")),
        },
    ),
    "source": (
        (),
        {
            "csl_type": text(40, "CSL type, e.g. article-journal."),
            "title": text(1_000, "Title; empty where nobody has seen it."),
            "authors": text(2_000, "Family name and initials, separated by semicolons."),
            "container_title": text(500, "Journal, book or site."),
            "year": nullable(YEAR),
            "csl": {"type": "object", "description": "The record as CSL-JSON."},
            "doi": nullable(text(300, "DOI.", required=True)),
            "pmid": nullable(text(20, "PubMed id.", required=True)),
            "pmcid": nullable(text(20, "PubMed Central id.", required=True)),
            "isbn": nullable(text(20, "ISBN-13.", required=True)),
            "url": text(1_000, "Address."),
            "language": text(20, "BCP 47."),
            "identity": word(words.Identity, "How its identity was confirmed."),
            "identity_checked_on": nullable(DATE),
            "identity_note": text(2_000, "Where it was seen."),
            "identity_result": word(
                words.IdentityResult, "What comparing it with its identifier's record gave."
            ),
            "identity_differences": DIFFERENCES,
            "provenance": {
                "type": "object",
                "description": "Where each field came from, and when.",
            },
            "integrity": word(words.Integrity, "Standing notice."),
            "integrity_on": nullable(DATE),
            "integrity_note": text(2_000, "What the notice says."),
            "integrity_url": text(1_000, "Address of the notice."),
            "integrity_checked_at": nullable(TIME),
            "funding": text(2_000, "Who paid."),
            "interests": text(2_000, "The authors' interests."),
            "is_preprint": told(FLAG, "Whether it is a preprint."),
            "copy_read": word(words.ReadDepth, "How much was read.", empty=True),
            "copy_note": text(1_000, "Which copy."),
            "missing": text(300, "Citation fields that nobody has confirmed."),
            "summary": text(3_000, "What it found, in our words."),
            "status": _STATUS,
            "status_reason": text(2_000, "Why retired or merged."),
            "merged_into": nullable(ref("source")),
            "changed_at": nullable(TIME),
        },
    ),
    "study": (
        ("label",),
        {
            "label": text(300, "Short name.", required=True),
            "design": word(words.Design, "Study design."),
            "registry_id": nullable(text(60, "Trial register id.", required=True)),
            "n": nullable(told(COUNT, "How many; n_unit says of what.")),
            "n_unit": word(words.CountUnit, "What n counts.", empty=True),
            "population": text(500, "Who was studied."),
            "note": text(2_000, "Remarks."),
            "primary_source": nullable(ref("source")),
            "reports": listed(ref("source"), "Sources that report it."),
            "included_by": listed(ref("source"), "Reviews that include it."),
            "included_studies": listed(ref("study"), "For a review: the studies it pools."),
            "status": _STATUS,
            "status_reason": text(2_000, "Why retired or merged."),
            "merged_into": nullable(ref("study")),
        },
    ),
    "claim": (
        ("text", "claim_type"),
        {
            "text": text(600, "One checkable sentence.", required=True),
            **_sided("exposure"),
            "relation": text(200, "The verb."),
            **_sided("outcome"),
            **_sided("population"),
            **_sided("comparator"),
            "claim_type": word(words.ClaimType, "Type of claim."),
            "quantifier": word(words.Quantifier, "Some, more than, none."),
            "scope": word(words.Scope, "General, or one study's result restated."),
            "about": word(words.About, "What the claim is about."),
            "rung_claimed": word(words.Rung, "What the relation asks for."),
            "benefit_or_harm": word(words.BenefitOrHarm, "Direction.", empty=True),
            "magnitude": text(300, "Size, in words."),
            "threshold": text(300, "The smallest effect that would matter."),
            "wording_note": text(2_000, "What the wording gets wrong."),
            "topics": listed(ref("topic"), "Topics."),
            "reviewers_required": nullable(
                {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 9,
                    "description": "Ratings that its evidence needs; empty: as the site has it.",
                }
            ),
            "status": word(words.ClaimStatus, "Where it is to stand after the load."),
            "status_reason": text(2_000, "Why retired."),
            "superseded_by": nullable(ref("claim")),
            "published_at": nullable(TIME),
            "changed_at": nullable(TIME),
            "history": listed(
                text(1_000, "A correction that was made to the data, and why."),
                "Corrections, each becomes an event of the claim's history.",
            ),
        },
    ),
    "evidence": (
        ("claim", "source", "design"),
        {
            "claim": ref("claim"),
            "source": ref("source"),
            "study": nullable(ref("study")),
            "finding": text(2_000, "What the source found, in our words."),
            "design": word(words.Design, "Study design."),
            "population": text(500, "Who was studied."),
            "comparison_made": nullable(told(FLAG, "Whether anything was compared.")),
            "n": nullable(told(COUNT, "How many; n_unit says of what.")),
            "n_unit": word(words.CountUnit, "What n counts.", empty=True),
            "n_note": text(300, "Remarks on n."),
            "read": word(words.ReadDepth, "How much was read.", empty=True),
            "locator": text(300, "Where in the source."),
            "effect": nullable(EFFECT),
            "benefit_or_harm": word(words.BenefitOrHarm, "Direction.", empty=True),
            "magnitude": text(300, "Size, in words."),
            "threshold": text(300, "The smallest effect that would matter."),
            "quotes": told({"type": "array", "items": QUOTE}, "Passages, letter by letter."),
            "released_at": nullable(TIME),
            "released": {
                "type": "boolean",
                "description": "Open the ratings as provisional at once.",
            },
            "excluded": text(2_000, "Why it is excluded; empty where it is not."),
            "changed_at": nullable(TIME),
            "history": listed(
                text(1_000, "A correction that was made to the data, and why."),
                "Corrections, each becomes an event of the evidence's history.",
            ),
        },
    ),
    "patient": (
        ("claim", "evidence", "label"),
        {
            "claim": ref("claim"),
            "evidence": {
                **listed(ref("evidence"), "What describes the patient."),
                "minItems": 1,
            },
            "label": text(200, "How the report calls the case.", required=True),
            "age": text(40, "As reported: 34, 30s; never a date."),
            "sex": text(40, "As reported."),
            "country": text(80, "As reported."),
            "exposure_note": text(500, "Product, dose, duration."),
            "event": text(300, "What happened."),
            "onset": text(120, "When, or how long after the exposure."),
            "outcome": text(300, "How it ended."),
            "note": text(2_000, "Remarks; nothing that tells who it was."),
            "status": _STATUS,
            "status_reason": text(2_000, "Why withdrawn or merged."),
            "merged_into": nullable(ref("patient")),
        },
    ),
    "assessment": (
        ("instrument", "unit", "assessor", "answers"),
        {
            "instrument": text(60, "Id of the instrument.", required=True),
            "instrument_version": text(60, "Edition of the instrument's file."),
            "unit": word(words.AssessedUnit, "What it judges; names the one reference below."),
            "evidence": nullable(ref("evidence")),
            "source": nullable(ref("source")),
            "patient": nullable(ref("patient")),
            "claim": nullable(ref("claim")),
            "assessor": text(100, "The assessor's name in its data set.", required=True),
            "answers": {"type": "object", "description": "Answers by item."},
            "notes": {"type": "object", "description": "What an answer rests on, by item."},
            "evaluation": {"type": "object", "description": "What the instrument's rules gave."},
            "domain_judgements": {
                "type": "object",
                "description": "The assessor's own judgement by domain.",
            },
            "judgement": text(60, "The overall judgement that stands."),
            "departures": {
                "type": "object",
                "description": "Why a judgement departs from the suggested one.",
            },
            "remark": text(2_000, "On the whole."),
            "submitted_at": TIME,
            "supersedes": nullable(ref("assessment")),
            "is_current": told(FLAG, "False once another took its place."),
        },
    ),
    "appraisal": (
        ("evidence", "rater", "direction"),
        {
            "evidence": ref("evidence"),
            "rater": text(100, "The rater's name in its data set.", required=True),
            "direction": word(words.Direction, "Direction."),
            "directness": word(words.Directness, "Directness.", empty=True),
            "strength": word(words.Strength, "Strength; empty where not rated.", empty=True),
            "suggested_strength": word(words.Strength, "What the rule suggested.", empty=True),
            "suggested_by": text(120, "The rule that suggested it."),
            "departure": text(2_000, "Why the strength differs from the suggested one."),
            "rationale": text(5_000, "Why."),
            "read": word(words.ReadDepth, "How much was read.", empty=True),
            "declaration": word(words.Interests, "Whether interests were declared.", empty=True),
            "interests": text(2_000, "Declared interests."),
            "instrument": text(60, "Instrument of an imported judgement, or `none`."),
            "answers": {"type": "object", "description": "Answers to the instrument, by item."},
            "assessments": listed(ref("assessment"), "The assessments that it rests on."),
            "blind": told(FLAG, "Whether others' ratings were hidden from the rater."),
            "submitted_at": TIME,
            "supersedes": nullable(ref("appraisal")),
            "is_current": told(FLAG, "False once another took its place."),
        },
    ),
    "adjudication": (
        ("evidence", "direction", "reason", "by", "at"),
        {
            "evidence": ref("evidence"),
            "direction": word(words.Direction, "Direction."),
            "directness": word(words.Directness, "Directness.", empty=True),
            "strength": word(words.Strength, "Strength.", empty=True),
            "reason": text(5_000, "Why.", required=True),
            "declaration": word(words.Interests, "Whether interests were declared.", empty=True),
            "interests": text(2_000, "Declared interests."),
            "by": text(100, "Who decided.", required=True),
            "at": TIME,
            "is_current": told(FLAG, "False once another took its place."),
        },
    ),
    "search": (
        ("where", "query", "searched_on"),
        {
            "claim": nullable(ref("claim")),
            "topic": nullable(ref("topic")),
            "where": text(500, "Databases, registers, sites.", required=True),
            "query": text(5_000, "The query.", required=True),
            "searched_on": DATE,
            "covers_from": nullable(DATE),
            "covers_to": nullable(DATE),
            "eligible_designs": text(500, "Designs."),
            "results": nullable(told(COUNT, "Records that it found.")),
            "screened": nullable(told(COUNT, "Records that were screened.")),
            "included": nullable(told(COUNT, "Records that were included.")),
            "excluded_note": text(5_000, "What was excluded and why."),
            "exclusions": EXCLUSIONS,
            "searched_by": text(300, "Who searched."),
        },
    ),
    "distinct": (
        ("noun", "first", "second", "reason", "at"),
        {
            "noun": {
                "type": "string",
                "enum": ["study", "patient"],
                "description": "What the two are.",
            },
            "first": ref("record of that noun"),
            "second": ref("record of that noun"),
            "reason": text(2_000, "Why they are two.", required=True),
            "by": text(100, "Who said so."),
            "at": TIME,
        },
    ),
    "conflict": (
        ("claim", "state"),
        {
            "claim": ref("claim"),
            "state": word(words.ConflictState, "Where it stands."),
            "cause": word(words.ConflictCause, "What sets the studies apart.", empty=True),
            "explanation": text(5_000, "An editor's words."),
            "for": listed(ref("study"), "Studies for the claim when the state was last set."),
            "against": listed(ref("study"), "Studies against it."),
            "mixed": listed(ref("study"), "Studies with mixed results."),
            "opened_at": TIME,
            "reopened": told(COUNT, "How often it was opened again."),
            "decided_at": nullable(TIME),
            "decided_by": text(100, "Who decided."),
        },
    ),
    "notice": (
        ("source", "nature", "origin", "as_of"),
        {
            "source": ref("source"),
            "nature": word(words.NoticeNature, "What it says."),
            "on": nullable(DATE),
            "reasons": text(2_000, "Its reasons."),
            "doi": text(300, "DOI of the notice; often that of the work."),
            "pmid": text(20, "PubMed id of the notice."),
            "url": text(1_000, "Address of the notice."),
            "origin": word(words.NoticeOrigin, "Where it was learnt of."),
            "outside_id": text(100, "Its number there."),
            "matched_by": text(20, "What it was matched by: doi, pmid, title, hand."),
            "as_of": TIME,
            "is_standing": {"type": "boolean", "description": "False once it is not listed there."},
            "by": text(100, "Whose mark it is."),
        },
    ),
    "merge": (
        ("source", "into", "reason", "moved", "at"),
        {
            "source": ref("source"),
            "into": ref("source"),
            "reason": text(2_000, "Why.", required=True),
            "moved": MOVED,
            "by": text(100, "Who joined them."),
            "at": TIME,
        },
    ),
    "judgement": (
        ("claim", "stream", "domain", "change", "reason", "by", "at"),
        {
            "claim": ref("claim"),
            "stream": word(words.Stream, "Which stream's body of evidence."),
            "domain": word(words.CertaintyDomain, "Which domain of its certainty."),
            "change": told(STEPS, "Steps up or down the ladder of certainty."),
            "suggested": nullable(told(STEPS, "The steps that the rule suggested.")),
            "reason": text(2_000, "Why.", required=True),
            "by": text(100, "Who decided.", required=True),
            "at": TIME,
            "is_current": told(FLAG, "False once another took its place."),
        },
    ),
    "synthesis": (
        ("claim", "method_version", "input_hash", "inputs", "suggestion", "verdict", "certainty"),
        {
            "claim": ref("claim"),
            "method_version": text(20, "Version of the rule.", required=True),
            "input_hash": text(64, "SHA-256 of the inputs.", required=True),
            "inputs": {"type": "object", "description": "What it was computed from."},
            "suggestion": {"type": "object", "description": "What the rule gave, step by step."},
            "verdict": word(words.Verdict, "Verdict."),
            "certainty": word(words.Certainty, "Certainty."),
            "consistency": word(words.Consistency, "Consistency."),
            "rung_reached": word(words.Rung, "Rung reached."),
            "rung_claimed": word(words.Rung, "Rung claimed."),
            "plain_sentence": text(5_000, "The answer in one sentence."),
            "status": word(words.SynthesisStatus, "Suggested or decided."),
            "status_reason": text(5_000, "Why overridden."),
            "decided_at": nullable(TIME),
            "stale_since": nullable(TIME),
            "stale_reason": text(2_000, "Why stale."),
            "created_at": TIME,
        },
    ),
    "version": (
        ("claim", "number", "snapshot", "sha256", "reason", "minted_at"),
        {
            "claim": ref("claim"),
            "number": {**COUNT, "minimum": 1, "description": "1 for the first of its claim."},
            "snapshot": {"type": "string", "description": "Canonical JSON (RFC 8785)."},
            "sha256": told(SHA256, "SHA-256 of the snapshot."),
            "reason": text(5_000, "Why it was minted."),
            "minted_at": TIME,
        },
    ),
}

#: Records without a public id of their own: no key.
KEYLESS = frozenset(
    {"adjudication", "distinct", "notice", "merge", "judgement", "synthesis", "version"}
)


def record_schema(record: str) -> Schema:
    """The JSON Schema (2020-12) of one kind of record."""
    if record == "header":
        return {
            "type": "object",
            "additionalProperties": False,
            "required": ["record", "format"],
            "properties": {
                "record": {"const": "header"},
                "format": {"const": FORMAT},
                "site": {
                    "type": "string",
                    "format": "uuid",
                    "description": "Whose public ids the keys are.",
                },
                "licence": {"type": "string", "description": "SPDX id of the data's licence."},
                "title": text(300, "What this is."),
                "note": text(5_000, "Remarks."),
            },
        }
    required, fields = _FIELDS[record]
    shared = {} if record in KEYLESS else _SHARED
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["record", *(() if record in KEYLESS else ("key",)), *required],
        "properties": {"record": {"const": record}, **shared, **fields},
    }


def schema() -> Schema:
    """The whole format, for publishing: a line is exactly one of the records."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Touchstone knowledge, one record a line",
        "oneOf": [{"$ref": f"#/$defs/{record}"} for record in ORDER],
        "$defs": {record: record_schema(record) for record in ORDER},
    }
