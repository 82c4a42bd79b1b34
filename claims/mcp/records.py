"""Tools for what claims rest on and are sorted by: one source, and the topics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult
from pydantic import Field

from claims.domain.vocabulary import Integrity
from claims.mcp import asking, said, shapes
from claims.mcp.claims import brief
from claims.queries import claims, sources, topics
from claims.queries.topics import TopicFilters

#: Claims in the answer on one source.
BORNE_ON = 20


@asking.reading
def get_source(
    source: Annotated[
        str,
        Field(max_length=500, description="Public id, such as S17, or the address of its page."),
    ],
) -> Annotated[CallToolResult, shapes.WholeSource]:
    """Read one source: what it is, whether it was checked or retracted, who paid, and which claims it bears on."""
    pk = asking.key("source", source, "S17 (get_claim names them)")
    found = sources.detail(None, pk)
    if found is None:
        raise _absent(pk)
    evidence = found["evidence"]
    keys = list({int(one["claim"]["id"][1:]): None for one in evidence[:BORNE_ON]})
    about = {one["id"]: brief(one) for one in claims.briefs(None, keys)}
    whole = shapes.WholeSource.model_validate(
        {
            **found,
            "address": asking.full(found["url"]),
            "identity": found["identity_label"],
            "bears_on": [
                _borne(one, about[one["claim"]["id"]])
                for one in evidence[:BORNE_ON]
                if one["claim"]["id"] in about
            ],
            "left_out": found["evidence_truncated"] or len(evidence) > BORNE_ON,
        }
    )
    return asking.answer(_in_words(whole), whole)


@asking.reading
def list_topics(
    query: Annotated[
        str, Field(max_length=200, description="Part of a name or alias; empty lists all.")
    ] = "",
    limit: Annotated[int, Field(ge=1, le=100, description="Topics on one page.")] = 50,
    cursor: asking.Cursor = "",
) -> Annotated[CallToolResult, shapes.Topics]:
    """List the controlled terms that claims are sorted by: exposures, outcomes, populations and fields."""
    page = topics.page(None, TopicFilters(q=query), cursor or None, limit)
    found = shapes.Topics.model_validate({"topics": page.results, "next_cursor": page.next})
    lines = [
        f"{one.id} {said.quoted(one.name)} ({one.kind.label.lower()}), {one.claim_count} claims"
        + (f"; also {said.quoted(', '.join(one.aliases))}" if one.aliases else "")
        for one in found.topics
    ]
    text = said.whole(lines or ["No topic here has such a name."], said.more(found.next_cursor))
    return asking.answer(text, found)


def _borne(one: Mapping[str, Any], claim: shapes.ClaimBrief) -> shapes.SourceClaim:
    return shapes.SourceClaim(
        claim=claim,
        evidence=one["id"],
        finding=one["finding"],
        counted=one["excluded_reason"] is None,
        not_counted_because=one["excluded_reason"] or "",
    )


def _in_words(found: shapes.WholeSource) -> str:
    notice = (
        []
        if found.integrity == Integrity.CLEAR
        else [f"{found.integrity.label.upper()}: {said.quoted(found.integrity_note)}"]
    )
    cited = ". ".join(part for part in (found.authors, str(found.year or ""), found.title) if part)
    about = [
        *notice,
        f"{said.quoted(cited)} {said.quoted(found.container_title)} {found.link}".rstrip(),
        f"Source {found.id}, {found.address}. Identity: {found.identity.lower()}."
        + (" A preprint." if found.is_preprint else ""),
        f"Funding: {_recorded(found.funding)}. Interests: {_recorded(found.interests)}.",
    ]
    blocks = [
        [
            *said.claim(one.claim),
            f"{one.evidence}: {said.quoted(one.finding)}"
            + ("" if one.counted else f" Not counted: {said.quoted(one.not_counted_because)}"),
        ]
        for one in found.bears_on
    ]
    rest = ["It bears on more claims than these."] if found.left_out else []
    return said.whole(about, ["It bears on:", *said.numbered(blocks)] if blocks else [], rest)


def _recorded(text: str) -> str:
    return said.quoted(text) if text else "not recorded"


def _absent(pk: int) -> ToolError:
    gone = sources.tombstone(None, pk)
    if gone is None:
        return ToolError(f"There is no published source S{pk}. get_claim names those of a claim.")
    heir = gone.get("moved_to")
    remedy = f"Ask for {heir['id']}, which took its place." if heir else "Nothing took its place."
    return ToolError(f"Source S{pk} is {gone['status']}: {said.quoted(gone['reason'])}. {remedy}")
