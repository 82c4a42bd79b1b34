"""A synthetic knowledge base with the skew of real ones: few topics, words and sources are in most records."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.db.models import Model

from claims.actions.versions import told
from claims.domain.canonical import canonical, digest
from claims.domain.version_brief import brief
from claims.domain.vocabulary import (
    STREAM_OF_DESIGN,
    Certainty,
    ClaimType,
    Consistency,
    Design,
    Direction,
    Role,
    Rung,
    Strength,
    Verdict,
)
from claims.models import (
    Appraisal,
    Claim,
    ClaimTopic,
    Evidence,
    Source,
    Study,
    StudySource,
    Synthesis,
    Topic,
    TopicAlias,
    Version,
)

MARK = "Benchmark topic"
TOPICS = 2_000
VOCABULARY = 60_000
WORDS = 11
# Word -> share of the claims that hold it.
PLANTED = {"risk": 0.63, "treatment": 0.20, "cancer": 0.13, "mediumword": 0.0025}
RARE_WORD, RARE_CLAIMS = "rareword", 10
RARE_DESIGN, RARE_DESIGN_CLAIMS = Design.SCALE, 20
START = datetime(2020, 1, 1, tzinfo=UTC)
BATCH = 5_000
WITH_SYNTHESIS = 20  # every n-th claim has a whole synthesis
LARGE, LARGE_EVIDENCE = 20, 200  # this claim has so many pieces of evidence


def fill(claims: int) -> None:
    """Make the records once; SystemExit when the database holds others."""
    if Claim.objects.exists():
        if not Topic.objects.filter(name__startswith=MARK).exists():
            raise SystemExit("This database holds claims that are not the benchmark's.")
        return
    started = time.perf_counter()
    chance = random.Random(20_260_101)
    with transaction.atomic():
        _people()
        topics = _topics()
        sources, studies = _sources(chance, claims // 2)
        evidence = _claims(chance, claims, topics)
        _versions()
        _evidence(chance, evidence, sources, studies)
    # VACUUM, which PostgreSQL refuses inside a transaction, lets it read from indexes alone.
    plain = connection.vendor == "sqlite" or connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if plain else "VACUUM ANALYZE")
    print(f"Filled with {claims:,} claims in {time.perf_counter() - started:.0f} s.")


def _save(model: type[Model], rows: Iterable[Model]) -> None:
    rows = iter(rows)
    while batch := list(itertools.islice(rows, BATCH)):
        model._default_manager.bulk_create(batch, batch_size=BATCH)


def _people() -> None:
    editor = get_user_model().objects.create_superuser(
        username="benchmark", email="benchmark@example.org", password=None
    )
    editor.groups.set(
        [Group.objects.get_or_create(name=role)[0] for role in (Role.EDITOR, Role.ADMIN)]
    )


def _topics() -> list[int]:
    kinds = ("exposure", "outcome", "population", "field")
    _save(
        Topic,
        (Topic(pk=key, name=f"{MARK} {key}", kind=kinds[key % 4]) for key in range(1, TOPICS + 1)),
    )
    _save(
        TopicAlias, (TopicAlias(topic_id=key, name=f"Alias {key}") for key in range(1, TOPICS + 1))
    )
    through: Any = Topic.broader.through
    _save(
        through,
        (through(from_topic_id=key, to_topic_id=key // 10) for key in range(10, TOPICS + 1)),
    )
    return list(range(1, TOPICS + 1))


def _words(chance: random.Random) -> tuple[list[str], list[float]]:
    syllables = [first + vowel for first in "bcdfghjklmnprstvz" for vowel in "aeiou"]
    words: dict[str, None] = {}  # ordered, unlike a set, so that every run makes the same texts
    while len(words) < VOCABULARY:
        words["".join(chance.choices(syllables, k=chance.randint(2, 5)))] = None
    weights = itertools.accumulate(1 / (rank + 10) ** 1.07 for rank in range(VOCABULARY))
    return list(words), list(weights)


def _sources(chance: random.Random, number: int) -> tuple[list[int], list[int]]:
    words, weights = _words(chance)

    def title() -> str:
        return " ".join(chance.choices(words, cum_weights=weights, k=WORDS)).capitalize()

    designs = [design for design in Design if design != RARE_DESIGN]
    keys = range(1, number + 1)
    _save(
        Source,
        (
            Source(
                pk=key,
                title=title(),
                authors=f"{words[key % 5_000].capitalize()} A; {words[key % 7_001].capitalize()} B",
                container_title=f"Journal of {words[key % 500]}",
                year=1960 + int(65 * chance.random() ** 0.4),
                doi=f"10.5555/benchmark.{key}",
                status="published",
                identity="index",
                claim_count=1,
            )
            for key in keys
        ),
    )
    _save(
        Study, (Study(pk=key, label=f"Study {key}", design=chance.choice(designs)) for key in keys)
    )
    _save(StudySource, (StudySource(study_id=key, source_id=key) for key in keys))
    return list(keys), list(keys)


def _claims(chance: random.Random, number: int, topics: list[int]) -> list[tuple[int, int]]:
    """The claims with their topics and syntheses; returns (claim, designs' mask) for the evidence to follow."""
    words, weights = _words(chance)
    by_use = list(itertools.accumulate(1 / rank**0.9 for rank in range(1, len(topics) + 1)))
    rare = set(chance.sample(range(1, number + 1), RARE_CLAIMS))
    rare_design = set(chance.sample(range(1, number + 1), RARE_DESIGN_CLAIMS))
    designs = list(Design)
    masks: list[tuple[int, int]] = []
    links: list[tuple[int, int]] = []

    def rows() -> Iterator[Claim]:
        for key in range(1, number + 1):
            text = chance.choices(words, cum_weights=weights, k=WORDS)
            text += [word for word, share in PLANTED.items() if chance.random() < share]
            text += [RARE_WORD] if key in rare else []
            chance.shuffle(text)
            chosen = sorted(set(chance.choices(topics, cum_weights=by_use, k=2)))
            links.extend((key, topic) for topic in chosen)
            studies = min(2_000, int(1.3 * chance.paretovariate(1.7)))
            picked = chance.choices(designs[:8], k=min(studies, 3))
            if key in rare_design:
                picked[0] = RARE_DESIGN
            mask = 0
            for design in picked:
                mask |= 1 << designs.index(design)
            masks.append((studies, mask))
            at = START + timedelta(minutes=key)
            yield Claim(
                pk=key,
                text=" ".join(text).capitalize(),
                claim_type=chance.choice(list(ClaimType)),
                exposure_id=chosen[0],
                outcome_id=chosen[-1],
                status="published",
                published_at=at,
                created_at=at,
                version_number=1,
                verdict=chance.choice(list(Verdict)),
                certainty=chance.choices(list(Certainty)[:5], weights=[2, 10, 30, 40, 18])[0],
                consistency=chance.choice(list(Consistency)),
                rung_claimed=Rung.CAUSED,
                rung_reached=Rung.ASSOCIATED,
                plain_sentence="Two cohort studies point this way. Low certainty; one reader.",
                study_count=studies,
                evidence_count=studies,
                supports_count=studies,
                raters=1,
                stale=key % 1_000 == 0,
                design_mask=mask,
            )

    _save(Claim, rows())
    _save(ClaimTopic, (ClaimTopic(claim_id=claim, topic_id=topic) for claim, topic in links))
    steps = [
        {"id": f"s{n}", "title": "A step", "text": "What it did. " * 6, "result": "Low"}
        for n in range(8)
    ]
    _save(
        Synthesis,
        (
            Synthesis(
                claim_id=key,
                method_version="benchmark",
                input_hash="0" * 64,
                inputs={},
                suggestion={"steps": steps, "streams": [], "basis": {"studies": 2}},
                verdict=Verdict.LIMITED,
                certainty=Certainty.LOW,
                consistency=Consistency.CONSISTENT,
                rung_reached=Rung.ASSOCIATED,
                rung_claimed=Rung.CAUSED,
                plain_sentence="Two cohort studies point this way.",
            )
            for key in range(WITH_SYNTHESIS, number + 1, WITH_SYNTHESIS)
        ),
    )
    return masks


def _versions() -> None:
    """One version of each claim, minted when it was published."""

    def rows() -> Iterator[Version]:
        kept = ("text", "claim_type", "verdict", "certainty", "consistency", "plain_sentence")
        for row in Claim.objects.order_by("pk").values("pk", "published_at", *kept).iterator():
            axes = {name: row[name] for name in ("verdict", "certainty", "consistency")}
            snapshot = {
                "id": f"C{row['pk']}",
                "text": row["text"],
                "claim_type": row["claim_type"],
                "evidence": [],
                "synthesis": axes | {"plain_sentence": row["plain_sentence"]},
            }
            yield Version(
                claim_id=row["pk"],
                number=1,
                snapshot=canonical(snapshot).decode(),
                sha256=digest(snapshot),
                reason="First published.",
                minted_at=row["published_at"],
                **told(brief(snapshot)),
            )

    _save(Version, rows())


def _evidence(
    chance: random.Random,
    masks: list[tuple[int, int]],
    sources: list[int],
    studies: list[int],
) -> None:
    designs = list(Design)

    def rows() -> Iterator[Evidence]:
        for claim, (number, mask) in enumerate(masks, start=1):
            mine = [design for place, design in enumerate(designs) if mask >> place & 1]
            chosen = {int(len(sources) * chance.random() ** 2) for _ in range(number)}
            if claim == LARGE:
                chosen = set(range(min(LARGE_EVIDENCE, len(sources))))
            for place in sorted(chosen):
                design = chance.choice(mine)
                yield Evidence(
                    claim_id=claim,
                    source_id=sources[place],
                    study_id=studies[place],
                    finding="It found what the claim says, in part.",
                    design=design,
                    stream=STREAM_OF_DESIGN[design],
                    n=chance.randint(5, 5_000),
                    n_unit="patients",
                    status="settled",
                    consensus="provisional",
                    released_at=START,
                    standing_direction=Direction.SUPPORTS,
                    standing_strength=Strength.WEAK,
                    raters=1,
                )

    _save(Evidence, rows())
    _save(
        Appraisal,
        (
            Appraisal(
                evidence_id=key,
                imported_rater="benchmark",
                status="submitted",
                direction=Direction.SUPPORTS,
                strength=Strength.WEAK,
                submitted_at=START,
            )
            for key in Evidence.objects.order_by("pk").values_list("pk", flat=True)
        ),
    )
