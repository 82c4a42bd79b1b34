"""Which stored claims the sentences of an article speak of: candidates by search, scores by the domain's rules."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claims.access import listed_claims
from claims.domain.articles import Band, PassageKind, Wording
from claims.domain.matching import around, context, fusing, wording
from claims.domain.matching.scoring import Scored, local, score, settled
from claims.domain.matching.sides import ClaimSide, Concept, Name, name_of
from claims.domain.matching.words import STOP_WORDS, canonical, telling
from claims.domain.passages.reading import Passage
from claims.domain.vocabulary import ClaimType, RecordStatus
from claims.models import ClaimTopic, Topic, TopicAlias
from claims.queries import claim_vectors, search
from claims.queries.embedding import embedder

#: Version of the way that matches are found, kept with each document and each decision on a match.
METHOD = "3"
#: The same where likeness of meaning was looked at too, and of what that alone found.
WITH_MEANING = f"{METHOD}+embeddings"
MEANING_ALONE = f"{WITH_MEANING} alone"
#: Claims that are looked at for one sentence, and sentences that are searched for together.
CANDIDATES = 40
#: Words of a sentence that are searched for: the most telling ones, in their order.
ASKED = 14
CHUNK = 400
#: Kinds of passages that may speak of a claim.
MATCHED = frozenset(
    {PassageKind.CHECKABLE, PassageKind.ADVICE, PassageKind.DEFINITION, PassageKind.OPINION}
)
PARTS = ("exposure", "outcome", "population", "comparator")
FACTS = ("claim_type", "quantifier", "verdict", "rung_claimed", "rung_reached")


_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True)
class Suggestion:
    """A claim that a passage seems to speak of, and how it seems to word it."""

    claim: int
    band: Band
    score: float
    wording: Wording
    reasons: tuple[str, ...]
    #: Where likeness of meaning alone led to it: the cosine.
    cosine: float | None = None


def _quiet(_: int) -> None:
    return None


def suggest(
    text: str,
    passages: Sequence[Passage],
    title: str = "",
    *,
    progress: Callable[[int], None] = _quiet,
    leave_out: Collection[int] = (),
) -> list[list[Suggestion]]:
    """For each passage what it seems to speak of, best first; published claims only, without those of `leave_out`.

    At most eight queries for each sentence that is matched, and four for each 400 claims that come into question; one
    more for each 400 where embeddings are on. `progress` is told how many passages are looked at; it may raise to stop.
    """
    asked = [place for place, one in enumerate(passages) if one.kind in MATCHED]
    wanted: dict[int, list[int]] = {}
    counted = search.Counted()
    for done, place in enumerate(asked, start=1):
        one = passages[place]
        wanted[place] = _candidates(text[one.start : one.end], leave_out, counted)
        progress(done * len(passages) // max(1, len(asked)))
    near = _near(
        [text[passages[one].start : passages[one].end] for one in asked],
        leave_out,
        lambda: progress(len(passages)),
    )
    by_words = {key for keys in wanted.values() for key in keys}
    claims = claims_of(by_words | {key for many in near for key, _ in many})
    names = {name for one in claims.values() for concept in one.concepts for name in concept.names}
    sentences = context.sides(
        [text[one.start : one.end] for one in passages],
        [one.block for one in passages],
        title,
        names,
    )
    whole = around.article([text[one.start : one.end] for one in passages], title)
    # What words alone say must not depend on what meaning adds.
    weigh = local([one for key, one in claims.items() if key in by_words])
    scored = [
        [
            score(claims[key], sentences[place], weigh, whole)
            for key in wanted[place]
            if key in claims
        ]
        for place in asked
    ]
    advice = [passages[place].kind is PassageKind.ADVICE for place in asked]
    normative = {
        key for key, one in claims.items() if one.facts["claim_type"] == ClaimType.NORMATIVE
    }
    found: list[list[Suggestion]] = [[] for _ in passages]
    for place, offered, held, close in zip(
        asked, settled(scored, advice, normative), scored, near, strict=True
    ):
        found[place] = [
            _suggestion(claims[one.key], sentences[place].text, one, band) for one, band in offered
        ]
        more = [
            score(claims[key], sentences[place], weigh, whole)
            for key, _ in close
            if key in claims and key not in wanted[place]
        ]
        found[place] += [
            _suggestion(claims[one.key], sentences[place].text, one, Band.POSSIBLE, cosine)
            for one, cosine in fusing.joined(offered, [*held, *more], close)
        ]
    return found


def method() -> str:
    """The version of the way that matches are found now, on this site."""
    return WITH_MEANING if embedder() and claim_vectors.kept() is not None else METHOD


def _suggestion(
    claim: ClaimSide, sentence: str, scored: Scored, band: Band, cosine: float | None = None
) -> Suggestion:
    said = wording.suggest(sentence, claim.text, claim.facts, claim.outcome_names)
    return Suggestion(claim.key, band, round(scored.score, 4), said.wording, said.reasons, cosine)


def _near(
    sentences: Sequence[str], leave_out: Collection[int], tick: Callable[[], None]
) -> list[claim_vectors.Near]:
    """Claims that each sentence is near in meaning; none where embeddings are off."""
    model = embedder()
    if model is None:
        return [[] for _ in sentences]
    return claim_vectors.near(model, sentences, leave_out=leave_out, tick=tick)


def _candidates(sentence: str, leave_out: Collection[int], counted: search.Counted) -> list[int]:
    """Keys of claims that share telling words with the sentence, the likeliest first."""
    # Words alone: quotation marks and minus signs would be taken for what they mean in a search box.
    words = [word for word in _WORD.findall(sentence.lower()) if word not in STOP_WORDS]
    if len(words) > ASKED:
        weighed = sorted(range(len(words)), key=lambda place: -telling(canonical(words[place])))
        words = [words[place] for place in sorted(weighed[:ASKED])]
    # With a blank behind it the last word is no beginning of another.
    found = search.search_claims(" ".join(words) + " ", CANDIDATES + len(leave_out), counted)
    return [key for key in found if key not in leave_out]


def claims_of(keys: Iterable[int]) -> dict[int, ClaimSide]:
    """Published claims as they are compared. Four queries for each 400."""
    found: dict[int, ClaimSide] = {}
    ordered = sorted(keys)
    for start in range(0, len(ordered), CHUNK):
        part = ordered[start : start + CHUNK]
        rows = list(
            listed_claims()
            .filter(pk__in=part)
            .values(
                "pk",
                "text",
                *FACTS,
                *(f"{name}_text" for name in PARTS),
                *(f"{name}_id" for name in PARTS),
                *(f"{name}__name" for name in PARTS),
            )
        )
        topics = _topics(rows)
        concepts = _concepts({topic for many in topics.values() for topic in many})
        for row in rows:
            own = {one: concepts[one] for one in topics[row["pk"]] if one in concepts}
            found[row["pk"]] = _side(row, own)
    return found


def _side(row: Mapping[str, Any], concepts: Mapping[int, Concept]) -> ClaimSide:
    said = {name: row[f"{name}_text"] or row[f"{name}__name"] or "" for name in PARTS}
    return ClaimSide(
        row["pk"],
        row["text"],
        name_of(row["text"]),
        exposure=frozenset(name_of(said["exposure"])),
        outcome=frozenset(name_of(said["outcome"])),
        population=frozenset(name_of(said["population"])),
        comparator=frozenset(name_of(said["comparator"])),
        concepts=tuple(concepts.values()),
        outcome_names=concepts[row["outcome_id"]].words
        if row["outcome_id"] in concepts
        else frozenset(),
        facts={**{name: row[name] for name in FACTS}, **said},
    )


def _topics(rows: Sequence[Mapping[str, Any]]) -> dict[int, dict[int, None]]:
    found: dict[int, dict[int, None]] = {
        row["pk"]: dict.fromkeys(row[f"{name}_id"] for name in PARTS if row[f"{name}_id"])
        for row in rows
    }
    pairs = ClaimTopic.objects.filter(claim_id__in=list(found)).order_by("claim_id", "topic_id")
    for claim, topic in pairs.values_list("claim_id", "topic_id"):
        found[claim][topic] = None
    return found


def _concepts(topics: Collection[int]) -> dict[int, Concept]:
    """Topics with all their names, and those of the topics next to them in the hierarchy. Three queries."""
    if not topics:
        return {}
    up: dict[int, list[int]] = defaultdict(list)
    down: dict[int, list[int]] = defaultdict(list)
    through = Topic.broader.through.objects
    for lower, upper in (
        through.filter(from_topic_id__in=topics)
        .values_list("from_topic_id", "to_topic_id")
        .union(through.filter(to_topic_id__in=topics).values_list("from_topic_id", "to_topic_id"))
    ):
        up[lower].append(upper)
        down[upper].append(lower)
    every = {*topics, *up, *down}
    live = {"status": RecordStatus.PUBLISHED}
    names: dict[int, list[Name]] = defaultdict(list)
    for topic, name in (
        Topic.objects.filter(pk__in=every, **live).order_by("pk").values_list("pk", "name")
    ):
        names[topic].append(name_of(name))
    for topic, name in (
        TopicAlias.objects.filter(topic_id__in=list(names))
        .order_by("topic_id", "pk")
        .values_list("topic_id", "name")
    ):
        names[topic].append(name_of(name))

    def of(many: Iterable[int]) -> tuple[Name, ...]:
        return tuple(dict.fromkeys(name for one in many for name in names.get(one, ()) if name))

    return {
        topic: Concept(of([topic]), of(down.get(topic, ())), of(up.get(topic, ())))
        for topic in topics
        if topic in names
    }
