"""All instruments that ship with the program, found by id or short name, and which suit which study design."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import orjson

from claims.domain.instruments.model import Instrument, read
from claims.domain.vocabulary import Design

DATA = Path(__file__).parent / "data"

# [project decision] Where several suit, the first is what the form offers; the units differ, see each.
SUGGESTED: dict[Design, tuple[str, ...]] = {
    Design.RCT: ("rob2_assignment_2019",),
    Design.NONRANDOMISED_TRIAL: ("robins_i_2016",),
    Design.COHORT: ("robins_i_2016", "jbi_cohort", "nos_cohort"),
    Design.CASE_CONTROL: ("jbi_case_control", "nos_case_control"),
    Design.CROSS_SECTIONAL: ("jbi_cross_sectional",),
    Design.CASE_SERIES: ("jbi_case_series", "murad_2018"),
    Design.CASE_REPORT: ("jbi_case_report", "murad_2018", "naranjo_1981", "who_umc_causality"),
    Design.SYSTEMATIC_REVIEW: ("amstar2_2017",),
    Design.ANIMAL: ("syrcle_2014",),
}
# For what nobody assigned, the tool for interventions comes last (its sister for exposures is not here).
SUGGESTED_FOR_EXPOSURE = {Design.COHORT: ("jbi_cohort", "nos_cohort", "robins_i_2016")}


def digest(document: Any) -> str:
    """SHA-256 of a file's content, whatever its layout."""
    return hashlib.sha256(orjson.dumps(document, option=orjson.OPT_SORT_KEYS)).hexdigest()


@cache
def catalogue() -> MappingProxyType[str, Instrument]:
    """All instruments by id, in alphabetical order. The files are read once in a process."""
    found = {}
    for path in sorted(DATA.glob("*.json")):
        document = orjson.loads(path.read_bytes())
        found[document["id"]] = read(document, digest(document))
    return MappingProxyType(found)


@cache
def _names() -> dict[str, str]:
    names = {alias: one.id for one in catalogue().values() for alias in one.aliases}
    return names | {ident: ident for ident in catalogue()}


def get(name: str) -> Instrument | None:
    """The instrument with this id or short name, in any case; None where there is none."""
    ident = _names().get(name.strip().lower())
    return catalogue()[ident] if ident else None


def suggested_for(design: str, *, exposure: bool = False) -> tuple[str, ...]:
    """Ids of the instruments that suit a study design, the usual one first; () where none does.

    `exposure`: the study is about something that nobody assigned.
    """
    if design not in list(Design):
        return ()
    known = Design(design)
    if exposure and known in SUGGESTED_FOR_EXPOSURE:
        return SUGGESTED_FOR_EXPOSURE[known]
    return SUGGESTED.get(known, ())
