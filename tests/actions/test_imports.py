"""Imports through the actions: who may, what is stored, who decides, what is undone, and what stands in the way."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import access
from claims.actions import evidence, proposals, sources
from claims.actions.importing import batches, files, reading, storing, undoing
from claims.domain.problems import Invalid, Moved, NotAllowedNow
from claims.jobs import worker
from claims.models import Event, Import, ImportRecord, Job, Proposal, Source
from claims.queries import imports
from tests.queries import build

pytestmark = pytest.mark.django_db


def ris(title, doi="", year=2019, more=""):
    lines = ["TY  - JOUR", f"TI  - {title}", "AU  - Gray, Ada", f"PY  - {year}"]
    lines += [f"DO  - {doi}"] if doi else []
    return "\n".join([*lines, *([more] if more else []), "ER  - ", ""])


def bring(text, by, **options):
    pieces = [text if isinstance(text, bytes) else text.encode()]
    batch = batches.create(pieces=pieces, filename="x.ris", by=by, **options)
    return reading.begin(batch=batch, by=by)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def contributor(db):
    return build.user("contributor")


@pytest.fixture
def editor(db):
    return build.user("editor")


def outcomes(batch):
    return {word: n for word, n in imports.counts(batch).items() if n}


def kept():
    folder = files.folder()
    return list(folder.iterdir()) if folder.is_dir() else []


def test_what_contributors_bring_in_waits_and_what_editors_bring_in_is_public(contributor, editor):
    batch = storing.begin(batch=bring(ris("One", "10.5555/one"), contributor), by=contributor)
    one = Source.objects.get()
    assert (batch.status, one.status, one.created_by) == ("done", "proposed", contributor)
    proposal = Proposal.objects.get(noun="source", object_id=one.pk)
    assert proposal.reason == f"import {batch.public_id}"
    assert one.provenance["doi"]["from"] == f"import {batch.public_id}"
    sources.accept(source=one, by=editor)
    storing.begin(batch=bring(ris("Two"), editor), by=editor)
    assert Source.objects.get(title="Two").status == "published"
    verbs = list(
        Event.objects.filter(noun="import", object_id=batch.pk)
        .order_by("seq")
        .values_list("verb", flat=True)
    )
    assert verbs == ["brought_in", "read", "imported", "stored"]
    assert kept() == []


@pytest.mark.parametrize("role", ["reviewer", "admin", None])
def test_others_bring_nothing_in(role):
    with pytest.raises(access.Denied):
        bring(ris("One"), build.user(*([role] if role else [])))
    assert kept() == []


def test_an_import_is_its_makers_and_editors(contributor, editor):
    other = build.user("contributor")
    batch = bring(ris("One"), contributor)
    for door in (storing.begin, undoing.undo, reading.begin):
        with pytest.raises(access.Denied):
            door(batch=batch, by=other)
    with pytest.raises(access.Denied):
        batches.decide(batch=batch, position=1, outcome="new", by=other)
    assert not access.visible_imports(other).exists()
    assert not access.visible_imports(None).exists()
    assert access.visible_imports(editor).get() == batch
    assert storing.begin(batch=batch, by=editor).status == "done"


def test_look_alikes_wait_for_a_decision_and_can_be_stored_later(contributor, editor):
    known = build.source(title="Bark and rest", year=2019, title_key="barkandrest")
    batch = bring(ris("Bark and rest") + ris("New") + ris("Bark & rest", "10.5555/b"), contributor)
    first = ImportRecord.objects.get(batch=batch, position=1)
    assert first.outcome == "needs_decision"
    assert first.candidates[0]["source"] == known.public_id
    assert first.candidates[0]["reasons"]
    storing.begin(batch=batch, by=contributor)
    assert Source.objects.filter(title="Bark and rest").count() == 1
    with pytest.raises(NotAllowedNow):
        storing.begin(batch=batch, by=contributor)
    batches.decide(batch=batch, position=1, outcome="new", by=contributor)
    assert imports.detail(contributor, batch.pk)["may_store"]
    storing.begin(batch=batch, by=contributor)
    assert Source.objects.filter(title="Bark and rest").count() == 2
    with pytest.raises(NotAllowedNow, match="stored"):
        batches.decide(batch=batch, position=1, outcome="left_out", by=contributor)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"outcome": "rejected"}, "outcome"),
        ({"outcome": "same"}, "source"),
        ({"outcome": "same", "source": "S999999"}, "source"),
        ({"outcome": "same", "source": "C1"}, "source"),
        ({"outcome": "same", "other": 2}, "record"),
        ({"outcome": "new", "position": 9}, "position"),
        ({"outcome": "new", "position": 2**40}, "position"),
    ],
)
def test_decisions_that_cannot_be(contributor, given, field):
    batch = bring(ris("One") + ris("Two"), contributor)
    with pytest.raises(Invalid) as refused:
        batches.decide(batch=batch, by=contributor, **{"position": 1, **given})
    assert field in refused.value.errors


def test_left_out_records_take_their_copies_along(contributor):
    batch = bring(
        ris("One", "10.5555/one") + ris("One", "10.5555/one", more="VL  - 3"), contributor
    )
    assert outcomes(batch) == {"new": 1, "same": 1}
    batches.decide(batch=batch, position=1, outcome="left_out", by=contributor)
    storing.begin(batch=batch, by=contributor)
    assert outcomes(batch) == {"left_out": 2}
    assert not Source.objects.exists()


def test_same_as_chosen_source_gains_only_what_it_lacks(editor):
    known = build.source(title="Whole title", year=2001, doi="10.5555/k", csl={"volume": "1"})
    more = "VL  - 9\nIS  - 4\nJO  - Journal of Bark\nAN  - PMID: 12345"
    batch = bring(ris("Other title", "", 2020, more), editor)
    batches.decide(batch=batch, position=1, outcome="same", source=known.public_id, by=editor)
    storing.begin(batch=batch, by=editor)
    known.refresh_from_db()
    assert (known.title, known.year, known.doi) == ("Whole title", 2001, "10.5555/k")
    assert (known.container_title, known.csl["volume"]) == ("Journal of Bark", "1")
    assert known.csl["issue"] == "4"
    assert known.revision == 2
    event = Event.objects.get(noun="source", verb="revised")
    assert event.payload["before"]["container_title"] == ""
    undoing.undo(batch=batch, by=editor)
    known.refresh_from_db()
    assert (known.container_title, known.csl) == ("", {"volume": "1"})
    assert known.provenance == {}


def test_contributors_propose_what_a_published_source_lacks(contributor):
    known = build.source(title="Leaves", doi="10.5555/k")
    batch = bring(ris("Leaves", "10.5555/k", more="JO  - Journal of Bark"), contributor)
    storing.begin(batch=batch, by=contributor)
    known.refresh_from_db()
    assert known.container_title == ""
    filed = Proposal.objects.get(noun="source", kind="change")
    assert filed.changes["container_title"]["value"] == "Journal of Bark"
    undoing.undo(batch=batch, by=contributor)
    filed.refresh_from_db()
    assert filed.status == "withdrawn"


def test_undo_takes_proposed_sources_away_and_retires_public_ones(contributor, editor):
    batch = storing.begin(batch=bring(ris("One", "10.5555/one"), contributor), by=contributor)
    undoing.undo(batch=batch, by=contributor)
    assert not Source.objects.exists()
    assert not Proposal.objects.exists()
    assert batch.status == "undone"
    batch = storing.begin(batch=bring(ris("One", "10.5555/one"), editor), by=editor)
    undoing.undo(batch=batch, by=editor)
    gone = Source.objects.get()
    assert (gone.status, gone.doi) == ("retired", None)
    assert batch.public_id in gone.status_reason
    with pytest.raises(NotAllowedNow):
        undoing.undo(batch=batch, by=editor)
    # It can come in again.
    again = storing.begin(batch=bring(ris("One", "10.5555/one"), editor), by=editor)
    assert outcomes(again) == {"new": 1}
    assert Source.objects.get(status="published").doi == "10.5555/one"


def test_undo_says_what_depends_on_it(contributor, editor):
    batch = storing.begin(batch=bring(ris("One", "10.5555/one"), editor), by=editor)
    one = Source.objects.get()
    link = evidence.propose(
        by=contributor,
        claim=build.claim(),
        source=one,
        fields={"design": "cohort", "quotes": [{"exact": "They slept."}]},
    )
    with pytest.raises(NotAllowedNow, match=f"[Ee]vidence rests on {one.public_id}"):
        undoing.undo(batch=batch, by=editor)
    batch.refresh_from_db()
    assert batch.status == "done"
    assert link.source == one
    second = storing.begin(batch=bring(ris("Two"), editor), by=editor)
    two = Source.objects.get(title="Two")
    sources.merge(source=two, into=one, by=editor, reason="The same")
    with pytest.raises(NotAllowedNow, match="into another source"):
        undoing.undo(batch=second, by=editor)
    third = storing.begin(batch=bring(ris("Three"), contributor), by=contributor)
    three = Source.objects.get(title="Three")
    proposals.change(record=three, changes={"year": 2018}, by=contributor)
    with pytest.raises(NotAllowedNow, match="changed"):
        undoing.undo(batch=third, by=contributor)


def test_undo_of_what_is_only_read_discards_it(contributor):
    batch = bring(ris("One"), contributor)
    assert len(kept()) == 1
    undoing.undo(batch=batch, by=contributor)
    assert (batch.status, kept()) == ("undone", [])


def test_a_source_that_came_in_between_is_found_when_storing(contributor):
    batch = bring(ris("One", "10.5555/one"), contributor)
    known = build.source(title="One", doi="10.5555/one")
    storing.begin(batch=batch, by=contributor)
    record = ImportRecord.objects.get(batch=batch)
    assert (record.outcome, record.source, record.made) == ("same", known, False)
    assert Source.objects.count() == 1


def test_chapters_of_one_book_share_its_isbn(editor):
    chapters = "".join(
        f"TY  - CHAP\nTI  - Chapter {name}\nSN  - 978-3-16-148410-0\nER  - \n"
        for name in ("on bark", "on leaves")
    )
    batch = storing.begin(batch=bring(chapters, editor), by=editor)
    assert outcomes(batch) == {"new": 2}
    assert sorted(filter(None, Source.objects.values_list("isbn", flat=True))) == ["9783161484100"]
    assert all(source.csl["ISBN"] for source in Source.objects.all())
    assert "ISBN" in ImportRecord.objects.get(position=2).reason


@pytest.mark.parametrize(("bound", "most"), [("AT_ONCE", 10), ("RECORDS_AT_ONCE", 0)])
def test_large_files_and_files_of_many_records_are_the_workers(
    contributor, monkeypatch, bound, most
):
    monkeypatch.setattr(batches, bound, most)
    batch = bring(ris("One"), contributor)
    assert batch.status == "waiting"
    assert Job.objects.get().kind == "import_read"
    with pytest.raises(NotAllowedNow):
        storing.begin(batch=batch, by=contributor)
    assert worker.run_one()
    batch.refresh_from_db()
    assert batch.status == "preview"
    storing.begin(batch=batch, by=contributor)
    assert imports.detail(contributor, batch.pk)["busy"]
    assert worker.run_one()
    batch.refresh_from_db()
    assert batch.status == "done"
    assert Source.objects.get().created_by == contributor


def test_an_interrupted_store_goes_on_and_two_do_not_store_twice(contributor, monkeypatch):
    monkeypatch.setattr(storing, "CHUNK", 2)
    batch = bring("".join(ris(f"Title number {n} of five") for n in range(5)), contributor)
    stale = Import.objects.get(pk=batch.pk)
    calls = []
    whole = storing._chunk

    def failing(*args, **options):
        calls.append(1)
        if len(calls) == 2:
            raise OSError("the power went")
        whole(*args, **options)

    monkeypatch.setattr(storing, "_chunk", failing)
    with pytest.raises(OSError, match="power"):
        storing.store(batch=batch, by=contributor)
    assert Source.objects.count() == 2
    again = Import.objects.get(pk=batch.pk)
    assert (again.status, again.stored) == ("storing", 2)
    storing.store(batch=again, by=contributor)
    assert Source.objects.count() == 5
    assert again.status == "done"
    stale.status = "storing"
    with pytest.raises(Moved):
        storing.store(batch=stale, by=contributor)
    assert Source.objects.count() == 5


def test_too_large_and_nothing_at_all(contributor, settings):
    settings.IMPORT_MAX_BYTES = 20
    with pytest.raises(Invalid, match="too large"):
        bring(ris("One"), contributor)
    with pytest.raises(Invalid, match="empty"):
        bring("", contributor)
    with pytest.raises(Invalid, match="kind"):
        bring("x", contributor, kind="doc")
    with pytest.raises(Invalid, match="mapping"):
        bring("x", contributor, mapping={"Titel": "colour"})
    assert kept() == []
    assert not Import.objects.exists()


def test_a_table_is_read_again_with_other_columns(contributor):
    batch = bring("title,name of paper\nx,The real one\n", contributor)
    assert ImportRecord.objects.get().csl["title"] == "x"
    mapping = {"title": "", "name of paper": "title"}
    batches.remap(batch=batch, mapping=mapping, by=contributor)
    reading.begin(batch=batch, by=contributor)
    assert ImportRecord.objects.get().csl["title"] == "The real one"
    with pytest.raises(NotAllowedNow):
        batches.remap(batch=bring(ris("One"), contributor), mapping={}, by=contributor)


def test_queries_do_not_grow_with_the_records(contributor):
    def needed(number):
        text = "".join(
            ris(f"Numbered title {number} {n}", f"10.5555/{number}.{n}") for n in range(number)
        )
        with CaptureQueriesContext(
            connection,
        ) as asked:
            storing.begin(batch=bring(text, contributor), by=contributor)
        return len(asked)

    needed(1)
    assert needed(20) <= needed(2) + 1


def test_files_are_where_nobody_can_guess_them(contributor, tmp_path):
    batch = bring(ris("One"), contributor)
    path = files.path_of(batch.kept_as)
    assert path.parent == files.folder()
    assert path.is_relative_to(tmp_path)
    assert len(batch.kept_as) == 32
    assert batch.filename == "x.ris"
    odd = batches.create(pieces=[b"x"], filename="../../etc/pass\x00wd", by=contributor)
    assert odd.filename == "passwd"
    undoing.undo(batch=batch, by=contributor)
