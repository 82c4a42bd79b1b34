"""A prepared query answers what the query it was made of answers, however many keys it is given."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F, Value
from django.utils import timezone

from claims.models import Claim, Evidence
from claims.queries.briefs import CLAIM_COLUMNS
from claims.queries.prepared import Prepared
from tests import factories

pytestmark = pytest.mark.django_db


def test_it_answers_as_the_query_does(django_assert_num_queries):
    keys = [factories.make_claim(text=f"Claim {number} is made").pk for number in range(5)]

    def build(keys):
        return (
            Claim.objects.filter(status__in=["draft", "published"], pk__in=keys)
            .exclude(text="nothing")
            .order_by("-pk")
            .values(*CLAIM_COLUMNS, "about")
        )

    prepared = Prepared(build)
    for some in (keys, keys[:1], [*keys[2:], 999_999], keys):
        expected = list(build(some))
        with django_assert_num_queries(1):
            assert prepared.rows(some) == expected
    assert expected
    with django_assert_num_queries(0):
        assert prepared.rows([]) == []


def test_values_are_read_as_the_query_reads_them():
    """JSON, dates and truth values come from SQLite as text and numbers; they must be converted here as there."""
    evidence = factories.make_evidence()
    Evidence.objects.filter(pk=evidence.pk).update(
        effect={"measure": "OR", "value": 1.5}, released_at=timezone.now() - timedelta(days=1)
    )

    def build(keys):
        return Evidence.objects.filter(pk__in=keys).values(
            "effect", "released_at", "comparison_made", "claim__confirmed", "source__is_preprint"
        )

    assert Prepared(build).rows([evidence.pk]) == list(build([evidence.pk]))


@pytest.mark.parametrize(
    "build",
    [
        lambda keys: Claim.objects.values("pk"),
        lambda keys: Claim.objects.filter(pk=keys[0]).values("pk"),
        lambda keys: Claim.objects.filter(pk__in=keys, superseded_by__in=keys).values("pk"),
        lambda keys: (
            Claim.objects.filter(pk__in=keys, text__contains="50 %")
            .extra(where=["text LIKE '%%s'"])
            .values("pk")
        ),
        lambda keys: (
            Claim.objects.filter(pk__in=keys).annotate(at=F("pk") + Value(2**61 + 1)).values("at")
        ),
    ],
    ids=["no keys", "one key", "keys twice", "percent sign", "stand-in elsewhere"],
)
def test_a_query_that_cannot_be_prepared_is_refused(build):
    with pytest.raises(ValueError, match="Use the keys"):
        Prepared(build).rows([1])
