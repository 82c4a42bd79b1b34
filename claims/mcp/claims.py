"""Tools that find claims and tell everything about one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult
from pydantic import Field

from claims.domain.vocabulary import Certainty, ClaimType, Verdict
from claims.mcp import asking, said, shapes
from claims.queries import claims
from claims.queries.claim_filters import ClaimFilters
from claims.queries.pages import cut, decode, encode

#: Pieces of evidence in one answer, and quotes of one piece.
PIECES = 10
QUOTES = 3
MOST = 25
NOTHING = (
    "No published claim here fits. That says nothing about whether something is true: this knowledge base"
    " has no claim about it, or the filters leave none. Try fewer or other words."
)
NO_SEARCH = "No search for evidence on this claim is on record."


def brief(found: Mapping[str, Any]) -> shapes.ClaimBrief:
    """The shape of a claim's brief or detail."""
    version = found["version"] or 0
    return shapes.ClaimBrief.model_validate(
        {
            **found,
            "version": version,
            "cite": f"{found['id']}.{version}" if version else found["id"],
            "address": asking.full(found["url"]),
        }
    )


@asking.reading
def search_claims(
    query: Annotated[
        str,
        Field(
            max_length=1000,
            description="A few words or a whole sentence; empty lists the newest claims.",
        ),
    ] = "",
    topic: Annotated[
        str, Field(max_length=200, description="Only claims in this topic, such as T4.")
    ] = "",
    verdict: Annotated[
        list[Verdict], Field(max_length=20, description="Only claims with one of these verdicts.")
    ] = [],  # noqa: B006  never changed, and the schema shows it
    certainty: Annotated[
        list[Certainty], Field(max_length=20, description="Only claims of one of these.")
    ] = [],  # noqa: B006
    claim_type: Annotated[
        list[ClaimType], Field(max_length=20, description="Only claims of one of these types.")
    ] = [],  # noqa: B006
    confirmed: Annotated[
        bool | None,
        Field(description="true: only conclusions that an editor confirmed; false: only others."),
    ] = None,
    limit: Annotated[int, Field(ge=1, le=MOST, description="Claims on one page.")] = 10,
    cursor: asking.Cursor = "",
) -> Annotated[CallToolResult, shapes.FoundClaims]:
    """Find published claims by words, topic, verdict or certainty, each with its conclusion and what it rests on."""
    filters = ClaimFilters(
        q=query,
        topic=(asking.key("topic", topic, "T4 (list_topics finds it)"),) if topic.strip() else (),
        verdict=tuple(verdict),
        certainty=tuple(certainty),
        claim_type=tuple(claim_type),
        confirmed=confirmed,
    )
    page = claims.page(None, filters, cursor or None, limit)
    found = shapes.FoundClaims(claims=[brief(one) for one in page.results], next_cursor=page.next)
    if not found.claims:
        return asking.answer(said.whole([NOTHING]), found)
    return asking.answer(
        said.whole(said.numbered(map(said.claim, found.claims)), said.more(found.next_cursor)),
        found,
    )


@asking.reading
def get_claim(
    claim: Annotated[
        str,
        Field(max_length=500, description="Public id, such as C42, or the address of its page."),
    ],
    cursor: asking.Cursor = "",
) -> Annotated[CallToolResult, shapes.WholeClaim]:
    """Read one claim: the conclusion, how it was reached step by step, and the evidence for and against it."""
    whole = whole_claim(claim, cursor)
    return asking.answer(in_words(whole, first_page=not cursor), whole)


def whole_claim(claim: str, cursor: str = "") -> shapes.WholeClaim:
    """A claim with one page of its evidence. ToolError, with the remedy, where there is none. Fifteen queries."""
    ident, number = asking.version_in(claim)
    pk = asking.key("claim", ident, "C42 (search_claims finds it)")
    found = claims.detail(None, pk)
    if found is None:
        raise _absent(pk)
    if number is not None and number != found["version"]:
        raise ToolError(
            f"{ident}.{number} is not the version that stands: {ident} has version {found['version']} now."
            f" Ask for {ident}, or read the old version at {asking.full(f'/claims/{ident}.{number}/')}."
        )
    evidence = [*found["evidence"], *found["excluded"]]
    evidence.sort(key=_number)
    if cursor:
        (last,) = decode("claim-evidence", cursor, int)
        rest = [one for one in evidence if _number(one) > last]
    else:
        rest = evidence
    page, following = cut(rest, PIECES, lambda one: encode("claim-evidence", _number(one)))
    synthesis = found["synthesis"]
    return shapes.WholeClaim(
        claim=brief(found),
        topics=[f"{topic['name']} ({topic['id']})" for topic in found["topics"]],
        wording_note=found["wording_note"],
        steps=[shapes.Step.model_validate(step) for step in synthesis["steps"]],
        method_version=synthesis["method_version"],
        what_would_change=synthesis["what_would_change"],
        evidence=[_piece(one) for one in page],
        evidence_count=len(evidence),
        search_currency=(found["search_currency"] or {"sentence": NO_SEARCH})["sentence"],
        next_cursor=following,
    )


def in_words(found: shapes.WholeClaim, *, first_page: bool = True) -> str:
    """The claim as text; what was on the first page is not said again."""
    about = said.claim(found.claim)
    if first_page:
        about.append(said.plain(found.search_currency))
        if found.topics:
            about.append(f"Topics: {said.quoted(', '.join(found.topics))}")
        if found.wording_note:
            about.append(f"On its wording: {said.quoted(found.wording_note)}")
    steps = [said.step(one) for one in found.steps]
    change = [f"- {said.plain(one)}" for one in found.what_would_change]
    evidence = [line for one in found.evidence for line in said.piece(one)]
    return said.whole(
        about,
        ["How it was reached:", *said.numbered(steps)] if first_page and steps else [],
        ["What would change the verdict:", *change] if first_page and change else [],
        [f"Evidence ({len(found.evidence)} of {found.evidence_count}):", *evidence]
        if evidence
        else ["No evidence on record."],
        said.more(found.next_cursor),
    )


def _number(evidence: Mapping[str, Any]) -> int:
    return int(evidence["id"][1:])


def _absent(pk: int) -> ToolError:
    gone = claims.tombstone(None, pk)
    if gone is None:
        return ToolError(f"There is no published claim C{pk}. search_claims finds those there are.")
    heir = gone["superseded_by"]
    remedy = f"Ask for {heir['id']}, which took its place." if heir else "Nothing took its place."
    return ToolError(f"Claim C{pk} was retired: {said.quoted(gone['reason'])}. {remedy}")


def _piece(one: Mapping[str, Any]) -> shapes.Piece:
    source, consensus = one["source"], one["consensus"]
    excluded = one["excluded_reason"]
    cited = [source["authors"], str(source["year"] or ""), source["title"]]
    return shapes.Piece.model_validate(
        {
            **one,
            "address": asking.full(one["url"]),
            "source": source["id"],
            "citation": ". ".join(part for part in cited if part),
            "link": source["link"],
            "integrity": source["integrity"],
            "study": one["study"]["id"],
            "ratings": consensus["state"],
            "direction": consensus["direction"] or "",
            "directness": consensus["directness"] or "",
            "strength": consensus["strength"] or "",
            "raters": consensus["raters"],
            "standing": "excluded" if excluded else one["standing"],
            "standing_reason": excluded or one["standing_reason"],
            "quotes": one["quotes"][:QUOTES],
        }
    )
