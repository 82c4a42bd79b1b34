"""Studies that may be one, what was counted as one, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db.models import Q, QuerySet

from claims.access import Permission, may
from claims.domain.independence import (
    Facts,
    Pair,
    Report,
    author_keys,
    blocks,
    differences,
    hints,
    pairs,
    register_numbers,
    why_speaker,
)
from claims.domain.vocabulary import (
    STREAM_OF_DESIGN,
    Design,
    RecordStatus,
    Stream,
    StudySourceRole,
)
from claims.models import Distinct, Patient, Study, StudySource
from claims.queries.briefs import SOURCE_COLUMNS, source_brief
from claims.queries.links import public_id, url
from claims.queries.tombstones import joined

if TYPE_CHECKING:
    from claims.access import Viewer

#: A block that more studies share than this says nothing of any two of them.
LARGEST_BLOCK = 40
#: Pairs that one look over the whole base brings up.
MOST = 200
#: From so many reports on, a look over the whole base is kept for a while; decisions show at once all the same.
KEEP_FROM = 5000
KEPT_FOR = 600
CACHED = "look-alike-studies"

COLUMNS = (
    "study_id",
    "study__label",
    "study__design",
    "study__registry_id",
    "study__n",
    "study__n_unit",
    "study__population",
    "study__note",
    "study__primary_source_id",
    "source_id",
    "source__title",
    "source__authors",
    "source__year",
    "source__summary",
)


def _reports(links: QuerySet[StudySource]) -> QuerySet[Any, Any]:
    return links.filter(
        role=StudySourceRole.REPORTS,
        study__status=RecordStatus.PUBLISHED,
        source__status=RecordStatus.PUBLISHED,
    ).order_by("study_id", "source_id")


def facts(
    rows: Iterable[Mapping[str, Any]],
    patients: Mapping[int, frozenset[str]],
    pooled: Mapping[int, frozenset[str]],
) -> Iterator[Facts]:
    """One Facts for each study of rows of COLUMNS in the order of the studies. No query."""
    held: list[Mapping[str, Any]] = []
    for row in rows:
        if held and held[0]["study_id"] != row["study_id"]:
            yield _facts(held, patients, pooled)
            held = []
        held.append(row)
    if held:
        yield _facts(held, patients, pooled)


def _facts(
    rows: Sequence[Mapping[str, Any]],
    patients: Mapping[int, frozenset[str]],
    pooled: Mapping[int, frozenset[str]],
) -> Facts:
    first = rows[0]
    told = [first["study__registry_id"] or "", first["study__label"], first["study__note"]]
    for row in rows:
        told += [row["source__title"], row["source__summary"]]
    registers = register_numbers(*told)
    if first["study__registry_id"]:
        registers |= {first["study__registry_id"].upper().replace(" ", "")}
    return Facts(
        key=public_id("study", first["study_id"]),
        label=first["study__label"],
        registers=registers,
        authors=max((author_keys(row["source__authors"]) for row in rows), key=len),
        years=tuple(sorted({row["source__year"] for row in rows if row["source__year"]})),
        n=first["study__n"],
        n_unit=first["study__n_unit"],
        population=first["study__population"],
        titles=tuple(row["source__title"] for row in rows if row["source__title"]),
        is_review=STREAM_OF_DESIGN[Design(first["study__design"])] == Stream.REVIEW,
        included=pooled.get(first["study_id"], frozenset()),
        patients=patients.get(first["study_id"], frozenset()),
    )


def _patients(studies: Sequence[int] | None = None) -> dict[int, frozenset[str]]:
    """The patients that each study's reports describe. One query."""
    through: Any = Patient.evidence.through
    rows = through.objects.filter(patient__status=RecordStatus.PUBLISHED)
    if studies is not None:
        rows = rows.filter(evidence__study__in=studies)
    found: dict[int, set[str]] = defaultdict(set)
    for study, patient in rows.values_list("evidence__study_id", "patient_id"):
        found[study].add(public_id("patient", patient))
    return {study: frozenset(keys) for study, keys in found.items()}


def _pooled(studies: Sequence[int] | None = None) -> dict[int, frozenset[str]]:
    """The studies that each review includes. One query."""
    through: Any = Study.included_studies.through
    rows = through.objects.all()
    if studies is not None:
        rows = rows.filter(from_study__in=studies)
    found: dict[int, set[str]] = defaultdict(set)
    for review, study in rows.values_list("from_study_id", "to_study_id"):
        found[review].add(public_id("study", study))
    return {review: frozenset(keys) for review, keys in found.items()}


def _apart(studies: Iterable[str] | None = None) -> frozenset[tuple[str, str]]:
    """The pairs that somebody found to be two. One query."""
    rows = Distinct.objects.filter(noun=Study.NOUN)
    if studies is not None:
        rows = rows.filter(first__in=[int(key[1:]) for key in studies])
    return frozenset(
        (public_id("study", first), public_id("study", second))
        for first, second in rows.values_list("first", "second")
    )


def within(studies: Sequence[int]) -> list[Pair]:
    """The pairs among these studies that are worth a look, most alike first. Four queries."""
    rows = _reports(StudySource.objects.filter(study__in=studies)).values(*COLUMNS)
    found = list(facts(rows, _patients(studies), _pooled(studies)))
    return pairs(found, _apart(one.key for one in found))


def everywhere() -> list[Pair]:
    """The pairs of the whole base that are worth a look, most alike first, at most 200. Five queries.

    Only studies that share a register number, a patient, a title, or first author and size are compared: time
    grows with the number of reports, 2.2 s of one core for 20,000 (measured). From 5,000 reports on the comparison
    is kept for ten minutes; what was decided meanwhile is left out all the same.
    """
    kept: list[Pair] | None = cache.get(CACHED)
    if kept is None:
        kept, seen = _compare()
        if seen >= KEEP_FROM:
            cache.set(CACHED, kept, KEPT_FOR)
    apart = _apart()
    keys = {key for pair in kept for key in (pair.first, pair.second)}
    rows = Study.objects.filter(
        pk__in=[int(key[1:]) for key in keys], status=RecordStatus.PUBLISHED
    )
    there = {public_id("study", pk) for pk in rows.values_list("pk", flat=True)}
    return [
        pair
        for pair in kept
        if pair.first in there and pair.second in there and (pair.first, pair.second) not in apart
    ]


def _compare() -> tuple[list[Pair], int]:
    """All pairs worth a look, and how many reports were read. Three queries."""
    rows = _reports(StudySource.objects.all()).values(*COLUMNS)
    groups: dict[int, list[Facts]] = defaultdict(list)
    seen = 0
    for study in facts(rows.iterator(chunk_size=2000), _patients(), _pooled()):
        seen += 1
        for block in blocks(study):
            groups[hash(block)].append(study)
    found: dict[tuple[str, str], Pair] = {}
    for members in groups.values():
        if 2 <= len(members) <= LARGEST_BLOCK:
            for pair in pairs(members):
                found[pair.first, pair.second] = pair
    ranked = sorted(found.values(), key=lambda pair: (-pair.score, pair.first, pair.second))
    return ranked[:MOST], seen


def side_by_side(pair: Pair) -> dict[str, Any]:
    """Both studies of a pair with all that tells them apart. Two queries."""
    keys = [int(pair.first[1:]), int(pair.second[1:])]
    studies = {row["pk"]: row for row in Study.objects.filter(pk__in=keys).values(*STUDY)}
    reports = _sources(keys)
    first, second = (
        {
            **studies[key],
            "id": public_id("study", key),
            "url": url("study", key),
            "reports": reports[key],
        }
        for key in keys
    )
    return {"first": first, "second": second, "hints": pair.hints, "score": pair.score}


STUDY = (
    "pk",
    "label",
    "design",
    "registry_id",
    "n",
    "n_unit",
    "population",
    "note",
    "primary_source_id",
)


def _sources(studies: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The reports of each study. One query, none for nothing."""
    if not studies:
        return defaultdict(list)
    rows = _reports(StudySource.objects.filter(study__in=studies)).values(
        "study_id", *(f"source__{column}" for column in SOURCE_COLUMNS)
    )
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["study_id"]].append(source_brief(row, "source__"))
    return found


def of_claim(viewer: Viewer, claim: Mapping[str, Any]) -> dict[str, Any]:
    """What was counted as one study on a claim, and why, from the claim's detail. Two queries, six for editors.

    {"studies": with several reports or joined ones, "reviews": set aside because what they pool is counted or the
    other way round, "look_alikes": pairs to look at, for those who may join studies}.
    """
    evidence = [*claim["evidence"], *claim["excluded"]]
    labels = {one["study"]["id"]: one["study"]["label"] for one in evidence}
    keys = sorted(int(key[1:]) for key in labels)
    reports, (primary, merged) = _sources(keys), _standing(keys)
    by_study: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for one in evidence:
        by_study[one["study"]["id"]].append(one)
    studies = [
        _as_one(labels, key, reports[key], merged[key], primary.get(key), by_study)
        for key in keys
        if len(reports[key]) > 1 or merged[key]
    ]
    found = within(keys) if keys and may(viewer, Permission.MERGE) else []
    return {
        "studies": studies,
        "reviews": _set_aside(claim, labels),
        "look_alikes": [_brief(pair, labels) for pair in found],
    }


def _as_one(
    labels: Mapping[str, str],
    key: int,
    reports: Sequence[dict[str, Any]],
    merged: Sequence[dict[str, Any]],
    primary: int | None,
    by_study: Mapping[str, Sequence[Mapping[str, Any]]],
) -> dict[str, Any]:
    ident = public_id("study", key)
    told = [
        Report(
            int(one["id"][1:]),
            one["year"],
            one["is_preprint"],
            one["integrity"] not in ("retracted", "withdrawn", "concern"),
        )
        for one in reports
    ]
    return {
        "study": {"id": ident, "url": url("study", key), "label": labels[ident]},
        "reports": list(reports),
        "primary": public_id("source", primary) if primary else None,
        "why_primary": why_speaker(told, primary),
        "joined": list(merged),
        "differences": _differences(by_study[ident], primary),
    }


def _differences(
    evidence: Sequence[Mapping[str, Any]], primary: int | None
) -> list[dict[str, Any]]:
    """What other reports of the study say differently about this claim. No query."""
    speaks = next((e for e in evidence if e["source"]["id"] == f"S{primary}"), None)
    if speaks is None:
        return []
    found = []
    for other in evidence:
        if other is not speaks:
            said = differences(_compared(speaks), _compared(other))
            found.append({"source": other["source"]["id"], "differences": said})
    return found


def _compared(evidence: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "n": evidence["n"],
        "design": evidence["design"],
        "direction": evidence["consensus"]["direction"],
        "effect": evidence["effect"],
    }


def _standing(
    studies: Sequence[int],
) -> tuple[dict[int, int | None], dict[int, list[dict[str, Any]]]]:
    """Which source speaks for each study, and what was joined into it, and why. One query, none for nothing."""
    primary: dict[int, int | None] = {}
    merged: dict[int, list[dict[str, Any]]] = defaultdict(list)
    if not studies:
        return primary, merged
    rows = Study.objects.filter(Q(pk__in=studies) | Q(merged_into__in=studies)).order_by("pk")
    columns = ("pk", "merged_into_id", "label", "status_reason", "primary_source_id")
    for row in rows.values(*columns):
        primary[row["pk"]] = row["primary_source_id"]
        if row["merged_into_id"] is not None:
            merged[row["merged_into_id"]].append(joined("study", row))
    return primary, merged


def _set_aside(claim: Mapping[str, Any], labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """Reviews and studies that do not count beside each other, as the last computation had it. No query."""
    suggestion = claim["synthesis"]["suggestion"] or {}
    return [
        {
            "study": {
                "id": item["study"],
                "url": url("study", int(item["study"][1:])),
                "label": labels.get(item["study"], item["study"]),
            },
            "reason": item["reason"],
        }
        for item in suggestion.get("excluded", ())
        if item.get("code") == "pooled"
    ]


def _brief(pair: Pair, labels: Mapping[str, str]) -> dict[str, Any]:
    return {
        "first": _named(pair.first, labels),
        "second": _named(pair.second, labels),
        "score": pair.score,
        "hints": [asdict(hint) for hint in pair.hints],
    }


def _named(key: str, labels: Mapping[str, str]) -> dict[str, Any]:
    return {"id": key, "url": url("study", int(key[1:])), "label": labels.get(key, key)}


def look_alikes() -> list[dict[str, Any]]:
    """The whole base's pairs with the studies' names, for the API. Six queries."""
    found = everywhere()
    keys = {int(key[1:]) for pair in found for key in (pair.first, pair.second)}
    rows = Study.objects.filter(pk__in=keys).values_list("pk", "label")
    labels = {public_id("study", pk): label for pk, label in rows}
    return [_brief(pair, labels) for pair in found]


def pair_of(first: int, second: int) -> Pair:
    """The two studies as a pair, with whatever hints there are. Three queries."""
    keys = sorted((first, second))
    rows = _reports(StudySource.objects.filter(study__in=keys)).values(*COLUMNS)
    found = list(facts(rows, _patients(keys), _pooled(keys)))
    known = {one.key: one for one in found}
    one, other = (public_id("study", key) for key in keys)
    if one not in known or other not in known:
        return Pair(one, other)
    return Pair(one, other, hints(known[one], known[other]))
