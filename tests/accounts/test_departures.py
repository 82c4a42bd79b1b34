"""Closing, reopening, erasing: the person goes, what they contributed stays."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.urls import reverse
from django.utils import timezone

from claims.access import roles
from claims.actions import people
from claims.domain.problems import NotAllowedNow
from claims.domain.vocabulary import Role
from claims.models import Appraisal, Claim, Event, Evidence, Report, Source, Study
from evidence.accounts import tokens
from evidence.accounts.models import Invitation, Token, User
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def rita(make) -> User:
    """A reviewer who told much about herself."""
    rita = make("rita", Role.CONTRIBUTOR, Role.REVIEWER)
    people.update_profile(
        user=rita,
        fields={
            "display_name": "Rita Real",
            "orcid": "0000-0002-1825-0097",
            "affiliation": "Real Lab",
            "interests": "Real shares",
        },
        by=rita,
    )
    return rita


@pytest.fixture
def appraisal(rita) -> Appraisal:
    claim = Claim.objects.create(text="A is linked to B.", claim_type="association")
    source = Source.objects.create(title="On A and B", csl={"type": "article-journal"})
    study = Study.objects.create(label="On A and B")
    evidence = Evidence.objects.create(
        claim=claim,
        source=source,
        study=study,
        finding="A with B.",
        design="cohort",
        stream="comparative",
    )
    return Appraisal.objects.create(
        evidence=evidence,
        reviewer=rita,
        status="submitted",
        direction="supports",
        strength="weak",
        rationale="Small.",
        submitted_at=timezone.now(),
    )


def test_erasure_keeps_the_appraisal_and_forgets_the_person(rita, admin, appraisal, events):
    tokens.make(user=rita, name="Rita's script", days=None, by=rita)
    Report.objects.create(
        noun="claim", object_id=1, text="Typo", email="rita@example.org", by=rita, at=timezone.now()
    )
    LogEntry.objects.create(
        user=admin,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(rita.pk),
        object_repr="Rita Real",
        action_flag=CHANGE,
    )
    people.erase(user=rita, by=rita, reason="My own wish.")
    kept = Appraisal.objects.get(pk=appraisal.pk)
    assert (kept.reviewer, kept.direction, kept.rationale) == (rita, "supports", "Small.")
    gone = User.objects.get(pk=rita.pk)
    assert gone.pseudonym == rita.pseudonym
    assert gone.erased_at is not None
    assert not gone.is_active
    assert not gone.has_usable_password()
    assert roles(gone) == frozenset()
    everything = "".join(
        serializers.serialize("json", model.objects.all())
        for model in (User, EmailAddress, Token, Report, LogEntry, Event, Invitation)
    )
    for told in ("Rita", "rita", "Real", "0000-0002-1825-0097", "shares"):
        assert told not in everything, told
    assert events(rita)[-1] == ("erase", rita.pseudonym)


def test_an_erased_account_neither_signs_in_nor_comes_back(rita, admin, client):
    people.erase(user=rita, by=admin, reason="Asked for it.")
    for login in ("rita", "rita@example.org", rita.username, rita.email):
        client.post(reverse("accounts:login"), {"login": login, "password": PASSWORD})
        assert "_auth_user_id" not in client.session
    with pytest.raises(NotAllowedNow):
        people.reactivate(user=rita, by=admin, reason="x")
    with pytest.raises(NotAllowedNow):
        people.erase(user=rita, by=admin, reason="x")
    with pytest.raises(NotAllowedNow):
        people.grant(user=rita, role=Role.EDITOR, by=admin)
    with pytest.raises(NotAllowedNow):
        people.update_profile(user=rita, fields={"display_name": "Back"}, by=admin)


def test_the_freed_name_and_address_can_be_used_again(rita, admin, make):
    people.erase(user=rita, by=admin, reason="Asked for it.")
    again = make("rita")
    assert again.pk != rita.pk
    assert again.pseudonym != rita.pseudonym


def test_two_can_be_erased(make, admin):
    for name in ("one", "two"):
        people.erase(user=make(name), by=admin, reason="x")
    assert User.objects.filter(erased_at__isnull=False).count() == 2


def test_closed_and_open_again(rita, admin, events):
    people.deactivate(user=rita, by=admin, reason="Long silence.")
    assert roles(User.objects.get(pk=rita.pk)) == frozenset()
    with pytest.raises(NotAllowedNow):
        people.deactivate(user=rita, by=admin, reason="x")
    people.reactivate(user=rita, by=admin, reason="Is back.")
    assert roles(User.objects.get(pk=rita.pk)) == {Role.CONTRIBUTOR, Role.REVIEWER}
    with pytest.raises(NotAllowedNow):
        people.reactivate(user=rita, by=admin, reason="x")
    assert events(rita)[-2:] == [
        ("deactivate", admin.pseudonym),
        ("reactivate", admin.pseudonym),
    ]


def test_one_can_leave_by_oneself_after_saying_so_twice(rita, signed_in):
    client = signed_in(rita)
    url = reverse("accounts:leave")
    assert client.get(url).status_code == 200
    wrong = client.post(url, {"username": "ritta", "reason": "My own wish."})
    assert wrong.status_code == 400
    assert User.objects.get(pk=rita.pk).erased_at is None
    answer = client.post(url, {"username": "rita", "reason": "My own wish."})
    assert "was erased" in answer.content.decode()
    assert User.objects.get(pk=rita.pk).erased_at is not None
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_the_last_administrator_is_told_on_the_page(admin, signed_in):
    answer = signed_in(admin).post(
        reverse("accounts:leave"), {"username": "ada", "reason": "Tired."}
    )
    assert "last administrator" in answer.content.decode()
    assert User.objects.get(pk=admin.pk).is_active
