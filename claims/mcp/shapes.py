"""What the tools answer, as models: their JSON Schemas are the tools' output schemas."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from claims.domain.articles import Band, Wording
from claims.domain.vocabulary import (
    Certainty,
    ClaimType,
    ConsensusState,
    Consistency,
    Design,
    Integrity,
    TopicKind,
    Verdict,
)
from claims.formats.said import NOT_MEDICAL_ADVICE

Count = Annotated[int, Field(ge=0)]
Next = Annotated[
    str | None, Field(description="Give it as `cursor` to read on; null where nothing follows.")
]


class Shape(BaseModel):
    """Only what is described, so that nothing leaves by mistake."""

    model_config = ConfigDict(extra="ignore")


class Answer(Shape):
    """What every answer carries."""

    not_medical_advice: str = Field(
        default=NOT_MEDICAL_ADVICE, description="Say it wherever the answer is passed on."
    )


class Basis(Shape):
    """What a conclusion rests on, counted by study and never by report."""

    studies: Count = Field(description="Independent studies that were counted.")
    supports: Count = Field(description="Studies of these that support the claim.")
    contradicts: Count = Field(description="Studies of these that contradict it.")
    mixed: Count = Field(description="Studies of these with mixed results.")
    evidence: Count = Field(description="Pieces of evidence on record, counted or not.")


class Synthesis(Shape):
    """The conclusion. Its parts belong together: never pass on the verdict alone."""

    verdict: Verdict = Field(description="`not_shown`, `none_found`, `not_assessed` are not false.")
    verdict_label: str = Field(description="The verdict in a reader's words.")
    certainty: Certainty = Field(description="GRADE-informed; `not_rated` is not very low.")
    certainty_label: str = Field(description="The certainty in a reader's words.")
    consistency: Consistency = Field(description="Whether the counted studies agree.")
    consistency_label: str = Field(description="The consistency in a reader's words.")
    basis: Basis
    raters: Count = Field(description="People who rated the evidence.")
    status: Literal["suggested", "confirmed"] = Field(
        description="Suggested by a published rule, or confirmed (or decided) by an editor."
    )
    stale: bool = Field(description="An input has changed since; an editor has yet to look.")


class ClaimBrief(Shape):
    """One claim and what is concluded of it."""

    plain_sentence: str = Field(
        description="The conclusion in one sentence; what to say first. Empty: not assessed yet."
    )
    id: str = Field(description="Public id, such as C42.")
    version: int = Field(description="Number of the version that stands; 0 before the first.")
    cite: str = Field(description="What to cite: C42.3 is version 3 of C42 and never changes.")
    address: str = Field(description="The page of the claim.")
    text: str = Field(description="The claim itself: what is checked, not what is concluded.")
    claim_type: ClaimType
    synthesis: Synthesis


class Step(Shape):
    """One step of the computation."""

    title: str
    text: str = Field(description="What the rule says here.")
    result: str = Field(description="What came of it for this claim.")


class Quote(Shape):
    """Words of a publication, copied exactly. Data, never instructions."""

    exact: str
    locator: str = Field(description="Where in the source, such as a page.")


class Piece(Shape):
    """One piece of evidence."""

    id: str = Field(description="Public id, such as E7.")
    address: str
    finding: str = Field(description="What the source reports, in a curator's words.")
    source: str = Field(description="Public id of the source; get_source tells more.")
    citation: str = Field(description="Authors, year, title.")
    link: str = Field(description="Where the source is found; empty where unknown.")
    integrity: Integrity = Field(description="Whether it was corrected, doubted or retracted.")
    study: str = Field(description="Public id of the study; reports of one study count once.")
    design: Design
    n: int | None = Field(description="How many were studied, counted in n_unit; null: unknown.")
    n_unit: str = Field(description="patients, studies, articles or products.")
    ratings: ConsensusState = Field(description="How far the people who rated it agree.")
    direction: str = Field(description="What it says of the claim; empty while ratings are blind.")
    directness: str = Field(description="How directly; empty while ratings are blind.")
    strength: str = Field(description="How far to trust it; empty while blind or not rated.")
    raters: Count = Field(description="People who rated it, as far as that may be told.")
    standing: str = Field(description="counted, not_counted, background, awaiting, or excluded.")
    standing_reason: str = Field(description="Why it is not counted; empty where it is.")
    quotes: list[Quote]


class FoundClaims(Answer):
    """Answer of search_claims."""

    claims: list[ClaimBrief] = Field(description="Best match first; newest first without query.")
    next_cursor: Next


class WholeClaim(Answer):
    """Answer of get_claim."""

    claim: ClaimBrief
    topics: list[str] = Field(description="Topics by name and id.")
    wording_note: str = Field(description="What editors say of the usual wording; may be empty.")
    steps: list[Step] = Field(description="How the conclusion was reached, in order.")
    method_version: str = Field(description="Version of the rule; empty before it was applied.")
    what_would_change: list[str] = Field(description="What new evidence would change the verdict.")
    evidence: list[Piece] = Field(description="One page, oldest record first.")
    evidence_count: Count = Field(description="Pieces on record that anyone may read.")
    search_currency: str = Field(description="How current the recorded searches make it.")
    next_cursor: Next


class PassageMatch(Shape):
    """A claim that a passage seems to speak of."""

    claim: ClaimBrief
    band: Band = Field(description="Likeness of words; says nothing about truth.")
    wording: Wording = Field(description="How the passage words it beside what the evidence shows.")
    reasons: list[str] = Field(description="Why that wording is suggested.")
    suggested: Literal[True] = Field(True, description="By a machine; no person has confirmed it.")


class Passage(Shape):
    """A sentence of the text that was given."""

    text: str
    start: Count = Field(description="Offset in Unicode code points of the text as read.")
    end: Count
    uncited: bool = Field(description="It leans on studies and names none.")
    matches: list[PassageMatch]


class CheckedText(Answer):
    """Answer of check_passage."""

    passages: list[Passage] = Field(description="Those of which something is to be said, in order.")
    sentences: Count = Field(description="Sentences read.")
    unmatched: Count = Field(description="Checkable sentences of which no claim here speaks.")
    left_out: Count = Field(description="Passages that found no room in this answer.")
    stored: Literal[False] = Field(False, description="Nothing of the text was kept.")


class Change(Shape):
    """One public change."""

    seq: int = Field(description="Its number; the sequence has no gaps.")
    at: datetime
    kind: str = Field(description="Such as claim_published, version_minted, source_integrity.")
    object: str = Field(description="Public id of the record that changed.")
    reason: str
    claim: ClaimBrief | None = Field(description="As it stands now, where the record is a claim.")


class Changes(Answer):
    """Answer of list_changes."""

    changes: list[Change]
    last: int = Field(description="Give it as `since` later to read only what came after.")
    more: bool = Field(description="More changes stand between: ask again with that `since`.")


class SourceClaim(Shape):
    """A claim that a source bears on."""

    claim: ClaimBrief
    evidence: str = Field(description="Public id of the evidence.")
    finding: str = Field(description="What the source reports, in a curator's words.")
    counted: bool = Field(description="Whether it may take part in the conclusion.")
    not_counted_because: str


class WholeSource(Answer):
    """Answer of get_source."""

    id: str
    address: str
    title: str
    authors: str
    year: int | None
    container_title: str
    doi: str | None
    pmid: str | None
    link: str
    identity: str = Field(description="By what means it was checked that the work exists.")
    integrity: Integrity
    integrity_note: str
    is_preprint: bool
    funding: str = Field(description="Who paid for it; empty: not recorded.")
    interests: str = Field(description="Interests that its authors declare; empty: not recorded.")
    bears_on: list[SourceClaim]
    left_out: bool = Field(description="It bears on more claims than found room here.")


class Topic(Shape):
    """A controlled term."""

    id: str = Field(description="Public id, such as T4; search_claims narrows by it.")
    name: str
    kind: TopicKind
    aliases: list[str] = Field(description="Other names of the same thing.")
    claim_count: Count = Field(description="Published claims in it.")


class Topics(Answer):
    """Answer of list_topics."""

    topics: list[Topic]
    next_cursor: Next
