"""What pages embed for reference managers, read by a parser not ours."""

from html import escape

import pytest
from coins_parser import CoinsParser
from hypothesis import given
from hypothesis import strategies as st

from claims.formats import embedded

ARTICLE = {
    "type": "article-journal",
    "title": "A <i>Mitragyna</i> case & “more”",
    "author": [
        {"family": "Doe", "given": "Jane"},
        {"family": "Berg", "given": "A.", "non-dropping-particle": "van der"},
        {"literal": "Kratom Study Group"},
    ],
    "container-title": "Journal of Skin",
    "volume": "12",
    "issue": "3",
    "page": "101-110",
    "issued": {"date-parts": [[2021, 3, 7]]},
    "DOI": "10.1002/(sici)1099<1::aid>3.0.co;2-a",
    "PMID": "123",
    "ISSN": "1234-5679, 2345-6785",
    "language": "en",
}


def read(csl):
    """The pairs of the span, as a page holds it, by another's parser."""
    span = f'<span class="Z3988" title="{escape(embedded.coins(csl, "kb.example"))}"></span>'
    (pairs,) = CoinsParser.parse(f"<p>{span}</p>")
    return pairs


def of(pairs, name):
    return [value for key, value in pairs if key == name]


def test_an_article():
    pairs = read(ARTICLE)
    assert of(pairs, "ctx_ver") == ["Z39.88-2004"]
    assert of(pairs, "rft_val_fmt") == ["info:ofi/fmt:kev:mtx:journal"]
    assert of(pairs, "rfr_id") == ["info:sid/kb.example"]
    assert of(pairs, "rft_id") == [f"info:doi/{ARTICLE['DOI']}", "info:pmid/123"]
    single = {
        "rft.genre": "article",
        "rft.atitle": "A Mitragyna case & “more”",
        "rft.jtitle": "Journal of Skin",
        "rft.volume": "12",
        "rft.issue": "3",
        "rft.spage": "101",
        "rft.epage": "110",
        "rft.pages": "101-110",
        "rft.date": "2021-03-07",
        "rft.issn": "1234-5679",
        "rft.aulast": "Doe",
        "rft.aufirst": "Jane",
    }
    assert {name: of(pairs, name) for name in single} == {
        name: [value] for name, value in single.items()
    }
    assert of(pairs, "rft.au") == ["Jane Doe", "A. van der Berg", "Kratom Study Group"]


@pytest.mark.parametrize(
    ("kind", "matrix", "expected"),
    [
        ("book", "book", {"rft.genre": "book", "rft.btitle": "T", "rft.isbn": "9780306406157", "rft.pub": "P"}),
        ("chapter", "book", {"rft.genre": "bookitem", "rft.atitle": "T", "rft.btitle": "C"}),
        ("thesis", "dissertation", {"rft.title": "T", "rft.inst": "P"}),
        ("article", "journal", {"rft.genre": "preprint", "rft.atitle": "T"}),
        ("paper-conference", "journal", {"rft.genre": "proceeding"}),
        ("webpage", "dc", {"rft.type": "webpage", "rft.title": "T", "rft.creator": "Jane Doe",
                           "rft.identifier": "https://example.org/x"}),
    ],
)  # fmt: skip
def test_other_works(kind, matrix, expected):
    csl = {"type": kind, "title": "T", "container-title": "C", "publisher": "P", "ISBN": "9780306406157 0306406152",
           "author": [{"family": "Doe", "given": "Jane"}], "URL": "https://example.org/x",
           "issued": {"date-parts": [[2020]]}}  # fmt: skip
    pairs = read(csl)
    assert of(pairs, "rft_val_fmt") == [f"info:ofi/fmt:kev:mtx:{matrix}"]
    assert {name: of(pairs, name) for name in expected} == {n: [v] for n, v in expected.items()}
    assert of(pairs, "rft.date") == ["2020"]
    assert of(pairs, "rft_id") == ["https://example.org/x"]


def test_meta_tags():
    assert embedded.highwire(ARTICLE) == [
        ("citation_title", "A Mitragyna case & “more”"),
        ("citation_author", "Doe, Jane"),
        ("citation_author", "van der Berg, A."),
        ("citation_author", "Kratom Study Group"),
        ("citation_publication_date", "2021/03/07"),
        ("citation_journal_title", "Journal of Skin"),
        ("citation_volume", "12"),
        ("citation_issue", "3"),
        ("citation_firstpage", "101"),
        ("citation_lastpage", "110"),
        ("citation_doi", ARTICLE["DOI"]),
        ("citation_pmid", "123"),
        ("citation_language", "en"),
        ("citation_issn", "1234-5679"),
        ("citation_issn", "2345-6785"),
        (
            "citation_abstract_html_url",
            "https://doi.org/10.1002/%28sici%291099%3C1%3A%3Aaid%3E3.0.co%3B2-a",
        ),
    ]


def test_a_brief_is_enough():
    brief = {"csl_type": "article-journal", "title": "T", "authors": "Doe J; et al.", "year": 2020,
             "container_title": "J", "doi": "10.1000/x", "pmid": None, "pmcid": None,
             "link": "https://doi.org/x"}  # fmt: skip
    pairs = read(embedded.of_brief(brief))
    assert of(pairs, "rft.aulast") == ["Doe"]
    assert of(pairs, "rft.au") == ["J Doe"]
    assert of(pairs, "rft_id") == ["info:doi/10.1000/x"]


def test_a_crowd_of_authors_stays_light():
    crowd = ARTICLE | {"author": [{"family": f"Name{n}"} for n in range(50_000)]}
    assert len(embedded.coins(crowd, "kb.example")) < 2_000
    assert len(embedded.highwire(crowd)) < 250


@given(
    st.dictionaries(
        st.sampled_from(["title", "author", "issued", "page", "volume", "DOI", "type", "ISSN"]),
        st.none()
        | st.integers()
        | st.text(max_size=20)
        | st.lists(st.dictionaries(st.text(max_size=8), st.text()))
        | st.just({"date-parts": [[2020, 13, 99]]})
        | st.just([{"family": "Doe", "given": 3}]),
    )
)
def test_whatever_a_record_holds_is_read_back(csl):
    pairs = read(csl)
    assert of(pairs, "ctx_ver") == ["Z39.88-2004"]
    assert all(value for _, value in embedded.highwire(csl))
    title = " ".join(of(pairs, "rft.title") + of(pairs, "rft.atitle") + of(pairs, "rft.btitle"))
    if isinstance(csl.get("title"), str) and csl.get("type") is None:
        assert title == embedded.common.plain(csl["title"])[: embedded.LONGEST]
