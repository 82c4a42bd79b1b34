"""Rule and assessor: what is suggested, what stands, and which departures need a reason."""

import pytest

from claims.domain.assessing import OVERALL, checked_notes, judge, unit_of
from claims.domain.instruments import catalogue, get
from claims.domain.problems import Invalid
from claims.domain.vocabulary import AssessedUnit
from tests.factories import LOW_RISK

ROB2, ROBINS, HILL = get("rob2"), get("robins_i_2016"), get("bradford_hill_1965")


def test_every_instrument_has_a_unit():
    units = {name: unit_of(tool) for name, tool in catalogue().items()}
    assert units["rob2_assignment_2019"] == units["robins_i_2016"] == AssessedUnit.RESULT
    assert units["naranjo_1981"] == units["who_umc_causality"] == AssessedUnit.PATIENT
    for name in ("amstar2_2017", "syrcle_2014", "murad_2018", "nos_cohort", "jbi_cohort"):
        assert units[name] == AssessedUnit.REPORT
    for name in ("grade_certainty", "ocebm_2011", "bradford_hill_1965", "iarc_2019"):
        assert units[name] == AssessedUnit.BODY


def test_the_suggested_judgement_stands_unless_another_is_given():
    found = judge(ROB2, answers=LOW_RISK)
    assert (found.judgement, found.suggested[OVERALL], found.errors) == ("low", "low", {})
    assert set(found.suggested) == {"D1", "D2", "D3", "D4", "D5", OVERALL}
    assert found.domains == found.departures == {}


def test_each_departure_needs_its_own_reason():
    found = judge(ROB2, answers=LOW_RISK, domains={"D2": "high"}, judgement="some_concerns")
    # With D2 at high the rule's overall judgement is high: some concerns departs from that.
    assert found.suggested == {
        **dict.fromkeys(("D1", "D2", "D3", "D4", "D5"), "low"),
        OVERALL: "high",
    }
    assert set(found.errors) == {"departures/D2", "departures/overall"}
    reasons = {"D2": "They knew.", OVERALL: "It hardly mattered.", "D1": "No departure here."}
    found = judge(
        ROB2,
        answers=LOW_RISK,
        domains={"D2": "high"},
        judgement="some_concerns",
        departures=reasons,
    )
    assert found.errors == {}
    assert found.departures == {"D2": "They knew.", OVERALL: "It hardly mattered."}


def test_what_no_rule_judges_is_the_assessors_own_and_no_departure():
    domains = {f"D{number}": "low" for number in range(1, 8)}
    answers = {item.id: item.options[0].id for item in ROBINS.items.values() if not item.ask_if}
    open_ = judge(ROBINS, answers=answers)
    assert {name.partition("/")[0] for name in open_.errors} <= {"answers", "domain_judgements"}
    assert "domain_judgements/D1" in open_.errors
    assert judge(ROBINS, answers=answers, domains=domains).domains == domains


def test_missing_answers_keep_it_from_being_submitted_but_where_nothing_is_computed():
    some = judge(ROB2, answers={"1.1": "Y"})
    assert (some.judgement, "answers/1.2" in some.errors) == ("", True)
    assert judge(HILL, answers={"strength": "supports"}).errors == {}
    assert set(judge(HILL, answers={}).errors) == {"answers"}


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"answers": {"1.1": "perhaps"}}, "answers/1.1"),
        ({"answers": {"9.9": "Y"}}, "answers/9.9"),
        ({"answers": {}, "judgement": "splendid"}, "judgement"),
        ({"answers": {}, "domains": {"D9": "low"}}, "domain_judgements/D9"),
        ({"answers": {}, "domains": ["low"]}, "domain_judgements"),
        ({"answers": {}, "departures": {"D1": 3}}, "departures/D1"),
    ],
)
def test_what_can_never_be_stored(given, named):
    with pytest.raises(Invalid) as refused:
        judge(ROB2, **given)
    assert set(refused.value.errors) == {named}


def test_notes_are_about_questions():
    assert checked_notes(ROB2, {"1.1": " By computer. ", "D1": "", OVERALL: "x"}) == {
        "1.1": "By computer.",
        OVERALL: "x",
    }
    with pytest.raises(Invalid, match=r"7\.1"):
        checked_notes(ROB2, {"7.1": "x"})
