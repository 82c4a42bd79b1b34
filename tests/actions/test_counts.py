"""The numbers on topics and sources are what counting gives, after whatever happened."""

import pytest

from claims.actions import claims, counts, evidence, sources
from claims.models import Source, Topic
from tests.factories import (
    make_appraisal,
    make_claim,
    make_evidence,
    make_source,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_published_claims_alone_are_counted():
    topic, source, editor = make_topic(), make_source(), make_user("editor")
    claim = make_claim(topics=[topic], published=False)
    link = make_evidence(claim, source)
    make_appraisal(link)
    topic.refresh_from_db()
    source.refresh_from_db()
    assert (topic.claim_count, source.claim_count) == (0, 0)
    claim = claims.publish(claim=claim, by=editor)
    topic.refresh_from_db()
    source.refresh_from_db()
    assert (topic.claim_count, source.claim_count) == (1, 1)
    claims.retire(claim=claim, reason="Wrong.", by=editor)
    topic.refresh_from_db()
    source.refresh_from_db()
    assert (topic.claim_count, source.claim_count) == (0, 0)
    assert counts.differences() == []
