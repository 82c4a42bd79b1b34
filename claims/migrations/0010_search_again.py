"""The full-text indexes as they now are: same words and stems on both databases, and evidence with its quotes.

Nothing is lost: they are built anew from the stored records.
"""

from django.db import migrations


def rebuild(_apps: object, _schema_editor: object) -> None:
    from claims.queries import search

    search.rebuild()


class Migration(migrations.Migration):
    dependencies = [("claims", "0009_following")]

    operations = [migrations.RunPython(rebuild, migrations.RunPython.noop, elidable=False)]
