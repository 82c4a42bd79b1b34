"""The receiver in docs/examples does what docs/how-to/webhooks.md says of it."""

import http.client
import os
import re
import sqlite3
import subprocess
import sys

import pytest

from claims.actions.webhooks import keeping
from tests import factories as make
from tests.webhooks.test_sending import stirred

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_the_example_receives(root, tmp_path, settings, send):
    settings.WEBHOOK_PRIVATE_ADDRESSES = True
    owner = make.make_user("contributor")
    row, secret = keeping.make(fields={"address": "http://127.0.0.1:1/"}, by=owner)
    former, secret = secret, keeping.rotate(webhook=row, by=owner, at_once=True)
    kept = tmp_path / "messages.sqlite3"
    process = subprocess.Popen(
        [sys.executable, root / "docs/examples/receive_webhook.py", "--port", "0", "--file", kept],
        env=os.environ | {"WEBHOOK_SECRET": f"{former} {secret}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        port = int(re.search(r"port (\d+)", process.stdout.readline())[1])
        keeping.change(webhook=row, fields={"address": f"http://127.0.0.1:{port}/hook"}, by=owner)
        claim = make.make_claim()
        seqs = stirred(2)
        send()
        from claims.models import Delivery

        assert set(Delivery.objects.values_list("status", "answer_status")) == {("delivered", 204)}
        Delivery.objects.update(status="waiting", next_try=claim.created_at)
        send()
        forged = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        forged.request("POST", "/", body="{}", headers={"webhook-id": "x"})
        assert forged.getresponse().status == 401
        forged.close()
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()
    rows = sqlite3.connect(kept)
    found = rows.execute("SELECT seq, type FROM message ORDER BY seq").fetchall()
    rows.close()
    assert [seq for seq, _ in found][-2:] == seqs
    assert "claim.published" in {kind for _, kind in found}
    assert len(found) == len(set(found))
