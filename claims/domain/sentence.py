"""The one plain sentence that carries a synthesis: what was found, by what, how certain, by how many readers.

It is what pages, API, feeds and cards show first; a verdict never travels without it. Wording is
ours.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claims.domain.counting import Judged, Side, Standing
from claims.domain.facts import ClaimFacts, StudyFacts
from claims.domain.verdict import Finding
from claims.domain.vocabulary import (
    About,
    Certainty,
    CountUnit,
    Design,
    Direction,
    Scope,
    Verdict,
)

_NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]

# Singular and plural, as they stand inside a sentence.
NOUNS: dict[Design, tuple[str, str]] = {
    Design.RCT: ("randomised trial", "randomised trials"),
    Design.NONRANDOMISED_TRIAL: ("non-randomised trial", "non-randomised trials"),
    Design.COHORT: ("cohort study", "cohort studies"),
    Design.CASE_CONTROL: ("case-control study", "case-control studies"),
    Design.CROSS_SECTIONAL: ("cross-sectional comparison", "cross-sectional comparisons"),
    Design.SURVEY: ("survey without comparison", "surveys without comparison"),
    Design.CASE_SERIES: ("uncontrolled series", "uncontrolled series"),
    Design.CASE_REPORT: ("case report", "case reports"),
    Design.SYSTEMATIC_REVIEW: ("systematic review", "systematic reviews"),
    Design.NARRATIVE_REVIEW: ("narrative review", "narrative reviews"),
    Design.QUALITATIVE: ("qualitative study", "qualitative studies"),
    Design.ANIMAL: ("animal study", "animal studies"),
    Design.IN_VITRO: ("in vitro study", "in vitro studies"),
    Design.PRODUCT_ANALYSIS: ("product analysis", "product analyses"),
    Design.REGULATORY: ("regulator\u2019s text", "regulators\u2019 texts"),
    Design.SCALE: ("scale", "scales"),
    Design.OPINION: ("opinion", "opinions"),
    Design.OTHER: ("document", "documents"),
}

CERTAINTY_WORDS = {
    Certainty.HIGH: "High certainty",
    Certainty.MODERATE: "Moderate certainty",
    Certainty.LOW: "Low certainty",
    Certainty.VERY_LOW: "Very low certainty",
    Certainty.NOT_RATED: "Certainty not rated",
    Certainty.STRONG: "Strong mechanistic evidence",
    Certainty.LIMITED: "Limited mechanistic evidence",
    Certainty.INADEQUATE: "Inadequate mechanistic evidence",
}

_WHY_BACKGROUND = {
    "indirect": "too indirect",
    "not_people": "not in people",
    "no_comparison": "without the comparison that is claimed",
    "imprecise_null": "too weak for a null result to count",
    "indirect_null": "too indirect for a null result to count",
}
_WHY_NOT_COUNTED = {
    "mentions": "mere mentions",
    "uninformative": "uninformative",
    "title_only": "known by title only",
    "document": "opinion or official text",
    "excluded": "excluded",
    "retracted": "retracted or under concern",
    "pooled": "pooled elsewhere",
    "awaiting": "not yet graded",
}


@dataclass(frozen=True)
class Readers:
    """How many people rated each study at least, and how their ratings stand together.

    `state` is "provisional", "agreed", "adjudicated", "mixed" or "none".
    """

    people: int
    state: str

    @property
    def words(self) -> str:
        """As it stands in the sentence, without a stop: "one reader, provisional"."""
        if self.state == "none":
            return "rated by nobody yet"
        who = f"{number(self.people)} reader{'' if self.people == 1 else 's'}"
        if self.state == "mixed":
            return f"at least {who}, partly provisional"
        return f"{who}, {self.state}"


def number(value: int) -> str:
    """Return a count in words up to ten, in digits beyond."""
    return _NUMBERS[value] if 0 <= value < len(_NUMBERS) else str(value)


def listing(studies: Iterable[StudyFacts]) -> str:
    """Return "four case reports and one uncontrolled series": most frequent first."""
    order = list(Design)
    counts = Counter(study.design for study in studies)
    parts = [
        f"{number(count)} {NOUNS[design][count > 1]}"
        for design, count in sorted(
            counts.items(), key=lambda item: (-item[1], order.index(item[0]))
        )
    ]
    return joined(parts)


def joined(parts: Sequence[str]) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def compose(claim: ClaimFacts, finding: Finding, certainty: Certainty, readers: Readers) -> str:
    """Return the plain sentence for a synthesis; it ends with certainty and readers."""
    body = _body(claim, finding)
    if finding.verdict in (Verdict.NOT_ASSESSABLE, Verdict.NONE_FOUND, Verdict.NOT_ASSESSED):
        return f"{_capital(body)}. Not rated."
    if not finding.counted:
        tail = CERTAINTY_WORDS[certainty]
        readers_words = "" if readers.state == "none" else f"; {readers.words}"
        return f"{_capital(body)}. {tail}{readers_words}."
    return f"{_capital(body)}. {CERTAINTY_WORDS[certainty]}; {readers.words}."


def _body(claim: ClaimFacts, finding: Finding) -> str:
    pro, contra, mixed = (_side(finding, side) for side in Side)
    verdict = finding.verdict
    if verdict == Verdict.NOT_ASSESSABLE:
        return (
            "this says what ought to be done, which evidence alone cannot settle; "
            "whether it works, and who recommends it, can be assessed as claims of their own"
        )
    if verdict == Verdict.NONE_FOUND:
        return "a recorded search found no eligible evidence, which is not evidence against it"
    if verdict == Verdict.NOT_ASSESSED:
        return _not_assessed(claim, finding)
    if verdict == Verdict.NOT_SHOWN:
        return _not_shown(claim, finding)
    if claim.scope == Scope.ONE_STUDY and len(finding.counted) == 1:
        return _reports_this(finding.counted[0].study)
    if verdict == Verdict.REPORTED:
        others = _also(contra, mixed)
        return f"reported in {listing(pro)}{others}; {_nobody_compared(claim)}"
    if verdict == Verdict.SUPPORTED:
        only = ", the only study that counts" if len(finding.counted) == 1 else ""
        rest = f"; {_mixed_words(mixed)}" if mixed else ""
        return f"supported by {_with_size(pro)}{only}{rest}"
    if verdict == Verdict.LIMITED:
        verb = "points" if len(pro) == 1 else "point"
        return f"limited support: {_with_size(pro)} {verb} this way{_also(contra, mixed)}"
    if verdict == Verdict.CONTRADICTED:
        rest = f"; {_mixed_words(mixed)}" if mixed else ""
        return f"contradicted by {_with_size(contra)}; none that counts supports it{rest}"
    if verdict == Verdict.DOUBTFUL:
        speak = "speaks" if len(contra) == 1 else "speak"
        support = "supports" if len(pro) == 1 else "support"
        rest = f", {listing(pro)} {support} it" if pro else ""
        more = f"; {_mixed_words(mixed)}" if mixed else ""
        return f"doubtful: {listing(contra)} {speak} against it{rest}{more}"
    return _conflicting(pro, contra, mixed)


def _conflicting(pro: list[StudyFacts], contra: list[StudyFacts], mixed: list[StudyFacts]) -> str:
    if not pro and not contra:
        return f"studies conflict within themselves: {_mixed_words(mixed)}"
    supports = "supports" if len(pro) == 1 else "support"
    speaks = "speaks" if len(contra) == 1 else "speak"
    rest = f"; {_mixed_words(mixed)}" if mixed else ""
    if not contra:
        return f"studies conflict: {listing(pro)} {supports} it{rest}"
    if not pro:
        return f"studies conflict: {listing(contra)} {speaks} against it{rest}"
    return (
        f"studies of like weight disagree: {listing(pro)} {supports} it, "
        f"{listing(contra)} {speaks} against it{rest}"
    )


def _not_assessed(claim: ClaimFacts, finding: Finding) -> str:
    waiting = finding.of(Standing.AWAITING)
    if not waiting:
        return "nobody has looked for evidence yet, so this says nothing about whether it is true"
    studies = [item.study for item in waiting]
    directed = [study for study in studies if study.direction is not None]
    if claim.scope == Scope.ONE_STUDY and len(studies) == 1:
        if directed:
            return f"{_reports_this(studies[0])}; nobody here has graded it"
        note = studies[0].rating_note.rstrip(".")
        reason = _lower(note) if note else "no rating stands yet"
        return f"{_with_size(studies)} {_is(studies)} cited for this; {reason}"
    if len(directed) < len(studies):
        return f"{listing(studies)} {_is(studies)} cited for this; no rating stands yet"
    them = "it" if len(studies) == 1 else "them"
    return f"{listing(studies)} {_is(studies)} cited for this; nobody here has graded {them}"


def _not_shown(claim: ClaimFacts, finding: Finding) -> str:
    lead = "not shown, which is not the same as false"
    counted = [item.study for item in finding.counted]
    if counted:
        if claim.scope == Scope.ONE_STUDY and len(counted) == 1:
            return f"{lead}: {_lower(_reports_this(counted[0]))}, which alone cannot settle it"
        verb = "bears" if len(counted) == 1 else "bear"
        return f"{lead}: {listing(counted)} {verb} on it, too weak or too mixed to settle it"
    background = finding.of(Standing.BACKGROUND)
    if background:
        studies = [item.study for item in background]
        return f"{lead}: {listing(studies)} {_was(studies)} looked at ({_why(background, _WHY_BACKGROUND)})"
    rest = [item for item in finding.judged if item.code != "awaiting"] or list(finding.judged)
    studies = [item.study for item in rest]
    return f"{lead}: {listing(studies)} {_was(studies)} looked at ({_why(rest, _WHY_NOT_COUNTED)})"


def _why(items: Sequence[Judged], words: dict[str, str]) -> str:
    codes = sorted({item.code for item in items}, key=list(words).index)
    only = "" if len(codes) == 1 else "variously "
    return only + joined([words[code] for code in codes])


def _reports_this(study: StudyFacts) -> str:
    reports = {
        Direction.SUPPORTS: "reports this",
        Direction.CONTRADICTS: "reports the opposite",
        Direction.NO_EFFECT: "reports no such effect",
        Direction.MIXED: "reports mixed results on this",
        Direction.MENTIONS: "mentions this",
    }
    verb = reports[study.direction] if study.direction else "bears on this"
    return f"one {NOUNS[study.design][0]} {verb}{_size(study)}"


def _nobody_compared(claim: ClaimFacts) -> str:
    if claim.about == About.PEOPLE and re.search(
        r"\b(use|using|users?)\b", claim.exposure, re.IGNORECASE
    ):
        return "nobody has compared users with non-users"
    return "nobody has compared people with and without it"


def _also(contra: list[StudyFacts], mixed: list[StudyFacts]) -> str:
    parts = []
    if contra:
        parts.append(f"{listing(contra)} {'speaks' if len(contra) == 1 else 'speak'} against it")
    if mixed:
        parts.append(_mixed_words(mixed))
    return f"; {joined(parts)}" if parts else ""


def _mixed_words(mixed: list[StudyFacts]) -> str:
    return f"{listing(mixed)} found mixed results"


def _with_size(studies: list[StudyFacts]) -> str:
    return listing(studies) + (_size(studies[0]) if len(studies) == 1 else "")


def _size(study: StudyFacts) -> str:
    if study.n is None:
        return ""
    unit = (study.n_unit or CountUnit.PATIENTS).label
    return f" (n = {study.n:,} {unit})"


def _side(finding: Finding, side: Side) -> list[StudyFacts]:
    return [item.study for item in finding.counted if item.side == side]


def _is(studies: Sequence[StudyFacts]) -> str:
    return "is" if len(studies) == 1 else "are"


def _was(studies: Sequence[StudyFacts]) -> str:
    return "was" if len(studies) == 1 else "were"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
