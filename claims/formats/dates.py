"""Dates as exporters write them, to CSL dates and back: years, days, ranges, seasons, circa.

A CSL date is {"date-parts": [[year, month, day], [to year, ...]], "season": 1 to 4, "circa": true}, or
{"literal": text}. Sources: CSL 1.0.2 (date variables), ISO 8601-2 (EDTF, level 1), the RIS description.
"""

from __future__ import annotations

import re
from typing import Any

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL = "january february march april may june july august september october november december"
SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}
SEASON_NAMES = ("Spring", "Summer", "Autumn", "Winter")

_YEAR = r"(?:1[0-9]{3}|20[0-9]{2}|21[0-9]{2})"
_ISO = re.compile(
    rf"({_YEAR})(?:([-/. ])([0-9]{{1,2}})(?:\2([0-9]{{1,2}}))?)?(?:[T ][0-9:.]+(?:Z|[+-][0-9:]+)?)?"
)
_DAY_FIRST = re.compile(rf"([0-9]{{1,2}})([-/.])([0-9]{{1,2}})\2({_YEAR})")
_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+|[-–—/]")
_CIRCA = re.compile(r"^(?:c(?:a|irca)?\.?\s*(?=[0-9]))|[~?]$", re.IGNORECASE)

Date = dict[str, Any]


def parse(text: str) -> tuple[Date, bool]:
    """The CSL date that `text` means, and whether all of the text is in it.

    Where it is not (season ranges, "in press"), the year that can be seen, or the text as a literal.
    """
    plain = " ".join(text.replace("\u00a0", " ").split()).strip(" ,;/")
    circa = bool(_CIRCA.search(plain))
    bare = _CIRCA.sub("", plain).strip(" ,/")
    found = _range(bare) or _words(bare)
    if found is None:
        year = re.search(rf"(?<![0-9]){_YEAR}(?![0-9])", bare)
        if year:
            return {"date-parts": [[int(year.group())]]}, False
        return ({"literal": plain} if plain else {}), True
    if circa:
        found["circa"] = True
    return found, True


def _range(text: str) -> Date | None:
    """ISO dates, ranges of them, and the RIS form `year/month/day/other`."""
    one = _iso(text)
    if one is not None:
        return one
    ris = re.fullmatch(rf"({_YEAR})/([0-9]{{0,2}})/([0-9]{{0,2}})/(.*)", text)
    if ris:
        year, month, day, other = ris.groups()
        date = _iso("-".join(part for part in (year, month, day) if part))
        if date and not month and other.strip().lower() in SEASONS:
            return {**date, "season": SEASONS[other.strip().lower()]}
        return date if date and not other.strip() else None
    short = re.fullmatch(r"((?:1[0-9]|2[01])[0-9]{2})\s*[-–/]\s*([0-9]{2})", text)
    if short and int(short.group(2)) > int(short.group(1)[2:]):
        year = int(short.group(1))
        return {"date-parts": [[year], [year // 100 * 100 + int(short.group(2))]]}
    for middle in re.finditer(r"\s*(?:--?|[/–—])\s*", text):
        begin, end = _iso(text[: middle.start()]), _iso(text[middle.end() :])
        if begin and end and "season" not in begin and "season" not in end:
            return {"date-parts": [begin["date-parts"][0], end["date-parts"][0]]}
    return None


def _iso(text: str) -> Date | None:
    found = _ISO.fullmatch(text.strip().rstrip("/"))
    if found is None:
        european = _DAY_FIRST.fullmatch(text)
        # 03/04/2020 is the third of April to some and the fourth of March to others.
        if european and (european.group(2) == "." or int(european.group(1)) > 12):
            return _checked(int(european.group(4)), int(european.group(3)), int(european.group(1)))
        if european and int(european.group(3)) > 12:
            return _checked(int(european.group(4)), int(european.group(1)), int(european.group(3)))
        return None
    year, _, month, day = found.groups()
    if month and 21 <= int(month) <= 24 and day is None:
        return {"date-parts": [[int(year)]], "season": int(month) - 20}
    # 00 stands for "not known" in several exports.
    if month and int(month) == 0:
        return {"date-parts": [[int(year)]]} if not day or int(day) == 0 else None
    if day and int(day) == 0:
        day = None
    return _checked(*(int(part) for part in (year, month, day) if part))


def _checked(*parts: int) -> Date | None:
    """Year, month and day as a date, or None where the calendar has no such month or day."""
    month, day = (*parts[1:], 1, 1)[:2]
    return {"date-parts": [list(parts)]} if 1 <= month <= 12 and 1 <= day <= 31 else None


def month(word: str) -> int | None:
    """The number of the month that `word` names, in full or cut short, or None."""
    lower = word.lower().rstrip(".")
    if len(lower) < 3 or lower[:3] not in MONTHS:
        return None
    number = MONTHS.index(lower[:3]) + 1
    full = _FULL.split()[number - 1]
    return number if full.startswith(lower) or lower == "sept" else None


def _words(text: str) -> Date | None:
    """Dates with months or seasons in words: `1998 Nov-Dec`, `15 March 2020`, `Spring 2019`."""
    months: list[int] = []
    days: list[int] = []
    years: list[int] = []
    season: int | None = None
    dash = False
    for word in _TOKEN.findall(text):
        lower = word.lower()
        if re.fullmatch(_YEAR, word):
            years.append(int(word))
        elif word.isdigit() and 1 <= int(word) <= 31:
            days.append(int(word))
        elif month(lower):
            months.append(month(lower) or 0)
        elif lower in SEASONS and season is None:
            season = SEASONS[lower]
        elif word in "-–—/":
            dash = True
        elif lower not in ("st", "nd", "rd", "th", "of"):
            return None
    return _assembled(years, months, days, season, dash=dash)


def _assembled(
    years: list[int], months: list[int], days: list[int], season: int | None, *, dash: bool
) -> Date | None:
    if not years or len(years) > 2 or len(months) > 2 or len(days) > 2:
        return None
    if season is not None:
        alone = len(years) == 1 and not months and not days and not dash
        return {"date-parts": [[years[0]]], "season": season} if alone else None
    if not months:
        return None
    sides = max(len(years), len(months), len(days))
    if sides == 2 and not dash:
        return None
    parts: list[list[int]] = []
    for side in range(sides):
        of = [years[min(side, len(years) - 1)], months[min(side, len(months) - 1)]]
        if days:
            if sides == 2 and len(days) == 1:
                return None
            of.append(days[side])
        parts.append(of)
    return {"date-parts": parts}


def year(date: Any) -> int | None:
    """The year of a CSL date, where it has one in figures."""
    try:
        return int(date["date-parts"][0][0])
    except (KeyError, IndexError, TypeError, ValueError):
        return None


def edtf(date: Date) -> str:
    """The date as EDTF (`2019-03-15`, `1998-11/1998-12`, `2019-21` for spring), or "" where it has no parts."""
    parts = date.get("date-parts")
    if not isinstance(parts, list) or not parts:
        return ""
    try:
        sides = [
            "-".join(
                f"{int(number):0{4 if place == 0 else 2}d}" for place, number in enumerate(part)
            )
            for part in parts
        ]
    except (TypeError, ValueError):
        return ""
    text = "/".join(side for side in sides if side)
    season = date.get("season")
    if str(season) in ("1", "2", "3", "4") and re.fullmatch(r"[0-9]{4}", text):
        text += f"-2{season}"
    return text + ("~" if date.get("circa") and text else "")
