"""Evidence and appraisals."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.shapes.assessments import Assessment
from claims.api.shapes.common import (
    LICENCE,
    Anything,
    ClaimName,
    ExternalId,
    Shape,
    SourceBrief,
    coded,
    listing,
    moment,
    string,
    truth,
    whole,
)
from claims.api.shapes.synthesis import SynthesisBrief
from claims.domain.vocabulary import (
    AppraisalStatus,
    BenefitOrHarm,
    ClaimStatus,
    ConsensusState,
    CountUnit,
    Design,
    Direction,
    Directness,
    EvidenceStatus,
    Interests,
    ReadDepth,
    Stream,
    Strength,
)


class Quote(Shape):
    """A passage of the source (W3C Web Annotation: TextQuote and TextPosition)."""

    exact = string("The passage, word for word.")
    prefix = string("What stands before it.")
    suffix = string("What stands after it.")
    start = whole("First character, from 0.", allow_null=True)
    end = whole("Character after the last.", allow_null=True)
    locator = string("Page, table, section.")
    note = string("A remark.")


class Appraisal(Shape):
    """One reviewer's judgement. Listed only where its ratings are open to the reader (blindness)."""

    id = string("Public id, such as A7.")
    evidence = string("Id of the evidence.")
    rater = string("Pseudonym or name, as the site has it, or the name in an imported data set.")
    imported = truth("Whether it came with a data set.")
    direction = coded(Direction, "Which way the evidence points.", blank=True)
    directness = coded(Directness, "How directly it bears on the claim.", blank=True)
    strength = coded(Strength, "How far the study's own finding can be trusted.", blank=True)
    suggested_strength = coded(Strength, "What the rule suggested at submission.", blank=True)
    suggested_by = string("The rule that suggested it.")
    departure = string("Why the strength differs from the suggested one.")
    rationale = string("Why.")
    read = coded(ReadDepth, "How much of the source the rater read.", blank=True)
    declaration = coded(Interests, "Whether the rater declared interests.", blank=True)
    interests = string("Interests that the rater declared.")
    instrument = string('The tool of an imported judgement, or "none".')
    answers = Anything(help_text="Its answers, by item; under `why`, why there is none.")
    assessments = Assessment(many=True, help_text="What it rests on, in short.")
    submitted_at = moment("When it was submitted; null for a draft.", allow_null=True)
    blind = truth("Whether it was made before ratings were open.")
    superseded = truth("Whether the rater has thought again since.")


class AppraisalDetail(Appraisal):
    """One appraisal in full."""

    status = coded(AppraisalStatus, "Drafts are seen by their author alone.")
    has_conflict = truth("Whether the rater declared a conflict.")
    created_at = moment("When it was begun.")
    closed_reason = string("Why a draft was closed: a notice against the source.")
    revision = whole("Rises each time a draft is kept.")
    supersedes = string("Id of the rater's earlier appraisal.", allow_null=True)


class Adjudication(Shape):
    """A third person's decision where raters differed."""

    by = string("Pseudonym or name, as the site has it, or the name in an imported data set.")
    direction = coded(Direction, "As decided.")
    directness = coded(Directness, "As decided.", blank=True)
    strength = coded(Strength, "As decided.", blank=True)
    reason = string("Why.")
    declaration = coded(Interests, "What the judge declared at the decision.", blank=True)
    interests = string("Which interests.")
    at = moment("When.")
    is_current = truth("Whether it is the one that stands.")


class Consensus(Shape):
    """The rating that stands; everything is empty until ratings are open."""

    state = coded(ConsensusState, "How it came about.")
    label = string("The same in words.")  # type: ignore[assignment]
    direction = coded(Direction, "The standing direction.", blank=True)
    directness = coded(Directness, "The standing directness.", blank=True)
    strength = coded(Strength, "The standing strength.", blank=True)
    raters = whole("How many people's ratings are open.")
    released = truth("Whether an editor opened the ratings as provisional.")


class ClaimOfEvidence(ClaimName):
    """The claim; with its conclusion except inside that claim's own detail and in lists."""

    url = string("Path of its page.", required=False)
    status = coded(ClaimStatus, "Its status.", required=False)
    synthesis = SynthesisBrief(required=False)


class StudyName(Shape):
    """A study by id and label."""

    id = string("Public id, such as Y5.")
    label = string("Its name.")  # type: ignore[assignment]


class Evidence(Shape):
    """The link between a claim and a source, for one study."""

    id = string("Public id, such as E108.")
    url = string("Path of its page.")
    claim = ClaimOfEvidence()
    source = SourceBrief()  # type: ignore[assignment]
    study = StudyName()
    finding = string("What the source found, in our words.")
    design = coded(Design, "Design of the study.")
    design_label = string("The same in words.")
    stream = coded(Stream, "The stream that the design belongs to.")
    population = string("Who was studied.")
    comparison_made = truth(
        "Whether it made the claim's comparison; null: no matter.", allow_null=True
    )
    n = whole("How many, in `n_unit`.", allow_null=True)
    n_unit = coded(CountUnit, "What n counts.", blank=True)
    n_note = string("A remark on n.")
    read = coded(ReadDepth, "How much of the source was read.", blank=True)
    locator = string("Where in the source.")
    effect = Anything(
        allow_null=True, help_text="measure, estimate, low, high, level (0.95 for 95%); or null."
    )
    benefit_or_harm = coded(BenefitOrHarm, "Whether the outcome is good or bad.", blank=True)
    magnitude = string("How large the effect is.")
    threshold = string("The smallest effect that would matter.")
    quotes = Quote(many=True)
    status = coded(EvidenceStatus, "Where it stands; differing blind ratings do not show.")
    status_label = string("The same in words.")
    status_reason = string("Why it has that status.")
    consensus = Consensus()
    appraisals = Appraisal(many=True)
    appraisals_hidden = whole("How many more there are that the reader may not read yet.")
    excluded_reason = string("Why it is not counted; null if it is.", allow_null=True)
    revision = whole("Rises with every change; the base of a PATCH.")
    updated_at = moment("Last change.")
    standing = string(
        'Inside a claim: counted, not_counted, background, awaiting or "".', required=False
    )
    standing_reason = string("Why, in words.", required=False)


class EvidenceDetail(Evidence):
    """One piece of evidence in full."""

    adjudications = Adjudication(many=True)
    external_ids = ExternalId(many=True)
    licence = string(LICENCE)


EvidenceList = listing("EvidenceList", Evidence, "Evidence, newest first.", by_id=True)
AppraisalList = listing("AppraisalList", Appraisal, "Submitted appraisals, newest first.")


class Discarded(serializers.Serializer[None]):
    """Nothing."""
