"""Imports that came to nothing: given up and tried again, discarded, or not stored in time."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from claims.access import Denied
from claims.actions import queue
from claims.actions.importing import batches, ending, files, reading, storing, undoing
from claims.domain.problems import NotAllowedNow
from claims.jobs import worker
from claims.models import Event, Import, ImportRecord, Job, Source
from claims.queries import imports
from tests.actions.test_imports import bring, kept, ris
from tests.queries import build

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def editor(db):
    return build.user("editor")


def aged(batch, **age):
    Import.objects.filter(pk=batch.pk).update(touched_at=timezone.now() - timedelta(**age))


def test_what_nobody_stores_in_time_is_discarded_and_says_so(editor):
    old, fresh = bring(ris("One"), editor), bring(ris("Two"), editor)
    stored = storing.begin(batch=bring(ris("Three"), editor), by=editor)
    for batch in (old, stored):
        aged(batch, days=14, minutes=1)
    aged(fresh, days=13)
    shown = imports.detail(editor, fresh.pk)
    assert shown["expires_at"] - timezone.now() < timedelta(days=1)
    out = StringIO()
    call_command("expire_imports", stdout=out)
    assert out.getvalue() == "1 imports discarded\n"
    old.refresh_from_db()
    assert (old.status, old.sha256 != "", old.counted) == ("expired", True, 1)
    assert not ImportRecord.objects.filter(batch=old).exists()
    assert Event.objects.get(verb="expired").payload["after"] == {"records": {"new": 1}}
    assert [path.name for path in kept()] == [fresh.kept_as]
    assert Source.objects.get().title == "Three"
    report = imports.detail(editor, old.pk)
    assert (report["expires_at"], report["may_store"], report["may_undo"]) == (None, False, False)
    with pytest.raises(NotAllowedNow):
        storing.begin(batch=old, by=editor)
    assert ending.expire() == 0


def test_a_decision_puts_it_off(editor):
    batch = bring(ris("One"), editor)
    aged(batch, days=20)
    batches.decide(batch=batch, position=1, outcome="left_out", by=editor)
    assert ending.expire() == 0


def test_what_the_worker_gave_up_says_why_and_is_tried_again(editor, monkeypatch):
    monkeypatch.setattr(batches, "AT_ONCE", 10)
    batch = bring(ris("One"), editor)
    whole = reading._read

    def fail(*args, **more):
        raise MemoryError("no room left")

    monkeypatch.setattr(reading, "_read", fail)
    assert worker.run_one()
    report = imports.detail(editor, batch.pk)
    assert report["trouble"].startswith("Try 1 failed, the next one follows. MemoryError: no room")
    assert (report["busy"], report["may_retry"]) == (True, False)
    with pytest.raises(NotAllowedNow):
        ending.retry(batch=Import.objects.get(pk=batch.pk), by=editor)
    for _ in range(queue.TRIES - 1):
        Job.objects.update(run_after=timezone.now())
        assert worker.run_one()
    report = imports.detail(editor, batch.pk)
    assert report["trouble"] == "Given up after 5 tries. MemoryError: no room left"
    assert (report["status"], report["busy"], report["may_retry"], report["may_undo"]) == (
        "reading",
        False,
        True,
        True,
    )
    monkeypatch.setattr(reading, "_read", whole)
    with pytest.raises(Denied):
        ending.retry(batch=Import.objects.get(pk=batch.pk), by=build.user("contributor"))
    ending.retry(batch=Import.objects.get(pk=batch.pk), by=editor)
    assert imports.detail(editor, batch.pk)["busy"]
    assert worker.run_one()
    assert imports.detail(editor, batch.pk)["status"] == "preview"


def test_a_store_that_was_given_up_goes_on_where_it_was(editor, monkeypatch):
    monkeypatch.setattr(storing, "CHUNK", 1)
    batch = bring(ris("One of two") + ris("Two of two"), editor)
    whole, calls = storing._chunk, []

    def once(*args, **more):
        calls.append(1)
        if len(calls) == 2:
            raise MemoryError("no room left")
        return whole(*args, **more)

    monkeypatch.setattr(storing, "_chunk", once)
    with pytest.raises(MemoryError):
        storing.begin(batch=batch, by=editor)
    assert not imports.trouble(Import.objects.get(pk=batch.pk)).stuck
    aged(batch, minutes=11)
    report = imports.detail(editor, batch.pk)
    assert (report["trouble"], report["may_retry"]) == ("It was interrupted.", True)
    ending.retry(batch=Import.objects.get(pk=batch.pk), by=editor)
    assert worker.run_one()
    assert Source.objects.count() == 2
    assert imports.detail(editor, batch.pk)["status"] == "done"


@pytest.mark.parametrize("given_up", [True, False])
def test_what_came_to_a_halt_or_waits_can_be_discarded(editor, monkeypatch, given_up):
    monkeypatch.setattr(batches, "AT_ONCE", 10)
    batch = bring(ris("One"), editor)
    if given_up:
        Import.objects.update(status="reading")
        Job.objects.update(status="failed", attempts=5, error="MemoryError: no room left")
    undoing.undo(batch=Import.objects.get(pk=batch.pk), by=editor)
    assert kept() == []
    assert files.folder().is_dir()
    # The job of what was discarded while it waited has nothing left to do.
    Job.objects.update(status="waiting")
    assert worker.run_one()
    assert Job.objects.get().status == "done"
    assert Import.objects.get().status == "undone"
