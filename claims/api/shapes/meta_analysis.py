"""Effect sizes, pooled results, and a claim's own effects."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from claims.api.shapes.common import Anything, Shape, string, truth, whole
from claims.domain.effect_sizes import MEASURES
from claims.domain.meta_analysis.answer import RANDOM

SCALE = "The pooled scale: a logarithm for ratios."


def number(about: str, **options: Any) -> serializers.FloatField:
    """A number; null where it cannot be told, which `reasons` explains."""
    return serializers.FloatField(help_text=about, **options)


def maybe(about: str, **options: Any) -> serializers.FloatField:
    """A number or null."""
    return number(about, allow_null=True, **options)


def interval(about: str, **options: Any) -> serializers.ListField:
    """Lower and upper limit."""
    child = serializers.FloatField(allow_null=True)
    return serializers.ListField(
        child=child, min_length=2, max_length=2, help_text=about, **options
    )


class EffectSize(Shape):
    """One study's effect on the scale that is pooled."""

    measure = string(f"{SCALE} logRR, MD ...")
    yi = number("The effect.")
    vi = number("Its sampling variance.")
    sei = number("Its standard error.")
    ci = interval("95% interval.")
    notes = serializers.ListField(child=serializers.CharField(), help_text="What was done to it.")
    informative = truth("False where the study says nothing on a ratio and pooling leaves it out.")


class CommonEffect(Shape):
    """One effect for all studies."""

    b = number("The pooled effect.")
    se = number("Its standard error.")
    ci = interval("95% interval, normal.")
    p = number("Two-sided p-value.")
    Q = number("Cochran's Q.")
    df = whole("Degrees of freedom of Q.")
    Q_p = maybe("p-value of Q; null for one study.")
    I2_Q = maybe("Percent, from Q; null for one study.")


class RandomEffects(Shape):
    """Effects that differ between studies."""

    b = number("The mean of the effects.")
    se = number("Its standard error.")
    ci = interval("95% interval, normal.")
    p = number("Two-sided p-value.")
    tau2 = maybe("Variance between studies; null for one study.")
    se_tau2 = maybe("Its standard error; null where the method gives none.")
    tau2_ci_qprofile = interval("95% interval of tau2 by the Q-profile.", allow_null=True)
    I2 = maybe("As I2_tau.")
    I2_tau = maybe("Percent, from tau2 and the typical variance.")
    H2 = maybe("Total over typical variance.")


class HartungKnapp(Shape):
    """The same mean with the Hartung-Knapp interval; all null for one study."""

    b = maybe("The mean of the effects.")
    se = maybe("Its standard error.")
    ci_t = interval("95% interval, t with k - 1 degrees of freedom.", allow_null=True)
    p = maybe("Two-sided p-value.")
    q = maybe("The factor on the variance.", required=False)


class Prediction(Shape):
    """Where a new study's true effect is expected (95%), by three conventions."""

    z = interval("Normal quantile.")
    t_k_minus_2_riley = interval("t with k - 2 degrees of freedom.")
    t_k_minus_1_with_HK_se = interval("t with k - 1, HK standard error.")  # noqa: N815 - the fixed name


class Weights(Shape):
    """Percent of all."""

    common_effect = number("Under a common effect.")
    REML = number("Under random effects, REML.")


class PooledStudy(Shape):
    """A study as it went in."""

    place = whole("Place in the input, from 0.")
    yi = number(SCALE)
    vi = number("Sampling variance.")
    ci = interval("95% interval.")
    weight = Weights()


class Placed(Shape):
    """A remark on one study."""

    place = whole("Place in the input, from 0.")
    text = string("What was done and why.")


def _results() -> dict[str, Any]:
    fields: dict[str, Any] = {"common_effect": CommonEffect()}
    for name in RANDOM:
        fields |= {
            name: RandomEffects(),
            f"{name}_HK": HartungKnapp(),
            f"{name}_HK_adhoc": HartungKnapp(),
            f"prediction_interval_{name}": Prediction(allow_null=True),
        }
    fields["ratio"] = Anything(required=False, help_text="Of ratios: all of it on their own scale.")
    for one in MEASURES.values():
        if one.ratio:
            fields[f"{one.code}_scale"] = Anything(
                required=False, help_text="`ratio` to four decimals."
            )
    return fields


class Reading(Shape):
    """How pooled results are to be read."""

    warnings = serializers.ListField(
        child=serializers.CharField(), help_text="What to know before reading a pooled value."
    )
    cautions = serializers.ListField(
        child=serializers.CharField(), help_text="The same as codes: conflict, heterogeneity ..."
    )
    misleading = truth("Whether the pooled values must not be read as the answer.")


class Summary(Shape):
    """What was pooled, and what is null."""

    k = whole("How many studies were pooled.")
    measure = string(f"{SCALE} null where none was named.", allow_null=True)
    tau2 = maybe("As in REML.")
    I2 = maybe("As in REML: percent, from tau2.")
    prediction_interval = Prediction(allow_null=True, help_text="As prediction_interval_REML.")
    reasons = Anything(help_text="Why a result is null, by its name.")


class Input(Shape):
    """What was done to the input."""

    studies = PooledStudy(many=True)
    left_out = Placed(many=True)
    notes = Placed(many=True)
    methods = Anything(help_text="What each name means.")


Pooled: Any = type(
    "Pooled", (Summary,), {**_results(), "__doc__": "Results of all methods, each under its name."}
)
MetaAnalysis: Any = type(
    "MetaAnalysis",
    (Pooled, Reading, Input),
    {"__doc__": "Results of all methods, how to read them, and how they came about."},
)
