"""Webhooks in a real browser: made by hand, the secret shown once, a test that arrives, the log that says so."""

import pytest
from django.utils import timezone

from claims.jobs import webhooks
from claims.models import Delivery, DeliveryTry, Webhook
from tests.browser.test_pages import LOOKS, look
from tests.webhook_receiver import receiving

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


def test_make_test_and_look(browser, site, signed_in, axe, settings, tmp_path):
    settings.WEBHOOK_PRIVATE_ADDRESSES = True
    context = browser.new_context(viewport={"width": 360, "height": 800})
    context.add_cookies([signed_in("cora")])
    page = context.new_page()
    page.set_default_timeout(8000)
    with receiving() as receiver:
        page.goto(f"{site}/following/")
        page.get_by_role("link", name="webhooks").click()
        page.get_by_label("Address").fill(f"{receiver.address}/touchstone")
        page.get_by_label("Name").fill("News room")
        page.get_by_text("Kinds of change: all, or only some").click()
        page.get_by_label("A claim was published").check()
        page.get_by_role("button", name="Make it and show its secret").click()
        receiver.secret = page.get_by_label("The secret that signs its messages").input_value()
        assert receiver.secret.startswith("whsec_")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.screenshot(path=tmp_path / "secret-360.png", full_page=True)
        hook = Webhook.objects.get()
        page.goto(f"{site}/webhooks/{hook.pk}/")
        assert receiver.secret not in page.content()
        page.get_by_role("button", name="Send a test").click()
        webhooks.send_due()
        assert receiver.kinds == ["webhook.test"]
        page.reload()
        assert page.get_by_role("row", name="A test").get_by_text("thanks").is_visible()
    context.close()
    now = timezone.now()
    for number, (status, told) in enumerate(
        {
            "waiting": (503, "Service unavailable"),
            "failed": (None, ""),
            "delivered": (200, "ok"),
        }.items()
    ):
        Delivery.objects.create(
            webhook=hook, message=f"msg_{number}", seq=number, kind="synthesis_changed", noun="claim",
            object_id=1, status=status, next_try=now if status == "waiting" else None, attempts=2,
            tried_at=now, milliseconds=31, answer_status=told[0], answer=told[1],
            fault="" if told[0] else "Its certificate was not accepted: certificate has expired.",
            body='{"type": "claim.synthesis_changed", "data": {"page": "https://example.org/' + "long" * 40 + '"}}',
        )  # fmt: skip
    for one in Delivery.objects.filter(seq__isnull=False):
        for status in (500, None):
            DeliveryTry.objects.create(
                delivery=one, at=now, answer_status=status, milliseconds=31,
                answer="no" * 200 if status else "", fault="" if status else "No connection could be made.",
            )  # fmt: skip
    Webhook.objects.update(failures=2, failing_since=now, held_until=now)
    pages = ["/webhooks/", f"/webhooks/{hook.pk}/", "/following/"]
    assert look(browser, site, "cora", pages, signed_in, axe, LOOKS) == {}
