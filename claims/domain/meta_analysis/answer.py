"""The whole answer of a meta-analysis: every estimator under its own name, and why a figure is missing.

I2 is stated by both definitions: `I2_Q` = (Q - df) / Q (Higgins and Thompson 2002), and `I2_tau` =
tau2 / (tau2 + the typical variance), as Cochrane has computed it since 2024; for DerSimonian-Laird
the two are equal. Percent throughout.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from claims.domain.effect_sizes import Measure
from claims.domain.meta_analysis import cautions
from claims.domain.meta_analysis import estimators as est
from claims.domain.meta_analysis.estimators import Numbers, Pooled
from claims.domain.meta_analysis.intervals import (
    Z,
    about,
    hartung_knapp,
    prediction,
    q_profile,
    wald_p,
)
from claims.domain.quantiles import chi_square_tail

RANDOM = ("DL", "PM", "REML")
LEAST_FOR_PREDICTION = 3
METHODS = {
    "common_effect": "Common effect, inverse variance; 95% interval by the normal distribution.",
    "DL": "Random effects; tau2 after DerSimonian and Laird (moments).",
    "PM": "Random effects; tau2 after Paule and Mandel, the exact root.",
    "REML": "Random effects; tau2 by restricted maximum likelihood.",
    "HK": "Hartung-Knapp interval: t with k - 1 degrees of freedom, the plain factor.",
    "HK_adhoc": "The same with the factor held at 1 or more.",
    "tau2_ci_qprofile": "95% interval of tau2 by the Q-profile.",
    "I2_Q": "I2 from Q: (Q - df) / Q.",
    "I2_tau": "I2 from tau2: tau2 / (tau2 + typical variance), as Cochrane computes it.",
    "prediction_interval": (
        "95% prediction interval by three conventions: z; t with k - 2 (Riley, Higgins); t with k - 1"
        " and the Hartung-Knapp standard error. Three studies or more."
    ),
}
ONE = "One study: nothing is pooled."
FEWER = "A prediction interval needs three studies or more."
# Beyond this, a logarithm's own number is no longer one that can be written down.
FARTHEST = 700.0


def analyse(yi: Numbers, vi: Numbers, measure: Measure | None = None) -> dict[str, Any]:
    """All results for k studies with effects `yi` and variances `vi` (above 0) on the pooled scale.

    Keys: common_effect, DL, PM, REML, each of the last three with _HK and _HK_adhoc, prediction_interval_*;
    tau2, I2 and prediction_interval repeat those of REML; for a ratio `measure` also ratio (on its own scale)
    and e.g. RR_scale (the same to four decimals). `warnings` in words, `misleading` whether the pooled value
    should not be read, `reasons` for what is None, `studies` with weights in percent.
    """
    k = len(yi)
    pools = {"common_effect": est.pool(yi, vi)}
    found: dict[str, Any] = {"k": k, "common_effect": _common(pools["common_effect"], k)}
    for name, tau2 in _between(yi, vi).items():
        pools[name] = est.pool(yi, vi, tau2 or 0.0)
        found |= _random(name, pools[name], yi, vi, tau2)
    found["tau2"] = found["REML"]["tau2"]
    found["I2"] = found["REML"]["I2"]
    found["prediction_interval"] = found["prediction_interval_REML"]
    found["reasons"] = _reasons(k)
    told = _cautions(found, pools, yi, vi)
    found["warnings"] = [one.text for one in told]
    found["cautions"] = [one.code for one in told]
    found["misleading"] = any(one.misleads for one in told)
    found["studies"] = _studies(yi, vi, pools)
    found["measure"] = measure.pooled if measure else None
    if measure and measure.ratio:
        own = _own_scale(found)
        found["ratio"] = own
        found[f"{measure.code}_scale"] = _rounded(own)
    return found


def _between(yi: Numbers, vi: Numbers) -> dict[str, float | None]:
    if len(yi) == 1:
        return dict.fromkeys(RANDOM)
    return {
        "DL": est.der_simonian_laird(yi, vi),
        "PM": est.paule_mandel(yi, vi),
        "REML": est.reml(yi, vi),
    }


def _wald(pooled: Pooled) -> dict[str, Any]:
    se = pooled.se
    return {
        "b": pooled.b,
        "se": se,
        "ci": list(about(pooled.b, Z * se)),
        "p": wald_p(pooled.b, se),
    }


def _common(pooled: Pooled, k: int) -> dict[str, Any]:
    df = k - 1
    return _wald(pooled) | {
        "Q": pooled.q if df else 0.0,
        "df": df,
        "Q_p": chi_square_tail(pooled.q, df) if df else None,
        "I2_Q": _i2_of_q(pooled.q, df) if df else None,
    }


def _i2_of_q(q: float, df: int) -> float:
    return max(0.0, 100 * (q - df) / q) if q > 0 else 0.0


def _random(
    name: str, pooled: Pooled, yi: Numbers, vi: Numbers, tau2: float | None
) -> dict[str, Any]:
    body = _wald(pooled)
    wide: dict[str, Any] = {}
    ahead: dict[str, Any] | None = None
    if tau2 is None:
        blank = ("tau2", "se_tau2", "tau2_ci_qprofile", "I2", "I2_tau", "H2")
        body |= dict.fromkeys(blank)
        for variant in ("HK", "HK_adhoc"):
            wide[f"{name}_{variant}"] = dict.fromkeys(("b", "se", "ci_t", "p"))
    else:
        typical = est.typical_variance(vi)
        i2 = 100 * tau2 / (tau2 + typical)
        body |= {
            "tau2": tau2,
            "se_tau2": _se_tau2(name, yi, vi, tau2),
            "tau2_ci_qprofile": list(q_profile(yi, vi)),
            "I2": i2,
            "I2_tau": i2,
            "H2": 1 + tau2 / typical,
        }
        for variant, floor in (("HK", False), ("HK_adhoc", True)):
            one = hartung_knapp(pooled, floor=floor)
            wide[f"{name}_{variant}"] = {
                "b": pooled.b,
                "se": one.se,
                "ci_t": list(one.ci_t),
                "p": one.p,
                "q": one.q,
            }
        if len(yi) >= LEAST_FOR_PREDICTION:
            ahead = {key: list(value) for key, value in prediction(pooled, tau2).items()}
    return {name: body, **wide, f"prediction_interval_{name}": ahead}


def _se_tau2(name: str, yi: Numbers, vi: Numbers, tau2: float) -> float | None:
    if name == "REML":
        return est.reml_se(vi, tau2)
    return est.der_simonian_laird_se(yi, vi, tau2) if name == "DL" else None


def _reasons(k: int) -> dict[str, str]:
    found: dict[str, str] = {}
    if k == 1:
        names = ("tau2", "I2", "H2", "Q_p", "Hartung-Knapp")
        found |= dict.fromkeys(names, ONE)
    if k < LEAST_FOR_PREDICTION:
        found["prediction_interval"] = FEWER
    return found


def _cautions(
    found: Mapping[str, Any], pools: Mapping[str, Pooled], yi: Numbers, vi: Numbers
) -> list[cautions.Caution]:
    k = len(yi)
    told = [cautions.conflict(yi, vi)]
    if k > 1:
        # Studies that conflict have been told of already, and in stronger words.
        told[0] = told[0] or cautions.differing(found["I2"], found["common_effect"]["Q_p"])
        told.append(cautions.too_narrow(found["REML_HK"]["q"]))
    return [one for one in told if one] + cautions.few(k)


def _studies(yi: Numbers, vi: Numbers, pools: Mapping[str, Pooled]) -> list[dict[str, Any]]:
    return [
        {
            "yi": y,
            "vi": v,
            "ci": list(about(y, Z * math.sqrt(v))),
            "weight": {
                name: 100 * pools[name].weights[place] / pools[name].total
                for name in ("common_effect", "REML")
            },
        }
        for place, (y, v) in enumerate(zip(yi, vi, strict=True))
    ]


def _own_scale(found: Mapping[str, Any]) -> dict[str, Any]:
    """Each estimate and interval as a ratio: REML, REML_ci, REML_HK_ci, prediction_interval_REML ..."""
    own: dict[str, Any] = {}
    for name in ("common_effect", *RANDOM):
        own |= {name: _exp(found[name]["b"]), f"{name}_ci": _exp(found[name]["ci"])}
    for name in RANDOM:
        for variant in ("HK", "HK_adhoc"):
            own[f"{name}_{variant}_ci"] = _exp(found[f"{name}_{variant}"]["ci_t"])
        own[f"prediction_interval_{name}"] = _exp(found[f"prediction_interval_{name}"])
    return own


def _exp(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, Mapping):
        return {name: _exp(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_exp(one) for one in value]
    return math.exp(value) if abs(value) < FARTHEST else None


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _rounded(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    return None if value is None else round(value, 4)
