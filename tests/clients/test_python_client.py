"""The Python client and its command line against the running server."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import types
import typing
from functools import cache
from pathlib import Path

import pytest
import yaml

from claims.api.throttling import reads
from evidence.accounts import tokens
from tests.clients.conftest import CLIENT  # puts the client on the path
from tests.factories import make_appraisal, make_claim, make_evidence, make_source, make_user

assert CLIENT.is_dir()

from touchstone_client import Conflict, Denied, Moved, NotFound, Touchstone, records, tables  # noqa: E402

ROOT = Path(__file__).parents[2]
SHAPES = {
    records.Basis: "Basis",
    records.Synthesis: "SynthesisBrief",
    records.ClaimBrief: "ClaimBrief",
    records.ClaimDetail: "Claim",
    records.SourceBrief: "SourceBrief",
    records.Consensus: "Consensus",
    records.Evidence: "Evidence",
    records.Study: "StudyBrief",
    records.Topic: "TopicBrief",
    records.Change: "Change",
    records.Dump: "Dump",
}
TYPES = {int: "integer", str: "string", bool: "boolean", types.NoneType: "null"}


@pytest.fixture
def base(live_server, settings):
    """A site with a few claims, at its address."""
    settings.SITE_URL = live_server.url
    reads.clear()
    for number in range(5):
        claim = make_claim(f"Kratom darkens the skin, number {number}")
    source = make_source(title="=A paper", year=2021)
    link = make_evidence(claim, source, design="rct", finding="It does.")
    for rater in (make_user("reviewer"), make_user("reviewer")):
        make_appraisal(link, rater, direction="supports", strength="weak")
    make_appraisal(make_evidence(claim), rationale="STILL BLIND")
    return types.SimpleNamespace(url=live_server.url, claim=claim, link=link, source=source)


def command(base, *arguments, token=None, text=None):
    """What the command line says: exit status, standard output, standard error."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(CLIENT),
        "TOUCHSTONE_URL": base.url,
        **({"TOUCHSTONE_TOKEN": token} if token else {}),
    }
    found = subprocess.run(
        [sys.executable, "-m", "touchstone_client.cli", *arguments],
        env=environment, input=text, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return found.returncode, found.stdout, found.stderr


@pytest.mark.django_db(transaction=True)
def test_reading_through_the_client(base, settings, tmp_path):
    # Packages of other tests are no part of this one.
    settings.DATA_DIR = tmp_path
    with Touchstone(base.url) as site:
        texts = [one["text"] for one in site.claims(limit=2)]
        assert len(set(texts)) == 5
        assert len(list(site.claims(limit=2).pages())) == 3
        assert site.claims(q="darkens skin").first()["synthesis"]["raters"] is not None
        claim = site.claim(base.claim.public_id)
        assert claim["evidence"][0]["consensus"]["direction"] == "supports"
        assert "STILL BLIND" not in json.dumps(claim)
        assert [one["id"] for one in site.evidence(claim=claim["id"], direction=["supports"])] == [
            base.link.public_id
        ]
        frame = site.claims().frame()
        assert len(frame) == 5
        assert set(frame["synthesis.basis.studies"]) == {0, 1}
        assert site.record(base.source.public_id)["title"] == "=A paper"
        assert len(list(site.sources())) == 2
        assert list(site.topics()) == []
        assert len(list(site.studies())) == 2
        assert any(one["id"] == "naranjo_1981" for one in site.instruments(limit=10))
        assert site.search("darkens")["claims"]["count"] == 5
        numbers = [one["seq"] for one in site.changes()]
        assert numbers == list(range(1, len(numbers) + 1))
        assert [one["seq"] for one in site.changes(numbers[-2])] == numbers[-1:]
        assert site.dumps() == []
        assert "judgement" in site.evaluate("naranjo", {"1": "yes"})
        with pytest.raises(NotFound):
            site.claim("C999999")
        checked = site.documents.check("Kratom darkens the skin, number 3.", title="Tea")
        assert checked["passages"]


@pytest.mark.django_db(transaction=True)
def test_writing_through_the_client(base):
    person = make_user("contributor", "editor")
    _, raw = tokens.make(user=person, by=person, name="scripts", days=1)
    with Touchstone(base.url, raw) as site:
        draft = site.draft_claim("Tea wakes", "causal", relation="wakes")
        assert draft["status"] == "draft"
        changed = site.change(
            draft["id"], {"relation": "rouses"}, reason="Plainer.", revision=draft["revision"]
        )
        assert changed["relation"] == "rouses"
        assert site.act(draft["id"], "submit")["status"] == "in_review"
        retired = site.act(base.claim.public_id, "retire", reason="Doubled.")
        assert retired["status"] == "retired"
        with pytest.raises((Moved, Conflict)):
            site.change(draft["id"], {"relation": "x"}, reason="Late.", revision=draft["revision"])
        assert site.create("sources", title="Tea", year=2020)["id"].startswith("S")
    reader = make_user("reviewer")
    _, raw = tokens.make(user=reader, by=reader, name="reads", days=1)
    with Touchstone(base.url, raw) as site, pytest.raises(Denied):
        site.act(draft["id"], "retire", reason="x")


@pytest.mark.django_db(transaction=True)
def test_the_command_line(base):
    status, out, err = command(base, "claims", "--q", "darkens", "--csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert (status, err) == (0, "")
    assert len(rows) == 5
    assert {row["standing"] for row in rows} == {"suggested"}
    assert all(row[name] for row in rows for name in ("verdict", "certainty", "raters", "studies"))
    status, out, err = command(
        base, "claims", "--limit", "2", "--where", "certainty=not_rated,low,very_low"
    )
    assert "rater" in out
    assert "suggested" in out
    assert "not medical advice" in err
    status, out, err = command(base, "claim", base.claim.public_id)
    assert "supports, weak, rct" in out
    assert "not medical advice" in out
    assert json.loads(command(base, "claim", base.claim.public_id, "--json")[1])["evidence"]
    status, out, err = command(base, "sources", "--csv")
    assert "'=A paper" in out
    status, out, err = command(base, "changes", "--since", "1", "--limit", "3", "--ndjson")
    assert [json.loads(line)["seq"] for line in out.splitlines()] == [2, 3, 4]
    status, out, err = command(base, "check", "-", text="Kratom darkens the skin, number 3.")
    assert "Kratom darkens the skin, number 3" in out
    assert "not medical advice" in out
    status, out, err = command(base, "get", f"claims/{base.claim.public_id}/certainty/")
    assert json.loads(out)
    status, out, err = command(base, "claim", "C999999")
    assert (status, out) == (1, "")
    assert "404" in err
    status, out, err = command(base, "claims", "--where", "colour=red")
    assert status == 1
    assert "colour" in err
    status, out, err = command(base, "claims", "--where", "colour")
    assert "NAME=VALUE" in err
    base.url = ""
    assert command(base, "claims")[0] == 2


@cache
def api_document():
    raw = (ROOT / "docs/reference/openapi.yaml").read_text(encoding="utf-8")
    return yaml.load(raw, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  both are safe


@pytest.mark.once
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_the_types_fit_the_api(shape):
    """Every field that the client knows is in the reviewed OpenAPI document, always there, and of that type."""
    found = api_document()["components"]["schemas"][SHAPES[shape]]
    for name, hint in typing.get_type_hints(shape).items():
        assert name in found["required"], name
        told = found["properties"][name]
        parts = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
        if all(part in TYPES for part in parts):
            given = told.get("type") or (
                "string" if "enum" in told or "oneOf" in told or "$ref" in told else None
            )
            given = {given} if isinstance(given, str) else set(given or {"string"})
            assert given == {TYPES[part] for part in parts}, (name, told)


@pytest.mark.once
def test_every_column_of_the_tables_is_in_the_types():
    """A column that no answer has would be empty for ever."""
    known = {"claims": records.ClaimBrief, "evidence": records.Evidence, "sources": records.SourceBrief,
             "studies": records.Study, "topics": records.Topic, "changes": records.Change}  # fmt: skip
    for kind, shape in known.items():
        for _, place in tables.COLUMNS[kind]:
            hints = typing.get_type_hints(shape)
            for step in place.split("."):
                assert step in hints or hints == {}, (kind, place)
                inner = hints.get(step)
                hints = typing.get_type_hints(inner) if typing.is_typeddict(inner) else {}


@pytest.mark.once
def test_it_can_be_installed(tmp_path):
    """As a wheel, without any network, with its command and the mark that it is typed."""
    uv = [str(Path(sys.executable).with_name("uv"))]
    quiet = {"capture_output": True, "timeout": 120}
    built, target = tmp_path / "built", tmp_path / "installed"
    subprocess.run(
        [*uv, "build", "--offline", "--wheel", "-o", str(built), str(CLIENT)], check=True, **quiet
    )
    (wheel,) = built.glob("*.whl")
    install = ["pip", "install", "--offline", "--no-deps", "--target", str(target), str(wheel)]
    subprocess.run([*uv, *install], check=True, **quiet)
    assert (target / "touchstone_client/py.typed").is_file()
    found = subprocess.run(
        [sys.executable, str(target / "bin/touchstone"), "--help"],
        env={"PYTHONPATH": str(target)},
        check=True,
        **quiet,
    )
    assert b"not medical advice" in found.stdout.replace(b"\n", b" ").replace(b"  ", b" ")
