"""Counts of facets: SQL is the oracle, for random filters and after random acts, in two processes' indexes."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.access import Denied, listed_claims
from claims.actions import (
    appraisals,
    claims,
    evidence,
    integrity,
    joining,
    proposals,
    sources,
    studies,
    syntheses,
    topics,
)
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.vocabulary import Certainty, Consistency, Design, Direction, Verdict
from claims.models import (
    Claim,
    Evidence,
    KnowledgeBase,
    PublicChange,
    Source,
    Study,
    Synthesis,
    Topic,
)
from claims.queries import claims as lists
from claims.queries import filter_address, search
from claims.queries.claim_filters import NEVER, ClaimFilters, design_mask, narrow
from claims.queries.facets import ClaimIndex, Shelf, claim_index, facets, matching_page
from claims.queries.search.keys import every_key
from tests import factories
from tests.queries import build

pytestmark = pytest.mark.django_db


def world(chance: random.Random, number: int) -> dict[str, list[Any]]:
    """Claims with a random everything; some of it must not be counted."""
    tree = [build.topic() for _ in range(9)]
    for place, topic in enumerate(tree[1:], start=1):
        topic.broader.add(tree[place // 3])
    tree[0].broader.add(tree[8])  # a cycle
    people = [build.user("reviewer") for _ in range(3)]
    shelf = [
        build.source(
            year=chance.choice([None, 1979, 1980, 1999, 2000, 2009, 2024]),
            status=chance.choice(["published"] * 5 + ["proposed", "retired"]),
            integrity=chance.choice(["clear"] * 4 + ["retracted"]),
            integrity_note="Why.",
        )
        for _ in range(12)
    ]
    for _ in range(number):
        status = chance.choice(["published"] * 5 + ["draft", "in_review"])
        at = timezone.now() if status == "published" else None
        mask = design_mask(tuple(chance.sample([design.value for design in Design], 2)))
        confirmed = chance.random() < 0.5
        claim = build.claim(
            f"Claim with {chance.choice(['tea', 'coffee', 'tea and coffee'])}",
            topics=tuple(chance.sample(tree, chance.randint(0, 3))),
            exposure=chance.choice([None, *tree]),
            outcome=chance.choice([None, *tree]),
            verdict=chance.choice(list(Verdict)).value,
            certainty=chance.choice(list(Certainty)).value,
            consistency=chance.choice(list(Consistency)).value,
            claim_type=chance.choice(["causal", "association"]),
            scope=chance.choice(["general", "one_study"]),
            stale=chance.random() < 0.3,
            confirmed=confirmed,
            status=status,
            published_at=at,
            version_number=1 if at else 0,
            design_mask=mask,
            study_count=chance.randint(0, 3),
        )
        Synthesis.objects.create(
            claim=claim,
            method_version="1",
            input_hash="0",
            inputs={},
            suggestion={},
            verdict="supported",
            certainty="low",
            consistency="consistent",
            rung_reached="none",
            rung_claimed="none",
            plain_sentence="",
            decided_at=chance.choice(
                [None, datetime(2024, 12, 31, 23, 59, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)]
            ),
        )
        for source in chance.sample(shelf, chance.randint(0, 4)):
            one = build.evidence(
                claim,
                source,
                status=chance.choice(["settled", "awaiting", "proposed", "in_appraisal"]),
                standing_direction=chance.choice(["", *[word.value for word in Direction]]),
                released_at=chance.choice([None, timezone.now()]),
            )
            for person in chance.sample(people, chance.randint(0, 2)):
                build.appraisal(one, person, is_current=chance.random() < 0.8)
    return {"topics": tree, "people": people}


def random_filters(chance: random.Random, made: dict[str, list[Any]]) -> ClaimFilters:
    """One to four filters, each with one to three values."""
    keys = [topic.pk for topic in made["topics"]]
    pool: dict[str, list[Any]] = {
        **{name: [*keys, 10**12] for name in ("topic", "exposure", "outcome")},
        "verdict": [word.value for word in Verdict],
        "certainty": [word.value for word in Certainty],
        "consistency": [word.value for word in Consistency],
        "direction": [word.value for word in Direction],
        "design": [word.value for word in Design],
        "decade": [1970, 1980, 1990, 2000, 2020],
        "reviewed": [NEVER, "2024", "2025"],
        "rater": [person.pseudonym for person in made["people"]],
        "claim_type": ["causal", "association"],
    }
    chosen: dict[str, Any] = {
        name: tuple(sorted(chance.sample(pool[name], min(len(pool[name]), chance.randint(1, 3)))))
        for name in chance.sample(sorted(pool), chance.randint(0, 3))
    }
    if chance.random() < 0.3:
        chosen["year_from"] = chance.choice([1980, 2001])
    if chance.random() < 0.2:
        chosen["year_to"] = chance.choice([1979, 2010])
    if chance.random() < 0.2:
        chosen |= chance.choice([{"stale": True}, {"confirmed": False}, {"scope": "general"}])
    if chance.random() < 0.3:
        chosen["q"] = chance.choice(["tea", "coffee", "tea coffee", "nowhere"])
    return ClaimFilters(**chosen)


def by_sql(filters: ClaimFilters) -> set[int]:
    """Keys of what the list holds under the filters, all pages of it."""
    found = narrow(listed_claims(), filters)
    if filters.q:
        hits = search.find("claim", filters.q)
        found = found.filter(hits.condition) if hits.condition else found.filter(pk__in=hits.keys)
    return set(found.values_list("pk", flat=True))


def differences(index: ClaimIndex, filters: ClaimFilters) -> list[str]:
    """Where the index counts otherwise than SQL."""
    said = facets(index, filters, limit=200)
    wrong = []
    if said["total"] != len(by_sql(filters)):
        wrong.append(f"total {said['total']}")
    for facet in said["facets"]:
        for row in facet["values"]:
            value = filter_address.KEYS[facet["name"]].read(row["value"])
            alone: dict[str, Any] = {facet["name"]: (value,)}
            counted = len(by_sql(replace(filters, **alone)))
            if counted != row["count"]:
                wrong.append(f"{facet['name']} {row['value']}: {row['count']}, SQL {counted}")
    for drop in said["drops"]:
        keys = ("year_from", "year_to") if drop["name"] == "years" else (drop["name"],)
        if drop["count"] != len(by_sql(filters.without(*keys))):
            wrong.append(f"drop {drop}")
    return wrong


@pytest.mark.parametrize("seed", range(3))
def test_counts_are_those_of_sql_on_random_filters(seed: int, settings: Any) -> None:
    settings.SHOW_REVIEWER_NAMES = True
    chance = random.Random(seed)  # noqa: S311
    made = world(chance, 30)
    index = ClaimIndex.build()
    assert set(index.every) == by_sql(ClaimFilters())
    for _ in range(8):
        filters = random_filters(chance, made)
        assert differences(index, filters) == [], filters


@pytest.mark.parametrize("common", [False, True])
def test_pages_are_those_of_the_sql_list(
    common: bool, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SHOW_REVIEWER_NAMES = True
    if common:  # the search then gives a condition, not keys
        hits = search.Found(condition=Q(text__contains="tea"))
        monkeypatch.setattr(search, "find", lambda noun, text: hits)
    chance = random.Random(7)  # noqa: S311
    made = world(chance, 30)
    index = ClaimIndex.build()
    assert differences(index, ClaimFilters(q="tea")) == []
    for filters in [ClaimFilters(), *(random_filters(chance, made) for _ in range(12))]:
        cursor = None
        for _ in range(20):
            page = lists.page(None, filters, cursor, limit=4)
            keys, following = matching_page(index, filters, cursor, 4)
            assert [f"C{key}" for key in keys] == [claim["id"] for claim in page.results], filters
            assert following == page.next
            cursor = following
            if cursor is None:
                break
    with pytest.raises(Invalid):
        matching_page(index, ClaimFilters(), "junk", 4)


def state(index: ClaimIndex) -> dict[str, Any]:
    """Everything that the index holds."""
    return {
        "every": set(index.every),
        "sets": {
            name: {value: set(claims) for value, claims in values.items() if claims}
            for name, values in index.sets.items()
            if any(values.values())
        },
        "studies": {one: (number, set(some)) for one, (number, some) in index.studies.items()},
        "narrower": {topic: sorted(below) for topic, below in index.narrower.items()},
    }


def accepted(record: Any, editor: Any, **values: Any) -> None:
    """A change of what is published, proposed by somebody and accepted by the editor."""
    filed = proposals.change(
        record=record, changes=values, by=factories.make_user("contributor"), reason="So it is."
    )
    proposals.accept(proposal=filed, by=editor)


def acts(chance: random.Random, editor: Any) -> int:
    """One random act of those that move a facet: its number, -1 for a refused one, which changes nothing."""
    someone = lambda model, **which: chance.choice(list(model.objects.filter(**which)) or [None])  # noqa: E731
    claim, one = someone(Claim, status="published"), someone(Evidence)
    source, topic = someone(Source, status="published"), someone(Topic, status="published")
    deeds = [
        lambda: factories.make_claim(exposure=topic, topics=[topic], editor=editor),
        lambda: factories.make_evidence(
            claim, source, editor=editor, design=chance.choice(["rct", "cohort"])
        ),
        lambda: factories.make_appraisal(
            one, direction=chance.choice(["supports", "mixed"]), strength="strong"
        ),
        lambda: appraisals.save_draft(
            evidence=one, by=factories.make_user("reviewer"), fields={"direction": "supports"}
        ),
        lambda: evidence.release(evidence=one, by=editor),
        lambda: evidence.exclude(evidence=one, by=editor, reason="Out."),
        lambda: evidence.include(evidence=one, by=editor, reason="In."),
        lambda: integrity.mark(sources=[source], integrity="retracted", note="Faked.", by=editor),
        lambda: integrity.mark(sources=[source], integrity="clear", note="Not faked.", by=editor),
        lambda: joining.merge(source=source, into=someone(Source), by=editor, reason="Same."),
        lambda: joining.unmerge(
            source=someone(Source, status="merged"), by=editor, reason="Not the same."
        ),
        lambda: accepted(source, editor, year=chance.randint(1970, 2020)),
        lambda: accepted(source, editor, year=chance.randint(1970, 2020)),
        lambda: accepted(claim, editor, claim_type="causal"),
        lambda: accepted(topic, editor, broader={"add": [someone(Topic).public_id], "remove": []}),
        lambda: sources.retire(source=source, by=editor, reason="Gone."),
        lambda: studies.merge(
            study=someone(Study, status="published"), into=someone(Study), by=editor, reason="One."
        ),
        lambda: topics.merge(topic=topic, into=someone(Topic), by=editor, reason="One."),
        lambda: factories.make_topic(broader=[topic.public_id], by=editor),
        lambda: claims.retire(claim=claim, by=editor, reason="Out of date."),
        lambda: claims.restore(
            claim=someone(Claim, status="retired"), by=editor, reason="Back again."
        ),
        lambda: claims.assign_topics(claims=[claim], add=[topic], by=editor),
        lambda: syntheses.confirm(claim=claim, by=editor),
    ]
    number = chance.randrange(len(deeds))
    try:
        deeds[number]()
    except (Denied, Invalid, NotAllowedNow, AttributeError):  # nothing there to act on, or not now
        return -1
    return number


@pytest.mark.parametrize("seed", range(2))
def test_two_processes_follow_random_acts_without_building_anew(seed: int, settings: Any) -> None:
    settings.SHOW_REVIEWER_NAMES = True
    settings.REVIEWERS_REQUIRED = 1
    chance = random.Random(seed)  # noqa: S311
    editor = factories.make_user("editor", "contributor")
    first = [factories.make_topic(by=editor) for _ in range(3)]
    for topic in first:
        factories.make_evidence(
            factories.make_claim(outcome=topic, topics=[topic], editor=editor),
            editor=editor,
        )
    often, seldom = Shelf(), Shelf()
    for shelf in (often, seldom):
        with shelf.current(small=0):
            pass
    done = set()
    for _ in range(6):
        for _ in range(8):
            done.add(acts(chance, editor))
            with often.current(small=0) as index:
                followed = state(index)
        assert followed == state(ClaimIndex.build())
    with seldom.current(small=0) as index:
        assert state(index) == followed
        assert differences(index, ClaimFilters()) == []
    assert (often.builds, seldom.builds) == (1, 1)
    assert len(done) > 8, done


def values(name: str, **filters: Any) -> dict[str, int]:
    with claim_index() as index:
        (facet,) = facets(index, ClaimFilters(**filters), only=(name,))["facets"]
    return {row["value"]: row["count"] for row in facet["values"]}


def test_closed_ratings_and_what_is_not_public_are_in_no_facet(settings: Any) -> None:
    settings.SHOW_REVIEWER_NAMES = True
    settings.REVIEWERS_REQUIRED = 2
    one = factories.make_evidence()
    rated = factories.make_appraisal(one, direction="contradicts")
    rater = rated.reviewer
    assert rater is not None
    assert (values("rater"), values("direction")) == ({}, {})
    evidence.release(evidence=one, by=factories.make_user("editor"))
    assert values("rater") == {rater.pseudonym: 1}
    assert values("direction") == {"contradicts": 1}
    settings.SHOW_REVIEWER_NAMES = False
    assert values("rater") == {}
    settings.SHOW_REVIEWER_NAMES = True
    type(rater).objects.filter(pk=rater.pk).update(display_name="")
    assert values("rater") == {}
    draft = build.claim(status="draft", published_at=None, version_number=0, verdict="reported")
    build.evidence(draft, standing_direction="mixed", released_at=timezone.now())
    hidden = build.topic(status="proposed")
    build.claim(exposure=hidden, verdict="conflicting")
    assert (values("exposure"), values("direction")) == ({}, {"contradicts": 1})
    assert "reported" not in values("verdict")


def test_a_tree_shows_the_broadest_topics_and_what_is_below_the_chosen() -> None:
    top, middle, low, other = (build.topic(name) for name in ("Top", "Middle", "Low", "Other"))
    middle.broader.add(top)
    low.broader.add(middle)
    for topic in (top, middle, low, low, other):
        build.claim(exposure=topic)
    with claim_index() as index:

        def listed(*chosen: Topic, limit: int = 8) -> list[tuple[str, int, int]]:
            filters = ClaimFilters(exposure=tuple(topic.pk for topic in chosen))
            (facet,) = facets(index, filters, only=("exposure",), limit=limit)["facets"]
            assert len(facet["values"]) + facet["more"] == 4
            return [(row["label"], row["count"], row["depth"]) for row in facet["values"]]

        assert listed() == [("Top", 4, 0), ("Other", 1, 0)]
        assert listed(middle) == [
            ("Top", 4, 0),
            ("Middle", 3, 1),
            ("Low", 2, 2),
            ("Other", 1, 0),
        ]
        assert listed(other, limit=1) == [("Top", 4, 0), ("Other", 1, 0)]
        flat = facets(index, ClaimFilters(), only=("exposure",), flat=True)["facets"][0]["values"]
        assert [row["count"] for row in flat] == [4, 3, 2, 1]


def test_what_is_chosen_can_be_taken_away_and_nothing_found_says_what_to_drop() -> None:
    topic = build.topic("Tea")
    build.claim("Tea is linked to sleep", exposure=topic, verdict="supported")
    build.claim(verdict="doubtful")
    with claim_index() as index:
        found = facets(
            index,
            ClaimFilters(exposure=(topic.pk,), verdict=("doubtful",), q="tea", year_from=1990),
        )
    told = [(chip["facet"], chip["label"], chip["without"]) for chip in found["chosen"]]
    t = topic.public_id
    assert told == [
        ("Exposure", "Tea", "q=tea&verdict=doubtful&year_from=1990"),
        ("Words", "tea", f"exposure={t}&verdict=doubtful&year_from=1990"),
        ("Verdict", "Doubtful", f"exposure={t}&q=tea&year_from=1990"),
        ("From year", "1990", f"exposure={t}&q=tea&verdict=doubtful"),
    ]
    assert found["total"] == 0
    assert {(drop["name"], drop["count"]) for drop in found["drops"]} == {
        ("q", 0),
        ("exposure", 0),
        ("verdict", 0),
        ("years", 0),
    }
    with claim_index() as index:
        both = ClaimFilters(exposure=(topic.pk,), verdict=("doubtful",))
        drops = facets(index, both)["drops"]
    assert [(drop["label"], drop["count"]) for drop in drops] == [("Exposure", 1), ("Verdict", 1)]


def test_one_query_tells_that_nothing_has_changed(settings: Any) -> None:
    factories.make_claim()
    shelf = Shelf()
    with shelf.current(small=0):
        pass
    with CaptureQueriesContext(connection) as asked, shelf.current(small=0):
        pass
    assert (len(asked), shelf.builds) == (1, 1)
    settings.SHOW_REVIEWER_NAMES = not settings.SHOW_REVIEWER_NAMES
    with shelf.current(small=0):
        pass
    assert shelf.builds == 2


def test_what_is_unsure_is_built_anew() -> None:
    claim = factories.make_claim()
    shelf = Shelf()

    def built() -> int:
        with shelf.current(small=0) as index:
            assert claim.pk in index.every
        return shelf.builds

    assert built() == 1
    row = KnowledgeBase.objects.get(pk=1)
    # The feed names a noun that the index has never met.
    PublicChange.objects.create(
        seq=row.public_seq + 1, at=timezone.now(), kind="renamed", noun="chapter", object_id=1
    )
    KnowledgeBase.objects.filter(pk=1).update(public_seq=row.public_seq + 1)
    assert built() == 2
    KnowledgeBase.objects.filter(pk=1).update(public_seq=row.public_seq)  # as after a restore
    assert built() == 3
    KnowledgeBase.objects.filter(pk=1).update(event_seq=row.event_seq + 100_000)
    assert built() == 4


def test_a_small_knowledge_base_keeps_no_index() -> None:
    factories.make_claim()
    shelf = Shelf()
    for number in (1, 2):
        with shelf.current() as index:
            assert len(index.every) == 1
        assert shelf.builds == number


def test_the_keys_of_frequent_words_are_those_of_their_condition(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search, "COMMON", 0)
    held = {build.claim(f"Tea and coffee {number}").pk for number in range(3)}
    build.claim("Coffee alone")
    found = search.find("claim", "tea")
    assert found.condition is not None
    assert set(every_key(Claim.objects, found.condition)) == held
    assert set(every_key(Claim.objects, found.condition & Q(pk__gt=min(held)))) == held - {
        min(held)
    }
