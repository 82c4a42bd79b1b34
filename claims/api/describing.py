"""What every field of the OpenAPI document means, where its own declaration leaves it to be said here.

Most fields say it where they are declared. A field that holds another object is told by that object; and what
the same name means everywhere is said once, below. A number says its unit and range, and what a rule computes
where that rule was published (`computed_fields`).
"""

from __future__ import annotations

from typing import Any

from claims.api import computed_fields

#: By "Schema.field", or by the name that means the same wherever it stands.
MEANINGS = {
    "add": "What joins the list.",
    "remove": "What leaves the list.",
    "aliases": "Other names of it, by which it is found too.",
    "awaiting": "Evidence that counts once it is rated, by public id.",
    "background": "Evidence that informs without being counted, by public id.",
    "basis": "How many studies it rests on, and which way they point.",
    "broader": "Topics that contain it, by public id.",
    "certainty_would_change": "What would raise or lower the certainty.",
    "claim": "The claim, by public id.",
    "comparator": "What it is compared with: a topic by public id.",
    "comparator_text": "What it is compared with, in words, where no topic fits.",
    "container_title": "The journal, book or site that it appeared in.",
    "copy_note": "Which copy was read, such as the accepted manuscript.",
    "country": "Country of the patient, as the report has it.",
    "covers_from": "First day of publication that was looked for (YYYY-MM-DD).",
    "covers_to": "Last day of publication that was looked for (YYYY-MM-DD).",
    "csl_type": "Kind of publication, a word of CSL 1.0.2, such as article-journal.",
    "description": "What it covers, and what it does not.",
    "doi": "DOI, with or without https://doi.org/.",
    "eligible_designs": "Study designs that were looked for.",
    "Effect.estimate": "The estimate, on the scale of `measure`.",
    "AppraisalOfEvidence.evidence": "What was appraised, by public id.",
    "evidence": "The evidence, by public id.",
    "excluded": "Evidence that does not count, each with the reason.",
    "excluded_note": "What was left out and why, in words.",
    "exposure": "What the claim says has an effect: a topic by public id.",
    "exposure_text": "What the claim says has an effect, in words, where no topic fits.",
    "funding": "Who paid, as the publication says.",
    "identity_checked_on": "Day on which the publication was compared with its identifiers (YYYY-MM-DD).",
    "identity_note": "What was found then.",
    "included": "Records that were taken in.",
    "included_studies": "Studies that this review pools, by public id.",
    "interests": "Interests that the authors declare.",
    "into": "The record that stays, by public id.",
    "is_preprint": "Whether it is a preprint, not reviewed by peers.",
    "isbn": "ISBN, of 10 or 13 digits.",
    "label": "Short name, such as first author and year.",
    "language": "Language of the publication, as a BCP 47 tag.",
    "lesson": "What the practising reviewer is told after the answer.",
    "locator": "Where in the source: page, table, section.",
    "magnitude": "How much, in words with unit.",
    "ExclusionInput.n": "Records that were left out for this reason.",
    "n": "How many were studied; `n_unit` says what.",
    "NewStudy.n": "Participants.",
    "StudyChanges.n": "Participants.",
    "n_note": "What the number counts, in words.",
    "name": "Its name.",
    "note": "Remark, in words.",
    "other": "The other record, by public id.",
    "NewPatient.outcome": "How the patient fared.",
    "PatientChanges.outcome": "How the patient fared.",
    "outcome": "What the claim says happens: a topic by public id.",
    "outcome_text": "What the claim says happens, in words, where no topic fits.",
    "pmcid": "PubMed Central id, such as PMC1234567.",
    "pmid": "PubMed id.",
    "ClaimChanges.population": "Whom it holds for: a topic by public id.",
    "NewClaim.population": "Whom it holds for: a topic by public id.",
    "population": "Who or what was studied, in words.",
    "population_text": "Whom it holds for, in words, where no topic fits.",
    "prefix": "Words before the passage, to find it by.",
    "suffix": "Words after the passage, to find it by.",
    "primary_source": "The report that speaks for the study, by public id.",
    "query": "What was asked, word for word.",
    "raters": "How many people rated.",
    "rationale": "Why, in words.",
    "ExclusionInput.reason": "Why they were left out.",
    "record": "The record that the report is about, by public id.",
    "registry_id": "Number in a register of studies, such as NCT01234567.",
    "remark": "Remark on the whole, in words.",
    "results": "Records that the search found.",
    "screened": "Records that were looked at.",
    "searched_by": "Who searched, where it was not the writer.",
    "searched_on": "Day of the search (YYYY-MM-DD).",
    "sex": "Sex of the patient, as the report has it.",
    "source": "The source, by public id.",
    "superseded_by": "The claim that takes its place, by public id.",
    "threshold": "From where on the authors call the effect meaningful, with unit.",
    "title": "Title of the publication.",
    "topic": "The topic, by public id.",
    "topics": "Topics of the claim, by public id.",
    "url": "Address (http or https).",
    "warnings": "What to be careful of.",
    "what_would_change": "What would change the verdict.",
    "year": "Year of publication.",
}

COEFFICIENT = {"maximum": 1}
SHARE = {"minimum": 0, "maximum": 1}
NOT_NEGATIVE = {"minimum": 0}
PERCENT = {"minimum": 0, "maximum": 100}
LEVELS = {"minimum": -3, "maximum": 3}
#: Bounds of numbers by name.
RANGES: dict[str, dict[str, int]] = {
    **dict.fromkeys(
        ("percent_agreement", "gwet_pa", "gwet_pe", "p", "Q_p", "level", "done_share"), SHARE
    ),
    **dict.fromkeys(("kappa", "kappa_linear", "kappa_quadratic", "fleiss_kappa"), COEFFICIENT),
    **dict.fromkeys(("fleiss_generalised", "gwet_ac1", "gwet_ac2_linear"), COEFFICIENT),
    **dict.fromkeys(("gwet_ac2_quadratic", "gwet_ac2_ordinal", "alpha_nominal"), COEFFICIENT),
    **dict.fromkeys(("alpha_ordinal", "alpha_interval", "alpha_ratio"), COEFFICIENT),
    **dict.fromkeys(("se", "sei", "se_tau2", "Q", "q", "tau2", "H2", "vi"), NOT_NEGATIVE),
    **dict.fromkeys(("n_raters", "alpha_nominal_se_gwet_R"), NOT_NEGATIVE),
    **dict.fromkeys(("I2", "I2_Q", "I2_tau"), PERCENT),
    **dict.fromkeys(("change", "suggested", "limit"), LEVELS),
    "status": {"minimum": 400, "maximum": 599},
}
#: Numbers without bounds: their description says the unit, or that there is none.
UNBOUNDED = {
    "b", "yi", "estimate", "low", "high", "null", "value", "year", "rank", "score", "common_effect", "REML",
}  # fmt: skip


def describe(result: dict[str, Any], **options: Any) -> dict[str, Any]:
    """Post-processing: give every field of every schema a description, and every number its range."""
    schemas = result.get("components", {}).get("schemas", {})
    for name, schema in schemas.items():
        for member, found in schema.get("properties", {}).items():
            if not found.get("description"):
                told = _meaning(schemas, name, member, found)
                if told:
                    found["description"] = told
            if source := computed_fields.told(name, member):
                # Before the words of a scale, which follow as a list.
                said, gap, words = found.get("description", "").partition("\n\n")
                found["description"] = f"{said} {source}".strip() + gap + words
            if _numeric(found) and "minimum" not in found and "maximum" not in found:
                found.update(_range(member))
    return result


def _meaning(schemas: dict[str, Any], name: str, member: str, found: dict[str, Any]) -> str:
    own = MEANINGS.get(f"{name}.{member}")
    inner = found.get("items", found)
    behind = inner.get("$ref") or next(
        (
            one["$ref"]
            for one in (*inner.get("allOf", ()), *inner.get("oneOf", ()))
            if "$ref" in one
        ),
        "",
    )
    told = schemas.get(behind.rpartition("/")[2], {}).get("description", "").strip()
    return own or told or MEANINGS.get(member, "")


def _range(member: str) -> dict[str, int]:
    if member.endswith(("_se", "_se_null")):
        return NOT_NEGATIVE
    return RANGES.get(member, {})


def _numeric(found: dict[str, Any]) -> bool:
    kinds = found.get("type")
    return bool({"integer", "number"} & set([kinds] if isinstance(kinds, str) else kinds or ()))
