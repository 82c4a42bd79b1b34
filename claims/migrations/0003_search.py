"""The full-text indexes of claims and sources.

The SQL is the search layer's own, and creates only what is missing: `manage.py rebuild_index` runs the
same again after SQLite has rebuilt a table, which drops the triggers on it.
"""

from django.db import migrations


def install(_apps: object, _schema_editor: object) -> None:
    from claims.queries import search

    search.install()


class Migration(migrations.Migration):
    dependencies = [("claims", "0002_triggers")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop, elidable=False)]
