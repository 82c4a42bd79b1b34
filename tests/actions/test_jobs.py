"""Background work: each job is done once, by one worker, or tried again and then left for a person."""

import datetime
import os
import shutil
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from claims.actions import queue
from claims.jobs import schedule, worker
from claims.jobs.handlers import HANDLERS
from claims.models import Claim, Evidence, Job
from tests.factories import make_appraisal, make_claim, make_evidence

pytestmark = pytest.mark.django_db


def test_a_job_calls_the_action_it_names(settings, capsys):
    settings.REVIEWERS_REQUIRED = 1
    link = make_evidence(make_claim())
    make_appraisal(link, strength="strong")
    Evidence.objects.filter(pk=link.pk).update(standing_strength="very_weak")
    job = queue.later("refresh_syntheses", claims=[link.claim_id], reason="by hand")
    queue.later("rebuild_counts")
    call_command("work", once=True)
    # The two, and what is done every day.
    assert f"{2 + len(schedule.daily())} jobs done" in capsys.readouterr().out
    job.refresh_from_db()
    assert (job.status, job.attempts, job.error) == ("done", 1, "")
    assert Claim.objects.get(pk=link.claim_id).verdict != "supported"
    call_command("work", once=True)
    assert "0 jobs done" in capsys.readouterr().out


def test_a_failing_job_is_tried_later_and_in_the_end_left(monkeypatch):
    def fail():
        raise ValueError("no such thing")

    monkeypatch.setitem(HANDLERS, "fail", fail)
    job = queue.later("fail")
    for attempt in range(1, queue.TRIES + 1):
        assert worker.run_one()
        assert not worker.run_one()
        job.refresh_from_db()
        assert (job.attempts, job.error) == (attempt, "ValueError: no such thing")
        Job.objects.update(run_after=timezone.now())
    assert job.status == "failed"
    assert not worker.run_one()


def test_an_unknown_kind_says_so():
    job = queue.later("dance")
    worker.run_one()
    job.refresh_from_db()
    assert "no handler" in job.error


def test_a_job_whose_worker_was_killed_is_taken_up_again():
    queue.later("rebuild_counts")
    first = queue.take()
    assert first is not None
    assert queue.take() is None
    Job.objects.update(started_at=timezone.now() - queue.LOST - datetime.timedelta(seconds=1))
    second = queue.take()
    assert second is not None
    assert (second.pk, second.attempts) == (first.pk, 2)
    queue.done(first)
    assert Job.objects.get().status == "running"
    queue.done(second)
    assert Job.objects.get().status == "done"


def test_a_job_that_kills_its_worker_does_not_do_so_for_ever():
    queue.later("rebuild_counts")
    Job.objects.update(
        status="running", attempts=queue.TRIES, started_at=timezone.now() - 2 * queue.LOST
    )
    assert queue.take() is None
    assert Job.objects.get().status == "failed"


@pytest.mark.django_db(transaction=True)
def test_several_workers_share_the_work_without_doing_any_twice():
    for _ in range(12):
        queue.later("rebuild_counts")
    start = threading.Barrier(3)

    def work(_) -> list[int]:
        start.wait()
        taken = []
        try:
            while job := queue.take():
                taken.append(job.pk)
                queue.done(job)
        finally:
            connection.close()
        return taken

    with ThreadPoolExecutor(3) as pool:
        taken = [pk for part in pool.map(work, range(3)) for pk in part]
    assert sorted(taken) == sorted(Job.objects.values_list("pk", flat=True))
    assert set(Job.objects.values_list("status", "attempts")) == {("done", 1)}


def test_the_loop_stops_when_told():
    stop = threading.Event()
    stop.set()
    assert worker.run(stop) == 0


@pytest.mark.slow
def test_the_command_ends_well_on_sigterm(root, tmp_path, migrated):
    shutil.copy(migrated, tmp_path / "work.sqlite3")
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'work.sqlite3'}",
    }
    python = [sys.executable, str(root / "manage.py")]
    process = subprocess.Popen(
        [*python, "work"],
        env=env,
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    lines = iter(process.stderr.readline, "")
    assert any("waiting for work" in line for line in lines)
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "jobs done" in out


def test_what_is_done_every_day_is_asked_for_once_a_day(settings):
    every = len(schedule.daily())
    assert every >= 2
    assert schedule.ask() == every
    assert schedule.ask() == 0
    settings.LOOKUP_CONTACT = "library@example.org"
    assert schedule.ask() == 1
    assert Job.objects.get(kind="check_integrity").payload == {"limit": 500}
    Job.objects.update(asked_at=timezone.now() - datetime.timedelta(days=1, minutes=1))
    settings.INTEGRITY_PER_DAY = 0
    assert schedule.ask() == every
    assert set(schedule.daily()) <= set(HANDLERS)
