"""Anybody's own table of studies as synthesis inputs: every field checked, every fault named by its place."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from claims.domain.facts import ClaimFacts, EffectFacts, JudgementFacts
from claims.domain.inputs import EvidenceFacts, Inputs
from claims.domain.problems import Invalid, path
from claims.domain.suggestions import ROBINS
from claims.domain.vocabulary import (
    STREAM_OF_DESIGN,
    About,
    CertaintyDomain,
    Choice,
    ClaimType,
    ConsensusState,
    CountUnit,
    Design,
    Direction,
    Directness,
    Quantifier,
    ReadDepth,
    Rung,
    Scope,
    Stream,
    Strength,
)

MOST = 500
LONGEST = 300
LARGEST = 10**9
CLAIM_WORDS: dict[str, type[Choice]] = {
    "claim_type": ClaimType,
    "quantifier": Quantifier,
    "about": About,
    "scope": Scope,
    "rung_claimed": Rung,
}
STUDY_WORDS: dict[str, type[Choice]] = {
    "design": Design,
    "stream": Stream,
    "direction": Direction,
    "directness": Directness,
    "strength": Strength,
    "consensus": ConsensusState,
    "read": ReadDepth,
    "pools": Stream,
    "n_unit": CountUnit,
}
JUDGEMENT_WORDS: dict[str, type[Choice]] = {"stream": Stream, "domain": CertaintyDomain}


class _Reader:
    """Reads one object; faults gather in `errors` under their paths."""

    def __init__(
        self, value: Any, where: str, known: set[str], errors: dict[str, list[str]]
    ) -> None:
        self.where, self.errors = where, errors
        self.value: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
        if not isinstance(value, Mapping):
            errors[where] = ["Give a JSON object."]
        for name in sorted(set(self.value) - known, key=str):
            self.fault(str(name), f"There is no such field. Known: {', '.join(sorted(known))}.")

    def fault(self, name: str, message: str) -> None:
        self.errors.setdefault(f"{self.where}/{path(name)}", []).append(message)

    def word(self, name: str, words: type[Choice], default: Any) -> Any:
        given = self.value.get(name)
        if given is None:
            return default
        if not isinstance(given, str) or given not in list(words):
            self.fault(name, f"Use one of {', '.join(word for word in words if word)}.")
            return default
        return words(given)

    def text(self, name: str, default: str = "") -> str:
        given = self.value.get(name)
        if given is None:
            return default
        if not isinstance(given, str) or len(given) > LONGEST:
            self.fault(name, f"Give a string of at most {LONGEST} characters.")
            return default
        return given.strip()

    def truth(self, name: str, default: Any) -> Any:
        given = self.value.get(name)
        if given is None or isinstance(given, bool):
            return default if given is None else given
        self.fault(name, "Say true or false.")
        return default

    def whole(self, name: str, *, least: int = 0, most: int = LARGEST) -> int | None:
        given = self.value.get(name)
        if given is None:
            return None
        if isinstance(given, bool) or not isinstance(given, int) or not least <= given <= most:
            self.fault(name, f"Give a whole number from {least} to {most}.")
            return None
        return given

    def number(self, name: str) -> float | None:
        given = self.value.get(name)
        if given is None:
            return None
        fine = isinstance(given, int | float) and not isinstance(given, bool)
        if not fine or not math.isfinite(given) or abs(given) > LARGEST:
            self.fault(name, "Give a number.")
            return None
        return float(given)

    def names(self, name: str) -> tuple[str, ...]:
        given = self.value.get(name, ())
        if not isinstance(given, list | tuple) or not all(isinstance(one, str) for one in given):
            self.fault(name, "Give a list of study keys.")
            return ()
        return tuple(given)


def read(claim: Any, rows: Any, judgements: Any = (), *, field: str = "studies") -> Inputs:
    """The inputs that a table describes: `claim` an object, `rows` a list of studies, `judgements` of decisions.

    Field names are those of ClaimFacts, EvidenceFacts and JudgementFacts. A row without `study` is a study of
    its own, one without `stream` has that of its design. `field` names the list in messages. Raises Invalid.
    """
    errors: dict[str, list[str]] = {}
    told = _claim(claim, errors)
    found = [
        _row(row, path(field, n), n, errors) for n, row in enumerate(_list(rows, field, errors))
    ]
    decided = [
        _judgement(one, path("judgements", n), errors)
        for n, one in enumerate(_list(judgements, "judgements", errors))
    ]
    keys = [item.evidence for item in found]
    for n, key in enumerate(keys):
        if key in keys[:n]:
            errors.setdefault(path(field, n, "evidence"), []).append(
                "Stands on an earlier row too."
            )
    places = [(one.stream, one.domain) for one in decided]
    for n, place in enumerate(places):
        if place in places[:n]:
            errors.setdefault(path("judgements", n, "domain"), []).append(
                "Is decided above already."
            )
    if errors:
        raise Invalid(errors)
    return Inputs.of(told, found, decided)


def _list(value: Any, name: str, errors: dict[str, list[str]]) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        errors[name] = ["Give a list."]
        return ()
    if len(value) > MOST:
        errors[name] = [f"Give at most {MOST} rows."]
        return ()
    return value


def _claim(value: Any, errors: dict[str, list[str]]) -> ClaimFacts:
    known = {one.name for one in fields(ClaimFacts)}
    reader = _Reader(value, "claim", known, errors)
    if isinstance(value, Mapping) and "claim_type" not in value:
        reader.fault("claim_type", f"Say which kind of claim: {', '.join(ClaimType)}.")
    defaults = ClaimFacts(ClaimType.ASSOCIATION)
    words = {
        name: reader.word(name, scale, getattr(defaults, name))
        for name, scale in CLAIM_WORDS.items()
    }
    return ClaimFacts(
        **words, searched=reader.truth("searched", False), exposure=reader.text("exposure")
    )


def _row(value: Any, where: str, place: int, errors: dict[str, list[str]]) -> EvidenceFacts:
    known = {one.name for one in fields(EvidenceFacts)}
    reader = _Reader(value, where, known, errors)
    if isinstance(value, Mapping) and "design" not in value:
        reader.fault("design", f"Say which design: {', '.join(Design)}.")
    words = {name: reader.word(name, scale, None) for name, scale in STUDY_WORDS.items()}
    words["design"] = words["design"] or Design.OTHER
    words["stream"] = words["stream"] or STREAM_OF_DESIGN[words["design"]]
    words["read"] = words["read"] or ReadDepth.UNKNOWN
    rated = words["direction"] is not None
    words["consensus"] = words["consensus"] or (
        ConsensusState.PROVISIONAL if rated else ConsensusState.NONE
    )
    raters = reader.whole("raters", most=1000)
    robins = reader.text("robins")
    if robins and robins not in ROBINS:
        reader.fault("robins", f"Use one of {', '.join(ROBINS)}.")
        robins = ""
    key = reader.text("evidence") or f"E{place + 1}"
    return EvidenceFacts(
        evidence=key,
        study=reader.text("study") or f"Y{place + 1}",
        source=reader.text("source") or f"S{place + 1}",
        **words,
        raters=int(rated) if raters is None else raters,
        in_conflict=reader.truth("in_conflict", False),
        primary=reader.truth("primary", True),
        excluded=reader.text("excluded"),
        retracted=reader.text("retracted"),
        comparison_made=reader.truth("comparison_made", None),
        included_studies=reader.names("included_studies"),
        n=reader.whole("n"),
        effect=_effect(reader, where, errors),
        robins=robins,
        industry=reader.truth("industry", False),
    )


def _effect(outer: _Reader, where: str, errors: dict[str, list[str]]) -> EffectFacts | None:
    if outer.value.get("effect") is None:
        return None
    known = {one.name for one in fields(EffectFacts)}
    reader = _Reader(outer.value["effect"], f"{where}/effect", known, errors)
    measure, estimate = reader.text("measure"), reader.number("estimate")
    if not measure:
        reader.fault("measure", "Name the measure: RR, OR, HR, RD, MD, SMD ...")
    if estimate is None:
        reader.fault("estimate", "Give the estimate.")
    level = reader.number("level")
    if level is not None and not 0 < level < 1:
        reader.fault("level", "Give a fraction between 0 and 1: 0.95 for 95%.")
    return EffectFacts(
        measure, estimate or 0.0, reader.number("low"), reader.number("high"), level or 0.95
    )


def _judgement(value: Any, where: str, errors: dict[str, list[str]]) -> JudgementFacts:
    known = {one.name for one in fields(JudgementFacts)}
    reader = _Reader(value, where, known, errors)
    words = {name: reader.word(name, scale, None) for name, scale in JUDGEMENT_WORDS.items()}
    for name, scale in JUDGEMENT_WORDS.items():
        if words[name] is None and reader.value.get(name) is None:
            reader.fault(name, f"Use one of {', '.join(scale)}.")
    change = reader.whole("change", least=-3, most=2)
    if change is None and reader.value.get("change") is None:
        reader.fault("change", "Say how many levels: below 0 for down.")
    reason = reader.text("reason")
    if not reason:
        reader.fault("reason", "Say why.")
    return JudgementFacts(
        words["stream"] or Stream.RANDOMISED,
        words["domain"] or CertaintyDomain.RISK_OF_BIAS,
        change or 0,
        reason,
    )
