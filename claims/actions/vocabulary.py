"""The words of what is published, which search suggests: derived, so that no event tells of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db import transaction

from claims.domain.vocabulary import ClaimStatus, RecordStatus
from claims.domain.words import worth_suggesting
from claims.models import Claim, Source, Topic, TopicAlias, Word

MOST_WORDS = 200_000
CHUNK = 5_000


def _texts() -> Iterator[str]:
    published = RecordStatus.PUBLISHED
    for rows in (
        Claim.objects.filter(status=ClaimStatus.PUBLISHED).values_list("text", flat=True),
        Source.objects.filter(status=published).values_list("title", flat=True),
        Topic.objects.filter(status=published).values_list("name", flat=True),
        TopicAlias.objects.filter(topic__status=published).values_list("name", flat=True),
    ):
        yield from rows.order_by().iterator(CHUNK)


def rebuild() -> int:
    """Gather the words anew, at most the 200,000 most frequent; returns how many. Some queries for each 5,000."""
    counts: Counter[str] = Counter()
    for text in _texts():
        counts.update(worth_suggesting(text))
    words = [Word(word=word, records=records) for word, records in counts.most_common(MOST_WORDS)]
    with transaction.atomic():
        Word.objects.all().delete()
        Word.objects.bulk_create(words, batch_size=CHUNK)
    return len(words)
