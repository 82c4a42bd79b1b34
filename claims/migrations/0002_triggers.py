"""Rows that never change: the database itself refuses. What and why is in claims/models/guards.py."""

from django.db import migrations


def install(_apps: object, schema_editor: object) -> None:
    from claims.models import guards

    guards.install(schema_editor.connection)


def remove(_apps: object, schema_editor: object) -> None:
    from claims.models import guards

    guards.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial")]

    operations = [migrations.RunPython(install, remove, elidable=False)]
