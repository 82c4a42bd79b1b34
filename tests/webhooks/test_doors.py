"""Webhooks by page, API and command: one's own, nobody else's, with every refusal where it belongs."""

import json
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from claims.access import Denied
from claims.actions import appraisals, consensus, departures, following
from claims.actions.webhooks import asking, keeping
from claims.domain.problems import Invalid, NotAllowedNow
from claims.models import Delivery, DeliveryTry, Event, PublicChange, Webhook
from claims.queries.webhooks import own
from tests import factories as make

pytestmark = pytest.mark.django_db
ADDRESS = "https://hooks.example.org/in"
ROLES = ("contributor", "reviewer", "editor", "admin")


def mine(by, **fields):
    return keeping.make(fields={"address": ADDRESS, **fields}, by=by)[0]


def signed_in(person):
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


class Api:
    """The API as a person, or as nobody."""

    def __init__(self, person):
        self.client = signed_in(person)

    def __call__(self, method, path, body=None, **headers):
        options = {} if body is None else {"data": body, "content_type": "application/json"}
        options["headers"] = {name.replace("_", "-"): value for name, value in headers.items()}
        return getattr(self.client, method)(f"/api/v1/{path}", **options)


@pytest.fixture
def world():
    """Somebody with a webhook and two messages in its log."""
    owner = make.make_user("contributor")
    row = mine(owner)
    log = [
        Delivery.objects.create(
            webhook=row, message=f"msg_{number}", seq=number, kind="claim_published", noun="claim",
            object_id=1, status=status, next_try=None, body='{"type": "x"}', answer_status=500,
        )
        for number, status in ((1, "failed"), (2, "delivered"))
    ]  # fmt: skip
    return owner, row, log


def api_doors(row, one):
    at = f"webhooks/{row.pk}/"
    return {
        "list": ("get", "webhooks/", None, 200),
        "make": ("post", "webhooks/", {"address": ADDRESS}, 201),
        "read": ("get", at, None, 200),
        "change": ("patch", at, {"name": "x"}, 200),
        "log": ("get", f"{at}deliveries/", None, 200),
        "message": ("get", f"webhook-deliveries/{one.pk}/", None, 200),
        "replay": ("post", f"webhook-deliveries/{one.pk}/replay/", {}, 200),
        "replay-all": ("post", f"{at}replay/", {"since": "2020-01-01T00:00:00Z"}, 200),
        "test": ("post", f"{at}test/", {}, 202),
        "rotate": ("post", f"{at}rotate/", {}, 200),
        "pause": ("post", f"{at}pause/", {}, 200),
        "resume": ("post", f"{at}resume/", {}, 200),
        "delete": ("delete", at, None, 204),
    }


@pytest.mark.parametrize("who", ["owner", "anonymous", *ROLES])
def test_who_gets_what_over_the_api(world, who):
    owner, row, log = world
    person = owner if who == "owner" else None if who == "anonymous" else make.make_user(who)
    ask = Api(person)
    for name, (method, path, body, good) in api_doors(row, log[0]).items():
        answer = ask(method, path, body)
        own = name in ("list", "make")
        expected = good if who == "owner" or (own and person) else 404 if person else 401
        assert answer.status_code == expected, (name, answer.content)
        if person and answer.status_code < 300:
            assert answer["Cache-Control"] == "private, no-store"
    if who not in ("owner", "anonymous"):
        assert ask("get", "webhooks/").json()["results"][0]["id"] != row.pk
        assert Webhook.objects.filter(pk=row.pk, status="active", name="").exists()
        assert not Delivery.objects.filter(webhook=row, status="waiting").exists()
    assert not Event.objects.filter(noun="webhook").exists()


@pytest.mark.parametrize("who", ["owner", "anonymous", *ROLES])
def test_who_gets_what_by_page(world, who):
    owner, row, log = world
    person = owner if who == "owner" else None if who == "anonymous" else make.make_user(who)
    client = signed_in(person)
    at = f"/webhooks/{row.pk}/"
    doors = [
        ("get", at, {}, 200),
        ("post", at, {"address": ADDRESS, "name": "n"}, 302),
        ("post", f"/webhooks/deliveries/{log[0].pk}/replay/", {}, 302),
        ("post", f"{at}test/", {}, 302),
        ("post", f"{at}pause/", {}, 302),
        ("post", f"{at}resume/", {}, 302),
        ("post", f"{at}rotate/", {}, 200),
        ("post", f"{at}replay/", {"since": "2020-01-01T00:00", "everything": "on"}, 302),
        ("post", f"{at}sell/", {}, 404),
        ("post", f"{at}delete/", {}, 302),
    ]
    for method, path, data, good in doors:
        answer = getattr(client, method)(path, data)
        if person is None:
            assert answer.url.startswith("/accounts/login/"), path
        else:
            assert answer.status_code == (good if who == "owner" else 404), path
    assert Webhook.objects.filter(pk=row.pk).exists() is (who != "owner")
    if person is not None:
        assert client.get("/webhooks/").status_code == 200
        assert (ADDRESS in client.get("/webhooks/").content.decode()) is False


def test_the_secret_is_shown_once(client):
    client.force_login(make.make_user("contributor"))
    page = client.post("/webhooks/", {"address": ADDRESS, "kinds": ["claim_published"]})
    row = Webhook.objects.get()
    assert row.kinds == ["claim_published"]
    assert page.content.decode().count("whsec_") == 1
    assert page["Cache-Control"] == "no-store"
    at = f"/webhooks/{row.pk}/"
    assert "whsec_" not in client.get(at).content.decode()
    assert client.post(f"{at}rotate/").content.decode().count("whsec_") == 1
    assert "signs too until" in client.get(at).content.decode()
    made = Api(row.user)("post", "webhooks/", {"address": ADDRESS}).json()
    assert made["secret"].startswith("whsec_")
    assert "secret" not in Api(row.user)("get", f"webhooks/{made['id']}/").json()


def test_a_webhook_is_changed_as_it_was_seen(world):
    owner, row, _ = world
    api, at = Api(owner), f"webhooks/{row.pk}/"
    first = api("get", at)
    assert api("get", at, if_none_match=first["ETag"]).status_code == 304
    # How far it has come is nothing that a change overwrites: the answer is another one, the state is not.
    seq = row.seq + 5
    Webhook.objects.filter(pk=row.pk).update(seq=seq, failures=2)
    second = api("get", at)
    assert second["ETag"] != first["ETag"]
    assert second["ETag"].partition(".")[0] == first["ETag"].partition(".")[0]
    changed = api("patch", at, {"kinds": ["claim_retired"]}, if_match=first["ETag"])
    assert (changed.status_code, changed["ETag"]) == (200, api("get", at)["ETag"])
    row.refresh_from_db()
    assert (row.seq, row.failures, row.kinds) == (seq, 2, ["claim_retired"])
    stale = first["ETag"]
    for method, path, body in (
        ("patch", at, {"kinds": []}),
        ("post", f"{at}rotate/", {}),
        ("post", f"{at}pause/", {}),
        ("post", f"{at}resume/", {}),
        ("delete", at, None),
    ):
        for tag in (stale, '"1"'):
            refused = api(method, path, body, if_match=tag)
            assert (refused.status_code, refused["Content-Type"]) == (
                412,
                "application/problem+json",
            )
        assert api(method, path, body, if_match="nonsense").status_code == 400
    row.refresh_from_db()
    assert (row.kinds, row.status) == (["claim_retired"], "active")
    # Another secret is another state: of two who rotate, the second would end what the first has just handed out.
    secret, now = row.secret, api("get", at)["ETag"]
    assert api("post", f"{at}rotate/", {}, if_match=now).status_code == 200
    assert api("post", f"{at}rotate/", {}, if_match=now).status_code == 412
    row.refresh_from_db()
    assert row.old_secret == secret
    assert api("post", f"{at}pause/", {}, if_match=api("get", at)["ETag"]).status_code == 200
    assert api("patch", at, {"name": "Mine"}, if_match="*").json()["name"] == "Mine"
    assert api("delete", at, if_match=api("get", at)["ETag"]).status_code == 204


def test_page_and_api_make_the_same(client):
    owner = make.make_user("contributor")
    claim, topic = make.make_claim(), make.make_topic()
    search = following.save_search(name="Mine", query={"verdict": ["reported"]}, by=owner)
    client.force_login(owner)
    given = {"name": "N", "kinds": ["claim_retired", "claim_published"], "query": search.query}
    answer = client.post(
        "/webhooks/",
        {**given, "address": ADDRESS, "claims": claim.public_id, "topics": topic.public_id},
    )
    assert answer.status_code == 200
    made = Api(owner)(
        "post",
        "webhooks/",
        {**given, "address": ADDRESS, "claims": [claim.public_id], "topics": [topic.public_id]},
    )
    assert made.status_code == 201, made.content
    first, second = Webhook.objects.order_by("pk")
    for name in ("name", "address", "kinds", "claims", "topics", "query", "seq", "members"):
        assert getattr(first, name) == getattr(second, name), name
    told = made.json()
    assert told["claims"] == [{"id": claim.public_id, "text": claim.text}]
    assert told["kinds"] == ["claim_published", "claim_retired"]
    page = client.get(f"/webhooks/{first.pk}/").content.decode()
    for words in (claim.text, topic.name, "A claim was retired", "Mine", "verdict=reported"):
        assert words in page
    changed = Api(owner)("patch", f"webhooks/{second.pk}/", {"claims": [], "query": ""}).json()
    assert (changed["claims"], changed["query"], changed["name"]) == ([], "", "N")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/address"),
        ({"address": "http://example.org/"}, "#/address"),
        ({"address": "https://127.0.0.1/"}, "#/address"),
        ({"address": "https://me:pw@example.org/"}, "#/address"),
        ({"address": ADDRESS, "kinds": ["claim_sold"]}, "#/kinds/0"),
        ({"address": ADDRESS, "kinds": "claim_published"}, "#/kinds"),
        ({"address": ADDRESS, "claims": ["C999999"]}, "#/claims/0"),
        ({"address": ADDRESS, "claims": ["T1"]}, "#/claims/0"),
        ({"address": ADDRESS, "topics": ["T999999"]}, "#/topics/0"),
        ({"address": ADDRESS, "query": "colour=red"}, "#/query"),
        ({"address": ADDRESS, "query": "verdict=lovely"}, "#/query"),
        ({"address": ADDRESS, "name": "x" * 201}, "#/name"),
        ({"address": ADDRESS, "secret": "whsec_x"}, "#/secret"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_where(body, pointer):
    answer = Api(make.make_user("contributor"))("post", "webhooks/", body)
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert not Webhook.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("address", "http://example.org/", "https://"),
        ("address", "https://10.0.0.1/", "no public address"),
        ("claims", "C999999", "There is no C999999"),
        ("claims", "T1", "Give the id of a claim"),
        ("topics", "T999999", "There is no T999999"),
        ("kinds", "claim_sold", "Select a valid choice"),
        ("query", "colour=red", "Select a valid choice"),
    ],
)
def test_the_page_says_it_at_the_field(client, field, value, words):
    client.force_login(make.make_user("contributor"))
    answer = client.post("/webhooks/", {"address": ADDRESS, field: value})
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not Webhook.objects.exists()


def test_drafts_are_not_told_of():
    """An editor sees drafts; a webhook on one would tell what is no public knowledge."""
    editor = make.make_user("editor")
    with pytest.raises(Invalid, match="not published"):
        mine(editor, claims=[make.make_claim(published=False)])


def test_who_may_have_one(settings):
    reader = make.make_user()
    with pytest.raises(Denied, match="Confirm your e-mail"):
        mine(reader)
    assert Api(reader)("post", "webhooks/", {"address": ADDRESS}).status_code == 403
    EmailAddress.objects.create(user=reader, email=reader.email, verified=True)
    row = mine(reader)
    settings.WEBHOOKS_PER_PERSON = 2
    mine(reader)
    with pytest.raises(NotAllowedNow, match="At most 2"):
        mine(reader)
    assert Api(reader)("post", "webhooks/", {"address": ADDRESS}).status_code == 409
    assert Webhook.objects.count() == 2
    closed = make.make_user("contributor", is_active=False)
    for act in (
        lambda: mine(closed),
        lambda: keeping.change(webhook=row, fields={"name": "x"}, by=closed),
        lambda: keeping.rotate(webhook=row, by=make.make_user("admin")),
        lambda: keeping.pause(webhook=row, by=make.make_user("admin")),
        lambda: keeping.delete(webhook=row, by=make.make_user("editor")),
        lambda: asking.send_test(webhook=row, by=make.make_user("admin")),
    ):
        with pytest.raises(Denied):
            act()


def test_acts_that_the_state_forbids(world):
    owner, row, log = world
    ask = Api(owner)
    assert ask("post", f"webhooks/{row.pk}/test/", {}).status_code == 202
    assert ask("post", f"webhooks/{row.pk}/test/", {}).status_code == 409
    assert ask("post", f"webhook-deliveries/{log[0].pk}/replay/", {}).json()["status"] == "waiting"
    assert ask("post", f"webhook-deliveries/{log[0].pk}/replay/", {}).status_code == 409
    assert ask("post", f"webhooks/{row.pk}/pause/", {}).json()["status"] == "paused"
    for act in ("pause", "test"):
        assert ask("post", f"webhooks/{row.pk}/{act}/", {}).status_code == 409
    again = {"since": "2020-01-01T00:00:00Z", "everything": True}
    assert ask("post", f"webhooks/{row.pk}/replay/", again).json() == {"replayed": 1}
    late = {"since": "2999-01-01T00:00:00Z"}
    assert ask("post", f"webhooks/{row.pk}/replay/", late).json() == {"replayed": 0}
    for since in (5, "soon", None):
        assert ask("post", f"webhooks/{row.pk}/replay/", {"since": since}).status_code == 400


def test_the_log_is_paged_and_filtered(world, django_assert_max_num_queries):
    owner, row, _ = world
    ask = Api(owner)
    at = f"webhooks/{row.pk}/deliveries/"
    first = ask("get", f"{at}?limit=1").json()
    assert [one["seq"] for one in first["results"]] == [2]
    rest = ask.client.get(first["next"]).json()
    assert [one["seq"] for one in rest["results"]] == [1]
    one = ask("get", f"{at}?status=failed").json()["results"][0]
    assert (one["type"], one["object"], one["body"]) == ("claim.published", "C1", {"type": "x"})
    assert ask("get", f"{at}?kind=claim_retired").json()["results"] == []
    assert ask("get", f"{at}?status=sold").status_code == 400
    with django_assert_max_num_queries(20):
        page = ask.client.get(f"/webhooks/{row.pk}/?status=failed").content.decode()
    assert "Given up" in page
    assert "change 1" in page
    assert "change 2" not in page


def test_each_try_is_shown_in_order_to_its_owner_alone(world, django_assert_num_queries):
    owner, row, log = world
    for status, fault in ((500, ""), (None, "No answer within 10 s."), (503, "")):
        DeliveryTry.objects.create(
            delivery=log[0], at=timezone.now(), answer_status=status, fault=fault, milliseconds=7,
            answer=f"<b>{status}</b>" if status else "",
        )  # fmt: skip
    Delivery.objects.filter(pk=log[0].pk).update(tried=5, attempts=5)
    ask = Api(owner)
    one = ask("get", f"webhook-deliveries/{log[0].pk}/").json()
    assert [(each["answer_status"], each["fault"]) for each in one["tries"]] == [
        (500, ""), (None, "No answer within 10 s."), (503, ""),
    ]  # fmt: skip
    assert set(one["tries"][0]) == {"at", "answer_status", "answer", "fault", "milliseconds"}
    assert one["tries_more"] == 2
    listed = ask("get", f"webhooks/{row.pk}/deliveries/").json()["results"]
    assert [(each["tries"], each["tries_more"]) for each in listed] == [([], 0), (one["tries"], 2)]
    with django_assert_num_queries(3):
        assert len(own.deliveries(row, own.DeliveryFilters()).results) == 2
    page = ask.client.get(f"/webhooks/{row.pk}/").content.decode()
    told = page[page.index("Each try") :]
    assert "2 earlier tries are not kept any more." in told
    places = [
        told.index(words) for words in ("&lt;b&gt;500", "No answer within 10 s.", "&lt;b&gt;503")
    ]
    assert places == sorted(places)
    assert page.count("Each try") == 1
    assert (
        Api(make.make_user("admin"))("get", f"webhook-deliveries/{log[0].pk}/").status_code == 404
    )


def test_erasing_an_account_takes_webhooks_along(world):
    owner, _, log = world
    DeliveryTry.objects.create(delivery=log[0], at=timezone.now(), milliseconds=1)
    departures.erase(user=owner, by=owner, reason="At my own wish.")
    assert not Webhook.objects.exists()
    assert not Delivery.objects.exists()
    assert not DeliveryTry.objects.exists()


def test_what_is_blind_makes_no_message(hook, receiver, send):
    """A rating that nobody may read yet is told of to nobody; opened, it is told of."""
    claim = make.make_claim()
    link = make.make_evidence(claim)
    receiver.secret = ""
    hook()
    hook(claims=[claim], path="/claim")
    rating = {
        "direction": "supports", "directness": "direct", "strength": "weak", "declaration": "none",
        "read": "full_text", "rationale": "ZQSECRET",
    }  # fmt: skip
    before = PublicChange.objects.count()
    raters = [make.make_user("reviewer") for _ in range(2)]
    appraisals.save_draft(evidence=link, by=raters[0], fields=rating)
    appraisals.submit(evidence=link, by=raters[0], fields=rating)
    send()
    assert (receiver.ids, PublicChange.objects.count()) == ([], before)
    appraisals.submit(evidence=link, by=raters[1], fields={**rating, "direction": "contradicts"})
    send()
    assert receiver.ids == []
    consensus.adjudicate(
        evidence=link, by=make.make_user("editor"), reason="So.",
        fields={"direction": "mixed", "directness": "direct", "strength": "weak", "declaration": "none"},
    )  # fmt: skip
    send()
    assert "evidence.ratings_opened" in receiver.kinds
    assert "ZQSECRET" not in "".join(raw.decode() for raw in receiver.raw)


def test_proposed_evidence_of_a_source_betrays_nothing(hook, receiver, send):
    """That a source is offered for a claim is not public: a change of the source is no change of the claim."""
    claim, source = make.make_claim(), make.make_source()
    make.make_evidence(claim, source, accepted=False)
    hook(claims=[claim])
    from claims.actions import integrity

    integrity.mark(
        sources=[source], integrity="retracted", note="A notice.", by=make.make_user("editor")
    )
    send()
    assert receiver.ids == []


def test_the_command(world, capsys):
    owner, row, log = world
    call_command("webhooks")
    out = capsys.readouterr().out
    assert f"{row.pk}\tactive\t{owner.username}\t{ADDRESS}\twaiting 0" in out
    call_command("webhooks", replay=row.pk)
    assert "1 messages" in capsys.readouterr().out
    call_command("webhooks", replay=row.pk, everything=True, since="2999-01-01")
    assert "0 messages" in capsys.readouterr().out
    call_command("webhooks", pause=row.pk, reason="Floods a third party.")
    call_command("webhooks", json=True)
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told[0]["status_reason"] == "Floods a third party."
    for options in (
        {"pause": 999}, {"pause": row.pk}, {"replay": row.pk, "since": "soon"},
        {"replay": row.pk, "since": "2026-99-99"},
    ):  # fmt: skip
        with pytest.raises(CommandError):
            call_command("webhooks", stdout=StringIO(), **options)
    assert log


def test_a_list_costs_no_more_for_many(django_assert_max_num_queries):
    owner = make.make_user("contributor")
    for _ in range(8):
        mine(owner, claims=[make.make_claim()], topics=[make.make_topic()])
    ask = Api(owner)
    with django_assert_max_num_queries(9):
        answer = ask("get", "webhooks/")
    assert len(answer.json()["results"]) == 8
