import time

import pytest

from claims.access import Denied
from claims.actions import reports
from claims.domain.problems import Invalid, NotAllowedNow, Throttled
from claims.models import PublicChange, Report
from tests.actions.log import mark, since
from tests.factories import make_claim, make_source, make_user

pytestmark = pytest.mark.django_db


def test_anyone_may_report_and_the_log_keeps_no_address():
    claim, start, feed = make_claim(), mark(), PublicChange.objects.count()
    report = reports.file(
        record=claim, text="The year is wrong.", email="reader@example.org", client="192.0.2.1"
    )
    assert (report.noun, report.object_id, report.status) == ("claim", claim.pk, "open")
    (event,) = since(start)
    assert (event.verb, event.actor, event.public) == ("reported", "", False)
    assert "reader@example.org" not in str(event.payload)
    assert "192.0.2.1" not in str(event.payload)
    assert PublicChange.objects.count() == feed


@pytest.mark.parametrize(
    ("text", "email", "named"),
    [
        ("", "", "text"),
        ("  ", "", "text"),
        ("x" * 3001, "", "text"),
        ("a\x00b", "", "text"),
        ("Wrong.", "not-an-address", "email"),
    ],
)
def test_what_cannot_be_kept_is_named(text, email, named):
    with pytest.raises(Invalid) as problem:
        reports.file(record=make_claim(), text=text, email=email, client="c")
    assert named in problem.value.errors
    assert Report.objects.count() == 0


def test_five_an_hour_for_each_client(monkeypatch):
    claim = make_claim()
    for _ in range(5):
        reports.file(record=claim, text="Wrong.", client="one")
    with pytest.raises(Throttled) as problem:
        reports.file(record=claim, text="Wrong.", client="one")
    assert 3590 <= problem.value.retry_after <= 3601
    reports.file(record=make_source(), text="Wrong.", client="two")
    assert Report.objects.count() == 6
    later = time.time() + 3601
    monkeypatch.setattr(reports.time, "time", lambda: later)
    reports.file(record=claim, text="Wrong.", client="one")


def test_deciding():
    by, editor = make_user("contributor"), make_user("editor")
    report = reports.file(record=make_claim(), text="Wrong.", by=by)
    assert report.by == by
    with pytest.raises(Denied):
        reports.decide(report=report, status="resolved", decision="Done.", by=by)
    for status, decision, named in (("open", "x", "status"), ("resolved", " ", "decision")):
        with pytest.raises(Invalid) as problem:
            reports.decide(report=report, status=status, decision=decision, by=editor)
        assert named in problem.value.errors
    start, stale = mark(), Report.objects.get(pk=report.pk)
    reports.decide(report=report, status="resolved", decision="Mended.", by=editor)
    (event,) = since(start)
    assert (event.verb, event.payload["reason"]) == ("report_decided", "Mended.")
    stale.refresh_from_db()
    assert (stale.status, stale.decided_by, stale.decision) == ("resolved", editor, "Mended.")
    with pytest.raises(NotAllowedNow):
        reports.decide(report=report, status="resolved", decision="Again.", by=editor)
