"""Every role asks what the OpenAPI document allows and forbids; every answer is as the document says."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.apps import apps

from claims.api.reads import PATHS
from claims.domain.vocabulary import PREFIXES
from tests.api.conftest import *  # noqa: F403
from tests.contract.driver import Driver

ROLES = ("anonymous", "nobody", "contributor", "reviewer", "editor", "admin")
CASES = int(os.environ.get("CASES", "200"))
SEED = int(os.environ.get("SEED", "1"))
STORED = Path(__file__).resolve().parents[2] / "docs/reference/openapi.yaml"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return dict(yaml.load(STORED.read_text(encoding="utf-8"), yaml.CSafeLoader))


def known(world: Any) -> dict[str, list[Any]]:
    """Ids of records that there are: by the word of their address, and by their letter."""
    found: dict[str, list[Any]] = {
        "instruments": ["naranjo", "rob2", "nos", "syrcle"],
        "number": [1, 2],
        "position": [1, 2],
        "name": ["queue", "mine"],
        "follows": ["1"],
        "saved-searches": ["1"],
        "source-pairs": ["1"],
    }
    for noun, path in PATHS.items():
        model = apps.get_model("claims", noun)
        keys = model._default_manager.values_list("pk", flat=True)[:20]
        # What no record is there of yet is asked for by the id that the first will have.
        ids = [f"{PREFIXES[noun]}{key}" for key in keys] or [f"{PREFIXES[noun]}1"]
        found[path] = found[PREFIXES[noun]] = ids
    found["practice"] = found["evidence"]
    return found


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_the_api_does_what_its_document_says(document, role, world, people, settings):
    from evidence.accounts import tokens

    settings.SHOW_REVIEWER_NAMES = True
    settings.API_READS_PER_MINUTE = settings.API_WRITES_PER_MINUTE = 10**9
    headers = {}
    if role != "anonymous":
        user = getattr(people, role)
        _, raw = tokens.make(user=user, name="t", days=1, by=user)
        headers = {"Authorization": f"Bearer {raw}"}
    figures = Driver(document, role, headers, SEED, known(world)).run(CASES)
    from tests.contract.driver import told

    print(told([figures]))
    out = os.environ.get("FUZZ_OUT")
    if out:
        with open(out + role, "w") as f:
            f.writelines(f"=== {key}\n{text}\n" for key, text in sorted(figures.failures.items()))
    print("\n".join(str(k) for k in sorted(figures.failures)))
    assert not figures.failures
