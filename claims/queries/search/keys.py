"""All keys behind the condition that a search for frequent words answers with."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Manager, Q
from django.db.models.expressions import RawSQL


def every_key(records: Manager[Any], condition: Q) -> list[int]:
    """Keys of all `records` that hold a condition of `find`, in no order, whatever their status. One query.

    What the condition looks in is asked by itself: to look each key up again would take as long once more.
    """
    (part, *others) = condition.children
    name, value = part if isinstance(part, tuple) else ("", None)
    if name == "pk__in" and isinstance(value, RawSQL) and not others:
        with connection.cursor() as cursor:
            cursor.execute(value.sql, value.params)
            return [key for (key,) in cursor.fetchall()]
    return list(records.filter(condition).order_by().values_list("pk", flat=True))
