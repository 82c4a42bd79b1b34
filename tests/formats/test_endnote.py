"""EndNote XML: style runs, carriage returns, and fields that stand in strange places."""

from tests.formats.reading import DATA, csl


def test_an_article():
    article, book = csl(DATA / "library.xml")
    assert article["title"] == "Effects of <i>M. speciosa</i> on CO<sub>2</sub>"
    assert article["author"] == [
        {"family": "Okafor", "given": "N. A."},
        {"literal": "Sleep and Memory Study Group"},
    ]
    assert article["container-title"] == "Journal of Invented Medicine"
    assert article["container-title-short"] == "J Inv Med"
    assert article["issued"] == {"date-parts": [[2019, 3, 15]]}
    assert (article["DOI"], article["PMID"]) == ("10.1000/inv.1", "30000001")
    assert article["ISSN"] == "1234-5679, 2049-3630"
    assert article["abstract"] == "One.\nTwo."
    assert article["custom"]["endnote"]["research-notes"] == ["kept as it is"]
    assert book["title"] == "Not well-formed & yet read"
    assert (book["type"], book["collection-title"]) == ("book", "The series")
