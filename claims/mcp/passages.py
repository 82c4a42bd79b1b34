"""The tool that reads a sentence or a short article against the knowledge base and keeps nothing of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult
from pydantic import Field

from claims.domain.articles import Band
from claims.mcp import asking, said, shapes
from claims.mcp.claims import brief
from claims.queries import checking, documents

#: Characters of a text that are read at once, passages in an answer, and claims for each.
LONGEST = 10_000
PASSAGES = 25
MATCHES = 3

NOTHING = (
    "No claim of this knowledge base is like this text. That is no verdict on the text: what is not"
    " here was not looked at here."
)
SUGGESTED = (
    "Matches are suggestions by likeness of words, made by a machine and confirmed by nobody. They say"
    " what a passage speaks of, never whether it is true; that stands with the claim."
)


@asking.reading
def check_passage(
    text: Annotated[
        str,
        Field(
            min_length=1,
            max_length=LONGEST,
            description="A sentence or a short article in English, as plain text or Markdown.",
        ),
    ],
    title: Annotated[
        str, Field(max_length=500, description="Its title, which tells what the text is about.")
    ] = "",
) -> Annotated[CallToolResult, shapes.CheckedText]:
    """Which claims here a text speaks of, what the evidence for each shows, and where it says more than that.

    Nothing of the text is stored.
    """
    text = text.replace("\x00", "").strip()
    if not text:
        raise ToolError("text: there is nothing in it. Give a sentence or a short article.")
    found = documents.report(None, text, checking.look(text, title))
    claims = {one["id"]: brief(one) for one in found["claims"]}
    worth = [one for one in found["passages"] if one["matches"] or one["uncited"]]
    shown = shapes.CheckedText(
        passages=[_passage(one, claims) for one in worth[:PASSAGES]],
        sentences=found["counts"]["passages"],
        unmatched=found["counts"]["unmatched"],
        left_out=max(0, len(worth) - PASSAGES),
        stored=False,
    )
    return asking.answer(in_words(shown), shown)


def in_words(found: shapes.CheckedText) -> str:
    """The passages in order, each led by what is concluded of the claim that it speaks of."""
    blocks = []
    told: set[str] = set()
    for passage in found.passages:
        here = f"Passage at {passage.start}: {said.quoted(passage.text)}"
        if passage.uncited:
            here += " It leans on studies and names none."
        for match in passage.matches:
            lines = said.claim(match.claim)
            if match.claim.id in told:
                # Told in full above; the conclusion is said again all the same.
                lines = [*lines[:1], f"Claim {match.claim.cite}, as above.", lines[2]]
            told.add(match.claim.id)
            kind = "Speaks of this claim" if match.band == Band.MATCH else "Possibly speaks of it"
            why = f" ({'; '.join(map(said.plain, match.reasons))})" if match.reasons else ""
            blocks.append(
                [
                    *lines,
                    here,
                    f"{kind}; wording, as suggested: {match.wording.label.lower()}{why}.",
                ]
            )
        if not passage.matches:
            blocks.append([here])
    read = "1 sentence" if found.sentences == 1 else f"{found.sentences} sentences"
    counts = [f"Read: {read}. Checkable, but of no claim here: {found.unmatched}."]
    if found.left_out:
        counts.append(
            f"{found.left_out} more passages found no room: give the text in shorter parts."
        )
    return said.whole(said.numbered(blocks) or [NOTHING], [*counts, SUGGESTED])


def _passage(found: Mapping[str, Any], claims: Mapping[str, shapes.ClaimBrief]) -> shapes.Passage:
    return shapes.Passage(
        text=found["text"],
        start=found["start"],
        end=found["end"],
        uncited=found["uncited"],
        matches=[
            shapes.PassageMatch(
                claim=claims[match["claim"]],
                band=match["band"],
                wording=match["wording"],
                reasons=match["reasons"],
                suggested=True,
            )
            for match in found["matches"][:MATCHES]
        ],
    )
