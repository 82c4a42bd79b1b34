"""arXiv ids and the numbers of trial registers.

Sources: arXiv's help page on its identifiers (the scheme changed in April 2007 and in January 2015); the WHO's
list of primary registers, and each register's own numbers as they print them.
"""

from __future__ import annotations

import re

from claims.domain.identifiers.texts import bare, plain

_ARXIV_PREFIX = (
    r"(?:https?://)?(?:(?:www|export)\.)?arxiv\.org/(?:abs|pdf|html|format)/"
    r"|(?:https?://)?(?:dx\.)?(?:doi\.org/)?(?:doi:)?10\.48550/arxiv\.|arxiv\s*[:.]?\s*"
)
_NEW = re.compile(r"([0-9]{2})([0-9]{2})\.([0-9]{4,5})(?:v[0-9]+)?")
_OLD = re.compile(r"([a-z]+(?:-[a-z]+)?)(?:\.[a-z]{2})?/([0-9]{2})([0-9]{2})([0-9]{3})(?:v[0-9]+)?")
NO_ARXIV = "This is not an arXiv id: it looks like 2101.01234 or hep-th/9901001."


def arxiv(value: str) -> str:
    """Return the arXiv id without version: `2101.01234` or `hep-th/9901001`. Raises ValueError.

    Four digits after the dot up to December 2014, five since; the month is checked.
    """
    text = re.sub(r"\.pdf$", "", bare(value, _ARXIV_PREFIX), flags=re.IGNORECASE)
    text = re.sub(r"\s*\[[a-z.-]+\]$|[?#].*$", "", text, flags=re.IGNORECASE).lower()
    new, old = _NEW.fullmatch(text), _OLD.fullmatch(text)
    if new:
        year, month, number = new.groups()
        fits = len(number) == (4 if year < "15" else 5) and year + month >= "0704"
        if "01" <= month <= "12" and fits and text.isascii():
            return f"{year}{month}.{number}"
    if old:
        name, year, month, number = old.groups()
        if "01" <= month <= "12" and (year > "90" or year < "08"):
            return f"{name}/{year}{month}{number}"
    raise ValueError(NO_ARXIV)


#: Register -> (its numbers, how one is written, the address of its page or "").
REGISTERS: dict[str, tuple[str, str, str]] = {
    "ClinicalTrials.gov": (r"NCT\s?([0-9]{8})", "NCT{0}", "https://clinicaltrials.gov/study/{}"),
    "ISRCTN": (r"ISRCTN\s?([0-9]{8})", "ISRCTN{0}", "https://www.isrctn.com/{}"),
    "CTIS": (
        r"(?:EU\s?CT|CTIS)?\s?((?:19|20)[0-9]{2}-5[0-9]{5}-[0-9]{2})(-[0-9]{2})?",
        "{0}",
        "https://euclinicaltrials.eu/ctis-public/view/{}",
    ),
    "EudraCT": (
        r"(?:EudraCT|EUCTR)?\s?((?:19|20)[0-9]{2}-[0-4][0-9]{5}-[0-9]{2})(?:-[A-Z]{2,3})?",
        "{0}",
        "https://www.clinicaltrialsregister.eu/ctr-search/search?query={}",
    ),
    "ChiCTR": (r"ChiCTR[-\s]?([0-9]{10})", "ChiCTR{0}", ""),
    "ChiCTR (old)": (r"ChiCTR-([A-Z]{2,5})-([0-9]{8})", "ChiCTR-{0}-{1}", ""),
    "ANZCTR": (
        r"ACTRN\s?([0-9]{14})",
        "ACTRN{0}",
        "https://www.anzctr.org.au/{}.aspx",
    ),
    "DRKS": (r"DRKS\s?([0-9]{8})", "DRKS{0}", "https://drks.de/search/en/trial/{}"),
    "CTRI": (r"CTRI[/\s]([0-9]{4})/([0-9]{2,3})/([0-9]{6})", "CTRI/{0}/{1}/{2}", ""),
    "jRCT": (r"jRCT(s?[0-9]{9,10})", "jRCT{0}", "https://jrct.mhlw.go.jp/en-latest-detail/{}"),
    "UMIN": (r"(?:JPRN-)?UMIN\s?([0-9]{9})", "UMIN{0}", ""),
    "CRiS": (r"KCT\s?([0-9]{7})", "KCT{0}", ""),
    "IRCT": (r"IRCT\s?([0-9]{11,14}N[0-9]{1,3})", "IRCT{0}", ""),
    "PACTR": (r"PACTR\s?([0-9]{15,16})", "PACTR{0}", ""),
    "ReBEC": (r"RBR-([0-9a-z]{6,8})", "RBR-{0}", "https://ensaiosclinicos.gov.br/rg/{}"),
    "TCTR": (r"TCTR\s?([0-9]{11})", "TCTR{0}", ""),
    "SLCTR": (r"SLCTR/([0-9]{4})/([0-9]{3})", "SLCTR/{0}/{1}", ""),
    "RPCEC": (r"RPCEC\s?([0-9]{8})", "RPCEC{0}", ""),
    "ITMCTR": (r"ITMCTR\s?([0-9]{10})", "ITMCTR{0}", ""),
    "LBCTR": (r"LBCTR\s?([0-9]{10})", "LBCTR{0}", ""),
    "NTR": (r"(?:NTR|NL-OMON)\s?([0-9]{2,5})", "NTR{0}", ""),
}
_PATTERNS = {
    name: re.compile(pattern, re.IGNORECASE | re.ASCII)
    for name, (pattern, _, _) in REGISTERS.items()
}
_TRIAL_PREFIX = (
    r"(?:https?://)?(?:www\.)?(?:(?:classic\.)?clinicaltrials\.gov/(?:ct2/show|study|show)/"
    r"|isrctn\.com/|doi\.org/10\.1186/|drks\.de/search/(?:en|de)/trial/)"
    r"|(?:trial\s*(?:registration|registry)?\s*(?:number|no\.?|id)?|identifier|clinicaltrials\.gov)[:\s]+"
)


def trial(value: str) -> str:
    """Return a trial's register number as its register writes it: `NCT01234567`. Raises ValueError.

    Which registers are known is in REGISTERS; of the EU's numbers the country's ending is left off.
    """
    text = re.sub(r"[?#].*$", "", bare(value, _TRIAL_PREFIX))
    for name, pattern in _PATTERNS.items():
        if found := pattern.fullmatch(plain(text)):
            parts = [part or "" for part in found.groups()]
            if name == "ReBEC":
                parts = [part.lower() for part in parts]
            elif name == "jRCT":
                parts = [parts[0].lower()]
            elif name in ("ChiCTR (old)", "IRCT"):
                parts = [part.upper() for part in parts]
            return REGISTERS[name][1].format(*parts)
    raise ValueError("This is no number of a trial register known here, such as NCT01234567.")


def register(number: str) -> str:
    """The register of a normalised number. Raises ValueError where no register writes them so."""
    for name, pattern in _PATTERNS.items():
        if pattern.fullmatch(number):
            return name
    raise ValueError("This is no number of a trial register known here.")


def trial_link(number: str) -> str:
    """The register's page on a trial; the WHO's search portal for registers without lasting addresses."""
    address = REGISTERS[register(number)][2]
    return (address or "https://trialsearch.who.int/Trial2.aspx?TrialID={}").format(number)
