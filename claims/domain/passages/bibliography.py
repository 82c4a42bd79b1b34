"""The list of references that an article ends with: where it is, its entries, and what each says of its work.

Lists are written in many styles; what is not understood of an entry is left empty, and never guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from claims.domain.identifiers import find_all
from claims.domain.passages.references import ADDRESS, KINDS, bare_address

MOST_ENTRIES = 1_000
MOST_HEADINGS = 5
LONGEST_ENTRY = 2_000
#: A list without a heading is one where at least so many numbered lines end the text.
FEWEST_WITHOUT_HEADING = 2

_LINE = re.compile(r"[^\n]+")
_HEADING = re.compile(
    r"\s*(?:#{1,6}\s*)?(?:\*\*|__)?\s*(?:[0-9]{1,2}[.)]?\s+)?"
    r"(?:(?:list\s+of\s+|cited\s+)?references?(?:\s+(?:list|cited|and\s+notes))?|bibliography|works\s+cited|literature(?:\s+cited)?"
    r"|sources?|citations?|end\s?notes|footnotes|notes)\s*:?\s*(?:\*\*|__)?\s*:?\s*",
    re.IGNORECASE,
)
_BULLET = re.compile(r"\s*[-*•·‣▪◦–—]\s+")
_NUMBER = re.compile(
    r"\s*(?:\[\^?([0-9]{1,3})\]:?|\(([0-9]{1,3})\)|([0-9]{1,3})[.)](?![0-9])|([0-9]{1,3})(?=\s+[A-Z“\"]))\s*"
)
_YEAR = r"(?:1[89]|20)[0-9]{2}"
_ANY_YEAR = re.compile(rf"(?<![0-9/.-]){_YEAR}(?![0-9])")
_LOOKED_AT = re.compile(
    r"[\[(]?\b(?:accessed|retrieved|cited|updated|last\s+(?:updated|viewed|accessed)|viewed)\b[^.;\])]{0,60}[\])]?",
    re.IGNORECASE,
)
#: The year as styles mark it, the plainest mark first.
_MARKED = (
    re.compile(rf"\(\s*({_YEAR})([a-z])?(?:[,;\s][^()]{{0,30}})?\)"),
    re.compile(rf"(?<![0-9/.-])({_YEAR})([a-z])?\s*(?:[A-Z][a-z]{{2,8}}\.?(?:\s+[0-9]{{1,2}})?\s*)?[;:]"),
    re.compile(rf"[.,]\s*({_YEAR})([a-z])?\s*[.,]"),
    re.compile(rf"(?<![0-9/.–-])({_YEAR})([a-z])?(?![0-9–-])"),
)  # fmt: skip
_INITIALS = re.compile(r"(?:[A-Z]\.?[-\s]?){1,4}")
_CAPITALS = re.compile(r"[A-Z]{1,3}")
_AND_OTHERS = re.compile(r"(?:,\s*)?\b(?:et\s+al\.?|and\s+others|and\s+colleagues)", re.IGNORECASE)
# A full stop that ends the authors: behind it a title begins, and before it stands more than one initial's letter.
_TITLE_BEGINS = re.compile(r"(?<=[^\s.][.:])\s+(?=[“\"'‘]?[A-Z][^\W\d_]*[\s:-]+[^\W\d_A-Z])")
#: The same where initials come first: "J. A. Smith and B. Lee".
_BEHIND_NAMES = re.compile(_TITLE_BEGINS.pattern + r"(?!\S+\s+(?:and|et)\b)")
_QUOTE_BEGINS = re.compile(r"[.,]\s+(?=[“\"])")
_STOP = re.compile(r"(?<=[a-zA-Z0-9)\]][.?!])[”\"’']?\s+(?=[A-Z“\"\[])|[”\"]\s*[.,]?\s+")
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the list: text[start:end], and what it says of its work; empty or None where it does not say.

    `number`: the one that it is cited by, or its place where the list is not numbered. `authors`: "Family I; Family I".
    """

    number: int
    start: int
    end: int
    numbered: bool = False
    identifiers: tuple[tuple[str, str], ...] = ()
    address: str = ""
    authors: str = ""
    year: int | None = None
    letter: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Bibliography:
    """The list: text[start:end] with its heading, and its entries in order; empty where the article has none."""

    start: int = 0
    end: int = 0
    entries: tuple[Entry, ...] = ()

    def holds(self, place: int) -> bool:
        """Whether a character of the text stands in the list."""
        return self.start <= place < self.end


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    text: str
    apart: bool  # an empty line stands before it


def read(text: str) -> Bibliography:
    """The article's own list of references, the last one. Time grows linearly with the text."""
    lines = _lines(text)
    named = [
        place
        for place, one in enumerate(lines)
        if len(one.text) <= 60 and _HEADING.fullmatch(one.text)
    ]
    for place in reversed(named[-MOST_HEADINGS:]):
        found = list(_entries(text, lines[place + 1 :]))
        if found and sum(_says_something(one) for one in found) * 2 >= len(found):
            return Bibliography(lines[place].start, found[-1].end, tuple(found))
    return _without_heading(text, lines)


def _lines(text: str) -> list[_Line]:
    found: list[_Line] = []
    end = 0
    for match in _LINE.finditer(text):
        if match[0].strip():
            apart = text.count("\n", end, match.start()) > 1
            found.append(_Line(match.start(), match.end(), match[0], apart))
            end = match.end()
    return found


def _without_heading(text: str, lines: Sequence[_Line]) -> Bibliography:
    """Numbered lines from 1 on that end the text, each of which names a work."""
    for place in range(len(lines) - 1, -1, -1):
        if _number_of(lines[place].text) == 1:
            found = list(_entries(text, lines[place:]))
            told = len(found) >= FEWEST_WITHOUT_HEADING and all(map(_says_something, found))
            if told and found[0].numbered and found[-1].end >= lines[-1].start:
                return Bibliography(lines[place].start, found[-1].end, tuple(found))
            break
    return Bibliography()


def _says_something(entry: Entry) -> bool:
    return bool(
        entry.identifiers or entry.address or (entry.year and (entry.authors or entry.title))
    )


def _number_of(line: str) -> int:
    """The number that a line begins with; 0 for none."""
    bullet = _BULLET.match(line)
    match = _NUMBER.match(line, bullet.end() if bullet else 0)
    return int(next(one for one in match.groups() if one)) if match else 0


def _entries(text: str, lines: Sequence[_Line]) -> Iterator[Entry]:
    """The entries that these lines hold, until something else begins."""
    numbered = bool(lines) and _number_of(lines[0].text) > 0
    bulleted = bool(lines) and not numbered and bool(_BULLET.match(lines[0].text))
    current: list[_Line] = []
    count = 0
    for line in lines:
        begins = _begins(line, current, count, numbered=numbered, bulleted=bulleted)
        if current and line.end - current[0].start > LONGEST_ENTRY:
            # Pages of text under a heading: no list.
            return
        if current and (_ends_list(line) or (not begins and line.apart and (numbered or bulleted))):
            break
        if begins and current:
            count += 1
            yield _entry(text, current, count, numbered=numbered)
            current = []
            if count >= MOST_ENTRIES:
                return
        current.append(line)
    if current:
        yield _entry(text, current, count + 1, numbered=numbered)


def _begins(
    line: _Line, current: Sequence[_Line], count: int, *, numbered: bool, bulleted: bool
) -> bool:
    """Whether a new entry begins with this line."""
    if not current:
        return True
    if numbered:
        number = _number_of(line.text)
        before = _number_of(current[0].text)
        return number == before + 1 or (number > before and line.apart)
    if bulleted:
        return bool(_BULLET.match(line.text))
    if line.apart:
        return True
    # Without numbers and blank lines: each line that can stand by itself, after one that does.
    stands = _names_work(line.text) and not line.text[:1].islower()
    return stands and any(_names_work(one.text) for one in current)


def _names_work(text: str) -> bool:
    return bool(_ANY_YEAR.search(text) or ADDRESS.search(text))


def _ends_list(line: _Line) -> bool:
    """Whether a heading stands here: what comes behind it is no list of references."""
    bare = line.text.strip()
    if bare.startswith("#"):
        return True
    short = line.apart and len(bare.split()) <= 6 and not bare.endswith((".", ",", ";"))
    return short and not _names_work(bare) and not _number_of(bare)


def _entry(text: str, lines: Sequence[_Line], place: int, *, numbered: bool) -> Entry:
    start, end = lines[0].start, lines[-1].end
    number = _number_of(lines[0].text) if numbered else 0
    bullet = _BULLET.match(text, start)
    start = bullet.end() if bullet and bullet.end() <= end else start
    if number:
        marked = _NUMBER.match(text, start)
        start = marked.end() if marked and marked.end() < end else start
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end = start + len(text[start:end].rstrip())
    return described(Entry(number or place, start, end, numbered=bool(number)), text[start:end])


def described(entry: Entry, said: str) -> Entry:
    """The entry with what `said`, its text, tells of its work."""
    said = said[:LONGEST_ENTRY]
    named = [one for one in find_all(said) if one.kind in KINDS]
    address = ADDRESS.search(said)
    plain = _plain(said)
    year, letter, at, behind = _year(plain)
    head, rest = _head(plain, at, behind)
    return replace(
        entry,
        identifiers=tuple(dict.fromkeys((one.kind, one.value) for one in named)),
        address=bare_address(address[0]) if address else "",
        authors=_authors(head),
        year=year,
        letter=letter,
        title=_title(rest),
    )


def _plain(said: str) -> str:
    """The text of an entry without addresses, identifiers, mark-up, and when somebody looked at it."""
    said = ADDRESS.sub(" ", said)
    said = re.sub(r"\b(?:doi|pmid|pmcid)\s*:?\s*[^\s,;]+", " ", said, flags=re.IGNORECASE)
    said = re.sub(r"\b10\.[0-9]{4,9}/\S+", " ", said)
    return " ".join(_LOOKED_AT.sub(" ", said).replace("*", "").replace("_", " ").split())


def _year(said: str) -> tuple[int | None, str, int, int]:
    """The year, its letter ("2019a"), and where it stands."""
    for pattern in _MARKED:
        match = pattern.search(said)
        if match:
            return int(match[1]), match[2] or "", match.start(), match.end()
    return None, "", len(said), len(said)


def _head(said: str, at: int, behind: int) -> tuple[str, str]:
    """What stands before the title, and what begins with it."""
    begins = _QUOTE_BEGINS.search(said) or (
        _BEHIND_NAMES if re.match(r"[A-Z]\.", said) else _TITLE_BEGINS
    ).search(said)
    cut = begins.start() + 1 if begins else len(said)
    if at < cut and said[at : at + 1] in "(.,":
        # "Smith J (2019) Title": the year stands between them.
        return said[:at], said[behind:]
    if begins:
        return said[:cut], said[begins.end() :]
    first = re.search(r"(?<=[^\W_]{2})\.\s+", said) or re.search(r"(?<=\s[A-Z])\.\s+", said)
    return (said[: first.start()], said[first.end() :]) if first else ("", said)


def _authors(head: str) -> str:
    """Names as "Family I; Family I"; "" where this is no list of names."""
    head = _AND_OTHERS.sub("", head).strip(" .,;:")
    if not head or len(head) > 600:
        return ""
    found: list[str] = []
    for part in re.split(r"\s*[;,]\s*|\s+(?:and|&)\s+|(?<=,)\s*&\s*", head):
        piece = re.sub(r"^(?:and|&)\s+", "", part.strip())
        if not piece or piece.rstrip(".").lower() in ("eds", "ed", "jr", "sr", "ii", "iii"):
            continue
        if _INITIALS.fullmatch(piece):
            if found:
                found[-1] += f" {piece.replace('.', '').replace(' ', '')}"
            continue
        words = [word for word in re.split(r"[\s.]+", piece) if word]
        initials = [word for word in words if _CAPITALS.fullmatch(word)]
        names = [word for word in words if not _CAPITALS.fullmatch(word)]
        if not names or not names[-1][:1].isupper():
            return "; ".join(found)
        # "J. A. Smith" and "Smith JA"; an office ("World Health Organization") keeps all its words.
        family = names[-1] if initials and words[0] in initials else " ".join(names)
        if len(found) == 1 and len(words) == 1 and not initials and " " not in found[0]:
            # "Smith, John": a given name behind its family.
            found[0] += f" {words[0][0]}"
            continue
        found.append(" ".join([family, "".join(initials)]).strip())
    return "; ".join(found)


def _title(rest: str) -> str:
    """The first sentence behind the authors and the year; "" where it has fewer than three words."""
    rest = rest.strip(" .,;:)–-")
    quoted = re.match(r"[“\"‘']([^”\"]{10,400})[”\"’']", rest)
    if quoted:
        found = quoted[1].strip(" .,")
    else:
        stop = _STOP.search(rest)
        found = (rest[: stop.start()] if stop else rest).strip(" .,")
    return found[:500] if len(_WORD.findall(found)) >= 3 else ""
