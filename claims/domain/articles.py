"""The words of articles that are checked: how far they are, who may see them, and what is said of each sentence."""

from __future__ import annotations

from claims.domain.vocabulary import Choice


class DocumentStatus(Choice):
    WAITING = "waiting", "Waiting"
    CHECKING = "checking", "Being checked"
    DONE = "done", "Checked"
    FAILED = "failed", "Failed"


class DocumentAccess(Choice):
    """Who may read it beside its maker."""

    PRIVATE = "private", "Private"
    UNLISTED = "unlisted", "Whoever has the link"
    SHARED = "shared", "Signed-in members, and whoever has the link"
    PUBLISHED = "published", "Anyone"


class DocumentFormat(Choice):
    TEXT = "text", "Plain text"
    MARKDOWN = "markdown", "Markdown"
    HTML = "html", "HTML"
    PDF = "pdf", "PDF"
    DOCX = "docx", "Word (.docx)"


class PassageKind(Choice):
    CHECKABLE = "checkable", "Checkable statement"
    OPINION = "opinion", "Opinion"
    ADVICE = "advice", "Advice"
    DEFINITION = "definition", "Definition"
    QUESTION = "question", "Question"
    OTHER = "other", "Other text"


class Band(Choice):
    """How alike sentence and claim are. It says what they speak of, never whether it is true."""

    MATCH = "match", "Match"
    POSSIBLE = "possible", "Possible match"


class Wording(Choice):
    """How the sentence words the claim, beside what the claim's evidence shows."""

    FAITHFUL = "faithful", "Faithful"
    STRONGER = "stronger", "Stronger than the evidence"
    WEAKER = "weaker", "Weaker than the evidence"
    OPPOSITE = "opposite", "Opposite to the claim"
    OTHER_POPULATION = "other_population", "Another population"
    UNCLEAR = "unclear", "Not clear"


class MatchState(Choice):
    SUGGESTED = "suggested", "Suggested by the machine"
    CONFIRMED = "confirmed", "Confirmed"
    CORRECTED = "corrected", "Corrected"
    REJECTED = "rejected", "Rejected"


class Finding(Choice):
    """What a reader should look at in a sentence, the gravest first."""

    OPPOSITE = "opposite", "Opposite to a claim"
    STRONGER = "stronger", "Stronger than the evidence"
    REFERENCE = "reference", "Reference to look at"
    UNCITED = "uncited", "Leans on studies, names none"
    MATCHED = "matched", "Speaks of a claim here"
    POSSIBLE = "possible", "Possibly speaks of a claim here"
    UNMATCHED = "unmatched", "Checkable, no claim here yet"


class ReferenceFlag(Choice):
    """What is to be said against a reference."""

    NOTICE = "notice", "A notice stands against it"
    OTHER_TITLE = "other_title", "Its identifier is another work's"
    NO_RECORD = "no_record", "Its identifier is registered nowhere"
    CITED_OTHERWISE = "cited_otherwise", "Author or year are others"
    NOT_IN_LIST = "not_in_list", "Not in the list of references"
    SEVERAL = "several", "Several entries fit"
    OPPOSITE = "opposite", "Counted against the claim here"
    NOT_BEARING = "not_bearing", "Evidence for other claims here"


class TiedBy(Choice):
    """How a reference was tied to a stored source."""

    IDENTIFIER = "identifier", "Its identifier"
    ADDRESS = "address", "Its address"
    TITLE = "title", "Title, first author and year"
