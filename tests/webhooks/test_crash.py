"""A worker that is killed in the middle repeats a message, with the same id, and loses none."""

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings as configured
from django.db import connection
from django.utils import timezone

from claims.actions.webhooks import fanning, sending
from claims.models import Delivery, Webhook
from tests.webhooks.test_sending import stirred

pytestmark = pytest.mark.django_db(transaction=True)


def address_of_the_database():
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    return (
        f"postgres://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}"
        f"/{known['NAME']}"
    )


@pytest.mark.slow
@pytest.mark.once
def test_a_killed_worker_repeats_and_loses_nothing(hook, receiver, root, send):
    row = hook()
    seqs = stirred(3)
    receiver.wait.set()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": address_of_the_database(),
        "WEBHOOK_PRIVATE_ADDRESSES": "True",
        "WEBHOOK_SECONDS": "60",
        "SECRET_KEY": configured.SECRET_KEY,
    }
    code = "import django; django.setup(); from claims.jobs import webhooks; webhooks.send_due()"
    worker = subprocess.Popen([sys.executable, "-c", code], env=environment, cwd=root)
    deadline = time.monotonic() + 60
    while not receiver.ids and time.monotonic() < deadline:
        time.sleep(0.02)
    worker.kill()
    worker.wait()
    assert Delivery.objects.filter(status="waiting", attempts=0).count() == 3
    # Another worker leaves it alone as long as the first may be at it.
    assert send() == 0
    receiver.wait.clear()
    Webhook.objects.filter(pk=row.pk).update(taken_until=timezone.now())
    send()
    assert not Delivery.objects.exclude(status="delivered").exists()
    first = receiver.ids[0]
    assert receiver.ids.count(first) == 2
    assert len(set(receiver.ids)) == 3
    assert set(receiver.seqs) == set(seqs)


def test_one_that_breaks_after_sending_sends_again(hook, receiver, send, monkeypatch):
    row = hook()
    stirred(2)
    with monkeypatch.context() as patch:
        patch.setattr(sending.noting, "note", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            send()
    assert receiver.ids
    Webhook.objects.filter(pk=row.pk).update(taken_until=timezone.now())
    send()
    assert receiver.ids.count(receiver.ids[0]) == 2
    assert len(set(receiver.ids)) == 2
    assert not Delivery.objects.exclude(status="delivered").exists()


def test_several_workers_send_nothing_twice(hook, receiver):
    hook(path="/one")
    hook(path="/two")
    receiver.secret = ""
    seqs = stirred(8)
    start = threading.Barrier(3)

    def work(_):
        start.wait()
        try:
            fanning.fan_out()
            return sending.deliver()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(work, range(3))) == 16
    assert Delivery.objects.filter(status="delivered").count() == 16
    for path in ("/one", "/two"):
        told = [
            one["data"]["seq"]
            for at, one in zip(receiver.paths, receiver.got, strict=True)
            if at == path
        ]
        assert told == seqs
