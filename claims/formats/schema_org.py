"""Pages for machines: claims, sources and the knowledge base in the words of schema.org (JSON-LD).

`site` is the address of the site without a slash at its end. What goes in are the records as the queries and the
API give them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from claims.domain.identifiers import link
from claims.formats import said

CONTEXT = "https://schema.org"
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
#: CSL type -> schema.org type; everything else is a CreativeWork.
TYPES = {
    "article-journal": "ScholarlyArticle",
    "article": "ScholarlyArticle",
    "paper-conference": "ScholarlyArticle",
    "book": "Book",
    "chapter": "Chapter",
    "thesis": "Thesis",
    "report": "Report",
    "dataset": "Dataset",
    "webpage": "WebPage",
    "article-newspaper": "NewsArticle",
}
OUT_OF_USE = {
    "retracted": "Retracted",
    "withdrawn": "Withdrawn",
    "concern": "Under expression of concern",
}

Node = dict[str, Any]


def claim_page(claim: Mapping[str, Any], *, site: str, name: str) -> Node:
    """The claim, what it rests on, and a review of it where there is a conclusion in words.

    The review has no number: two axes are never one. Its words carry both, with basis, raters and standing.
    """
    address = site + claim["url"]
    nodes = [_claim(claim, site, address)]
    if said.answered(claim):
        nodes.append(_review(claim, site, address, name))
    return _graph(nodes)


def source_page(source: Mapping[str, Any], *, site: str) -> Node:
    """The publication itself, with its identifiers and, where it was retracted, that it was."""
    node = _work(source, site)
    csl = source.get("csl") or {}
    if people := _authors(csl, source.get("authors") or ""):
        node["author"] = people
    if published := _published(csl, source.get("year")):
        node["datePublished"] = published
    if journal := source.get("container_title"):
        node["isPartOf"] = {"@type": "Periodical", "name": journal}
    if identifiers := _identifiers(source):
        node["identifier"] = identifiers
    if state := OUT_OF_USE.get(source["integrity"]) or (
        "Preprint" if source.get("is_preprint") else ""
    ):
        node["creativeWorkStatus"] = state
    return _graph([node])


def dataset(*, site: str, name: str) -> Node:
    """The knowledge base as a whole."""
    return _graph(
        [
            {
                "@type": "Dataset",
                "@id": f"{site}/#dataset",
                "name": f"{name}: claims and the evidence that bears on them",
                "description": (
                    "Checkable claims, each tied to the sources that bear on it, with graded evidence and a "
                    "conclusion by a published rule: how certain, how consistent, resting on what, rated by "
                    f"whom. {said.NOT_MEDICAL_ADVICE}"
                ),
                "url": f"{site}/",
                "license": LICENCE,
                "isAccessibleForFree": True,
                "creator": _organisation(site, name),
                "distribution": [
                    {
                        "@type": "DataDownload",
                        "name": title,
                        "contentUrl": f"{site}{path}",
                        "encodingFormat": kind,
                    }
                    for title, path, kind in (
                        ("Claims", "/api/v1/claims/", "application/json"),
                        ("Evidence", "/api/v1/evidence/", "application/json"),
                        ("Sources", "/api/v1/sources/", "application/json"),
                    )
                ],
            }
        ]
    )


def _graph(nodes: Sequence[Node]) -> Node:
    return {"@context": CONTEXT, "@graph": list(nodes)}


def _claim(claim: Mapping[str, Any], site: str, address: str) -> Node:
    node: Node = {
        "@type": "Claim",
        "@id": f"{address}#claim",
        "url": address,
        "identifier": claim["id"],
        "text": claim["text"],
        "abstract": f"{said.conclusion(claim)} {said.NOT_MEDICAL_ADVICE}",
        "inLanguage": "en",
        "license": LICENCE,
        "dateModified": _moment(claim["updated_at"]),
    }
    if claim.get("published_at"):
        node["datePublished"] = _moment(claim["published_at"])
    if claim["version"]:
        node["version"] = f"{claim['id']}.{claim['version']}"
    if topics := claim["topics"]:
        node["about"] = [
            {"@type": "DefinedTerm", "@id": f"{site}/topics/{topic['id']}/", "name": topic["name"]}
            for topic in topics
        ]
    sources = {one["source"]["id"]: one["source"] for one in claim["evidence"]}
    if sources:
        node["citation"] = [_work(source, site) for source in sources.values()]
    return node


def _review(claim: Mapping[str, Any], site: str, address: str, name: str) -> Node:
    synthesis = claim["synthesis"]
    return {
        "@type": "ClaimReview",
        "@id": f"{address}#review",
        "url": address,
        "claimReviewed": claim["text"],
        "itemReviewed": {"@type": "Claim", "@id": f"{address}#claim", "text": claim["text"]},
        "reviewBody": f"{said.conclusion(claim)} {said.NOT_MEDICAL_ADVICE}",
        "reviewRating": {
            "@type": "Rating",
            "alternateName": said.axes(synthesis),
            "ratingExplanation": f"{said.basis(synthesis)} {said.standing(synthesis)}",
        },
        "author": _organisation(site, name),
        "dateModified": _moment(claim["updated_at"]),
        "license": LICENCE,
    }


def _organisation(site: str, name: str) -> Node:
    return {"@type": "Organization", "@id": f"{site}/#site", "name": name, "url": f"{site}/"}


def _work(source: Mapping[str, Any], site: str) -> Node:
    """A source in short: what it is, where it is described here, and where it is itself."""
    page = site + source["url"]
    node: Node = {
        "@type": TYPES.get(source["csl_type"], "CreativeWork"),
        "@id": f"{page}#work",
        "url": page,
        "name": source["title"] or source["id"],
    }
    if source["link"]:
        node["sameAs"] = source["link"]
    if state := OUT_OF_USE.get(source["integrity"]):
        node["creativeWorkStatus"] = state
    return node


def _identifiers(source: Mapping[str, Any]) -> list[Node]:
    found = []
    for kind in ("doi", "pmid", "pmcid", "isbn"):
        if value := source.get(kind):
            try:
                address = link(kind, value)
            except ValueError:  # kept as it was found, and no address can be made of it
                continue
            found.append(
                {"@type": "PropertyValue", "propertyID": kind, "value": value, "url": address}
            )
    return found


def _authors(csl: Mapping[str, Any], line: str) -> list[Node]:
    people = []
    for person in csl.get("author") or []:
        if literal := person.get("literal"):
            people.append({"@type": "Organization", "name": str(literal)})
            continue
        parts = {"givenName": person.get("given"), "familyName": person.get("family")}
        parts = {key: str(value) for key, value in parts.items() if value}
        if parts:
            people.append({"@type": "Person", "name": " ".join(parts.values()), **parts})
    if people or not line:
        return people
    return [{"@type": "Person", "name": name.strip()} for name in line.split(",") if name.strip()]


def _published(csl: Mapping[str, Any], year: int | None) -> str:
    """As exactly as it is known: 2020-05-17, or 2020."""
    parts = ((csl.get("issued") or {}).get("date-parts") or [[]])[0]
    try:
        numbers = [int(part) for part in parts]
    except (TypeError, ValueError):
        numbers = []
    if len(numbers) == 3:
        return f"{numbers[0]:04d}-{numbers[1]:02d}-{numbers[2]:02d}"
    return f"{year:04d}" if year else ""


def _moment(value: datetime | str) -> str:
    return value if isinstance(value, str) else value.isoformat()
