"""Look-alikes among the sources: found, joined where there is no doubt, decided by a person where there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from claims.access import Permission, require
from claims.actions import filing, joining, studies
from claims.actions.core import act, announce, record
from claims.actions.editing import write
from claims.domain.likeness import Likeness
from claims.domain.likeness.groups import joined
from claims.domain.problems import Invalid, Moved, NotAllowedNow, Problem
from claims.domain.vocabulary import PairState, RecordStatus, Relation, StudySourceRole
from claims.models import Source, SourcePair, Study, StudySource
from claims.queries import likeness as queries

if TYPE_CHECKING:
    from evidence.accounts.models import User

BATCH = 500
SURE = "There is no doubt that they are one publication"


@dataclass
class Found:
    """What a search found: pairs without a doubt, pairs for a person, sources joined, and joins that were refused."""

    sure: int = 0
    doubtful: int = 0
    joined: int = 0
    refused: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def _quiet(_: int) -> None:
    return None


def find(
    *, by: User | None, join_sure: bool = False, progress: Callable[[int], None] = _quiet
) -> Found:
    """Look through the whole base; keep what is alike as pairs to decide, and join the sure ones if asked to.

    What was decided stays decided. Open pairs that are not alike any more are dropped. `by` None is the operator at
    the command line; `progress` is told how many more pairs were found. Raises Denied.
    """
    if by is not None:
        require(by, Permission.MERGE)
    start = timezone.now()
    found, sure = Found(), list[tuple[int, int, Likeness]]()
    pairs = queries.pairs()
    while batch := list(islice(pairs, BATCH)):
        open_ones = _store(batch)
        for first, second, likeness in open_ones:
            if likeness.sure:
                sure.append((first, second, likeness))
        found.sure += sum(pair[2].sure for pair in open_ones)
        found.doubtful += sum(not pair[2].sure for pair in open_ones)
        progress(len(batch))
    SourcePair.objects.filter(state=PairState.OPEN, found_at__lt=start).delete()
    if join_sure:
        for members in _groups(sure):
            _join(members, by=by, found=found)
    return found


def _store(batch: Sequence[tuple[int, int, Likeness]]) -> list[tuple[int, int, Likeness]]:
    """Keep the pairs that nobody decided yet; returns those. Two queries."""
    with act(None):
        decided = set(
            SourcePair.objects.filter(first__in={first for first, _, _ in batch})
            .exclude(state=PairState.OPEN)
            .values_list("first_id", "second_id")
        )
        fresh = [pair for pair in batch if pair[:2] not in decided]
        SourcePair.objects.bulk_create(
            [
                SourcePair(
                    first_id=first,
                    second_id=second,
                    score=likeness.score,
                    reasons=list(likeness.reasons),
                    relation=likeness.related or Relation.NONE,
                )
                for first, second, likeness in fresh
            ],
            update_conflicts=True,
            unique_fields=["first", "second"],
            update_fields=["score", "reasons", "relation", "found_at"],
        )
    return fresh


def _groups(sure: Sequence[tuple[int, int, Likeness]]) -> Iterator[list[int]]:
    """Keys of the sources that are one publication; a chain of likenesses does not join its ends."""
    keys = sorted({key for first, second, _ in sure for key in (first, second)})
    known = {}
    for start in range(0, len(keys), BATCH):
        known.update(queries.records_of(keys[start : start + BATCH]))
    place = {key: number for number, key in enumerate(key for key in keys if key in known)}
    there = list(place)
    edges = [(place[a], place[b], found) for a, b, found in sure if a in place and b in place]
    for members in joined([known[key] for key in there], edges):
        if len(members) > 1:
            yield [there[number] for number in members]


def _join(members: Iterable[int], *, by: User | None, found: Found) -> None:
    records = list(Source.objects.filter(pk__in=list(members)))
    kept = survivor(records)
    for other in sorted(records, key=lambda source: source.pk):
        if other.pk == kept.pk:
            continue
        try:
            with act(by):
                kept.refresh_from_db()
                joining.merge(source=other, into=kept, by=by, reason=f"{SURE}.")
                _decided(other.pk, kept.pk, PairState.SAME, by=by, reason=f"{SURE}.")
        except Problem as problem:
            found.refused.append(f"{other.public_id} into {kept.public_id}: {problem}")
        else:
            found.joined += 1


def survivor(records: Iterable[Source]) -> Source:
    """The record that goes on: published, with most claims, with most identifiers, the oldest, in this order."""
    return min(
        records,
        key=lambda source: (
            source.status != RecordStatus.PUBLISHED,
            -source.claim_count,
            -sum(bool(value) for value in (source.doi, source.pmid, source.pmcid, source.isbn)),
            source.pk,
        ),
    )


def _decided(
    one: int, two: int, state: PairState, *, by: User | None, reason: str, relation: str = ""
) -> None:
    first, second = sorted((one, two))
    SourcePair.objects.filter(first=first, second=second).update(
        state=state,
        relation=relation,
        decided_by=by,
        decided_at=timezone.now(),
        reason=reason,
    )


def decide(
    *,
    pair: SourcePair,
    decision: str,
    by: User,
    reason: str = "",
    relation: str = "",
    keep: Source | None = None,
) -> SourcePair:
    """Say of a pair: "same" (one is joined into the other), "related" (reports of one study) or "distinct".

    `keep`: which one goes on, chosen by `survivor` if not given. `relation`: how they are related, the rule's word
    if not given. Without a `reason` the reasons of the rule stand for it. Raises Denied, Invalid, NotAllowedNow, Moved.
    """
    require(by, Permission.MERGE)
    if decision not in (PairState.SAME, PairState.RELATED, PairState.DISTINCT):
        raise Invalid({"decision": ["Say same, related or distinct."]})
    if relation not in [value for value, _ in Relation.choices()]:
        raise Invalid({"relation": ["Choose one of the words of this scale."]})
    if pair.state in (PairState.SAME, PairState.RELATED):
        raise NotAllowedNow(
            "This pair was decided: undo the join, or take one report off the study."
        )
    if keep is not None and keep.pk not in (pair.first_id, pair.second_id):
        raise Invalid({"keep": ["Name one of the two sources of the pair."]})
    state = PairState(decision)
    with act(by):
        said = reason.strip() or _because(pair, state)
        swapped = SourcePair.objects.filter(pk=pair.pk, state=pair.state)
        word = (relation or pair.relation or Relation.OTHER) if state == PairState.RELATED else ""
        if not swapped.update(
            state=state, relation=word, decided_by=by, decided_at=timezone.now(), reason=said
        ):
            raise Moved("Somebody else decided this pair a moment ago: look at it again.")
        if state == PairState.SAME:
            kept = keep or survivor([pair.first, pair.second])
            other = pair.second if kept.pk == pair.first_id else pair.first
            joining.merge(source=other, into=kept, by=by, reason=said)
        elif state == PairState.RELATED:
            study = _one_study(pair.first, pair.second, by=by, reason=said)
            after = {"other": pair.second.public_id, "relation": word, "study": study.public_id}
            record("related", pair.first, after=after, reason=said)
        else:
            after = {"other": pair.second.public_id}
            record("told_apart", pair.first, after=after, reason=said)
    pair.refresh_from_db()
    return pair


def _because(pair: SourcePair, state: PairState) -> str:
    if state == PairState.DISTINCT:
        return "Looked at side by side: different."
    return f"Looked at side by side: {', '.join(pair.reasons)}."[:2000]


def _one_study(one: Source, two: Source, *, by: User, reason: str) -> Study:
    """Both sources report one study from now on; it is made where neither reports any."""
    mine, theirs = _reported(one), _reported(two)
    if common := [study for study in mine if study in theirs]:
        return common[0]
    if mine and theirs:
        return studies.merge(
            study=theirs[0], into=mine[0], by=by, reason=filing.need_reason(reason)
        )
    held, missing = (two, one) if theirs else (one, two)
    study = studies.for_source(source=held, by=by, design="other")
    item = {"source": missing.public_id, "role": StudySourceRole.REPORTS.value}
    before, after = write(study, {"sources": {"add": [item], "remove": []}})
    public = study.status == RecordStatus.PUBLISHED
    record("revised", study, before=before, after=after, reason=reason, public=public)
    if public:
        announce("study_changed", study, reason=reason)
    return study


def _reported(source: Source) -> list[Study]:
    links = StudySource.objects.filter(source=source, role=StudySourceRole.REPORTS)
    studies_ = Study.objects.exclude(status=RecordStatus.MERGED)
    return list(studies_.filter(pk__in=links.values("study")).order_by("pk"))
