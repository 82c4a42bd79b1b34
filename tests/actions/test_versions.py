import hashlib
import json

import pytest
import rfc8785

from claims.actions import versions
from claims.models import Evidence, PublicChange, Version
from tests.actions.log import mark, since
from tests.factories import make_appraisal, make_claim, make_evidence, make_user

pytestmark = pytest.mark.django_db


def test_a_version_is_canonical_json_with_its_digest():
    claim = make_claim()
    make_evidence(claim)
    start, by = mark(), make_user("editor")
    version = versions.mint(claim=claim, reason="Looked at again.", by=by)
    stored = Version.objects.get(pk=version.pk)
    said = json.loads(stored.snapshot)
    assert (stored.number, said["version"], said["id"]) == (2, 2, claim.public_id)
    assert rfc8785.dumps(said).decode() == stored.snapshot
    assert hashlib.sha256(stored.snapshot.encode()).hexdigest() == stored.sha256
    assert (stored.minted_by, stored.reason) == (by, "Looked at again.")
    claim.refresh_from_db()
    assert claim.version_number == 2
    (event,) = since(start)
    assert event.payload["after"] == {"version": 2, "sha256": stored.sha256}
    assert PublicChange.objects.order_by("-seq")[0].kind == "version_minted"


def test_many_at_once_take_no_more_queries(django_assert_max_num_queries):
    claims = [make_claim() for _ in range(5)]
    for claim in claims:
        make_evidence(claim)
    with django_assert_max_num_queries(25):
        minted = versions.mint_many(claims, reason="A notice.", by=None)
    assert [version.number for version in minted] == [2] * 5
    assert versions.mint_many([], reason="Nothing.", by=None) == []


def test_first_versions_have_number_one():
    claim = make_claim()
    assert claim.versions.get().reason == "First published."
    bare = make_claim(published=False)
    assert [version.number for version in versions.mint_first([bare], by=None)] == [1]


def test_closed_ratings_are_in_no_version():
    claim = make_claim(reviewers_required=2)
    link = make_evidence(claim)
    make_appraisal(link, rationale="SECRET-RATIONALE")
    version = versions.mint(claim=claim, reason="x", by=None)
    assert "SECRET-RATIONALE" not in version.snapshot
    make_appraisal(Evidence.objects.get(pk=link.pk), rationale="OPEN-RATIONALE")
    version = versions.mint(claim=claim, reason="y", by=None)
    assert "SECRET-RATIONALE" in version.snapshot
    assert "OPEN-RATIONALE" in version.snapshot
