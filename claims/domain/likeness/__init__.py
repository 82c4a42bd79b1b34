"""Look-alikes: are two records one publication, reports of one study, or neither? Pure rules, no database."""

from claims.domain.likeness.compare import DOUBTFUL, Likeness, compare
from claims.domain.likeness.groups import alike, group
from claims.domain.likeness.record import Record, record_of, record_of_source
from claims.domain.likeness.text import author_key, title_key

__all__ = [
    "DOUBTFUL",
    "Likeness",
    "Record",
    "alike",
    "author_key",
    "compare",
    "group",
    "record_of",
    "record_of_source",
    "title_key",
]
