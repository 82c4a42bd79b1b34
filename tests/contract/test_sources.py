"""What a rule computes names where the rule was published, in the words of the rule's own docstring."""

from __future__ import annotations

import ast
import importlib
import inspect
import re

import pytest

from claims.api.computed_fields import COMPUTED
from claims.api.shapes import agreement, certainty, effects, meta_analysis, synthesis
from claims.api.shapes.common import Shape

pytestmark = pytest.mark.once
RULES = sorted({rule for rules in COMPUTED.values() for rule in rules.values()}, key=repr)

#: Schemas whose fields are all accounted for: those that a rule computes, and here those that it does not.
PLAIN = {
    "RungPair": "",
    "Basis": "",
    "BasisInFull": "",
    "SynthesisBrief": "rung basis raters status stale",
    "Step": "id title text result",
    **dict.fromkeys(
        ("SynthesisDetail", "SynthesisListed"),
        "rung basis raters status stale rated_by stale_since stale_reason decided_by decided_at method_version"
        " input_hash overridden status_label status_reason not_medical_advice",
    ),
    "DomainStep": "domain label reason decided moved decided_by at",
    "BodyOfEvidence": "stream label steps",
    "CertaintyOfClaim": "id url text status threshold",
    "ClaimCertainty": "claim synthesis streams stale_since stale_reason computed_now method_version input_hash",
    "Calculated": "warnings raters streams method_version input_hash",
    "EffectSize": "measure notes",
    "CommonEffect": "",
    "RandomEffects": "",
    "HartungKnapp": "",
    "Prediction": "",
    "Weights": "",
    "PooledStudy": "place",
    "Placed": "place text",
    "Pooled": "k measure reasons",
    "MetaAnalysis": "k measure reasons studies left_out notes methods",
    "NamedClaim": "id text url",
    "NamedStudy": "id label url",
    "NamedSource": "id title authors year",
    "ComparableEffect": "evidence study source n n_unit measure estimate low high level level_assumed",
    "LeftOut": "evidence study source n n_unit measure estimate low high level",
    "EffectGroup": "measure measure_label scale ratio unit null stream stream_label",
    "EffectsOfClaim": "claim methods truncated",
    "AgreementFigures": "n_units n_units_compared n_raters n_ratings categories methods undefined notes read_as",
    "AgreementOfRaters": "n_units n_units_compared n_raters n_ratings categories methods undefined notes scale raters"
    " pairs table differ items",
    "RaterOfSet": "rater name ratings",
    "PairOfRaters": "raters names units undefined",
    "TableOfRatings": "rows columns categories labels cells",
    "DifferingEvidence": "id url claim",
    "Differing": "n evidence",
    "ItemAgreement": "item text n_units_compared",
}  # fmt: skip


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def docstrings(module: str) -> str:
    """All that a module of the domain says of itself and its functions."""
    tree = ast.parse(inspect.getsource(importlib.import_module(f"claims.domain.{module}")))
    nodes = [
        one
        for one in ast.walk(tree)
        if isinstance(one, ast.Module | ast.FunctionDef | ast.ClassDef)
    ]
    return plain(" ".join(ast.get_docstring(one) or "" for one in nodes))


def test_what_is_computed_names_its_source(document):
    schemas = document["components"]["schemas"]
    for name, rules in COMPUTED.items():
        for member, rule in rules.items():
            told = schemas[name]["properties"][member]["description"]
            assert rule.told in told, (name, member)
            assert not told.startswith("Source"), (name, member)
            assert told.count("Source: ") == 1, (name, member)


def test_no_field_of_a_conclusion_or_statistic_is_left_out(document):
    """A new one: a line in claims/api/computed_fields.py, or in PLAIN above where no rule computes it."""
    schemas = document["components"]["schemas"]
    shapes = {
        name
        for module in (synthesis, certainty, meta_analysis, effects, agreement)
        for name, one in vars(module).items()
        if inspect.isclass(one) and issubclass(one, Shape) and one.__module__ == module.__name__
    }
    named = (shapes | {"SynthesisDetail", "SynthesisListed", "Pooled", "MetaAnalysis"}) & set(
        schemas
    )
    assert named == set(PLAIN)
    for name in named:
        computed, others = set(COMPUTED.get(name, {})), set(PLAIN[name].split())
        assert not computed & others, name
        assert computed | others == set(schemas[name]["properties"]), name


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.module)
def test_a_source_is_the_one_that_the_rule_itself_names(rule, root):
    said = docstrings(rule.module)
    assert rule.published or rule.page
    for part in filter(None, rule.published.split("; ")):
        assert part in said, f"claims.domain.{rule.module} does not name it in a docstring: {part}"
    if rule.page:
        assert (root / "docs" / rule.page).is_file()
