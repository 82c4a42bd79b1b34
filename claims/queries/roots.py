"""Which record holds another one's public lines: what hangs on a claim is given with the claim.

A consumer of the change feed needs to ask for four nouns only: topics, sources, studies and claims.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Q

from claims.domain.vocabulary import PREFIXES
from claims.models import Appraisal, Assessment, Conflict, Evidence, Patient, Search
from claims.models.assessment import UNIT_COLUMNS

ROOTS = ("topic", "source", "study", "claim")
Named = tuple[str, int]
Roots = Mapping[str, set[int]]


def by_noun(named: Iterable[Named]) -> Roots:
    """The keys of each noun, an empty set for one that is not among them."""
    found: dict[str, set[int]] = defaultdict(set)
    for noun, pk in named:
        found[noun].add(pk)
    return found


def of(named: Iterable[Named]) -> dict[Named, Named]:
    """The record that holds each one's lines, itself where that is so or where nothing is known of it.

    One query for each noun, two for assessments; says nothing of whether anyone may see it.
    """
    wanted = by_noun(named)
    found: dict[Named, Named] = {(n, pk): (n, pk) for n, keys in wanted.items() for pk in keys}
    for noun, keys in wanted.items():
        if noun in _HOLDERS:
            found |= {(noun, pk): root for pk, root in _HOLDERS[noun](keys)}
    return found


def _on_claim(
    model: Any, column: str = "claim_id"
) -> Callable[[set[int]], list[tuple[int, Named]]]:
    def pairs(keys: set[int]) -> list[tuple[int, Named]]:
        rows = model.objects.filter(pk__in=keys).order_by().values_list("pk", column)
        return [(pk, ("claim", claim)) for pk, claim in rows]

    return pairs


def _searches(keys: set[int]) -> list[tuple[int, Named]]:
    rows = Search.objects.filter(pk__in=keys).order_by().values_list("pk", "claim_id", "topic_id")
    return [(pk, ("claim", claim) if claim else ("topic", topic or 0)) for pk, claim, topic in rows]


def _assessments(keys: set[int]) -> list[tuple[int, Named]]:
    rows = Assessment.objects.filter(pk__in=keys).order_by()
    columns = ("pk", "source_id", "claim_id", "evidence__claim_id", "patient__claim_id")
    return [
        (pk, ("source", source) if source else ("claim", next(filter(None, claims))))
        for pk, source, *claims in rows.values_list(*columns)
    ]


_HOLDERS: dict[str, Callable[[set[int]], list[tuple[int, Named]]]] = {
    "evidence": _on_claim(Evidence),
    "patient": _on_claim(Patient),
    "conflict": _on_claim(Conflict),
    "appraisal": _on_claim(Appraisal, "evidence__claim_id"),
    "search": _searches,
    "assessment": _assessments,
}


def held_by(record: str, roots: Roots) -> Q:
    """The condition on rows of one kind of record of a dump for one of these to hold them."""
    claims, sources = roots["claim"], roots["source"]
    studies, topics = roots["study"], roots["topic"]
    if record in ROOTS:
        return Q(pk__in=roots[record])
    if record in ("appraisal", "adjudication"):
        return Q(evidence__claim__in=claims)
    if record == "assessment":
        # What an open rating of a claim's evidence cites comes with the claim, whatever it judges: it opened with it.
        cited: Any = Appraisal.assessments.through
        rests = cited.objects.filter(appraisal__evidence__claim__in=claims)
        found = Q(source__in=sources) | Q(pk__in=rests.values("assessment"))
        for column in UNIT_COLUMNS.values():
            if column in ("evidence", "patient"):
                found |= Q(**{f"{column}__claim__in": claims})
        return found | Q(claim__in=claims)
    if record == "search":
        return Q(claim__in=claims) | Q(claim__isnull=True, topic__in=topics)
    if record == "distinct":
        patients = Patient.objects.filter(claim__in=claims).values("pk")
        either = Q(first__in=studies) | Q(second__in=studies)
        return (Q(noun="study") & either) | (
            Q(noun="patient") & (Q(first__in=patients) | Q(second__in=patients))
        )
    if record == "notice":
        return Q(source__in=sources)
    if record == "merge":
        return Q(source__in=sources) | Q(into__in=sources)
    return Q(claim__in=claims)


def ident(named: Named) -> str:
    """The public id; noun and key where a record has none."""
    noun, pk = named
    return f"{PREFIXES[noun]}{pk}" if noun in PREFIXES else f"{noun} {pk}"
