"""Records that belong together without being the same: preprint and article, abstract and paper, erratum, reprint."""

from __future__ import annotations

import re

from claims.domain.likeness import fields
from claims.domain.likeness.record import Record
from claims.domain.vocabulary import Relation

_SERVERS = re.compile(
    r"\b(?:biorxiv|medrxiv|arxiv|chemrxiv|psyarxiv|socarxiv|osf preprints?|preprints? org|preprints?|"
    r"research square|ssrn|authorea|techrxiv|f1000research preprint|eartharxiv|zenodo)\b"
)
_SERVER_DOIS = re.compile(
    r"^10\.(?:1101/(?:\d{4}\.\d\d\.\d\d\.)?\d{6,}|48550/|2139/ssrn|20944/preprints|21203/rs|31234/|31235/|"
    r"26434/chemrxiv|36227/techrxiv|22541/au|31219/|64898/)"
)
_MEETING = re.compile(
    r"\b(?:proceedings of the|conference|congress|symposium|meeting|workshop|abstracts?|annual session|"
    r"scientific sessions)\b"
)
# Journals whose names sound like a meeting's.
_JOURNAL = re.compile(
    r"^(?:proceedings of the national academy|proceedings of the royal society|proceedings b)"
)
_CORRECTING = re.compile(
    r"^(?:(?:author|publisher|publishers) )?(?:erratum|errata|corrigendum|corrigenda|correction|corrections|"
    r"retraction|expression of concern|addendum|retraction note|notice of retraction|withdrawal)\b"
    r"(?! of\b(?! the article))"
)


def is_preprint(record: Record) -> bool:
    """Whether its kind, its container or its DOI names a preprint server."""
    return (
        record.kind == "preprint"
        or bool(_SERVERS.search(record.journal))
        or bool(_SERVER_DOIS.match(record.doi))
    )


def is_meeting(record: Record) -> bool:
    """Whether it is a contribution to a meeting: by its kind, or by the name of what it appeared in."""
    if record.kind in ("paper-conference", "speech"):
        return True
    return bool(_MEETING.search(record.journal)) and not _JOURNAL.match(record.journal)


def corrects(record: Record) -> bool:
    """Whether its title says that it corrects, retracts or amends another publication."""
    return bool(_CORRECTING.match(record.words))


def without_mark(record: Record) -> str:
    """The folded title without "Erratum to" and the like."""
    found = _CORRECTING.sub("", record.words)
    return re.sub(r"^ ?(?:to|for|of|note|in)\b ?", "", found).strip()


def relation(a: Record, b: Record) -> Relation:
    """How two records with like titles and authors are related, where that can be read off them."""
    if corrects(a) != corrects(b):
        return Relation.ERRATUM
    if is_preprint(a) != is_preprint(b):
        return Relation.PREPRINT
    if is_meeting(a) != is_meeting(b) and fields.container(a, b) <= 0:
        return Relation.ABSTRACT
    return Relation.NONE
