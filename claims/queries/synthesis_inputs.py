"""What the rules are told about claims: read for many at once, as the domain's own plain facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F

from claims.access import opened
from claims.domain.bodies import lowest_start
from claims.domain.facts import ClaimFacts, EffectFacts, JudgementFacts
from claims.domain.funding import names_company
from claims.domain.inputs import EvidenceFacts, Inputs
from claims.domain.suggestions import ROBINS
from claims.domain.vocabulary import (
    STREAM_OF_DESIGN,
    About,
    AppraisalStatus,
    AssessedUnit,
    CertaintyDomain,
    ClaimType,
    ConsensusState,
    CountUnit,
    Design,
    Direction,
    Directness,
    EvidenceStatus,
    Integrity,
    Quantifier,
    ReadDepth,
    RecordStatus,
    Rung,
    Scope,
    Stream,
    Strength,
)
from claims.models import Appraisal, Claim, DomainJudgement, Evidence, Search, Study

#: Under these notices a source's evidence is held out of every synthesis.
HELD_OUT = {
    Integrity.RETRACTED: "The source was retracted.",
    Integrity.WITHDRAWN: "The source was withdrawn.",
    Integrity.CONCERN: "The source is under an expression of concern.",
}


def inputs(claims: Sequence[int]) -> dict[int, Inputs]:
    """The synthesis inputs of each claim, by key. Six queries at most, however many."""
    facts = _claims(claims)
    evidence = _evidence(claims)
    decided = _judgements(claims)
    return {
        pk: Inputs.of(claim, evidence.get(pk, ()), decided.get(pk, ()))
        for pk, claim in facts.items()
    }


def _claims(claims: Sequence[int]) -> dict[int, ClaimFacts]:
    searched = set(Search.objects.filter(claim__in=claims).values_list("claim_id", flat=True))
    rows = Claim.objects.filter(pk__in=claims).values(
        "pk",
        "claim_type",
        "quantifier",
        "about",
        "scope",
        "rung_claimed",
        "exposure_text",
        "exposure__name",
    )
    return {
        row["pk"]: ClaimFacts(
            claim_type=ClaimType(row["claim_type"]),
            quantifier=Quantifier(row["quantifier"]),
            about=About(row["about"]),
            scope=Scope(row["scope"]),
            rung_claimed=Rung(row["rung_claimed"]),
            searched=row["pk"] in searched,
            exposure=row["exposure_text"] or row["exposure__name"] or "",
        )
        for row in rows
    }


def _evidence(claims: Sequence[int]) -> dict[int, list[EvidenceFacts]]:
    rows = list(
        Evidence.objects.filter(claim__in=claims, source__status=RecordStatus.PUBLISHED)
        .exclude(status=EvidenceStatus.PROPOSED)
        .order_by("pk")
        .values(
            "pk",
            "claim_id",
            "study_id",
            "source_id",
            "design",
            "stream",
            "status",
            "status_reason",
            "consensus",
            "standing_direction",
            "standing_directness",
            "standing_strength",
            "raters",
            "released_at",
            "read",
            "comparison_made",
            "n",
            "n_unit",
            "effect",
            "source__integrity",
            "source__identity",
            "source__funding",
            "study__primary_source_id",
        )
    )
    pooled = _pooled({row["study_id"] for row in rows})
    # Only a body of comparisons starts elsewhere for it.
    compared = any(row["stream"] == Stream.COMPARATIVE for row in rows)
    robins = _robins(claims) if compared else {}
    found: dict[int, list[EvidenceFacts]] = defaultdict(list)
    for row in rows:
        found[row["claim_id"]].append(
            _facts(row, pooled.get(row["study_id"], {}), robins.get(row["pk"], ""))
        )
    return found


def _pooled(studies: set[int]) -> dict[int, dict[int, Stream]]:
    """The studies that each review among `studies` includes, each with the stream of its design."""
    through: Any = Study.included_studies.through
    found: dict[int, dict[int, Stream]] = defaultdict(dict)
    pairs = through.objects.filter(from_study__in=studies).order_by("to_study_id")
    for review, study, design in pairs.values_list(
        "from_study_id", "to_study_id", "to_study__design"
    ):
        found[review][study] = STREAM_OF_DESIGN[Design(design)]
    return found


def _robins(claims: Sequence[int]) -> dict[int, str]:
    """The worst ROBINS judgement of each result that a standing appraisal cites and whose ratings are open.

    One that nobody cites, or whose appraisal is closed, must not show.
    """
    through: Any = Appraisal.assessments.through
    rows = through.objects.filter(
        appraisal__evidence__in=Evidence.objects.filter(opened(), claim__in=claims).values("pk"),
        appraisal__status=AppraisalStatus.SUBMITTED,
        appraisal__is_current=True,
        assessment__instrument__startswith="robins",
        assessment__unit=AssessedUnit.RESULT,
        assessment__evidence=F("appraisal__evidence"),
    ).order_by("assessment_id")
    found: dict[int, str] = {}
    for evidence, judgement in rows.values_list("appraisal__evidence_id", "assessment__judgement"):
        if judgement not in ROBINS:
            continue
        held = found.get(evidence)
        if held is None or ROBINS[judgement][0] < ROBINS[held][0]:
            found[evidence] = judgement
    return found


def _judgements(claims: Sequence[int]) -> dict[int, list[JudgementFacts]]:
    found: dict[int, list[JudgementFacts]] = defaultdict(list)
    rows = DomainJudgement.objects.filter(claim__in=claims, is_current=True)
    for claim, stream, domain, change, reason in rows.values_list(
        "claim_id", "stream", "domain", "change", "reason"
    ):
        found[claim].append(JudgementFacts(Stream(stream), CertaintyDomain(domain), change, reason))
    return found


def _effect(value: Any) -> EffectFacts | None:
    """The estimate as it was entered; None where nothing, or nothing usable, was."""
    if not isinstance(value, dict) or not isinstance(value.get("estimate"), int | float):
        return None
    return EffectFacts(
        str(value.get("measure", "")),
        value["estimate"],
        value.get("low"),
        value.get("high"),
        value.get("level") or 0.95,
    )


def _facts(row: Mapping[str, Any], pooled: Mapping[int, Stream], robins: str) -> EvidenceFacts:
    excluded = row["status_reason"] if row["status"] == EvidenceStatus.EXCLUDED else ""
    if not excluded and row["source__identity"] == "not_found":
        excluded = "The source is known by name only: it was not found."
    return EvidenceFacts(
        evidence=f"E{row['pk']}",
        study=f"Y{row['study_id']}",
        source=f"S{row['source_id']}",
        design=Design(row["design"]),
        stream=Stream(row["stream"]),
        direction=Direction(row["standing_direction"]) if row["standing_direction"] else None,
        directness=Directness(row["standing_directness"]) if row["standing_directness"] else None,
        strength=Strength(row["standing_strength"]) if row["standing_strength"] else None,
        consensus=ConsensusState(row["consensus"]),
        raters=row["raters"],
        # A conflict that is still closed must not show, not even as one.
        in_conflict=row["status"] == EvidenceStatus.CONFLICT and row["released_at"] is not None,
        primary=row["study__primary_source_id"] in (None, row["source_id"]),
        read=ReadDepth(row["read"]),
        excluded=excluded,
        retracted=HELD_OUT.get(Integrity(row["source__integrity"]), ""),
        comparison_made=row["comparison_made"],
        included_studies=tuple(f"Y{pk}" for pk in pooled),
        pools=lowest_start(list(pooled.values())),
        n=row["n"],
        n_unit=CountUnit(row["n_unit"]) if row["n_unit"] else None,
        effect=_effect(row["effect"]),
        robins=robins,
        industry=names_company(row["source__funding"]),
    )
