"""What the list of claims, its facets and the evidence map may be narrowed by."""

from __future__ import annotations

from claims.api import parameters
from claims.domain.vocabulary import (
    Certainty,
    ClaimType,
    Consistency,
    Design,
    Direction,
    Scope,
    Verdict,
)
from claims.queries import filter_address

YEARS = {"least": filter_address.FIRST_YEAR, "most": filter_address.LAST_YEAR}


def _read_by_address(name: str, about: str, pattern: str) -> parameters.Parameter:
    """A parameter that the pages' addresses read too: what it takes is said in one place."""
    read = filter_address.KEYS[name].read
    about = f"{about} Several may be given, repeated or separated by commas."
    schema = {"type": "string", "pattern": pattern}
    return parameters.Parameter(name, about, read, schema, many=True)


NARROWING = (
    parameters.question("q", "What to look for, other names of topics included; best match first."),
    parameters.idents("topic", "topic", "Claims of this topic and all narrower ones."),
    parameters.idents("exposure", "topic", "Claims with this exposure or a narrower one."),
    parameters.idents("outcome", "topic", "Claims with this outcome or a narrower one."),
    parameters.words("verdict", "Verdict.", Verdict),
    parameters.words("certainty", "Certainty.", Certainty),
    parameters.words("consistency", "Consistency of the studies.", Consistency),
    parameters.words("claim_type", "Kind of claim.", ClaimType),
    parameters.word("scope", "The world, or one study's result.", [s.value for s in Scope]),
    parameters.words("direction", "Has evidence whose open rating points this way.", Direction),
    parameters.words("design", "Has evidence of this design.", Design),
    _read_by_address(
        "decade", "Has evidence of the ten years from this one on.", "^(1[0-9]{2}|2[01][0-9]|220)0$"
    ),
    parameters.number("year_from", "Has evidence from this year on.", **YEARS),
    parameters.number("year_to", "Has evidence up to this year.", **YEARS),
    _read_by_address(
        "reviewed",
        "Year (UTC) in which an editor confirmed the standing conclusion, or never.",
        "^(never|1[0-9]{3}|2[01][0-9]{2}|2200)$",
    ),
    _read_by_address(
        "rater",
        "Rated by this person (pseudonym), where the site shows names and the rating is open.",
        f"^{parameters.ON_A_LINE[:-1]},]{{1,60}}$",
    ),
    parameters.flag("stale", "Whether an input changed since an editor confirmed."),
    parameters.flag("confirmed", "Whether an editor confirmed the conclusion."),
)
