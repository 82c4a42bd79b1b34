"""Articles that were checked, their passages, and what they speak of."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.shapes.claims import ClaimBrief
from claims.api.shapes.common import (
    Anything,
    Shape,
    coded,
    day,
    listing,
    moment,
    string,
    truth,
    whole,
)
from claims.api.shapes.synthesis import SynthesisBrief
from claims.domain.articles import (
    Band,
    DocumentAccess,
    DocumentFormat,
    DocumentStatus,
    MatchState,
    PassageKind,
    ReferenceFlag,
    TiedBy,
    Wording,
)


class DocumentBrief(Shape):
    """An article that was brought in."""

    id = string("Public id, such as D1.")
    url = string("Path of its page; with the key of its link for its maker and who came by it.")
    title = string("Its title.")
    status = coded(DocumentStatus, "How far it is.")
    status_label = string("The same in words.")
    busy = truth("Whether it is still being checked.")
    done_share = serializers.FloatField(help_text="How much of it is looked at, 0 to 1.")
    error = string('Why it failed; "" if it did not.')
    remarks = serializers.ListField(child=serializers.CharField(), help_text="What else to know.")
    format = coded(DocumentFormat, "What it was read from.")
    format_label = string("The same in words.")
    citation = string("Who wrote it, where, when.")
    address = string("Where the original is.")
    retrieved_on = day("When it was copied there.", allow_null=True)
    access = coded(DocumentAccess, "Who may read it.")
    access_label = string("The same in words.")
    expires_at = moment("When it is taken away.", allow_null=True)
    method = string("Version of the way that matches are found.")
    sha256 = string("Of its text in UTF-8.")
    mine = truth("Whether the asker brought it in.")
    created_at = moment("When it was brought in.")
    checked_at = moment("When it was last checked.", allow_null=True)
    revision = whole("Rises with every check, decision, and change of who may see it.")


class Mark(Shape):
    """A cue in a passage."""

    kind = serializers.ChoiceField(
        choices=[
            "appeal",
            "association",
            "attribution",
            "booster",
            "hedge",
            "negation",
            "quantifier",
        ],
        help_text="What it does.",
    )
    start = whole("First character.")
    end = whole("The one after the last.")
    text = string("The words.")


class ReferenceFlagShape(Shape):
    """One thing to be said against a reference."""

    kind = coded(ReferenceFlag, "What it is.")
    label = string("The same in words.")  # type: ignore[assignment]
    text = string("With the particulars.")
    notice = string("Address of the notice, where one stands against it.", allow_null=True)


class ReferenceInText(Shape):
    """A reference that a passage names."""

    kind = serializers.ChoiceField(
        choices=["doi", "pmid", "pmcid", "arxiv", "trial", "isbn", "url", "author_year", "number"],
        help_text="What it is.",
    )
    value = string("Its value, normalised where it is an identifier.")
    start = whole("First character.")
    end = whole("The one after the last.")
    entry = whole("Its entry in `bibliography`, by `place`.", allow_null=True)
    source = string("The stored source that it is.", allow_null=True)  # type: ignore[assignment]
    source_by = coded(TiedBy, "How that was told.", allow_null=True)
    integrity = string("Whether a notice stands against that source.", allow_null=True)
    flags = ReferenceFlagShape(many=True, help_text="What is to be said against it.")
    flag = string('The same in words; "" where nothing is known.')
    told = string("What was checked of it, in words.")


class Identifier(Shape):
    """An identifier of a work."""

    kind = string("doi, pmid, pmcid, arxiv, trial or isbn.")
    value = string("Normalised.")


class BibliographyEntry(Shape):
    """An entry of the article's own list of references, as far as it was understood."""

    place = whole("Its place in the list, from 1.")
    number = whole("The number that it is cited by; its place where the list has no numbers.")
    start = whole("First character.")
    end = whole("The one after the last.")
    text = string("The entry.")
    identifiers = Identifier(many=True, help_text="Those that stand in it.")
    address = string('The address that stands in it; "" for none.')
    authors = string('Families and initials; "" where they were not understood.')
    year = whole("Its year.", allow_null=True)
    title = string('Its title; "" where it was not understood.')
    source = string("The stored source that it is.", allow_null=True)  # type: ignore[assignment]
    source_by = coded(TiedBy, "How that was told.", allow_null=True)
    flags = ReferenceFlagShape(many=True, help_text="What is to be said against it.")
    told = string("What was checked of it, in words.")
    cited_by = serializers.ListField(
        child=serializers.IntegerField(), help_text="Positions of the passages that cite it."
    )


class MatchShape(Shape):
    """A claim that a passage speaks of, with what is known of the claim. It is no verdict on the passage."""

    claim = string("Public id of the claim.")
    url = string("Path of the claim's page.")
    text = string("The claim.")
    plain_sentence = string("What is known of it, in one sentence.")
    synthesis = SynthesisBrief(
        help_text="The claim's verdict with everything it must not travel without."
    )
    band = coded(Band, "How alike they are.")
    band_label = string("The same in words.")
    score = serializers.FloatField(allow_null=True, help_text="0 to 1; null: a person's own.")
    cosine = serializers.FloatField(
        allow_null=True,
        min_value=-1,
        max_value=1,
        help_text="Where likeness of meaning alone led to the claim: how alike, 0.65 to 1; null: its words did.",
    )
    wording = coded(
        Wording, "How the passage words the claim: a suggestion while `state` is suggested."
    )
    wording_label = string("The same in words.")
    suggested_wording = coded(Wording, "What the machine suggested.")
    reasons = serializers.ListField(
        child=serializers.CharField(), help_text="Why it suggested that."
    )
    state = coded(MatchState, "What people made of it.")
    state_label = string("The same in words.")
    decided_at = moment("When that was.", allow_null=True)


class PassageShape(Shape):
    """One sentence of the article."""

    position = whole("Its place, from 1.")
    start = whole("First character, counted in Unicode code points of the text.")
    end = whole("The one after the last.")
    text = string("The sentence.")
    kind = coded(PassageKind, "What kind of sentence.")
    kind_label = string("The same in words.")
    heading = truth("Whether it is a heading.")
    block = whole("Number of its paragraph.")
    rank = serializers.FloatField(help_text="How much it looks worth checking, 0 to 1.")
    marks = Mark(many=True, help_text="Its cues.")
    references = ReferenceInText(many=True, help_text="What it names.")
    appeals = truth("Whether it leans on studies or experts.")
    uncited = truth("Whether it does and names none.")
    matches = MatchShape(many=True, help_text="What it seems to speak of, best first.")


class Contradiction(Shape):
    """Two passages that do not go together: a hint."""

    kind = serializers.ChoiceField(
        choices=["wording", "claims", "denial"], help_text="How that was told."
    )
    passages = serializers.ListField(child=serializers.IntegerField(), help_text="Their positions.")
    claims = serializers.ListField(child=serializers.CharField(), help_text="Ids of the claims.")
    why = string("Why, in words.")


class DocumentDetail(DocumentBrief):
    """An article with everything that was found in it."""

    text = string("Its text as it was normalised once.")
    offsets = string("What offsets count.")
    characters = whole("Length of the text in code points.")
    may_decide = truth("Whether the asker may decide on matches.")
    counts = Anything(help_text="How many passages of each kind, matched, uncited, flagged.")
    passages = PassageShape(
        many=True, help_text="Its sentences in order; empty until it is checked."
    )
    bibliography = BibliographyEntry(many=True, help_text="The article's own list of references.")
    contradictions = Contradiction(
        many=True, help_text="Pairs of passages that do not go together."
    )
    claims = ClaimBrief(many=True, help_text="The claims that passages speak of.")


DocumentList = listing("DocumentList", DocumentBrief, "Articles, newest first.")
