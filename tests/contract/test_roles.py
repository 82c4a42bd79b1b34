"""Every role asks what the OpenAPI document allows and forbids; every answer is as the document says.

In CI a few cases for each role, always the same; `make fuzz` asks as many as one likes.
"""

from __future__ import annotations

import logging
import os

import pytest

from evidence.accounts import tokens
from tests.contract.driver import Driver, line

ROLES = ("anonymous", "nobody", "contributor", "reviewer", "editor", "admin")
CASES = int(os.environ.get("CASES", "200"))
SEED = int(os.environ.get("SEED", "1"))


@pytest.mark.once
@pytest.mark.parametrize("role", ROLES)
def test_the_api_does_what_its_document_says(
    document, role, world, people, known, settings, record_property, caplog
):
    caplog.set_level(logging.CRITICAL, "django")
    settings.API_READS_PER_MINUTE = settings.API_WRITES_PER_MINUTE = 10**9
    settings.CHECKS_PER_HOUR = 10**9
    # Without it one parameter is refused whatever it holds.
    settings.SHOW_REVIEWER_NAMES = True
    headers = {}
    if role != "anonymous":
        user = getattr(people, role)
        _, raw = tokens.make(user=user, name="t", days=1, by=user)
        headers = {"Authorization": f"Bearer {raw}"}
    figures = Driver(document, role, headers, SEED, known).run(CASES)
    record_property("contract", line(figures))
    assert figures.cases.total() >= CASES
    told = "\n\n".join(f"{key}\n{text}" for key, text in figures.failures.items())
    assert not told, told[:50_000]
