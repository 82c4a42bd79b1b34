"""Every fault that a file of an instrument can have is found, and the files that ship have none."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from claims.domain.instruments import catalogue, get, suggested_for
from claims.domain.instruments.catalogue import DATA, digest
from claims.domain.instruments.checking import check, check_all, stamp
from claims.domain.vocabulary import Design


def load(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_text("utf-8"))


def test_the_shipped_files_are_sound():
    assert [str(fault) for fault in check_all()] == []


def rule(document: Any, domain: int, number: int) -> Any:
    return document["domains"][domain]["judged_by"]["table"]["rules"][number]


def item(document: Any, domain: int, number: int) -> Any:
    return document["domains"][domain]["items"][number]


def signalling(document: Any) -> Any:
    return document["answer_sets"]["signalling"]


ROB2, NARANJO, UMC = "rob2_assignment_2019", "naranjo_1981", "who_umc_causality"
FAULTS: list[tuple[str, Callable[[Any], Any], str, str]] = [
    (ROB2, lambda d: d.pop("citation"), "", "citation"),
    (ROB2, lambda d: d.update(colour=1), "", "colour"),
    (ROB2, lambda d: d.update(guidance="ftp://x"), "guidance", "match"),
    (ROB2, lambda d: d.update(id="rob3"), "id", "rob3.json"),
    (ROB2, lambda d: d.update(designs=["trial"]), "designs/0", "no study design"),
    (ROB2, lambda d: d["algorithm"].pop("overall"), "algorithm", "overall"),
    (ROB2, lambda d: d["algorithm"]["overall"].pop(), "algorithm/overall/1", "fit everything"),
    (ROB2, lambda d: item(d, 0, 1).update(id="1.1"), "domains", "1.1 is there twice"),
    (ROB2, lambda d: item(d, 0, 1).update(options="none"), "domains/0/items/1/options", "none"),
    (ROB2, lambda d: d["domains"][1].update(id="D1"), "domains", "D1 is there twice"),
    (ROB2, lambda d: item(d, 0, 0).update(ask_if=[{"1.2": ["Y"]}]), "domains/0/items/0/ask_if/0", "no earlier"),
    (ROB2, lambda d: item(d, 2, 2).update(ask_if=[{"3.2": ["NI"]}]), "domains/2/items/2/ask_if/0", "no option of 3.2"),
    (ROB2, lambda d: signalling(d).append({"id": "NA", "label": "None"}), "domains/0/items/0/options", "NA"),
    (ROB2, lambda d: signalling(d).append({"id": "Y", "label": "Aye"}), "domains/0/items/0/options", "Y is there"),
    (ROB2, lambda d: rule(d, 0, 0).update(then="bad"), "judgements", "bad"),
    (ROB2, lambda d: rule(d, 0, 0).update(id="D1-2"), "domains", "D1-2 is there twice"),
    (ROB2, lambda d: rule(d, 0, 0).update(when={"1.9": ["N"]}), "tables/D1", "1.9"),
    (ROB2, lambda d: rule(d, 0, 0)["when"].update({"1.2": ["N"]}), "tables/D1", "fit no row"),
    (ROB2, lambda d: rule(d, 0, 0)["when"].update({"1.2": ["N", "PN", "NI"]}), "tables/D1", "D1-2 can never"),
    (UMC, lambda d: d["algorithm"]["table"].pop("partial"), "tables/WHO-UMC", "fit no row"),
    (ROB2, lambda d: d["domains"][0]["judged_by"]["table"].update(partial="So."), "tables/D1", "not true"),
    (UMC, lambda d: d["algorithm"]["alerts"][0].update(when={"mood": ["bad"]}), "algorithm/alerts/0", "mood"),
    (NARANJO, lambda d: item(d, 0, 0)["options"][0].pop("value"), "domains", "no value"),
    (NARANJO, lambda d: d["algorithm"].update(most=12), "algorithm", "from -4 to 13"),
    (NARANJO, lambda d: d["algorithm"]["bands"].pop(), "algorithm/bands", "least score"),
    ("nos_cohort", lambda d: d["algorithm"].update(sections=["selection"]), "algorithm/sections", "domains"),
    ("amstar2_2017", lambda d: d["algorithm"].update(pooled_items=["99"]), "algorithm/pooled_items", "99"),
    ("syrcle_2014", lambda d: d["algorithm"]["map"].pop("unclear"), "algorithm/map", "each option"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "spoil", "pointer", "text"), FAULTS, ids=range(len(FAULTS)))
def test_each_fault_is_found_where_it_is(name, spoil, pointer, text):
    document = load(name)
    assert check(f"{name}.json", document) == []
    spoil(document)
    found = check(f"{name}.json", document)
    assert any(fault.pointer == pointer and text in fault.text for fault in found), found


def test_a_published_edition_cannot_be_rewritten(tmp_path):
    document = load(ROB2)
    fixed = tmp_path / "editions.json"
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / f"{ROB2}.json").write_text(json.dumps(document), "utf-8")
    known = {stamp(document): digest(document)}
    for editions, said in (({}, "not in editions.json"), ({stamp(document): "0"}, "never rewrite")):
        fixed.write_text(json.dumps(editions), "utf-8")
        assert any(said in fault.text for fault in check_all(folder, fixed))
    fixed.write_text(json.dumps(known), "utf-8")
    assert all("suggested" in fault.text for fault in check_all(folder, fixed))


def test_files_that_are_no_json_and_names_used_twice_are_found(tmp_path):
    (tmp_path / "a.json").write_text("{", "utf-8")
    twin = copy.deepcopy(load(NARANJO))
    (tmp_path / "naranjo_1981.json").write_text(json.dumps(twin), "utf-8")
    twin |= {"id": "naranjo_twin"}
    (tmp_path / "naranjo_twin.json").write_text(json.dumps(twin), "utf-8")
    said = [str(fault) for fault in check_all(tmp_path)]
    assert any("a.json#/: not JSON" in one for one in said)
    assert any("the name naranjo is used twice" in one for one in said)


def test_all_eighteen_are_there_under_their_reference_ids(shared_dir):
    reference = json.loads((shared_dir / "reference/instruments.json").read_text("utf-8"))
    assert sorted(catalogue()) == sorted(one["id"] for one in reference["instruments"])


def test_items_options_conditions_and_tables_are_those_of_the_reference(shared_dir):
    """Item ids, options, ask-if, points and rules agree with the reference; only the words are our own."""
    reference = json.loads((shared_dir / "reference/instruments.json").read_text("utf-8"))
    compared = 0
    for one in reference["instruments"]:
        tool = get(one["id"])
        groups = [*one.get("domains", ()), *one.get("sections", ()), one]
        for row in [row for group in groups for row in group.get("items", ())]:
            mine = tool.items[row["id"]]
            options = row["options"]
            if isinstance(options[0], dict):
                assert [(o["code"], o["stars"]) for o in options] == [
                    (o.id, o.value) for o in mine.options
                ]
            else:
                assert {o for o in options if o != "NA"} == {o.id for o in mine.options}
            if "points" in row:
                assert row["points"] == {o.id: o.value for o in mine.options}
            theirs = [
                {name: set(values) for name, values in clause.items()}
                for clause in row.get("ask_if") or ()
            ]
            assert theirs == [
                {name: set(values) for name, values in clause.items()} for clause in mine.ask_if
            ]
            assert row.get("critical", False) == mine.critical
            compared += 1
    assert compared > 150


@pytest.mark.parametrize(
    ("name", "ident"),
    [("naranjo", "naranjo_1981"), ("RoB2", ROB2), ("amstar2", "amstar2_2017"), ("grade", "grade_certainty"),
     ("robins_i", "robins_i_2016"), ("who_umc", UMC), (ROB2, ROB2)],
)  # fmt: skip
def test_short_names(name, ident):
    assert get(name) is catalogue()[ident]


def test_suggestions_suit_the_design_and_all_exist():
    for design in Design:
        for ident in (*suggested_for(design), *suggested_for(design, exposure=True)):
            assert design in catalogue()[ident].document["designs"]
    assert suggested_for("rct") == (ROB2,)
    assert suggested_for("cohort", exposure=True)[0] == "jbi_cohort"
    assert suggested_for("case_report")[2:] == (NARANJO, UMC)
    assert suggested_for("in_vitro") == suggested_for("nonsense") == ()
