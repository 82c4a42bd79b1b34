"""Identifiers from what people paste; the samples are the standards' own or invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain import identifiers

SICI = "10.1002/(sici)1096-8644(199601)99:1<1::aid-ajpa1>3.0.co;2-1"


@pytest.mark.parametrize(
    ("messy", "clean"),
    [
        ("10.1000/182", "10.1000/182"),
        ("  DOI: 10.1000/ABC.Def. ", "10.1000/abc.def"),
        ("doi:10.1000/182,", "10.1000/182"),
        ("https://doi.org/10.1000/182", "10.1000/182"),
        ("http://dx.doi.org/10.1000/182?nosfx=y", "10.1000/182"),
        ("doi.org/10.1000/182", "10.1000/182"),
        ("https://doi.org/10.1000%2F182", "10.1000/182"),
        ("https://doi.org/doi:10.1000/182", "10.1000/182"),
        ("10.1000%2f182", "10.1000/182"),
        ("(10.1000/182)", "10.1000/182"),
        ("10.1016/S0140-6736(05)67889-0", "10.1016/s0140-6736(05)67889-0"),
        (SICI.upper(), SICI),
        (
            "https://doi.org/10.1002/(SICI)1096-8644(199601)99:1%3C1::AID-AJPA1%3E3.0.CO;2-1",
            SICI,
        ),
        ("\u200b10.1000/182\ufeff", "10.1000/182"),
        ("https://www.tandfonline.com/doi/full/10.1000/182", "10.1000/182"),
        ("info:doi/10.1000/182", "10.1000/182"),
        ("https://www.frontiersin.org/articles/10.3389/abc.2020.1/full#h3", "10.3389/abc.2020.1"),
        ("10.1000.10/a/b", "10.1000.10/a/b"),
        (
            "Doi 10.1659/0276-4741(2006)26[323:Svim]2.0.Co;2",
            "10.1659/0276-4741(2006)26[323:svim]2.0.co;2",
        ),
        ("10.1000/182 [doi]", "10.1000/182"),
        ("10.1000/182[doi]", "10.1000/182"),
        ("10.1000/182?utm_source=mail", "10.1000/182"),
        (SICI.replace("<", "&lt;").replace(">", "&gt;"), SICI),
        (SICI.replace("<", "%3C").replace(">", "%3E"), SICI),
        (
            "https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0000001",
            "10.1371/journal.pone.0000001",
        ),
        (
            "https://link.springer.com/content/pdf/10.1007/s00125-020-1234-5.pdf",
            "10.1007/s00125-020-1234-5",
        ),
        (
            "https://www.medrxiv.org/content/10.1101/2020.01.01.20012345v2.full.pdf",
            "10.1101/2020.01.01.20012345",
        ),
        (
            "https://www.cochranelibrary.com/cdsr/doi/10.1002/14651858.CD001234.pub2/full",
            "10.1002/14651858.cd001234.pub2",
        ),
        ("https://onlinelibrary.wiley.com/doi/epdf/10.1002/a.1?src=x", "10.1002/a.1"),
    ],
)
def test_doi(messy, clean):
    assert identifiers.doi(messy) == clean


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "none",
        "10.1000/",
        "10.12/x",
        "11.1000/182",
        "x10.1000/182",
        "10.1000/...",
        "10.1/x",
        "10/abc",
        "10.1000/a;10.1000/b",
        "10.1000/a; doi:10.1000/b",
        "10.1000/a 10.1000/b",
        "１０.1000/182",
        "10.1000/１８２",
        "10.1000/" + "a" * 3000 + " DOI",
    ],
)
def test_not_a_doi(bad):
    with pytest.raises(ValueError, match=r"DOI|too long"):
        identifiers.doi(bad)


@pytest.mark.parametrize(
    ("kind", "messy", "clean"),
    [
        ("pmid", "PMID: 00123456", "123456"),
        ("pmid", "https://pubmed.ncbi.nlm.nih.gov/123456/", "123456"),
        ("pmid", "https://www.ncbi.nlm.nih.gov/pubmed/123456?dopt=Abstract", "123456"),
        ("pmcid", "pmc1234567", "PMC1234567"),
        ("pmcid", "https://pmc.ncbi.nlm.nih.gov/articles/PMC1234567/", "PMC1234567"),
        ("pmcid", "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC1234567/pdf/x.pdf", "PMC1234567"),
        ("pmcid", "PMCID: PMC1234567.2", "PMC1234567"),
        ("isbn", "0-306-40615-2", "9780306406157"),
        ("isbn", "ISBN-13: 978-0-306-40615-7", "9780306406157"),
        ("isbn", "080442957X", "9780804429573"),
        ("isbn", "urn:isbn:9780306406157", "9780306406157"),
        ("orcid", "https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("orcid", "0000000218250097", "0000-0002-1825-0097"),
        ("orcid", "0000-0002-1694-233x", "0000-0002-1694-233X"),
        ("orcid", "0000-0002-1694-233x/", "0000-0002-1694-233X"),
        ("pmid", "PMID- 123456 [PubMed - indexed for MEDLINE]", "123456"),
        ("issn", "1550-7408 (Electronic)", "1550-7408"),
        ("issn", "ISSN: 03785955", "0378-5955"),
        ("issn", "2434-561x", "2434-561X"),
        ("issn", "2049–3630 (Print) 2049-3630 (Linking)", "2049-3630"),
        ("issn", "https://portal.issn.org/resource/ISSN/2049-3630", "2049-3630"),
        ("arxiv", "arXiv:2101.01234v3 [stat.ME]", "2101.01234"),
        ("arxiv", "https://arxiv.org/pdf/0704.0001v1.pdf", "0704.0001"),
        ("arxiv", "https://doi.org/10.48550/arXiv.2101.01234", "2101.01234"),
        ("arxiv", "math.GT/0309136", "math/0309136"),
        ("trial", "ClinicalTrials.gov: nct01234567", "NCT01234567"),
        ("trial", "https://clinicaltrials.gov/ct2/show/NCT01234567?term=x", "NCT01234567"),
        ("trial", "ISRCTN 12345678", "ISRCTN12345678"),
        ("trial", "EudraCT 2004-001234-56-GB", "2004-001234-56"),
        ("trial", "2022-500024-30-00", "2022-500024-30"),
        ("trial", "chictr2000029308", "ChiCTR2000029308"),
        ("trial", "ChiCTR-TRC-08000144", "ChiCTR-TRC-08000144"),
        ("trial", "ACTRN12605000001234", "ACTRN12605000001234"),
        ("trial", "DRKS00012345.", "DRKS00012345"),
        ("trial", "CTRI/2020/01/012345", "CTRI/2020/01/012345"),
        ("trial", "jRCTs031180001", "jRCTs031180001"),
    ],
)
def test_other_kinds(kind, messy, clean):
    assert identifiers.parse(kind, messy) == clean


@pytest.mark.parametrize(
    ("kind", "bad", "message"),
    [
        ("pmid", "0", "PubMed id"),
        ("pmid", "PMC123", "PubMed id"),
        ("pmid", "\u0661\u0662\u0663", "PubMed id"),
        ("pmid", "999999999999", "PubMed id"),
        ("pmcid", "123456", "PubMed Central"),
        ("issn", "1550-7409", "mistyped"),
        ("issn", "1550-7408, 2049-3630", "more than one"),
        ("issn", "1550-740", "ISSN"),
        ("issn", "volume 1550-7408", "ISSN"),
        ("arxiv", "2113.01234", "arXiv"),
        ("arxiv", "2101.0123", "arXiv"),
        ("trial", "NCT123", "register"),
        ("trial", "2004-001234", "register"),
        ("isbn", "0-306-40615-3", "check digit"),
        ("isbn", "9780306406158", "check digit"),
        ("isbn", "12345", "10 digits"),
        ("orcid", "0000-0002-1825-0098", "mistyped"),
        ("orcid", "0000-0002-1825", "ORCID"),
        ("isni", "1", "Unknown kind"),
    ],
)
def test_refused_with_a_clear_message(kind, bad, message):
    with pytest.raises(ValueError, match=message):
        identifiers.parse(kind, bad)


@given(st.sampled_from(sorted(identifiers.PARSERS)), st.text(max_size=60))
def test_any_text_is_normalised_for_good_or_refused(kind, text):
    try:
        clean = identifiers.parse(kind, text)
    except ValueError:
        return
    assert identifiers.parse(kind, clean) == clean


@given(
    st.integers(1000, 999_999_999),
    st.text("abcxyzABC0189()<>;:._-/", min_size=1, max_size=40),
    st.sampled_from(["{}", "https://doi.org/{}", "doi:{}", " {} ", "http://dx.doi.org/{}"]),
)
def test_a_doi_is_the_same_however_it_is_written(registrant, suffix, wrapping):
    bare = f"10.{registrant}/{suffix}"
    try:
        clean = identifiers.doi(bare)
    except ValueError:
        return
    assert identifiers.doi(wrapping.format(clean)) == clean
    assert identifiers.doi(identifiers.link("doi", clean)) == clean


def test_links():
    assert identifiers.link("doi", SICI).endswith("%3C1%3A%3Aaid-ajpa1%3E3.0.co%3B2-1")
    assert identifiers.link("pmid", "1") == "https://pubmed.ncbi.nlm.nih.gov/1/"
    assert identifiers.link("pmcid", "PMC1").endswith("/PMC1/")
    assert identifiers.link("isbn", "9780306406157").endswith("9780306406157")
    assert identifiers.link("orcid", "0000-0002-1825-0097").startswith("https://orcid.org/")
    assert identifiers.link("issn", "2049-3630").endswith("/2049-3630")
    assert identifiers.link("arxiv", "2101.01234") == "https://arxiv.org/abs/2101.01234"
    assert (
        identifiers.link("trial", "NCT01234567") == "https://clinicaltrials.gov/study/NCT01234567"
    )
    assert identifiers.link("trial", "KCT0001234").startswith("https://trialsearch.who.int/")
    with pytest.raises(ValueError, match="Unknown kind"):
        identifiers.link("isni", "1")
    assert set(identifiers.LABELS) == set(identifiers.PARSERS)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("10.1000/182", "doi"),
        ("https://pubmed.ncbi.nlm.nih.gov/123456/", "pmid"),
        ("123456", "pmid"),
        ("PMC123", "pmcid"),
        ("9780306406157", "isbn"),
        ("1550-7408 (Electronic)", "issn"),
        ("2101.01234", "arxiv"),
        ("NCT01234567", "trial"),
        ("0000-0002-1825-0097", "orcid"),
    ],
)
def test_the_kind_is_guessed(text, kind):
    assert identifiers.guess(text)[0] == kind


def test_no_identifier_is_guessed_where_there_is_none():
    with pytest.raises(ValueError, match="no identifier"):
        identifiers.guess("Kratom and the liver")


PROSE = f"""See Smith (doi:10.1000/ABC.1), Jones <https://doi.org/{SICI}>, and 10.1000/a;10.1000/b.
PMID: 123456; PMC7654321. Registered as NCT01234567 and ISRCTN12345678 (EudraCT number: 2004-001234-56).
arXiv:2101.01234v2, ISBN 0-306-40615-2, ISSN 1550-7408, ISSN 1550-7409 (wrong), 0000-0002-1825-0097.
Not these: 210.1000/x, 1234567, version 10.1234."""


def test_identifiers_in_running_text():
    found = identifiers.find_all(PROSE)
    assert [(one.kind, one.value) for one in found] == [
        ("doi", "10.1000/abc.1"),
        ("doi", SICI),
        ("doi", "10.1000/a"),
        ("doi", "10.1000/b"),
        ("pmid", "123456"),
        ("pmcid", "PMC7654321"),
        ("trial", "NCT01234567"),
        ("trial", "ISRCTN12345678"),
        ("trial", "2004-001234-56"),
        ("arxiv", "2101.01234"),
        ("isbn", "9780306406157"),
        ("issn", "1550-7408"),
        ("orcid", "0000-0002-1825-0097"),
    ]
    assert PROSE[found[0].start : found[0].end] == "10.1000/ABC.1"


@given(st.text("10.5/;,)( \nPMIDNCTarxiv:0123456789-X", max_size=300))
def test_any_text_is_searched(text):
    for one in identifiers.find_all(text):
        assert identifiers.parse(one.kind, one.value) == one.value
        assert 0 <= one.start < one.end <= len(text)


def test_a_page_of_dois_against_plain_search(shared_dir):
    page = shared_dir / "data/bibliography/pubmed_xml/text_with_many_dois.txt"
    if not page.is_file():
        pytest.skip("no page of DOIs there")
    text = page.read_text(encoding="utf-8", errors="replace")
    found = [one for one in identifiers.find_all(text) if one.kind == "doi"]
    # All that a search for the pattern finds, but for those that a line break cuts off.
    assert len(found) >= 60
    assert all(identifiers.doi(one.value) == one.value for one in found)
