"""Imports: files of sources that were brought in."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.shapes.common import Anything, Shape, coded, listing, moment, string, truth, whole
from claims.domain.vocabulary import ImportOutcome, ImportStatus


class ImportBrief(Shape):
    """A file of sources that somebody brought in."""

    id = string("Public id, such as B3.")
    url = string("Path of its page.")
    filename = string("Name of the file.")
    kind = string('Format, told by the content; "" before it is read.')
    encoding = string('Its wide encoding; "" for UTF-8 and single bytes.')
    size = whole("Bytes.")
    mapping = Anything(help_text="For tables: heading and field.")
    status = coded(ImportStatus, "How far it is.")
    status_label = string("The same in words.")
    counted = whole("Records in the file by an independent count.", allow_null=True)
    read = whole("Records read so far.")
    stored = whole("Records dealt with so far, while it is being stored.")
    created_at = moment("When it was brought in.")
    ended_at = moment("When it was stored, or failed.", allow_null=True)
    undone_at = moment("When it was undone.", allow_null=True)


class Rejection(Shape):
    """A record that could not be read."""

    file = string("Name of the file.")
    line = whole("Line that it begins on.", allow_null=True)
    reason = string("Why.")


class ImportDetail(ImportBrief):
    """The report of an import: its counts add up to what the file holds once it is read."""

    records = whole("Records in the file by an independent count.", allow_null=True)
    new = whole("Records that are new.")
    same = whole("Records of known sources, or copies of others in the file.")
    needs_decision = whole("Records that look like others: a person decides.")
    rejected = whole("Records that could not be read.")
    left_out = whole("Records left out by decision.")
    rejections = Rejection(many=True, help_text="The first hundred that could not be read.")
    adds_up = truth("Whether the five counts make up the file.")
    busy = truth(
        "Whether it is waiting for the worker, or being read or stored; false once that came to a halt."
    )
    trouble = string("What keeps it from going on, in words; empty where nothing does.")
    may_retry = truth("Whether it came to a halt and can be tried again.")
    expires_at = moment(
        "When it is discarded if nobody stores it or decides anything.", allow_null=True
    )
    done_share = serializers.FloatField(help_text="How much of that is done, 0 to 1.")
    error = string('Why it failed; "" if it did not.')
    remarks = serializers.ListField(
        child=serializers.CharField(), help_text="What else the file holds."
    )
    may_store = truth("Whether decided records wait to be stored.")
    may_undo = truth("Whether its state allows undoing.")


class ImportRecordShape(Shape):
    """One record of the file and what became of it."""

    position = whole("Its place in the file, from 1.")
    line = whole("Line that it begins on.", allow_null=True)
    outcome = coded(ImportOutcome, "What becomes of it.")
    outcome_label = string("The same in words.")
    reason = string("Why, and what was mended on the way.")
    title = string("Its title.")
    authors = string("Its authors.")
    year = serializers.IntegerField(allow_null=True, help_text="Its year.")
    container_title = string("Journal or book.")
    doi = string("DOI.", allow_null=True)
    source = string("The source that it is, or became.", allow_null=True)  # type: ignore[assignment]
    source_url = string("Path of that source's page.", allow_null=True)
    source_title = string("That source's title.")
    made = truth("Whether this import made that source.")
    decided = truth("Whether a person decided.")
    dealt_with = truth("Whether it is stored.")
    adds = Anything(help_text="What it would add to a known source; `filled`: what it added.")
    candidates = serializers.ListField(
        child=Anything(),
        help_text="Look-alikes: `source` or `record` (an earlier one of the file), `title`, `score`, `reasons`.",
    )
    csl = Anything(help_text="The record as CSL-JSON.")


ImportList = listing("ImportList", ImportBrief, "Imports, newest first.")
ImportRecordList = listing("ImportRecordList", ImportRecordShape, "Records in the file's order.")
