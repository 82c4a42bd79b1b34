"""The numbers on topics and sources are what counting gives, after whatever happened."""

import pytest

from claims.actions import claims, counts
from claims.models import Source, Topic
from tests.factories import make_claim, make_evidence, make_source, make_topic, make_user

pytestmark = pytest.mark.django_db


def numbers(topic: Topic, source: Source) -> tuple[int, int]:
    topic.refresh_from_db()
    source.refresh_from_db()
    return topic.claim_count, source.claim_count


def test_published_claims_alone_are_counted():
    topic, source, editor = make_topic(), make_source(), make_user("editor")
    claim = make_claim(topics=[topic], published=False)
    make_evidence(claim, source)
    assert numbers(topic, source) == (0, 0)
    claim = claims.publish(claim=claim, by=editor)
    assert numbers(topic, source) == (1, 1)
    claim = claims.retire(claim=claim, reason="Wrong.", by=editor)
    assert numbers(topic, source) == (0, 0)
    claims.restore(claim=claim, reason="Right after all.", by=editor)
    assert numbers(topic, source) == (1, 1)
    assert counts.differences() == []


def test_evidence_in_the_queue_is_not_counted():
    source = make_source()
    claim = make_claim()
    make_evidence(claim, source, accepted=False)
    source.refresh_from_db()
    assert source.claim_count == 0
    assert counts.differences() == []


def test_wrong_numbers_are_found_and_mended():
    topic = make_topic()
    make_claim(topics=[topic])
    Topic.objects.filter(pk=topic.pk).update(claim_count=7)
    assert counts.differences() == [f"{topic.public_id}: 7 stored, 1 counted"]
    counts.rebuild()
    assert counts.differences() == []
