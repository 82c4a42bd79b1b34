"""Page, API and dump tell the same of every published claim, field by field.

The page is read as a reader's browser has it, the dump as `load` would, and the tables of the package with them.
"""

from __future__ import annotations

import csv
import json
import re
from html.parser import HTMLParser
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from claims.actions import integrity, syntheses
from claims.models import Claim, Evidence
from claims.web.words import said
from tests.commands.test_dump import DEMO, dump, load
from tests.factories import (
    make_appraisal,
    make_claim,
    make_evidence,
    make_source,
    make_study,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db
SYNTHESIS = ("verdict", "certainty", "consistency", "stale", "raters", "status", "plain_sentence")
CONCLUDED = (*SYNTHESIS, "studies", "supports", "contradicts", "mixed", "version")
RATED = ("direction", "directness", "strength")
STANDING = ("Suggested by the rule, not yet confirmed.", "Confirmed by an editor.")
Told = dict[str, Any]


# --- The API ---------------------------------------------------------------------------------------------------------


def by_api(ident: str) -> Told:
    """The claim as the API has it."""
    found = Client().get(f"/api/v1/claims/{ident}/").json()
    s = found["synthesis"]
    counted = {one["id"] for one in found["evidence"]}
    return {
        "text": found["text"],
        "topics": {topic["id"] for topic in found["topics"]},
        "concluded": {
            **{name: s[name] for name in SYNTHESIS if name in s},
            **{name: s["basis"][name] for name in ("studies", "supports", "contradicts", "mixed")},
            "plain_sentence": found["plain_sentence"],
            "version": found["version"],
        },
        "basis": s["basis"].get("words", ""),
        "evidence": {
            one["id"]: {
                "source": one["source"]["id"],
                "study": one["study"]["id"],
                "design": one["design"],
                "finding": one["finding"],
                "n": one["n"],
                "status": one["status"],
                "counts": one["id"] in counted,
                **{name: one["consensus"][name] or None for name in RATED},
                "quotes": [quote["exact"] for quote in one["quotes"]],
                "ratings": sorted(
                    [r[name] or "" for name in RATED]
                    for r in one["appraisals"]
                    if not r["superseded"]
                ),
            }
            for one in (*found["evidence"], *found["excluded"])
        },
        "sources": {
            one["source"]["id"]: {
                n: one["source"][n] for n in ("title", "year", "doi", "integrity")
            }
            for one in (*found["evidence"], *found["excluded"])
        },
    }


# --- The dump --------------------------------------------------------------------------------------------------------


def by_dump(raw: bytes) -> dict[str, Told]:
    """Every published claim as the lines of the dump have it; what stands on evidence is left to the tables."""
    records = [json.loads(line) for line in raw.splitlines()]
    of: dict[str, list[Told]] = {}
    for record in records:
        of.setdefault(record["record"], []).append(record)
    sources = {one["id"]: one for one in of.get("source", ())}
    concluded = {one["claim"]: one for one in of.get("synthesis", ())}
    numbers = {one["claim"]: one["number"] for one in of.get("version", ())}
    ratings: dict[str, list[list[str]]] = {}
    for one in of.get("appraisal", ()):
        if one["is_current"]:
            rated = [one.get(name, "") for name in RATED]
            ratings.setdefault(one["evidence"], []).append(rated)
    found = {}
    for claim in of.get("claim", ()):
        if claim["status"] != "published":
            continue
        mine = [one for one in of.get("evidence", ()) if one["claim"] == claim["id"]]
        s = concluded[claim["id"]]
        basis = s["suggestion"]["basis"]
        by = basis.get("by_direction", {})
        found[claim["id"]] = {
            "text": claim["text"],
            "topics": set(claim.get("topics", ())),
            "concluded": {
                **{n: s[n] for n in ("verdict", "certainty", "consistency", "plain_sentence")},
                "status": "suggested" if s["status"] == "suggested" else "confirmed",
                "stale": bool(s.get("stale_since")),
                "raters": s["suggestion"]["raters"]["people"],
                "studies": basis["studies"],
                "supports": by.get("supports", 0),
                "contradicts": by.get("contradicts", 0),
                "mixed": by.get("mixed", 0),
                "version": numbers[claim["id"]],
            },
            "basis": basis["words"],
            "evidence": {
                one["id"]: {
                    "source": one["source"],
                    "study": one["study"],
                    "design": one["design"],
                    "finding": one.get("finding", ""),
                    "n": one.get("n"),
                    "quotes": [quote["exact"] for quote in one.get("quotes", ())],
                    "ratings": sorted(ratings.get(one["id"], ())),
                }
                for one in mine
            },
            "sources": {
                one["source"]: {
                    "title": sources[one["source"]].get("title", ""),
                    "year": sources[one["source"]].get("year"),
                    "doi": sources[one["source"]].get("doi"),
                    "integrity": sources[one["source"]]["integrity"],
                }
                for one in mine
            },
        }
    return found


def by_tables(folder: Any) -> dict[str, Told]:
    """What stands on every claim and its evidence, as the tables have it."""

    def rows(name: str) -> list[dict[str, str]]:
        with (folder / f"data/{name}.csv").open(newline="", encoding="utf-8") as handle:
            return list(csv.DictReader(handle))

    evidence: dict[str, dict[str, Told]] = {}
    for row in rows("evidence"):
        rated = {name: row[name] or None for name in (*RATED, "status")}
        evidence.setdefault(row["claim"], {})[row["id"]] = rated
    numbers = ("raters", "studies", "supports", "contradicts", "mixed", "version")
    return {
        row["id"]: {
            "concluded": {
                **{n: row[n] for n in ("verdict", "certainty", "consistency", "plain_sentence")},
                **{name: int(row[name]) for name in numbers},
                "status": row["synthesis_status"],
                "stale": row["stale"] == "true",
            },
            "evidence": evidence.get(row["id"], {}),
        }
        for row in rows("claims")
        if row["status"] == "published"
    }


# --- The page --------------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """What a reader of the claim's page has before them: texts by their place, and rows of evidence by id."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.plain, self.terms, self.rows = "", {}, {}
        self._into: str | None = None
        self._term = self._row = ""
        self._column = ""
        self.text = ""
        self.feed(html)
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        found = dict(attrs)
        if tag == "p" and found.get("class") == "plain":
            self._into = "plain"
        elif tag in ("dt", "dd"):
            self._into = tag
            self._term = "" if tag == "dt" else self._term
        elif tag == "tr":
            self._row = ident if re.fullmatch(r"E\d+", ident := found.get("id", "")) else ""
            if self._row:
                self.rows[self._row] = {}
        elif tag == "td" and self._row:
            self._column = found.get("data-k", "finding")
        elif tag == "a" and self._row and found.get("href", "").startswith("/sources/S"):
            self.rows[self._row]["source"] = found["href"].split("/")[2]

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "dt", "dd"):
            self._into = None
        if tag == "td":
            self._column = ""
        if tag == "tr":
            self._row = ""

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._into == "plain":
            self.plain += data
        elif self._into == "dt":
            self._term = (self._term + data).strip()
        elif self._into == "dd":
            self.terms[self._term] = (self.terms.get(self._term, "") + data).strip()
        if self._row and self._column:
            row = self.rows[self._row]
            row[self._column] = row.get(self._column, "") + data


def bare(text: str) -> str:
    """Without marks and runs of blanks."""
    return " ".join(re.sub(r"[▲▼▽◆·✔◔☰⇄◑✘○●]", " ", text).split())


def differs_on_page(ident: str, told: Told) -> list[str]:
    """Where the claim's page does not show what the API told."""
    page = Page(Client().get(f"/claims/{ident}/?rows=all").content.decode())
    c = told["concluded"]
    shown = {
        "plain_sentence": (bare(page.plain), bare(c["plain_sentence"])),
        "verdict": (bare(page.terms["Verdict"]), said(c["verdict"], "Verdict")),
        "certainty": (bare(page.terms["Certainty"]), said(c["certainty"], "Certainty")),
        "consistency": (bare(page.terms["Consistency"]), said(c["consistency"], "Consistency")),
        "evidence": (set(page.rows), {i for i, e in told["evidence"].items() if e["counts"]}),
    }
    wrong = [f"{name}: {has!r} and {told!r}" for name, (has, told) in shown.items() if has != told]
    n = c["studies"]
    standing = STANDING[c["status"] == "confirmed"]
    raters = f"rated by {c['raters']} pe" if c["raters"] else "rated by nobody here"
    needed = [
        f"Rests on {n} counted stud" if n else "Rests on no counted study",
        raters,
        standing,
        told["basis"][:1].upper() + told["basis"][1:],
        f"version {c['version']}",
        "not medical advice",
        *(["An input has changed since"] if c["stale"] else []),
        *([f"{c['supports']} for, {c['contradicts']} against"] if n else []),
    ]
    wrong += [text for text in needed if text not in page.text]
    if STANDING[c["status"] != "confirmed"] in page.text:
        wrong.append("it says that it is confirmed, and that it is not")
    for ident_, one in told["evidence"].items():
        row = page.rows.get(ident_)
        if row is None:
            wrong += [] if ident_ in page.text else [f"{ident_} is not there"]
            continue
        strength = said(one["strength"], "Strength") if one["strength"] else "Not rated"
        direction = said(one["direction"], "Direction") if one["direction"] else ""
        checks = {
            "finding": bare(one["finding"]) in bare(row["finding"]),
            "source": row.get("source") == one["source"],
            "direction": not direction or direction in bare(row["Direction"]),
            "strength": strength in bare(row["Strength"]),
            "design": said(one["design"], "Design") in bare(row["Kind of study"]),
            "quotes": all(bare(quote) in bare(row["finding"]) for quote in one["quotes"]),
        }
        wrong += [f"{ident_}: {name}: {row}" for name, right in checks.items() if not right]
    wrong += [
        f"{ident_}: year" for s in told["sources"].values() if str(s["year"] or "") not in page.text
    ]
    return wrong


# --- Compared --------------------------------------------------------------------------------------------------------


def differences(folder: Any) -> list[str]:
    """Every place where two of the doors tell something else of a published claim."""
    lines = by_dump(dump())
    call_command("dump", package=folder, stdout=StringIO())
    tables = by_tables(folder)
    published = {
        f"C{pk}" for pk in Claim.objects.filter(status="published").values_list("pk", flat=True)
    }
    assert set(lines) == set(tables) == published
    wrong = []
    for ident in sorted(published):
        api = by_api(ident)
        page = differs_on_page(ident, api)
        standing = {
            i: {name: one.pop(name) for name in (*RATED, "status")}
            for i, one in api["evidence"].items()
        }
        for one in api["evidence"].values():
            one.pop("counts")
        wrong += [
            f"{ident} {name}: API {api[name]!r}, dump {lines[ident][name]!r}"
            for name in lines[ident]
            if api[name] != lines[ident][name]
        ]
        if tables[ident]["concluded"] != api["concluded"]:
            wrong.append(f"{ident}: API {api['concluded']}, table {tables[ident]['concluded']}")
        if tables[ident]["evidence"] != standing:
            wrong.append(f"{ident}: API {standing}, table {tables[ident]['evidence']}")
        wrong += [f"{ident} page: {text}" for text in page]
    return wrong


@pytest.fixture
def world():
    """Claims that stand in every way: confirmed, out of date, divided, blind, retracted, quoted, without evidence."""
    editor, rater = make_user("editor"), make_user("reviewer")
    topic = make_topic("kratom")
    plain = make_claim("Kratom darkens the skin", topics=[topic])
    for number in range(3):
        source = make_source(year=2000 + number, doi=f"10.5555/{number}")
        link = make_evidence(
            plain,
            source,
            study=make_study(source),
            design="rct",
            finding=f"Finding {number}: <b>darker</b> & more.",
            quotes=[{"exact": "They had \u201cit\u201d & it stayed."}],
        )
        for person in (rater, make_user("reviewer")):
            make_appraisal(link, person, direction="supports", strength="moderate")
    syntheses.confirm(claim=Claim.objects.get(pk=plain.pk), by=editor)
    divided = make_claim("Kratom helps sleep")
    for direction in ("supports", "contradicts"):
        source = make_source()
        link = make_evidence(divided, source, study=make_study(source), design="rct")
        for person in (rater, make_user("reviewer")):
            make_appraisal(link, person, direction=direction, strength="strong")
    blind = make_evidence(divided, design="case_report", finding="A finding that is not rated yet.")
    make_appraisal(blind, rater, direction="contradicts", strength="weak")
    late = make_claim("Kratom is a leaf", claim_type="definitional")
    source = make_source(title="Withdrawn later")
    link = make_evidence(late, source, study=make_study(source), design="cohort")
    for person in (rater, make_user("reviewer")):
        make_appraisal(link, person, direction="supports", strength="weak")
    integrity.mark(sources=[source], integrity="retracted", note="Figures.", by=editor)
    make_claim("Nobody has looked at this")
    return {"plain": plain, "blind": blind, "divided": divided, "editor": editor}


def test_every_claim_of_a_made_base(tmp_path, world):
    assert differences(tmp_path / "p") == []
    verdicts = set(Claim.objects.values_list("verdict", flat=True))
    assert {"supported", "conflicting", "not_assessed"} <= verdicts
    assert Claim.objects.filter(confirmed=True).exists()
    assert Claim.objects.filter(stale=True).exists()


@pytest.mark.once
def test_every_claim_of_the_demo(tmp_path):
    load(DEMO.read_bytes())
    assert differences(tmp_path / "p") == []


def test_it_would_be_seen_if_any_door_told_otherwise(tmp_path, world):
    """The claim's own columns feed page and API, its conclusion feeds the lines: let them differ, and it shows."""
    row = Claim.objects.filter(pk=world["plain"].pk)
    ident = world["plain"].public_id
    lines = by_dump(dump())[ident]
    changed = {
        "verdict": "doubtful",
        "certainty": "high",
        "consistency": "divided",
        "raters": 9,
        "supports_count": 9,
        "confirmed": False,
        "stale": True,
        "plain_sentence": "Something else.",
        "version_number": 7,
    }
    for column, value in changed.items():
        before = row.values_list(column, flat=True).get()
        row.update(**{column: value})
        assert by_api(ident)["concluded"] != lines["concluded"], column
        row.update(**{column: before})
    assert by_api(ident)["concluded"] == lines["concluded"]
    row.update(verdict="doubtful")
    assert any("verdict" in text or "doubtful" in text for text in differences(tmp_path / "p"))


def test_it_would_be_seen_if_a_page_were_kept_too_long(world):
    """The page as it is now, beside what the API said before."""
    ident = world["plain"].public_id
    before = by_api(ident)
    assert differs_on_page(ident, before) == []
    evidence = Evidence.objects.filter(claim=world["plain"])
    for column, value in {
        "standing_direction": "mixed",
        "standing_strength": "weak",
        "finding": "Another.",
    }.items():
        kept = dict(evidence.values_list("pk", column))
        evidence.update(**{column: value})
        assert differs_on_page(ident, before), column
        for pk, one in kept.items():
            evidence.filter(pk=pk).update(**{column: one})
    assert differs_on_page(ident, before) == []
    Claim.objects.filter(pk=world["plain"].pk).update(verdict="doubtful", confirmed=False)
    assert len(differs_on_page(ident, before)) == 3  # verdict; the one standing; the other
