"""Suggestions from the words of what is published: how a word is likely meant, and how it may go on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db.models import Q
from django.db.models.functions import Lower
from rapidfuzz.distance import DamerauLevenshtein

from claims.domain.porter import stem
from claims.domain.vocabulary import RecordStatus
from claims.domain.words import STOP_WORDS, fold, words_of
from claims.models import Topic, TopicAlias, Word
from claims.queries.search.asking import read

MOST_WORDS = 8
SHORTEST = 4
# A word this long may have two slips of the keyboard, a shorter one only one.
LONG = 6
MOST_LIKE = 5_000
SHOWN = 4

_WORD = re.compile(r"[^\W_]+")


def meant(text: str) -> str | None:
    """`text` with its unknown words as they were likely meant; None where nothing better is known.

    Only words of what is published are suggested. Two queries at most.
    """
    question = read(text)
    asked = [word for word in words_of(question.words) if word not in STOP_WORDS]
    if not asked or len(asked) > MOST_WORDS or question.phrases:
        return None
    likely = {word for word in asked if len(word) >= SHORTEST and word.isalpha()}
    likely -= set(Word.objects.filter(word__in=likely).values_list("word", flat=True))
    if not likely:
        return None
    known = _like(sorted(likely))
    stems = {stem(word) for word, _ in known}
    better = {
        word: found
        for word in likely
        if stem(word) not in stems and (found := _nearest(word, known)) is not None
    }
    if not better:
        return None
    return _WORD.sub(lambda match: better.get(fold(match[0]), match[0]), text.strip())


def _like(words: Sequence[str]) -> list[tuple[str, int]]:
    """Known words that begin like one of `words`, like it without its first letter, or with the first two swapped."""
    begun = Q(pk__in=[])
    for word in words:
        for start in {word[0], word[1:3], word[1] + word[0]}:
            begun |= _begins(start)
    rows = Word.objects.filter(begun).order_by("-records", "word")
    return list(rows.values_list("word", "records")[:MOST_LIKE])


def _begins(start: str) -> Q:
    """By range, which the index of keys answers on both databases."""
    return Q(word__gte=start, word__lt=start[:-1] + chr(ord(start[-1]) + 1))


def _nearest(word: str, known: Sequence[tuple[str, int]]) -> str | None:
    """The known word with the fewest slips between, the most frequent of these; None beyond two, one if short."""
    most = 2 if len(word) >= LONG else 1
    found = [
        (slips, -records, other)
        for other, records in known
        if abs(len(other) - len(word)) <= most
        and (slips := DamerauLevenshtein.distance(word, other, score_cutoff=most)) <= most
    ]
    return min(found)[2] if found else None


def completions(text: str) -> list[str]:
    """How a question that is being typed may go on: names of topics, then its last word. Three queries at most."""
    typed = " ".join(text.split())
    if not 1 < len(typed) <= 60:
        return []
    topics = Topic.objects.filter(status=RecordStatus.PUBLISHED).annotate(said=Lower("name"))
    named = topics.filter(said__startswith=typed.lower()).order_by("-claim_count", "pk")
    found = list(named.values_list("name", flat=True)[:SHOWN])
    aliases = TopicAlias.objects.filter(topic__status=RecordStatus.PUBLISHED)
    others = aliases.annotate(said=Lower("name")).filter(said__startswith=typed.lower())
    found += others.order_by("-topic__claim_count", "pk").values_list("name", flat=True)[:SHOWN]
    before, last = re.fullmatch(r"(.*?)([^\W_]*)", typed, re.DOTALL).groups()  # type: ignore[union-attr]
    begun = fold(last)
    if len(begun) > 1 and begun.isalnum():
        words = Word.objects.filter(_begins(begun)).exclude(word=begun).order_by("-records", "word")
        found += [before + word for word in words.values_list("word", flat=True)[:SHOWN]]
    return list({one.lower(): one for one in reversed(found)}.values())[::-1]
