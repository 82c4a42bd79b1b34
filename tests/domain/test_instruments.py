"""The engine against a second reading: the published rules written out by hand, and compared over answer spaces."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.domain import certainty
from claims.domain.instruments import applicable, catalogue, evaluate, get
from claims.domain.instruments.spaces import answer_space
from claims.domain.problems import Invalid
from claims.domain.vocabulary import Certainty

ROB2 = "rob2_assignment_2019"
YES, NO, SILENT = {"Y", "PY"}, {"N", "PN"}, {"NI"}
Answers = Mapping[str, str]


# --- RoB 2, read once more from the table of rules; each asks for an answer only where it needs one ---


def d1(a: Answers) -> str:
    if a["1.2"] in NO:
        return "high"
    if a["1.2"] == "NI":
        return "high" if a["1.3"] in YES else "some_concerns"
    return "some_concerns" if a["1.1"] in NO or a["1.3"] in YES else "low"


def d2(a: Answers) -> str:
    def deviations() -> int:
        if a["2.1"] in NO and a["2.2"] in NO:
            return 0
        if a["2.3"] in NO:
            return 0
        if a["2.3"] == "NI" or a["2.4"] in NO:
            return 1
        return 1 if a["2.5"] in YES else 2

    def analysis() -> int:
        if a["2.6"] in YES:
            return 0
        return 1 if a["2.7"] in NO else 2

    return ("low", "some_concerns", "high")[max(deviations(), analysis())]


def d3(a: Answers) -> str:
    if a["3.1"] in YES or a["3.2"] in YES or a["3.3"] in NO:
        return "low"
    return "some_concerns" if a["3.4"] in NO else "high"


def d4(a: Answers) -> str:
    if a["4.1"] in YES or a["4.2"] in YES:
        return "high"
    best = "low" if a["4.2"] in NO else "some_concerns"
    if a["4.3"] in NO or a["4.4"] in NO:
        return best
    return "some_concerns" if a["4.5"] in NO else "high"


def d5(a: Answers) -> str:
    if a["5.2"] in YES or a["5.3"] in YES:
        return "high"
    if "NI" in (a["5.2"], a["5.3"]):
        return "some_concerns"
    return "low" if a["5.1"] in YES else "some_concerns"


def asked(item: str, a: Answers) -> bool:
    """The conditions, by hand."""
    open_ = YES | SILENT
    return {
        "2.3": lambda: a["2.1"] in open_ or a["2.2"] in open_,
        "2.4": lambda: a.get("2.3") in YES,
        "2.5": lambda: a.get("2.4") in open_,
        "2.7": lambda: a["2.6"] in NO | SILENT,
        "3.2": lambda: a["3.1"] in NO | SILENT,
        "3.3": lambda: a.get("3.2") in NO,
        "3.4": lambda: a.get("3.3") in open_,
        "4.3": lambda: a["4.1"] in NO | SILENT and a["4.2"] in NO | SILENT,
        "4.4": lambda: a.get("4.3") in open_,
        "4.5": lambda: a.get("4.4") in open_,
    }.get(item, lambda: True)()


DOMAINS: dict[str, tuple[Callable[[Answers], str], list[str]]] = {
    "D1": (d1, ["1.1", "1.2", "1.3"]),
    "D2": (d2, [f"2.{n}" for n in range(1, 8)]),
    "D3": (d3, [f"3.{n}" for n in range(1, 5)]),
    "D4": (d4, [f"4.{n}" for n in range(1, 6)]),
    "D5": (d5, ["5.1", "5.2", "5.3"]),
}


def every(
    items: list[str], words: tuple[str, ...], so_far: dict[str, str]
) -> Iterator[dict[str, str]]:
    """All complete sets of answers."""
    if not items:
        yield dict(so_far)
        return
    first, rest = items[0], items[1:]
    if not asked(first, so_far):
        yield from every(rest, words, so_far)
        return
    for word in words:
        if not (first == "3.2" and word == "NI"):
            yield from every(rest, words, {**so_far, first: word})


@pytest.mark.parametrize("domain", DOMAINS)
def test_rob2_over_every_set_of_answers(domain):
    rule, items = DOMAINS[domain]
    # Where all five words would make tens of thousands, yes, no and no information stand for them.
    words = ("Y", "N", "NI") if domain == "D2" else ("Y", "PY", "PN", "N", "NI")
    seen = set()
    for answers in every(items, words, {}):
        found = evaluate(ROB2, answers, domain=domain)
        assert (found.judgement, found.missing) == (rule(answers), ()), answers
        assert found.rules
        seen.add(found.judgement)
    assert seen == {"low", "some_concerns", "high"}


@given(st.data())
def test_probably_counts_as_certainly(data):
    rule, items = DOMAINS["D2"]
    answers: dict[str, str] = {}
    for item in items:
        if asked(item, answers):
            answers[item] = data.draw(st.sampled_from(["Y", "PY", "PN", "N", "NI"]), item)
    assert evaluate(ROB2, answers, domain="D2").judgement == rule(answers)


def test_rob2_overall_over_every_set_of_judgements():
    for judged in itertools.product(("low", "some_concerns", "high"), repeat=5):
        found = evaluate(ROB2, domains=dict(zip(DOMAINS, judged, strict=True)))
        expected = (
            "high" if "high" in judged else "low" if set(judged) == {"low"} else "some_concerns"
        )
        assert found.judgement == expected
        assert bool(found.warnings) == (
            expected == "some_concerns" and judged.count("some_concerns") > 1
        )


def test_robins_i_overall_against_a_second_reading():
    words = ("low", "moderate", "serious", "critical", "no_information")
    chance = random.Random(1)  # noqa: S311
    for _ in range(400):
        judged = [chance.choice(words) for _ in range(7)]
        expected = next(
            (word for word in ("critical", "serious", "no_information") if word in judged),
            "low" if set(judged) == {"low"} else "moderate",
        )
        found = evaluate("robins_i", domains={f"D{n}": word for n, word in enumerate(judged, 1)})
        assert found.judgement == expected


def test_robins_i_never_computes_a_domain():
    answers = {"1.1": "N", "2.1": "N", "2.4": "Y"}
    found = evaluate("robins_i", answers)
    assert (found.judgement, found.missing) == (None, tuple(f"D{n}" for n in range(1, 8)))


def umc(a: Answers) -> str | None:
    if a["information"] != "sufficient":
        return "conditional" if a["information"].startswith("more") else "unassessable"
    timely = a["time"] in ("plausible", "reasonable")
    no_other = a["alternatives"] in ("cannot_explain", "unlikely")
    better = a["dechallenge"] in ("plausible_pharmacologically", "clinically_reasonable")
    if (
        a["time"] == "plausible" and a["alternatives"] == "cannot_explain"
        and a["dechallenge"] == "plausible_pharmacologically" and a["definitive"] == "yes"
        and a["rechallenge"] in ("satisfactory", "not_necessary")
    ):  # fmt: skip
        return "certain"
    if timely and no_other and better and a["rechallenge"] != "negative":
        return "probable"
    if timely:
        return "possible"
    return "unlikely" if a["time"] == "improbable" and not no_other else None


def test_who_umc_over_every_set_of_answers():
    tool, count = get("who_umc"), 0
    for sheet in answer_space(tool, list(tool.items)):
        answers = {name: sheet.text(name) for name in tool.items}
        found = evaluate(tool, answers)
        assert found.judgement == umc(answers), answers
        assert found.judgement or "the assessor decides" in found.warnings[0]
        count += 1
    assert count == 3 * 4 * 4 * 4 * 2 * 4


POINTS = {
    "1": (1, 0), "2": (2, -1), "3": (1, 0), "4": (2, -1), "5": (-1, 2), "6": (-1, 1),
    "7": (1, 0), "8": (1, 0), "9": (1, 0), "10": (1, 0),
}  # fmt: skip


@given(st.tuples(*[st.sampled_from(["yes", "no", "unknown"])] * 10))
def test_naranjo_against_its_table(words):
    answers = dict(zip(POINTS, words, strict=True))
    score = sum(
        POINTS[name][0] if word == "yes" else POINTS[name][1] if word == "no" else 0
        for name, word in answers.items()
    )
    expected = (
        "definite"
        if score >= 9
        else "probable"
        if score >= 5
        else "possible"
        if score >= 1
        else "doubtful"
    )
    found = evaluate("naranjo", answers)
    assert (found.score, found.judgement) == (score, expected)


CRITICAL = {"2", "4", "7", "9", "11", "13", "15"}


@given(st.data())
def test_amstar2_against_a_second_reading(data):
    tool = get("amstar2")
    answers, critical, other = {}, 0, 0
    for name, item in tool.items.items():
        options = [option.id for option in item.options if not option.id.startswith("includes")]
        word = data.draw(st.sampled_from(options), name)
        parts = bool(item.parts) and data.draw(st.booleans())
        answers[name] = {"rct": "yes", "nrsi": word} if parts else word
        critical += word == "no" and name in CRITICAL
        other += word == "no" and name not in CRITICAL
    expected = (
        "critically_low" if critical > 1 else "low" if critical
        else "moderate" if other > 1 else "high"
    )  # fmt: skip
    found = evaluate(tool, answers)
    assert (found.judgement, found.critical_flaws, found.noncritical_weaknesses) == (
        expected,
        critical,
        other,
    )


def test_amstar2_parts_and_settings():
    yes = dict.fromkeys(get("amstar2").items, "yes")
    half = evaluate("amstar2", {**yes, "9": {"rct": "yes"}})
    assert (half.judgement, half.missing) == (None, ("9.nrsi",))
    alone = evaluate("amstar2", {**yes, "9": "includes_only_rct"})
    assert "say too how" in alone.warnings[0]
    torn = evaluate("amstar2", {**yes, "11": "no_meta_analysis"})
    assert "do not agree" in torn.warnings[0]
    with pytest.raises(Invalid, match="other kind"):
        evaluate(
            "amstar2", {**yes, "9": {"rct": "includes_only_nrsi", "nrsi": "includes_only_rct"}}
        )
    chosen = evaluate("amstar2", {**yes, "1": "no"}, options={"critical_items": ["1"]})
    assert (chosen.judgement, chosen.critical_flaws) == ("low", 1)
    none = evaluate("amstar2", {**yes, "2": "no"}, options={"critical_items": []})
    assert (none.judgement, none.noncritical_weaknesses) == ("high", 1)


@pytest.mark.parametrize("name", ["nos_cohort", "nos_case_control"])
def test_newcastle_ottawa_against_a_second_reading(name):
    tool, seen = get(name), set()
    chance = random.Random(2)  # noqa: S311
    third = tool.domains[2].id
    for _ in range(400):
        answers = {item.id: chance.choice(item.options).id for item in tool.items.values()}
        stars = {
            domain.id: sum(item.option(answers[item.id]).value or 0 for item in domain.items)
            for domain in tool.domains
        }
        poor = stars["selection"] <= 1 or stars["comparability"] == 0 or stars[third] <= 1
        expected = "poor" if poor else "good" if stars["selection"] >= 3 else "fair"
        found = evaluate(tool, answers)
        assert found.scores == {**stars, "total": sum(stars.values()), "ahrq": expected}
        assert found.judgement is None
        seen.add(expected)
    assert seen == {"poor", "fair", "good"}


def test_ocebm_gives_the_level_of_its_row_within_bounds():
    tool, count = get("ocebm"), 0
    for sheet in answer_space(tool, list(tool.items)):
        answers = {name: sheet.text(name) for name in tool.items if sheet.text(name) != "NA"}
        row = f"evidence_{answers['question']}"
        level = (
            tool.items[row].option(answers[row]).value
            - int(answers["better"])
            + int(answers["worse"])
        )
        assert evaluate(tool, answers).judgement == f"level_{min(5, max(1, level))}"
        count += 1
    assert count > 250
    single = {
        "question": "common_harm",
        "evidence_common_harm": "case_report",
        "worse": "0",
        "better": "0",
    }
    assert "single case reports" in evaluate(tool, single).warnings[0]


@given(st.data())
def test_grade_is_the_arithmetic_of_the_synthesis(data):
    tool = get("grade")
    answers = {
        item.id: data.draw(st.sampled_from([option.id for option in item.options]), item.id)
        for item in tool.items.values()
    } | {"eligible_studies": "some"}
    down = {name: int(answers[name]) for name in certainty.DOWNGRADE}
    up = {name: int(answers[name]) for name in certainty.UPGRADE}
    try:
        expected = certainty.grade(answers["start"], down, up)
    except Invalid:
        with pytest.raises(Invalid) as refused:
            evaluate(tool, answers)
        assert list(refused.value.errors) == ["answers/risk_of_bias"]
        return
    found = evaluate(tool, answers)
    assert (found.judgement, found.scores["level"]) == (expected.certainty, expected.level)


def test_grade_without_a_study_is_not_rated():
    assert evaluate("grade", {"eligible_studies": "none"}).judgement == Certainty.NOT_RATED


@pytest.mark.parametrize(
    "name", ["bradford_hill_1965", "iarc_2019", "jbi_cohort", "murad_2018", "syrcle_2014"]
)
def test_tools_without_an_algorithm_come_to_no_judgement(name):
    tool = get(name)
    answers = {item.id: item.options[0].id for item in tool.items.values()}
    found = evaluate(tool, answers)
    assert (found.judgement, found.score, found.missing) == (None, None, ())
    assert sum(found.counts.values()) == (
        0 if tool.kind == "none" else sum(item.counted for item in tool.items.values())
    )


def test_temporality_against_is_a_warning():
    assert evaluate("hill", {"temporality": "against"}).warnings
    assert not evaluate("hill", {"temporality": "supports"}).warnings


# --- What holds for all of them ---


def some_answers(tool, data):
    """Answers to some of the questions, whether they apply or not."""
    return {
        item.id: data.draw(st.sampled_from([option.id for option in item.options]), item.id)
        for item in tool.items.values()
        if data.draw(st.integers(0, 3), f"{item.id}?")
    }


@pytest.mark.parametrize("name", sorted(catalogue()))
@settings(max_examples=12)
@given(data=st.data())
def test_never_a_judgement_with_something_missing_and_order_does_not_matter(name, data):
    tool = catalogue()[name]
    answers = some_answers(tool, data)
    try:
        found = evaluate(tool, answers)
    except Invalid:
        assert name == "grade_certainty"
        return
    assert not (found.missing and (found.judgement or found.score is not None))
    assert all(not (result.missing and result.judgement) for result in found.domains.values())
    applies = applicable(tool, answers)
    open_ = {item for item in found.missing if item in tool.items}
    assert all(applies[item] and item not in answers for item in open_)
    assert all(found.answers[item] == "NA" for item in found.not_applicable)
    assert set(found.ignored) == {item for item in answers if applies[item] is False}
    turned = dict(reversed(answers.items()))
    assert evaluate(tool, turned).to_json() == found.to_json()
    # What the program stores can be given back to it.
    assert evaluate(tool, dict(found.answers)).judgement == found.judgement


@pytest.mark.parametrize("name", sorted(catalogue()))
@settings(max_examples=12)
@given(data=st.data())
def test_answering_what_is_missing_leads_to_the_end(name, data):
    tool, answers = catalogue()[name], {}
    for _ in range(len(tool.items) + 1):
        found = evaluate(tool, answers)
        open_ = [item for item in found.missing if item in tool.items]
        if not open_:
            break
        item = tool.items[open_[0]]
        options = [option.id for option in item.options if option.id != "-3"]
        answers[item.id] = data.draw(st.sampled_from(options), item.id)
    assert set(found.missing) <= set(tool.judged)


WORDS = st.sampled_from(["Y", "NA", "low", "yes", "1.1", "9", "rct", "D1"])
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | WORDS
NAMES = st.text(max_size=5) | WORDS
JSON = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=8,
)


@given(st.sampled_from(sorted(catalogue())), JSON, JSON, JSON, JSON)
def test_any_json_is_judged_or_refused(name, answers, domains, domain, options):
    try:
        found = evaluate(name, answers, domains=domains, domain=domain, options=options)
    except Invalid:
        return
    assert found.instrument == name
