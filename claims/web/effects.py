"""The effects of a claim: as a section of its page, as a page of their own, as figure and as table."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe

from claims.domain.effects import number
from claims.domain.meta_analysis.intervals import Z, about
from claims.figures import forest
from claims.formats import effects_csv
from claims.queries import claims as claim_queries
from claims.queries import effects as queries
from claims.web import answers

RANDOM = "Random effects"
ESTIMATORS = {
    "common_effect": "Common effect",
    "DL": "Random effects, DerSimonian-Laird",
    "PM": "Random effects, Paule-Mandel",
    "REML": "Random effects, REML",
}
INTERVALS = {"": "normal", "_HK": "Hartung-Knapp, plain", "_HK_adhoc": "Hartung-Knapp, q ≥ 1"}
CONVENTIONS = {
    "z": "normal",
    "t_k_minus_2_riley": "t, k − 2 (Riley, Higgins)",
    "t_k_minus_1_with_HK_se": "t, k − 1, Hartung-Knapp",
}
SHOWN_CONVENTION = "t_k_minus_2_riley"
# Cautions that stand out; the others are said in passing.
LOUD = frozenset({"conflict", "heterogeneity", "unit_unknown"})


def section(viewer: Any, claim: Mapping[str, Any]) -> dict[str, Any] | None:
    """What parts/effects.html shows of a claim's record; None where no evidence has an effect. One query."""
    parts = ("evidence", "excluded", "proposed")
    if not any(one["effect"] for part in parts for one in claim[part]):
        return None
    return _shown(queries.effects(viewer, int(claim["id"][1:])))


def effects(request: HttpRequest, pk: int) -> HttpResponse:
    """All estimators, with what was left out; the tombstone of a retired claim, 404 of one not seen."""
    record = claim_queries.detail(request.user, pk)
    if record is None:
        return answers.instead(request, claim_queries.tombstone(request.user, pk))
    context = {
        "claim": record,
        "s": record["synthesis"],
        "effects": _shown(queries.effects(request.user, pk)),
    }
    return render(request, "web/effects.html", context)


def figure(request: HttpRequest, pk: int) -> HttpResponse:
    """The forest plots as one SVG file; 404 where there is nothing to draw."""
    found = answers.found(queries.of_claim(request.user, pk))
    if not found["groups"]:
        raise Http404
    panels = [_panel(group) for group in found["groups"]]
    drawn = forest.document(panels, f"Effects on: {found['claim']['text']}")
    return attached(drawn, "image/svg+xml", f"C{pk}-effects.svg")


def table(request: HttpRequest, pk: int) -> HttpResponse:
    """Every effect and every pooled result as CSV."""
    found = answers.found(queries.of_claim(request.user, pk))
    return attached(effects_csv.text(found), "text/csv; charset=utf-8", f"C{pk}-effects.csv")


def attached(content: str, media_type: str, name: str) -> HttpResponse:
    """A file of this name: shown where it is a picture, else saved."""
    response = HttpResponse(content, content_type=media_type)
    how = "inline" if media_type.startswith("image") else "attachment"
    response["Content-Disposition"] = f'{how}; filename="{name}"'
    return response


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    groups = [
        group
        | {
            "told": [
                {"text": text, "loud": code in LOUD}
                for code, text in zip(group["cautions"], group["warnings"], strict=True)
            ],
            "figure": _figure(group, f"forest-{place}"),
            "summary": _summary(group),
            "estimates": _estimates(group),
            "predictions": _predictions(group),
        }
        for place, group in enumerate(found["groups"], start=1)
    ]
    return found | {"groups": groups}


def _figure(group: Mapping[str, Any], name: str) -> SafeString:
    # Our own builder, which escapes every text that it is given.
    return mark_safe(forest.inline(_panel(group), name))


def _own(group: Mapping[str, Any], value: float) -> float:
    """A pooled figure on the measure's own scale."""
    if not group["ratio"]:
        return value
    return math.exp(max(-700.0, min(700.0, value)))


def _words(group: Mapping[str, Any], centre: float | None, ends: Any) -> str:
    low, high = (number(_own(group, end)) for end in ends)
    between = f"{low} to {high}"
    return between if centre is None else f"{number(_own(group, centre))} ({between})"


def _panel(group: Mapping[str, Any]) -> forest.Panel:
    rows = []
    for row in group["rows"]:
        ends = about(row["yi"], Z * math.sqrt(row["vi"]))
        rows.append(
            forest.Row(
                label=row["study"]["label"],
                centre=row["yi"],
                low=ends[0],
                high=ends[1],
                weight=row["weight"]["REML"],
                figures=_words(group, row["yi"], ends),
            )
        )
    scale = ", logarithmic scale" if group["ratio"] else ""
    title = f"{group['measure_label'].capitalize()}, {group['stream_label'].lower()}"
    told = "; ".join(f"{row.label}: {row.figures}" for row in rows)
    pooled = _diamonds(group)
    below = "; ".join(f"{one.label}: {one.figures}" for one in pooled)
    said = f" {below}." if below else " No pooled value is drawn."
    words = f"Forest plot with 95% intervals; the dashed line is no effect. {told}.{said}"
    axis = f"{group['measure_label']}{scale}"
    return forest.Panel(title, words, axis, group["ratio"], rows, pooled)


def _diamonds(group: Mapping[str, Any]) -> list[forest.Pooled]:
    """What is drawn below the studies: nothing where a pooled value would mislead, or of one study."""
    pooled = group["pooled"]
    if group["misleading"] or pooled["k"] < 2:
        return []
    common, wide = pooled["common_effect"], pooled["REML_HK_adhoc"]
    found = [
        forest.Pooled(label, b, ends[0], ends[1], _words(group, b, ends))
        for label, b, ends in (
            ("Common effect", common["b"], common["ci"]),
            (RANDOM, wide["b"], wide["ci_t"]),
        )
    ]
    if pooled["prediction_interval"]:
        ends = pooled["prediction_interval"][SHOWN_CONVENTION]
        found.append(forest.Pooled("Prediction", None, ends[0], ends[1], _words(group, None, ends)))
    return found


def _summary(group: Mapping[str, Any]) -> dict[str, str] | None:
    """The pooled results in words, with their methods; None where they would mislead, or of one study."""
    pooled = group["pooled"]
    if group["misleading"] or pooled["k"] < 2:
        return None
    common, random, wide = pooled["common_effect"], pooled["REML"], pooled["REML_HK_adhoc"]
    found = {
        "random": _words(group, wide["b"], wide["ci_t"]),
        "common": _words(group, common["b"], common["ci"]),
        "i2": f"{pooled['I2']:.0f}%",
        "tau2": f"{number(random['tau2'])} ({_plain(random['tau2_ci_qprofile'])})",
    }
    if pooled["prediction_interval"]:
        ends = pooled["prediction_interval"][SHOWN_CONVENTION]
        found["prediction"] = _words(group, None, ends)
    return found


def _plain(ends: Any) -> str:
    return " to ".join(number(end) for end in ends)


def _estimates(group: Mapping[str, Any]) -> list[dict[str, str]]:
    """One line for each estimator and kind of interval."""
    pooled, lines = group["pooled"], []
    if pooled["k"] < 2:
        return []
    for name, label in ESTIMATORS.items():
        for suffix, kind in INTERVALS.items():
            if name == "common_effect" and suffix:
                continue
            one = pooled[name + suffix]
            ends = one["ci_t"] if suffix else one["ci"]
            p = one["p"]
            lines.append(
                {
                    "label": label,
                    "interval": kind,
                    "result": _words(group, one["b"], ends),
                    "p": "–" if p is None else ("< 0.001" if p < 0.001 else f"{p:.3f}"),
                    "tau2": "–" if suffix or name == "common_effect" else number(one["tau2"]),
                    "i2": f"{one.get('I2_tau', one.get('I2_Q')):.1f}%" if not suffix else "–",
                }
            )
    return lines


def _predictions(group: Mapping[str, Any]) -> list[dict[str, str]]:
    ahead = group["pooled"]["prediction_interval"] or {}
    return [
        {"label": CONVENTIONS[name], "result": _words(group, None, ends)}
        for name, ends in ahead.items()
    ]
