"""Summary of findings, and risk of bias by study and domain."""

from __future__ import annotations

from claims.api.shapes.certainty import CertaintyOfClaim
from claims.api.shapes.common import (
    Address,
    Anything,
    ClaimName,
    Shape,
    coded,
    string,
    truth,
    whole,
)
from claims.api.shapes.evidence import StudyName
from claims.api.shapes.synthesis import SynthesisBrief
from claims.domain.vocabulary import Certainty, Stream


class FindingNote(Shape):
    """Why a level was taken off or added."""

    mark = string("Its letter.")
    text = string("Domain, levels and reason.")


class FindingRow(Shape):
    """What one stream of evidence says."""

    stream = coded(Stream, "Which stream.")
    label = string("The same in words.")  # type: ignore[assignment]
    studies = whole("Counted studies.")
    participants = whole("On the side that carries; null where not all are known.", allow_null=True)
    effect = Anything(allow_null=True, help_text="The pooled effect, or the only study's own.")
    effect_in_words = string("The same for reading.")
    certainty = coded(Certainty, "GRADE-informed.")
    certainty_label = string("The same in words.")
    symbols = string('Filled and empty circles; "" where not rated.')
    notes = FindingNote(many=True)
    statement = string("In plain words.")
    headline = truth("Whether the claim's certainty comes from it.")


class SummaryOfFindings(Shape):
    """The summary-of-findings table of a claim."""

    claim = CertaintyOfClaim()
    plain_sentence = string("The conclusion that stands, in one sentence.")
    synthesis = SynthesisBrief()
    computed_now = truth("Whether the table is newer than the conclusion that stands.")
    method_version = string("Version of the rule.")
    rows = FindingRow(many=True)


class JudgementLight(Shape):
    """One judgement."""

    judgement = string('As a word of the instrument; "" where not judged.')
    label = string("The same for reading.")  # type: ignore[assignment]
    tone = string("good, mixed, bad or none.")
    symbol = string("The sign in the figure.")
    column = string("What was judged.")


class JudgedColumn(Shape):
    """A domain or an item."""

    id = string("Its id in the instrument.")
    name = string("In words.")


class JudgedStudy(Shape):
    """One assessment of one study."""

    study = StudyName()
    evidence = Address()
    assessment = Address()
    assessor = string("Who judged.")
    cells = JudgementLight(many=True)
    overall = JudgementLight(allow_null=True)


class JudgedGroup(Shape):
    """One instrument."""

    instrument = string("Its id.")
    name = string("Its short name.")
    columns = JudgedColumn(many=True)
    rows = JudgedStudy(many=True)


class ClaimWithAddress(ClaimName):
    """A claim with the address of its page."""

    url = string("Path of its page.")


class RiskOfBias(Shape):
    """Risk-of-bias judgements by instrument."""

    claim = ClaimWithAddress()
    groups = JudgedGroup(many=True)
