"""Claims, sources and topics with what hangs on them embedded: a page of any length at the same number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from claims.access import public_evidence, visible_evidence
from claims.queries import claim_detail
from claims.queries.briefs import SOURCE_COLUMNS, claim_briefs, source_brief

if TYPE_CHECKING:
    from claims.access import Viewer

#: What a claim can carry.
OF_CLAIM = ("evidence", "sources", "synthesis")


def into_claims(viewer: Viewer, claims: Sequence[dict[str, Any]], parts: Collection[str]) -> None:
    """Add those `parts` (of OF_CLAIM) that are missing to dicts of claims that the viewer may see.

    `evidence` brings `evidence`, `excluded` and `proposed`, and `synthesis` the steps, as the claim's own detail
    has them; `sources` the sources of all that evidence, each once, as the list of sources has them.
    At most six queries for evidence, one for sources without evidence, one for the synthesis; none without claims.
    """
    by_key = {int(claim["id"][1:]): claim for claim in claims}
    if not by_key:
        return
    whole = {"evidence": "evidence" in claims[0], "synthesis": "steps" in claims[0]["synthesis"]}
    told: dict[int, dict[str, Any]] = {}
    if "synthesis" in parts and not whole["synthesis"]:
        rows = claim_detail.syntheses(by_key)
        for key, claim in by_key.items():
            claim_detail.complete(claim["synthesis"], rows.get(key))
            told[key] = claim["synthesis"]["suggestion"] or {}
    if "evidence" in parts and not whole["evidence"]:
        told = told or claim_detail.standings(by_key)
        found = claim_detail.evidence_of(viewer, by_key)
        for key, claim in by_key.items():
            found[key].say_standing(told.get(key, {}))
            claim.update(found[key].as_dict())
    if "sources" in parts:
        _sources(viewer, by_key)


def say_standing(evidence: Iterable[dict[str, Any]]) -> None:
    """Say of evidence of several claims what its study does for its claim, as claims have it. One query at most."""
    by_claim: dict[int, claim_detail.EvidenceOfClaim] = defaultdict(claim_detail.EvidenceOfClaim)
    for one in evidence:
        by_claim[int(one["claim"]["id"][1:])].take(one)
    if by_claim:
        told = claim_detail.standings(by_claim)
        for key, found in by_claim.items():
            found.say_standing(told.get(key, {}))


def into_sources(viewer: Viewer, sources: Sequence[dict[str, Any]], parts: Collection[str]) -> None:
    """Add `claims`, where it is among the `parts`: briefs of the published claims that each source bears on, by id.

    Claims with evidence from it that anyone may see, left-out evidence included. Three queries, none without sources.
    """
    by_key = {int(source["id"][1:]): source for source in sources}
    if not by_key or "claims" not in parts:
        return
    links = public_evidence().filter(source_id__in=by_key).order_by("claim_id")
    pairs = list(dict.fromkeys(links.values_list("source_id", "claim_id")))
    briefs = claim_briefs(None, sorted({claim for _, claim in pairs}))
    by_id = {int(claim["id"][1:]): claim for claim in briefs}
    for source in by_key.values():
        source["claims"] = []
    for source_key, claim in pairs:
        by_key[source_key]["claims"].append(by_id[claim])


def _sources(viewer: Viewer, by_key: dict[int, dict[str, Any]]) -> None:
    if "evidence" in next(iter(by_key.values())):
        for claim in by_key.values():
            claim["sources"] = _once(
                one["source"]
                for part in ("evidence", "excluded", "proposed")
                for one in claim[part]
            )
        return
    rows = (
        visible_evidence(viewer)
        .filter(claim_id__in=by_key)
        .order_by()
        .values("claim_id", *(f"source__{column}" for column in SOURCE_COLUMNS))
    )
    found: dict[int, list[dict[str, Any]]] = {key: [] for key in by_key}
    for row in rows:
        found[row["claim_id"]].append(source_brief(row, "source__"))
    for key, claim in by_key.items():
        claim["sources"] = _once(found[key])


def _once(sources: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    by_id = {int(source["id"][1:]): source for source in sources}
    return [by_id[key] for key in sorted(by_id)]
