"""Assessments: one assessor's answers to one instrument."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.shapes.common import (
    Anything,
    Shape,
    coded,
    listing,
    moment,
    string,
    truth,
    whole,
)
from claims.domain.vocabulary import AssessedUnit, AssessmentStatus


class Assessed(Shape):
    """What was judged."""

    id = string("Public id of the evidence, source, patient or claim.")
    label = string("Its name or sentence.")  # type: ignore[assignment]


class Assessment(Shape):
    """One assessor's answers to one instrument. Listed only where they are open to the reader (blindness)."""

    id = string("Public id, such as R12.")
    url = string("Path of its page.")
    instrument = string("Id of the instrument.")
    instrument_name = string("Its short name.")
    instrument_version = string("Edition of the instrument's file here.")
    unit = coded(AssessedUnit, "What the instrument judges.")
    unit_label = string("The same in words.")
    on = Assessed()
    assessor = string("Pseudonym or name, as the site has it, or the name in an imported data set.")
    imported = truth("Whether it came with a data set.")
    judgement = string('The overall judgement that stands; "" where the instrument has none.')
    judgement_label = string("The same in words.")
    suggested = string("What the instrument's rule gave.")
    suggested_label = string("The same in words.")
    score = serializers.IntegerField(allow_null=True, help_text="Points, where the tool has them.")
    departs = truth("Whether a judgement departs from the suggested one, with a reason.")
    submitted_at = moment("When it was submitted; null for a draft.", allow_null=True)
    superseded = truth("Whether the assessor has thought again since.")


class Citing(Shape):
    """An appraisal that cites the assessment."""

    id = string("Public id, such as A7.")
    evidence = string("Id of the evidence.")


class AssessmentDetail(Assessment):
    """One assessment in full."""

    status = coded(AssessmentStatus, "Drafts are seen by their author alone.")
    answers = Anything(help_text="Answers by item.")
    notes = Anything(help_text="What an answer rests on, by item.")
    evaluation = Anything(
        help_text="What the instrument's rules gave: as POST /instruments/{id}/evaluate/ answers."
    )
    domain_judgements = Anything(
        help_text="The assessor's judgement by domain, where no rule gives it or it departs."
    )
    departures = Anything(help_text='Why a judgement departs, by domain and under "overall".')
    remark = string("A remark on the whole.")
    cited_by = Citing(many=True)
    created_at = moment("When it was begun.")
    revision = whole("Rises each time a draft is kept.")
    supersedes = string("Id of the assessor's earlier assessment.", allow_null=True)
    mine = truth("Whether it is the asker's own.")


AssessmentList = listing("AssessmentList", Assessment, "Submitted assessments, newest first.")
