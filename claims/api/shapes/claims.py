"""Claims, their versions and the searches behind them."""

from __future__ import annotations

from claims.api.shapes.common import (
    LICENCE,
    Anything,
    ClaimName,
    ExternalId,
    Piece,
    Shape,
    SourceBrief,
    TopicName,
    TopicOfClaim,
    coded,
    day,
    listing,
    moment,
    string,
    truth,
    whole,
)
from claims.api.shapes.conflicts import Conflict
from claims.api.shapes.evidence import Evidence
from claims.api.shapes.synthesis import SynthesisBrief, SynthesisDetail, SynthesisListed
from claims.domain.vocabulary import (
    About,
    BenefitOrHarm,
    ClaimStatus,
    ClaimType,
    Quantifier,
    Scope,
)


class Part(Shape):
    """A part of the sentence: a controlled term, or words."""

    topic = string("Id of the topic.", allow_null=True)
    text = string("The words, or the topic's name.")


class ClaimBrief(Shape):
    """A claim as lists show it: the verdict never without certainty, basis, raters and status."""

    id = string("Public id, such as C42.")
    url = string("Path of its page.")
    text = string("One checkable sentence.")
    plain_sentence = string("The conclusion in one plain sentence.")
    claim_type = coded(ClaimType, "What kind of claim it is.")
    status = coded(ClaimStatus, "Where it stands.")
    scope = coded(Scope, "The world, or one study's result.")
    exposure = Part()
    relation = string("The verb.")
    outcome = Part()
    population = Part()
    comparator = Part()
    quantifier = coded(Quantifier, "How much the sentence claims.")
    topics = TopicOfClaim(many=True)
    synthesis = SynthesisBrief()
    version = whole("Number of the latest version; 0 before publication.")
    updated_at = moment("Last change.")
    benefit_or_harm = coded(BenefitOrHarm, "Whether the outcome is good or bad.", blank=True)
    wording_note = string("What the wording gets wrong.")


class VersionBrief(Shape):
    """An immutable, citable snapshot."""

    id = string("Citable id, such as C42.3.")
    number = whole("From 1.")
    minted_at = moment("When.")
    sha256 = string("SHA-256 (hex) of the snapshot as canonical JSON (RFC 8785).")
    reason = string("Why it was minted.")
    plain_sentence = string("The conclusion that it holds, in one plain sentence.")
    synthesis = SynthesisBrief(allow_null=True, help_text="The conclusion that it holds.")


class Version(VersionBrief):
    """A version with its content."""

    claim_status = coded(ClaimStatus, "Where the claim stands today.")
    latest = whole("Number of the claim's latest version.")
    snapshot = Anything(help_text="Claim, evidence and synthesis as they were, canonical.")


class VersionOnDay(Version):
    """The version that stood at the end of a day."""

    as_of = day("The day that was asked for.")


class Exclusion(Shape):
    """Why records were left out, and how many."""

    reason = string("Why.")
    n = whole("How many.")


class SearchCurrency(Shape):
    """How current the searches on the claim itself make it."""

    current_to = day("The latest day covered.")
    searched_on = day("When that look was made.")
    where = string("Where.")
    old_from = day("The day from which the look counts as old (SEARCH_OLD_AFTER_MONTHS).")
    sentence = string("The same in words.")


class Search(Shape):
    """A recorded look for evidence."""

    id = string("Public id, such as Q4.")
    claim = ClaimName(allow_null=True)
    topic = TopicName(allow_null=True)
    where = string("Databases, registers, sites.")
    query = string("The query as sent.")
    searched_on = day("When.")
    covers_from = day("Earliest publication covered.", allow_null=True)
    covers_to = day("Latest publication covered.", allow_null=True)
    eligible_designs = string("Which designs were eligible.")
    results = whole("Records found.", allow_null=True)
    screened = whole("Records screened.", allow_null=True)
    included = whole("Records included.", allow_null=True)
    excluded_note = string("Why the others were not, in words.")
    exclusions = Exclusion(many=True, help_text="Why the others were not, counted.")
    flow = string("The numbers in words.")
    searched_by = string("Who searched.")


class SearchDetail(Search):
    """One search in full."""

    revision = whole("Rises with every change; the base of a PATCH.")
    created_at = moment("When it was recorded.")


class Claim(ClaimBrief):
    """A claim in full: its evidence with ratings, and its synthesis with steps."""

    synthesis = SynthesisDetail()
    evidence = Evidence(many=True, help_text="What is counted or waits for ratings.")
    excluded = Evidence(many=True, help_text="What takes no part, each with its reason.")
    proposed = Evidence(many=True, help_text="Not accepted yet: for its author and editors.")
    conflict = Conflict(
        allow_null=True, help_text="Where its independent studies disagree, or did; else null."
    )
    searches = Search(many=True, help_text="On the claim itself and on its topics.")
    search_currency = SearchCurrency(
        allow_null=True,
        help_text="From the searches on the claim itself; null without one.",
    )
    versions = VersionBrief(many=True)
    external_ids = ExternalId(many=True)
    revision = whole("Rises with every change; the base of a PATCH.")
    created_at = moment("When it was drafted.")
    published_at = moment("When it was published.", allow_null=True)
    licence = string(LICENCE)
    magnitude = string("How large the effect is.")
    threshold = string("The smallest effect that would matter.")
    about = coded(About, "Whom or what it is about.")
    status_reason = string("Why it has its status.")
    reviewers_required = whole("Overrides the site's number of reviewers.", allow_null=True)
    mine = truth("Whether the asker drafted it.")
    sources = SourceBrief(
        many=True,
        required=False,
        help_text="With include=sources: of all that evidence, each once, by number.",
    )


class ClaimListed(ClaimBrief):
    """A claim of a list; evidence and sources where `include` asked for them."""

    synthesis = SynthesisListed()
    evidence = Evidence(many=True, required=False, help_text="As in the claim's detail.")
    excluded = Evidence(many=True, required=False, help_text="As in the claim's detail.")
    proposed = Evidence(many=True, required=False, help_text="As in the claim's detail.")
    sources = SourceBrief(
        many=True, required=False, help_text="Of all that evidence, each once, by number."
    )
    snippet = Piece(
        many=True,
        required=False,
        help_text="With q: the text in pieces, those that were asked for marked.",
    )


class ClaimList(listing("Claims", ClaimListed, "", by_id=True)):  # type: ignore[misc]
    """Claims, newest first, or best match first with q."""

    as_of = day(
        "The day that was asked for, where the claims are as they stood then.", required=False
    )


VersionList = listing("VersionList", VersionBrief, "Versions, newest first.")
SearchList = listing("SearchList", Search, "Searches, newest first.")
