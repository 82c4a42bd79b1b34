"""PubMed's two formats give the same record, and nothing of another paper's."""

from claims.formats.records import Kind
from tests.formats.reading import DATA, csl, everything

ORCID = "https://orcid.org/0000-0002-1825-0097"


def test_nbib():
    first, second = csl(DATA / "two.nbib", Kind.NBIB)
    assert first["title"] == "A title that goes on over two lines"
    assert first["issued"] == {"date-parts": [[1998, 11], [1998, 12]]}
    assert first["page"] == "690-694"
    assert (first["DOI"], first["PMID"], first["ISSN"]) == (
        "10.1000/inv.1",
        "30000001",
        "1234-5679",
    )
    assert first["author"] == [
        {
            "family": "Okafor",
            "given": "Ngozi A",
            "ORCID": ORCID,
            "affiliation": [{"name": "Institute of Invention."}],
        },
        {"family": "de la Cruz", "given": "Maria Jr"},
        {"literal": "Sleep and Memory Study Group"},
    ]
    assert (first["container-title"], first["container-title-short"]) == (
        "Journal of invented medicine",
        "J Inv Med",
    )
    assert first["language"] == "en"
    kept = first["custom"]["nbib"]
    assert kept["PT"] == ["Journal Article", "Retracted Publication"]
    assert kept["RIN"] == ["J Inv Med. 2001;1(1):1. PMID: 30000003"]
    assert kept["MH"] == ["Sleep", "Memory"]
    assert kept["AID"] == ["S0000-0001 [pii]"]
    assert second["author"] == [{"family": "Doe", "given": "J"}]
    assert second["issued"] == {"date-parts": [[2001]], "season": 1}


def test_xml():
    article, chapter = csl(DATA / "set.xml")
    assert article["title"] == "Effects of <i>M. speciosa</i> on CO<sub>2</sub> when p < 0.05"
    assert article["abstract"] == "AIMS: To see.\nRESULTS: It was seen."
    assert article["page"] == "690-694"
    assert article["author"] == [
        {
            "family": "Okafor",
            "given": "Ngozi A",
            "ORCID": ORCID,
            "affiliation": [{"name": "Institute of Invention"}],
        },
        {"literal": "Sleep and Memory Study Group"},
    ]
    assert (article["PMID"], article["PMCID"], article["DOI"]) == (
        "30000001",
        "PMC7000001",
        "10.1000/inv.1",
    )
    assert (chapter["type"], chapter["title"], chapter["container-title"]) == (
        "chapter",
        "Its chapter",
        "A whole book",
    )
    assert chapter["ISBN"] == "9780306406157"


def test_ids_of_references_are_not_the_articles_own():
    article = csl(DATA / "set.xml")[0]
    kept = article["custom"]["pubmed"]
    assert kept["PubmedData"]["ReferenceList"]["Reference"]["Citation"] == "Another paper"
    assert article["DOI"] != "10.1000/other"
    corrections = kept["MedlineCitation"]["CommentsCorrectionsList"]["CommentsCorrections"]
    assert corrections["@RefType"] == "RetractionIn"
    assert corrections["PMID"]["#text"] == "30000009"
    kinds = kept["MedlineCitation"]["Article"]["PublicationTypeList"]["PublicationType"]
    assert kinds["#text"] == "Retracted Publication"


def test_one_broken_article_spoils_no_other():
    records, rejected = everything(DATA / "set.xml")
    assert [record.position for record in records] == [1, 3]
    assert [(fault.position, fault.line) for fault in rejected] == [(2, 16)]
    assert rejected[0].reason.startswith("The record is not well-formed XML: mismatched tag")
