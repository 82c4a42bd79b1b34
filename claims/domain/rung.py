"""The rung of inference that evidence reaches, beside the rung that a wording claims.

reported < associated (compared with people without the exposure) < caused (experiment, or an
editor's reasoned judgement): the verdict rule, "Rung reached".
"""

from __future__ import annotations

from collections.abc import Iterable

from claims.domain.counting import Judged, Side
from claims.domain.facts import ClaimFacts
from claims.domain.vocabulary import About, ClaimType, Rung, Stream

ORDER = (Rung.NONE, Rung.REPORTED, Rung.ASSOCIATED, Rung.CAUSED)
_RUNG_OF_STREAM = {
    Stream.RANDOMISED: Rung.CAUSED,
    Stream.COMPARATIVE: Rung.ASSOCIATED,
    Stream.UNCONTROLLED: Rung.REPORTED,
    Stream.CASE_REPORT: Rung.REPORTED,
    Stream.QUALITATIVE: Rung.REPORTED,
}
_NO_RUNG = frozenset({ClaimType.DEFINITIONAL, ClaimType.ABOUT_RESEARCH, ClaimType.NORMATIVE})


def reached(claim: ClaimFacts, counted: Iterable[Judged]) -> Rung:
    """Return the highest rung among the counted studies that support the claim; "none" where nothing does.

    A review reaches the rung of what it pooled, where that is recorded, else "reported". Animal and
    laboratory experiments reach "caused" only for claims about animals or cells. Definitions,
    claims about research and normative claims ask for no rung.
    """
    if claim.claim_type in _NO_RUNG:
        return Rung.NONE
    return max(
        (_of(claim, item) for item in counted if item.side == Side.FOR),
        key=ORDER.index,
        default=Rung.NONE,
    )


def falls_short(claimed: Rung, evidence: Rung) -> bool:
    """Whether the wording claims more than the evidence reaches."""
    return ORDER.index(claimed) > ORDER.index(evidence)


def _of(claim: ClaimFacts, item: Judged) -> Rung:
    study = item.study
    if study.is_review:
        return _RUNG_OF_STREAM.get(study.pools, Rung.REPORTED) if study.pools else Rung.REPORTED
    if study.stream in (Stream.ANIMAL, Stream.IN_VITRO):
        return Rung.CAUSED if claim.about in (About.ANIMALS, About.CELLS) else Rung.NONE
    return _RUNG_OF_STREAM.get(study.stream, Rung.NONE)
