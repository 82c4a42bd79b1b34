"""What an editor marks is kept as a notice of its own."""

from __future__ import annotations

import pytest

from claims.actions import notice_rows
from claims.models import Notice
from tests.factories import make_source, make_user

pytestmark = pytest.mark.django_db


def test_the_last_mark_replaces_those_before():
    source, editor = make_source(), make_user("editor")
    for mark in ("concern", "retracted"):
        notice_rows.by_hand([source], integrity=mark, note="So it is.", on=None, url="", by=editor)
    row = Notice.objects.get(source=source)
    assert (row.nature, row.origin, row.reasons, row.by) == (
        "retraction",
        "hand",
        "So it is.",
        editor,
    )


def test_clearing_what_nobody_else_reports_leaves_no_notice():
    source = make_source()
    notice_rows.by_hand([source], integrity="concern", note="x", on=None, url="", by=None)
    notice_rows.by_hand([source], integrity="clear", note="", on=None, url="", by=None)
    assert not Notice.objects.exists()
