"""The public change feed, and the records that go with it."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.shapes.common import Shape, moment, string, whole
from claims.queries.feed_lines import STATUSES


class Change(Shape):
    """One line of the public change feed."""

    seq = whole("Its number: gapless, in commit order.")
    at = moment("When.")
    kind = string("What happened, such as claim_published.")
    object = string(
        "Public id of the record; `knowledge_base 1` where all of it is meant (sources_checked: every"
        " source that is not merged was compared with published notices at that time)."
    )
    belongs_to = string(
        "Public id of the topic, source, study or claim that /records/ gives it with; itself where it is one."
    )
    status = serializers.ChoiceField(
        choices=STATUSES,
        help_text="How the record stands now, not then; gone: nobody may see it any more.",
    )
    moved_to = string("What took its place, for merged and superseded ones.", allow_null=True)
    reason = string("Why.")


class ChangeList(Shape):
    """Public changes; in order with since, else newest first."""

    results = Change(many=True)
    next = serializers.URLField(
        allow_null=True, help_text="Address of the next page; null on the last."
    )
    knowledge_base = string(
        "UUID of this knowledge base. Another one than before: these are other ids and another feed."
    )
    last = whole("Number of the last public change.")
