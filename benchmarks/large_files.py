"""Large and hostile files, made on the spot, read one by one: seconds and the most memory it took."""

from __future__ import annotations

import json
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from claims.formats import references
from claims.formats.records import Record, Unreadable

HEAD = [
    "| file | records | rejected | seconds | MB of memory above the start |",
    "|---|--:|--:|--:|--:|",
]
WORDS = "trial of early treatment compared with usual care in adults at risk outcome after one year"
_WORDS = WORDS.split()


def _title(number: int) -> str:
    return " ".join(_WORDS[(number + place * 7) % len(_WORDS)] for place in range(9)).capitalize()


def _ris(number: int) -> str:
    authors = "".join(f"AU  - Author{number % 977}, {chr(65 + place)}. B.\n" for place in range(5))
    return (
        f"TY  - JOUR\nTI  - {_title(number)} {number}\n"
        f"{authors}PY  - {1970 + number % 50}\nT2  - Journal {number % 300}\n"
        f"VL  - {number % 90}\nIS  - {number % 12}\nSP  - {number % 800}\nEP  - {number % 800 + 9}\nSN  - 1234-5679\n"
        f"DO  - 10.1000/made.{number}\nAB  - {_title(number) * 12}\nER  - \n\n"
    )


def _bibtex(number: int) -> str:
    return (
        f'@article{{key{number},\n  title = {{{_title(number)} {{\\"o}} {number}}},\n'
        "  author = {Author, A. and Other, B.},\n"
        f"  year = {1970 + number % 50},\n  journal = {{Journal {number % 300}}},\n  doi = {{10.1000/made.{number}}},\n"
        f"  abstract = {{{_title(number) * 12}}}\n}}\n\n"
    )


def _endnote(number: int) -> str:
    return (
        f'<record><ref-type name="Journal Article">17</ref-type><contributors><authors><author>Author, A.</author>'
        f"</authors></contributors><titles><title>{_title(number)} {number}</title><secondary-title>Journal"
        f"</secondary-title></titles><dates><year>{1970 + number % 50}</year></dates>"
        f"<abstract>{_title(number) * 12}</abstract></record>\n"
    )


def _pubmed(number: int) -> str:
    return (
        f"<PubmedArticle><MedlineCitation><PMID>{number + 1}</PMID><Article><Journal><Title>Journal</Title>"
        f"<JournalIssue><PubDate><Year>{1970 + number % 50}</Year></PubDate></JournalIssue></Journal>"
        f"<ArticleTitle>{_title(number)} {number}.</ArticleTitle><Abstract><AbstractText>{_title(number) * 12}"
        f"</AbstractText></Abstract></Article></MedlineCitation></PubmedArticle>\n"
    )


def _csl(number: int) -> str:
    item = {
        "id": number,
        "type": "article-journal",
        "title": f"{_title(number)} {number}",
        "abstract": _title(number) * 12,
    }
    return f"{',' if number else ''}{json.dumps(item)}"


def _csv(number: int) -> str:
    start = f'"Author A; Other B","{_title(number)} {number}",{1970 + number % 50}'
    return f'{start},"{_title(number) * 12}",10.1000/made.{number}\n'


def _many(
    make: Callable[[int], str], size: int, before: str = "", after: str = ""
) -> Iterator[bytes]:
    yield before.encode()
    written, number = 0, 0
    while written < size:
        part = "".join(make(number + step) for step in range(500)).encode()
        number += 500
        written += len(part)
        yield part
    yield after.encode()


def _repeated(before: bytes, part: bytes, size: int, after: bytes = b"") -> Iterator[bytes]:
    yield before
    block = part * max(1, 1_000_000 // len(part))
    for _ in range(size // len(block)):
        yield block
    yield after


GOOD = b"TY  - JOUR\nTI  - A good record\nER  - \n"
CASES: dict[str, Callable[[int], Iterator[bytes]]] = {
    "RIS": lambda size: _many(_ris, size),
    "BibTeX": lambda size: _many(_bibtex, size),
    "EndNote XML": lambda size: _many(_endnote, size, "<xml><records>", "</records></xml>"),
    "PubMed XML": lambda size: _many(_pubmed, size, "<PubmedArticleSet>", "</PubmedArticleSet>"),
    "CSL-JSON on one line": lambda size: _many(_csl, size, "[", "]"),
    "CSV": lambda size: _many(_csv, size, "authors,title,year,abstract,doi\n"),
    "RIS, one line between good records": lambda size: _repeated(
        GOOD + b"TY  - JOUR\nAB  - ", b"word ", size, b"\n" + GOOD
    ),
    "BibTeX, one value never closed": lambda size: _repeated(
        b"@article{a, title={A}}\n@article{b, title={", b"word ", size
    ),
    "BibTeX, every entry unclosed": lambda size: _repeated(
        b"@article{a, title={A}}\n", b"@article{b, title={B},\n", size
    ),
    "JSON, one text": lambda size: _repeated(
        b'[{"title": "A"}, {"title": "', b"word ", size, b'"}, {"title": "B"}]'
    ),
    "JSON, nested lists": lambda size: _repeated(b'[{"title": "A"}, {"x": ', b"[", size),
    "EndNote XML, one text": lambda size: _repeated(
        b"<xml><records><record><titles><title>A</title></titles></record><record><titles><title>",
        b"word ",
        size,
        b"</title></titles></record><record><titles><title>B</title></titles></record></records></xml>",
    ),
    "EndNote XML, nested elements": lambda size: _repeated(
        b"<xml><records><record><titles><title>A</title></titles></record><record>", b"<a>", size
    ),
    "CSV, a quotation never closed": lambda size: _repeated(
        b'title,year\nA,2000\n"B,2001\n', b"word,2002\n", size
    ),
}


def measure(case: str, megabytes: int) -> str:
    """Make the file, read it, and say what that took, as one line of the table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        with path.open("wb") as handle:
            for part in CASES[case](megabytes * 1_000_000):
                handle.write(part)
        start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began, good, bad, note = time.perf_counter(), 0, 0, ""
        try:
            for outcome in references.read(path):
                if isinstance(outcome, Record):
                    good += 1
                else:
                    bad += outcome.records
        except Unreadable as error:
            note = f" ({error.message[:60]})"
        took = time.perf_counter() - began
        peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - start) / 1024
        size = path.stat().st_size / 1e6
    return f"| {case}{note}, {size:.0f} MB | {good:,} | {bad:,} | {took:.1f} | {peak:.0f} |"
