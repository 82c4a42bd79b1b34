"""RIS, read and written. Every tag that CSL has no variable for stays under `custom.ris`.

Own reader rather than a library's: repeated tags, lower-case and one-space tags, continuation lines and
records without an end all occur in real exports, and none of them may be lost in silence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from claims.formats import csl as common
from claims.formats import dates, names
from claims.formats.records import Block, Csl
from claims.formats.ris_tags import (
    ADDRESSES,
    PEOPLE,
    PLAIN,
    TYPES,
    TYPES_BACK,
    WHOLE,
)
from claims.formats.splitting import LONGEST, TOO_LONG

Lines = Iterable[tuple[int, str | None]]

START = re.compile(r"([ \t]*)(TY|ty|Ty)([ \t]*-)[ \t]*[A-Za-z]")
_STRICT = re.compile(r"([A-Z][A-Z0-9])  -(?: |$)(.*)", re.DOTALL)
_END = re.compile(r"[ \t]*(?:ER|er|Er)[ \t]*-[ \t]*$|ER  - ")
#: What providers print between records: counters, and who made the file.
_NOISE = re.compile(
    r"[\s\ufeff]*(?:[0-9]+\.?|Record #[0-9]+ of [0-9]+|(?:Provider|Database|Content):.*)?\s*",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\s*TY\s{0,4}-\s*\w", re.IGNORECASE)
_COUNTED_END = re.compile(r"\s*ER\s{0,4}-\s*$|ER  - ", re.IGNORECASE)
#: A user-defined tag that carries, as JSON, what the other tags cannot say.
CARRIER = "U5"
_MARK = "csl:"
_BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")


def blocks(lines: Lines) -> Iterator[Block]:
    """The records as blocks: from TY to ER, or to the next TY where ER is missing."""
    held: list[str] = []
    began, size, style, orphan, over = 0, 0, "  -", False, 0
    open_ = False

    def closed(*, ended: bool) -> Iterator[Block]:
        if not held:
            return
        if over:
            yield Block(began, "", f"Line {over} is too long: {TOO_LONG}")
        elif size > LONGEST:
            yield Block(began, "", TOO_LONG)
        elif orphan:
            yield Block(began, "", "The record has no TY line, which says what it is.", int(ended))
        elif open_:
            yield Block(began, "\n".join(held), facts={"ended": ended})
        else:
            yield Block(began, "", f"Text between records: {' '.join(held)[:80]!r}", 0)

    for number, line in lines:
        word = line.lstrip()[:2].upper() if line is not None else ""
        start = START.match(line) if line is not None and word == "TY" else None
        if start and open_ and start.group(3) not in (style, "  -"):
            start = None  # a wrapped line of text that happens to begin like this
        if start:
            yield from closed(ended=False)
            held, began, size, orphan, over, open_ = [], number, 0, False, 0, True
            style = start.group(3)
        elif (
            line is not None and word == "ER" and _END.match(line) and (open_ or orphan or not held)
        ):
            yield from closed(ended=True)
            held, orphan, open_, over, size = [], False, False, 0, 0
            continue
        elif not open_ and not orphan:
            if line is not None and _NOISE.fullmatch(line):
                continue
            if line is not None and _STRICT.match(line):
                yield from closed(ended=False)
                held, began, size, orphan, over = [], number, 0, True, 0
            elif not held:
                began = number
        if line is None:
            over = over or number
            held = held or [""]
            continue
        size += len(line) + 1
        if size <= LONGEST and (open_ or orphan or len(held) < 10):
            held.append(line)
    yield from closed(ended=False)


def count(lines: Lines) -> int:
    """How many records the lines hold: TY lines, and ER lines that end tagged lines without a TY."""
    found, open_, tagged = 0, False, False
    for _, line in lines:
        if line is None:
            continue
        if _COUNTED.match(line):
            found, open_, tagged = found + 1, True, False
        elif _COUNTED_END.match(line):
            found += int(tagged and not open_)
            open_, tagged = False, False
        elif not (open_ or tagged):
            tagged = _STRICT.match(line) is not None
    return found


def tags(text: str) -> dict[str, list[str]]:
    """The values of each tag, in order; wrapped lines are joined, those of keywords are keywords."""
    rows = text.split("\n")
    start = START.match(rows[0])
    prefix, word, dash = start.groups() if start else ("", "TY", "  -")
    loose = re.compile(
        rf"{re.escape(prefix)}[ \t]{{0,2}}([A-Z{'a-z' if word != 'TY' else ''}][A-Z0-9{'a-z' if word != 'TY' else ''}])"
        rf"{re.escape(dash)}[ \t]*(.*)",
        re.DOTALL,
    )
    unusual = (prefix, word, dash) != ("", "TY", "  -")
    found: dict[str, list[str]] = {}
    last = ""
    for row in rows:
        # Nearly all lines are of the one form, and the loose pattern would only say the same.
        tag = _STRICT.match(row) or (loose.match(row) if unusual else None)
        if tag:
            last = tag.group(1).upper()
            found.setdefault(last, []).append(tag.group(2).strip())
        elif row.strip() and last:
            values = found[last]
            if last == "KW" and values[-1]:
                values.append(row.strip())
            else:
                values[-1] = f"{values[-1]} {row.strip()}".strip()
    return {tag: [value for value in values if value] for tag, values in found.items()}


def parse(block: Block) -> tuple[Csl, list[str]]:
    """The block's record as CSL-JSON, and notes on what was mended."""
    left = tags(block.text)
    notes = [] if block.facts.get("ended", True) else ["The record has no ER line at its end."]
    patch = _carried(left)
    csl: Csl = {}
    kind = (left.pop("TY", None) or [""])[0]
    csl["type"] = TYPES.get(kind.upper(), "document")
    if TYPES_BACK.get(csl["type"]) != kind:
        common.keep(csl, "ris", "TY", [kind])
    _titles(csl, left)
    for tag, role in PEOPLE.items():
        people = names.listed(left.pop(tag, []))
        if people:
            csl.setdefault(role, []).extend(people)
    _dates(csl, left)
    _pages(csl, left)
    _identifiers(csl, left, notes)
    for tag, field in PLAIN.items():
        _first(csl, field, left, tag)
    for tag, field in WHOLE.items():
        values = left.pop(tag, [])
        if values and field in csl:
            left[tag] = [value for value in values if value != csl[field]]
        elif values:
            csl[field] = ("; " if tag == "KW" else "\n").join(values)
    for tag, values in left.items():
        common.keep(csl, "ris", tag, values)
    return common.patched(common.finish(csl), patch), notes


def _carried(left: dict[str, list[str]]) -> Any:
    for place, value in enumerate(left.get(CARRIER, [])):
        if value.startswith(_MARK):
            try:
                patch = json.loads(value.removeprefix(_MARK))
            except (ValueError, RecursionError):
                continue
            if isinstance(patch, dict):
                del left[CARRIER][place]
                return common.cleaned_patch(patch)
    return {}


def _first(csl: Csl, field: str, left: dict[str, list[str]], *wanted: str) -> None:
    """Give `field` the first value of the first tag that has one; equal values go, others stay."""
    for tag in wanted:
        values = left.get(tag)
        if not values:
            continue
        csl.setdefault(field, values[0])
        rest = [value for value in values if value != csl[field]]
        if rest:
            left[tag] = rest
        else:
            del left[tag]


def _titles(csl: Csl, left: dict[str, list[str]]) -> None:
    whole_book = csl["type"] in ("book", "thesis", "report") and not (
        left.get("TI") or left.get("T1")
    )
    _first(csl, "title", left, "TI", "T1", "CT", *(("BT", "T2") if whole_book else ()))
    if csl["type"] == "book":
        # Of a book the second title is the series.
        _first(csl, "collection-title", left, "T2", "T3")
        _first(csl, "container-title", left, "JF", "BT", "JO")
    else:
        _first(csl, "container-title", left, "T2", "JF", "BT", "JO", "JA", "J2", "J1")
        _first(csl, "collection-title", left, "T3")
    _first(csl, "container-title-short", left, "J2", "JA", "JO", "J1")
    _first(csl, "title-short", left, "ST")


def _dates(csl: Csl, left: dict[str, list[str]]) -> None:
    best: dict[str, Any] | None = None
    for tag in ("PY", "Y1", "DA"):
        unused = []
        for value in left.pop(tag, []):
            date, complete = dates.parse(value)
            year = dates.year(date)
            if best is not None and year is None and tag == "DA":
                # A day without its year: "Mar 15", beside PY.
                date, complete = dates.parse(f"{dates.year(best)} {value}")
                year = dates.year(date)
            if not complete or (best is not None and year != dates.year(best)):
                unused.append(value)
            if best is None or (
                complete
                and year == dates.year(best)
                and len(dates.edtf(date)) > len(dates.edtf(best))
            ):
                best = date or best
        if unused:
            left[tag] = unused
    if best:
        csl["issued"] = best
    for tag in ("Y2", "RD"):
        if values := left.pop(tag, []):
            date, complete = dates.parse(values[0])
            if complete and "accessed" not in csl:
                csl["accessed"] = date
                values = values[1:]
            if values:
                left[tag] = values


def _pages(csl: Csl, left: dict[str, list[str]]) -> None:
    first, last = left.get("SP", []), left.get("EP", [])
    if len(first) > 1 or len(last) > 1 or (last and not first):
        _first(csl, "page", left, "SP")
        return
    if first:
        page = first[0]
        if last and last[0] != page and not page.endswith(f"-{last[0]}"):
            page = f"{page}-{last[0]}"
        csl["page"] = re.sub(r"(?<=[0-9])\s*(?:--|[–—‐‑−])\s*(?=[A-Za-z]?[0-9])", "-", page)
        left.pop("SP")
        left.pop("EP", None)


def _identifiers(csl: Csl, left: dict[str, list[str]], notes: list[str]) -> None:
    for value in left.pop("DO", []):
        common.identify(csl, "DOI", value, "ris", "DO", notes)
    for tag in ("M3", "L3", "N1", "UR"):
        for value in left.get(tag, []):
            # Only what is nothing but a DOI; a DOI in running text may be another paper's.
            if "DOI" not in csl and re.match(
                r"(?:doi:?\s*|https?://(?:dx\.)?doi\.org/)?10\.\S+$", value, re.IGNORECASE
            ):
                common.identify(csl, "DOI", value, "ris", "", [])
                csl.get("custom", {}).get("ris", {}).pop("", None)
    common.serials(csl, left.pop("SN", []), "ris", "SN")
    source = " ".join(left.get("DB", []) + left.get("DP", [])).lower()
    number = (left.get("AN") or [""])[0]
    if re.search(r"pubmed|medline|\bnlm\b", source) and re.fullmatch(r"[0-9]{1,9}", number):
        common.identify(csl, "PMID", left.pop("AN")[0], "ris", "AN", notes)
    for tag in ("AN", "C2", "N1", "U2", "ID", "M1", "C6"):
        for value in list(left.get(tag, [])):
            marked = re.fullmatch(r"PMID[:\s]*0*([1-9][0-9]{0,8})\.?", value, re.IGNORECASE)
            deposited = re.fullmatch(r"(?:PMCID[:\s]*)?(PMC[0-9]{1,10})", value, re.IGNORECASE)
            field = "PMID" if marked else "PMCID"
            found = marked or deposited
            if found and csl.setdefault(field, found.group(1).upper()) == found.group(1).upper():
                left[tag].remove(value)
    urls = [value for tag in ADDRESSES for value in left.get(tag, [])]
    if urls:
        _first(csl, "URL", left, *ADDRESSES[:1])


def write(csl: Csl) -> str:
    """The record in RIS, from TY to ER and an empty line. Reading it gives back the very record."""
    rows = _rows(csl)
    got, _ = parse(Block(1, _joined(rows)))
    patch = common.difference(got, csl)
    if patch:
        rows.append((CARRIER, _MARK + json.dumps(patch, ensure_ascii=True, separators=(",", ":"))))
    return _joined([*rows, ("ER", "")]) + "\n"


def _joined(rows: list[tuple[str, str]]) -> str:
    # A line break in a value would begin a line of its own, and with it a tag, or another record.
    return "".join(f"{tag}  - {_BREAKS.sub(' ', value).strip()}\n" for tag, value in rows)


def _rows(csl: Csl) -> list[tuple[str, str]]:
    custom = csl.get("custom")
    kept = custom.get("ris") if isinstance(custom, dict) else None
    own: dict[str, Any] = kept if isinstance(kept, dict) else {}
    kind = str(csl.get("type") or "document")
    first = own.get("TY")
    given = first[0] if isinstance(first, list) and first and isinstance(first[0], str) else ""
    fits = bool(re.fullmatch(r"[A-Za-z][A-Za-z ]{0,20}", given))
    rows = [("TY", given if fits else TYPES_BACK.get(kind, "GEN"))]

    def add(tag: str, value: Any) -> None:
        if isinstance(value, str | int | float) and str(value).strip():
            rows.append((tag, str(value)))

    add("ID", csl.get("id"))
    add("TI", csl.get("title"))
    add("ST", csl.get("title-short"))
    for role, tag in _usual(PEOPLE).items():
        people = csl.get(role)
        for person in people if isinstance(people, list) else []:
            add(tag, names.to_inverted(person))
    if kind == "book":
        add("T2", csl.get("collection-title"))
        add("JF", csl.get("container-title"))
    else:
        add("T2", csl.get("container-title"))
        add("T3", csl.get("collection-title"))
    add("J2", csl.get("container-title-short"))
    for field, tag in (("issued", "DA"), ("accessed", "Y2")):
        date = csl.get(field)
        if isinstance(date, dict):
            if tag == "DA":
                add("PY", dates.year(date))
            add(tag, _date(date))
    page = csl.get("page")
    if isinstance(page, str):
        first_page, _, last_page = page.partition("-")
        add("SP", first_page if last_page else page)
        add("EP", last_page)
    add("DO", csl.get("DOI"))
    for name, label in (("ISSN", ", "), ("ISBN", " ")):
        for value in str(csl.get(name) or "").split(label):
            add("SN", value)
    add("UR", csl.get("URL"))
    if csl.get("PMID") and not own.get("AN") and not own.get("DB"):
        add("AN", f"PMID: {csl['PMID']}")
    if csl.get("PMCID") and not own.get("C2"):
        add("C2", csl.get("PMCID"))
    for field, tag in _usual(PLAIN).items():
        if tag != "ID":
            add(tag, csl.get(field))
    for field, tag in _usual(WHOLE).items():
        for part in str(csl.get(field) or "").split("; " if tag == "KW" else "\n"):
            add(tag, part)
    for tag, values in own.items():
        if tag != "TY" and re.fullmatch(r"[A-Z][A-Z0-9]", tag) and tag not in ("ER", "EP"):
            for value in values if isinstance(values, list) else ():
                add(tag, value)
    return rows


def _usual(table: dict[str, str]) -> dict[str, str]:
    """Field to the first, most usual tag of it."""
    return {field: tag for tag, field in reversed(table.items())}


def _date(date: dict[str, Any]) -> str:
    text = dates.edtf(date)
    year = dates.year(date)
    season = date.get("season")
    if re.fullmatch(r"[0-9]{4}-2[1-4]", text) and season:
        return f"{year}///{dates.SEASON_NAMES[int(season) - 1]}"
    if re.fullmatch(r"[0-9]{4}(?:-[0-9]{2}){0,2}", text):
        return "/".join([*text.split("-"), "", ""][:3]) + "/"
    return text or str(date.get("literal") or "")
