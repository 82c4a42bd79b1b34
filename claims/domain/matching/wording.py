"""How a sentence words a claim: a suggestion from cues of direction, negation, hedging and quantity, with its reasons.

It compares words with words and with what the claim's evidence shows. It is no verdict, and often wrong: a person
confirms it or not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from claims.domain.articles import Wording
from claims.domain.passages import cues

#: Verdicts under which a plain statement says more than the evidence does.
_THIN = {
    "reported": "the evidence is only uncontrolled reports",
    "not_shown": "the evidence does not show it",
    "none_found": "no evidence was found",
    "not_assessed": "its evidence has not been assessed",
    "conflicting": "the studies conflict",
    "doubtful": "the weightier evidence is against it",
    "contradicted": "the evidence contradicts it",
}
_LIMITED = {"limited_support": "the evidence is limited"}
_SURE = frozenset({"supported"})
#: Types of claims of which a sentence says the same or does not.
_PLAIN = frozenset({"definitional", "about_research"})
_NO_MEASURE = frozenset({"definitional", "normative", "about_research"})

_UP = re.compile(
    r"(?<!\w)(?:increas\w+|rais(?:e|es|ed|ing)|rises?|rose|elevat\w+|higher|greater|longer|worsen\w*|worse|exacerbat\w+|aggravat\w+"
    r"|boost\w*|enhanc\w+|heighten\w*|stimulat\w+|more(?!\s+(?:than|research|studies)))(?!\w)",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"(?<!\w)(?:decreas\w+|reduc\w+|lower\w*|less|fewer|shorter|smaller|diminish\w*|reliev\w+|relief|eas(?:e|es|ed|ing)|alleviat\w+"
    r"|prevent\w*|lessen\w*|suppress\w*|inhibit\w*|protect\w*|mitigat\w+|cur(?:e|es|ed|ing)|soothe\w*|declin\w+|fell|drop\w*)(?!\w)",
    re.IGNORECASE,
)
#: That one brings about the other: upwards, where nothing says that it is less of it.
_BRINGS = re.compile(
    r"(?<!\w)(?:trigger\w*|caus\w+|induc\w+|lead\w*\s+to|led\s+to|result\w*\s+in|provok\w+)(?!\w)",
    re.IGNORECASE,
)
# "A greater reduction" is one downwards.
_MORE_OF = re.compile(
    r"(?<!\w)(?:greater|larger|higher|more|further|faster|stronger|increased|enhanced|significant)\s+(?=(?:\w+\s+){0,2}?"
    r"(?:reduc|decreas|declin|drop|loss|relief|lowering|suppress|inhibit))",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"(?<!\w)(?:no\s+(?:\w+ly\s+)?(?:significant\s+|clear\s+|overall\s+|apparent\s+|measurable\s+|other\s+)*(?:(?!side|adverse|ill|harm|unwanted|known)\w+\s+)?"
    r"(?:difference|change|effect|association|benefit|improvement|increase|decrease|reduction)s?"
    r"|(?:did|do|does)\s+not\s+(?:\w+ly\s+)?(?:differ|change|affect|alter|improve|increase|decrease|reduce|reach|show)\w*"
    r"|(?:not|non-?|nor)\s*(?:\w+ly\s+)?(?:significant(?:ly)?|different|associated|affect\w*)|insignificant(?:ly)?|fail\w*\s+to"
    r"|similar(?:ly)?|comparable|unchanged|unaffected|equal(?:ly)?|the\s+same|as\s+effective\s+as|makes\s+no|n\.?s\.?(?=[\s),;]))(?!\w)"
    r"|(?<!\w)p\s*(?:>\s*0?\.0[5-9]|[=≥>]\s*(?:0?\.(?:[1-9]|0[6-9])|1\.0))",
    re.IGNORECASE,
)
#: What says that there is a difference, whichever way.
_DIFFERS = re.compile(
    r"(?<!\w)(?:significant(?:ly)?|improv\w+|differ(?:s|ed|ences?)?|effective)(?!\w)|(?<!\w)p\s*[<=≤]\s*0?\.0[0-4]",
    re.IGNORECASE,
)
#: Parts of a claim whose names stand in its text.
PARTS = ("exposure", "outcome", "population", "comparator")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Suggested:
    """A wording and the reasons for it, in words."""

    wording: Wording
    reasons: tuple[str, ...]


def suggest(
    sentence: str, claim: str, facts: Mapping[str, str], names: Collection[str] = ()
) -> Suggested:
    """How `sentence` words `claim`.

    `facts` of the claim: claim_type, quantifier, verdict, rung_claimed, rung_reached, and the texts of its parts ("" if
    none), see PARTS.
    `names`: words of the names of what the claim is about the effect on, so that a denial by another name is seen.
    """
    opposite = _opposite(sentence, claim, facts, names)
    if opposite:
        return Suggested(Wording.OPPOSITE, (opposite,))
    hedged = _hedges(sentence)
    boosted = cues.BOOSTERS.search(sentence)
    claim_type, verdict = facts.get("claim_type", ""), facts.get("verdict", "")
    if claim_type in _PLAIN and verdict in _SURE:
        return Suggested(Wording.FAITHFUL, ("it says so, and the claim is supported",))
    if claim_type in _NO_MEASURE:
        return Suggested(Wording.UNCLEAR, ("such claims are not measured by strength of wording",))
    elsewhere = _other_population(sentence, facts.get("population", ""))
    if elsewhere:
        return Suggested(Wording.OTHER_POPULATION, (elsewhere,))
    if verdict in _THIN:
        if boosted:
            return Suggested(Wording.STRONGER, (f"“{boosted[0]}”, and {_THIN[verdict]}",))
        if not hedged:
            return Suggested(Wording.STRONGER, (f"no hedge, and {_THIN[verdict]}",))
        if verdict == "reported":
            # "May" is what reports without a control let one say.
            return Suggested(Wording.FAITHFUL, (f"hedged (“{hedged}”), and {_THIN[verdict]}",))
        if verdict in ("not_assessed", "conflicting", "not_shown", "none_found"):
            return Suggested(Wording.UNCLEAR, (f"hedged (“{hedged}”), and {_THIN[verdict]}",))
        return Suggested(Wording.STRONGER, (f"hedged (“{hedged}”), but {_THIN[verdict]}",))
    if verdict in _LIMITED:
        if hedged and not boosted:
            return Suggested(Wording.FAITHFUL, (f"hedged (“{hedged}”), and {_LIMITED[verdict]}",))
        said = f"“{boosted[0]}”" if boosted else "no hedge"
        return Suggested(Wording.STRONGER, (f"{said}, and {_LIMITED[verdict]}",))
    if verdict in _SURE:
        if _causes(sentence) and facts.get("rung_reached") in ("reported", "associated"):
            return Suggested(
                Wording.STRONGER,
                ("says that one causes the other; the evidence only shows that they go together",),
            )
        if hedged and not boosted:
            return Suggested(Wording.WEAKER, (f"hedged (“{hedged}”), and the claim is supported",))
        return Suggested(Wording.FAITHFUL, ("said plainly, and the claim is supported",))
    return Suggested(Wording.UNCLEAR, ())


def _opposite(sentence: str, claim: str, facts: Mapping[str, str], names: Collection[str]) -> str:
    """Why the sentence says the opposite of the claim; "" where no cue says so."""
    words = {word.lower() for word in (*_WORD.findall(claim), *names) if len(word) > 3}
    near = _near(sentence, words)
    absent = facts.get("quantifier") == "none"
    # What a name holds ("care without drugs") denies nothing.
    claim_denies = absent or bool(_SAME.search(claim) or cues.NEGATIONS.search(_said(claim, facts)))
    denial = _denial(near, words) or _SAME.search(near) or _SAME.search(sentence)
    if denial and not claim_denies:
        return f"“{denial[0]}” in the sentence, and none in the claim"
    if claim_denies:
        return _affirmed(near) if not denial else ""
    up, down = _ways(near)
    claimed_up, claimed_down = _ways(_said(claim, facts))
    if claimed_up and not claimed_down and down and not up:
        return f"“{down[0]}” in the sentence, “{claimed_up[0]}” in the claim"
    if claimed_down and not claimed_up and up and not down:
        return f"“{up[0]}” in the sentence, “{claimed_down[0]}” in the claim"
    return ""


def _affirmed(near: str) -> str:
    """Why a clause that denies nothing contradicts a claim that does; "" where it tells of no difference."""
    up, down = _ways(near)
    found = up or down or _DIFFERS.search(near)
    return f"the claim denies it, the sentence does not (“{found[0]}”)" if found else ""


def _said(claim: str, facts: Mapping[str, str]) -> str:
    """What the claim says of its parts, without their names."""
    for name in PARTS:
        if facts.get(name):
            claim = claim.replace(facts[name], " ")
    return claim


def _ways(text: str) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    """What says that something is more, and what says that it is less."""
    bare = _MORE_OF.sub(" ", text)
    up, down = _UP.search(bare), _DOWN.search(bare)
    return up or (None if down else _BRINGS.search(bare)), down


def _denial(clause: str, words: set[str]) -> re.Match[str] | None:
    """A negation with a word of the claim right behind it: "without side effects" denies no relief."""
    starts = {word[:5] for word in words}
    for match in cues.NEGATIONS.finditer(clause):
        behind = _WORD.findall(clause[match.end() : match.end() + 60])[:4]
        if any(len(word) > 3 and word.lower()[:5] in starts for word in behind):
            return match
    return None


def _near(sentence: str, words: set[str]) -> str:
    """The clause of the sentence that shares most words with the claim: a denial elsewhere is of something else."""
    clauses = re.split(
        r"[,;:]\s+(?=\w)|\s+(?:but|while|whereas|although|however|though)\s+", sentence
    )
    return max(
        clauses,
        key=lambda clause: sum(
            word.lower()[:6] in {w[:6] for w in words} for word in _WORD.findall(clause)
        ),
    )


def _hedges(sentence: str) -> str:
    found = cues.HEDGES.search(sentence) or cues.ASSOCIATION.search(sentence)
    some = cues.QUANTIFIERS.search(sentence)
    if found:
        return found[0].strip()
    return (
        some[0]
        if some
        and some[0]
        .lower()
        .startswith(
            (
                "some",
                "in some",
                "for some",
                "certain",
                "in certain",
                "a few",
                "rare",
                "occasional",
                "sometimes",
            )
        )
        else ""
    )


def _causes(sentence: str) -> bool:
    return bool(cues.CAUSATION.search(sentence)) and not cues.ASSOCIATION.search(sentence)


_GROUPS = (
    (r"children|child|infants?|adolescents?|teenagers?|pa?ediatric|babies|newborns?", "children"),
    (r"pregnan\w+|breast-?feeding", "pregnant women"),
    (r"mice|mouse|rats?|rodents?|animals?|in\s+vitro|cells?\s+lines?", "animals or cells"),
    (r"elderly|older\s+(?:adults|people)|seniors", "older people"),
)


def _other_population(sentence: str, population: str) -> str:
    """Why the sentence speaks of others than the claim; "" where nothing says so."""
    if not population:
        return ""
    for pattern, name in _GROUPS:
        whole = re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)
        said = whole.search(sentence)
        if said and not whole.search(population):
            return f"“{said[0]}” in the sentence; the claim is about {population} and not {name}"
    return ""
