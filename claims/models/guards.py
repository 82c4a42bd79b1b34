"""What the database itself refuses: changing what is fixed for ever, whichever door it came through.

Fixed are submitted appraisals and assessments (only `is_current` may change, when one is superseded), the log
(only the payload may be blanked, for erasure), versions, and the public change feed. Emptying whole tables, as
the tests do between runs, is TRUNCATE on PostgreSQL, which row triggers do not see; on SQLite `remove` must come
first. SQLite drops triggers with a table that a later migration rebuilds: such a migration ends with `install`.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from claims.models.appraisal import Appraisal
from claims.models.assessment import Assessment
from claims.models.event import Event, PublicChange
from claims.models.version import Version

#: model: (which rows are fixed, what may still change in them, what is said)
FIXED: dict[Any, tuple[str, tuple[str, ...], str]] = {
    Appraisal: (
        "OLD.status = 'submitted'",
        ("is_current",),
        "a submitted appraisal never changes",
    ),
    Assessment: (
        "OLD.status = 'submitted'",
        ("is_current",),
        "a submitted assessment never changes",
    ),
    Event: ("", ("payload",), "the log is append-only"),
    PublicChange: ("", (), "the public change feed is append-only"),
    Version: ("", (), "a version never changes"),
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers, or replace them. Schema changes only; no row is touched."""
    remove(connection)
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        # An earlier migration than the one that makes the table may run this.
        for model in (model for model in FIXED if model._meta.db_table in there):
            # The columns that are there: when a migration runs this, the model may know more.
            table = connection.introspection.get_table_description(cursor, model._meta.db_table)
            columns = [column.name for column in table]
            for statement in _statements(model, columns, connection.vendor):
                cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers: for the way back of the migration, and for emptying a test database."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for model in (model for model in FIXED if model._meta.db_table in there):
            table = model._meta.db_table
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            for event in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}{on}")


def _statements(model: Any, columns: list[str], vendor: str) -> list[str]:
    """The statements for one table: names come from the models alone, never from outside."""
    table = model._meta.db_table
    fixed, free, says = FIXED[model]
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    changed = [
        f'OLD."{column}" {differs} NEW."{column}"' for column in columns if column not in free
    ]
    if model is Event:
        # The payload may go, never come or become another.
        changed.append(f"(NEW.payload IS NOT NULL AND OLD.payload {differs} NEW.payload)")
    update = f"({' OR '.join(changed)})" + (f" AND {fixed}" if fixed else "")
    found = []
    if vendor == "postgresql":
        found.append(
            f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION '{says}' USING ERRCODE = 'integrity_constraint_violation';"
            " END $$"
        )
    for event, condition in (("update", update), ("delete", fixed)):
        head = f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table} FOR EACH ROW"
        when = f" WHEN ({condition})" if condition else ""
        if vendor == "postgresql":
            found.append(f"{head}{when} EXECUTE FUNCTION {table}_refuse()")
        else:
            found.append(f"{head}{when} BEGIN SELECT RAISE(ABORT, '{says}'); END")
    return found
