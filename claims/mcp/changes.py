"""The tool that lists what became public, was changed or was withdrawn."""

from __future__ import annotations

from typing import Annotated

from mcp.types import CallToolResult
from pydantic import Field

from claims.mcp import asking, said, shapes
from claims.mcp.claims import brief
from claims.queries import claims, events, knowledge
from claims.queries.links import parse_id

MOST = 50


@asking.reading
def list_changes(
    since: Annotated[
        int | None,
        Field(
            ge=0,
            le=2**53 - 1,
            description="Changes after this number, oldest first; without it the newest, newest first.",
        ),
    ] = None,
    limit: Annotated[int, Field(ge=1, le=MOST, description="Changes in one answer.")] = 20,
) -> Annotated[CallToolResult, shapes.Changes]:
    """What changed here publicly: claims published, concluded otherwise or retired, sources retracted, and why."""
    page = events.public_changes(None, limit, since)
    named = {
        change["object"]: parsed[1]
        for change in page.results
        if (parsed := parse_id(change["object"])) and parsed[0] == "claim"
    }
    stand = {one["id"]: brief(one) for one in claims.briefs(None, list(named.values()))}
    numbers = [change["seq"] for change in page.results]
    if not numbers:
        numbers = [knowledge.public_version()[1] if since is None else since]
    found = shapes.Changes(
        changes=[
            shapes.Change.model_validate({**one, "claim": stand.get(one["object"])})
            for one in page.results
        ],
        last=max(numbers),
        more=since is not None and page.next is not None,
    )
    return asking.answer(in_words(found), found)


def in_words(found: shapes.Changes) -> str:
    """The changes in order; of a claim first what is concluded of it now."""
    blocks = []
    for change in found.changes:
        why = f" Reason: {said.quoted(change.reason)}" if change.reason else ""
        kind = change.kind.replace("_", " ")
        what = f"Change {change.seq}, {change.at:%Y-%m-%d %H:%M} UTC: {kind}, {change.object}.{why}"
        blocks.append([*(said.claim(change.claim) if change.claim else []), what])
    ending = f"Ask later with since={found.last} for what comes after."
    if found.more:
        ending = f"More stand between: ask again with since={found.last}."
    return said.whole(said.numbered(blocks) or ["Nothing changed publicly."], [ending])
