"""`manage.py dump --package`: others' validators agree with it, and equal knowledge gives equal bytes."""

from __future__ import annotations

import csv
import gzip
import json
import subprocess
import zipfile
from io import StringIO
from pathlib import Path

import check_jsonschema
import frictionless
import jsonschema
import pytest
import yaml
from django.core.management import CommandError, call_command

from claims.formats import flat
from claims.formats.flat import tables
from claims.models import Evidence, KnowledgeBase
from tests.commands.test_dump import DEMO, dump, load
from tests.factories import (
    make_appraisal,
    make_assessment,
    make_claim,
    make_evidence,
    make_patient,
    make_source,
    make_study,
    make_topic,
    make_user,
)

pytestmark = [
    pytest.mark.django_db,
    # frictionless leaves the file of knowledge.ndjson.gz to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
CFF = Path(check_jsonschema.__file__).parent / "builtin_schemas/vendor/citation-file-format.json"


def package(path: Path) -> Path:
    """A package of what stands now."""
    call_command("dump", package=path, stdout=StringIO())
    return path


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"data/{table}.csv").open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def faults(folder: Path) -> list[tuple[str, str]]:
    """What frictionless finds wrong: with the description, the rows, keys, counts and checksums."""
    report = frictionless.validate(str(folder / "datapackage.json"))
    return [tuple(one) for one in report.flatten(["type", "message"])]


@pytest.fixture
def world():
    """A little of everything, with what trips a careless writer."""
    topic = make_topic("kratom", aliases=["ketum", 'with "quotes", and commas'])
    make_topic("leaf", broader=[topic])
    claim = make_claim("=HYPERLINK('x') is what a claim\u2019s text may begin with", topics=[topic])
    source = make_source(
        doi="10.5555/abc", title="Skin, and \u201ekratom\u201c", summary='Two\n\nlines, "quoted"'
    )
    study = make_study(source, label="One trial")
    quote = {"exact": "- They had \u201cit\u201d.", "start": 10, "end": 26}
    effect = {"measure": "RR", "estimate": 2, "low": 1.5, "high": 2.75, "level": 0.95}
    link = make_evidence(claim, source, study=study, design="rct", quotes=[quote], effect=effect)
    rater = make_user("reviewer")
    make_appraisal(
        link,
        rater,
        assessments=[
            make_assessment(link, rater, domain_judgements={"D1": "high"}, departures={"D1": "So."})
        ],
    )
    make_appraisal(link)
    blind = make_evidence(claim, design="case_report")
    make_appraisal(blind, strength="strong", rationale="STILL BLIND")
    make_patient(blind)
    return {"claim": claim, "link": link, "blind": blind, "source": source}


def test_frictionless_finds_no_fault(tmp_path, world):
    folder = package(tmp_path / "p")
    assert faults(folder) == []
    told = json.loads((folder / "datapackage.json").read_text())
    by_name = {one["name"]: one for one in told["resources"]}
    assert set(by_name) == {"knowledge", *(table.name for table in tables())}
    for table in tables():
        assert by_name[table.name]["rows"] == len(rows(folder, table.name))
        assert [f["name"] for f in table.fields if not f["description"]] == []
    found = rows(folder, "evidence")
    assert found[0]["effect_estimate"] == "2"
    assert rows(folder, "quotes")[0]["exact"].endswith("They had \u201cit\u201d.")
    assert rows(folder, "claims")[0]["text"].startswith("'=HYPERLINK")
    assert {row["alias"] for row in rows(folder, "topic_aliases")} >= {"ketum"}
    base = KnowledgeBase.objects.get()
    heads = told["touchstone"]
    assert heads["knowledge_base"] == str(base.uuid)
    assert heads["event_head"] == base.event_head
    assert (heads["event_seq"], heads["public_seq"]) == (base.event_seq, base.public_seq)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("data/evidence.csv", ",S1", ",S999"),  # a source that is not there
        ("data/claims.csv", "published", "unheard_of"),  # no word of the scale
        ("data/topics.csv", "T2,", "T1,"),  # the same key twice
        ("datapackage.json", '"rows": 1,', '"rows": 7,'),
    ],
)
def test_frictionless_would_find_one(tmp_path, world, file, old, new):
    """The negative control: without it the test above might be blind."""
    source = world["source"].public_id
    folder = package(tmp_path / "p")
    path = folder / file
    text = path.read_text()
    old = old.replace("S1", source)
    if file == "data/topics.csv":
        first, second = (row["id"] for row in rows(folder, "topics")[:2])
        old, new = f"{second},", f"{first},"
    assert old in text
    path.write_text(text.replace(old, new, 1))
    found = [kind for kind, _ in faults(folder)]
    assert set(found) - {"hash-count", "byte-count"}, found


def test_one_byte_more_is_found_by_both(tmp_path, world):
    folder = package(tmp_path / "p")
    subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=folder, check=True)
    listed = {line.split("  ")[1] for line in (folder / "SHA256SUMS").read_text().splitlines()}
    standing = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    assert listed == standing - {"SHA256SUMS"}
    with (folder / "data/studies.csv").open("a") as handle:
        handle.write("\r\n")
    wrong = subprocess.run(
        ["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=folder, capture_output=True, check=False
    )
    assert b"data/studies.csv: FAILED" in wrong.stdout
    assert {"hash-count", "byte-count"} <= {kind for kind, _ in faults(folder)}


def test_the_lines_are_those_of_the_plain_dump_and_fit_the_schema_beside_them(tmp_path, world):
    folder = package(tmp_path / "p")
    raw = gzip.decompress((folder / "data/knowledge.ndjson.gz").read_bytes())
    assert raw == dump()
    schema = json.loads((folder / "load.schema.json").read_text())
    validator = jsonschema.Draft202012Validator(schema)
    records = [json.loads(line) for line in raw.splitlines()]
    assert [e.message for r in records for e in validator.iter_errors(r)] == []
    told = json.loads((folder / "datapackage.json").read_text())
    assert told["resources"][0]["lines"] == len(records)
    assert sum(told["touchstone"]["records"].values()) == len(records) - 1


def test_the_citation_fits_the_format(tmp_path, world, settings):
    settings.SITE_NAME = 'The "other" site: #1'
    told = yaml.safe_load((package(tmp_path / "p") / "CITATION.cff").read_text())
    told["date-released"] = str(told["date-released"])
    schema = json.loads(CFF.read_text())
    validator = jsonschema.Draft7Validator(schema)
    assert [error.message for error in validator.iter_errors(told)] == []
    assert told["authors"][0]["name"] == settings.SITE_NAME
    assert list(validator.iter_errors({**told, "license": "free"}))


def test_equal_knowledge_is_equal_bytes_and_a_zip_holds_the_same(tmp_path, world):
    one, other = package(tmp_path / "a.zip"), package(tmp_path / "b.zip")
    assert one.read_bytes() == other.read_bytes()
    folder = package(tmp_path / "p")
    with zipfile.ZipFile(one) as archive:
        assert archive.testzip() is None
        for entry in archive.infolist():
            assert archive.read(entry) == (folder / entry.filename).read_bytes()
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
    make_topic("more")
    assert package(tmp_path / "a.zip").read_bytes() != other.read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"a.zip", "b.zip", "p"}


def test_a_package_is_written_over_and_nothing_else_is(tmp_path, world):
    folder = package(tmp_path / "p")
    (folder / "data/old.csv").write_text("of an earlier format")
    package(folder)
    assert not (folder / "data/old.csv").exists()
    kept = tmp_path / "mine"
    kept.mkdir()
    (kept / "letter.txt").write_text("Dear")
    (tmp_path / "d.zip").mkdir()
    for path in (kept, tmp_path / "d.zip", tmp_path / "nowhere/p"):
        with pytest.raises(
            CommandError, match=str(path.name if path.parent.exists() else "nowhere")
        ):
            package(path)
    assert (kept / "letter.txt").read_text() == "Dear"


def test_nothing_that_is_blind_is_in_any_file(tmp_path, world):
    Evidence.objects.filter(pk=world["blind"].pk).update(status="conflict")
    folder = package(tmp_path / "p")
    held = b"".join(p.read_bytes() for p in folder.rglob("*.csv"))
    held += gzip.decompress((folder / "data/knowledge.ndjson.gz").read_bytes())
    assert b"STILL BLIND" not in held
    told = {row["id"]: row for row in rows(folder, "evidence")}
    closed, open_ = told[world["blind"].public_id], told[world["link"].public_id]
    assert closed["status"] == "in_appraisal"
    assert [closed[n] for n in ("direction", "directness", "strength", "raters")] == [""] * 4
    assert (open_["direction"], open_["raters"]) == ("supports", "2")
    assert {row["evidence"] for row in rows(folder, "appraisals")} == {world["link"].public_id}


def test_the_demo_is_valid_too(tmp_path):
    load(DEMO.read_bytes())
    assert faults(package(tmp_path / "p")) == []


def test_an_empty_knowledge_base_is_valid_too(tmp_path):
    folder = package(tmp_path / "p")
    assert faults(folder) == []
    assert "created" not in json.loads((folder / "datapackage.json").read_text())


def test_every_noun_has_a_table_and_every_scalar_field_a_column():
    by_name = {table.name: table for table in tables()}
    for noun, (name, _) in flat.NAMES.items():
        columns = {field["name"] for field in by_name[name].fields}
        plain = {
            field
            for field, schema in flat.record_schema(noun)["properties"].items()
            if schema.get("type", "string") not in ("array", "object")
        }
        parts = {c.split("_")[0] for c in columns}
        assert {f for f in plain - columns - flat.LEFT_OUT if f not in parts} == set()
