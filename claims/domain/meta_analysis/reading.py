"""What may be handed in for a meta-analysis, read into effects and variances."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from claims.domain.effect_sizes import (
    KNOWN,
    LARGEST,
    OF_COUNTS,
    EffectSize,
    Measure,
    effect_size,
    measure_named,
)
from claims.domain.problems import Invalid, path

MOST_STUDIES = 1000
TABLES = ("two_by_two_tpos_tneg_cpos_cneg", "two_by_two")
SHAPES = "yi and vi, yi and sei, two_by_two_tpos_tneg_cpos_cneg, or studies"
LEAST_VARIANCE, MOST_VARIANCE = 1e-30, 1e30


@dataclass(frozen=True)
class Body:
    """Effects and variances of the studies that are pooled, in the order given. `places` are their places in
    the input, `left_out` maps the places of the others to the reason, `notes` those of corrected ones."""

    yi: tuple[float, ...]
    vi: tuple[float, ...]
    measure: Measure | None
    places: tuple[int, ...]
    left_out: Mapping[int, str] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)


def read(given: Any, measure: Any = None) -> Body:
    """The studies in `given`: {"yi", "vi"} or {"yi", "sei"} on the pooled scale; rows of two by two cells
    (with and without the event, treated then control), or `studies`, each as an effect size takes it, these
    two with a measure. Raises Invalid, whose names are paths into the body: input/yi/3.
    """
    if not isinstance(given, Mapping):
        raise Invalid({"input": [f"Give an object with {SHAPES}."]})
    known = _measure(given, measure)
    tables = [name for name in TABLES if name in given]
    shapes = [*tables, *(name for name in ("yi", "studies") if name in given)]
    if len(shapes) != 1:
        raise Invalid({"input": [f"Give one of these: {SHAPES}."]})
    shape = shapes[0]
    if shape == "yi":
        _only(given, ("measure", "yi", "vi", "sei"))
        return _from_effects(given, known)
    _only(given, ("measure", shape))
    if known is None:
        raise Invalid({"measure": [f"Say which measure to compute: one of {KNOWN}."]})
    if tables and known.code not in OF_COUNTS:
        raise Invalid({"measure": [f"Of counts one of {', '.join(OF_COUNTS)} can be computed."]})
    rows = _rows(given[shape], f"input/{shape}")
    return _from_rows(rows, known, f"input/{shape}", cells=bool(tables))


def _measure(given: Mapping[str, Any], outer: Any) -> Measure | None:
    """The measure, from inside or beside the input; both must agree."""
    found: dict[str, Measure] = {}
    for name, value in (("measure", outer), ("input/measure", given.get("measure"))):
        if value is None:
            continue
        known = measure_named(value)
        if known is None:
            raise Invalid({name: [f"Use one of {KNOWN}, or logRR, logOR, logHR, logIRR."]})
        found[name] = known
    if len(set(found.values())) > 1:
        raise Invalid({"measure": ["Two different measures are named."]})
    return next(iter(found.values()), None)


def _only(given: Mapping[str, Any], names: Sequence[str]) -> None:
    if unknown := [str(name) for name in given if name not in names]:
        said = [f"This is not known here. Give {SHAPES}, and measure."]
        raise Invalid({path("input", name): said for name in unknown})


def _rows(value: Any, where: str) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise Invalid({where: ["Give a list, one entry for each study."]})
    if not 1 <= len(value) <= MOST_STUDIES:
        raise Invalid({where: [f"Give between 1 and {MOST_STUDIES} studies."]})
    return value


def _from_effects(given: Mapping[str, Any], measure: Measure | None) -> Body:
    if ("vi" in given) == ("sei" in given):
        raise Invalid({"input/vi": ["Give either variances (vi) or standard errors (sei)."]})
    name = "vi" if "vi" in given else "sei"
    effects, spreads = _rows(given["yi"], "input/yi"), _rows(given[name], f"input/{name}")
    if len(effects) != len(spreads):
        said = f"There are {len(effects)} effects but {len(spreads)} in {name}."
        raise Invalid({f"input/{name}": [said]})
    errors: dict[str, list[str]] = {}
    yi = [_finite(value, f"input/yi/{place}", errors) for place, value in enumerate(effects)]
    vi = []
    for place, value in enumerate(spreads):
        where = f"input/{name}/{place}"
        one = _finite(value, where, errors)
        vi.append(one if name == "vi" else one * one)
        if where not in errors and not (one > 0 and _bearable(vi[-1])):
            what = "Variances" if name == "vi" else "Standard errors"
            errors[where] = [f"{what} are above 0, and not so far from 1 that nothing is left."]
    if errors:
        raise Invalid(errors)
    return Body(tuple(yi), tuple(vi), measure, tuple(range(len(yi))))


def _finite(value: Any, where: str, errors: dict[str, list[str]]) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        errors[where] = ["Give a number."]
    elif not abs(value) <= (MOST_VARIANCE if "/vi/" in where else LARGEST):
        errors[where] = ["This number is too large to reckon with."]
    else:
        return float(value)
    return 1.0


def _bearable(variance: float) -> bool:
    return math.isfinite(variance) and LEAST_VARIANCE <= variance <= MOST_VARIANCE


def _from_rows(rows: Sequence[Any], measure: Measure, where: str, *, cells: bool) -> Body:
    errors: dict[str, list[str]] = {}
    found: dict[int, EffectSize] = {}
    for place, row in enumerate(rows):
        try:
            one = effect_size(measure.code, _cells(row) if cells else row)
            if not _bearable(one.vi):
                raise Invalid("The variance of this study is too far from 1 to reckon with.")
            found[place] = one
        except Invalid as fault:
            errors |= _placed(fault, f"{where}/{place}", cells=cells)
    if errors:
        raise Invalid(errors)
    left_out = {
        place: one.notes[0] for place, one in found.items() if not one.informative and one.notes
    }
    kept = tuple(place for place in found if place not in left_out)
    if not kept:
        said = "No study is left to pool: none has both events and people without in either group."
        raise Invalid({where: [said]})
    return Body(
        yi=tuple(found[place].yi for place in kept),
        vi=tuple(found[place].vi for place in kept),
        measure=measure,
        places=kept,
        left_out=left_out,
        notes={place: " ".join(found[place].notes) for place in kept if found[place].notes},
    )


CELLS = ("a", "b", "c", "d")


def _cells(row: Any) -> dict[str, Any]:
    if not isinstance(row, list | tuple) or len(row) != len(CELLS):
        raise Invalid("Give four counts: treated with and without the event, then control.")
    return dict(zip(CELLS, row, strict=True))


def _placed(fault: Invalid, where: str, *, cells: bool) -> dict[str, list[str]]:
    """The fault of one study, with names that are paths into the body."""
    placed: dict[str, list[str]] = {}
    for name, said in fault.errors.items():
        step = str(CELLS.index(name)) if cells and name in CELLS else name
        inside = step not in ("", "input", "measure")
        placed.setdefault(f"{where}/{step}" if inside else where, []).extend(said)
    return placed
