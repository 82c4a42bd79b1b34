"""Which fields of the OpenAPI document are computed, and by which rule. What is not named here is stored or counted."""

from __future__ import annotations

from collections.abc import Mapping

from claims.api import rule_sources as of
from claims.api.rule_sources import Rule
from claims.domain.agreement.report import ALPHAS, COEFFICIENTS, KAPPAS

Fields = Mapping[str, Rule]


def _by(*rows: tuple[Rule, str]) -> dict[str, Rule]:
    return {member: rule for rule, members in rows for member in members.split()}


_BASIS = _by((of.COUNTED, "studies supports contradicts mixed evidence"))
_SYNTHESIS = _by(
    (of.VERDICT, "verdict verdict_label consistency consistency_label"),
    (of.GRADE, "certainty certainty_label"),
)
_CONCLUSION = _SYNTHESIS | _by(
    (of.VERDICT, "steps suggestion"),
    (of.GRADE, "streams"),
    (of.PROSPECTS, "what_would_change certainty_would_change"),
)
_READING = _by((of.CAUTIONS, "warnings cautions misleading"))


def _pooled() -> dict[str, Rule]:
    found = _by(
        (of.REML, "tau2"), (of.I2_TAU, "I2"), (of.PREDICTION, "prediction_interval"),
        (of.INVERSE, "common_effect ratio RR_scale OR_scale HR_scale IRR_scale"),
    )  # fmt: skip
    for name, rule in (("DL", of.DL), ("PM", of.PM), ("REML", of.REML)):
        found |= _by(
            (rule, name), (of.HK, f"{name}_HK"), (of.HK_ADHOC, f"{name}_HK_adhoc"),
            (of.PREDICTION, f"prediction_interval_{name}"),
        )  # fmt: skip
    return found


def _agreement() -> dict[str, Rule]:
    found = _by(
        (of.PERCENT, "percent_agreement percent_agreement_se percent_agreement_ci95_t gwet_pa gwet_pe"),
        (of.WILSON, "percent_agreement_ci95_wilson"),
        (of.FLEISS_NULL, "fleiss_kappa_se_null"),
        (of.ALPHA_SE, "alpha_nominal_se_gwet_R"),
    )  # fmt: skip
    for _, key, _ in KAPPAS:
        found |= _by((of.COHEN, key), (of.COHEN_SE, f"{key}_se {key}_se_null {key}_ci95_z"))
    for key in ("fleiss_kappa", "fleiss_generalised"):
        found |= _by((of.FLEISS, key), (of.PERCENT, f"{key}_se {key}_ci95_t"))
    for _, key, _ in COEFFICIENTS:
        found |= _by((of.PERCENT, f"{key} {key}_se {key}_ci95_t"))
    for _, key, _ in ALPHAS:
        found |= _by((of.ALPHA, key), (of.ALPHA_SE, f"{key}_se {key}_ci95_t"))
    return found


_EVALUATED = _by(
    (of.INSTRUMENT, "judgement judgement_label overall domains score scores counts"),
    (of.INSTRUMENT, "critical_flaws noncritical_weaknesses rules because"),
    (of.STRENGTH, "strength"),
)

#: Schema -> member -> the rule that gives it.
COMPUTED: Mapping[str, Fields] = {
    "RungPair": _by((of.RUNG, "claimed reached")),
    "Basis": _BASIS,
    "BasisInFull": _BASIS
    | _by((of.COUNTED, "by_stream by_design by_direction words"), (of.COUNTING, "excluded background awaiting")),
    "SynthesisBrief": _SYNTHESIS,
    "SynthesisDetail": _CONCLUSION,
    "SynthesisListed": _CONCLUSION,
    "DomainStep": _by((of.SUGGESTED, "suggested suggested_reason"), (of.GRADE, "change"), (of.LIMITS, "limit")),
    "BodyOfEvidence": _by(
        (of.COUNTED, "studies"), (of.CARRYING, "participants side"), (of.BODY_EFFECT, "effect"),
        (of.START, "start route route_words"), (of.GRADE, "certainty certainty_label level arithmetic"),
        (of.GATE, "upgrade_blocked"), (of.HEADLINE, "headline"),
    ),
    "ClaimCertainty": _by(
        (of.SENTENCE, "plain_sentence"), (of.GRADE, "certainty certainty_label"), (of.HEADLINE, "reason"),
        (of.PROSPECTS, "what_would_change"),
    ),
    "Calculated": _by(
        (of.GRADE, "certainty level steps why"), (of.START, "start"), (of.GATE, "upgrade_blocked"),
        (of.VERDICT, "verdict consistency sides rule"), (of.RUNG, "rung_reached rung_claimed"),
        (of.SENTENCE, "plain_sentence"), (of.COUNTED, "basis"), (of.COUNTING, "excluded background awaiting"),
        (of.PROSPECTS, "what_would_change certainty_would_change"),
    ),
    "EffectSize": _by((of.EFFECT, "yi vi sei ci informative")),
    "CommonEffect": _by((of.INVERSE, "b se ci p"), (of.Q, "Q df Q_p"), (of.I2_Q, "I2_Q")),
    "RandomEffects": _by(
        (of.INVERSE, "b se ci p"), (of.REML, "se_tau2"), (of.PROFILE, "tau2_ci_qprofile"),
        (of.I2_TAU, "I2 I2_tau"), (of.TYPICAL, "H2"),
    )
    | {"tau2": Rule("meta_analysis.estimators", f"{of.DL.published}; {of.PM.published}; {of.REML.published}")},
    "HartungKnapp": _by((of.HK, "b se ci_t p"), (of.HK_ADHOC, "q")),
    "Prediction": _by(
        (of.NORMAL, "z"), (of.RILEY, "t_k_minus_2_riley"), (of.PARTLETT, "t_k_minus_1_with_HK_se")
    ),
    "Weights": _by((of.INVERSE, "common_effect"), (of.REML, "REML")),
    "PooledStudy": _by((of.EFFECT, "yi vi ci"), (of.INVERSE, "weight")),
    "Pooled": _pooled(),
    "MetaAnalysis": _pooled() | _READING,
    "EffectGroup": _READING | _by((of.COMPARABLE, "rows"), (of.INVERSE, "pooled")),
    "ComparableEffect": _by((of.READ_BACK, "yi vi ci"), (of.INVERSE, "weight")),
    "LeftOut": _by((of.COMPARABLE, "reason")),
    "EffectsOfClaim": _by((of.COMPARABLE, "groups left_out")),
    "AgreementFigures": _agreement(),
    "AgreementOfRaters": _agreement(),
    "PairOfRaters": _by(
        (of.PERCENT, "percent_agreement"), (of.WILSON, "percent_agreement_ci95_wilson"),
        (of.COHEN, "kappa"), (of.COHEN_SE, "kappa_ci95_z"),
    ),
    "ItemAgreement": _by(
        (of.PERCENT, "percent_agreement gwet_ac1 gwet_ac1_ci95_t"), (of.ALPHA, "alpha_nominal"),
        (of.ALPHA_SE, "alpha_nominal_ci95_t"),
    ),
    "FindingRow": _by(
        (of.COUNTED, "studies"), (of.CARRYING, "participants"), (of.BODY_EFFECT, "effect effect_in_words"),
        (of.GRADE, "certainty certainty_label symbols notes"), (of.STATEMENT, "statement"), (of.HEADLINE, "headline"),
    ),
    "SummaryOfFindings": _by((of.SENTENCE, "plain_sentence"), (of.STATEMENT, "rows")),
    "JudgementLight": _by((of.INSTRUMENT, "judgement")),
    "DomainJudgement": _by((of.INSTRUMENT, "judgement suggested rules because")),
    "EvaluationAnswer": _EVALUATED,
    "SuggestedStrength": _by((of.STRENGTH, "strength rules reason")),
    **dict.fromkeys(
        ("Assessment", "AssessmentDetail"),
        _by((of.INSTRUMENT, "judgement judgement_label suggested suggested_label score")),
    ),
    **dict.fromkeys(("Appraisal", "AppraisalDetail"), _by((of.STRENGTH, "suggested_strength suggested_by"))),
    "Consensus": _by((of.CONSENSUS, "state direction directness strength")),
}  # fmt: skip


def told(schema: str, member: str) -> str:
    """What a description ends with; "" for what no rule computes."""
    rule = COMPUTED.get(schema, {}).get(member)
    return rule.told if rule else ""
