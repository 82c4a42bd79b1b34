"""What a bulk request takes and answers."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.api.inputs import Free, Strict, Text, Truth, Whole, Word
from claims.api.schema import Problem
from claims.api.shapes.common import Shape, string, truth, whole

#: How many lines one request may have.
MOST_LINES = 500
OPS = ("create", "change", "act", "delete")
#: What records can be made by a line: all but what is a file or has limits of its own.
MADE = (
    "claim",
    "source",
    "study",
    "topic",
    "evidence",
    "search",
    "patient",
    "appraisal",
    "assessment",
)


class BulkLine(Strict):
    """One write."""

    op = Word(choices=[(word, word) for word in OPS], help_text="What is done.")
    noun = Word(
        choices=[(word, word) for word in MADE],
        required=False,
        help_text="For `create`: the kind of record.",
    )
    id = Text(
        max_length=60,
        required=False,
        help_text="For all others: the record, or @ and the name of an earlier line.",
    )
    act = Text(
        max_length=40,
        required=False,
        help_text="For `act`: its name, as in the address of the act (publish, exclude).",
    )
    revision = Whole(
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        help_text="`revision` of the record that was seen, as If-Match says it; 412 where it moved on.",
    )
    name = Text(
        max_length=40,
        required=False,
        help_text='For `create`: later lines say "@" and this name for the id of what it makes.',
    )
    body = Free(required=False, help_text="The body, as the single write takes it.")


@extend_schema_field(
    serializers.ListSerializer(child=BulkLine(), min_length=1, max_length=MOST_LINES)
)
class Lines(serializers.ListField):
    """Lines as they were sent: each is checked by itself."""


class BulkInput(Strict):
    """Writes in their order."""

    operations = Lines(
        child=serializers.JSONField(),
        min_length=1,
        max_length=MOST_LINES,
        help_text=f"1 to {MOST_LINES} writes, carried out in this order.",
    )
    all_or_nothing = Truth(
        required=False,
        help_text="true: where one line is refused nothing is stored. false (unless said): each is an act of its own.",
    )


class BulkResult(Shape):
    """What came of one line."""

    index = whole("Its place among the operations, from 0.")
    status = whole(
        "As the single write would be answered. 424: another line, which it needed or was bound to, was refused."
    )
    id = string(
        "The record, or the proposal (202); null in a dry run of what is new.", allow_null=True
    )
    revision = whole("The record's revision now.", allow_null=True)
    problem: Any = Problem(
        allow_null=True,
        help_text="The refusal, as the single write has it; pointers are into the line (#/body/title).",
    )


class Bulk(Shape):
    """What came of each line."""

    carried_out = whole("How many lines were carried out.")
    refused = whole("How many were not.")
    all_or_nothing = truth("Whether one refusal would have undone all.")
    results = BulkResult(many=True, help_text="One for each line, in their order.")
