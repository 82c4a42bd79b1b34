"""What a sentence speaks of, how it words it, and what does not go together."""

import pytest

from claims.domain.articles import Band, Wording
from claims.domain.matching import around, context, wording
from claims.domain.matching.contradictions import Facts, Said, excluded, find
from claims.domain.matching.scoring import MOST_POSSIBLE, score, settled
from claims.domain.matching.sides import ClaimSide, Concept, name_of
from claims.domain.matching.words import canonical


def claim(text, exposure, outcome, key=1, names=(), **facts):
    concepts = tuple(Concept(tuple(map(name_of, many))) for many in names)
    parts = {"exposure": frozenset(name_of(exposure)), "outcome": frozenset(name_of(outcome))}
    return ClaimSide(key, text, name_of(text), **parts, concepts=concepts, facts=facts)


ZINC = claim("Zinc shortens colds", "zinc", "colds", names=[["zinc", "zinc gluconate"]])


def scored(one, *texts, title=""):
    names = {name for concept in one.concepts for name in concept.names}
    sides = context.sides(texts, [0] * len(texts), title, names)
    return score(one, sides[-1]).score


def test_related_forms_and_general_synonyms_are_one_word():
    assert len({canonical(word) for word in ("relieves", "alleviation", "eases", "relief")}) == 1
    assert canonical("darkening") == canonical("dark")
    assert canonical("increase") != canonical("decrease")


def test_scores_fall_as_less_is_said():
    texts = ["Zinc shortens colds.", "Zinc is sold in shops.", "The train was late again."]
    values = [scored(ZINC, text) for text in texts]
    assert values == sorted(values, reverse=True)
    assert values[0] > 0.8 > 0.1 > values[2]


def test_likeness_is_blind_to_negation():
    assert scored(ZINC, "Zinc does not shorten colds.") == pytest.approx(
        scored(ZINC, "Zinc does shorten colds.")
    )


def test_what_it_points_to_is_carried():
    alone = scored(ZINC, "It shortens colds.")
    assert scored(ZINC, "Zinc is a metal.", "It shortens colds.") > alone
    assert scored(ZINC, "It shortens colds.", title="Zinc for all") > alone


def test_a_long_text_that_never_names_the_claims_parts_hardly_says_it():
    """Of a single sentence it says nothing that a word is missing, and the longer the text the more."""
    said = "It shortens colds."
    (side,) = context.sides([said], [0], "")
    filler = [f"The weather was fair on day {n}." for n in range(around.LONG)]
    alone, short, long, named = (
        score(ZINC, side, article=around.article(texts)).score
        for texts in (
            [said],
            [said, *filler[:5]],
            [said, *filler],
            [said, *filler, "Zinc gluconate is sold in shops."],
        )
    )
    assert score(ZINC, side).score == alone > short > long
    assert named > 2 * long


def test_shares_of_an_article_know_the_names_of_topics():
    filler = ["Nothing of it."] * around.LONG
    names = [["zinc", "zinc gluconate"]]
    one = claim("Zinc gluconate shortens colds", "zinc gluconate", "colds", names=names)
    by_name = around.article(["Zinc is good.", "Colds are not.", *filler]).shares(one)
    assert by_name[:2] == (1.0, 1.0)
    definition = claim("Zinc gluconate is zinc", "zinc gluconate", "zinc", names=names)
    definition.facts["claim_type"] = "definitional"
    assert around.article(["Zinc is good.", *filler]).shares(definition)[0] < 1
    assert around.article(["Zinc is good."]).shares(one) == (1.0, 1.0, 1.0, 1.0)


def test_a_topics_name_that_the_claim_does_not_say_is_not_asked_of_the_article():
    filler = [f"The weather was fair on day {n}." for n in range(around.LONG)]
    one = claim("Zinc shortens colds", "zinc", "rhinovirus infection")
    shares = around.article(["Zinc shortens colds.", *filler]).shares(one)
    assert shares == (1.0, 1.0, 1.0, 0.0)


def test_at_most_five_possible_and_crowds_need_more():
    many = [claim(f"Zinc eases trouble number{n}", "zinc", f"number{n}", key=n) for n in range(30)]
    (side,) = context.sides(["Zinc eases trouble."], [0], "")
    (offered,) = settled([[score(one, side) for one in many]], [False])
    assert len(offered) <= MOST_POSSIBLE
    assert all(kind is Band.POSSIBLE for _, kind in offered)


def test_advice_matches_what_ought_to_be_done_only():
    (side,) = context.sides(["Zinc shortens colds."], [0], "")
    one = [score(ZINC, side)]
    bands = [
        settled([one], [advises], normative)[0][0][1]
        for advises, normative in [(False, ()), (True, ()), (True, {1})]
    ]
    assert bands == [Band.MATCH, Band.POSSIBLE, Band.MATCH]


@pytest.mark.parametrize(
    ("sentence", "verdict", "found"),
    [
        ("Zinc shortens colds.", "supported", Wording.FAITHFUL),
        ("Zinc may shorten colds.", "supported", Wording.WEAKER),
        ("Zinc shortens colds.", "limited_support", Wording.STRONGER),
        ("Zinc may shorten colds.", "limited_support", Wording.FAITHFUL),
        ("Zinc shortens colds.", "contradicted", Wording.STRONGER),
        ("Zinc may shorten colds.", "not_assessed", Wording.UNCLEAR),
        ("Zinc does not shorten colds.", "supported", Wording.OPPOSITE),
        ("Zinc shortens colds without side effects.", "supported", Wording.FAITHFUL),
        ("Zinc shortens colds in children.", "supported", Wording.OTHER_POPULATION),
    ],
)
def test_wording_is_suggested_with_a_reason(sentence, verdict, found):
    facts = {"claim_type": "efficacy", "verdict": verdict, "population": "adults"}
    said = wording.suggest(sentence, "Zinc shortens colds", facts)
    assert said.wording == found
    assert said.reasons


def test_directions_that_differ_are_opposite():
    said = wording.suggest(
        "Tea raises blood pressure.", "Tea lowers blood pressure", {"verdict": "supported"}
    )
    assert said.wording == Wording.OPPOSITE


def test_claims_that_exclude_each_other():
    def facts(key, quantifier, effect, claim_type="safety", outcome="effects"):
        return Facts(
            key, "", frozenset({"tea"}), frozenset({outcome}), quantifier, effect, claim_type
        )

    none, harm = facts(1, "none", "benefit"), facts(2, "some", "harm", "causal", "pain")
    assert excluded(none, harm)
    assert excluded(harm, none)
    assert not excluded(harm, facts(3, "some", "harm", "causal", "other"))
    assert not excluded(none, facts(4, "more_than", "benefit", "comparative"))
    said = [Said(1, "Tea has none.", {1: "unclear"}), Said(2, "It brings pain.", {2: "unclear"})]
    (pair,) = find(said, {1: none, 2: harm})
    assert (pair.kind, pair.first, pair.second, pair.claims) == ("claims", 1, 2, (1, 2))


def test_a_denial_by_another_name_of_the_outcome_is_the_opposite():
    facts = {"claim_type": "safety", "verdict": "supported"}
    claim = "Long-term valerian use results in other health problems"
    said = "Valerian has no side effects."
    assert wording.suggest(said, claim, facts, {"side", "effect"}).wording == "opposite"
    assert wording.suggest(said, claim, facts).wording != "opposite"


@pytest.mark.parametrize(
    ("said", "claim", "opposite"),
    [
        ("Tea increased sleep time compared with water.", "Tea increases sleep time", False),
        ("Sleep time was lower with tea than with water.", "Tea increases sleep time", True),
        ("There was a greater reduction in pain with tea.", "Tea reduces pain", False),
        ("There was a greater reduction in pain with tea.", "Tea increases pain", True),
        ("Pain did not differ between the groups.", "Tea reduces pain", True),
        ("Pain was lower with tea, but this was not statistically significant (p = 0.31).", "Tea reduces pain", True),
        ("Pain did not differ between the groups.", "Tea makes no significant difference to pain", False),
        ("Pain was similar in both groups (p > 0.05).", "Tea makes no significant difference to pain", False),
        ("Pain fell significantly more with tea (p < 0.01).", "Tea makes no significant difference to pain", True),
        ("Twelve people felt pain.", "Tea makes no significant difference to pain", False),
        ("Tea caused a decrease in pain.", "Tea reduces pain", False),
        ("Patients who were treated had more pain.", "Tea increases pain", False),
    ],
)  # fmt: skip
def test_direction_and_denial(said, claim, opposite):
    facts = {"claim_type": "efficacy", "verdict": "supported"}
    assert (wording.suggest(said, claim, facts).wording == "opposite") is opposite


def test_a_name_that_denies_makes_no_denial():
    facts = {"claim_type": "efficacy", "verdict": "supported", "exposure": "Care without drugs"}
    claim, said = "Care without drugs reduces falls", "Care lowered the number of falls."
    assert wording.suggest(said, claim, facts).wording != "opposite"
    assert wording.suggest(said, claim, {**facts, "exposure": ""}).wording == "opposite"


def test_hedged_reports_and_plain_definitions_are_faithful():
    said = "Tea may cause nausea in some people."
    for verdict, word in (("reported", "faithful"), ("not_assessed", "unclear")):
        facts = {"claim_type": "safety", "verdict": verdict}
        assert wording.suggest(said, "Tea causes nausea", facts).wording == word
    facts = {"claim_type": "definitional", "verdict": "supported"}
    assert (
        wording.suggest("Tea is made from leaves.", "Tea is derived from leaves", facts).wording
        == "faithful"
    )
    assert (
        wording.suggest(
            "Tea is made from leaves.",
            "Tea is derived from leaves",
            {**facts, "verdict": "not_assessed"},
        ).wording
        == "unclear"
    )
