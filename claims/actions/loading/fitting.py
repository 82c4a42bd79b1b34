"""Whether what a line refers to fits together: a patient's evidence has to be evidence of the patient's claim."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from claims.formats.knowledge import Fault
from claims.formats.staging import Staging
from claims.models import Evidence

CHUNK = 400


def misplaced(staging: Staging) -> Iterator[tuple[int, Fault]]:
    """Lines of patients that name evidence of another claim. One query for each 400 patients."""
    for batch in staging.lines("patient", CHUNK):
        records = [(order, file, line, orjson.loads(body)) for order, file, line, body in batch]
        evidence = {key for *_, record in records for key in record["evidence"]}
        named = staging.named("evidence", "claim", evidence)
        stored = staging.pks("evidence", evidence)
        there = dict(
            Evidence.objects.filter(pk__in=stored.values()).order_by().values_list("pk", "claim_id")
        )
        claims = staging.pks("claim", {*named.values(), *(r["claim"] for *_, r in records)})
        for order, file, line, record in records:
            for key in record["evidence"]:
                # What is stored stays as it is, whatever its line says.
                if key in stored:
                    fits = there.get(stored[key]) == claims.get(record["claim"])
                else:
                    own = named.get(key)
                    fits = own == record["claim"] or (
                        own in claims and claims.get(own or "") == claims.get(record["claim"])
                    )
                if not fits:
                    message = f"{key!r} is not evidence of the claim {record['claim']!r}"
                    yield order, Fault(file, line, "evidence", message)
                    break
