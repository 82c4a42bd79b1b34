"""The load format: what a line may say, and what its page and schema tell of it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import jsonschema
import pytest

from claims.formats.knowledge import LONGEST_LINE, Fault, Line, parse, read, write
from claims.formats.knowledge_docs import markdown
from claims.formats.knowledge_schema import ORDER, schema

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "claims/management/demo/kratom.ndjson"


def fault(**record: object) -> Fault:
    found = parse(json.dumps(record).encode(), file="f", line=7)
    assert isinstance(found, Fault)
    return found


def test_a_good_line_is_its_record():
    found = parse(
        b'{"record": "topic", "key": "a:b", "name": "Kratom", "kind": "exposure"}', file="f", line=1
    )
    assert isinstance(found, Line)
    assert found.record["name"] == "Kratom"


@pytest.mark.parametrize(
    ("record", "field", "reason"),
    [
        ({"record": "nonsense"}, "record", "must be one of"),
        ({"record": "topic", "key": "a:b", "name": "x", "kind": "colour"}, "kind", "is not one of"),
        ({"record": "topic", "key": "a:b", "name": "x" * 201, "kind": "field"}, "name", "longer"),
        ({"record": "topic", "key": "nokey", "name": "x", "kind": "field"}, "key", "match"),
        ({"record": "topic", "key": "a:b", "name": "x", "kind": "field", "no": 1}, "", "'no'"),
        ({"record": "claim", "key": "a:b", "claim_type": "causal"}, "", '"text"'),
        ({"record": "source", "key": "a:b", "year": "1999"}, "year", ""),
    ],
)
def test_a_bad_line_names_field_and_reason(record, field, reason):
    found = fault(**record)
    assert (found.file, found.line, found.field) == ("f", 7, field)
    assert reason in found.reason


@pytest.mark.parametrize("raw", [b"{", b"[1]", b'"text"', b"\xff\xfe", b"nul", b'{"record": 1}'])
def test_what_is_no_record_is_a_fault(raw):
    assert isinstance(parse(raw, file="f", line=1), Fault)


def test_deep_nesting_is_a_fault_and_no_crash():
    assert isinstance(parse(b"[" * 100_000, file="f", line=1), Fault)


def test_gzip_is_known_by_its_bytes_not_its_name(tmp_path):
    path = tmp_path / "plain.ndjson"
    path.write_bytes(gzip.compress(DEMO.read_bytes()))
    assert sum(isinstance(item, Line) for item in read(path)) == len(DEMO.read_bytes().splitlines())


def test_a_byte_order_mark_and_blank_lines_are_passed_over(tmp_path):
    path = tmp_path / "f"
    path.write_bytes(
        b'\xef\xbb\xbf{"record": "header", "format": "touchstone-knowledge/1"}\r\n\r\n'
    )
    assert [type(item) for item in read(path)] == [Line]


def test_an_endless_line_is_refused_and_the_next_is_read(tmp_path):
    path = tmp_path / "f"
    path.write_bytes(
        b" " * (LONGEST_LINE + 5) + b'\n{"record": "header", "format": "touchstone-knowledge/1"}\n'
    )
    first, second = read(path)
    assert isinstance(first, Fault)
    assert "split it" in first.reason
    assert isinstance(second, Line)
    assert second.line == 2


def test_equal_records_are_equal_bytes():
    assert write({"b": 1, "a": 2}) == write({"a": 2, "b": 1}) == b'{"a":2,"b":1}\n'


def test_the_demo_is_valid_by_an_independent_validator():
    validator = jsonschema.Draft202012Validator(schema())
    lines = DEMO.read_text(encoding="utf-8").splitlines()
    faults = [error.message for line in lines for error in validator.iter_errors(json.loads(line))]
    assert len(lines) > 400
    assert faults == []


def test_the_schema_is_a_schema_and_covers_every_record():
    jsonschema.Draft202012Validator.check_schema(schema())
    assert list(schema()["$defs"]) == list(ORDER)


def test_the_shipped_schema_and_page_are_current():
    """Remedy: `manage.py load_schema > docs/reference/load.schema.json`, with --markdown the page."""
    stored = json.loads((ROOT / "docs/reference/load.schema.json").read_text(encoding="utf-8"))
    assert stored == schema()
    assert (ROOT / "docs/reference/load-format.md").read_text(encoding="utf-8") == markdown()
