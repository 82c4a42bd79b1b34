"""A receiver on this machine, and webhooks that send to it."""

import pytest

from claims.actions.webhooks import keeping
from claims.jobs import webhooks
from claims.models import Delivery, Webhook
from tests import factories as make
from tests.webhook_receiver import receiving


@pytest.fixture
def receiver(settings):
    """A receiver that listens on loopback, which webhooks may reach for once."""
    settings.WEBHOOK_PRIVATE_ADDRESSES = True
    settings.WEBHOOK_SECONDS = 2
    with receiving() as received:
        yield received


@pytest.fixture
def hook(db, receiver):
    """Makes a webhook of a person with a role that sends to the receiver; the receiver then knows its secret."""

    def make_hook(by=None, path="/hook", **fields):
        owner = by or make.make_user("contributor")
        row, secret = keeping.make(fields={"address": receiver.address + path, **fields}, by=owner)
        receiver.secret = secret
        return row

    return make_hook


@pytest.fixture
def send():
    """Does what the worker does, once; `now` also ends all waiting."""

    def sent(*, now=False):
        if now:
            Webhook.objects.update(held_until=None)
            from django.utils import timezone

            Delivery.objects.filter(status="waiting").update(next_try=timezone.now())
        return webhooks.send_due()

    return sent
