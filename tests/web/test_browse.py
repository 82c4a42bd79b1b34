"""The list with its facets and the evidence map, as pages: without scripts, the address is the state."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree

import pytest

from tests.queries import build

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def topic():
    made = build.topic("Tea")
    effect = build.topic("Sleep", kind="outcome")
    build.claim("One", exposure=made, outcome=effect, topics=(made,), verdict="supported")
    build.claim("Two", exposure=made, outcome=effect, verdict="doubtful", certainty="low")
    build.claim("Three", verdict="doubtful")
    return made


def test_facets_are_boxes_with_counts_and_what_is_chosen_is_a_chip(client, topic):
    page = client.get(f"/claims/?exposure={topic.public_id}&verdict=doubtful").content.decode()
    assert "1 claim fits" in page
    assert f'name="exposure" value="{topic.public_id}" checked' in page
    assert 'name="verdict" value="doubtful" checked' in page
    assert 'name="verdict" value="supported"' in page  # its own choice is left aside
    assert f'href="/claims/?exposure={topic.public_id}"' in page
    assert 'href="/claims/?verdict=doubtful"' in page
    assert "One</a>" not in page
    assert f"/map/?exposure={topic.public_id}&amp;verdict=doubtful" in page


def test_nothing_found_says_what_to_drop(client, topic):
    page = client.get("/claims/?verdict=doubtful&certainty=high").content.decode()
    assert "No published claim fits all of this." in page
    assert 'Without “Certainty”: <a href="/claims/?verdict=doubtful">2 claims</a>' in page
    assert "Without “Verdict”: still none" in page


def test_every_value_of_a_facet_is_a_link_that_adds_it(client, topic):
    for number in range(9):
        build.claim(exposure=build.topic(f"Other {number}"))
    page = client.get("/claims/?verdict=doubtful").content.decode()
    assert "/claims/facets/exposure/" not in page  # one value: nothing more to see
    page = client.get("/claims/").content.decode()
    assert '/claims/facets/exposure/">and 2 more' in page
    page = client.get("/claims/facets/exposure/?certainty=low").content.decode()
    assert f'/claims/?certainty=low&amp;exposure={topic.public_id}"' in page
    page = client.get(f"/claims/facets/exposure/?exposure={topic.public_id}").content.decode()
    assert 'href="/claims/"><span aria-hidden="true">✓</span> Tea' in page
    assert client.get("/claims/facets/colour/").status_code == 404
    assert "no filter" in client.get("/claims/facets/verdict/?colour=red").content.decode()


def test_who_rated_is_offered_only_where_names_are_shown(client, topic, settings):
    assert "does not show who rated" in client.get("/claims/?rater=p1").content.decode()
    settings.SHOW_REVIEWER_NAMES = True
    one = build.evidence(build.claim(), consensus="provisional")
    build.appraisal(one, build.user("reviewer"))
    page = client.get("/claims/").content.decode()
    assert one.appraisals.first().reviewer.display_name in page
    settings.SHOW_REVIEWER_NAMES = False
    assert "Rated by" not in client.get("/claims/").content.decode()


def test_the_map_has_figure_table_and_downloads_with_the_same_numbers(client, topic):
    page = client.get("/map/").content.decode()
    cell = f"exposure={topic.public_id}&amp;outcome="
    assert page.count(f'href="/claims/?{cell}') >= 2  # in the figure and in the table
    assert "Tea – Sleep" in page
    assert "1 more names no topic" in page
    assert "not medical advice" in page
    rows = list(csv.DictReader(io.StringIO(client.get("/map.csv").content.decode("utf-8-sig"))))
    assert [(row["exposure_name"], row["claims"], row["verdict"]) for row in rows] == [
        ("Tea", "2", "supported 1; doubtful 1")
    ]
    figure = client.get("/map.svg?verdict=supported")
    assert figure["Content-Type"] == "image/svg+xml"
    svg = ElementTree.fromstring(figure.content)  # noqa: S314
    assert "1 of 1 exposures" in "".join(svg.itertext())
    (told,) = client.get("/api/v1/map/").json()["cells"]
    assert (told["exposure"], told["claims"], told["studies"]) == (topic.public_id, 2, 0)


def test_the_map_is_narrowed_paged_and_may_be_empty(client, topic):
    for number in range(13):
        exposure = build.topic(f"Exposure {number}")
        build.claim(exposure=exposure, outcome=build.topic(kind="outcome"))
    page = client.get("/map/").content.decode()
    assert "?rows_from=12" in page
    assert "and 2 more" in page
    page = client.get("/map/?rows_from=12").content.decode()
    assert "Exposures 13 to 14 of 14" in page
    assert 'href="/map/">Back' in page
    assert "No published claim fits" in client.get("/map/?certainty=high").content.decode()
    assert "nothing to place" in client.get("/map/?q=three").content.decode()
    assert client.get("/map.svg?certainty=high").status_code == 200
    for query in ("rows_from=x", "rows_from=99", "columns_from=-1"):
        assert client.get(f"/map/?{query}").status_code == 400
    assert client.get("/map.csv?colour=red").status_code == 400
    assert "no filter" in client.get("/map/?colour=red").content.decode()


def test_names_are_escaped(client):
    exposure, effect = build.topic(SCRIPT), build.topic(SCRIPT, kind="outcome")
    build.claim(exposure=exposure, outcome=effect)
    for address in (
        "/claims/",
        "/map/",
        "/map.svg",
        "/claims/facets/exposure/",
        f"/map/?q={SCRIPT}",
    ):
        assert SCRIPT not in client.get(address).content.decode(), address
