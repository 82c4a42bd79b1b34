"""People, tokens and a small world for the tests of the API."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from claims.actions import appraisals, claims, evidence, proposals, sources, topics
from claims.api.throttling import reads
from tests.queries import build

ROLES = ("contributor", "reviewer", "editor", "admin")
RATING = {
    "direction": "supports",
    "directness": "direct",
    "strength": "weak",
    "rationale": "SECRET-RATIONALE",
    "read": "full_text",
    "declaration": "none",
}


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    reads.clear()


class Api:
    """A client that speaks JSON and remembers who it is."""

    def __init__(self, user: Any = None) -> None:
        self.client = Client(raise_request_exception=False)
        if user is not None:
            self.client.force_login(user)

    def get(self, path: str, **options: Any) -> Any:
        return self.client.get(at(path), **options)

    def post(self, path: str, body: Any = None, **options: Any) -> Any:
        return self.client.post(at(path), body or {}, content_type="application/json", **options)

    def patch(self, path: str, body: Any, **options: Any) -> Any:
        return self.client.patch(at(path), body, content_type="application/json", **options)

    def delete(self, path: str, **options: Any) -> Any:
        return self.client.delete(at(path), **options)


def at(path: str) -> str:
    return path if path.startswith(("/", "http")) else f"/api/v1/{path}"


@pytest.fixture
def api(db: Any) -> Callable[..., Api]:
    return Api


@pytest.fixture
def people(db: Any) -> Any:
    """One person of each role, an author of records, and a second editor (so nobody decides alone)."""
    found = {role: build.user(role) for role in ROLES}
    return SimpleNamespace(
        **found,
        author=build.user("contributor"),
        nobody=build.user(),
        chief=build.user("editor"),
        other=build.user("reviewer"),
        third=build.user("reviewer"),
    )


@pytest.fixture
def world(people: Any) -> Any:
    """Records in every state, made by the actions."""
    chief, author = people.chief, people.author
    topic = topics.create(by=chief, fields={"name": "kratom", "kind": "exposure"})
    spare = topics.create(by=chief, fields={"name": "mitragyna", "kind": "exposure"})
    hoped = topics.create(by=author, fields={"name": "skin", "kind": "outcome"})

    def claim(text: str, *, published: bool = True) -> Any:
        made = claims.draft(
            by=author,
            fields={"text": text, "claim_type": "association", "exposure": topic},
            topics=[topic],
        )
        claims.submit(claim=made, by=author)
        return claims.publish(claim=made, by=chief) if published else made

    def source(title: str, *, published: bool = True) -> Any:
        made = sources.propose(by=author, fields={"title": title, "year": 2020})
        return sources.accept(source=made, by=chief) if published else made

    open_claim, spare_claim, draft = claim("One"), claim("Two"), claim("Three", published=False)
    paper, spare_paper, offered = source("A"), source("B"), source("C", published=False)

    def link(to: Any, paper: Any, *, accepted: bool = True) -> Any:
        made = evidence.propose(
            by=author,
            claim=to,
            source=paper,
            fields={"design": "cohort", "quotes": [{"exact": "They had it."}]},
        )
        return evidence.accept(evidence=made, by=chief) if accepted else made

    found, fresh = link(open_claim, paper), link(open_claim, spare_paper)
    conflict, suggested = link(spare_claim, paper), link(spare_claim, spare_paper, accepted=False)
    appraisals.submit(evidence=found, by=people.other, fields=RATING)
    for rater, direction in ((people.other, "supports"), (people.third, "contradicts")):
        appraisals.submit(evidence=conflict, by=rater, fields={**RATING, "direction": direction})
    filed = proposals.file(
        record=open_claim,
        changes={"wording_note": "Too strong."},
        by=author,
        reason="",
        base_revision=open_claim.revision,
    )
    build.Search.objects.create(
        claim=open_claim, where="PubMed", query="kratom", searched_on=timezone.now().date()
    )
    return SimpleNamespace(
        claim=open_claim, spare_claim=spare_claim, draft=draft, topic=topic, spare_topic=spare,
        hoped=hoped, source=paper, spare_source=spare_paper, offered=offered, evidence=found,
        fresh=fresh, conflict=conflict, suggested=suggested, proposal=filed, study=found.study,
        spare_study=fresh.study,
    )  # fmt: skip
