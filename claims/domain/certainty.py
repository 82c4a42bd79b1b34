"""The arithmetic of certainty: starting level, eight domains, gate and clamp. "GRADE-informed", never "GRADE".

Sources: starting levels and the five downgrading domains, GRADE guidelines 3 to 9 (J Clin Epidemiol
2011) and Core GRADE (BMJ 2025); non-randomised bodies judged with ROBINS start high, GRADE guidelines 18
(J Clin Epidemiol 2019); case reports and series start very low (Cochrane Handbook 5.1, Table 12.2.a);
upgrading only without any reason for rating down (PMC6692166, footnote); -3 for imprecision (GRADE
guidance 35, 2022). What each domain is suggested to be, `suggestions` says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from claims.domain.problems import Invalid, path
from claims.domain.vocabulary import Certainty

LEVELS = {
    4: Certainty.HIGH,
    3: Certainty.MODERATE,
    2: Certainty.LOW,
    1: Certainty.VERY_LOW,
}
START = {"rct": 4, "nrsi": 2, "nrsi_with_robins": 4, "case_series_or_reports": 1}
DOWNGRADE = {
    "risk_of_bias": -2,
    "inconsistency": -2,
    "indirectness": -2,
    "imprecision": -3,
    "publication_bias": -2,
}
UPGRADE = {"large_effect": 2, "dose_response": 1, "opposing_confounding": 1}


@dataclass(frozen=True)
class Grade:
    """The outcome of the arithmetic; `level` is 4 to 1, or None where nothing was eligible."""

    certainty: Certainty
    level: int | None
    upgrade_blocked: bool
    warnings: tuple[str, ...] = ()


def grade(
    start: str,
    downgrade: Mapping[str, int] | None = None,
    upgrade: Mapping[str, int] | None = None,
    reasons: Mapping[str, str] | None = None,
    *,
    n_eligible_studies: int | None = None,
    override_reason: str = "",
) -> Grade:
    """Return the certainty: clamp(start + down + (up if the gate is open), 1, 4), clamped once, at the end.

    The gate: only non-randomised bodies, and only if no domain is downgraded; on the ROBINS route
    only risk of bias may be below zero. `override_reason` opens it. No eligible study gives "not
    rated". Where `reasons` is given, every non-zero step needs one. Raises Invalid naming the
    faulty field by its path (`problems.path`).
    """
    down, up = dict(downgrade or {}), dict(upgrade or {})
    errors = _faults(start, down, up, reasons)
    if errors:
        raise Invalid(errors)
    if n_eligible_studies == 0:
        return Grade(Certainty.NOT_RATED, None, False)
    allowed = gate(start, down) or bool(override_reason.strip())
    gained = sum(up.values())
    blocked = gained > 0 and not allowed
    level = max(1, min(4, START[start] + sum(down.values()) + (gained if allowed else 0)))
    warnings = ("Upgrading is blocked for this body and was not applied.",) if blocked else ()
    return Grade(LEVELS[level], level, blocked, warnings)


def gate(start: str, downgrade: Mapping[str, int]) -> bool:
    """Whether this body may be rated up."""
    lowered = {domain for domain, step in downgrade.items() if step < 0}
    if start == "nrsi":
        return not lowered
    return start == "nrsi_with_robins" and lowered <= {"risk_of_bias"}


def _faults(
    start: str,
    down: Mapping[str, int],
    up: Mapping[str, int],
    reasons: Mapping[str, str] | None,
) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if start not in START:
        errors["start"] = [f"Use one of {', '.join(START)}."]
    known = limits(start)
    for group, steps, domains in (("downgrade", down, DOWNGRADE), ("upgrade", up, UPGRADE)):
        for domain, step in steps.items():
            limit = known[domain] if domain in domains else None
            if limit is None:
                errors[path(group, domain)] = [f"Use one of {', '.join(domains)}."]
            elif isinstance(step, bool) or not isinstance(step, int):
                errors[path(group, domain)] = ["Use a whole number."]
            elif not min(0, limit) <= step <= max(0, limit):
                errors[path(group, domain)] = [f"Use a number between 0 and {limit}."]
            elif reasons is not None and step and not reasons.get(domain, "").strip():
                errors[path("reasons", domain)] = ["Every step needs a reason."]
    return errors


def limits(start: str) -> dict[str, int]:
    """How far each domain may go on this route: below 0 for the reasons to rate down, above for those to rate up."""
    floors = {**DOWNGRADE, "risk_of_bias": -3} if start == "nrsi_with_robins" else DOWNGRADE
    return {**floors, **UPGRADE}


def sum_in_words(start: str, steps: Mapping[str, int], result: Grade) -> str:
    """The sum as a reader would write it: "4 - 1 - 1 = 2, low"; says where it was held at an end or blocked."""
    taken = [
        step for step in steps.values() if step < 0 or (step > 0 and not result.upgrade_blocked)
    ]
    total = START[start] + sum(taken)
    parts = "".join(f" {'-' if step < 0 else '+'} {abs(step)}" for step in taken)
    shown = f"{START[start]}{parts} = {total}" if taken else f"{START[start]}"
    if result.level is not None and total != result.level:
        shown += f", held at {result.level}"
    return f"{shown}: {result.certainty.label.lower()}"


def signed(levels: int) -> str:
    """Levels with their sign: "-1", "+2", "0"."""
    return f"{levels:+d}" if levels else "0"
