"""`verify_log`: what was taken out, put in or altered is found and named."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from claims.models import Event, KnowledgeBase, PublicChange
from claims.queries.log import faults
from tests.factories import make_claim, make_topic


@pytest.fixture
def log(db):
    """A log of some length, without the database's own guards against tampering."""
    make_claim(topics=[make_topic()])
    with connection.cursor() as cursor:
        for table in ("claims_event", "claims_publicchange"):
            if connection.vendor == "postgresql":
                cursor.execute(f"alter table {table} disable trigger user")
                continue
            cursor.execute(
                "select name from sqlite_master where type = 'trigger' and tbl_name = %s", [table]
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f'drop trigger "{name}"')
    return list(Event.objects.order_by("seq"))


def test_a_sound_log(log):
    out = StringIO()
    call_command("verify_log", stdout=out)
    assert out.getvalue().startswith(f"{len(log)} events, complete and unaltered; head ")
    assert KnowledgeBase.objects.get().event_head in out.getvalue()


def test_a_blanked_payload_is_allowed(log):
    Event.objects.filter(pk=log[1].pk).update(payload=None)
    assert list(faults()) == []


@pytest.mark.parametrize(
    "change",
    [
        {"payload": {"before": {}, "after": {"text": "forged"}, "reason": ""}},
        {"actor": "somebody-else"},
        {"verb": "never"},
        {"object_id": 4711},
        {"public": True},
        {"salt": "0" * 32},
    ],
)
def test_an_altered_line(log, change):
    line = next(e for e in log if not e.public)
    Event.objects.filter(pk=line.pk).update(**change)
    assert f"event {line.seq}" in next(faults())


def test_a_line_altered_with_its_digest(log):
    Event.objects.filter(pk=log[1].pk).update(payload=None, digest="f" * 64)
    assert "chain breaks at event 2" in next(faults())


def test_a_missing_line(log):
    Event.objects.filter(pk=log[1].pk).delete()
    assert "event 2 is missing" in next(faults())


def test_the_last_lines_cut_off(log):
    Event.objects.filter(pk=log[-1].pk).delete()
    assert f"but {len(log)} were written" in next(faults())


def test_a_missing_public_change(log):
    PublicChange.objects.filter(seq=1).delete()
    assert "the public feed has" in next(faults())


def test_the_command_fails_and_names_the_first_fault(log):
    Event.objects.filter(pk=log[0].pk).delete()
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_log", stdout=out, stderr=err)
    assert stopped.value.code == 1
    assert err.getvalue().startswith("event 1 is missing")


def test_an_empty_log(db):
    assert list(faults()) == []
