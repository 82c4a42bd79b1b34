"""Names and other names of topics in a typed text."""

from __future__ import annotations

from collections import defaultdict

from django.db.models.functions import Lower

from claims.domain.vocabulary import RecordStatus
from claims.models import Topic, TopicAlias
from claims.queries.search.terms import Name, phrases_of


def other_names(typed: set[str]) -> dict[str, Name]:
    """For each typed name of a published topic: all names of that topic. Two queries, one if none is."""
    here = Topic.objects.filter(status=RecordStatus.PUBLISHED).order_by()
    aliases = TopicAlias.objects.filter(topic__status=RecordStatus.PUBLISHED).order_by()
    named = (
        here.annotate(typed=Lower("name")).filter(typed__in=typed).values_list("typed", "pk")
    ).union(
        aliases.annotate(typed=Lower("name"))
        .filter(typed__in=typed)
        .values_list("typed", "topic_id"),
        all=True,
    )
    topics: dict[str, set[int]] = defaultdict(set)
    for name, topic in named:
        topics[name].add(topic)
    if not topics:
        return {}
    wanted = set().union(*topics.values())
    names: dict[int, set[str]] = defaultdict(set)
    every = (
        here.filter(pk__in=wanted)
        .values_list("pk", "name")
        .union(
            aliases.filter(topic_id__in=wanted).values_list("topic_id", "name"),
            all=True,
        )
    )
    for topic, name in every:
        names[topic].add(name)
    return {
        typed_name: Name(frozenset(keys), phrases_of(set().union(*(names[key] for key in keys))))
        for typed_name, keys in topics.items()
    }
