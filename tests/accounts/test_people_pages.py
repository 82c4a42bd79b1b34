"""The administrators' pages: who gets in, what they show, and that they do what they say."""

from __future__ import annotations

import pytest
from django.contrib import admin as admin_site
from django.test import Client
from django.urls import reverse

from claims.access import roles
from claims.actions import people
from claims.domain.vocabulary import Role
from claims.models import Event
from evidence.accounts import tokens
from evidence.accounts.models import User
from evidence.accounts.views.people import ACTS

pytestmark = pytest.mark.django_db
CAST = [None, "nobody", *[role.value for role in Role]]


def paths(person: User) -> list[tuple[str, str]]:
    """(method, path) of every page about people."""
    token, _ = tokens.make(user=person, name="script", days=1, by=person)
    return [
        ("get", reverse("accounts:people")),
        ("get", reverse("accounts:person", args=[person.pk])),
        ("get", reverse("accounts:invite")),
        ("post", reverse("accounts:invite")),
        ("post", reverse("accounts:invite_withdraw", args=[1])),
        ("post", reverse("accounts:person_token_revoke", args=[person.pk, token.pk])),
        *[("post", reverse("accounts:person_act", args=[person.pk, name])) for name in ACTS],
    ]


@pytest.mark.parametrize("role", CAST)
def test_who_gets_in(make, ben, signed_in, role: str | None):
    client = Client()
    if role is not None:
        client = signed_in(make("viewer", *([] if role == "nobody" else [role])))
    todo = paths(ben)
    before = Event.objects.count()
    for method, path in todo:
        answer = getattr(client, method)(path)
        if role is None:
            assert answer.status_code == 302, path
            assert answer["Location"].startswith(reverse("accounts:login")), path
        elif role == Role.ADMIN:
            assert answer.status_code in {200, 302, 400, 404}, path
        else:
            assert answer.status_code == 403, path
            assert ben.email not in answer.content.decode()
    if role != Role.ADMIN:
        assert Event.objects.count() == before


@pytest.mark.parametrize("name", sorted(ACTS))
def test_acts_are_not_for_links(admin, ben, signed_in, name: str):
    url = reverse("accounts:person_act", args=[ben.pk, name])
    assert signed_in(admin).get(url).status_code == 405


@pytest.mark.parametrize(
    "path", ["people/999999/", "people/999999/grant/", "people/1/promote/", "people/?before=x"]
)
def test_what_is_not_there_is_404(admin, signed_in, path: str):
    client = signed_in(admin)
    send = client.post if path.count("/") == 3 else client.get
    assert send(f"/accounts/{path}").status_code == 404


def test_forms_need_their_token(admin, ben):
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin)
    url = reverse("accounts:person_act", args=[ben.pk, "deactivate"])
    assert client.post(url, {"deactivate-reason": "x"}).status_code == 403
    assert User.objects.get(pk=ben.pk).is_active


def test_grant_and_withdraw_by_page(admin, ben, signed_in, events):
    client = signed_in(admin)
    grant = reverse("accounts:person_act", args=[ben.pk, "grant"])
    withdraw = reverse("accounts:person_act", args=[ben.pk, "withdraw"])
    client.post(grant, {"grant-role": "reviewer", "grant-reason": "Reads well."})
    assert roles(User.objects.get(pk=ben.pk)) == {Role.CONTRIBUTOR, Role.REVIEWER}
    page = client.get(reverse("accounts:person", args=[ben.pk])).content.decode()
    assert "Reads well." in page
    client.post(withdraw, {"withdraw-role": "contributor", "withdraw-reason": "Spam."})
    assert roles(User.objects.get(pk=ben.pk)) == {Role.REVIEWER}
    assert events(ben)[-2:] == [("grant", admin.pseudonym), ("withdraw_role", admin.pseudonym)]


def test_close_open_and_erase_by_page(admin, ben, signed_in):
    client = signed_in(admin)

    def act(name: str, **data: str) -> int:
        url = reverse("accounts:person_act", args=[ben.pk, name])
        return client.post(url, {f"{name}-{k}": v for k, v in data.items()}).status_code

    assert act("deactivate", reason="Spam.") == 302
    assert not User.objects.get(pk=ben.pk).is_active
    assert act("reactivate", reason="No spam after all.") == 302
    assert User.objects.get(pk=ben.pk).is_active
    assert act("erase", reason="Asked.", username="bem") == 400
    assert act("erase", reason="Asked.", username="ben") == 302
    assert User.objects.get(pk=ben.pk).erased_at is not None
    assert client.get(reverse("accounts:person", args=[ben.pk])).status_code == 200


def test_what_the_action_refuses_is_shown(admin, signed_in):
    client = signed_in(admin)
    url = reverse("accounts:person_act", args=[admin.pk, "withdraw"])
    answer = client.post(url, {"withdraw-role": "admin", "withdraw-reason": "Tired."})
    assert answer.status_code == 409
    assert "last administrator" in answer.content.decode()
    answer = client.post(url, {"withdraw-role": "owner", "withdraw-reason": ""})
    assert answer.status_code == 400
    assert roles(User.objects.get(pk=admin.pk)) == {Role.ADMIN}


def test_the_list_finds_by_name_address_and_role(admin, ben, make, signed_in):
    make("cora", Role.EDITOR)
    client = signed_in(admin)

    def found(**query: str) -> set[str]:
        answer = client.get(reverse("accounts:people"), query)
        return {person.username for person in answer.context["people"]}

    assert found() == {"ada", "ben", "cora"}
    assert found(q="BEN") == {"ben"}
    assert found(q="cora@example") == {"cora"}
    assert found(role="editor") == {"cora"}
    assert found(role="editor", q="ben") == set()
    assert found(role="nonsense") == {"ada", "ben", "cora"}


def test_the_list_pages_without_gaps_or_more_queries(
    admin, signed_in, django_assert_max_num_queries
):
    User.objects.bulk_create(User(username=f"u{n}", email=f"u{n}@example.org") for n in range(120))
    client = signed_in(admin)
    url, seen = reverse("accounts:people"), []
    query: dict[str, int] = {}
    while True:
        with django_assert_max_num_queries(7):
            answer = client.get(url, query)
        seen += [person.pk for person in answer.context["people"]]
        if answer.context["following"] is None:
            break
        query = {"before": answer.context["following"]}
    assert seen == sorted(User.objects.values_list("pk", flat=True), reverse=True)


def test_markup_in_what_people_say_is_text(admin, ben, signed_in):
    evil = "<img src=x onerror=alert(1)>"
    people.update_profile(user=ben, fields={"display_name": evil, "interests": evil}, by=ben)
    client = signed_in(admin)
    for url in (reverse("accounts:people"), reverse("accounts:person", args=[ben.pk])):
        assert "<img src=x" not in client.get(url).content.decode()


def test_an_administrator_revokes_a_token_of_a_person(admin, ben, signed_in):
    token, raw = tokens.make(user=ben, name="script", days=1, by=ben)
    url = reverse("accounts:person_token_revoke", args=[ben.pk, token.pk])
    assert signed_in(admin).post(url).status_code == 302
    assert tokens.token_of(raw) is None
    event = Event.objects.get(verb="revoke_token")
    assert event.actor == admin.pseudonym


def test_the_admin_has_no_pages_that_write_about_people():
    admin_site.autodiscover()
    labels = {model._meta.app_label for model in admin_site.site._registry}
    assert not labels & {"accounts", "account", "auth"}
    assert "claims" in labels
