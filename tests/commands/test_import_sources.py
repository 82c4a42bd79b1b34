"""`manage.py import_sources`: every record is accounted for, known ones are found, and a dry run writes nothing."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from claims.models import Event, Import, ImportRecord, PublicChange, Source
from tests.queries import build

pytestmark = pytest.mark.django_db


def ris(title, doi="", year=2019, more=""):
    lines = ["TY  - JOUR", f"TI  - {title}", "AU  - Gray, Ada", f"PY  - {year}"]
    lines += [f"DO  - {doi}"] if doi else []
    lines += [more] if more else []
    return "\n".join([*lines, "ER  - ", ""])


KNOWN = ris("Leaves and sleep", "10.5555/known", more="VL  - 12\nJO  - Journal of Leaves")
FRESH = ris("Bark and rest", "10.5555/fresh")
COPY = ris("Bark and rest, again", "https://doi.org/10.5555/FRESH", more="SN  - 1234-5679")
ALIKE = ris("Bark and rest.", year=2019).replace("AU  - Gray, Ada\n", "")
EMPTY = "TY  - JOUR\nER  - \n"


@pytest.fixture
def file(tmp_path):
    def make(text, name="export.ris"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return make


def run(*files, **options):
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command(
            "import_sources", *map(str, files), json=True, stdout=out, stderr=err, **options
        )
    except SystemExit as stopped:
        code = stopped.code
    return json.loads(out.getvalue()), code, err.getvalue()


def adds_up(report):
    parts = report["new"] + report["same"] + report["needs_decision"] + len(report["rejected"])
    return parts == report["records"]


def test_every_record_is_accounted_for_and_a_dry_run_writes_nothing(file):
    known = build.source(title="Leaves and sleep", doi="10.5555/known")
    path = file(KNOWN + FRESH + COPY + ALIKE + EMPTY)
    wanted = {"records": 5, "new": 1, "same": 2, "needs_decision": 1}
    report, code, _ = run(path, dry_run=True)
    assert set(report) == {*wanted, "rejected"}
    assert {name: report[name] for name in wanted} == wanted
    assert [(one["file"], one["line"]) for one in report["rejected"]] == [(str(path), 26)]
    assert report["rejected"][0]["reason"]
    assert code == 0
    assert adds_up(report)
    assert Source.objects.count() == 1
    assert not Import.objects.exists()
    assert not Event.objects.exists()
    again, code, _ = run(path)
    assert code == 0
    assert again == report
    known.refresh_from_db()
    assert known.container_title == "Journal of Leaves"
    assert known.csl["volume"] == "12"
    batch = Import.objects.get()
    assert known.provenance["container_title"]["from"] == f"import {batch.public_id}"
    fresh = Source.objects.get(doi="10.5555/fresh")
    assert (fresh.title, fresh.status) == ("Bark and rest", "published")
    # The second copy filled in what the first lacked, and overwrote nothing.
    assert fresh.csl["ISSN"] == "1234-5679"
    assert PublicChange.objects.filter(kind="source_published", object_id=fresh.pk).exists()
    assert Source.objects.count() == 2
    third, _, _ = run(path)
    assert (third["new"], third["same"], third["needs_decision"]) == (0, 3, 1)
    assert Source.objects.count() == 2


def test_copies_across_files_are_found(file):
    one, two = file(FRESH, "one.ris"), file(COPY, "two.ris")
    for options in ({"dry_run": True}, {}):
        report, code, _ = run(one, two, **options)
        assert (report["new"], report["same"], code) == (1, 1, 0)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.ris", b"", "empty"),
        ("blank.ris", b" \n\n", "empty"),
        ("scan.ris", b"%PDF-1.7 \x00\x01", "PDF"),
        ("bytes.csv", bytes(range(256)) * 20, "binary"),
        ("prose.txt", b"Dear all, here is nothing to import.", "cannot be told"),
        ("hollow.ris", EMPTY.encode(), "No record"),
    ],
)
@pytest.mark.parametrize("dry_run", [True, False])
def test_a_file_that_yields_nothing_is_an_error(file, name, content, says, dry_run):
    report, code, errors = run(file(content, name), dry_run=dry_run)
    assert code == 1
    assert says in errors
    assert name in errors
    assert report["new"] == 0
    assert adds_up(report)
    assert not Source.objects.exists()


def test_one_bad_file_does_not_spoil_the_others(file):
    report, code, errors = run(file(b"", "bad.ris"), file(FRESH, "good.ris"))
    assert (report["new"], code) == (1, 1)
    assert "bad.ris" in errors
    _, code, errors = run("no-such-file.ris")
    assert code == 1
    assert "no-such-file.ris" in errors


def test_the_extension_does_not_matter_and_text_between_records_is_told(file):
    report, code, _ = run(file(FRESH + KNOWN, "export.json"))
    assert (report["new"], code) == (2, 0)
    cut = FRESH + "TY  - JOUR\nTI  - Cut off in the mid"
    report, code, _ = run(file(cut, "cut.ris"), dry_run=True)
    assert report["records"] == 2
    assert adds_up(report)


def test_a_table_is_read_by_its_headings_or_by_the_mapping(file):
    table = 'Titel;Jahr;Kennung\n"=HYPERLINK(1)";2018;10.5555/t1\nZweiter;2017;10.5555/t2\n'
    path = file(table, "liste.csv")
    report, code, errors = run(path)
    assert code == 1
    assert "cannot be told" in errors
    report, code, _ = run(path, map=["title=Titel", "issued=Jahr", "DOI=Kennung"])
    assert (report["new"], code) == (2, 0)
    first = Source.objects.get(doi="10.5555/t1")
    assert (first.title, first.year) == ("=HYPERLINK(1)", 2018)
    with pytest.raises(CommandError, match="FIELD=COLUMN"):
        call_command("import_sources", str(path), map=["title"])
    _, code, errors = run(path, map=["colour=Titel"])
    assert code == 1
    assert "colour" in errors


def test_whose_act_it_is(file):
    contributor, reader = build.user("contributor"), build.user()
    report, code, _ = run(file(FRESH), by=contributor.username)
    assert (report["new"], code) == (1, 0)
    made = Source.objects.get()
    assert (made.status, made.created_by) == ("proposed", contributor)
    _, code, errors = run(file(FRESH), by=reader.username)
    assert code == 1
    assert "role" in errors
    with pytest.raises(CommandError, match="no user"):
        call_command("import_sources", "x", by="nobody-at-all")


def test_nul_and_control_characters_do_not_reach_the_database(file):
    report, code, _ = run(file("TY  - JOUR\nTI  - A\x00B\x07 title\nER  - \n"))
    assert (report["new"], code) == (1, 0)
    assert Source.objects.get().title == "AB title"
    assert ImportRecord.objects.get().made


def test_for_people_it_is_told_in_lines(file):
    out = StringIO()
    call_command("import_sources", str(file(FRESH)), stdout=out, stderr=StringIO())
    assert "new" in out.getvalue()
    assert Import.objects.get().public_id in out.getvalue()
