"""The load and dump format as a JSON Schema: one record a line, told apart by its `record` word.

A reference (`topic_ref` and the like) is the `key` of a record in the same load or of one that is already stored: an
outside id as `namespace:value`, or a public id (C42) of the site that the header line names.
"""

from __future__ import annotations

from typing import Any

from claims.domain import vocabulary as words

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
    "judgement",
    "synthesis",
    "version",
)

Schema = dict[str, Any]


def _text(length: int, about: str, *, required: bool = False) -> Schema:
    schema: Schema = {"type": "string", "maxLength": length, "description": about}
    if required:
        schema["minLength"] = 1
    return schema


def _word(scale: type[words.Choice], about: str, *, empty: bool = False) -> Schema:
    values = [value for value, _ in scale.choices()]
    if empty and "" not in values:
        values.append("")
    return {"type": "string", "enum": values, "description": about}


def _list(items: Schema, about: str) -> Schema:
    return {"type": "array", "items": items, "uniqueItems": True, "description": about}


def _ref(noun: str) -> Schema:
    return {
        "type": "string",
        "minLength": 1,
        "maxLength": 401,
        "description": f"The key of a {noun} in this load, or of one already stored.",
    }


def _null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}], "description": schema.get("description", "")}


COUNT: Schema = {"type": "integer", "minimum": 0, "maximum": 2_000_000_000}
DATE: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$", "description": "ISO date."}
TIME: Schema = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|\+00:00)$",
    "description": "ISO time in UTC.",
}
EXTERNAL: Schema = _list(
    {"type": "string", "pattern": "^[^:]+:.+$", "maxLength": 401},
    "Further outside ids, each as namespace:value.",
)
QUOTE: Schema = {
    "type": "object",
    "additionalProperties": False,
    "required": ["exact"],
    "properties": {
        "exact": _text(20_000, "The passage, letter by letter.", required=True),
        "prefix": _text(1_000, "Text before it."),
        "suffix": _text(1_000, "Text after it."),
        "start": _null({**COUNT, "description": "Offset in Unicode code points, from 0."}),
        "end": _null({**COUNT, "description": "Offset after the last code point."}),
        "locator": _text(300, "Page, section or table."),
        "note": _text(300, "Who marked it, or why."),
    },
}
EFFECT: Schema = {
    "type": "object",
    "additionalProperties": False,
    "required": ["measure", "estimate"],
    "properties": {
        "measure": _text(40, "RR, OR, HR, MD, SMD, RD, ...", required=True),
        "estimate": {"type": "number"},
        "low": {"type": "number", "description": "Lower end of the interval."},
        "high": {"type": "number", "description": "Upper end of the interval."},
        "level": {"type": "number", "minimum": 0.5, "maximum": 0.999},
    },
}
EXCLUSIONS: Schema = {
    "type": "array",
    "description": "What was left out, by reason; the numbers have to fit.",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["reason", "n"],
        "properties": {
            "reason": _text(200, "Why.", required=True),
            "n": {**COUNT, "minimum": 1},
        },
    },
}

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
    "revision": {**COUNT, "minimum": 1},
    "created_at": TIME,
}
_STATUS = _word(words.RecordStatus, "Proposed records are not in a dump.")


def _sided(role: str) -> Schema:
    return {
        role: _null(_ref("topic")),
        f"{role}_text": _text(300, f"The {role} in words, where no topic says it."),
    }


_FIELDS: dict[str, tuple[tuple[str, ...], Schema]] = {
    "topic": (
        ("name", "kind"),
        {
            "name": _text(200, "Preferred name.", required=True),
            "kind": _word(words.TopicKind, "What sort of term."),
            "description": _text(2_000, "One or two sentences."),
            "aliases": _list(_text(200, "Another name.", required=True), "Other names."),
            "broader": _list(_ref("topic"), "Broader topics."),
            "status": _STATUS,
            "status_reason": _text(2_000, "Why retired or merged."),
            "merged_into": _null(_ref("topic")),
        },
    ),
    "source": (
        (),
        {
            "csl_type": _text(40, "CSL type, e.g. article-journal."),
            "title": _text(1_000, "Title; empty where nobody has seen it."),
            "authors": _text(2_000, "Family name and initials, separated by semicolons."),
            "container_title": _text(500, "Journal, book or site."),
            "year": _null({"type": "integer", "minimum": 1000, "maximum": 2200}),
            "csl": {"type": "object", "description": "The record as CSL-JSON."},
            "doi": _null(_text(300, "DOI.", required=True)),
            "pmid": _null(_text(20, "PubMed id.", required=True)),
            "pmcid": _null(_text(20, "PubMed Central id.", required=True)),
            "isbn": _null(_text(20, "ISBN-13.", required=True)),
            "url": _text(1_000, "Address."),
            "language": _text(20, "BCP 47."),
            "identity": _word(words.Identity, "How its identity was confirmed."),
            "identity_checked_on": _null(DATE),
            "identity_note": _text(2_000, "Where it was seen."),
            "integrity": _word(words.Integrity, "Standing notice."),
            "integrity_on": _null(DATE),
            "integrity_note": _text(2_000, "What the notice says."),
            "integrity_url": _text(1_000, "Address of the notice."),
            "funding": _text(2_000, "Who paid."),
            "interests": _text(2_000, "The authors' interests."),
            "is_preprint": {"type": "boolean"},
            "copy_read": _word(words.ReadDepth, "How much was read.", empty=True),
            "copy_note": _text(1_000, "Which copy."),
            "missing": _text(300, "Citation fields that nobody has confirmed."),
            "summary": _text(3_000, "What it found, in our words."),
            "status": _STATUS,
            "status_reason": _text(2_000, "Why retired or merged."),
            "merged_into": _null(_ref("source")),
            "changed_at": _null(TIME),
        },
    ),
    "study": (
        ("label",),
        {
            "label": _text(300, "Short name.", required=True),
            "design": _word(words.Design, "Study design."),
            "registry_id": _null(_text(60, "Trial register id.", required=True)),
            "n": _null(COUNT),
            "n_unit": _word(words.CountUnit, "What n counts.", empty=True),
            "population": _text(500, "Who was studied."),
            "note": _text(2_000, "Remarks."),
            "primary_source": _null(_ref("source")),
            "reports": _list(_ref("source"), "Sources that report it."),
            "included_by": _list(_ref("source"), "Reviews that include it."),
            "included_studies": _list(_ref("study"), "For a review: the studies it pools."),
            "status": _STATUS,
            "status_reason": _text(2_000, "Why retired or merged."),
            "merged_into": _null(_ref("study")),
        },
    ),
    "claim": (
        ("text", "claim_type"),
        {
            "text": _text(600, "One checkable sentence.", required=True),
            **_sided("exposure"),
            "relation": _text(200, "The verb."),
            **_sided("outcome"),
            **_sided("population"),
            **_sided("comparator"),
            "claim_type": _word(words.ClaimType, "Type of claim."),
            "quantifier": _word(words.Quantifier, "Some, more than, none."),
            "scope": _word(words.Scope, "General, or one study's result restated."),
            "about": _word(words.About, "What the claim is about."),
            "rung_claimed": _word(words.Rung, "What the relation asks for."),
            "benefit_or_harm": _word(words.BenefitOrHarm, "Direction.", empty=True),
            "magnitude": _text(300, "Size, in words."),
            "threshold": _text(300, "The smallest effect that would matter."),
            "wording_note": _text(2_000, "What the wording gets wrong."),
            "topics": _list(_ref("topic"), "Topics."),
            "reviewers_required": _null({"type": "integer", "minimum": 1, "maximum": 9}),
            "status": _word(words.ClaimStatus, "Where it is to stand after the load."),
            "status_reason": _text(2_000, "Why retired."),
            "superseded_by": _null(_ref("claim")),
            "published_at": _null(TIME),
            "changed_at": _null(TIME),
            "history": _list(
                _text(1_000, "A correction that was made to the data, and why."),
                "Corrections, each becomes an event of the claim's history.",
            ),
        },
    ),
    "evidence": (
        ("claim", "source", "design"),
        {
            "claim": _ref("claim"),
            "source": _ref("source"),
            "study": _null(_ref("study")),
            "finding": _text(2_000, "What the source found, in our words."),
            "design": _word(words.Design, "Study design."),
            "population": _text(500, "Who was studied."),
            "comparison_made": _null({"type": "boolean"}),
            "n": _null(COUNT),
            "n_unit": _word(words.CountUnit, "What n counts.", empty=True),
            "n_note": _text(300, "Remarks on n."),
            "read": _word(words.ReadDepth, "How much was read.", empty=True),
            "locator": _text(300, "Where in the source."),
            "effect": _null(EFFECT),
            "benefit_or_harm": _word(words.BenefitOrHarm, "Direction.", empty=True),
            "magnitude": _text(300, "Size, in words."),
            "threshold": _text(300, "The smallest effect that would matter."),
            "quotes": {"type": "array", "items": QUOTE},
            "released_at": _null(TIME),
            "released": {
                "type": "boolean",
                "description": "Open the ratings as provisional at once.",
            },
            "excluded": _text(2_000, "Why it is excluded; empty where it is not."),
            "changed_at": _null(TIME),
            "history": _list(
                _text(1_000, "A correction that was made to the data, and why."),
                "Corrections, each becomes an event of the evidence's history.",
            ),
        },
    ),
    "patient": (
        ("claim", "evidence", "label"),
        {
            "claim": _ref("claim"),
            "evidence": {
                **_list(_ref("evidence"), "What describes the patient."),
                "minItems": 1,
            },
            "label": _text(200, "How the report calls the case.", required=True),
            "age": _text(40, "As reported: 34, 30s; never a date."),
            "sex": _text(40, "As reported."),
            "country": _text(80, "As reported."),
            "exposure_note": _text(500, "Product, dose, duration."),
            "event": _text(300, "What happened."),
            "onset": _text(120, "When, or how long after the exposure."),
            "outcome": _text(300, "How it ended."),
            "note": _text(2_000, "Remarks; nothing that tells who it was."),
            "status": _STATUS,
            "status_reason": _text(2_000, "Why withdrawn or merged."),
            "merged_into": _null(_ref("patient")),
        },
    ),
    "assessment": (
        ("instrument", "unit", "assessor", "answers"),
        {
            "instrument": _text(60, "Id of the instrument.", required=True),
            "instrument_version": _text(60, "Edition of the instrument's file."),
            "unit": _word(words.AssessedUnit, "What it judges; names the one reference below."),
            "evidence": _null(_ref("evidence")),
            "source": _null(_ref("source")),
            "patient": _null(_ref("patient")),
            "claim": _null(_ref("claim")),
            "assessor": _text(100, "The assessor's name in its data set.", required=True),
            "answers": {"type": "object", "description": "Answers by item."},
            "notes": {"type": "object", "description": "What an answer rests on, by item."},
            "evaluation": {"type": "object", "description": "What the instrument's rules gave."},
            "domain_judgements": {
                "type": "object",
                "description": "The assessor's own judgement by domain.",
            },
            "judgement": _text(60, "The overall judgement that stands."),
            "departures": {
                "type": "object",
                "description": "Why a judgement departs from the suggested one.",
            },
            "remark": _text(2_000, "On the whole."),
            "submitted_at": TIME,
            "supersedes": _null(_ref("assessment")),
            "is_current": {"type": "boolean"},
        },
    ),
    "appraisal": (
        ("evidence", "rater", "direction"),
        {
            "evidence": _ref("evidence"),
            "rater": _text(100, "The rater's name in its data set.", required=True),
            "direction": _word(words.Direction, "Direction."),
            "directness": _word(words.Directness, "Directness.", empty=True),
            "strength": _word(words.Strength, "Strength; empty where not rated.", empty=True),
            "suggested_strength": _word(words.Strength, "What the rule suggested.", empty=True),
            "suggested_by": _text(120, "The rule that suggested it."),
            "departure": _text(2_000, "Why the strength differs from the suggested one."),
            "rationale": _text(5_000, "Why."),
            "read": _word(words.ReadDepth, "How much was read.", empty=True),
            "declaration": _word(words.Interests, "Whether interests were declared.", empty=True),
            "interests": _text(2_000, "Declared interests."),
            "instrument": _text(60, "Instrument of an imported judgement, or `none`."),
            "answers": {"type": "object"},
            "assessments": _list(_ref("assessment"), "The assessments that it rests on."),
            "blind": {"type": "boolean"},
            "submitted_at": TIME,
            "supersedes": _null(_ref("appraisal")),
            "is_current": {"type": "boolean"},
        },
    ),
    "adjudication": (
        ("evidence", "direction", "reason", "by", "at"),
        {
            "evidence": _ref("evidence"),
            "direction": _word(words.Direction, "Direction."),
            "directness": _word(words.Directness, "Directness.", empty=True),
            "strength": _word(words.Strength, "Strength.", empty=True),
            "reason": _text(5_000, "Why.", required=True),
            "declaration": _word(words.Interests, "Whether interests were declared.", empty=True),
            "interests": _text(2_000, "Declared interests."),
            "by": _text(100, "Who decided.", required=True),
            "at": TIME,
            "is_current": {"type": "boolean"},
        },
    ),
    "search": (
        ("where", "query", "searched_on"),
        {
            "claim": _null(_ref("claim")),
            "topic": _null(_ref("topic")),
            "where": _text(500, "Databases, registers, sites.", required=True),
            "query": _text(5_000, "The query.", required=True),
            "searched_on": DATE,
            "covers_from": _null(DATE),
            "covers_to": _null(DATE),
            "eligible_designs": _text(500, "Designs."),
            "results": _null(COUNT),
            "screened": _null(COUNT),
            "included": _null(COUNT),
            "excluded_note": _text(5_000, "What was excluded and why."),
            "exclusions": EXCLUSIONS,
            "searched_by": _text(300, "Who searched."),
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
            "first": _ref("record of that noun"),
            "second": _ref("record of that noun"),
            "reason": _text(2_000, "Why they are two.", required=True),
            "by": _text(100, "Who said so."),
            "at": TIME,
        },
    ),
    "conflict": (
        ("claim", "state"),
        {
            "claim": _ref("claim"),
            "state": _word(words.ConflictState, "Where it stands."),
            "cause": _word(words.ConflictCause, "What sets the studies apart.", empty=True),
            "explanation": _text(5_000, "An editor's words."),
            "for": _list(_ref("study"), "Studies for the claim when the state was last set."),
            "against": _list(_ref("study"), "Studies against it."),
            "mixed": _list(_ref("study"), "Studies with mixed results."),
            "opened_at": TIME,
            "reopened": COUNT,
            "decided_at": _null(TIME),
        },
    ),
    "judgement": (
        ("claim", "stream", "domain", "change", "reason", "by", "at"),
        {
            "claim": _ref("claim"),
            "stream": _word(words.Stream, "Which stream's body of evidence."),
            "domain": _word(words.CertaintyDomain, "Which domain of its certainty."),
            "change": {"type": "integer", "minimum": -3, "maximum": 2},
            "suggested": _null({"type": "integer", "minimum": -3, "maximum": 2}),
            "reason": _text(2_000, "Why.", required=True),
            "by": _text(100, "Who decided.", required=True),
            "at": TIME,
            "is_current": {"type": "boolean"},
        },
    ),
    "synthesis": (
        ("claim", "method_version", "input_hash", "inputs", "suggestion", "verdict", "certainty"),
        {
            "claim": _ref("claim"),
            "method_version": _text(20, "Version of the rule.", required=True),
            "input_hash": _text(64, "SHA-256 of the inputs.", required=True),
            "inputs": {"type": "object"},
            "suggestion": {"type": "object"},
            "verdict": _word(words.Verdict, "Verdict."),
            "certainty": _word(words.Certainty, "Certainty."),
            "consistency": _word(words.Consistency, "Consistency."),
            "rung_reached": _word(words.Rung, "Rung reached."),
            "rung_claimed": _word(words.Rung, "Rung claimed."),
            "plain_sentence": _text(5_000, "The answer in one sentence."),
            "status": _word(words.SynthesisStatus, "Suggested or decided."),
            "status_reason": _text(5_000, "Why overridden."),
            "decided_at": _null(TIME),
            "stale_since": _null(TIME),
            "stale_reason": _text(2_000, "Why stale."),
            "created_at": TIME,
        },
    ),
    "version": (
        ("claim", "number", "snapshot", "sha256", "reason", "minted_at"),
        {
            "claim": _ref("claim"),
            "number": {**COUNT, "minimum": 1},
            "snapshot": {"type": "string", "description": "Canonical JSON (RFC 8785)."},
            "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "reason": _text(5_000, "Why it was minted."),
            "minted_at": TIME,
        },
    ),
}

#: Records without a public id of their own: no key.
KEYLESS = frozenset({"adjudication", "distinct", "judgement", "synthesis", "version"})


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
                "title": _text(300, "What this is."),
                "note": _text(5_000, "Remarks."),
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
