"""What PubMed's two formats, .nbib and XML, have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable

LANGUAGES = {
    "eng": "en",
    "ger": "de",
    "fre": "fr",
    "spa": "es",
    "ita": "it",
    "por": "pt",
    "dut": "nl",
    "jpn": "ja",
    "chi": "zh",
    "rus": "ru",
    "pol": "pl",
    "swe": "sv",
    "nor": "no",
    "dan": "da",
    "fin": "fi",
    "cze": "cs",
    "hun": "hu",
    "tur": "tr",
    "kor": "ko",
    "heb": "he",
    "ara": "ar",
    "per": "fa",
    "gre": "el",
    "ukr": "uk",
    "rum": "ro",
    "hrv": "hr",
    "srp": "sr",
    "slo": "sk",
    "slv": "sl",
    "bul": "bg",
    "cat": "ca",
    "lit": "lt",
    "ind": "id",
    "tha": "th",
}


def language(code: str) -> str:
    """The two-letter code of PubMed's three-letter one, where there is one; else the code itself."""
    return LANGUAGES.get(code.strip().lower(), code.strip())


def csl_type(kinds: Iterable[str], *, book: bool = False, part: bool = False) -> str:
    """The CSL type that publication types mean; nearly everything in PubMed is in a journal."""
    names = {kind.strip().lower() for kind in kinds}
    if part:
        return "chapter"
    if book or names & {"book", "monograph"}:
        return "book"
    if "preprint" in names:
        return "article"
    if "dataset" in names:
        return "dataset"
    if names & {"technical report", "government publication"}:
        return "report"
    if names & {"academic dissertation", "academic dissertations"}:
        return "thesis"
    return "article-journal"


def title(text: str) -> str:
    """The title without the full stop that PubMed ends every title with."""
    return text[:-1] if text.endswith(".") and not text.endswith("..") else text


def pages(text: str) -> str:
    """The pages in full: `690-4` is 690-694."""
    found = re.fullmatch(r"([A-Za-z]*)([0-9]+)\s*[-–]\s*([A-Za-z]*)([0-9]+)", text.strip())
    if found is None:
        return text.strip()
    before, first, prefix, last = found.groups()
    if len(last) < len(first) and prefix in ("", before):
        last = first[: len(first) - len(last)] + last
    return f"{before}{first}-{prefix or before}{last}"
