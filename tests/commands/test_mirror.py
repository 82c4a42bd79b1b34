"""A second Touchstone that follows the first by its change feed alone: equal dumps, whatever happened between."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import uuid
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from claims.access import Denied, Permission, may, visible_evidence, visible_patients
from claims.actions import appraisals, counts, evidence, notices, sources, topics
from claims.actions.mirroring import following
from claims.actions.mirroring.reading import AskAgain
from claims.domain.problems import Problem
from claims.formats.knowledge import write
from claims.models import Claim, Evidence, KnowledgeBase, PublicChange, Source
from claims.queries import log, records
from tests.factories import (
    make_appraisal,
    make_claim,
    make_evidence,
    make_patient,
    make_source,
    make_study,
    make_topic,
    make_user,
)
from tests.walk import Walk

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "docs/examples/mirror.py"
ACTS, ROUNDS = int(os.environ.get("MIRROR_ACTS", "500")), 3
ORIGIN = "https://origin.example"


class Mirror:
    """The second site: an SQLite database of its own, worked by commands in processes of their own."""

    def __init__(self, path: Path, origin: str) -> None:
        self.origin = origin
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": f"sqlite:///{path}",
            "MIRROR_OF": origin,
        }

    def manage(self, *command: str, given: bytes = b"", fails: int = 0) -> bytes:
        """What the command says, on its error output where it is to fail."""
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *command],
            env=self.environment,
            cwd=ROOT,
            input=given,
            capture_output=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == fails, done.stderr.decode()
        return done.stderr if fails else done.stdout

    def follow(self) -> str:
        """One run of the script, as its users run it."""
        manage = f"{sys.executable} {ROOT / 'manage.py'}"
        done = subprocess.run(
            [sys.executable, str(SCRIPT), self.origin, "--manage", manage],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            timeout=120,
            check=False,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def mirror(migrated, tmp_path, live_server):
    path = tmp_path / "mirror.sqlite3"
    shutil.copy(migrated, path)
    return Mirror(path, live_server.url)


def dump() -> bytes:
    out = StringIO()
    call_command("dump", "-", stdout=out)
    return out.getvalue().encode()


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_dumps_are_equal_after_random_acts(mirror):
    walk = Walk(20)
    walk.start()
    for _ in range(ROUNDS):
        for _ in range(ACTS // ROUNDS):
            walk.step()
        mirror.follow()
        ours, theirs = dump(), mirror.manage("dump", "-")
        assert differences(ours, theirs) == []
        assert ours == theirs
    assert "in step" in mirror.follow()
    state = json.loads(mirror.manage("mirror"))
    base = KnowledgeBase.objects.get()
    assert (state["knowledge_base"], state["seq"]) == (str(base.uuid), base.public_seq)
    assert b"complete and unaltered" in mirror.manage("verify_log")
    assert len([name for name, number in walk.done.items() if number]) > 30


def differences(ours: bytes, theirs: bytes) -> list[str]:
    """Lines that only one of the two has, at most ten."""
    mine, others = set(ours.splitlines()), set(theirs.splitlines())
    only = [f"- {line.decode()[:600]}" for line in sorted(mine - others)]
    return [*only, *(f"+ {line.decode()[:600]}" for line in sorted(others - mine))][:10]


# --- The same in one process: what is there is put away, and a mirror made of what was told of it ---


def told(since: int = 0) -> list[bytes]:
    """The origin's answer to /records/?since=."""
    return [write(record) for record in records.since(since)]


def altered(answer: list[bytes], **header: object) -> list[bytes]:
    """The answer under another header."""
    return [write(json.loads(answer[0]) | header), *answer[1:]]


@pytest.fixture
def followed(db, settings):
    """Makes this knowledge base a mirror of what another one told in its answers."""

    def make(point: str, *answers: list[bytes]) -> following.Step:
        transaction.savepoint_rollback(point)
        settings.MIRROR_OF = ORIGIN
        return [following.follow(answer) for answer in answers][-1]

    return make


def small_world():
    """One of most kinds of record, some of them in states that are hard to copy."""
    editor = make_user("editor")
    topic = make_topic(aliases=["another name"])
    claim = make_claim(topics=[topic])
    link = make_evidence(claim, quotes=[{"exact": "They had it."}])
    make_appraisal(link)
    evidence.release(evidence=link, by=editor, reason="one is enough")
    make_patient(make_evidence(claim, design="case_report"))
    joined, kept = make_source(doi="10.5555/1"), make_source()
    make_study(joined)
    sources.merge(source=joined, into=kept, by=editor, reason="the same")
    return link, joined


def test_a_mirror_is_the_origin_again_and_again(followed):
    point = transaction.savepoint()
    link, joined = small_world()
    first, seq = told(), KnowledgeBase.objects.get().public_seq
    sources.unmerge(source=joined, by=make_user("editor"), reason="they are two")
    sources.retire(source=link.source, by=make_user("editor"), reason="not to be had")
    again, origin = told(seq), dump()
    feed, version = list(PublicChange.objects.values()), Claim.objects.get().version_number
    step = followed(point, first, again, again)
    assert (step.since, step.lines) == (step.seq, 0)
    assert dump() == origin
    assert list(PublicChange.objects.values()) == feed
    assert list(log.faults()) == []
    assert Claim.objects.get().version_number == version
    assert counts.differences() == []
    assert Source.objects.get(pk=joined.pk).doi == "10.5555/1"
    with pytest.raises(AskAgain):
        following.follow(first)


def test_two_records_that_swapped_what_is_unique(followed):
    point = transaction.savepoint()
    one, two = make_source(doi="10.5555/1"), make_source(doi="10.5555/2")
    first, seq = told(), KnowledgeBase.objects.get().public_seq
    Source.objects.filter(pk=one.pk).update(doi=None)
    for source, doi in ((two, "10.5555/1"), (one, "10.5555/2")):
        Source.objects.filter(pk=source.pk).update(doi=doi)
        sources.retire(source=source, by=make_user("editor"), reason="changed")
    again, origin = told(seq), dump()
    followed(point, first, again)
    assert dump() == origin


def test_what_was_joined_and_is_hidden_again_is_hidden_here(followed):
    point = transaction.savepoint()
    offered, kept = make_source(published=False, doi="10.5555/1"), make_source()
    editor = make_user("editor")
    sources.merge(source=offered, into=kept, by=editor, reason="the same")
    first, seq = told(), KnowledgeBase.objects.get().public_seq
    sources.unmerge(source=offered, by=editor, reason="they are two")
    again, origin = told(seq), dump()
    assert any(b'"gone"' in line for line in again)
    followed(point, first, again)
    assert dump() == origin
    assert Source.objects.get(pk=offered.pk).doi is None


def test_evidence_that_goes_back_to_a_hidden_source_is_hidden_here(followed):
    """The claim is told without it; so is the patient whom it alone describes."""
    point = transaction.savepoint()
    claim, editor = make_claim(), make_user("editor")
    offered, kept = make_source(published=False), make_source()
    link = make_evidence(claim, source=offered, design="case_report")
    make_evidence(claim)
    sources.merge(source=offered, into=kept, by=editor, reason="the same")
    make_patient(link)
    first, seq = told(), KnowledgeBase.objects.get().public_seq
    sources.unmerge(source=offered, by=editor, reason="they are two")
    between, middle = told(seq), KnowledgeBase.objects.get().public_seq
    sources.accept(source=offered, by=editor)
    last, origin = told(middle), dump()
    followed(point, first, between)
    assert not visible_evidence(None).filter(pk=link.pk).exists()
    assert not visible_patients(None).exists()
    following.follow(last)
    assert dump() == origin
    assert visible_patients(None).exists()


def test_hidden_evidence_stands_in_nobodys_way(followed):
    """Other evidence has its claim, its study and the source that it had when it was seen."""
    point = transaction.savepoint()
    claim, editor = make_claim(), make_user("editor")
    offered, kept = make_source(published=False), make_source()
    link = make_evidence(claim, source=offered)
    sources.merge(source=offered, into=kept, by=editor, reason="the same")
    make_study(kept)
    first, seq = told(), KnowledgeBase.objects.get().public_seq
    sources.unmerge(source=offered, by=editor, reason="they are two")
    other = make_evidence(claim, source=kept, study=link.study)
    again, origin = told(seq), dump()
    followed(point, first, again)
    assert dump() == origin
    assert Evidence.objects.get(pk=other.pk).study_id == link.study_id


def test_one_line_says_that_all_sources_were_checked(followed, tmp_path):
    point = transaction.savepoint()
    make_source(), make_source()
    first, seq = told(), KnowledgeBase.objects.get().public_seq
    path = tmp_path / "retractions.csv"
    path.write_text("RetractionNature,OriginalPaperDOI\n")
    notices.check_file(path=path, by=None)
    again, origin = told(seq), dump()
    assert [json.loads(line)["record"] for line in again] == ["header", "change", "end"]
    followed(point, first, again)
    assert dump() == origin
    assert b"integrity_checked_at" in origin


def test_an_answer_that_cannot_be_used_changes_nothing(followed):
    point = transaction.savepoint()
    small_world()
    whole = told()
    for answer, says in (
        (whole[:-1], "cut off"),
        ([], "cut off"),
        ([*whole, whole[1]], "follows the end"),
        (whole[1:], "not the header"),
        ([whole[0], *whole[2:]], "missing"),
        ([whole[0], b"nonsense", *whole[1:]], "not a record"),
        ([whole[0], b'{"record":"topic","key":"T1"}', *whole[1:]], "Line 2"),
        (altered(whole, reviewers_required=9), "REVIEWERS_REQUIRED"),
        (altered(whole, format="another/1"), "not the header"),
        (altered(whole, since=3), "missing"),
    ):
        with pytest.raises(Problem) as refused:
            followed(point, answer)
        assert says in str(refused.value)
        assert not Claim.objects.exists()
        assert not PublicChange.objects.exists()
    followed(point, whole)
    assert Claim.objects.exists()


def test_only_an_empty_base_becomes_a_mirror(db, settings):
    make_topic()
    answer = told()
    with pytest.raises(Problem, match="no mirror"):
        following.follow(answer)
    settings.MIRROR_OF = ORIGIN
    with pytest.raises(Problem, match="holds the knowledge base"):
        following.follow(altered(answer, site=str(uuid.uuid4()), seq=2))
    KnowledgeBase.objects.update(public_seq=0)
    with pytest.raises(Problem, match="of its own"):
        following.follow(answer)


def test_a_restored_origin_is_noticed(followed):
    point = transaction.savepoint()
    make_topic()
    first = told()
    make_topic()
    again = told(1)
    followed(point, first)
    after = json.loads(again[0])["after"] | {"at": "2001-01-01T00:00:00Z"}
    with pytest.raises(Problem, match="went its own way"):
        following.follow(altered(again, after=after))
    with pytest.raises(Problem, match="mirror it into an empty one"):
        following.follow(altered(again, site=str(uuid.uuid4())))
    assert following.follow(again).seq == 2


def test_nobody_changes_what_a_mirror_says(followed, settings, client):
    point = transaction.savepoint()
    link, _ = small_world()
    followed(point, told())
    kept = {Permission.COMMENT, Permission.USE_ADMIN, Permission.MANAGE_PEOPLE, Permission.READ_LOG}
    people = {role: make_user(role) for role in ("contributor", "reviewer", "editor", "admin")}
    for person in people.values():
        assert not any(may(person, one) for one in Permission if one not in kept)
    before = dump()
    with pytest.raises(Denied, match="mirror of https://origin"):
        topics.create(by=people["editor"], fields={"name": "Own", "kind": "exposure"})
    with pytest.raises(Denied):
        appraisals.save_draft(evidence=link, by=people["reviewer"], fields={"rationale": "x"})
    with pytest.raises(CommandError, match="mirror of"):
        call_command("load", str(ROOT / "claims/management/demo/kratom.ndjson"), json=True)
    assert dump() == before
    page = client.get("/").content.decode()
    assert f"as of change {KnowledgeBase.objects.get().public_seq}" in page
    assert ORIGIN in page
    settings.MIRROR_OF = ""
    assert "A mirror of" not in client.get("/").content.decode()


def test_the_command_says_where_it_stands_and_takes_a_file(db, settings, tmp_path):
    def said(**options: object) -> str:
        out = StringIO()
        call_command("mirror", stdout=out, **options)
        return out.getvalue()

    assert json.loads(said()) == {"origin": None, "knowledge_base": None, "seq": 0}
    point = transaction.savepoint()
    make_topic()
    answer = told()
    transaction.savepoint_rollback(point)
    settings.MIRROR_OF = ORIGIN
    path = tmp_path / "answer.ndjson"
    path.write_bytes(b"".join(answer[:-1]))
    with pytest.raises(CommandError, match="cut off") as refused:
        said(apply=path)
    assert refused.value.returncode == 75
    with pytest.raises(CommandError, match="no-such-file"):
        said(apply=tmp_path / "no-such-file")
    path.write_bytes(b"".join(answer))
    assert "in step with change 1" in said(apply=path)
    site = json.loads(answer[0])["site"]
    assert json.loads(said()) == {"origin": ORIGIN, "knowledge_base": site, "seq": 1}
