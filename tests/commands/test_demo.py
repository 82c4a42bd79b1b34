"""`manage.py demo` and `manage.py load_schema`."""

import io
import json
from pathlib import Path

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import call_command

from claims.domain.vocabulary import Role
from claims.models import Claim, Event, Evidence, Source


def run(name: str, *arguments: str) -> str:
    """What the command prints."""
    output = io.StringIO()
    call_command(name, *arguments, stdout=output)
    return output.getvalue()


@pytest.mark.django_db
def test_a_second_demo_adds_nothing(settings, tmp_path: Path):
    settings.DATA_DIR = tmp_path
    first = run("demo")
    models = (Claim, Source, Evidence, Event, get_user_model())
    before = [model.objects.count() for model in models]
    assert before[0] >= 42
    second = run("demo")
    assert [model.objects.count() for model in models] == before
    assert "(0 records new)" in second
    assert "(0 records new)" not in first


@pytest.mark.django_db
def test_there_is_an_account_for_each_role_and_the_password_works(settings, tmp_path: Path):
    settings.DATA_DIR = tmp_path
    output = run("demo")
    password = output.split("password ")[1].split()[0]
    people = get_user_model().objects.filter(is_active=True, groups__isnull=False).distinct()
    roles = {group.name for person in people for group in person.groups.all()}
    assert roles >= {role.value for role in Role}
    for person in people:
        assert person.username in output
        assert authenticate(username=person.username, password=password) == person
    assert (tmp_path / "demo-password").stat().st_mode & 0o077 == 0


def test_load_schema_prints_what_is_shipped(root: Path):
    shipped = root / "docs/reference/load.schema.json"
    assert json.loads(run("load_schema")) == json.loads(shipped.read_text(encoding="utf-8"))
