"""Follows, saved searches and the inbox."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.shapes.claims import ClaimBrief
from claims.api.shapes.common import Anything, Shape, coded, listing, moment, string, truth, whole
from claims.domain.following import InboxKind

NOUNS = ("claim", "topic", "source", "search", "document")


class Follow(Shape):
    """One thing that is followed."""

    id = whole("Number of the follow.")
    noun = serializers.ChoiceField(choices=NOUNS, help_text="What it is.")
    target = string("Public id, or the number of the saved search.")
    label = string("Its sentence, name or title.")  # type: ignore[assignment]
    url = string("Path of its page.")
    since = moment("Since when.")


class SavedSearch(Shape):
    """Filters of the claim list under a name."""

    id = whole("Its number.")
    name = string("What its owner calls it.")
    query = string("The filters as a query string; '' for all claims.")
    url = string("Path of the list.")
    feed = string("Path of its Atom feed.")
    followed = truth("Whether its owner is told of changes.")
    created_at = moment("Since when it is kept.")


class InboxRecord(Shape):
    """What a line is about."""

    noun = string("Kind of record.")
    id = string("Public id.")
    url = string("Path of its page; '' where the asker may not see it any more.")
    label = string("Its sentence, title or name.")  # type: ignore[assignment]


class InboxLine(Shape):
    """One line of the inbox."""

    id = whole("Its number.")
    kind = coded(InboxKind, "Why it was told.")
    kind_label = string("The same in words.")
    part = serializers.ChoiceField(choices=("followed", "work"), help_text="Which part it is in.")
    at = moment("When it happened.")
    read = truth("Whether it was marked as read.")
    about = InboxRecord()
    claim = ClaimBrief(allow_null=True, help_text="The claim as it stands now; null for all else.")
    changed = serializers.ListField(child=serializers.CharField(), help_text="What differs.")
    before = Anything(allow_null=True, help_text="Its state before, with all that a verdict needs.")
    after = Anything(allow_null=True, help_text="Its state after.")
    via = serializers.ListField(child=Anything(), help_text="What one follows that brought it.")


class Marked(Shape):
    """What marking did."""

    changed = whole("How many lines changed.")
    unread = whole("How many are unread now, at most 99.")


FollowList = listing("FollowList", Follow, "What one follows, newest first.")
SavedSearchList = listing("SavedSearchList", SavedSearch, "Saved searches, newest first.")
InboxList = listing("InboxList", InboxLine, "The inbox, newest first.")
