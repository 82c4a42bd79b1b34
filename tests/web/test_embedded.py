"""Pages hold what browser connectors of reference managers look for."""

from html.parser import HTMLParser

import pytest
from coins_parser import CoinsParser

from tests.factories import make_claim, make_evidence, make_source

pytestmark = pytest.mark.django_db
TITLE = 'On "kratom" & <skin>'


class Metas(HTMLParser):
    """Name and content of the meta tags of the head."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "meta" and str(given.get("name")).startswith("citation_"):
            self.found.append((given["name"], given["content"]))


def test_a_source_page_describes_its_work_in_both_ways(client):
    csl = {"type": "article-journal", "title": TITLE, "volume": "3", "page": "1-9",
           "author": [{"family": "Doe", "given": "Jane"}], "issued": {"date-parts": [[2020, 5]]}}  # fmt: skip
    source = make_source(title=TITLE, authors="Doe J", year=2020, doi="10.1000/x", csl=csl)
    page = client.get(f"/sources/{source.public_id}/").content.decode()
    head, _, rest = page.partition("</head>")
    assert Metas(head).found == [
        ("citation_title", TITLE),
        ("citation_author", "Doe, Jane"),
        ("citation_publication_date", "2020/05"),
        ("citation_volume", "3"),
        ("citation_firstpage", "1"),
        ("citation_lastpage", "9"),
        ("citation_doi", "10.1000/x"),
        ("citation_abstract_html_url", "https://doi.org/10.1000/x"),
    ]
    (pairs,) = CoinsParser.parse(rest)
    assert dict(pairs)["rft.atitle"] == TITLE
    assert dict(pairs)["rft.volume"] == "3"
    assert dict(pairs)["rft_id"] == "info:doi/10.1000/x"


def test_a_claim_page_describes_each_source_once(client):
    claim = make_claim()
    twice = make_source(title=TITLE)
    make_evidence(claim, twice)
    make_evidence(claim, make_source(title="Other"))
    make_evidence(claim, make_source(title="Waiting"), accepted=False)
    page = client.get(f"/claims/{claim.public_id}/").content.decode()
    found = [dict(pairs)["rft.atitle"] for pairs in CoinsParser.parse(page)]
    assert found == [TITLE, "Other"]
    assert Metas(page).found == []  # the page is about a claim, not about one of its sources
