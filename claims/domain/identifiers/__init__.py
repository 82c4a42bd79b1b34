"""Outside identifiers, from what people paste to the one form that is stored.

Each parser returns the normalised text or raises ValueError with a message for the person who typed it.
"""

from __future__ import annotations

from urllib.parse import quote

from claims.domain.identifiers.archives import arxiv, trial, trial_link
from claims.domain.identifiers.articles import doi, pmcid, pmid
from claims.domain.identifiers.finding import Found, find_all
from claims.domain.identifiers.persons import orcid
from claims.domain.identifiers.serials import isbn, issn

__all__ = [
    "LABELS",
    "PARSERS",
    "Found",
    "arxiv",
    "doi",
    "find_all",
    "guess",
    "isbn",
    "issn",
    "link",
    "orcid",
    "parse",
    "pmcid",
    "pmid",
    "trial",
]

PARSERS = {
    "doi": doi,
    "pmid": pmid,
    "pmcid": pmcid,
    "isbn": isbn,
    "issn": issn,
    "orcid": orcid,
    "arxiv": arxiv,
    "trial": trial,
}
LABELS = {
    "doi": "DOI",
    "pmid": "PubMed id",
    "pmcid": "PubMed Central id",
    "isbn": "ISBN",
    "issn": "ISSN",
    "orcid": "ORCID iD",
    "arxiv": "arXiv id",
    "trial": "Trial register number",
}
#: The order in which an unnamed text is tried: what is told from others most surely first.
_ORDER = ("arxiv", "doi", "pmcid", "trial", "orcid", "isbn", "issn", "pmid")


def parse(kind: str, value: str) -> str:
    """Return `value` normalised as an identifier of `kind` (a key of PARSERS). Raises ValueError."""
    if kind not in PARSERS:
        raise ValueError(f"Unknown kind of identifier: {kind}.")
    return PARSERS[kind](value)


def guess(value: str) -> tuple[str, str]:
    """Which kind of identifier a text is, and its normalised form. Raises ValueError where it is none.

    Bare digits are a PubMed id unless their check digits make them an ISBN or ISSN.
    """
    for kind in _ORDER:
        try:
            return kind, PARSERS[kind](value)
        except ValueError:
            continue
    raise ValueError(
        "This is no identifier known here: give a DOI, PubMed id, PMC id, ISBN, ISSN, arXiv id or trial number."
    )


def link(kind: str, value: str) -> str:
    """Return the address at which a normalised identifier can be looked up. Raises ValueError for another kind.

    Everything in a DOI but its slashes is percent-encoded, so that old SICI suffixes arrive whole.
    """
    if kind == "doi":
        return "https://doi.org/" + quote(value, safe="/")
    if kind == "pmid":
        return f"https://pubmed.ncbi.nlm.nih.gov/{value}/"
    if kind == "pmcid":
        return f"https://pmc.ncbi.nlm.nih.gov/articles/{value}/"
    if kind == "isbn":
        return f"https://openlibrary.org/isbn/{value}"
    if kind == "issn":
        return f"https://portal.issn.org/resource/ISSN/{value}"
    if kind == "orcid":
        return f"https://orcid.org/{value}"
    if kind == "arxiv":
        return f"https://arxiv.org/abs/{value}"
    if kind == "trial":
        return trial_link(value)
    raise ValueError(f"Unknown kind of identifier: {kind}.")
