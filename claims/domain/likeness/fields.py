"""Field by field: do two records say the same, something else, or too little to tell?

Every function is symmetric and answers with a number from -1 (they contradict each other) over 0 (nothing
to tell) to 1 (they say the same).
"""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from claims.domain.likeness import text
from claims.domain.likeness.record import Record

#: From here on two titles are one title, typing faults aside.
SAME_TITLE = 0.93
#: From here on they are near enough to ask.
NEAR_TITLE = 0.80

_NUMBER = re.compile(r"\d+")
_ROMAN_WORDS = "i ii iii iv v vi vii viii ix x xi xii"
_COUNTING_WORDS = "first second third fourth fifth one two three four five"
_SMALL_WORDS = "the of and in for a an on de der die und et la le les"
_ROMAN = frozenset(_ROMAN_WORDS.split())
_COUNTING = frozenset(_COUNTING_WORDS.split())
_SMALL = frozenset(_SMALL_WORDS.split())
_VERSION = re.compile(r"(?:\.pub\d+|[./]?v\d+)$")
_STANDING_TITLES = (
    "editorial introduction correspondence letter letters comment commentary reply response preface"
    " foreword discussion erratum corrigendum correction abstracts abstract news obituary contents index"
    " book review reviews poster posters summary conclusion conclusions to the editor and author authors"
    " from in of a an s editors note notes case report"
)
#: Words that say nothing about which publication it is.
GENERIC = frozenset(_STANDING_TITLES.split())


def title(a: Record, b: Record) -> float:
    """How near the titles are, 0 to 1: letters compared in order and, for moved words, sorted; 0 if one is unknown."""
    if not a.words or not b.words:
        return 0.0
    if a.words == b.words:
        return 1.0
    plain = fuzz.ratio(a.words.replace(" ", ""), b.words.replace(" ", "")) / 100
    return max(plain, 0.98 * fuzz.token_sort_ratio(a.words, b.words) / 100)


def counted_apart(a: Record, b: Record) -> bool:
    """Whether the titles differ in a number: part 1 and part 2, phase II and phase III, 2021 and 2022."""
    return _numbers(a.words) != _numbers(b.words)


def _numbers(words: str) -> list[str]:
    found = [word for word in words.split() if word in _ROMAN or word in _COUNTING]
    return sorted([*found, *(str(int(digits)) for digits in _NUMBER.findall(words))])


def beginning(a: Record, b: Record) -> bool:
    """Whether one title is the whole beginning of the other, as where a subtitle was left out."""
    short, long = sorted((a.words, b.words), key=lambda words: (len(words), words))
    return len(short) >= 25 and short != long and long.startswith(f"{short} ")


def telling(record: Record) -> bool:
    """Whether the title says which publication it is: not "Editorial", not the journal's own name."""
    words = record.words.split()
    if record.journal and record.words.startswith(record.journal):
        return False
    return len([word for word in words if word not in GENERIC and len(word) > 1]) >= 2


def authors(a: Record, b: Record) -> float:
    """How much the shorter author list is within the longer one, 0 to 1, or -1 where they share nobody.

    0 also where one side names nobody. Words with one typing fault count as the same.
    """
    if not a.names or not b.names:
        return 0.0
    few, many = sorted((a.names, b.names), key=lambda names: (len(names), sorted(names)))
    shared = few & many
    rest = few - shared
    close = sum(any(fuzz.ratio(word, other) >= 85 for other in many - shared) for word in rest)
    share = (len(shared) + close) / len(few)
    return share if share > 0 else -1.0


def first_author(a: Record, b: Record) -> bool:
    """Whether the first author's family name is the same, or is named on the other side."""
    if not a.author_key or not b.author_key:
        return False
    return (
        a.author_key == b.author_key
        or fuzz.ratio(a.author_key, b.author_key) >= 85
        or a.author_key in b.names
        or b.author_key in a.names
    )


def year(a: Record, b: Record) -> float:
    """1 for the same year, 0.5 for neighbouring ones (online and in print), -1 for others, 0 for unknown."""
    if a.year is None or b.year is None:
        return 0.0
    return {0: 1.0, 1: 0.5}.get(abs(a.year - b.year), -1.0)


def container(a: Record, b: Record) -> float:
    """1 for the same journal, also abbreviated or with its subtitle; -1 for another; 0 for unknown."""
    if not a.journal or not b.journal:
        return 0.0
    if a.journal == b.journal:
        return 1.0
    one, two = _main_words(a.journal), _main_words(b.journal)
    if _abbreviates(one, two) or _abbreviates(two, one):
        return 1.0
    return 1.0 if fuzz.ratio(" ".join(one), " ".join(two)) >= 92 else -1.0


def _main_words(journal: str) -> list[str]:
    return [word for word in journal.split() if word not in _SMALL] or journal.split()


def _abbreviates(short: list[str], long: list[str]) -> bool:
    """Whether each word of `short` begins the next fitting word of `long`, or `short` is made of initials."""
    initials = "".join(word[0] for word in long)
    if len(short) == 1 and len(short[0]) > 1 and short[0] == initials:
        return True
    if len(short) > 1 and set(short) <= set(long):
        return True
    if not short or len(short) > len(long) or short[0][0] != long[0][0]:
        return False
    place = 0
    for word in short:
        while place < len(long) and not _shortens(word, long[place]):
            place += 1
        if place == len(long):
            return False
        place += 1
    return len(short) > 1 or short[0] == long[0]


def _shortens(word: str, full: str) -> bool:
    """ "clin" shortens "clinical"; "natl" shortens "national": same first letter, the others in their order."""
    if word[0] != full[0] or len(word) > len(full):
        return False
    rest = iter(full)
    return all(letter in rest for letter in word)


def _leading(value: str) -> str:
    found = _NUMBER.search(value)
    return str(int(found.group())) if found else text.folded(value)


def volume(a: Record, b: Record) -> float:
    """1 for the same volume, -1 for another, 0 for unknown. "4 (1) (no pagination)" is volume 4."""
    one, two = _leading(a.volume), _leading(b.volume)
    return 0.0 if not one or not two else 1.0 if one == two else -1.0


def issue(a: Record, b: Record) -> float:
    """1 for the same issue, -1 for another, 0 for unknown."""
    one, two = _leading(a.issue), _leading(b.issue)
    return 0.0 if not one or not two else 1.0 if one == two else -1.0


def first_page(pages: str) -> str:
    """Where the pages start, folded: "221-8" and "221--228" both give "221"; "e123" is kept as it is."""
    if "no pagination" in pages.lower():
        return ""
    words = text.folded(re.split(r"[-\u2010-\u2015;,+]", pages.strip(), maxsplit=1)[0]).split()
    found = next((word for word in words if any(sign.isdigit() for sign in word)), "")
    return re.sub(r"^(?:pp|p)?0*(?=\w)", "", found)


def pages(a: Record, b: Record) -> float:
    """1 for the same first page, -1 for another, 0 for unknown.

    A copy that is online ahead of print has no volume and numbers its pages from 1: that tells nothing.
    """
    one, two = first_page(a.pages), first_page(b.pages)
    if not one or not two:
        return 0.0
    if one == two or one.lstrip("es") == two.lstrip("es"):
        return 1.0
    if any(page == "1" and not record.volume for page, record in ((one, a), (two, b))):
        return 0.0
    return -1.0


def doi(a: Record, b: Record) -> float:
    """1 for the same DOI, 0.5 for two versions of one (".pub2" and ".pub3"), -1 for another, 0 for unknown."""
    one, two = a.doi.casefold(), b.doi.casefold()
    if not one or not two:
        return 0.0
    if one == two:
        return 1.0
    return 0.5 if _VERSION.sub("", one) == _VERSION.sub("", two) else -1.0


def pmid(a: Record, b: Record) -> float:
    """1 for the same PubMed id, -1 for another, 0 for unknown."""
    return 0.0 if not a.pmid or not b.pmid else 1.0 if a.pmid == b.pmid else -1.0


def abstract(a: Record, b: Record) -> float:
    """1 where the abstracts begin alike (300 letters, ratio 0.9), -1 where they begin otherwise (below 0.5), else 0."""
    one, two = text.folded(a.abstract)[:300], text.folded(b.abstract)[:300]
    if len(one) < 80 or len(two) < 80:
        return 0.0
    length = min(len(one), len(two))
    near = fuzz.ratio(one[:length], two[:length]) / 100
    return 1.0 if near >= 0.9 else -1.0 if near < 0.5 else 0.0
