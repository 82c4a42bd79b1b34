"""What each sentence of an article is: its kind, its marks with their places, and whether it names what it leans on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from claims.domain.articles import PassageKind
from claims.domain.passages import bibliography, cues
from claims.domain.passages.bibliography import Bibliography
from claims.domain.passages.citing import tied
from claims.domain.passages.references import Reference, references_in
from claims.domain.passages.splitting import Span, spans

#: Version of these rules, kept with what was read by them.
VERSION = "2"
FEWEST_WORDS = 3

_MARKS = (
    ("hedge", cues.HEDGES),
    ("booster", cues.BOOSTERS),
    ("quantifier", cues.QUANTIFIERS),
    ("association", cues.ASSOCIATION),
    ("attribution", cues.ATTRIBUTION),
    ("negation", cues.NEGATIONS),
)
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Mark:
    """A cue in the article's text: hedge, booster, quantifier, association, attribution, negation, appeal."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence. `cited`: it, or the bracket right behind it, names a reference."""

    start: int
    end: int
    block: int
    heading: bool
    kind: PassageKind
    marks: tuple[Mark, ...] = ()
    references: tuple[Reference, ...] = ()

    @property
    def appeals(self) -> bool:
        """Whether it leans on studies or experts."""
        return any(mark.kind == "appeal" for mark in self.marks)

    @property
    def uncited(self) -> bool:
        """Whether it leans on studies and names none."""
        return self.appeals and not self.references


def read(text: str, listed: Bibliography | None = None) -> list[Passage]:
    """The passages of `text`, in order. Time grows linearly with the text.

    `listed`: its list of references where that is read already. What stands in the list is no statement.
    """
    found = spans(text)
    listed = bibliography.read(text) if listed is None else listed
    named = _by_sentence(found, tied(text, references_in(text), listed))
    return [
        Passage(span.start, span.end, span.block, span.heading, PassageKind.OTHER)
        if listed.holds(span.start)
        else _passage(text, span, tuple(named.get(place, ())))
        for place, span in enumerate(found)
    ]


def _by_sentence(found: Sequence[Span], named: Sequence[Reference]) -> dict[int, list[Reference]]:
    """References by the sentence that they stand in, or right behind."""
    tied: dict[int, list[Reference]] = {}
    place = 0
    for reference in named:
        while place + 1 < len(found) and found[place + 1].start <= reference.start:
            place += 1
        if found:
            tied.setdefault(place, []).append(reference)
    return tied


def _passage(text: str, span: Span, references: tuple[Reference, ...]) -> Passage:
    sentence = text[span.start : span.end]
    marks = [
        Mark(kind, span.start + match.start(), span.start + match.end())
        for kind, pattern in _MARKS
        for match in pattern.finditer(sentence)
    ]
    kind = kind_of(sentence, heading=span.heading)
    if kind is not PassageKind.QUESTION and not span.heading:
        own = cues.OWN_STUDY.search(sentence)
        marks += [
            Mark("appeal", span.start + match.start(), span.start + match.end())
            for match in cues.APPEALS.finditer(sentence)
            if own is None
        ]
    marks.sort(key=lambda mark: (mark.start, mark.kind))
    return Passage(span.start, span.end, span.block, span.heading, kind, tuple(marks), references)


def kind_of(sentence: str, *, heading: bool = False) -> PassageKind:
    """What kind of sentence it is, by rules of general English; the first that fits decides."""
    bare = sentence.strip()
    words = _WORD.findall(bare)
    if bare.rstrip("\"'”’)").endswith("?"):
        return PassageKind.QUESTION
    if heading or len(words) < FEWEST_WORDS or cues.ABOUT_ITSELF.search(bare):
        return PassageKind.OTHER
    if sum(len(word) for word in words) < 0.4 * len(bare.replace(" ", "")):
        return PassageKind.OTHER  # a table's row, a formula
    ended = bare[-1:] in '.!…"”’)'
    if not ended and not cues.VERB.search(bare):
        return PassageKind.OTHER
    if (
        not ended
        and words[0].lower().endswith("ing")
        and not re.search(
            r"\b(?:is|are|was|were|may|can|might|could|will|has|have|causes?|leads?|reduces?|increases?)\b",
            bare,
            re.IGNORECASE,
        )
    ):
        return PassageKind.OTHER  # "Exploring the benefits": a table of contents
    if cues.ADVICE.search(bare) or words[0].lower().replace("’", "'") in cues.ORDERS:
        return PassageKind.ADVICE
    if cues.OPINION.search(bare):
        return PassageKind.OPINION
    if cues.DEFINITION.search(bare):
        return PassageKind.DEFINITION
    return PassageKind.CHECKABLE
