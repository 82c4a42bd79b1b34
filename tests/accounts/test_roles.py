"""Granting and withdrawing: by whom, with what trace, and never to nobody left in charge."""

from __future__ import annotations

import threading

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from claims.access import Denied, Permission, may, roles
from claims.actions import people
from claims.domain.problems import Invalid, NotAllowedNow
from claims.domain.vocabulary import Role
from claims.models import Event
from evidence.accounts.models import User
from tests.accounts.conftest import PASSWORD


@pytest.fixture
def fresh(db):
    """The same person as the database knows them now."""
    return lambda user: User.objects.get(pk=user.pk)


def test_the_four_groups_exist_after_migration(db):
    assert set(Group.objects.values_list("name", flat=True)) == {role.value for role in Role}


def test_a_missing_group_is_made(ben, admin, fresh):
    Group.objects.filter(name=Role.REVIEWER).delete()
    people.grant(user=ben, role=Role.REVIEWER, by=admin, reason="Knows the field.")
    assert Role.REVIEWER in roles(fresh(ben))


@pytest.mark.parametrize("role", list(Role))
def test_granted_and_withdrawn_with_their_reasons(make, admin, fresh, role: Role):
    user = make("gus")
    assert people.grant(user=user, role=role, by=admin, reason="Knows the field.")
    assert roles(fresh(user)) == {role}
    assert may(user, Permission.USE_ADMIN) == fresh(user).is_staff
    assert not people.grant(user=user, role=role, by=admin, reason="Again.")
    assert people.withdraw_role(user=user, role=role.value, by=admin, reason="Left the field.")
    assert roles(fresh(user)) == frozenset()
    assert not fresh(user).is_staff
    assert not people.withdraw_role(user=user, role=role, by=admin, reason="Again.")
    told = Event.objects.filter(noun="user", object_id=user.pk).order_by("seq")
    assert [
        (e.verb, e.actor, e.payload["before"]["roles"], e.payload["after"]["roles"])
        for e in told.filter(verb__in=["grant", "withdraw_role"])
    ] == [
        ("grant", admin.pseudonym, [], [role]),
        ("withdraw_role", admin.pseudonym, [role], []),
    ]
    assert [e.payload["reason"] for e in told][-2:] == ["Knows the field.", "Left the field."]


@pytest.mark.parametrize("role", [None, Role.CONTRIBUTOR, Role.REVIEWER, Role.EDITOR])
def test_only_administrators_manage_people(make, ben, role: Role | None):
    other = make("otto", *([role] if role else []))
    before = Event.objects.count()
    acts = [
        lambda: people.grant(user=ben, role=Role.EDITOR, by=other, reason="x"),
        lambda: people.grant(user=other, role=Role.ADMIN, by=other, reason="x"),
        lambda: people.withdraw_role(user=ben, role=Role.CONTRIBUTOR, by=other, reason="x"),
        lambda: people.deactivate(user=ben, by=other, reason="x"),
        lambda: people.reactivate(user=ben, by=other, reason="x"),
        lambda: people.erase(user=ben, by=other, reason="x"),
        lambda: people.add(username="z", email="z@example.org", password=None, by=other),
    ]
    for act in acts:
        with pytest.raises(Denied):
            act()
    assert Event.objects.count() == before
    assert roles(User.objects.get(pk=ben.pk)) == {Role.CONTRIBUTOR}


@pytest.mark.parametrize("role", ["owner", "", "ADMIN", "admin\0"])
def test_an_unknown_role_is_refused(ben, admin, role: str):
    with pytest.raises(Invalid) as refused:
        people.grant(user=ben, role=role, by=admin, reason="x")
    assert set(refused.value.errors) == {"role"}


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1001])
def test_taking_something_away_needs_a_reason(ben, admin, reason: str):
    for act in (people.deactivate, people.erase):
        with pytest.raises(Invalid):
            act(user=ben, by=admin, reason=reason)
    with pytest.raises(Invalid):
        people.withdraw_role(user=ben, role=Role.CONTRIBUTOR, by=admin, reason=reason)


def test_the_unconfirmed_and_the_closed_get_no_role(admin, ben):
    uma = people.register(
        username="uma", email="uma@example.org", password=PASSWORD, consent_version="2026-11"
    )
    with pytest.raises(NotAllowedNow):
        people.grant(user=uma, role=Role.REVIEWER, by=admin, reason="x")
    people.deactivate(user=ben, by=admin, reason="x")
    with pytest.raises(NotAllowedNow):
        people.grant(user=ben, role=Role.REVIEWER, by=admin, reason="x")


def test_the_last_administrator_stays(admin, fresh):
    for act in (people.deactivate, people.erase):
        with pytest.raises(NotAllowedNow):
            act(user=admin, by=admin, reason="x")
    for by in (admin, None):
        with pytest.raises(NotAllowedNow):
            people.withdraw_role(user=admin, role=Role.ADMIN, by=by, reason="x")
    assert roles(fresh(admin)) == {Role.ADMIN}
    assert fresh(admin).is_active


def test_a_closed_administrator_does_not_count_as_another(admin, make):
    second = make("ann", Role.ADMIN)
    people.deactivate(user=second, by=admin, reason="x")
    with pytest.raises(NotAllowedNow):
        people.withdraw_role(user=admin, role=Role.ADMIN, by=admin, reason="x")


def test_a_superuser_counts_and_withdrawing_ends_it(admin, make, fresh):
    root = make("root")
    User.objects.filter(pk=root.pk).update(is_superuser=True)
    root.refresh_from_db()
    people.withdraw_role(user=admin, role=Role.ADMIN, by=admin, reason="x")
    with pytest.raises(NotAllowedNow):
        people.withdraw_role(user=root, role=Role.ADMIN, by=root, reason="x")
    people.grant(user=admin, role=Role.ADMIN, by=root, reason="x")
    assert people.withdraw_role(user=root, role=Role.ADMIN, by=fresh(admin), reason="x")
    assert roles(fresh(root)) == frozenset()


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_remove_each_other_at_once(admin, make):
    second = make("ann", Role.ADMIN)
    barrier, refused = threading.Barrier(2), []

    def remove(user: User) -> None:
        try:
            barrier.wait(5)
            people.withdraw_role(user=user, role=Role.ADMIN, by=None, reason="x")
        except NotAllowedNow as problem:
            refused.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=remove, args=[user]) for user in (admin, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(refused) == 1
    assert User.objects.filter(groups__name=Role.ADMIN).count() == 1


def test_an_act_that_fails_leaves_no_event(admin, make):
    make("taken")
    before = Event.objects.count()
    for name, email in [("taken", "a@example.org"), ("new", "TAKEN@example.org"), ("", "b@x.org")]:
        with pytest.raises(Invalid):
            people.add(username=name, email=email, password=None, by=admin, roles=["reviewer"])
    assert Event.objects.count() == before
