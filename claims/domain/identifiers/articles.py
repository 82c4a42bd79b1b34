"""DOI, PubMed id and PubMed Central id, from what people paste.

Sources: DOI Handbook 2.2 and 2.4 (a DOI is `10.` registrant `/` suffix and ignores ASCII case), the NLM's help
pages on PMID and PMCID.
"""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qsl, unquote, urlsplit

from claims.domain.identifiers.texts import plain

DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+")
_PREFIX = re.compile(
    r"^(?:https?://)?(?:(?:dx\.|www\.)?doi\.org/)?(?:doi[:=\s]\s*)?(?:info:doi/)?", re.IGNORECASE
)
_RESOLVER = re.compile(r"https?://(?:dx\.|www\.)?doi\.org/", re.IGNORECASE)
# What publishers put behind the DOI in the addresses of their pages and files.
_PAGE = re.compile(
    r"(?:/(?:full|abstract|summary|references|e?pdf(?:direct)?|meta|html|fulltext)(?:/(?!10\.)[^/]*)?|\.full(?:\.pdf)?|\.pdf)/?$",
    re.IGNORECASE,
)
_PREPRINT = re.compile(r"https?://(?:www\.)?(?:bio|med)rxiv\.org/", re.IGNORECASE)
_ENCODED = re.compile(r"%(?:2[0-9A-F]|3[A-F]|5[BD])", re.IGNORECASE)
_SECOND = re.compile(
    r"[;,|\s]\s*(?:https?://\S{0,40}?|doi[:\s]\s*)?10\.[0-9]{4,9}(?:\.[0-9]+)*/", re.IGNORECASE
)
_CLOSERS = {")": "(", "]": "[", ">": "<", "}": "{"}
_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
NO_DOI = "This is not a DOI: a DOI looks like 10.1000/xyz123."


def trimmed(doi: str) -> str:
    """The DOI without what a sentence leaves behind it; a closing bracket stays where its opening is part of it."""
    doi = re.sub(r"\[(?:doi|pii)\]$", "", doi.rstrip(".,;:"), flags=re.IGNORECASE)
    while doi:
        last = doi[-1]
        if last in ".,;:'\"”’»…*" or (
            last in _CLOSERS and doi.count(last) > doi.count(_CLOSERS[last])
        ):
            doi = doi[:-1]
        else:
            break
    return doi


def folded(doi: str) -> str:
    """The DOI in lower case, ASCII letters only: DOIs ignore their case (DOI Handbook 2.4)."""
    return doi.translate(_LOWER)


def doi(value: str) -> str:
    """Return the DOI in lower case without any prefix: `10.1000/xyz`. Old SICI suffixes survive.

    In an address, the query, the fragment and a publisher's "/full" or "/pdf" are no part of it; a DOI within the
    query is found. Raises ValueError if there is no DOI, or more than one.
    """
    text = plain(value)
    if "&" in text:
        text = html.unescape(text)
    text = _from_address(text)
    found_prefix = _PREFIX.match(text)
    bare = text[found_prefix.end() :] if found_prefix else text
    while _ENCODED.search(bare):
        bare = unquote(bare)
    bare = re.sub(r"\?(?:utm_|nosfx|journalcode|cookieset).*$", "", bare, flags=re.IGNORECASE)
    found = DOI.search(bare)
    if found is None:
        raise ValueError(NO_DOI)
    before = bare[: found.start()]
    if before and not re.search(r"(?:[\s:(\[</=\"'“‘]|doi)$", before, re.IGNORECASE):
        raise ValueError(NO_DOI)
    if _SECOND.search(bare, found.start() + 7):
        raise ValueError("There is more than one DOI here: give one at a time.")
    cleaned = trimmed(found.group())
    if not DOI.fullmatch(cleaned) or cleaned.endswith("/"):
        raise ValueError("This DOI has nothing after its last slash.")
    if not cleaned.isprintable() or re.search(r"[\uff00-\uffef]", cleaned):
        raise ValueError("This DOI holds a character that no DOI has, such as full-width digits.")
    return folded(cleaned)


def _from_address(text: str) -> str:
    if not re.match(r"https?://", text, re.IGNORECASE):
        return text
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise ValueError(NO_DOI) from error
    path = re.split(r"[?#]", text, maxsplit=1)[0]
    if _RESOLVER.match(text):
        return path
    if not DOI.search(unquote(path)):
        asked = [answer for _, answer in parse_qsl(parts.query) if DOI.search(answer)]
        return asked[0] if asked else path
    path = _PAGE.sub("", path)
    return re.sub(r"v[0-9]+$", "", path) if _PREPRINT.match(path) else path


def pmid(value: str) -> str:
    """Return the PubMed id as digits without leading zeros. Raises ValueError if it is none.

    What stands around it in PubMed's own pages goes: `PMID: 123 [PubMed - indexed for MEDLINE]`.
    """
    text = re.sub(
        r"\s*\[(?:pmid|pubmed[^\]]*)\]$", "", plain(value).rstrip(".,;"), flags=re.IGNORECASE
    )
    found = re.fullmatch(
        r"(?:https?://)?(?:(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/)?"
        r"(?:pmid[-:#\s]*|info:pmid/|medline:\s*)?0*([1-9][0-9]{0,8})(?:/)?(?:[?#].*)?",
        text,
        re.IGNORECASE | re.ASCII,
    )
    if found is None:
        raise ValueError("This is not a PubMed id: it has one to nine digits.")
    return found.group(1)


def pmcid(value: str) -> str:
    """Return the PubMed Central id as `PMC` and digits, without a version. Raises ValueError if it is none."""
    text = plain(value).rstrip(".,;")
    found = re.fullmatch(
        r"(?:https?://)?(?:(?:www\.)?(?:ncbi\.nlm\.nih\.gov/pmc/articles|pmc\.ncbi\.nlm\.nih\.gov/articles"
        r"|europepmc\.org/articles?/pmc)/)?(?:pmcid[:\s]*)?(?:PMC)\s*0*([1-9][0-9]{0,9})(?:\.[0-9]+)?"
        r"(?:/.*)?(?:[?#].*)?",
        text,
        re.IGNORECASE | re.ASCII,
    )
    if found is None:
        raise ValueError("This is not a PubMed Central id: it looks like PMC1234567.")
    return f"PMC{found.group(1)}"
