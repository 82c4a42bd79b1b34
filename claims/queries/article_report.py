"""The report on a checked article: what to look at in it, the gravest first, and what it leaves out.

Everything is read from what `claims.queries.documents` found; nothing here judges anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from claims.access import listed_claims, visible_evidence
from claims.domain.articles import (
    Band,
    Finding,
    MatchState,
    PassageKind,
    ReferenceFlag,
    Wording,
)
from claims.domain.sentences import Sentence, together
from claims.domain.vocabulary import Certainty, Direction, Verdict
from claims.formats.said import NOT_MEDICAL_ADVICE
from claims.queries.briefs import claim_briefs
from claims.queries.links import label, public_id
from claims.queries.reference_flags import flag

if TYPE_CHECKING:
    from claims.access import Viewer

Node = dict[str, Any]
#: Source -> claim -> the directions in which its evidence for the claim counts.
Bearing = dict[str, dict[str, set[str]]]

#: How far a plain statement of it is from what is known: first the worst.
GRAVITY = (
    Verdict.CONTRADICTED,
    Verdict.DOUBTFUL,
    Verdict.NOT_SHOWN,
    Verdict.NONE_FOUND,
    Verdict.NOT_ASSESSED,
    Verdict.NOT_ASSESSABLE,
    Verdict.CONFLICTING,
    Verdict.REPORTED,
    Verdict.LIMITED,
    Verdict.SUPPORTED,
)
OVERSTATED = (Wording.STRONGER, Wording.OPPOSITE)
#: What an article may be asked to mention: claims on which the studies give an answer.
ANSWERED = (Verdict.SUPPORTED, Verdict.CONTRADICTED)
RATED = (Certainty.HIGH, Certainty.STRONG, Certainty.MODERATE, Certainty.LIMITED, Certainty.LOW)
#: What other programs read of a reference.
REFERENCE = ("kind", "value", "entry", "source", "source_by", "flags", "flag", "told")
MOST_LEFT_OUT = 10
#: Other claims that a source is evidence for, as far as they are named.
MOST_NAMED = 3
#: Topics of an article whose claims are looked through, by how many of its claims have them.
MOST_TOPICS = 5


def overview(viewer: Viewer, found: Mapping[str, Any]) -> Node:
    """The report of what `documents.detail` answers. At most five queries, none for a text in which nothing matched.

    `findings`: one for each passage with something to look at, in the order of the text, numbered from 1.
    `overstated`: passage and match, the worst first. `references`: every reference with what was checked of it;
    `bibliography`: the article's own list.
    `left_out`: claims of the same topics on which the studies give an answer, and which it does not mention.
    """
    cited = _cited(viewer, found["passages"])
    findings: list[Node] = []
    for passage in found["passages"]:
        references = [_reference(one, passage, cited) for one in passage["references"]]
        kinds = kinds_of(passage, references)
        if kinds:
            findings.append(
                {
                    "number": len(findings) + 1,
                    "passage": passage,
                    "kind": kinds[0],
                    "kinds": [{"kind": one, "label": label(Finding, one)} for one in kinds],
                    "label": label(Finding, kinds[0]),
                    "suggested": _suggested(passage, kinds[0]),
                    "firm": [one for one in passage["matches"] if firm(one)],
                    "possible": [one for one in passage["matches"] if maybe(one)],
                    "rejected": [one for one in passage["matches"] if rejected(one)],
                    "references": references,
                }
            )
    keys = sorted({int(one["id"][1:]) for one in found["claims"]})
    count = Counter(kind["kind"] for one in findings for kind in one["kinds"])
    return {
        "findings": findings,
        "legend": [
            {"kind": value, "label": text, "n": count[value]} for value, text in Finding.choices()
        ],
        "matched": sum(bool(one["firm"]) for one in findings),
        "overstated": overstated(findings),
        "uncited": [one for one in findings if one["passage"]["uncited"]],
        "references": [
            {"finding": one["number"], "position": one["passage"]["position"], **ref}
            for one in _numbered(found["passages"], findings, cited)
            for ref in one["references"]
        ],
        "bibliography": found["bibliography"],
        "unmatched": [one for one in findings if one["kind"] == Finding.UNMATCHED],
        "left_out": left_out(keys),
        "undecided": sum(
            match["state"] == MatchState.SUGGESTED for one in findings for match in one["firm"]
        ),
        "decided": sum(
            match["state"] != MatchState.SUGGESTED
            for one in found["passages"]
            for match in one["matches"]
        ),
    }


def _numbered(
    passages: Iterable[Mapping[str, Any]], findings: Iterable[Node], cited: Bearing
) -> list[Node]:
    numbers = {one["passage"]["position"]: one["number"] for one in findings}
    return [
        {
            "number": numbers.get(passage["position"]),
            "passage": passage,
            "references": [_reference(one, passage, cited) for one in passage["references"]],
        }
        for passage in passages
    ]


def rejected(match: Mapping[str, Any]) -> bool:
    """Whether a person said that the passage does not speak of the claim."""
    return bool(match["state"] == MatchState.REJECTED)


def firm(match: Mapping[str, Any]) -> bool:
    """Whether it is in the band "match", or a person said that it is right."""
    said = match["state"] in (MatchState.CONFIRMED, MatchState.CORRECTED)
    return not rejected(match) and (said or match["band"] == Band.MATCH)


def maybe(match: Mapping[str, Any]) -> bool:
    """Whether it is offered as possible, and nobody has decided."""
    return bool(match["state"] == MatchState.SUGGESTED and match["band"] == Band.POSSIBLE)


def kinds_of(passage: Mapping[str, Any], references: Sequence[Mapping[str, Any]]) -> list[Finding]:
    """What there is to look at in a passage, the gravest first; empty for nothing. No query."""
    held = [one for one in passage["matches"] if firm(one)]
    wordings = {one["wording"] for one in held}
    offered = any(maybe(one) for one in passage["matches"])
    there = {
        Finding.OPPOSITE: Wording.OPPOSITE in wordings,
        Finding.STRONGER: Wording.STRONGER in wordings,
        Finding.REFERENCE: any(one["flags"] for one in references),
        Finding.UNCITED: passage["uncited"],
        Finding.MATCHED: bool(held) and not wordings & set(OVERSTATED),
        Finding.POSSIBLE: not held and offered,
        # Where all was rejected, the sentence stays a finding: somebody may take it back.
        Finding.UNMATCHED: not held
        and not offered
        and (
            any(rejected(one) for one in passage["matches"])
            or (passage["kind"] == PassageKind.CHECKABLE and not passage["heading"])
        ),
    }
    return [kind for kind, is_there in there.items() if is_there]


def _suggested(passage: Mapping[str, Any], kind: Finding) -> bool:
    """Whether the finding is the machine's word alone."""
    if kind not in (Finding.OPPOSITE, Finding.STRONGER, Finding.MATCHED):
        return True
    held = [one for one in passage["matches"] if firm(one)]
    if kind != Finding.MATCHED:
        held = [one for one in held if one["wording"] == kind.value]
    return all(one["state"] == MatchState.SUGGESTED for one in held)


def overstated(findings: Sequence[Node]) -> list[Node]:
    """Findings that say more than the evidence, or the opposite, with their worst match, the worst first. No query."""
    found = []
    for one in findings:
        said = [match for match in one["firm"] if match["wording"] in OVERSTATED]
        if said:
            worst = min(said, key=_gravity)
            found.append({"finding": one, "match": worst})
    return sorted(found, key=lambda one: (_gravity(one["match"]), one["finding"]["number"]))


def _gravity(match: Mapping[str, Any]) -> tuple[int, bool, float]:
    """What contradicts the evidence before what outruns it; what people confirmed before what is suggested."""
    verdict = match["synthesis"]["verdict"]
    supported = verdict in (Verdict.SUPPORTED, Verdict.LIMITED)
    place = GRAVITY.index(Verdict(verdict))
    if match["wording"] == Wording.OPPOSITE:
        # The opposite of what is supported is the worst; the opposite of what is contradicted is none.
        place = -1 if supported else len(GRAVITY)
    return place, match["state"] == MatchState.SUGGESTED, -(match["score"] or 1.0)


def _reference(one: Mapping[str, Any], passage: Mapping[str, Any], bearing: Bearing) -> Node:
    """A reference with what is to be said against it in this sentence, in words. No query."""
    added = _bearing(one["source"], passage, bearing)
    if not added:
        return dict(one)
    flags = [*one["flags"], *added]
    text = together((flag["text"] for flag in flags), "; ")
    return {
        **one,
        "flags": flags,
        "flag": text,
        "told": Sentence(
            "%(flags)s. Whether it bears on the sentence is for a person to say.", flags=text
        ),
    }


def _bearing(source: str | None, passage: Mapping[str, Any], bearing: Bearing) -> list[Node]:
    """Whether a source is evidence here against what the sentence says of a claim, or for other claims alone."""
    held = [match for match in passage["matches"] if firm(match)]
    if source is None or not held or source not in bearing:
        return []
    claims = bearing[source]
    own = [match for match in held if match["claim"] in claims]
    if not own:
        here = ", ".join(match["claim"] for match in held)
        others = sorted(claims, key=lambda claim: int(claim[1:]))
        named: str = ", ".join(others[:MOST_NAMED])
        if len(others) > MOST_NAMED:
            named = Sentence("%(claims)s and others", claims=named)
        return [
            flag(
                ReferenceFlag.NOT_BEARING,
                Sentence(
                    "Not among the evidence for %(here)s; it is evidence for %(named)s",
                    here=here,
                    named=named,
                ),
            )
        ]
    against = [
        match["claim"]
        for match in own
        if claims[match["claim"]] == {Direction.CONTRADICTS.value}
        and match["wording"] != Wording.OPPOSITE
    ]
    return [
        flag(
            ReferenceFlag.OPPOSITE,
            Sentence("Here it counts as evidence against %(claim)s", claim=claim),
        )
        for claim in against
    ]


def _cited(viewer: Viewer, passages: Iterable[Mapping[str, Any]]) -> Bearing:
    """What the sources that passages cite beside a claim are evidence for. One query, none if none does.

    Only those that are evidence for something: of the others nothing is known.
    """
    sources = {
        one["source"]
        for passage in passages
        if any(firm(match) for match in passage["matches"])
        for one in passage["references"]
        if one["source"]
    }
    if not sources:
        return {}
    rows = (
        visible_evidence(viewer)
        .filter(source_id__in=[int(one[1:]) for one in sources])
        .values_list("source_id", "claim_id", "standing_direction")
    )
    found: Bearing = {}
    for source, claim, direction in rows:
        claims = found.setdefault(public_id("source", source), {})
        claims.setdefault(public_id("claim", claim), set()).add(direction)
    return found


def left_out(keys: Sequence[int]) -> list[Node]:
    """Published claims of the topics of claims `keys`, supported or contradicted, that are not among them.

    The most certain first, then those that rest on most studies; at most MOST_LEFT_OUT. Four queries.
    """
    if not keys:
        return []
    topics = Counter(
        listed_claims()
        .filter(pk__in=keys, exposure__isnull=False)
        .order_by()
        .values_list("exposure_id", flat=True)
    )
    chosen = [topic for topic, _ in topics.most_common(MOST_TOPICS)]
    if not chosen:
        return []
    rows = (
        listed_claims()
        .filter(exposure_id__in=chosen, verdict__in=[one.value for one in ANSWERED])
        .exclude(pk__in=keys)
        .order_by("-study_count", "pk")
        .values_list("pk", "certainty", "study_count")
    )
    order = {word.value: place for place, word in enumerate(RATED)}
    best = sorted(
        rows[:500], key=lambda row: (order.get(row[1], len(order)), -(row[2] or 0), row[0])
    )
    return claim_briefs(listed_claims(), [row[0] for row in best[:MOST_LEFT_OUT]])


def plain(report: Mapping[str, Any]) -> Node:
    """The report as records that name passages by their place: what other programs read. No query."""
    return {
        "findings": [
            {
                "number": one["number"],
                "passage": one["passage"]["position"],
                "kind": one["kind"],
                "kind_label": one["label"],
                "kinds": [kind["kind"] for kind in one["kinds"]],
                "suggested": one["suggested"],
                "claims": [match["claim"] for match in one["firm"]],
                "possible": [match["claim"] for match in one["possible"]],
            }
            for one in report["findings"]
        ],
        "overstated": [
            {"passage": one["finding"]["passage"]["position"], **one["match"]}
            for one in report["overstated"]
        ],
        "references": [
            {
                "passage": one["position"],
                **{name: one[name] for name in REFERENCE},
            }
            for one in report["references"]
        ],
        "bibliography": report["bibliography"],
        "uncited": [one["passage"]["position"] for one in report["uncited"]],
        "unmatched": [one["passage"]["position"] for one in report["unmatched"]],
        "left_out": report["left_out"],
        "not_medical_advice": NOT_MEDICAL_ADVICE,
    }
