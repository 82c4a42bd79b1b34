"""Instruments as pages: the catalogue, and each as a form that works without a script and stores nothing."""

import re

import pytest
from django.http import QueryDict

from claims.domain.instruments import catalogue, get
from claims.models import Event
from claims.web import instrument_form

pytestmark = pytest.mark.django_db
ROB2 = "/instruments/rob2_assignment_2019/"
FINE = {
    "1.1": "Y", "1.2": "Y", "1.3": "N", "2.1": "N", "2.2": "N", "2.6": "Y", "3.1": "Y",
    "4.1": "N", "4.2": "N", "4.3": "N", "5.1": "Y", "5.2": "N", "5.3": "N",
}  # fmt: skip


def fields(answers):
    return {f"answer.{name}": value for name, value in answers.items()}


def test_the_catalogue_says_what_for_which_design(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = client.get("/instruments/").content.decode()
    assert all(tool.name in page.replace("&#x27;", "'") for tool in catalogue().values())
    assert "Randomised controlled trial" in page
    assert "From memory: compare the official form" in page
    assert "/instruments/" in client.get("/about/").content.decode()


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_every_form_shows_its_questions_sources_and_terms(client, name, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get(f"/instruments/{name}/")
    page, tool = answer.content.decode(), get(name)
    assert answer.status_code == 200
    assert page.count("data-item=") == len(tool.items)
    assert page.count("Paraphrased from") == len(tool.items)
    assert tool.document["guidance"] in page
    assert page.count("<strong>Unverified:</strong>") == sum(
        bool(item.unverified) for item in tool.items.values()
    ) + bool(tool.document["verification"]["unverified"])
    names = re.findall(r'<input id="(\S+?)"|<select id="(\S+?)"|<textarea id="(\S+?)"', page)
    for ident in (one for found in names for one in found if one):
        assert f'for="{ident}"' in page


def test_answers_in_the_address_are_judged_with_the_rule_and_nothing_is_stored(client):
    before = Event.objects.count()
    page = client.get(ROB2, fields(FINE)).content.decode()
    assert "Every domain is “low risk of bias”: low risk of bias." in page
    assert "Low risk of bias</strong>" in page
    assert "Suggested strength, randomised controlled trial: <strong>Strong</strong>" in page
    assert 'name="answer.1.1" value="Y" checked' in page
    assert Event.objects.count() == before


def test_what_is_open_is_named_and_conditions_stand_in_words(client):
    page = client.get(ROB2, fields({"2.1": "Y", "2.2": "N"})).content.decode()
    assert "No judgement yet" in page
    assert "Still open: 2.3, 2.6." in page
    assert "Answer only if 2.1 is Yes, Probably yes or No information" in page
    assert page.count("It does not apply here") == 0
    page = client.get(ROB2, fields({"2.1": "N", "2.2": "N", "2.3": "Y"})).content.decode()
    assert page.count("It does not apply here") == 3
    assert "Not used, since the questions do not apply: 2.3." in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (fields({"1.1": "maybe"}), "Answer with one of Y, PY, PN, N, NI."),
        (fields({"1.1": "NA"}), "always applies"),
        ({"option.trial_design": "cluster"}, "variant for cluster-randomised trials"),
        ({"judgement.D1": "fine"}, "Use one of low, some_concerns, high."),
    ],
)
def test_what_cannot_be_used_is_said_where_it_is(client, query, said):
    answer = client.get(ROB2, query)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert page.count(said) >= 1
    assert "Mend what is marked above first" in page


def test_the_assessor_judges_domains_where_the_tool_has_no_rule(client):
    domains = {f"judgement.D{n}": "low" for n in range(1, 8)} | {"judgement.D2": "serious"}
    page = client.get("/instruments/robins_i_2016/", domains).content.decode()
    assert "At least one domain is “serious risk of bias”: serious risk of bias." in page


def test_two_part_items_are_filled_in_by_part():
    tool = get("amstar2")
    filled = instrument_form.read(
        tool, QueryDict("answer.9.rct=yes&answer.9.nrsi=includes_only_rct&answer.11=no&answer.1=")
    )
    assert filled.answers == {"9": {"rct": "yes", "nrsi": "includes_only_rct"}, "11": "no"}
    form = instrument_form.build(tool, filled)
    nine = form.sections[0].questions[8]
    assert [choice.id for part in nine.parts for choice in part.choices if choice.chosen] == [
        "yes", "includes_only_rct",
    ]  # fmt: skip


def test_notes_and_settings_are_read_and_unknown_names_are_not():
    tool = get("amstar2")
    data = QueryDict(
        "note.2=+because+&option.partial_yes=weakness&option.critical_items=2&option.critical_items=4"
        "&answer.99=yes&judgement.D1=low"
    )
    filled = instrument_form.read(tool, data)
    assert (filled.notes, filled.answers, filled.domains) == ({"2": "because"}, {}, {})
    assert filled.options == {"partial_yes": "weakness", "critical_items": ["2", "4"]}
    assert (
        instrument_form.build(tool, filled, with_notes=True).sections[0].questions[1].note
        == "because"
    )


def test_short_names_lead_to_the_instrument_and_unknown_ones_nowhere(client):
    answer = client.get("/instruments/rob2/?answer.1.1=Y")
    assert (answer.status_code, answer["Location"]) == (302, f"{ROB2}?answer.1.1=Y")
    assert client.get("/instruments/rob3/").status_code == 404


def test_what_is_typed_into_an_address_is_escaped(client):
    page = client.get(
        ROB2, {"answer.1.1": "<script>x</script>", "note.1.1": "<b>"}
    ).content.decode()
    assert "<script>x" not in page
