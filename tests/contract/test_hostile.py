"""Hostile requests break nothing."""

from __future__ import annotations

import logging
import os
from collections import Counter
from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from evidence.accounts import tokens
from tests.contract.hostile import Hostile

REQUESTS = int(os.environ.get("HOSTILE", "150"))
SEED = int(os.environ.get("SEED", "1"))


def send(client: Client, request: dict[str, Any], keys: dict[str, str]) -> Any:
    headers = {**keys, **request["headers"]}
    body = request["body"]
    options = {
        "PATH_INFO": request["path"].encode("utf-8", "surrogatepass").decode("latin-1"),
        "QUERY_STRING": request["query"].encode("utf-8", "surrogatepass").decode("latin-1"),
        "REQUEST_METHOD": request["method"],
        "CONTENT_TYPE": request["content_type"],
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
        **{
            name: value.encode("utf-8", "surrogatepass").decode("latin-1")
            for name, value in headers.items()
        },
    }
    return client.request(**options)


@pytest.mark.once
@pytest.mark.parametrize("role", ["anonymous", "contributor", "editor"])
def test_hostile_requests_break_nothing(
    role, document, world, people, known, settings, record_property, caplog
):
    caplog.set_level(logging.CRITICAL, "django")
    settings.API_READS_PER_MINUTE = settings.API_WRITES_PER_MINUTE = 10**9
    settings.CHECKS_PER_HOUR = 10**9
    keys = {}
    if role != "anonymous":
        user = getattr(people, role)
        _, raw = tokens.make(user=user, name="t", days=1, by=user)
        keys = {"HTTP_AUTHORIZATION": f"Bearer {raw}"}
    client = Client(raise_request_exception=False)
    hostile, statuses, broken = Hostile(document, SEED, known), Counter(), []
    many = -(-REQUESTS // 3)
    for _ in range(many):
        request = hostile.request()
        response = send(client, request, keys)
        if response.streaming:
            b"".join(response.streaming_content)
        statuses[response.status_code // 100] += 1
        if response.status_code >= 500:
            broken.append((response.status_code, {**request, "body": request["body"][:300]}))
        elif response.status_code >= 400 and request["path"].startswith("/api/v1/"):
            assert response["Content-Type"].startswith(("application/problem+json", "text/html"))
    record_property(
        "hostile",
        f"{role:<12} {many} hostile requests, by status: {dict(sorted(statuses.items()))}",
    )
    assert broken == []
