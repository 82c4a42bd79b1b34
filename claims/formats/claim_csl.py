"""A version of a claim as CSL-JSON, so that it is cited like any other work: by version, day, address and digest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC
from typing import Any

from claims.domain.vocabulary import Certainty, Consistency, SynthesisStatus, Verdict
from claims.formats import csl as common
from claims.formats.records import Csl


def record(
    version: Mapping[str, Any], snapshot: Mapping[str, Any], *, site: str, address: str, advice: str
) -> Csl:
    """The CSL-JSON of a version (id, number, minted_at, sha256) and its parsed snapshot.

    The title is the claim, which alone says nothing of whether it holds: the abstract carries the conclusion with
    certainty, consistency and standing, and `advice`. The note has what identifies the very bytes.
    """
    minted = version["minted_at"].astimezone(UTC)
    ident = version["id"]
    csl: Csl = {
        "id": ident,
        "type": "webpage",
        "title": str(snapshot.get("text") or ident),
        "author": [{"literal": site}],
        "publisher": site,
        "issued": {"date-parts": [[minted.year, minted.month, minted.day]]},
        "genre": f"Claim {ident.partition('.')[0]}, version {version['number']}",
        "version": str(version["number"]),
        "URL": address,
        "language": "en",
        "citation-key": f"{_word(site)}-{ident}",
        "abstract": _conclusion(snapshot.get("synthesis"), advice),
        "note": (
            f"{ident}, minted {minted:%Y-%m-%dT%H:%M:%SZ}. SHA-256 over the canonical JSON (RFC 8785):"
            f" {version['sha256']}"
        ),
    }
    return common.finish(csl)


def _word(site: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", site.lower())[:30] or "claim"


def _conclusion(synthesis: Any, advice: str) -> str:
    if not isinstance(synthesis, Mapping):
        return f"Nobody had assessed this claim yet. {advice}"
    said = [str(synthesis.get("plain_sentence") or "")]
    for name, words, column in (
        ("Verdict", Verdict, "verdict"),
        ("Certainty", Certainty, "certainty"),
        ("Consistency", Consistency, "consistency"),
    ):
        value = str(synthesis.get(column) or "")
        if value:
            said.append(f"{name}: {dict(words.choices()).get(value, value)}.")
    said.append(_basis(synthesis.get("suggestion")))
    status = str(synthesis.get("status") or "")
    said.append(f"{dict(SynthesisStatus.choices()).get(status, status)}." if status else "")
    return " ".join(part for part in (*said, advice) if part)


def _basis(suggestion: Any) -> str:
    """How many studies were counted and how many people rated them, as the version has it."""
    if not isinstance(suggestion, Mapping):
        return ""
    studies = dict(suggestion.get("basis") or {}).get("studies")
    raters = dict(suggestion.get("raters") or {}).get("words")
    if not studies:
        return "Rests on no counted study."
    noun = "study" if studies == 1 else "studies"
    return f"Rests on {studies} counted {noun}{f'; {raters}' if raters else ''}."
