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
    ],
)
def test_doi(messy, clean):
    assert identifiers.doi(messy) == clean


@pytest.mark.parametrize(
    "bad", ["", "none", "10.1000/", "10.12/x", "11.1000/182", "x10.1000/182", "10.1000/..."]
)
def test_not_a_doi(bad):
    with pytest.raises(ValueError, match="DOI"):
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
        ("pmcid", "123456", "PubMed Central"),
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
    assert identifiers.link("doi", SICI).endswith("%3C1::aid-ajpa1%3E3.0.co;2-1")
    assert identifiers.link("pmid", "1") == "https://pubmed.ncbi.nlm.nih.gov/1/"
    assert identifiers.link("pmcid", "PMC1").endswith("/PMC1/")
    assert identifiers.link("isbn", "9780306406157").endswith("9780306406157")
    assert identifiers.link("orcid", "0000-0002-1825-0097").startswith("https://orcid.org/")
    with pytest.raises(ValueError, match="Unknown kind"):
        identifiers.link("isni", "1")
