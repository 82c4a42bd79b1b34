"""Example bodies and addresses for every operation; tests/contract/test_samples.py sends each of them.

A body that is declared with an example of its own (claims/api/examples.py) keeps it.
"""

from __future__ import annotations

import json
from typing import Any

WHY = {"reason": "The registry entry names both reports."}
ARTICLE = "Studies have shown that kratom darkens the skin. Tea does not."
RIS = "TY  - JOUR\nTI  - Bark and rest\nAU  - Gray, Ada\nPY  - 2019\nDO  - 10.5555/bark\nER  - \n"
READING = {
    "direction": "supports",
    "directness": "direct",
    "strength": "weak",
    "rationale": "One small cohort.",
}
APART = {"reason": "Other clinics, other years."}
DOMAIN = {"stream": "comparative", "domain": "imprecision"}

BODIES: dict[str, dict[str, Any]] = {
    "claims_confirm": {}, "claims_publish": {}, "claims_submit": {}, "desk_next_add": {}, "evidence_accept": {},
    "evidence_give_back": {}, "evidence_pick": {}, "evidence_release": {}, "evidence_renew": {},
    "documents_publish": {},
    "documents_recheck": {}, "documents_share": {}, "documents_unshare": {}, "imports_retry": {}, "imports_store": {},
    "imports_undo": {}, "proposals_accept": {}, "proposals_withdraw": {}, "sources_accept": {}, "studies_accept": {},
    "topics_accept": {}, "sources_check_identity": {},
    "claims_judge": {**DOMAIN, "change": -1, "reason": "The interval reaches from harm to benefit."},
    "claims_withdraw_judgement": {**DOMAIN, "reason": "A larger study came in."},
    "claims_override": {"consistency": "divided", "reason": "The two cohorts disagree."},
    "claims_reject": {"reason": "Which population is meant?"},
    "claims_restore": {"reason": "Retired by mistake."},
    "claims_retire": {"reason": "The same as C2.", "superseded_by": "C2"},
    "conflicts_explain": {"cause": "dose", "reason": "Only the higher dose was followed by it."},
    "conflicts_let_stand": {"reason": "Nothing known sets the two studies apart."},
    "conflicts_reopen": {"reason": "A third study came in."},
    "conflicts_resolve": {"reason": "One of them was corrected."},
    "documents_add": {"title": "On leaves", "text": ARTICLE},
    "documents_decide": {"passage": 1, "claim": "C1", "state": "confirmed", "wording": "stronger"},
    "evidence_adjudicate": {
        "direction": "mixed", "directness": "direct", "strength": "weak", "declaration": "none",
        "reason": "Both raters have a point.",
    },
    "evidence_appraisals": {**READING, "read": "full_text", "declaration": "none"},
    "evidence_assign": {"reviewer": "rita"},
    "evidence_change": {"changes": {"finding": "Seen in 4 of 40."}, "reason": "Table 2.", "revision": 1},
    "evidence_exclude": {"reason": "Another compound."},
    "evidence_include": {"reason": "It is the same compound."},
    "evidence_reject": {"reason": "The source does not say so."},
    "follows_add": {"target": "C1"},
    "imports_add": {"filename": "reading-list.ris", "text": RIS},
    "imports_records_decide": {"outcome": "left_out"},
    "inbox_read_add": {"read": True},
    "patients_change": {"changes": {"age": "34"}, "reason": "As in the report.", "revision": 1},
    "patients_distinct": {**APART, "other": "N2"},
    "patients_merge": {**WHY, "into": "N2"},
    "patients_reconsider": {**WHY, "other": "N2"},
    "patients_withdraw": {"reason": "Not a patient of this report."},
    "practice_add": {"evidence": "E1", "lesson": "A case report shows that it happened, no more."},
    "practice_answer": {"direction": "supports", "directness": "direct", "strength": "weak"},
    "proposals_reject": {"reason": "The old wording is nearer to the source."},
    "saved_searches_add": {"name": "Kratom, reported only", "query": "verdict=reported"},
    "saved_searches_change": {"name": "Kratom"},
    "searches_add": {
        "claim": "C1", "where": "PubMed", "query": "kratom AND hyperpigmentation", "searched_on": "2026-01-01",
        "results": 41, "screened": 41, "included": 4,
    },
    "searches_change": {"changes": {"query": "kratom AND pigment*"}, "reason": "Misspelt.", "revision": 1},
    "source_pairs_decide": {"decision": "distinct", "reason": "A conference abstract and another trial."},
    "sources_change": {"changes": {"funding": "None declared."}, "reason": "Page 9.", "revision": 1},
    "sources_integrity": {"integrity": "retracted", "note": "Retraction notice of the journal."},
    "sources_look_up_add": {"query": "10.5555/asked"},
    "sources_merge": {**WHY, "into": "S2"},
    "sources_reject": {"reason": "An advertisement."},
    "sources_retire": {"reason": "It cannot be found."},
    "sources_unmerge": {"reason": "Two papers after all."},
    "studies_add": {"label": "Gray 2019", "sources": [{"source": "S1"}]},
    "studies_change": {"changes": {"note": "Registered late."}, "reason": "Registry.", "revision": 1},
    "studies_distinct": {**APART, "other": "Y2"},
    "studies_merge": {**WHY, "into": "Y2"},
    "studies_reconsider": {**WHY, "other": "Y2"},
    "webhook_deliveries_replay": {}, "webhooks_pause": {}, "webhooks_resume": {}, "webhooks_rotate": {},
    "webhooks_test": {},
    "webhooks_add": {"address": "https://hooks.example.org/x", "name": "Newsroom", "kinds": ["claim_published"]},
    "webhooks_change": {"name": "Newsroom, second desk"},
    "webhooks_replay": {"since": "2026-11-01T00:00:00Z"},
    "topics_add": {"name": "insomnia", "kind": "outcome", "aliases": ["sleeplessness"]},
    "topics_change": {"changes": {"aliases": {"add": ["ketum"]}}, "reason": "A common name.", "revision": 1},
    "topics_merge": {**WHY, "into": "T2"},
    "topics_retire": {"reason": "Too wide to be of use."},
}  # fmt: skip

#: What stands in addresses: by noun, else by the parameter.
IDENTS = {
    "claims": "C1", "sources": "S1", "studies": "Y1", "topics": "T1", "evidence": "E1", "appraisals": "A1",
    "assessments": "R1", "proposals": "P1", "searches": "Q1", "conflicts": "K1", "patients": "N1", "imports": "B1",
    "documents": "D1", "practice": "E1", "source-pairs": "1", "follows": "1", "saved-searches": "1",
    "instruments": "rob2_assignment_2019",
}  # fmt: skip
OTHERS = {"number": 1, "position": 1, "name": "queue"}


def show(result: dict[str, Any], **options: Any) -> dict[str, Any]:
    """Post-processing: an example for every operation: of its address, of its body, and as a line of curl."""
    for path, methods in result.get("paths", {}).items():
        for method, operation in methods.items():
            for one in operation.get("parameters", ()):
                if one["in"] == "path":
                    noun = path.split("/")[3]
                    one["example"] = (
                        IDENTS.get(noun, "1") if one["name"] == "ident" else OTHERS[one["name"]]
                    )
            media = operation.get("requestBody", {}).get("content", {}).get("application/json")
            body = BODIES.get(operation["operationId"])
            if media is not None and body is not None:
                media.setdefault("examples", {"Example": {"value": body}})
            operation["x-codeSamples"] = [
                {"lang": "Shell", "label": "curl", "source": curl(path, method, operation)}
            ]
    return result


def example(operation: dict[str, Any]) -> Any:
    """The example of an operation's JSON body; None where it takes none."""
    media = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    found = list(media.get("examples", {}).values())
    return found[0]["value"] if found else None


def curl(path: str, method: str, operation: dict[str, Any]) -> str:
    """The request as a line for a shell; a token stands where one is needed."""
    told = operation.get("parameters", ())
    for one in told:
        if one["in"] == "path":
            path = path.replace("{" + one["name"] + "}", str(one["example"]))
    parts = ["curl"]
    if method != "get":
        parts.append(f"-X {method.upper()}")
    if {} not in operation.get("security", ()):
        parts.append('-H "Authorization: Bearer $TOKEN"')
    if any(one["name"] == "If-Match" and one.get("required") for one in told):
        parts.append("""-H 'If-Match: "1"'""")
    body = example(operation)
    if body is not None:
        text = json.dumps(body, ensure_ascii=False).replace("'", "'\\''")
        parts.append(f"-H 'Content-Type: application/json' -d '{text}'")
    return " ".join([*parts, f"https://example.org{path}"])
