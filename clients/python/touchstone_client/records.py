"""The shapes of the answers that are used most, with the fields that one cannot do without.

Answers hold more: docs/reference/openapi.yaml of the site has all of it, and a test holds these against it.
"""

from __future__ import annotations

from typing import Any, TypedDict


class Basis(TypedDict):
    """What a conclusion rests on: studies, not papers."""

    studies: int
    supports: int
    contradicts: int
    mixed: int
    evidence: int


class Synthesis(TypedDict):
    """A verdict with everything that it must not travel without."""

    verdict: str
    verdict_label: str
    certainty: str
    certainty_label: str
    consistency: str
    consistency_label: str
    basis: Basis
    raters: int
    status: str
    stale: bool


class ClaimBrief(TypedDict):
    """A claim as lists show it."""

    id: str
    url: str
    text: str
    plain_sentence: str
    claim_type: str
    status: str
    topics: list[dict[str, Any]]
    synthesis: Synthesis
    version: int
    updated_at: str


class SourceBrief(TypedDict):
    """A source as lists show it."""

    id: str
    url: str
    title: str
    authors: str
    year: int | None
    container_title: str
    doi: str | None
    pmid: str | None
    identity: str
    integrity: str


class Consensus(TypedDict):
    """What the ratings of a piece of evidence come to; empty while they are blind."""

    state: str
    direction: str
    directness: str
    strength: str
    raters: int


class Evidence(TypedDict):
    """What one source found on one claim."""

    id: str
    url: str
    claim: dict[str, Any]
    source: SourceBrief
    study: dict[str, Any]
    finding: str
    design: str
    population: str
    n: int | None
    n_unit: str
    quotes: list[dict[str, Any]]
    status: str
    consensus: Consensus
    excluded_reason: str | None
    revision: int


class ClaimDetail(ClaimBrief):
    """A claim in full."""

    evidence: list[Evidence]
    excluded: list[Evidence]
    versions: list[dict[str, Any]]
    revision: int
    licence: str


class Study(TypedDict):
    """The unit that is counted."""

    id: str
    url: str
    label: str
    design: str


class Topic(TypedDict):
    """A controlled term."""

    id: str
    url: str
    name: str
    kind: str


class Change(TypedDict):
    """One line of the public change feed."""

    seq: int
    at: str
    kind: str
    object: str
    reason: str


class Dump(TypedDict):
    """A package of everything."""

    name: str
    address: str
    bytes: int
    sha256: str
    public_seq: int
