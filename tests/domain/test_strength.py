"""The suggested strength: the published table, its caps, and that better answers never lower it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.domain.instruments import catalogue, evaluate, get
from claims.domain.strength import BY_JUDGEMENT, LADDER, suggest, suggestions
from claims.domain.vocabulary import Design, Strength

# From the worst answer to the best.
ORDER = ["no", "unclear", "yes"]


def judged(name, word):
    tool = get(name)
    return evaluate(tool, domains=dict.fromkeys(tool.judged, word))


@pytest.mark.parametrize(
    ("name", "design", "word", "strength"),
    [
        ("rob2", "rct", "low", "strong"),
        ("rob2", "rct", "some_concerns", "moderate"),
        ("rob2", "rct", "high", "weak"),
        ("robins_i", "cohort", "low", "strong"),
        ("robins_i", "nonrandomised_trial", "moderate", "moderate"),
        ("robins_i", "cohort", "serious", "weak"),
        ("robins_i", "cohort", "critical", "uninformative"),
        ("robins_i", "cohort", "no_information", None),
    ],
)
def test_judgements_of_domains(name, design, word, strength):
    found = suggest(design, judged(name, word))
    assert found.strength == strength
    assert found.reason.endswith(".")
    assert bool(found.rules) == (strength is not None)


def checklist(name, **changed):
    tool = get(name)
    answers = {item.id: "yes" for item in tool.items.values() if not item.optional}
    return evaluate(tool, answers | {key.strip("_"): value for key, value in changed.items()})


@pytest.mark.parametrize(
    ("name", "design", "changed", "strength"),
    [
        ("jbi_cohort", "cohort", {}, "moderate"),
        ("jbi_cohort", "cohort", {"Q4": "unclear"}, "weak"),
        ("jbi_cohort", "cohort", {"Q7": "no"}, "very_weak"),
        ("jbi_cohort", "cohort", {"Q11": "no"}, "moderate"),
        ("jbi_case_control", "case_control", {"Q8": "not_applicable"}, "weak"),
        ("jbi_cross_sectional", "cross_sectional", {"Q5": "no"}, "weak"),
        ("jbi_case_series", "case_series", {}, "weak"),
        ("jbi_case_series", "case_series", {"Q4": "no"}, "very_weak"),
        ("jbi_case_series", "case_series", {"Q3": "no"}, "uninformative"),
        ("jbi_case_report", "case_report", {}, "very_weak"),
        ("jbi_case_report", "case_report", {"Q5": "no"}, "uninformative"),
        ("murad", "case_series", {}, "weak"),
        ("murad", "case_report", {}, "very_weak"),
        ("murad", "case_report", {"_2": "no"}, "uninformative"),
        ("syrcle", "animal", {}, "moderate"),
        ("syrcle", "animal", {"_6": "unclear"}, "weak"),
        ("syrcle", "animal", {"_6": "unclear", "_9": "no"}, "very_weak"),
    ],
)
def test_checklists_by_their_key_questions(name, design, changed, strength):
    assert suggest(design, checklist(name, **changed)).strength == strength


def test_caps_are_said():
    found = suggest("case_report", checklist("murad"))
    assert found.rules == ("murad_2018:all", "cap:case_report")
    assert "A single case is very weak at most." in found.reason
    single = suggest("case_series", checklist("murad"), single_case=True)
    assert single.strength == Strength.VERY_WEAK


def test_stars_are_read_through_their_conversion():
    answers = {item.id: item.options[0].id for item in get("nos").items.values()}
    assert suggest("cohort", evaluate("nos", answers)).strength == Strength.MODERATE
    poor = evaluate("nos", answers | {"C1a": "n", "C1b": "n"})
    assert suggest("cohort", poor).strength == Strength.VERY_WEAK


def test_reviews():
    yes = dict.fromkeys(get("amstar2").items, "yes")
    assert suggest("systematic_review", evaluate("amstar2", yes)).strength == Strength.STRONG
    two = evaluate("amstar2", yes | {"2": "no", "7": "no"})
    assert suggest("systematic_review", two).strength == Strength.VERY_WEAK


def test_nothing_is_suggested_where_nothing_can_be():
    half = suggest("rct", evaluate("rob2", {"1.1": "Y"}))
    assert (half.strength, "is not complete" in half.reason) == (None, True)
    wrong = suggest("cohort", judged("rob2", "low"))
    assert (wrong.strength, "is not made for" in wrong.reason) == (None, True)
    part = evaluate("rob2", {"1.1": "Y", "1.2": "Y", "1.3": "N"}, domain="D1")
    assert suggest("rct", part).strength is None
    case = evaluate("naranjo", dict.fromkeys(get("naranjo").items, "yes"))
    assert "one patient's event" in suggest("case_report", case).reason
    assert suggestions(evaluate("hill", {})) == []


def test_every_instrument_for_a_design_has_a_row_and_every_judgement_a_strength():
    for tool in catalogue().values():
        words = {option.id for option in tool.judgements}
        if tool.id in BY_JUDGEMENT:
            assert words - set(BY_JUDGEMENT[tool.id]) <= {"no_information"}
        for design in tool.document["designs"]:
            assert design in list(Design)


def rank(design, evaluation):
    found = suggest(design, evaluation).strength
    return None if found is None else LADDER.index(found)


CHECKLISTS = [
    (tool.id, design)
    for tool in catalogue().values()
    if tool.kind in ("counts", "per_item")
    for design in tool.document["designs"]
]


@pytest.mark.parametrize(("name", "design"), CHECKLISTS)
@settings(max_examples=20)
@given(data=st.data())
def test_a_better_answer_to_a_checklist_never_lowers_it(name, design, data):
    items = [item.id for item in get(name).items.values() if not item.optional]
    answers = {item: data.draw(st.sampled_from(ORDER), item) for item in items}
    better = dict(answers)
    for item in data.draw(st.lists(st.sampled_from(items), max_size=4), "better"):
        better[item] = ORDER[min(2, ORDER.index(better[item]) + 1)]
    assert rank(design, evaluate(name, better)) >= rank(design, evaluate(name, answers))


@given(st.data())
def test_a_better_domain_never_lowers_it(data):
    for name, design, order in (
        ("rob2", "rct", ["high", "some_concerns", "low"]),
        ("robins_i", "cohort", ["critical", "serious", "moderate", "low"]),
    ):
        domains = {d: data.draw(st.sampled_from(order), d) for d in get(name).judged}
        one = data.draw(st.sampled_from(sorted(domains)), "better")
        better = domains | {one: order[min(len(order) - 1, order.index(domains[one]) + 1)]}
        before, after = (rank(design, evaluate(name, domains=each)) for each in (domains, better))
        assert after >= before


@given(st.data())
def test_another_star_or_a_mended_flaw_never_lowers_it(data):
    for name, design in (("nos_cohort", "cohort"), ("nos_case_control", "case_control")):
        items = get(name).items
        answers = {
            i: data.draw(st.sampled_from([o.id for o in items[i].options]), i) for i in items
        }
        one = data.draw(st.sampled_from(sorted(items)), "better")
        better = answers | {one: items[one].options[0].id}
        assert rank(design, evaluate(name, better)) >= rank(design, evaluate(name, answers))
    review = {i: data.draw(st.sampled_from(["yes", "no"]), i) for i in get("amstar2").items}
    mended = review | {data.draw(st.sampled_from(sorted(review)), "mended"): "yes"}
    before, after = (
        rank("systematic_review", evaluate("amstar2", each)) for each in (review, mended)
    )
    assert after >= before
