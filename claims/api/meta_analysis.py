"""Calculators of effect sizes and meta-analysis; they store nothing."""

from __future__ import annotations

import math

from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import examples
from claims.api.inputs import Free, Strict, Text
from claims.api.lenient import METADATA, Calculator
from claims.api.schema import COMPUTE, Operation
from claims.api.shapes import meta_analysis as shapes
from claims.domain.effect_sizes import KNOWN, effect_size
from claims.domain.meta_analysis import calculate
from claims.domain.meta_analysis.intervals import Z, about
from claims.domain.problems import Invalid

MEASURE = f"{KNOWN}; logRR, logOR, logHR and logIRR mean the same. Here or inside `input`."
INPUT_OF_POOL = (
    "`yi` with `vi` (variances) or `sei` (standard errors), ratios as logarithms; or"
    " `two_by_two_tpos_tneg_cpos_cneg`, a row of four counts for each study; or `studies`, each as the"
    " effect-size calculator takes it."
)
INPUT_OF_EFFECT = (
    "a, n1, c, n2 or a, b, c, d (counts); m1, sd1, n1, m2, sd2, n2 (means); estimate, low, high,"
    " level, ratios as such; or estimate, se, for ratios of the logarithm."
)


class PoolInput(Strict):
    """The studies."""

    measure = Text(required=False, max_length=40, help_text=MEASURE)
    input = Free(help_text=INPUT_OF_POOL)


class EffectInput(Strict):
    """One study's figures."""

    measure = Text(required=False, max_length=40, help_text=MEASURE)
    input = Free(help_text=INPUT_OF_EFFECT)


class MetaAnalysis(Calculator):
    """Pools effects."""

    # What a published vector says of its first study.
    ignored = METADATA | {"study_1"}
    operations = {
        "POST": Operation(
            "Pool study results",
            {200: shapes.MetaAnalysis},
            about=(
                "Common effect, DerSimonian-Laird, Paule-Mandel and REML, each of the last three also"
                " with both Hartung-Knapp intervals. Always numbers; `warnings` say where pooling"
                " misleads. Up to 1,000 studies. Stores nothing."
            ),
            body=PoolInput,
            problems=COMPUTE,
            examples=examples.META_ANALYSIS,
            public=True,
        )
    }

    def post(self, request: Request) -> Response:
        """All estimators at once. No query."""
        given = self.body(PoolInput)
        return Response(calculate(given["input"], given.get("measure")))


class EffectSize(Calculator):
    """Computes one study's effect size."""

    operations = {
        "POST": Operation(
            "Compute an effect size and its variance",
            {200: shapes.EffectSize},
            about="On the scale that is pooled: ratios as logarithms. Stores nothing.",
            body=EffectInput,
            problems=COMPUTE,
            examples=examples.EFFECT_SIZE,
            public=True,
        )
    }

    def post(self, request: Request) -> Response:
        """`yi` and `vi`. No query."""
        given = self.body(EffectInput)
        figures = dict(given["input"])
        inner = figures.pop("measure", None)
        try:
            found = effect_size(given.get("measure", inner), figures)
        except Invalid as fault:
            inside = {
                name if name in ("", "measure", "input") else f"input/{name}": said
                for name, said in fault.errors.items()
            }
            raise Invalid(inside) from fault
        half = Z * math.sqrt(found.vi)
        return Response(
            {
                "measure": found.measure.pooled,
                "yi": found.yi,
                "vi": found.vi,
                "sei": math.sqrt(found.vi),
                "ci": list(about(found.yi, half)),
                "notes": list(found.notes),
                "informative": found.informative,
            }
        )
