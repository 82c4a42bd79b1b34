"""Rows that never change: the database itself refuses, whoever asks.

Submitted appraisals (but for whether they are current, and their closing), events (but for erasing the
payload), versions and public changes. SQLite guards only against changes, not against deletion: Django
empties tables there by DELETE between tests, PostgreSQL by TRUNCATE, which row triggers do not see.
"""

from django.db import migrations

APPRAISAL = [
    "evidence_id",
    "reviewer_id",
    "imported_rater",
    "direction",
    "directness",
    "strength",
    "rationale",
    "read",
    "interests",
    "has_conflict",
    "instrument",
    "answers",
    "blind",
    "supersedes_id",
    "submitted_at",
]
EVENT = [
    "seq",
    "act",
    "at",
    "actor",
    "verb",
    "noun",
    "object_id",
    "public",
    "salt",
    "digest",
    "chain",
]
VERSION = ["claim_id", "number", "snapshot", "sha256", "reason", "minted_at"]
CHANGE = ["seq", "at", "kind", "noun", "object_id", "reason"]

GUARDS = [
    ("claims_appraisal", APPRAISAL, "old.status <> 'draft'", "a submitted appraisal never changes"),
    ("claims_event", EVENT, "", "the event log is append-only"),
    ("claims_version", VERSION, "", "a version never changes"),
    ("claims_publicchange", CHANGE, "", "the public change feed is append-only"),
]


def conditions(columns, when, distinct, quote):
    changed = " or ".join(f"new.{quote(c)} {distinct} old.{quote(c)}" for c in columns)
    return f"({when}) and ({changed})" if when else f"({changed})"


def guard(apps, schema_editor):
    connection = schema_editor.connection
    quote = connection.ops.quote_name
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for table, columns, when, message in GUARDS:
            if postgresql:
                # JSON has no equality of its own in PostgreSQL, JSONB has; Django uses JSONB.
                condition = conditions(columns, when, "is distinct from", quote)
                cursor.execute(
                    f"create function {table}_fixed() returns trigger language plpgsql as $$"
                    f" begin raise exception '{message}' using errcode = 'check_violation'; end $$"
                )
                cursor.execute(
                    f"create trigger {table}_fixed before update on {table} for each row"
                    f" when ({condition}) execute function {table}_fixed()"
                )
                kept = when or "true"
                cursor.execute(
                    f"create trigger {table}_kept before delete on {table} for each row"
                    f" when ({kept}) execute function {table}_fixed()"
                )
            else:
                condition = conditions(columns, when, "is not", quote)
                cursor.execute(
                    f"create trigger {table}_fixed before update on {table} when {condition}"
                    f" begin select raise(abort, '{message}'); end"
                )
        erased = "new.payload is not null and new.payload {distinct} old.payload"
        if postgresql:
            cursor.execute(
                "create trigger claims_event_payload before update on claims_event for each row"
                f" when ({erased.format(distinct='is distinct from')})"
                " execute function claims_event_fixed()"
            )
        else:
            cursor.execute(
                "create trigger claims_event_payload before update on claims_event"
                f" when {erased.format(distinct='is not')}"
                " begin select raise(abort, 'the event log is append-only'); end"
            )


def unguard(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    with schema_editor.connection.cursor() as cursor:
        for name in ("claims_event_payload", *(f"{t}_fixed" for t, *_ in GUARDS)):
            table = name.removesuffix("_payload").removesuffix("_fixed")
            cursor.execute(f"drop trigger {name}" + (f" on {table}" if postgresql else ""))
        if postgresql:
            for table, *_ in GUARDS:
                cursor.execute(f"drop trigger {table}_kept on {table}")
                cursor.execute(f"drop function {table}_fixed()")


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
