"""Messages: signed, in order, each change once a webhook, tried again, never lost."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.actions import integrity, news, syntheses, topics
from claims.actions.webhooks import asking, fanning, keeping, noting, sending, wire
from claims.domain.webhooks import TRIES
from claims.models import Delivery, DeliveryTry, Notification, PublicChange, Webhook
from tests import factories as make

pytestmark = pytest.mark.django_db


def conclude(claim, sentence="It does not."):
    return syntheses.override(
        claim=claim,
        by=make.make_user("editor"),
        reason="r",
        verdict="contradicted",
        certainty="low",
        plain_sentence=sentence,
    )


def stirred(number):
    """Make so many public changes; returns their numbers."""
    before = PublicChange.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    editor = make.make_user("editor")
    for _ in range(number):
        make.make_topic(by=editor)
    return list(
        PublicChange.objects.filter(seq__gt=before).order_by("seq").values_list("seq", flat=True)
    )


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands until it is moved: `clock.move(seconds)`."""

    class Clock:
        at = timezone.now()

        def move(self, seconds):
            self.at += timedelta(seconds=seconds)

    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.at)
    monkeypatch.setattr("random.random", lambda: 0.0)
    return clock


def test_a_change_arrives_signed_and_whole(hook, receiver, send, settings):
    claim = make.make_claim()
    hook()
    assert send() == 0
    conclude(claim)
    assert send() > 0
    one = next(one for one in receiver.got if one["type"] == "claim.synthesis_changed")
    data, told = one["data"], one["data"]["claim"]
    assert (data["kind"], data["object"], data["noun"]) == (
        "synthesis_changed", claim.public_id, "claim",
    )  # fmt: skip
    assert data["page"] == told["page"] == f"{settings.SITE_URL}{claim.get_absolute_url()}"
    assert data["api"].endswith(f"/api/v1/claims/{claim.public_id}/")
    assert told["plain_sentence"] == "It does not."
    assert set(told["synthesis"]) >= {
        "verdict", "certainty", "consistency", "basis", "raters", "status", "stale",
    }  # fmt: skip
    assert told["synthesis"]["basis"] == dict.fromkeys(
        ("studies", "supports", "contradicts", "mixed", "evidence"), 0
    )
    assert "not medical advice" in told["notice"]
    change = PublicChange.objects.get(seq=data["seq"])
    assert one["timestamp"] == change.at.isoformat().replace("+00:00", "Z")
    heads = receiver.heads[0]
    assert heads["content-type"] == "application/json"
    assert heads["user-agent"].startswith("Touchstone/")
    assert "authorization" not in heads
    assert "cookie" not in heads
    assert receiver.seqs == sorted(receiver.seqs)
    assert not Delivery.objects.exclude(status="delivered").exists()
    assert send() == fanning.fan_out() == 0


def test_a_message_that_is_not_ours_is_refused(hook, receiver, send):
    """The receiver really verifies: with another secret nothing is accepted."""
    hook()
    receiver.secret = "whsec_" + "A" * 43 + "="
    stirred(1)
    send()
    assert receiver.got == []
    assert Delivery.objects.get().answer_status == 401


def test_every_change_once_a_hook_and_in_order(hook, receiver, send):
    hook()
    first = stirred(55)
    send()
    assert receiver.seqs == first
    second = stirred(3)
    call_command("work", once=True)
    assert receiver.seqs == first + second
    assert len(set(receiver.ids)) == len(receiver.ids)


def test_two_webhooks_get_the_same_ids_of_a_change(hook, receiver, send):
    hook(path="/one")
    secret = receiver.secret
    hook(path="/two")
    receiver.secret = ""
    assert secret
    stirred(2)
    send()
    assert sorted(receiver.paths) == ["/one", "/one", "/two", "/two"]
    assert len(set(receiver.ids)) == 2


def test_what_fails_is_tried_again_with_the_same_id_and_body_before_all_else(
    hook, receiver, send, clock
):
    hook()
    receiver.secret = ""
    receiver.faults[:] = ["500", "silent"]
    seqs = stirred(3)
    send()
    row = Delivery.objects.order_by("pk").first()
    assert (row.status, row.attempts, row.answer_status, row.answer) == ("waiting", 1, 500, "no")
    assert row.next_try == clock.at + timedelta(seconds=5)
    send()
    clock.move(4)
    send()
    assert len(receiver.ids) == 1
    clock.move(1)
    send()
    row.refresh_from_db()
    assert (row.attempts, row.answer_status) == (2, None)
    assert row.fault == "It closed the connection without an answer."
    clock.move(299)
    send()
    assert len(receiver.ids) == 2
    clock.move(1)
    send()
    assert receiver.seqs == seqs
    assert len(set(receiver.ids[:3])) == 1
    assert len(set(receiver.raw[:3])) == 1
    assert Webhook.objects.get().failing_since is None


def test_one_bad_message_does_not_hold_up_the_others_for_long(hook, receiver, send, clock):
    hook()
    receiver.secret = ""
    seqs = stirred(4)
    receiver.faults[:] = ["400", "400", "400"]
    for pause in (0, 5, 300, 0):
        clock.move(pause)
        send()
    # The third failure lets the rest pass; the bad one comes by its own time.
    assert receiver.seqs == seqs[1:]
    bad = Delivery.objects.get(status="waiting")
    assert bad.next_try == clock.at + timedelta(minutes=30)
    clock.move(1800)
    send()
    assert receiver.seqs == [*seqs[1:], seqs[0]]


def told(one):
    """What each try of a message came to, as the database has them."""
    return [(row.answer_status, row.answer, row.fault) for row in one.tries.all()]


def test_each_try_is_kept_in_order(hook, receiver, send, clock):
    row = hook()
    secret, receiver.secret = receiver.secret, ""
    receiver.faults[:] = ["500", "silent", "busy:5"]
    stirred(1)
    times = []
    for pause in (0, 5, 300, 1800):
        clock.move(pause)
        times.append(clock.at)
        send()
    one = Delivery.objects.get()
    assert told(one) == [
        (500, "no", ""),
        (None, "", "It closed the connection without an answer."),
        (503, "later", ""),
        (200, "thanks", ""),
    ]
    assert [each.at for each in one.tries.all()] == times
    assert all(each.milliseconds < 2000 for each in one.tries.all())
    assert (one.tried, one.attempts, one.tried_at) == (4, 4, times[-1])
    kept = str(list(DeliveryTry.objects.values())) + str(Webhook.objects.filter(pk=row.pk).values())
    assert secret.removeprefix("whsec_") not in kept


def test_a_message_keeps_as_many_tries_as_there_are_before_it_is_given_up(hook, receiver, send):
    row = hook()
    receiver.secret = ""
    stirred(2)
    send()
    one, other = Delivery.objects.order_by("pk")
    for status in range(500, 500 + TRIES + 1):
        receiver.faults[:] = [str(status)]
        if status % 5 == 0:
            Delivery.objects.filter(pk=one.pk).update(attempts=0)
        Delivery.objects.filter(pk=one.pk).update(status="waiting", next_try=timezone.now())
        send(now=True)
    one.refresh_from_db()
    assert [status for status, *_ in told(one)] == list(range(501, 501 + TRIES))
    assert one.tried == TRIES + 2
    assert told(other) == [(200, "thanks", "")]
    asking.replay_since(webhook=row, since=one.made_at, by=row.user, everything=True)
    send(now=True)
    assert [status for status, *_ in told(one)] == [*range(502, 501 + TRIES), 200]
    assert [status for status, *_ in told(other)] == [200, 200]


def test_what_was_settled_or_deleted_meanwhile_keeps_no_try(hook, receiver):
    row = hook()
    stirred(2)
    fanning.fan_out()
    first, second = Delivery.objects.order_by("pk")
    Delivery.objects.filter(pk=first.pk).update(status="delivered", next_try=None)
    Delivery.objects.filter(pk=second.pk).delete()
    for one in (first, second):
        for status in (200, 500):
            noting.note(hook=row, delivery=one, answer=wire.Answer(status=status), chance=0)
    assert not DeliveryTry.objects.exists()


def test_a_receiver_that_is_down_is_asked_seldom_and_then_gets_all_in_order(
    hook, receiver, send, clock
):
    hook()
    receiver.secret = ""
    seqs = stirred(10)
    receiver.faults[:] = ["503"] * 6
    asked = []
    for _ in range(4 * 20):  # 20 hours, every quarter
        send()
        asked.append(len(receiver.ids))
        clock.move(901)
    assert asked[3] <= 6  # within the first hour
    assert receiver.seqs == seqs
    assert len(receiver.ids) == len(seqs) + 6


def test_a_message_is_given_up_after_ten_tries_and_can_be_replayed(hook, receiver, send, clock, settings):  # fmt: skip
    settings.WEBHOOK_DISABLE_DAYS = 100
    row = hook()
    receiver.secret = ""
    stirred(1)
    receiver.faults[:] = ["500"] * 10
    for _ in range(10):
        send(now=True)
    one = Delivery.objects.get()
    assert (one.status, one.attempts, one.next_try) == ("failed", 10, None)
    send(now=True)
    assert len(receiver.ids) == 10
    asking.replay(delivery=one, by=row.user)
    send()
    assert receiver.seqs == [one.seq]
    assert len(set(receiver.ids)) == 1
    past = clock.at - timedelta(days=1)
    assert asking.replay_since(webhook=row, since=past, by=row.user) == 0
    assert asking.replay_since(webhook=row, since=past, by=row.user, everything=True) == 1
    send()
    assert receiver.seqs == [one.seq, one.seq]


@pytest.mark.parametrize("asked", ["120", "Thu, 01 Jan 1970 00:00:00 GMT", "soon"])
def test_retry_after_is_honoured(hook, receiver, send, clock, asked):
    row = hook()
    receiver.faults[:] = [f"busy:{asked}"]
    stirred(1)
    send()
    row.refresh_from_db()
    expected = 120 if asked == "120" else 5
    assert row.held_until == clock.at + timedelta(seconds=expected)
    assert Delivery.objects.get().next_try == row.held_until


def test_gone_switches_it_off_and_says_so_in_the_inbox(hook, receiver, send, client):
    row = hook()
    receiver.faults[:] = ["410"]
    stirred(2)
    send()
    row.refresh_from_db()
    assert (row.status, len(receiver.ids)) == ("disabled", 1)
    assert "410" in row.status_reason
    send(now=True)
    assert len(receiver.ids) == 1
    line = Notification.objects.get()
    assert (line.user, line.kind, line.object_id) == (row.user, "webhook", row.pk)
    client.force_login(row.user)
    page = client.get("/inbox/?part=work").content.decode()
    assert "A webhook was switched off" in page
    assert f'href="/webhooks/{row.pk}/"' in page
    keeping.resume(webhook=row, by=row.user)
    send()
    assert len(receiver.seqs) == 2


def test_days_of_failure_switch_it_off(hook, receiver, send, clock, settings):
    settings.WEBHOOK_DISABLE_DAYS = 2
    row = hook()
    receiver.faults[:] = ["500"] * 100
    stirred(1)
    for _ in range(60):
        send()
        clock.move(3600)
    row.refresh_from_db()
    assert row.status == "disabled"
    assert row.status_reason == "Nothing was accepted for 2 days."
    assert Notification.objects.filter(kind="webhook").count() == 1
    assert len(receiver.ids) < 16


@pytest.mark.parametrize("status", ["301", "302", "307", "308", "304", "204"])
def test_redirects_are_not_followed_and_2xx_is_all_that_counts(hook, receiver, send, status):
    hook()
    receiver.faults[:] = [status]
    stirred(1)
    send()
    assert receiver.paths == ["/hook"]
    one = Delivery.objects.get()
    assert one.status == ("delivered" if status == "204" else "waiting")
    assert one.answer_status == int(status)


def test_answers_are_read_a_little_and_kept_as_text(hook, receiver, send):
    hook()
    receiver.faults[:] = ["huge", "odd"]
    stirred(2)
    send()
    first, second = Delivery.objects.order_by("pk")
    assert first.answer == "A" * 500
    assert second.answer == "\N{REPLACEMENT CHARACTER} [31m<b>fine</b>"
    assert {first.status, second.status} == {"delivered"}


def test_an_answer_that_drips_is_cut_off(hook, receiver, send, settings):
    settings.WEBHOOK_SECONDS = 0.4
    hook()
    receiver.faults[:] = ["drip"]
    stirred(1)
    send()
    one = Delivery.objects.get()
    assert (one.status, one.fault) == ("waiting", "No answer within 0.4 s.")
    assert 300 < one.milliseconds < 1500


def test_a_slow_receiver_does_not_hold_up_another(hook, receiver, send, settings):
    from tests.webhook_receiver import receiving

    settings.WEBHOOK_SECONDS = 0.6
    hook()
    receiver.wait.set()
    with receiving() as quick:
        owner = make.make_user("contributor")
        keeping.make(fields={"address": quick.address}, by=owner)
        seqs = stirred(5)
        send()
        assert quick.seqs == seqs
    assert receiver.got == []


def test_nobody_listens(hook, receiver, send):
    row = hook()
    Webhook.objects.filter(pk=row.pk).update(address="http://127.0.0.1:1/x")
    stirred(1)
    send()
    one = Delivery.objects.get()
    assert (one.answer_status, one.fault) == (None, "No connection could be made.")


def test_paused_means_later_and_skipped_means_never(hook, receiver, send):
    row = hook()
    keeping.pause(webhook=row, by=row.user)
    missed = stirred(3)
    send()
    assert receiver.ids == []
    keeping.resume(webhook=row, by=row.user)
    send()
    assert receiver.seqs == missed
    keeping.pause(webhook=row, by=row.user)
    stirred(2)
    row.refresh_from_db()
    keeping.resume(webhook=row, by=row.user, skip=True)
    send()
    assert receiver.seqs == missed
    latest = stirred(1)
    send()
    assert receiver.seqs == missed + latest


def test_both_secrets_sign_until_the_grace_is_over(hook, receiver, send, settings):
    row = hook()
    former = receiver.secret
    fresh = keeping.rotate(webhook=row, by=row.user)
    assert fresh != former
    for secret in (former, fresh):
        receiver.secret = secret
        seqs = stirred(1)
        send()
        assert receiver.seqs[-1:] == seqs
    assert receiver.heads[-1]["webhook-signature"].count("v1,") == 2
    Webhook.objects.update(old_until=timezone.now())
    stirred(1)
    send()
    assert receiver.heads[-1]["webhook-signature"].count("v1,") == 1
    receiver.secret = fresh
    last = keeping.rotate(webhook=row, by=row.user, at_once=True)
    stirred(1)
    send()
    assert Delivery.objects.order_by("-pk").first().answer_status == 401
    receiver.secret = last
    send(now=True)
    assert not Delivery.objects.exclude(status="delivered").exists()


def test_the_site_may_change_its_key(hook, receiver, send, settings):
    row = hook()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    stirred(1)
    send()
    assert len(receiver.got) == 1
    settings.SECRET_KEY_FALLBACKS = []
    stirred(1)
    send()
    assert len(receiver.got) == 2
    settings.SECRET_KEY = "a third, without the second"
    stirred(1)
    send()
    row.refresh_from_db()
    assert row.status == "disabled"
    assert "rotate the secret" in row.status_reason
    assert len(receiver.got) == 2
    receiver.secret = keeping.rotate(webhook=row, by=row.user, at_once=True)
    keeping.resume(webhook=row, by=row.user)
    send()
    assert len(receiver.got) == 3


def test_secrets_are_nowhere_in_the_database(hook, receiver):
    row = hook()
    assert receiver.secret not in str(Webhook.objects.filter(pk=row.pk).values().get())
    assert receiver.secret.removeprefix("whsec_") not in row.secret


def test_a_test_says_that_it_is_one_and_goes_first(hook, receiver, send):
    row = hook()
    receiver.faults[:] = ["500"]
    stirred(2)
    send()
    asking.send_test(webhook=row, by=row.user)
    send()
    assert receiver.kinds[0] == "webhook.test"
    assert receiver.got[0]["data"]["webhook"] == row.pk
    assert Delivery.objects.get(seq=None).answer == "thanks"


def test_news_of_a_closed_account_go_nowhere(hook, receiver, send):
    row = hook()
    stirred(1)
    type(row.user).objects.filter(pk=row.user.pk).update(is_active=False)
    send()
    assert receiver.ids == []


def test_the_log_is_deleted_after_a_while(hook, receiver, send, settings):
    from claims.jobs import webhooks

    hook()
    stirred(2)
    receiver.faults[:] = ["200", "500"]
    send()
    assert DeliveryTry.objects.count() == 2
    Delivery.objects.update(made_at=timezone.now() - timedelta(days=31))
    assert noting.expire() == 1
    left = Delivery.objects.get()
    assert left.status == "waiting"
    assert DeliveryTry.objects.get().delivery_id == left.pk
    webhooks.expire()
    assert Delivery.objects.count() == 1


def test_a_burst_is_read_in_parts_with_few_queries(hook, receiver):
    for number in range(3):
        hook(path=f"/{number}")
    topic = make.make_topic()
    keeping.make(
        fields={"address": receiver.address, "topics": [topic]}, by=make.make_user("contributor")
    )
    fanning.fan_out()
    last = PublicChange.objects.order_by("-seq").first()
    claims = [make.make_claim(topics=[topic]) for _ in range(2)]
    fanning.fan_out()
    last = PublicChange.objects.order_by("-seq").first()
    PublicChange.objects.bulk_create(
        PublicChange(seq=last.seq + n, at=last.at, kind="claim_changed", noun="claim", object_id=claims[n % 2].pk)
        for n in range(1, 1001)
    )  # fmt: skip
    from claims.models import KnowledgeBase

    KnowledgeBase.objects.update(public_seq=last.seq + 1000)
    Delivery.objects.all().delete()
    with CaptureQueriesContext(connection) as captured:
        assert fanning.fan_out() == 4 * 1000
    # Rows are written by the dozen; all else is asked for once in each part of 500 changes.
    assert sum(not one["sql"].startswith("INSERT") for one in captured) < 50
    assert set(Webhook.objects.values_list("seq", flat=True)) == {last.seq + 1000}


def test_a_webhook_that_takes_nothing_gathers_no_more_than_so_much(hook, receiver, monkeypatch):
    monkeypatch.setattr(fanning, "MOST_WAITING", 5)
    monkeypatch.setattr(fanning, "PART", 3)
    row = hook()
    seqs = stirred(12)
    fanning.fan_out()
    assert Delivery.objects.count() == 6
    for _ in range(3):
        sending.deliver()
        fanning.fan_out()
    assert receiver.seqs == seqs
    row.refresh_from_db()
    assert row.seq == seqs[-1]


def test_what_a_change_reaches(hook, receiver, send):
    """By claim, topic (narrower ones too) and search; each hook hears of its own alone."""
    broad, other = make.make_topic(), make.make_topic()
    narrow = make.make_topic(broader=[broad])
    claim, stranger = make.make_claim(topics=[narrow]), make.make_claim(topics=[other])
    link = make.make_evidence(claim)
    owner = make.make_user("contributor")
    receiver.secret = ""
    hooks = {
        "claim": {"claims": [claim]},
        "topic": {"topics": [broad]},
        "search": {"query": f"topic={narrow.public_id}"},
        "kind": {"claims": [claim], "kinds": ["integrity_changed"]},
    }
    for name, fields in hooks.items():
        keeping.make(fields={"address": f"{receiver.address}/{name}", **fields}, by=owner)
    editor = make.make_user("editor")
    conclude(stranger)
    send()
    assert receiver.paths == []
    integrity.mark(sources=[link.source], integrity="retracted", note="A notice.", by=editor)
    send()
    told = [
        (path.strip("/"), one["type"])
        for path, one in zip(receiver.paths, receiver.got, strict=True)
    ]
    assert ("kind", "source.integrity_changed") in told
    assert {name for name, kind in told if kind == "source.integrity_changed"} == set(hooks)
    assert {name for name, kind in told if kind.startswith("claim.")} == {
        "claim",
        "topic",
        "search",
    }
    notice = next(one for one in receiver.got if one["type"] == "source.integrity_changed")
    assert notice["data"]["claims"] == [claim.public_id]
    assert notice["data"]["claim"] is None
    receiver.paths.clear()
    topics.retire(topic=other, by=editor, reason="r")
    send()
    assert receiver.paths == []


def test_what_leaves_a_search_is_told_once(hook, receiver, send):
    claim = make.make_claim()
    hook(query="verdict=not_assessed")
    conclude(claim)
    send()
    assert "claim.synthesis_changed" in receiver.kinds
    receiver.got.clear()
    conclude(claim, "Still it does not.")
    send()
    assert receiver.got == []
    news.catch_up()
