"""The body of each write."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.inputs import (
    Day,
    Free,
    Person,
    Ref,
    Strict,
    Text,
    Truth,
    Whole,
    Word,
    change,
    creation,
    reason,
    scale,
)
from claims.api.reads import VISIBLE
from claims.domain.vocabulary import (
    Certainty,
    CertaintyDomain,
    ConflictCause,
    Consistency,
    Design,
    Direction,
    Directness,
    ImportOutcome,
    Integrity,
    Interests,
    PairState,
    ReadDepth,
    Relation,
    Rung,
    Stream,
    Strength,
    Verdict,
)

NewClaim = creation("claim")
NewSource = creation("source")
NewStudy = creation("study")
NewTopic = creation("topic")
NewSearch = creation("search")
NewEvidence = creation(
    "evidence",
    claim=Ref("claim", help_text="Id of the claim."),
    source=Ref("source", help_text="Id of the source."),
    study=Ref(
        "study", required=False, allow_null=True, help_text="If not the one the source reports."
    ),
)
NewPatient = creation("patient", claim=Ref("claim", help_text="Id of the claim."))
CHANGES = {
    noun: change(noun)
    for noun in ("claim", "source", "study", "topic", "evidence", "search", "patient")
}


REVISION = Whole(
    required=False,
    min_value=0,
    max_value=2**31 - 1,
    help_text="`revision` of your draft that you started from (0: none); 409 where it moved on.",
)


class Because(Strict):
    """A reason, if there is one to give."""

    reason = reason(required=False)


class MustSayWhy(Strict):
    """A reason, which is needed."""

    reason = reason(required=True)


class Retirement(MustSayWhy):
    """Why, and what takes its place."""

    superseded_by = Ref("claim", required=False, allow_null=True)


class Override(MustSayWhy):
    """What an editor decides instead of the suggestion."""

    verdict = scale(Verdict, required=False)
    certainty = scale(Certainty, required=False)
    consistency = scale(Consistency, required=False)
    rung_reached = scale(Rung, required=False)
    plain_sentence = Text(required=False, max_length=2000, help_text="With verdict or certainty.")


class Withdrawal(MustSayWhy):
    """A domain whose suggestion is to stand again."""

    stream = scale(Stream, help_text="Which stream's body of evidence.")
    domain = scale(CertaintyDomain, help_text="Which domain.")


class Judgement(Withdrawal):
    """An editor's decision on one domain of certainty; one equal to the suggestion confirms it."""

    change = Whole(min_value=-3, max_value=2, help_text="Levels down (below 0) or up.")


class Explanation(MustSayWhy):
    """What sets the studies apart."""

    cause = scale(ConflictCause, help_text="In a word.")


class IntegrityMark(Strict):
    """A notice against a source, or its end."""

    integrity = scale(Integrity)
    note = Text(
        multiline=True, required=False, allow_blank=True, max_length=2000,
        help_text="What the notice says; needed unless clear.",
    )  # fmt: skip
    on = Day(required=False, allow_null=True, help_text="Date of the notice.")
    url = serializers.URLField(
        required=False, allow_blank=True, max_length=1000, help_text="Where it stands."
    )


class Declared(Strict):
    """What the one who decides declares; shown beside the decision."""

    declaration = scale(
        Interests, required=False, allow_blank=True,
        help_text="`none`, or `some` with `interests`; needed to decide.",
    )  # fmt: skip
    interests = Text(
        multiline=True, required=False, allow_blank=True, max_length=2000,
        help_text="Which interests.",
    )  # fmt: skip


class Ruling(MustSayWhy, Declared):
    """A third person's decision where raters differ."""

    direction = scale(Direction)
    directness = scale(Directness)
    strength = scale(Strength)


class AppraisalInput(Declared):
    """A judgement. A draft may lack anything; a submitted one needs all but assessments and instrument."""

    status = Word(
        choices=[("draft", "Draft"), ("submitted", "Submitted")],
        required=False,
        help_text="`submitted` unless said; what is submitted cannot be changed.",
    )
    direction = scale(Direction, required=False, allow_blank=True)
    directness = scale(Directness, required=False, allow_blank=True)
    strength = scale(Strength, required=False, allow_blank=True)
    rationale = Text(multiline=True, required=False, allow_blank=True, max_length=5000)
    read = scale(ReadDepth, required=False, allow_blank=True)
    departure = Text(
        multiline=True, required=False, allow_blank=True, max_length=2000,
        help_text="Why the strength differs from the suggested one; needed where it does.",
    )  # fmt: skip
    has_conflict = Truth(required=False, help_text="Then it is refused: somebody else must judge.")
    not_author = Truth(
        required=False, help_text="Says that an author of your name is somebody else."
    )
    assessments = serializers.ListField(
        child=Ref("assessment"), required=False, max_length=20,
        help_text="The assessments that it rests on, by id; they replace those of the draft.",
    )  # fmt: skip
    instrument = Text(
        required=False, allow_blank=True, max_length=60,
        help_text="`none`, where no instrument fits; why stands in `answers` under `why`.",
    )  # fmt: skip
    answers = Free(required=False, help_text='{"why": ...} beside instrument `none`.')
    revision = REVISION


class AppraisalOfEvidence(AppraisalInput):
    """The same, naming the evidence."""

    evidence = Ref("evidence")


class Empty(Strict):
    """Nothing needs to be said."""


class Query(Strict):
    """What is known of a publication."""

    query = Text(
        max_length=1000,
        help_text="DOI, PubMed id, ISBN, arXiv id, address or title, as you have it.",
    )


class Assignment(Strict):
    """Whom to hand it to, and until when."""

    reviewer = Person(help_text="User name or pseudonym.")
    until = Day(
        required=False, allow_null=True, help_text="Last day; HOLD_DAYS from now if not given."
    )
    note = Text(
        required=False, allow_blank=True, max_length=300, help_text="The reviewer reads it."
    )


class NewPracticeItem(Strict):
    """Settled evidence, and what is to be learned from it."""

    evidence = Ref("evidence")
    lesson = Text(multiline=True, required=False, allow_blank=True, max_length=2000)
    note = Text(required=False, allow_blank=True, max_length=300)


class PracticeAnswer(Strict):
    """A practice rating."""

    direction = scale(Direction)
    directness = scale(Directness, required=False, allow_blank=True)
    strength = scale(Strength, required=False, allow_blank=True)
    rationale = Text(multiline=True, required=False, allow_blank=True, max_length=2000)


class NextOne(Strict):
    """What the next piece of evidence should be about."""

    topic = Ref("topic", required=False, allow_null=True, help_text="Of claims on this topic.")
    design = serializers.ListField(
        child=scale(Design), required=False, max_length=20, help_text="Of these designs."
    )


#: What instruments judge.
ASSESSED = ("evidence", "source", "patient", "claim")


class NewAssessment(Strict):
    """Answers to an instrument. A draft may lack any; a submission needs those that the rules need."""

    instrument = Text(max_length=60, help_text="Id or short name of the instrument.")
    on = Ref(*ASSESSED, help_text="What it judges: a result, a report, a patient or a claim.")
    status = Word(
        choices=[("draft", "Draft"), ("submitted", "Submitted")],
        required=False,
        help_text="`submitted` unless said; what is submitted cannot be changed.",
    )
    answers = Free(required=False, help_text="Answers by item.")
    notes = Free(required=False, help_text="What an answer rests on, by item.")
    domain_judgements = Free(required=False, help_text="Your own judgement by domain.")
    judgement = Text(
        required=False, allow_blank=True, max_length=60,
        help_text="Your own overall judgement; the suggested one unless said.",
    )  # fmt: skip
    departures = Free(
        required=False, help_text='Why a judgement departs, by domain and under "overall".'
    )
    options = Free(required=False, help_text="Settings of the instrument.")
    remark = Text(multiline=True, required=False, allow_blank=True, max_length=2000)
    revision = REVISION


class MergeTopics(MustSayWhy):
    """The record that goes on."""

    into = Ref("topic")


class MergeSources(MustSayWhy):
    """The record that goes on."""

    into = Ref("source")


class PairDecision(Because):
    """What two sources that look alike are to each other."""

    decision = Word(
        choices=[pair for pair in PairState.choices() if pair[0] != PairState.OPEN],
        help_text="same: one is joined into the other; related: reports of one study; distinct.",
    )
    relation = scale(Relation, required=False, help_text="If related: how.")
    keep = Ref("source", required=False, help_text="If the same: which one goes on.")


class MergeStudies(MustSayWhy):
    """The record that goes on."""

    into = Ref("study")


class MergePatients(MustSayWhy):
    """The record that goes on."""

    into = Ref("patient")


class ApartStudies(MustSayWhy):
    """The look-alike."""

    other = Ref("study")


class ApartPatients(MustSayWhy):
    """The look-alike."""

    other = Ref("patient")


class NewReport(Strict):
    """An error that a reader points out; no account needed."""

    record = Ref(
        *sorted(set(VISIBLE) - {"appraisal", "assessment", "conflict", "import", "proposal"})
    )
    text = Text(multiline=True, max_length=3000, help_text="What is wrong.")
    email = serializers.EmailField(
        required=False, allow_blank=True, help_text="For a question back; shown to editors only."
    )


class Nothing(Strict):
    """No fields."""


class NewImport(Strict):
    """A file of sources as text."""

    filename = Text(required=False, max_length=255, help_text="Name of the file.")
    text = Text(multiline=True, help_text="What the file holds.")
    kind = Text(required=False, max_length=20, help_text="Format, if it is not to be told apart.")
    mapping = serializers.DictField(
        child=Text(max_length=100, allow_blank=True),
        required=False,
        help_text="For tables: heading and field.",
    )


class ImportDecision(Strict):
    """What becomes of one record of an imported file."""

    outcome = Word(
        choices=[
            (word.value, word.value)
            for word in (ImportOutcome.NEW, ImportOutcome.SAME, ImportOutcome.LEFT_OUT)
        ]
    )
    source = Text(  # type: ignore[assignment]
        required=False, max_length=20, help_text="For `same`: id of the source it is."
    )
    record = Whole(
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        help_text="For `same`: or the place of the earlier record of the file.",
    )
