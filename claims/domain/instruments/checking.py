"""Whether an instrument's file is sound: its shape by `schema.json`, its sense by the rules written here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson

from claims.domain.instruments.catalogue import DATA, SUGGESTED, SUGGESTED_FOR_EXPOSURE, digest
from claims.domain.instruments.model import NOT_APPLICABLE, Condition, Instrument, Item, Table, read
from claims.domain.instruments.spaces import answer_space
from claims.domain.problems import path
from claims.domain.vocabulary import Design

SCHEMA = DATA.parent / "schema.json"
EDITIONS = DATA.parent / "editions.json"
# What an algorithm needs beside its kind.
NEEDS = {
    "domains": ("overall", "advice"),
    "table": ("table",),
    "sum": ("least", "most", "bands"),
    "stars": ("sections", "conversion"),
    "flaws": ("flaw", "partial", "pooled_items", "rules"),
    "per_item": ("map",),
    "level": ("evidence", "worse", "better"),
}


@dataclass(frozen=True)
class Fault:
    """What is wrong with a file, and where in it (a JSON pointer)."""

    file: str
    pointer: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}#/{self.pointer}: {self.text}"


@cache
def _schema() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(orjson.loads(SCHEMA.read_bytes()))


def check_all(folder: Path = DATA, editions: Path = EDITIONS) -> list[Fault]:
    """All faults of all files, and of how they go together; none where everything is sound."""
    fixed = orjson.loads(editions.read_bytes())
    found: list[Fault] = []
    names: Counter[str] = Counter()
    idents = set()
    for file in sorted(folder.glob("*.json")):
        try:
            document = orjson.loads(file.read_bytes())
        except orjson.JSONDecodeError as error:
            found.append(Fault(file.name, "", f"not JSON: {error}"))
            continue
        faults = check(file.name, document)
        found += faults
        if not faults:
            found += _edition(file.name, document, fixed)
            idents.add(document["id"])
            names.update([document["id"], *document["aliases"]])
    found += [Fault("", "", f"the name {name} is used twice") for name in names if names[name] > 1]
    wanted = {
        ident for row in (*SUGGESTED.values(), *SUGGESTED_FOR_EXPOSURE.values()) for ident in row
    }
    found += [
        Fault("", "", f"{ident} is suggested, but not there") for ident in sorted(wanted - idents)
    ]
    return found


def stamp(document: Mapping[str, Any]) -> str:
    """Name of one edition of one instrument."""
    return f"{document['id']}@{document['edition']}"


def _edition(file: str, document: Any, fixed: Mapping[str, str]) -> Iterator[Fault]:
    """A published edition never changes: whatever was answered by it can be read by it."""
    known = fixed.get(stamp(document))
    if known is None:
        yield Fault(
            file, "edition", f"{stamp(document)} is not in {EDITIONS.name}: add its SHA-256"
        )
    elif known != digest(document):
        yield Fault(file, "edition", "its content changed: raise the edition, never rewrite one")


def check(file: str, document: Any) -> list[Fault]:
    """The faults of one file: first of shape, then, where it has its shape, of sense."""
    shape = [
        Fault(file, path(*error.instance_path), error.message)
        for error in _schema().iter_errors(document)
    ]
    if shape:
        return shape
    return [Fault(file, where, text) for where, text in _sense(file, document)]


def _sense(file: str, document: Any) -> Iterator[tuple[str, str]]:
    if Path(file).stem != document["id"]:
        yield "id", f"the file of {document['id']} is to be called {document['id']}.json"
    for place, design in enumerate(document["designs"]):
        if design not in list(Design):
            yield path("designs", place), f"{design} is no study design"
    missing = [
        name
        for name in NEEDS.get(document["algorithm"]["kind"], ())
        if name not in document["algorithm"]
    ]
    if missing:
        yield "algorithm", f"it lacks {', '.join(missing)}"
        return
    sets = document["answer_sets"]
    for place, domain in enumerate(document["domains"]):
        for number, item in enumerate(domain["items"]):
            if isinstance(item["options"], str) and item["options"] not in sets:
                yield (
                    path("domains", place, "items", number, "options"),
                    f"no answer set {item['options']}",
                )
                return
    tool = read(document, "")
    faults = list(_items(document, tool))
    yield from faults
    if faults:
        # Tables cannot be gone through while a condition leads nowhere.
        return
    yield from _judgements(document, tool)
    for table in tool.tables():
        yield from _table(tool, table)
    yield from _numbers(document, tool)


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _items(document: Any, tool: Instrument) -> Iterator[tuple[str, str]]:
    """Ids are unique, conditions look back at options that exist, and every question can come up."""
    rows = [
        (path("domains", place, "items", number), item)
        for place, domain in enumerate(tool.domains)
        for number, item in enumerate(domain.items)
    ]
    for ident in _twice([item.id for _, item in rows]):
        yield "domains", f"the item {ident} is there twice"
    for ident in _twice([domain.id for domain in tool.domains]):
        yield "domains", f"the domain {ident} is there twice"
    before: dict[str, Item] = {}
    for where, item in rows:
        for options in (item.options, *(part.options for part in item.parts)):
            for ident in _twice([option.id for option in options]):
                yield path(*where.split("/"), "options"), f"the option {ident} is there twice"
            if NOT_APPLICABLE in [option.id for option in options]:
                yield f"{where}/options", "NA is for the program to store, not to be chosen"
        for number, clause in enumerate(item.ask_if):
            for text in _condition(clause, before):
                yield f"{where}/ask_if/{number}", text
        before[item.id] = item


def _condition(clause: Condition, known: Mapping[str, Item]) -> Iterator[str]:
    for name, values in clause.items():
        if name not in known:
            yield f"{name} is no earlier item"
            continue
        options = {option.id for option in known[name].options}
        for value in values:
            if value not in options:
                yield f"{value} is no option of {name}"


def _judgements(document: Any, tool: Instrument) -> Iterator[tuple[str, str]]:
    """Whatever a rule ends in is a word of the scale, and rules have ids of their own."""
    words = {option.id for option in tool.judgements}
    rules = [rule for table in tool.tables() for rule in table.rules]
    ends = [rule.then for rule in rules]
    algorithm = tool.algorithm
    for name in ("overall", "bands", "rules"):
        ends += [row["then"] for row in algorithm.get(name, ())]
    ends += list(algorithm.get("map", {}).values())
    for word in sorted(set(ends) - words):
        yield "judgements", f"a rule ends in {word}, which is no judgement of the scale"
    for ident in _twice([rule.id for rule in rules]):
        yield "domains", f"the rule {ident} is there twice"
    overall: Sequence[Mapping[str, Any]] = algorithm.get("overall", ())
    if overall and {"if_any", "if_all"} & set(overall[-1]):
        yield f"algorithm/overall/{len(overall) - 1}", "the last rule has to fit everything"
    for number, alert in enumerate(algorithm.get("alerts", ())):
        for text in _condition(alert["when"], tool.items):
            yield f"algorithm/alerts/{number}", text


def _table(tool: Instrument, table: Table) -> Iterator[tuple[str, str]]:
    """Every row can be reached, and every set of answers fits one, unless the table says why not."""
    where = path("tables", table.id)
    faults = [text for rule in table.rules for text in _condition(rule.when, tool.items)]
    if faults:
        yield from ((where, text) for text in faults)
        return
    names = list(dict.fromkeys(name for rule in table.rules for name in rule.when))
    reached, gaps = set(), 0
    for sheet in answer_space(tool, names):
        fired = next((rule.id for rule in table.rules if sheet.holds(rule.when)), None)
        gaps += fired is None
        reached.add(fired)
    for rule in table.rules:
        if rule.id not in reached:
            yield where, f"the row {rule.id} can never be reached"
    if gaps and not table.partial:
        yield where, f"{gaps} sets of answers fit no row, and `partial` does not say why"
    if table.partial and not gaps:
        yield where, "every set of answers fits a row: `partial` is not true"


def _numbers(document: Any, tool: Instrument) -> Iterator[tuple[str, str]]:
    """Points, stars, steps and levels are there where they are added up, and the limits fit them."""
    algorithm, items = tool.algorithm, tool.items.values()
    if tool.kind in ("sum", "stars"):
        for item in items:
            if any(option.value is None for option in item.options):
                yield "domains", f"an option of {item.id} has no value"
                return
    if tool.kind == "sum":
        values = [[option.value or 0 for option in item.options] for item in items]
        limits = sum(map(min, values)), sum(map(max, values))
        if limits != (algorithm["least"], algorithm["most"]):
            yield "algorithm", f"the points reach from {limits[0]} to {limits[1]}"
        starts = [band["from"] for band in algorithm["bands"]]
        if starts != sorted(starts, reverse=True) or starts[-1] > limits[0]:
            yield (
                "algorithm/bands",
                "from the highest to the lowest, which has to hold the least score",
            )
    if tool.kind == "stars" and [domain.id for domain in tool.domains] != algorithm["sections"]:
        yield "algorithm/sections", "they have to be the domains"
    for name in algorithm.get("pooled_items", ()):
        if name not in tool.items:
            yield "algorithm/pooled_items", f"there is no item {name}"
    alike = {tuple(option.id for option in item.options) for item in items if item.counted}
    if tool.kind in ("counts", "per_item") and len(alike) > 1:
        yield "domains", "what is counted has to have the same options everywhere"
    if tool.kind == "per_item" and set(algorithm["map"]) != set(*alike):
        yield "algorithm/map", "it has to say what each option means"
