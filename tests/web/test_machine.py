"""Machine-readable pages, judged by validators that were not written here; a broken copy of each is caught."""

import copy
import json
import re
from html.parser import HTMLParser

import pytest

from claims.formats import said
from claims.queries import sitemap
from claims.templatetags.machine import json_ld
from tests import factories as make
from tests.web import validators

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    topic = make.make_topic("kratom & </script><b>tea</b>")
    claim = make.make_claim(
        "Kratom is linked to </script> darker skin & <i>more</i>", topics=[topic]
    )
    source = make.make_source(
        title="Skin and <kratom>",
        doi="10.5555/abc",
        csl={"type": "article-journal", "title": "x", "author": [{"family": "Bo", "given": "Al"}]},
    )
    quote = {"exact": "They had “it”.", "prefix": "Before ", "start": 10, "end": 24}
    evidence = make.make_evidence(claim, source, quotes=[quote])
    make.make_appraisal(evidence)
    return {"topic": topic, "claim": claim, "source": source, "evidence": evidence}


class Blocks(HTMLParser):
    """The JSON-LD blocks of a page, by the rules of HTML."""

    def __init__(self):
        super().__init__()
        self.found, self.inside = [], False

    def handle_starttag(self, tag, attrs):
        self.inside = tag == "script" and dict(attrs).get("type") == "application/ld+json"

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.found.append(json.loads(data))


def in_page(response):
    """The JSON-LD blocks of a page, as a crawler finds them."""
    blocks = Blocks()
    blocks.feed(response.content.decode())
    return blocks.found


def release(world, settings):
    settings.REVIEWERS_REQUIRED = 1
    from claims.actions import evidence

    evidence.release(evidence=world["evidence"], by=make.make_user("editor"))


def test_a_claims_page_carries_valid_json_ld(client, world, settings):
    release(world, settings)
    (page,) = in_page(client.get(f"/claims/{world['claim'].public_id}/"))
    assert validators.schema_org(page) == []
    claim, review = page["@graph"]
    assert claim["text"] == world["claim"].text
    assert claim["citation"][0]["sameAs"] == "https://doi.org/10.5555/abc"
    assert review["@type"] == "ClaimReview"
    rating = review["reviewRating"]
    assert "ratingValue" not in rating
    assert re.match(r"Verdict: .+\. Certainty: .+\. Consistency: .+\.", rating["alternateName"])
    world["claim"].refresh_from_db()
    for words in (world["claim"].plain_sentence, "rated by 1 person", "not yet confirmed"):
        assert words in review["reviewBody"]
    assert said.NOT_MEDICAL_ADVICE in review["reviewBody"]
    broken = copy.deepcopy(page)
    broken["@graph"][1]["certaintyLevel"] = "low"
    assert validators.schema_org(broken)
    broken = copy.deepcopy(page)
    broken["@graph"][0]["dateModified"] = {"@type": "Rating", "ratingValue": 3}
    assert validators.schema_org(broken)


def test_nobody_reviews_what_nobody_assessed(client):
    (page,) = in_page(client.get(f"/claims/{make.make_claim().public_id}/"))
    assert [node["@type"] for node in page["@graph"]] == ["Claim"]


@pytest.mark.parametrize("integrity", ["clear", "retracted"])
def test_a_sources_page_carries_valid_json_ld(client, world, integrity):
    type(world["source"]).objects.filter(pk=world["source"].pk).update(
        integrity=integrity, integrity_note="a notice"
    )
    (page,) = in_page(client.get(f"/sources/{world['source'].public_id}/"))
    assert validators.schema_org(page) == []
    (work,) = page["@graph"]
    assert (work["@type"], work["name"]) == ("ScholarlyArticle", "Skin and <kratom>")
    assert work["author"][0]["name"] == "Al Bo"
    assert work.get("creativeWorkStatus") == ("Retracted" if integrity == "retracted" else None)


@pytest.mark.parametrize("path", ["/", "/about/"])
def test_the_site_is_a_dataset(client, path):
    (page,) = in_page(client.get(path))
    assert validators.vocabulary(page) == []
    assert page["@graph"][0]["@type"] == "Dataset"
    for name, value in (("colour", "red"), ("creator", {"@type": "Rating"}), ("distribution", "x")):
        assert validators.vocabulary({"@graph": [page["@graph"][0] | {name: value}]})


def test_a_preprint_says_that_it_is_one(client):
    (page,) = in_page(client.get(f"/sources/{make.make_source(is_preprint=True).public_id}/"))
    assert validators.schema_org(page) == []
    assert page["@graph"][0]["creativeWorkStatus"] == "Preprint"


def test_nothing_ends_the_data_block_early():
    said = json_ld({"text": "</script><script>alert(1)</script> <!-- & \u2028"})
    assert said.count("<") == 2
    assert json.loads(re.sub(r"^<[^>]+>|<[^>]+>$", "", said))["text"].startswith("</script>")


def test_cards_carry_the_plain_sentence_and_what_belongs_to_it(client, world):
    html = client.get(f"/claims/{world['claim'].public_id}/").content.decode()
    (text,) = re.findall(r'property="og:description" content="([^"]*)"', html)
    world["claim"].refresh_from_db()
    assert world["claim"].plain_sentence in text
    for words in ("Certainty: not rated", "rated by nobody here", "not medical advice"):
        assert words in text
    (address,) = re.findall(r'rel="canonical" href="([^"]*)"', html)
    assert address.endswith(f"/claims/{world['claim'].public_id}/")
    assert html.count("application/ld+json") == 1


@pytest.mark.parametrize("noun", ["claim", "source", "topic"])
def test_what_is_not_public_has_no_card(client, noun):
    editor = make.make_user("editor")
    client.force_login(editor)
    makers = {
        "claim": lambda: make.make_claim(published=False),
        "source": lambda: make.make_source(published=False),
        "topic": lambda: make.make_topic(status="proposed"),
    }
    html = client.get(makers[noun]().get_absolute_url()).content.decode()
    assert "ld+json" not in html
    assert "og:" not in html


def test_quotes_are_valid_annotations(client, world):
    response = client.get(f"/evidence/{world['evidence'].public_id}/annotations.jsonld")
    assert response["Content-Type"].startswith("application/ld+json; profile=")
    page = json.loads(response.content)
    assert validators.annotations(page) == []
    target = page["items"][0]["target"]
    assert target["source"] == "https://doi.org/10.5555/abc"
    assert target["selector"] == [
        {"type": "TextQuoteSelector", "exact": "They had “it”.", "prefix": "Before "},
        {"type": "TextPositionSelector", "start": 10, "end": 24},
    ]
    served = client.get(f"/api/v1/evidence/{world['evidence'].public_id}/annotations/")
    assert served.json() == page
    del page["items"][0]["target"]
    assert validators.annotations(page)


def test_a_selector_without_its_words_is_caught(client, world):
    page = client.get(f"/api/v1/evidence/{world['evidence'].public_id}/annotations/").json()
    del page["items"][0]["target"]["selector"][0]["exact"]
    assert validators.annotations(page)


def test_annotations_of_what_may_not_be_seen_are_absent(client):
    hidden = make.make_evidence(make.make_claim(published=False))
    assert client.get(f"/evidence/{hidden.public_id}/annotations.jsonld").status_code == 404
    assert client.get(f"/api/v1/evidence/{hidden.public_id}/annotations/").status_code == 404


def test_the_sitemap_lists_every_public_page_once(client, world, monkeypatch):
    monkeypatch.setattr(sitemap, "SLICE", 2)
    draft = make.make_claim(published=False)
    more = [make.make_claim() for _ in range(3)]
    index = client.get("/sitemap.xml").content.decode()
    assert validators.sitemap(index) == []
    found = []
    for address in re.findall(r"<loc>([^<]*)</loc>", index):
        text = client.get(re.sub(r"https?://[^/]*", "", address)).content.decode()
        assert validators.sitemap(text) == []
        found += re.findall(r"<loc>https?://[^/]*([^<]*)</loc>", text)
    assert len(found) == len(set(found))
    for record in (world["claim"], world["source"], world["topic"], *more):
        assert record.get_absolute_url() in found
    assert draft.get_absolute_url() not in found
    assert "<lastmod>" in text
    assert validators.sitemap(index.replace("<loc>", "<place>").replace("</loc>", "</place>"))
    assert validators.sitemap(text.replace("<lastmod>2", "<lastmod>next week, 2"))


@pytest.mark.parametrize("many", [1, 20])
def test_a_slice_costs_one_query(client, many, django_assert_num_queries):
    claims = [make.make_claim() for _ in range(many)]
    number = claims[0].pk // sitemap.SLICE
    with django_assert_num_queries(1):
        client.get(f"/sitemaps/claim-{number}.xml")
    with django_assert_num_queries(3):
        client.get("/sitemap.xml")


@pytest.mark.parametrize("name", ["claim-999", "nothing-0", "pages-1", f"claim-{10**30}"])
def test_there_is_no_slice_of_nothing(client, name):
    assert client.get(f"/sitemaps/{name}.xml").status_code == 404


def test_assistants_and_crawlers_are_told_where_things_are(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        guide = client.get("/llms.txt")
        robots = client.get("/robots.txt")
    assert guide["Content-Type"] == "text/plain; charset=utf-8"
    text = guide.content.decode()
    assert text.startswith("# ")
    assert "not medical advice" in text
    assert "/api/v1/schema/" in text
    assert re.search(r"^Sitemap: https?://.+/sitemap\.xml$", robots.content.decode(), re.MULTILINE)
