"""Every statistic of a set of ratings, in a fixed order, and as one flat object with methods and reasons."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from claims.domain.agreement import cohen, gwet, krippendorff
from claims.domain.agreement.ratings import Ratings
from claims.domain.agreement.statistic import Statistic, undefined

UNORDERED = "These categories have no order, or none that is known."
UNEVEN = "Fleiss' kappa needs the same number of ratings for every unit; see the generalised one."

KAPPAS = (
    ("identity", "kappa", "Cohen's kappa"),
    ("linear", "kappa_linear", "Weighted kappa, linear weights"),
    ("quadratic", "kappa_quadratic", "Weighted kappa, quadratic weights"),
)
COEFFICIENTS = (
    ("identity", "gwet_ac1", "Gwet's AC1"),
    ("linear", "gwet_ac2_linear", "Gwet's AC2, linear weights"),
    ("quadratic", "gwet_ac2_quadratic", "Gwet's AC2, quadratic weights"),
    ("ordinal", "gwet_ac2_ordinal", "Gwet's AC2, ordinal weights"),
)
ALPHAS = (
    ("nominal", "alpha_nominal", "Krippendorff's alpha, nominal"),
    ("ordinal", "alpha_ordinal", "Krippendorff's alpha, ordinal"),
    ("interval", "alpha_interval", "Krippendorff's alpha, interval"),
    ("ratio", "alpha_ratio", "Krippendorff's alpha, ratio"),
)


def statistics(ratings: Ratings) -> tuple[Statistic, ...]:
    """All statistics: those that cannot be computed say why, and none is left out."""
    return (gwet.percent(ratings), *_kappas(ratings), *_many(ratings), *_alphas(ratings))


def _kappas(ratings: Ratings) -> list[Statistic]:
    found = []
    for weights, key, label in KAPPAS:
        if ratings.pair is None:
            how_many = "" if ratings.raters is None else f"; here are {ratings.raters}"
            why = f"Cohen's kappa compares two raters who are told apart{how_many}."
            found.append(undefined(key, label, why, "ci95_z", cohen.METHOD))
        elif weights != "identity" and not ratings.ordered:
            found.append(undefined(key, label, UNORDERED, "ci95_z", cohen.METHOD))
        else:
            found.append(cohen.kappa(ratings.pair, weights, key, label))
    return found


def _many(ratings: Ratings) -> list[Statistic]:
    general = gwet.fleiss(ratings, "fleiss_generalised", "Fleiss' kappa, generalised to gaps")
    if ratings.fixed is None:
        plain = undefined("fleiss_kappa", "Fleiss' kappa", UNEVEN, general.suffix, gwet.LINEARISED)
    else:
        plain = replace(
            general,
            key="fleiss_kappa",
            label="Fleiss' kappa",
            se_null=gwet.fleiss_null_se(ratings),
        )
    found = [plain, general]
    for weights, key, label in COEFFICIENTS:
        if weights != "identity" and not ratings.ordered:
            found.append(undefined(key, label, UNORDERED, "ci95_t", gwet.LINEARISED))
        else:
            found.append(gwet.ac(ratings, weights, key, label))
    return found


def _alphas(ratings: Ratings) -> list[Statistic]:
    found = []
    for metric, key, label in ALPHAS:
        if metric == "ordinal" and not ratings.ordered:
            found.append(undefined(key, label, UNORDERED, "ci95_t", krippendorff.METHOD))
        else:
            found.append(krippendorff.alpha(ratings, metric, key, label))
    return found


def flat(ratings: Ratings) -> dict[str, Any]:
    """Each figure under its name; `methods` says how intervals were made, `undefined` why a null is one."""
    figures: dict[str, Any] = {}
    methods: dict[str, str] = {}
    reasons: dict[str, str] = {}
    for one in statistics(ratings):
        figures[one.key] = one.value
        if one.reason:
            reasons[one.key] = one.reason
        if one.key != "percent_agreement" or one.se is not None:
            figures[f"{one.key}_se"] = one.se
        if one.key.startswith("kappa") or one.key == "fleiss_kappa":
            figures[f"{one.key}_se_null"] = one.se_null
        figures[one.interval_key] = None if one.interval is None else list(one.interval)
        if one.interval_reason:
            reasons[one.interval_key] = one.interval_reason
        if one.method:
            methods[one.interval_key] = one.method
        figures |= one.extras
    for name in ("gwet_pa", "gwet_pe", "alpha_nominal_se_gwet_R"):
        figures.setdefault(name, None)
    return {
        **figures,
        "n_units": ratings.n_units,
        "n_units_compared": ratings.n_compared,
        "n_raters": ratings.raters,
        "n_ratings": ratings.n_ratings,
        "categories": list(ratings.categories),
        "methods": methods,
        "undefined": reasons,
        "notes": notes(ratings),
    }


def notes(ratings: Ratings) -> list[str]:
    """What to mind in reading the figures of these ratings."""
    found = []
    if not ratings.scale_given:
        found.append(
            "The scale is what the ratings use of it. Levels that nobody used change weighted kappa, AC1 and "
            "AC2: pass the whole scale as categories."
        )
    if not ratings.ordered and not ratings.scale_given:
        found.append("Words have no order unless the whole scale is passed in order as categories.")
    single = ratings.n_units - ratings.n_compared
    if single:
        found.append(
            f"{single} {'unit has' if single == 1 else 'units have'} one rating only. They say nothing about "
            "agreement and are left out of percent agreement, kappa and alpha; how common a category is by "
            "Gwet and by generalised Fleiss counts them in."
        )
    return found
