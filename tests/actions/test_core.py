"""One act, its events, their numbers: complete, in commit order, all or nothing."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from claims.actions import topics
from claims.actions.core import act, announce, record
from claims.models import Event, KnowledgeBase, PublicChange, Topic
from claims.queries.log import faults
from tests.factories import make_topic, make_user


def seqs() -> list[int]:
    return list(Event.objects.order_by("seq").values_list("seq", flat=True))


def failing_act(subject) -> None:
    """Notes much and then fails."""
    with act(None):
        record("lost", subject)
        announce("lost", subject)
        raise ZeroDivisionError


@pytest.mark.django_db
def test_events_of_one_act_share_it_and_are_numbered_in_order():
    topic, by = make_topic(), make_user("editor")
    first = seqs()[-1]
    with act(by):
        record("one", topic, after={"name": "x"}, reason="why", public=True)
        with act(None):
            record("two", topic)
        announce("topic_changed", topic)
    one, two = Event.objects.filter(seq__gt=first).order_by("seq")
    assert (one.seq, two.seq) == (first + 1, first + 2)
    assert one.act == two.act
    assert one.actor == two.actor == by.pseudonym
    assert one.payload == {"before": {}, "after": {"name": "x"}, "reason": "why"}
    assert (one.public, two.public) == (True, False)
    assert PublicChange.objects.order_by("seq").last().kind == "topic_changed"
    assert list(faults()) == []


@pytest.mark.django_db
def test_what_an_inner_act_noted_goes_when_it_fails():
    topic, before = make_topic(), seqs()
    with act(None):
        record("kept", topic)
        with pytest.raises(ZeroDivisionError):
            failing_act(topic)
    assert [e.verb for e in Event.objects.filter(seq__gt=before[-1])] == ["kept"]
    assert list(faults()) == []


@pytest.mark.django_db
def test_an_act_without_events_leaves_none():
    make_topic()
    before = KnowledgeBase.objects.values().get()
    with act(None):
        pass
    assert KnowledgeBase.objects.values().get() == before


@pytest.mark.django_db
def test_events_are_recorded_inside_an_act_only():
    with pytest.raises(RuntimeError):
        record("alone", make_topic())


@pytest.mark.django_db(transaction=True)
def test_where_the_log_fails_nothing_is_written(monkeypatch):
    by = make_user("editor")
    make_topic(by=by)
    before = (seqs(), KnowledgeBase.objects.values().get(), Topic.objects.count())

    def broken(*args, **kwargs):
        raise RuntimeError("the log is broken")

    monkeypatch.setattr(Event.objects, "bulk_create", broken)
    with pytest.raises(RuntimeError, match="broken"):
        topics.create(by=by, fields={"name": "Lost", "kind": "exposure"})
    assert (seqs(), KnowledgeBase.objects.values().get(), Topic.objects.count()) == before
    monkeypatch.undo()
    topics.create(by=by, fields={"name": "Kept", "kind": "exposure"})
    assert list(faults()) == []


@pytest.mark.django_db(transaction=True)
def test_concurrent_writers_leave_no_gap():
    """Some of them fail half-way: their numbers are not burnt."""
    by = make_user("editor")
    writers, each = 4, 6
    start = threading.Barrier(writers)

    def write(writer: int) -> None:
        start.wait()
        try:
            for number in range(each):
                topics.create(
                    by=by, fields={"name": f"Topic {writer}-{number}", "kind": "exposure"}
                )
                with pytest.raises(ZeroDivisionError):
                    failing_act(by)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))
    assert Topic.objects.count() == writers * each
    assert seqs() == list(range(1, writers * each + 1))
    changes = list(PublicChange.objects.order_by("seq").values_list("seq", flat=True))
    assert changes == list(range(1, writers * each + 1))
    assert list(faults()) == []


@pytest.mark.django_db(transaction=True)
def test_the_first_writers_of_all_agree_on_one_knowledge_base():
    KnowledgeBase.objects.all().delete()
    by = make_user("editor")
    start = threading.Barrier(3)

    def write(writer: int) -> None:
        start.wait()
        try:
            topics.create(by=by, fields={"name": f"First {writer}", "kind": "exposure"})
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(write, range(3)))
    assert KnowledgeBase.objects.count() == 1
    assert list(faults()) == []
