"""No sequence of acts by any role lets a closed appraisal, or an assessment that it cites, be read by another.

Whether ratings may be open is worked out here anew, from what was done: two standing ratings that say the same, an
adjudication, or a release; and what was open once stays open.
"""

from __future__ import annotations

import itertools
import json
from io import StringIO

import hypothesis
from django.core.management import call_command
from django.test import Client
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from claims.access import Denied, visible_appraisals, visible_assessments
from claims.actions import appraisals, consensus, evidence, grading, integrity
from claims.actions.grading import Sheet
from claims.domain.problems import Invalid, NotAllowedNow
from claims.models import Appraisal, Event, Evidence, PublicChange, Source
from tests.factories import LOW_RISK, make_claim, make_evidence, make_user

RATINGS = (("supports", "strong"), ("contradicts", "weak"))
ACTS = (
    "rate", "rate", "rate", "draft", "release", "adjudicate", "retract", "restore", "exclude", "include",
)  # fmt: skip
step = st.tuples(
    st.sampled_from(ACTS), st.integers(0, 1), st.integers(0, 2), st.integers(0, len(RATINGS) - 1)
)


class World:
    """Two pieces of evidence, three reviewers, an editor; and what should be open by now."""

    def __init__(self) -> None:
        claim = make_claim("A claim that waits")
        self.links = [make_evidence(claim, design="rct") for _ in range(2)]
        self.reviewers = [make_user("reviewer") for _ in range(3)]
        self.editor = make_user("editor")
        self.standing: list[dict[int, tuple[str, str]]] = [{}, {}]
        self.open = [False, False]
        self.tokens: list[dict[str, int]] = [{}, {}]
        self.numbers = itertools.count(1)

    def do(self, act: str, place: int, who: int, rating: int) -> None:
        """Carry an act out where the knowledge base allows it."""
        link = Evidence.objects.get(pk=self.links[place].pk)
        try:
            getattr(self, f"_{act}")(link, place, who, rating)
        except (NotAllowedNow, Denied, Invalid):
            return
        ratings = list(self.standing[place].values())
        if len(ratings) >= 2 and len(set(ratings)) == 1:
            self.open[place] = True

    def _token(self, place: int, who: int) -> str:
        token = f"zq{next(self.numbers)}secret"
        self.tokens[place][token] = who
        return token

    def _fields(
        self, place: int, who: int, rating: int
    ) -> tuple[dict[str, str], dict[str, object]]:
        direction, strength = RATINGS[rating]
        token = self._token(place, who)
        judged = {
            "answers": LOW_RISK,
            "notes": {"1.1": token},
            "domain_judgements": {"D1": "high"},
            "departures": {"D1": token},
        }
        return {
            "direction": direction, "directness": "direct", "strength": strength, "rationale": token,
            "read": "full_text", "declaration": "some", "interests": token, "departure": token,
        }, judged  # fmt: skip

    def _rate(self, link, place, who, rating):
        fields, judged = self._fields(place, who, rating)
        sheet = Sheet("rob2", link, judged)
        grading.submit(evidence=link, by=self.reviewers[who], fields=fields, sheet=sheet)
        self.standing[place][who] = RATINGS[rating]

    def _draft(self, link, place, who, rating):
        fields, _ = self._fields(place, who, rating)
        # A draft stays its author's own, whatever is opened.
        drafted = {**fields, "rationale": f"{fields['rationale']}draft"}
        appraisals.save_draft(evidence=link, by=self.reviewers[who], fields=drafted)

    def _release(self, link, place, *_):
        evidence.release(evidence=link, by=self.editor, reason="One reader.")
        self.open[place] = True

    def _adjudicate(self, link, place, *_):
        fields = {
            "direction": "mixed", "directness": "direct", "strength": "weak", "declaration": "none",
        }  # fmt: skip
        consensus.adjudicate(evidence=link, fields=fields, reason="So.", by=self.editor)
        self.open[place] = True

    def _retract(self, link, *_):
        self._mark(link, "retracted")

    def _restore(self, link, *_):
        self._mark(link, "clear")

    def _mark(self, link, notice):
        source = Source.objects.get(pk=link.source_id)
        integrity.mark(sources=[source], integrity=notice, note="A notice.", by=self.editor)

    def _exclude(self, link, *_):
        evidence.exclude(evidence=link, reason="Another drug.", by=self.editor)

    def _include(self, link, *_):
        evidence.include(evidence=link, reason="It is not.", by=self.editor)

    def closed_tokens(self, viewer: int | None = None) -> set[str]:
        """What the viewer (a reviewer's number, None for all others) must not read."""
        return {
            token
            for place, tokens in enumerate(self.tokens)
            if not self.open[place]
            for token, who in tokens.items()
            if who != viewer
        }


class Sequences(TestCase):
    @hypothesis.settings(max_examples=6)
    @hypothesis.given(steps=st.lists(step, min_size=3, max_size=9))
    def test_no_door_tells_what_is_closed(self, steps: list[tuple[str, int, int, int]]) -> None:
        world = World()
        for one in steps:
            world.do(*one)
            self.check_rows(world)
        self.check_doors(world)

    def check_rows(self, world: World) -> None:
        closed = [link.pk for link, open_ in zip(world.links, world.open, strict=True) if not open_]
        for viewer in (None, world.editor):
            rows = visible_appraisals(viewer)
            assert not rows.filter(evidence__in=closed).exists()
            assert not rows.exclude(status="submitted").exists()
            assert not visible_assessments(viewer).filter(evidence__in=closed).exists()
        for reviewer in world.reviewers:
            others = visible_appraisals(reviewer).filter(evidence__in=closed)
            assert not others.exclude(reviewer=reviewer).exists()
            others = visible_assessments(reviewer).filter(evidence__in=closed)
            assert not others.exclude(assessor=reviewer).exists()
        for row in Evidence.objects.filter(pk__in=closed):
            assert (row.consensus, row.standing_direction, row.standing_strength) == (
                "none",
                "",
                "",
            )
            assert row.raters == 0

    def check_doors(self, world: World) -> None:
        hidden = world.closed_tokens()
        told = json.dumps([*Event.objects.values_list("payload", flat=True)], default=str)
        told += json.dumps([*PublicChange.objects.values_list("reason", flat=True)])
        assert "secret" not in told
        out = StringIO()
        call_command("dump", "-", stdout=out)
        self.assert_silent(out.getvalue(), hidden, "dump")
        claim = f"C{world.links[0].claim_id}"
        addresses = [
            "/",
            "/desk/",
            "/api/v1/appraisals/",
            "/api/v1/assessments/",
            "/api/v1/events/",
        ]
        addresses += [f"/claims/{claim}/", f"/api/v1/claims/{claim}/"]
        for link in world.links:
            ident = link.public_id
            addresses += [f"/evidence/{ident}/", f"/history/{ident}/", f"/api/v1/evidence/{ident}/"]
        people = [(None, None), (world.editor, None), (world.reviewers[0], 0)]
        for person, number in people:
            client = Client()
            if person is not None:
                client.force_login(person)
            hidden = world.closed_tokens(number)
            for address in addresses:
                self.assert_silent(client.get(address).content.decode(), hidden, address)

    def assert_silent(self, text: str, hidden: set[str], door: str) -> None:
        assert not {token for token in hidden if token in text}, door
        if "draft" in text:
            own = set(Appraisal.objects.filter(status="draft").values_list("rationale", flat=True))
            assert not {words for words in own if words and words in text}, door
