"""`manage.py check_article` and `manage.py expire_documents`."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from claims.models import Document
from tests.factories import make_claim, make_user

pytestmark = pytest.mark.django_db


def run(*given, **options):
    out = StringIO()
    call_command("check_article", *map(str, given), stdout=out, **options)
    return out.getvalue()


def test_it_tells_what_was_found_and_stores_nothing_unless_told_to(tmp_path):
    claim = make_claim(
        "Valerian relieves insomnia", exposure_text="valerian", outcome_text="insomnia"
    )
    path = tmp_path / "sleep.txt"
    path.write_text(
        "Studies have shown that valerian relieves insomnia. Tea is nice.", encoding="utf-8"
    )
    told = run(path)
    assert claim.public_id in told
    assert "certainty" in told
    assert "leans on studies and names none" in told
    found = json.loads(run(path, json=True, title="Sleep"))
    assert found["title"] == "Sleep"
    assert found["passages"][0]["matches"][0]["claim"] == claim.public_id
    assert not Document.objects.exists()
    by = make_user()
    kept = json.loads(run(path, json=True, by=by.username))
    assert Document.objects.get().created_by == by
    assert kept["passages"] == found["passages"]


def test_bad_files_end_with_a_message(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"\x00\x01")
    with pytest.raises(CommandError, match="not text"):
        run(path)
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "none.txt")
    path.write_text("Tea.", encoding="utf-8")
    with pytest.raises(CommandError, match="no user"):
        run(path, by="nobody")


def test_expired_articles_are_taken_away():
    out = StringIO()
    call_command("expire_documents", stdout=out)
    assert out.getvalue() == "0 articles taken away\n"
