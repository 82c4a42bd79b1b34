"""Times addresses of all doors through Django's test client and prints medians."""

from __future__ import annotations

import json
import logging
import os
import statistics
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.synthetic import LARGE, RARE_DESIGN, RARE_WORD
from claims.models import Claim, Evidence, Source
from claims.queries import claims
from claims.queries.claim_filters import ClaimFilters
from claims.queries.pages import encode


def addresses() -> dict[str, tuple[str, bool]]:
    """Name -> (address, whether it needs the signed-in editor)."""
    top = Claim.objects.order_by("-pk").values_list("pk", flat=True)[0]
    claim = f"C{top - top % 20}"
    filters = {
        "list": {},
        "topic, common": {"topic": "T1"},
        "topic, rare": {"topic": "T1999"},
        "verdict": {"verdict": "conflicting"},
        "certainty": {"certainty": "high"},
        "design, common": {"design": "cohort"},
        "design, rare": {"design": RARE_DESIGN.value},
        "years, wide": {"year_from": "1990", "year_to": "2020"},
        "years, narrow": {"year_from": "1961", "year_to": "1961"},
        "three filters": {"topic": "T1", "certainty": "high", "design": "rct"},
        "search, rare word": {"q": RARE_WORD},
        "search, 0.25 % word": {"q": "mediumword"},
        "search, 13 % word": {"q": "cancer"},
        "search, 63 % word": {"q": "risk"},
        "search, two common words": {"q": "cancer treatment"},
        "search, rare and common": {"q": f"{RARE_WORD} risk"},
        "search, a sentence": {
            "q": f"does the treatment raise the risk of cancer in {RARE_WORD} users"
        },
        "search, 63 % word in a topic": {"q": "risk", "topic": "T1999"},
        "deep page": {"cursor": encode("claims", top // 2)},
    }
    api = reverse("web:home").rstrip("/") + "/api/v1"
    found: dict[str, tuple[str, bool]] = {"page: home": (reverse("web:home"), False)}
    for name, parameters in filters.items():
        query = f"?{urlencode(parameters)}" if parameters else ""
        found[f"page: claims, {name}"] = (reverse("web:claims") + query, False)
        found[f"API: claims, {name}"] = (f"{api}/claims/{query}", False)
    for noun in ("claims", "sources", "evidence"):
        found[f"API: {noun}, changed last"] = (f"{api}/{noun}/?ordering=-updated", False)
    found["page: claim"] = (reverse("web:claim", args=[claim]), False)
    large = reverse("web:claim", args=[f"C{LARGE}"])
    found["page: claim with 200 evidence"] = (large, False)
    found["page: claim with 200 evidence, all rows"] = (f"{large}?rows=all", False)
    found["page: versions"] = (reverse("web:versions", args=[claim]), False)
    found["page: topic, common"] = (reverse("web:topic", args=["T1"]), False)
    found["page: topic, rare"] = (reverse("web:topic", args=["T1999"]), False)
    found["page: claims on a day"] = (reverse("web:claims") + "?as_of=2020-02-20", False)
    rare = "?as_of=2020-02-20&verdict=none_found&certainty=high"
    found["page: claims on a day, filtered"] = (reverse("web:claims") + rare, False)
    found["API: claim"] = (f"{api}/claims/{claim}/", False)
    source = f"S{Source.objects.order_by('-pk').values_list('pk', flat=True)[0]}"
    found["page: source"] = (reverse("web:source", args=[source]), False)
    found["page: source, used most"] = (reverse("web:source", args=["S1"]), False)
    found["API: sources, search"] = (f"{api}/sources/?q=journal", False)
    found["API: evidence"] = (f"{api}/evidence/", False)
    found["API: appraisals"] = (f"{api}/appraisals/", False)
    found["API: topics"] = (f"{api}/topics/", False)
    for model in ("claim", "source", "evidence", "topic", "study"):
        changelist = reverse(f"admin:claims_{model}_changelist")
        found[f"admin: {model} list"] = (changelist, True)
    changelist = reverse("admin:claims_claim_changelist")
    found["admin: claim list, filtered"] = (f"{changelist}?certainty__exact=high", True)
    found["admin: claim list, rare word"] = (f"{changelist}?q={RARE_WORD}", True)
    found["admin: claim list, 63 % word"] = (f"{changelist}?q=risk", True)
    found["admin: claim"] = (reverse("admin:claims_claim_change", args=[claim[1:]]), True)
    return found


def report(*, rounds: int, limit: float, reference: Path | None, save: Path | None) -> int:
    """Print a table; 1 when a median is over `limit` milliseconds or an answer is not 200."""
    before = json.loads(reference.read_text())["medians"] if reference else {}
    logging.disable(logging.WARNING)
    anyone, editor = Client(SERVER_NAME="127.0.0.1"), Client(SERVER_NAME="127.0.0.1")
    editor.force_login(get_user_model().objects.get(username="benchmark"))
    print(
        f"{connection.vendor}: {Claim.objects.count():,} claims, {Evidence.objects.count():,} evidence;"
        f" {rounds} rounds; load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    medians: dict[str, float] = {}
    slow: list[str] = []
    for name, took in reads(rounds).items():
        print(f"{took:8.1f} ms              read layer: {name}")
    for name, (address, signed_in) in addresses().items():
        client = editor if signed_in else anyone
        cache.clear()  # throttling counts these requests too
        took, queries, status = _time(client, address, rounds)
        medians[name] = took
        ratio = f"  x{took / before[name]:.2f}" if name in before else ""
        note = "" if status == 200 else f"  status {status}"
        if status != 200 or took > limit:
            slow.append(name)
        print(f"{took:8.1f} ms {queries:4d} queries  {name}{ratio}{note}")
    if save:
        save.write_text(json.dumps({"vendor": connection.vendor, "medians": medians}, indent=1))
    print(f"Over {limit:.0f} ms or failed: {', '.join(slow) or 'none'}")
    return 1 if slow else 0


def reads(rounds: int) -> dict[str, float]:
    """Medians in milliseconds of the read layer alone, by kind of list: the floor under every door."""
    medians = {}
    for name, filters in (
        ("list", ClaimFilters()),
        ("rare word", ClaimFilters(q=RARE_WORD)),
        ("63 % word", ClaimFilters(q="risk")),
        ("rare design", ClaimFilters(design=(RARE_DESIGN.value,))),
    ):
        took = []
        for _ in range(rounds):
            started = time.perf_counter()
            claims.page(None, filters)
            took.append((time.perf_counter() - started) * 1000)
        medians[name] = statistics.median(took)
    return medians


def _time(client: Any, address: str, rounds: int) -> tuple[float, int, int]:
    with CaptureQueriesContext(connection) as captured:
        status = client.get(address).status_code
    queries = len(captured)  # the next request clears the log
    took = []
    for _ in range(rounds):
        started = time.perf_counter()
        client.get(address)
        took.append((time.perf_counter() - started) * 1000)
    return statistics.median(took), queries, status
